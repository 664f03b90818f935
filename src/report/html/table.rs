//! Tables: the cells of the other reports, with the exact numbers behind them; sorted by the page's script.
//!
//! A table that is wider than paper stands on the page twice: for a screen, where it scrolls, and for paper, cut into
//! blocks of whole years under each other, each with the labels again. Nothing acts when the page is printed.

use std::ops::Range;

use maud::{Markup, html};

use crate::report::columns::{self, GAP, blocks, widths};
use crate::report::document::{Ask, Column, Kind, Row, Table};

/// From this many letters on a cell is a sentence, and its lines are broken.
const LONG: usize = 36;
/// Up to this many letters a cell of words is not broken, on paper neither: `+5%`.
const SHORT: usize = 9;

/// How many rows of a table a page has room for.
const ROWS: usize = 150;

/// How many characters of a table paper has room for: A4 upright, between its margins, in the style sheet's size.
pub(super) const PAPER: usize = 108;
/// How much of that a label takes, and a cell of words; longer ones have several lines.
pub(super) const PAPER_LABEL: usize = 20;
const PAPER_WORDS: usize = 30;

/// Returns a table with sortable columns; sums stay at the end.
pub(super) fn render(table: &Table) -> Markup {
    let rows = &table.rows[..table.rows.len().min(ROWS)];
    let parts = parts(table);
    let is_wide = parts.len() > 1;
    html! {
        div class={ "scroll" @if is_wide { " screen" } } tabindex="0" role="group" aria-label=(table.label) {
            (whole(table, rows))
        }
        @if is_wide {
            div class="paper" { @for part in parts { (block(table, rows, part)) } }
        }
        @if table.rows.len() > ROWS {
            p class="says" { (table.rows.len() - ROWS) " more rows: CSV, xlsx and JSON have all." }
        }
    }
}

/// Returns the columns that stand beside each other on paper.
fn parts(table: &Table) -> Vec<Range<usize>> {
    let widths: Vec<usize> = widths(table)
        .into_iter()
        .zip(&table.columns)
        .map(|(width, column)| match column.kind {
            Kind::Words => width.min(PAPER_WORDS),
            // A heading may have several lines.
            _ => width.min(PAPER_LABEL),
        })
        .collect();
    let label = |text: &str| text.chars().count().min(PAPER_LABEL);
    let labels = table.rows.iter().map(|row| label(&row.label)).max();
    let mut taken = labels.unwrap_or(0).max(label(&table.label));
    let groups = table.rows.iter().map(|row| label(&row.group)).max();
    let group = groups.filter(|&widest| widest > 0);
    let all: usize = widths.iter().map(|width| GAP + width).sum();
    // Where there is no room for all, groups have lines of their own.
    if all + taken + group.map_or(0, |it| it + GAP) <= PAPER {
        taken = 0;
    }
    blocks(&table.columns, taken, &columns::taken(&widths), PAPER)
}

fn whole(table: &Table, rows: &[Row]) -> Markup {
    // A row that goes on with the one above it stays there.
    let goes_on = |cell: &String| cell.starts_with("  ");
    let is_sortable = !table.rows.iter().flat_map(|row| &row.cells).any(goes_on);
    let is_grouped = table.rows.iter().any(|row| !row.group.is_empty());
    html! {
        table class=[is_sortable.then_some("sortable")] {
            thead {
                tr {
                    @if is_grouped { th scope="col" class="words" { "Of" } }
                    th scope="col" class="words" { (table.label) }
                    @for column in &table.columns { (heading(column)) }
                }
            }
            tbody {
                @for row in rows {
                    @let (why, curve) = asked(row);
                    tr class=[row.is_total.then_some("total")] data-why=[why] data-curve=[curve] {
                        @if is_grouped { td class={ (words(&row.group)) " group" } { (row.group) } }
                        th scope="row" class=(words(&row.label)) { (row.label) }
                        @for (position, (cell, column)) in row.cells.iter().zip(&table.columns).enumerate() {
                            @let value = row.values.get(position).copied().flatten();
                            td class=(class_of(cell, column)) data-value=[value] { (cell) }
                        }
                    }
                }
            }
        }
    }
}

/// Returns some of the columns for paper; the name of a group has a line of its own.
fn block(table: &Table, rows: &[Row], part: Range<usize>) -> Markup {
    let columns = &table.columns[part.clone()];
    let begins = |at: usize| {
        let group = &rows[at].group;
        !group.is_empty() && (at == 0 || rows[at - 1].group != *group)
    };
    html! {
        table {
            thead {
                tr {
                    th scope="col" class="words" { (table.label) }
                    @for column in columns { (heading(column)) }
                }
            }
            tbody {
                @for (at, row) in rows.iter().enumerate() {
                    @if begins(at) {
                        tr class="of" { th scope="rowgroup" colspan=(columns.len() + 1) { (row.group) } }
                    }
                    tr class=[row.is_total.then_some("total")] {
                        th scope="row" class=(words(&row.label)) { (row.label) }
                        @for (cell, column) in row.cells.get(part.clone()).unwrap_or_default().iter().zip(columns) {
                            td class=(class_of(cell, column)) { (cell) }
                        }
                    }
                }
            }
        }
    }
}

fn heading(column: &Column) -> Markup {
    let is_long = column.heading.chars().count() > PAPER_LABEL;
    let class = match column.kind {
        Kind::Words => "words",
        _ if is_long => "number broken",
        Kind::Quarter(_) | Kind::Amount | Kind::Money | Kind::Share => "number",
    };
    let quarter = match column.kind {
        Kind::Quarter(quarter) => Some(quarter),
        _ => None,
    };
    html! { th scope="col" class=(class) data-quarter=[quarter] { (column.heading) } }
}

/// Returns what the numbers of a row can be asked about: why, and along which curve.
fn asked(row: &Row) -> (Option<&str>, Option<&str>) {
    match &row.ask {
        Some(Ask::Why(path)) => (Some(path), None),
        Some(Ask::Curve(path)) => (None, Some(path)),
        None => (None, None),
    }
}

fn class_of(cell: &str, column: &Column) -> &'static str {
    if column.kind == Kind::Words {
        words(cell)
    } else {
        "number"
    }
}

fn words(text: &str) -> &'static str {
    match text.chars().count() {
        short if short <= SHORT => "words short",
        long if long > LONG => "words long",
        _ => "words",
    }
}

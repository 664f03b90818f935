//! Tables: the cells of the other reports, with the exact numbers behind them; sorted by the page's script.

use maud::{Markup, html};

use crate::report::document::{Kind, Table};

/// From this many letters on a cell is a sentence, and its lines are broken.
const LONG: usize = 36;

/// How many rows of a table a page has room for.
const ROWS: usize = 150;

/// Returns a table with sortable columns; sums stay at the end.
pub(super) fn render(table: &Table) -> Markup {
    // A row that goes on with the one above it stays there.
    let goes_on = |cell: &String| cell.starts_with("  ");
    let is_sortable = !table.rows.iter().flat_map(|row| &row.cells).any(goes_on);
    let is_grouped = table.rows.iter().any(|row| !row.group.is_empty());
    let align = |kind: Kind| match kind {
        Kind::Words => "words",
        Kind::Quarter(_) | Kind::Amount | Kind::Money | Kind::Share => "number",
    };
    let words = |text: &str| {
        if text.chars().count() > LONG {
            "words long"
        } else {
            "words"
        }
    };
    html! {
        div class="scroll" tabindex="0" role="group" aria-label=(table.label) {
            table class=[is_sortable.then_some("sortable")] {
                thead {
                    tr {
                        @if is_grouped { th scope="col" class="words" { "Of" } }
                        th scope="col" class="words" { (table.label) }
                        @for column in &table.columns {
                            th scope="col" class=(align(column.kind)) { (column.heading) }
                        }
                    }
                }
                tbody {
                    @for row in table.rows.iter().take(ROWS) {
                        tr class=[row.is_total.then_some("total")] {
                            @if is_grouped { td class={ (words(&row.group)) " group" } { (row.group) } }
                            th scope="row" class=(words(&row.label)) { (row.label) }
                            @for (position, (cell, column)) in row.cells.iter().zip(&table.columns).enumerate() {
                                @let value = row.values.get(position).copied().flatten();
                                @let class = if column.kind == Kind::Words { words(cell) } else { "number" };
                                td class=(class) data-value=[value] { (cell) }
                            }
                        }
                    }
                }
            }
        }
        @if table.rows.len() > ROWS {
            p class="says" { (table.rows.len() - ROWS) " more rows: CSV, xlsx and JSON have all." }
        }
    }
}

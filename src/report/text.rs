//! A [`Document`] for a terminal: styled, no wider than asked, wide tables in blocks.

use std::fmt::Write as _;
use std::ops::Range;

use anstyle::Style;
use comfy_table::{CellAlignment, ContentArrangement};

use super::document::{Block, Column, Document, Kind, Row, Section, Table};

const STRONG: Style = Style::new().bold();
const QUIET: Style = Style::new().dimmed();

/// Rules do not run across the widest terminals.
const LONGEST_RULE: usize = 100;
/// Blanks between two columns.
const GAP: usize = 2;
/// A column of sentences is not broken into lines shorter than this: they would be single words.
const SHORTEST_SENTENCE: usize = 24;
/// Blanks before the label of a row in a group.
const INDENT: &str = "  ";

/// Returns the document as text with ANSI styles, in lines of at most `width` characters where that is possible.
#[must_use]
pub fn render(document: &Document, width: usize) -> String {
    let document = document.printable();
    let mut text = String::new();
    line(&mut text, STRONG, &document.title);
    for section in &document.sections {
        render_section(&mut text, section, width);
    }
    text
}

fn render_section(text: &mut String, section: &Section, width: usize) {
    if !section.title.is_empty() {
        let rule = width
            .min(LONGEST_RULE)
            .saturating_sub(section.title.chars().count() + 4);
        text.push('\n');
        line(
            text,
            STRONG,
            &format!("── {} {}", section.title, "─".repeat(rule)),
        );
    }
    for (position, block) in section.blocks.iter().enumerate() {
        if position > 0 {
            text.push('\n');
        }
        match block {
            Block::Paragraph(words) => wrap(text, "", words, width),
            Block::List(points) => {
                for point in points {
                    wrap(text, "- ", point, width);
                }
            }
            Block::Table(table) => render_table(text, table, width),
        }
    }
}

fn line(text: &mut String, style: Style, words: &str) {
    // Writing to a string does not fail.
    let _ = writeln!(text, "{style}{words}{style:#}");
}

/// Writes words in lines of at most `width`, the first after `bullet`, the others indented as far.
fn wrap(text: &mut String, bullet: &str, words: &str, width: usize) {
    let indent = bullet.chars().count();
    text.push_str(bullet);
    let mut column = indent;
    for word in words.split_whitespace() {
        let length = word.chars().count();
        if column > indent && column + 1 + length > width {
            text.push('\n');
            text.extend(std::iter::repeat_n(' ', indent));
            column = indent;
        } else if column > indent {
            text.push(' ');
            column += 1;
        }
        text.push_str(word);
        column += length;
    }
    text.push('\n');
}

fn render_table(text: &mut String, table: &Table, width: usize) {
    let widths = column_widths(table);
    let label_width = label_width(table);
    let taken: Vec<usize> = widths.iter().map(|width| GAP + width).collect();
    for (position, block) in blocks(table, label_width, &taken, width)
        .into_iter()
        .enumerate()
    {
        if position > 0 {
            text.push('\n');
        }
        render_block(
            text,
            table,
            block,
            &widths,
            width.saturating_sub(label_width),
        );
    }
}

fn label_width(table: &Table) -> usize {
    let labels = table.rows.iter().map(|row| indented(row).chars().count());
    let widest = labels.chain([table.label.chars().count()]).max();
    widest.unwrap_or(0)
}

/// Returns how wide each column is; columns of quarters are all alike, so that blocks stand under each other.
fn column_widths(table: &Table) -> Vec<usize> {
    let width = |position: usize, column: &Column| {
        let cells = table.rows.iter().filter_map(|row| row.cells.get(position));
        let texts = cells.chain([&column.heading]);
        texts.map(|text| text.chars().count()).max().unwrap_or(0)
    };
    let mut widths: Vec<usize> = table
        .columns
        .iter()
        .enumerate()
        .map(|(i, c)| width(i, c))
        .collect();
    let is_quarter = |column: &Column| matches!(column.kind, Kind::Quarter(_));
    let of_quarters = table
        .columns
        .iter()
        .zip(&widths)
        .filter(|(column, _)| is_quarter(column));
    let widest = of_quarters.map(|(_, &width)| width).max().unwrap_or(0);
    for (column, width) in table.columns.iter().zip(&mut widths) {
        if is_quarter(column) {
            *width = widest;
        }
    }
    widths
}

/// Returns the columns that go beside each other where each takes so much: as many as fit, whole years where a year fits.
pub(super) fn blocks(
    table: &Table,
    label_width: usize,
    widths: &[usize],
    width: usize,
) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    let mut start = 0;
    let mut used = label_width;
    let mut position = 0;
    while position < widths.len() {
        let wanted = widths[position];
        if used + wanted > width && position > start {
            let year = (start + 1..=position)
                .rev()
                .find(|&i| table.columns[i].begins_year());
            let end = year.unwrap_or(position);
            blocks.push(start..end);
            start = end;
            position = end;
            used = label_width;
        } else {
            used += wanted;
            position += 1;
        }
    }
    if start < widths.len() || blocks.is_empty() {
        blocks.push(start..widths.len());
    }
    blocks
}

/// Writes a block of columns that has `room` beside the labels.
fn render_block(
    text: &mut String,
    table: &Table,
    block: Range<usize>,
    widths: &[usize],
    room: usize,
) {
    let columns = &table.columns[block.clone()];
    // Sentences at the end of a line go on below.
    let taken: usize = widths[block.clone()].iter().map(|width| GAP + width).sum();
    let last = widths[block.clone()].last().copied().unwrap_or(0);
    let left = (room + last).saturating_sub(taken);
    let is_broken = left < last
        && left >= SHORTEST_SENTENCE
        && columns.last().is_some_and(|it| it.kind == Kind::Words);
    let mut heights = Vec::new();
    let mut grid = comfy_table::Table::new();
    grid.load_style(comfy_table::presets::NOTHING);
    grid.set_content_arrangement(ContentArrangement::Disabled);
    let heading = |(column, &width): (&Column, &usize)| {
        if column.kind.is_number() {
            format!("{:>width$}", column.heading)
        } else {
            column.heading.clone()
        }
    };
    let headings = columns.iter().zip(&widths[block.clone()]).map(heading);
    grid.set_header([table.label.clone()].into_iter().chain(headings));

    for row in &table.rows {
        let mut cells = row.cells[block.clone()].to_vec();
        if let Some(sentence) = cells.last_mut().filter(|_| is_broken) {
            let mut lines = String::new();
            wrap(&mut lines, "", sentence, left);
            *sentence = lines.trim_end().to_owned();
        }
        let lines = cells.last().map_or(1, |it| it.lines().count().max(1));
        heights.push(lines);
        grid.add_row([indented(row)].into_iter().chain(cells));
    }

    for (position, column) in grid.column_iter_mut().enumerate() {
        let left = if position == 0 { 0 } else { GAP };
        column.set_padding((u16::try_from(left).unwrap_or(0), 0));
        let is_right = position > 0 && columns[position - 1].kind.is_number();
        if is_right {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut lines = grid.lines();
    if let Some(headings) = lines.next() {
        line(text, QUIET, headings.trim_end());
    }
    let mut group = "";
    for (row, height) in table.rows.iter().zip(heights) {
        // A group has a line of its own, so that its name takes no room from the columns.
        if row.group != group && !row.group.is_empty() {
            line(text, Style::new(), &row.group);
        }
        group = &row.group;
        let style = if row.is_total { STRONG } else { Style::new() };
        for shown in lines.by_ref().take(height) {
            line(text, style, shown.trim_end());
        }
    }
}

fn indented(row: &Row) -> String {
    if row.group.is_empty() {
        row.label.clone()
    } else {
        format!("{INDENT}{}", row.label)
    }
}

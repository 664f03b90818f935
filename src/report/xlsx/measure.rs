//! How much room words and numbers take, in characters by which a sheet measures its columns: its widest digit.

use crate::report::document::{Column, Table};

/// How wide labels are.
const LABEL: (usize, usize) = (24, 46);
/// How wide a column is.
const COLUMN: (usize, usize) = (8, 13);
/// Letters of a sentence are narrower than digits, and smaller here: so many take the room of so many.
const NARROWER: (usize, usize) = (13, 11);

/// Returns in how many lines words stand in this width.
pub(super) fn wrapped(words: &str, width: usize) -> usize {
    let width = (width * NARROWER.0 / NARROWER.1).max(1);
    let mut lines = 1;
    let mut used = 0;
    for word in words.split_whitespace() {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > width {
            lines += 1;
            used = 0;
        }
        used += length + usize::from(used > 0);
        // What is longer than a line is cut.
        lines += used.saturating_sub(1) / width;
        used = if used > width { used % width } else { used };
    }
    lines
}

/// Returns how wide the column of labels is.
pub(super) fn label_width(tables: &[&Table]) -> usize {
    let labels = tables.iter().flat_map(|table| {
        let rows = table.rows.iter().map(|row| row.label.chars().count() + 3);
        rows.chain([table.label.chars().count() + 1])
    });
    labels.max().unwrap_or(0).clamp(LABEL.0, LABEL.1)
}

/// Returns how wide the columns are: as wide as the widest number.
pub(super) fn column_width(tables: &[&Table]) -> usize {
    let cells = tables.iter().flat_map(|table| {
        table.rows.iter().flat_map(|row| {
            let cells = row.cells.iter().zip(&table.columns);
            cells
                .filter(|(_, column)| column.kind.is_number())
                .map(|(cell, _)| cell.chars().count() + 2)
        })
    });
    cells.max().unwrap_or(0).clamp(COLUMN.0, COLUMN.1)
}

/// Returns over how many columns of the sheet a column of a table goes.
pub(super) fn wanted_span(table: &Table, position: usize, column: &Column, width: usize) -> usize {
    let cells = table.rows.iter().filter_map(|row| row.cells.get(position));
    let longest = cells.map(|cell| cell.chars().count()).max().unwrap_or(0);
    if column.kind.is_number() {
        // Words among numbers, and headings of a few lines, take what they need.
        let words = column.heading.split_whitespace();
        let word = words
            .map(|word| word.chars().count() + 1)
            .max()
            .unwrap_or(0);
        let heading = column.heading.chars().count().div_ceil(3).max(word);
        (longest.max(heading) + 1).div_ceil(width).max(1)
    } else {
        let longest = longest.max(column.heading.chars().count());
        (longest + 2).div_ceil(width).clamp(1, 5)
    }
}

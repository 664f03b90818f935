//! Which columns of a wide table stand beside each other, where not all fit.

use std::ops::Range;

use super::document::{Column, Kind, Table};

/// Characters between two columns.
pub(super) const GAP: usize = 2;

/// Returns how wide each column is in characters; columns of quarters are all alike, so that blocks stand under each other.
pub(super) fn widths(table: &Table) -> Vec<usize> {
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

/// Returns what columns of these widths take with what is between them.
pub(super) fn taken(widths: &[usize]) -> Vec<usize> {
    widths.iter().map(|width| GAP + width).collect()
}

/// Returns the columns that go beside each other, after a label that each block repeats, where each takes so much: as many as
/// fit into `width`, whole years where a year fits.
pub(super) fn blocks(
    columns: &[Column],
    label_width: usize,
    taken: &[usize],
    width: usize,
) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    let mut start = 0;
    let mut used = label_width;
    let mut position = 0;
    while position < taken.len() {
        let wanted = taken[position];
        if used + wanted > width && position > start {
            let year = (start + 1..=position)
                .rev()
                .find(|&i| columns[i].begins_year());
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
    if start < taken.len() || blocks.is_empty() {
        blocks.push(start..taken.len());
    }
    blocks
}

//! Elimination of a basis: what is triangular as it stands first, then the rest by Markowitz.
//!
//! Source of the method: Orchard-Hays, *Advanced Linear-Programming Computing Techniques* (1968), for finding the
//! triangular part by singletons; planning bases are nearly all of that kind.

use super::markowitz::Active;
use super::pivots::{Elimination, Lists};
use super::vector::narrow;

/// A sparse matrix by column and by row, and what of it is not pivoted yet.
struct Triangle {
    columns: Lists,
    /// No pivot is less.
    least: f64,
    row_starts: Vec<u32>,
    row_entries: Vec<(u32, f64)>,
    row_count: Vec<u32>,
    column_count: Vec<u32>,
    row_done: Vec<bool>,
    column_done: Vec<bool>,
    single_rows: Vec<u32>,
    single_columns: Vec<u32>,
}

/// Eliminates the matrix whose columns `columns(position, into)` lists, with no pivot below `least`.
pub(in crate::simplex) fn eliminate(
    size: usize,
    least: f64,
    columns: impl Fn(usize, &mut Vec<(usize, f64)>),
) -> Elimination {
    let mut triangle = Triangle::new(size, least, columns);
    let mut result = Elimination::default();
    triangle.pivot_singletons(&mut result);
    if result.pivots.len() < size {
        let mut active = triangle.rest();
        while let Some((row, position)) = active.choose_pivot() {
            active.pivot(row, position, &mut result);
        }
        for &(row, position, _) in &result.pivots {
            triangle.row_done[row as usize] = true;
            triangle.column_done[position as usize] = true;
        }
        let open = |done: &[bool]| (0..size).filter(|&i| !done[i]).collect();
        result.unpivoted_rows = open(&triangle.row_done);
        result.unpivoted_positions = open(&triangle.column_done);
    }
    result
}

impl Triangle {
    fn new(size: usize, least: f64, columns: impl Fn(usize, &mut Vec<(usize, f64)>)) -> Self {
        let mut lists = Lists::default();
        let mut row_starts = vec![0; size + 1];
        let mut column_count = Vec::with_capacity(size);
        let mut buffer = Vec::new();
        for position in 0..size {
            buffer.clear();
            columns(position, &mut buffer);
            for &(row, _) in &buffer {
                row_starts[row + 1] += 1;
            }
            column_count.push(narrow(buffer.len()));
            lists.push(buffer.iter().map(|&(row, value)| (narrow(row), value)));
        }
        let row_count = row_starts[1..].to_vec();
        for row in 0..size {
            row_starts[row + 1] += row_starts[row];
        }
        let mut next = row_starts.clone();
        let mut row_entries = vec![(0, 0.0); lists.entries.len()];
        for position in 0..size {
            for &(row, value) in lists.get(position) {
                let at = &mut next[row as usize];
                row_entries[*at as usize] = (narrow(position), value);
                *at += 1;
            }
        }
        let single = |counts: &[u32]| {
            let all = (0..narrow(size)).rev();
            all.filter(|&i| counts[i as usize] == 1).collect()
        };
        Self {
            single_rows: single(&row_count),
            single_columns: single(&column_count),
            columns: lists,
            least,
            row_starts,
            row_entries,
            row_count,
            column_count,
            row_done: vec![false; size],
            column_done: vec![false; size],
        }
    }

    fn row(&self, row: u32) -> std::ops::Range<usize> {
        self.row_starts[row as usize] as usize..self.row_starts[row as usize + 1] as usize
    }

    /// Pivots on columns and rows that have a single entry left, as long as there are any.
    fn pivot_singletons(&mut self, result: &mut Elimination) {
        loop {
            if let Some(position) = self.single_columns.pop() {
                self.pivot_column(position, result);
            } else if let Some(row) = self.single_rows.pop() {
                self.pivot_row(row, result);
            } else {
                return;
            }
        }
    }

    /// Pivots on a column with one entry: it eliminates nothing.
    fn pivot_column(&mut self, position: u32, result: &mut Elimination) {
        let mut column = self.columns.get(position as usize).iter();
        let Some(&(row, value)) = column.find(|entry| !self.row_done[entry.0 as usize]) else {
            return;
        };
        if self.column_done[position as usize] || value.abs() < self.least {
            return;
        }
        self.row_done[row as usize] = true;
        self.column_done[position as usize] = true;
        let entries = &self.row_entries[self.row(row)];
        for &(other, _) in entries {
            let count = &mut self.column_count[other as usize];
            *count -= 1;
            if *count == 1 && !self.column_done[other as usize] {
                self.single_columns.push(other);
            }
        }
        let open = entries
            .iter()
            .filter(|entry| !self.column_done[entry.0 as usize]);
        result.pivots.push((row, position, value));
        result.upper_by_row.push(open.copied());
    }

    /// Pivots on a row with one entry: nothing is left of it to fill others.
    fn pivot_row(&mut self, row: u32, result: &mut Elimination) {
        let mut entries = self.row_entries[self.row(row)].iter();
        let Some(&(position, value)) = entries.find(|entry| !self.column_done[entry.0 as usize])
        else {
            return;
        };
        if self.row_done[row as usize] || value.abs() < self.least {
            return;
        }
        self.row_done[row as usize] = true;
        self.column_done[position as usize] = true;
        let mut open = Vec::new();
        for &(other, entry) in self.columns.get(position as usize) {
            let count = &mut self.row_count[other as usize];
            *count -= 1;
            if !self.row_done[other as usize] {
                open.push((other, entry / value));
                if *count == 1 {
                    self.single_rows.push(other);
                }
            }
        }
        result.pivots.push((row, position, value));
        result.upper_by_row.push([]);
        if !open.is_empty() {
            result.lower_rows.push(row);
            result.lower.push(open);
        }
    }

    /// Returns the part without singletons.
    fn rest(&self) -> Active {
        let size = self.row_done.len();
        let rows = (0..narrow(size)).map(|row| {
            let entries = &self.row_entries[self.row(row)];
            let open = |entry: &&(u32, f64)| {
                !self.row_done[row as usize] && !self.column_done[entry.0 as usize]
            };
            entries.iter().filter(open).copied().collect()
        });
        let columns = (0..size).map(|position| {
            let entries = self.columns.get(position).iter();
            let open = entries
                .filter(|entry| !self.column_done[position] && !self.row_done[entry.0 as usize]);
            open.map(|&(row, _)| row).collect()
        });
        Active::new(rows.collect(), columns.collect(), self.least)
    }
}

//! The matrix by row without the columns that cannot enter the basis.
//!
//! A pivot row is asked for only where a variable is neither basic nor fixed; in the middle of a method that is less than
//! half of the matrix. Entries of the others are kept behind the end of each row (Huangfu and
//! Hall, "Parallelizing the dual revised simplex method", 2018, for the same in row-wise pricing).

use super::factor::narrow;
use super::form::Form;

/// Rows whose entries that may enter come first.
#[derive(Clone, Debug)]
pub(super) struct OpenRows {
    starts: Vec<u32>,
    /// By row: where the entries that may enter end.
    ends: Vec<u32>,
    columns: Vec<u32>,
    values: Vec<f64>,
    /// By entry in column order: where it is in row order; and the reverse.
    place: Vec<u32>,
    origin: Vec<u32>,
}

impl OpenRows {
    /// Returns the rows of a form with those columns open whose sign is not 0.
    pub(super) fn new(form: &Form, signs: &[i8]) -> Self {
        let mut starts = Vec::with_capacity(form.rows);
        let mut total = 0;
        for row in 0..form.rows {
            starts.push(narrow(total));
            total += form.row(row).0.len();
        }
        let mut rows = Self {
            ends: starts.clone(),
            starts,
            columns: vec![0; total],
            values: vec![0.0; total],
            place: vec![0; total],
            origin: vec![0; total],
        };
        let mut next = rows.starts.clone();
        for is_open in [true, false] {
            for column in (0..form.columns).filter(|&column| (signs[column] != 0) == is_open) {
                let first = form.first_entry(column);
                let mut entry = first;
                form.for_column(column, |row, value| {
                    let at = next[row];
                    next[row] += 1;
                    rows.columns[at as usize] = narrow(column);
                    rows.values[at as usize] = value;
                    rows.place[entry] = at;
                    rows.origin[at as usize] = narrow(entry);
                    entry += 1;
                });
            }
            if is_open {
                rows.ends.clone_from(&next);
            }
        }
        rows
    }

    /// Returns the columns and values of a row's entries that may enter.
    pub(super) fn get(&self, row: usize) -> (&[u32], &[f64]) {
        let range = self.starts[row] as usize..self.ends[row] as usize;
        (&self.columns[range.clone()], &self.values[range])
    }

    /// Lets a column's entries in or leaves them out.
    pub(super) fn set(&mut self, form: &Form, column: usize, is_open: bool) {
        if column >= form.columns {
            return;
        }
        let mut entry = form.first_entry(column);
        form.for_column(column, |row, _| {
            let at = self.place[entry] as usize;
            let end = self.ends[row] as usize;
            if (at < end) != is_open {
                if is_open {
                    self.swap(at, end);
                    self.ends[row] += 1;
                } else {
                    self.swap(at, end - 1);
                    self.ends[row] -= 1;
                }
            }
            entry += 1;
        });
    }

    fn swap(&mut self, a: usize, b: usize) {
        self.columns.swap(a, b);
        self.values.swap(a, b);
        self.origin.swap(a, b);
        self.place[self.origin[a] as usize] = narrow(a);
        self.place[self.origin[b] as usize] = narrow(b);
    }
}

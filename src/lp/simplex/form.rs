//! The program a simplex method works on: scaled, by column and by row, with one logical variable a row.

use std::hash::Hash;

use crate::lp::{ColumnId, Lp, Scaling};

/// Maximize `cost x` over `A x - s = 0` with every variable between its bounds.
///
/// Variables `0..columns` are the program's columns, `columns..columns + rows` the rows' activities `s`.
#[derive(Clone, Debug)]
pub(super) struct Form {
    pub(super) rows: usize,
    pub(super) columns: usize,
    starts: Vec<usize>,
    entries: Vec<(usize, f64)>,
    row_starts: Vec<usize>,
    row_entries: Vec<(usize, f64)>,
    pub(super) cost: Vec<f64>,
    pub(super) lower: Vec<f64>,
    pub(super) upper: Vec<f64>,
}

impl Form {
    /// Returns the scaled form of a program.
    pub(super) fn new<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
        lp: &Lp<C, R>,
        scaling: &Scaling,
    ) -> Self {
        let (rows, columns) = (lp.rows().len(), lp.columns().len());
        let mut form = Self {
            rows,
            columns,
            starts: Vec::with_capacity(columns + 1),
            entries: Vec::with_capacity(lp.nonzeros()),
            row_starts: vec![0; rows + 1],
            row_entries: vec![(0, 0.0); lp.nonzeros()],
            cost: vec![0.0; columns + rows],
            lower: Vec::with_capacity(columns + rows),
            upper: Vec::with_capacity(columns + rows),
        };
        form.starts.push(0);
        for (j, &column_scale) in scaling.column.iter().enumerate() {
            for (row, value) in lp.entries(ColumnId(j)) {
                form.entries
                    .push((row.0, value * column_scale * scaling.row[row.0]));
                form.row_starts[row.0 + 1] += 1;
            }
            form.starts.push(form.entries.len());
            let data = &lp.columns()[j];
            form.cost[j] = data.cost * column_scale * scaling.quantity / scaling.money;
            form.lower
                .push(data.lower / (column_scale * scaling.quantity));
            form.upper
                .push(data.upper / (column_scale * scaling.quantity));
        }
        for i in 0..rows {
            form.row_starts[i + 1] += form.row_starts[i];
            let scale = scaling.row[i] / scaling.quantity;
            form.lower.push(lp.rows()[i].lower * scale);
            form.upper.push(lp.rows()[i].upper * scale);
        }
        let mut next = form.row_starts.clone();
        for j in 0..columns {
            for k in form.starts[j]..form.starts[j + 1] {
                let (row, value) = form.entries[k];
                form.row_entries[next[row]] = (j, value);
                next[row] += 1;
            }
        }
        form
    }

    /// Returns how many variables there are: columns and logicals.
    pub(super) fn variables(&self) -> usize {
        self.columns + self.rows
    }

    /// Calls `visit(row, value)` for each entry of a variable's column.
    pub(super) fn for_column(&self, variable: usize, mut visit: impl FnMut(usize, f64)) {
        if variable < self.columns {
            for &(row, value) in &self.entries[self.starts[variable]..self.starts[variable + 1]] {
                visit(row, value);
            }
        } else {
            visit(variable - self.columns, -1.0);
        }
    }

    /// Returns the entries of a row as (column, value), its logical not included.
    pub(super) fn row(&self, row: usize) -> &[(usize, f64)] {
        &self.row_entries[self.row_starts[row]..self.row_starts[row + 1]]
    }

    /// Returns `a_j y` for one variable.
    pub(super) fn dot(&self, variable: usize, y: &[f64]) -> f64 {
        let mut sum = 0.0;
        self.for_column(variable, |row, value| sum += value * y[row]);
        sum
    }
}

//! The program a simplex method works on: scaled, by column and by row, with one logical variable a row.

use std::hash::Hash;
use std::sync::Arc;

use crate::lp::{ColumnId, Lp, Scaling};

/// Maximize `cost x` over `A x - s = 0` with every variable between its bounds.
///
/// Variables `0..columns` are the program's columns, `columns..columns + rows` the rows' activities `s`.
#[derive(Clone, Debug)]
pub(super) struct Form {
    pub(super) rows: usize,
    pub(super) columns: usize,
    /// Shared by all copies: they differ in costs and bounds only.
    matrix: Arc<Matrix>,
    pub(super) cost: Vec<f64>,
    pub(super) lower: Vec<f64>,
    pub(super) upper: Vec<f64>,
}

/// The scaled coefficients, by column and by row.
#[derive(Debug)]
struct Matrix {
    starts: Vec<usize>,
    entries: Vec<(usize, f64)>,
    row_starts: Vec<usize>,
    row_entries: Vec<(usize, f64)>,
}

impl Form {
    /// Returns the scaled form of a program.
    pub(super) fn new<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
        lp: &Lp<C, R>,
        scaling: &Scaling,
    ) -> Self {
        let (rows, columns) = (lp.rows().len(), lp.columns().len());
        let mut cost = vec![0.0; columns + rows];
        let mut lower = Vec::with_capacity(columns + rows);
        let mut upper = Vec::with_capacity(columns + rows);
        for (j, (data, &scale)) in lp.columns().iter().zip(&scaling.column).enumerate() {
            cost[j] = data.cost * scale * scaling.quantity / scaling.money;
            lower.push(data.lower / (scale * scaling.quantity));
            upper.push(data.upper / (scale * scaling.quantity));
        }
        for (data, scale) in lp.rows().iter().zip(&scaling.row) {
            lower.push(data.lower * scale / scaling.quantity);
            upper.push(data.upper * scale / scaling.quantity);
        }
        Self {
            rows,
            columns,
            matrix: Arc::new(Matrix::new(lp, scaling)),
            cost,
            lower,
            upper,
        }
    }

    /// Becomes a copy of another form, keeping its own memory.
    pub(super) fn copy_from(&mut self, other: &Self) {
        self.rows = other.rows;
        self.columns = other.columns;
        self.matrix = Arc::clone(&other.matrix);
        self.cost.clone_from(&other.cost);
        self.lower.clone_from(&other.lower);
        self.upper.clone_from(&other.upper);
    }

    /// Returns how many variables there are: columns and logicals.
    pub(super) fn variables(&self) -> usize {
        self.columns + self.rows
    }

    /// Calls `visit(row, value)` for each entry of a variable's column.
    pub(super) fn for_column(&self, variable: usize, mut visit: impl FnMut(usize, f64)) {
        if variable < self.columns {
            for &(row, value) in self.matrix.column(variable) {
                visit(row, value);
            }
        } else {
            visit(variable - self.columns, -1.0);
        }
    }

    /// Returns the entries of a row as (column, value), its logical not included.
    pub(super) fn row(&self, row: usize) -> &[(usize, f64)] {
        let range = self.matrix.row_starts[row]..self.matrix.row_starts[row + 1];
        &self.matrix.row_entries[range]
    }

    /// Returns `a_j y` for one variable.
    pub(super) fn dot(&self, variable: usize, y: &[f64]) -> f64 {
        let mut sum = 0.0;
        self.for_column(variable, |row, value| sum += value * y[row]);
        sum
    }
}

impl Matrix {
    fn new<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(lp: &Lp<C, R>, scaling: &Scaling) -> Self {
        let mut matrix = Self {
            starts: vec![0],
            entries: Vec::with_capacity(lp.nonzeros()),
            row_starts: vec![0; lp.rows().len() + 1],
            row_entries: vec![(0, 0.0); lp.nonzeros()],
        };
        for (j, column_scale) in scaling.column.iter().enumerate() {
            for (row, value) in lp.entries(ColumnId(j)) {
                let scaled = value * column_scale * scaling.row[row.0];
                matrix.entries.push((row.0, scaled));
                matrix.row_starts[row.0 + 1] += 1;
            }
            matrix.starts.push(matrix.entries.len());
        }
        for i in 0..lp.rows().len() {
            matrix.row_starts[i + 1] += matrix.row_starts[i];
        }
        let mut next = matrix.row_starts.clone();
        for j in 0..scaling.column.len() {
            for k in matrix.starts[j]..matrix.starts[j + 1] {
                let (row, value) = matrix.entries[k];
                matrix.row_entries[next[row]] = (j, value);
                next[row] += 1;
            }
        }
        matrix
    }

    fn column(&self, j: usize) -> &[(usize, f64)] {
        &self.entries[self.starts[j]..self.starts[j + 1]]
    }
}

//! The program that the method works on: scaled, minimizing, with one equation a row.
//!
//! ```text
//! minimize c'x    A x = b    l <= x <= u
//! ```
//!
//! An equation keeps its right-hand side; any other row gets a logical variable `s` with `a x - s = 0` whose bounds are the
//! row's range. Fixed columns move to the right-hand side, and rows without a limit are left out.

use std::hash::Hash;

use crate::program::{ColumnId, Lp};
use crate::scale::Scaling;

/// A scaled program in equations.
#[derive(Clone, Debug)]
pub(super) struct Standard {
    pub(super) matrix: Matrix,
    pub(super) cost: Vec<f64>,
    pub(super) lower: Vec<f64>,
    pub(super) upper: Vec<f64>,
    pub(super) right: Vec<f64>,
    /// By variable: its number in the whole program, columns first, then rows. Copies of a column (`split`) stand side by side.
    pub(super) variables: Vec<usize>,
    /// By equation: its row in the whole program. Equations between copies come after these.
    pub(super) rows: Vec<usize>,
}

/// A sparse matrix by column.
#[derive(Clone, Debug)]
pub(super) struct Matrix {
    /// How many rows there are.
    pub(super) height: usize,
    starts: Vec<usize>,
    rows: Vec<usize>,
    values: Vec<f64>,
}

impl Standard {
    pub(super) fn of<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
        lp: &Lp<C, R>,
        scaling: &Scaling,
    ) -> Self {
        const LEFT_OUT: usize = usize::MAX;
        let mut equation = vec![LEFT_OUT; lp.rows().len()];
        let mut rows = Vec::new();
        let mut right = Vec::new();
        for (i, row) in lp.rows().iter().enumerate() {
            if row.lower.is_finite() || row.upper.is_finite() {
                equation[i] = rows.len();
                rows.push(i);
                let is_fixed = row.lower == row.upper;
                let unit = scaling.row[i] / scaling.quantity;
                right.push(if is_fixed { row.lower * unit } else { 0.0 });
            }
        }
        let mut standard = Self {
            matrix: Matrix::of_height(rows.len()),
            cost: Vec::new(),
            lower: Vec::new(),
            upper: Vec::new(),
            right,
            variables: Vec::new(),
            rows,
        };
        for (j, column) in lp.columns().iter().enumerate() {
            let unit = scaling.column[j] * scaling.quantity;
            let entries = lp.entries(ColumnId(j)).filter_map(|(row, value)| {
                let at = equation[row.0];
                (at != LEFT_OUT).then(|| (at, value * scaling.column[j] * scaling.row[row.0]))
            });
            if column.lower == column.upper {
                for (at, value) in entries {
                    standard.right[at] -= value * column.lower / unit;
                }
                continue;
            }
            let cost = -column.cost * unit / scaling.money;
            standard.push(j, cost, (column.lower / unit, column.upper / unit), entries);
        }
        for at in 0..standard.rows.len() {
            let i = standard.rows[at];
            let row = &lp.rows()[i];
            if row.lower < row.upper {
                let unit = scaling.row[i] / scaling.quantity;
                let bounds = (row.lower * unit, row.upper * unit);
                standard.push(lp.columns().len() + i, 0.0, bounds, [(at, -1.0)]);
            }
        }
        standard
    }

    /// Adds a variable.
    pub(super) fn push(
        &mut self,
        number: usize,
        cost: f64,
        (lower, upper): (f64, f64),
        entries: impl IntoIterator<Item = (usize, f64)>,
    ) {
        self.variables.push(number);
        self.cost.push(cost);
        self.lower.push(lower);
        self.upper.push(upper);
        self.matrix.push(entries);
    }

    /// Adds an equation `0 = 0`, for variables that are added later, and returns its number.
    pub(super) fn add_equation(&mut self) -> usize {
        self.matrix.height += 1;
        self.right.push(0.0);
        self.right.len() - 1
    }
}

impl Matrix {
    /// Returns a matrix without columns.
    pub(super) fn of_height(height: usize) -> Self {
        Self {
            height,
            starts: vec![0],
            rows: Vec::new(),
            values: Vec::new(),
        }
    }

    fn push(&mut self, entries: impl IntoIterator<Item = (usize, f64)>) {
        for (row, value) in entries {
            self.rows.push(row);
            self.values.push(value);
        }
        self.starts.push(self.rows.len());
    }

    /// How many columns there are.
    pub(super) fn width(&self) -> usize {
        self.starts.len() - 1
    }

    /// Returns the rows and the values of a column.
    pub(super) fn column(&self, j: usize) -> (&[usize], &[f64]) {
        let range = self.starts[j]..self.starts[j + 1];
        (&self.rows[range.clone()], &self.values[range])
    }

    /// Adds `A x` to `into`.
    pub(super) fn add_product(&self, x: &[f64], into: &mut [f64]) {
        for (j, &x) in x.iter().enumerate() {
            let (rows, values) = self.column(j);
            for (&row, value) in rows.iter().zip(values) {
                into[row] += value * x;
            }
        }
    }

    /// Returns `a_j' y`.
    pub(super) fn dot(&self, j: usize, y: &[f64]) -> f64 {
        let (rows, values) = self.column(j);
        rows.iter()
            .zip(values)
            .map(|(&row, value)| value * y[row])
            .sum()
    }
}

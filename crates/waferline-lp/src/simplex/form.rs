//! The program a simplex method works on: scaled, by column and by row, with one logical variable a row.

use std::hash::Hash;
use std::sync::Arc;

use super::factor::narrow;
use crate::program::{ColumnId, Lp, RowId, Variable};
use crate::scale::Scaling;

/// Maximize `cost x` over `A x - s = 0` with every variable between its bounds.
///
/// Variables `0..columns` are the program's columns, `columns..columns + rows` the rows' activities `s`.
#[derive(Clone, Debug)]
pub(super) struct Form {
    pub(super) rows: usize,
    pub(super) columns: usize,
    /// How the program was scaled. This and the matrix are shared by all copies: they differ in costs and bounds only.
    pub(super) scaling: Arc<Scaling>,
    matrix: Arc<Matrix>,
    pub(super) cost: Vec<f64>,
    pub(super) lower: Vec<f64>,
    pub(super) upper: Vec<f64>,
}

/// The scaled coefficients, by column and by row.
#[derive(Debug)]
struct Matrix {
    by_column: Compressed,
    by_row: Compressed,
}

/// Sparse vectors one after another, indices apart from values.
#[derive(Debug)]
struct Compressed {
    starts: Vec<usize>,
    indices: Vec<u32>,
    values: Vec<f64>,
}

impl Form {
    /// Returns the scaled form of a program.
    pub(super) fn new<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
        lp: &Lp<C, R>,
        scaling: Arc<Scaling>,
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
            matrix: Arc::new(Matrix::new(lp, &scaling)),
            scaling,
            cost,
            lower,
            upper,
        }
    }

    /// Becomes a copy of another form, keeping its own memory.
    pub(super) fn copy_from(&mut self, other: &Self) {
        let Self {
            rows,
            columns,
            scaling,
            matrix,
            cost,
            lower,
            upper,
        } = self;
        *rows = other.rows;
        *columns = other.columns;
        *scaling = Arc::clone(&other.scaling);
        *matrix = Arc::clone(&other.matrix);
        cost.clone_from(&other.cost);
        lower.clone_from(&other.lower);
        upper.clone_from(&other.upper);
    }

    /// Returns the number of a column or row.
    pub(super) fn index(&self, variable: Variable) -> usize {
        match variable {
            Variable::Column(id) => id.0,
            Variable::Row(id) => self.columns + id.0,
        }
    }

    /// Returns the column or row of a number.
    pub(super) fn variable(&self, index: usize) -> Variable {
        if index < self.columns {
            Variable::Column(ColumnId(index))
        } else {
            Variable::Row(RowId(index - self.columns))
        }
    }

    /// Returns one program unit of a variable in scaled units.
    pub(super) fn scaled_unit(&self, index: usize) -> f64 {
        if index < self.columns {
            1.0 / (self.scaling.column[index] * self.scaling.quantity)
        } else {
            self.scaling.row[index - self.columns] / self.scaling.quantity
        }
    }

    /// Returns one program unit of a column's cost in scaled units.
    pub(super) fn cost_unit(&self, column: ColumnId) -> f64 {
        self.scaling.column[column.0] * self.scaling.quantity / self.scaling.money
    }

    /// Returns how many variables there are: columns and logicals.
    pub(super) fn variables(&self) -> usize {
        self.columns + self.rows
    }

    /// Calls `visit(row, value)` for each entry of a variable's column.
    pub(super) fn for_column(&self, variable: usize, mut visit: impl FnMut(usize, f64)) {
        if variable < self.columns {
            let (rows, values) = self.matrix.by_column.get(variable);
            for (&row, &value) in rows.iter().zip(values) {
                visit(row as usize, value);
            }
        } else {
            visit(variable - self.columns, -1.0);
        }
    }

    /// Returns the number of a column's first entry, counted in column order.
    pub(super) fn first_entry(&self, column: usize) -> usize {
        self.matrix.by_column.starts[column]
    }

    /// Returns the columns and the values of a row's entries, its logical not included.
    pub(super) fn row(&self, row: usize) -> (&[u32], &[f64]) {
        self.matrix.by_row.get(row)
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
        let mut by_column = Compressed {
            starts: vec![0],
            indices: Vec::with_capacity(lp.nonzeros()),
            values: Vec::with_capacity(lp.nonzeros()),
        };
        for (j, column_scale) in scaling.column.iter().enumerate() {
            for (row, value) in lp.entries(ColumnId(j)) {
                by_column.indices.push(narrow(row.0));
                by_column
                    .values
                    .push(value * column_scale * scaling.row[row.0]);
            }
            by_column.starts.push(by_column.indices.len());
        }
        Self {
            by_row: by_column.transposed(lp.rows().len()),
            by_column,
        }
    }
}

impl Compressed {
    fn get(&self, k: usize) -> (&[u32], &[f64]) {
        let range = self.starts[k]..self.starts[k + 1];
        (&self.indices[range.clone()], &self.values[range])
    }

    fn transposed(&self, size: usize) -> Self {
        let mut starts = vec![0; size + 1];
        for &i in &self.indices {
            starts[i as usize + 1] += 1;
        }
        for i in 0..size {
            starts[i + 1] += starts[i];
        }
        let mut next = starts.clone();
        let mut indices = vec![0; self.indices.len()];
        let mut values = vec![0.0; self.values.len()];
        for k in 0..self.starts.len() - 1 {
            let (old_indices, old_values) = self.get(k);
            for (&i, &value) in old_indices.iter().zip(old_values) {
                let at = &mut next[i as usize];
                indices[*at] = narrow(k);
                values[*at] = value;
                *at += 1;
            }
        }
        Self {
            starts,
            indices,
            values,
        }
    }
}

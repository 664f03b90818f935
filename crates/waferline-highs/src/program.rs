//! What is solved.

use std::ops::Range;

use crate::end::{Basis, End, Optimum, Status};

/// A linear program that is minimized, its matrix by column.
#[derive(Clone, Debug, Default)]
pub struct Program {
    pub(crate) cost: Vec<f64>,
    pub(crate) lower: Vec<f64>,
    pub(crate) upper: Vec<f64>,
    pub(crate) row_lower: Vec<f64>,
    pub(crate) row_upper: Vec<f64>,
    /// Where each column begins in `rows` and `values`.
    pub(crate) starts: Vec<usize>,
    pub(crate) rows: Vec<usize>,
    pub(crate) values: Vec<f64>,
    /// The columns that must be whole.
    pub(crate) whole: Vec<usize>,
}

impl Program {
    /// Returns a program of these rows, each from its lower to its upper end, and no column.
    #[must_use]
    pub fn with_rows(rows: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let (row_lower, row_upper) = rows.into_iter().unzip();
        Self {
            row_lower,
            row_upper,
            ..Self::default()
        }
    }

    /// Adds a column with its coefficients by row, no row twice.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn add_column(
        &mut self,
        cost: f64,
        lower: f64,
        upper: f64,
        entries: impl IntoIterator<Item = (usize, f64)>,
    ) {
        self.cost.push(cost);
        self.lower.push(lower);
        self.upper.push(upper);
        self.starts.push(self.rows.len());
        for (row, value) in entries {
            assert!(row < self.row_lower.len(), "there is no row {row}");
            self.rows.push(row);
            self.values.push(value);
        }
    }

    /// Says that a column must be whole. A run then ends at [`End::Whole`].
    ///
    /// # Panics
    /// If there is no such column, or this was said of it before.
    pub fn must_be_whole(&mut self, column: usize) {
        assert!(column < self.columns(), "there is no column {column}");
        assert!(!self.whole.contains(&column), "this was said of it before");
        self.whole.push(column);
    }

    /// Returns how many columns there are.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.cost.len()
    }

    /// Returns how many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.row_lower.len()
    }

    /// Returns the entries of a column as (row, coefficient).
    pub fn entries(&self, column: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let end = self.starts.get(column + 1);
        let range: Range<usize> = self.starts[column]..*end.unwrap_or(&self.rows.len());
        let rows = self.rows[range.clone()].iter().copied();
        rows.zip(self.values[range].iter().copied())
    }

    /// Returns how a program without columns ends: all activities are 0.
    pub(crate) fn without_columns(&self) -> End {
        let mut ends = self.row_lower.iter().zip(&self.row_upper);
        if !ends.all(|(&lower, &upper)| lower <= 0.0 && 0.0 <= upper) {
            return End::Infeasible;
        }
        End::Optimal(Optimum {
            x: Vec::new(),
            dual: vec![0.0; self.rows()],
            basis: Some(Basis {
                columns: Vec::new(),
                rows: vec![Status::Basic; self.rows()],
            }),
        })
    }

    /// Returns whether something is no number, so that nothing can be said of the program.
    pub(crate) fn is_without_number(&self) -> bool {
        let Self {
            cost,
            lower,
            upper,
            row_lower,
            row_upper,
            starts: _,
            rows: _,
            values,
            whole: _,
        } = self;
        [cost, lower, upper, row_lower, row_upper, values]
            .into_iter()
            .flatten()
            .any(|value| value.is_nan())
    }
}

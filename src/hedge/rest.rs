//! What is left of a program once some of its columns are decided.

use std::hash::Hash;

use crate::lp::{ColumnId, Lp, LpBuilder, RowId};

/// What is held may leave a limit short by this part of what flows through it: rounding of what was solved before, not a plan that
/// breaks it.
pub(super) const BREATH: f64 = 1e-12;

/// A program of which some columns are held, and some rows are said of nothing else.
pub(super) struct Whole<'a, C, R> {
    pub lp: &'a Lp<C, R>,
    /// The terms of each row.
    pub rows: &'a [Vec<(ColumnId, f64)>],
    pub is_held: &'a dyn Fn(usize) -> bool,
    /// Which rows were said before, and are left out.
    pub is_before: &'a dyn Fn(usize) -> bool,
}

impl<C: Copy + Eq + Hash, R: Copy + Eq + Hash> Whole<'_, C, R> {
    /// Returns the program of what is left: what is held stands on the right-hand side, by columns and rows of the whole one.
    pub fn rest(&self, x: &[f64], breath: f64) -> Lp<ColumnId, RowId> {
        let mut builder = LpBuilder::default();
        for (j, column) in self.lp.columns().iter().enumerate() {
            if !(self.is_held)(j) {
                builder.add_column(ColumnId(j), column.cost, column.lower, column.upper);
            }
        }
        for (i, row) in self.lp.rows().iter().enumerate() {
            if (self.is_before)(i) {
                continue;
            }
            let terms = self.rows[i].iter().copied();
            let open: Vec<(ColumnId, f64)> = terms
                .filter(|&(column, _)| !(self.is_held)(column.0))
                .collect();
            let (sum, size) = activity(&self.rows[i], x);
            // A row that is about what is held alone was kept by it, up to rounding.
            let breath = if open.is_empty() {
                breath.max(BREATH)
            } else {
                breath
            };
            let slack = breath * size;
            let (lower, upper) = (row.lower - sum - slack, row.upper - sum + slack);
            if !open.is_empty() || lower > 0.0 || upper < 0.0 {
                builder.add_row(RowId(i), lower, upper, open);
            }
        }
        builder.build()
    }
}

/// Returns the sum of a row's terms at a point, and that of their sizes without their signs.
pub(super) fn activity(terms: &[(ColumnId, f64)], x: &[f64]) -> (f64, f64) {
    let terms = terms.iter();
    terms.fold((0.0, 0.0), |(sum, size), &(column, n)| {
        let term = n * x[column.0];
        (sum + term, size + term.abs())
    })
}

/// Returns the terms of each row of a program.
pub(super) fn rows_of<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
) -> Vec<Vec<(ColumnId, f64)>> {
    let mut rows = vec![Vec::new(); lp.rows().len()];
    for j in 0..lp.columns().len() {
        for (row, coefficient) in lp.entries(ColumnId(j)) {
            rows[row.0].push((ColumnId(j), coefficient));
        }
    }
    rows
}

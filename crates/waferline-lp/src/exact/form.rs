//! The program a simplex method works on in exact arithmetic: as stored, unscaled, with one logical variable a row.

use std::hash::Hash;

use dashu_ratio::RBig;

use super::end::ExactFailure;
use crate::program::{ColumnId, Lp};
use crate::scale::Scaling;

/// Maximize `cost x` over `A x - s = 0` with every variable between its bounds.
///
/// Variables `0..columns` are the program's columns, `columns..columns + rows` the rows' activities `s`.
pub(super) struct Form {
    pub(super) rows: usize,
    pub(super) columns: usize,
    entries: Vec<Vec<(usize, RBig)>>,
    /// Of each row: the columns in it, and which of their entries it is.
    by_row: Vec<Vec<(usize, usize)>>,
    pub(super) cost: Vec<RBig>,
    /// `None` for none.
    pub(super) lower: Vec<Option<RBig>>,
    /// `None` for none.
    pub(super) upper: Vec<Option<RBig>>,
    /// What a unit of each variable weighs when violations are compared; only decides which comes first.
    pub(super) weight: Vec<f64>,
}

impl Form {
    pub(super) fn of<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
        lp: &Lp<C, R>,
    ) -> Result<Self, ExactFailure> {
        let (rows, columns) = (lp.rows().len(), lp.columns().len());
        let mut cost = Vec::with_capacity(columns + rows);
        let mut entries = Vec::with_capacity(columns);
        let mut by_row = vec![Vec::new(); rows];
        let mut ranges = Vec::with_capacity(columns + rows);
        for (j, column) in lp.columns().iter().enumerate() {
            cost.push(number(column.cost)?);
            ranges.push((column.lower, column.upper));
            let mut own = Vec::new();
            for (row, value) in lp.entries(ColumnId(j)) {
                by_row[row.0].push((j, own.len()));
                own.push((row.0, number(value)?));
            }
            entries.push(own);
        }
        cost.resize(columns + rows, RBig::ZERO);
        ranges.extend(lp.rows().iter().map(|row| (row.lower, row.upper)));
        let mut lower = Vec::with_capacity(ranges.len());
        let mut upper = Vec::with_capacity(ranges.len());
        for (least, most) in ranges {
            lower.push(end(least, f64::NEG_INFINITY)?);
            upper.push(end(most, f64::INFINITY)?);
        }
        let scaling = Scaling::of(lp);
        let mut weight: Vec<f64> = scaling.column.iter().map(|scale| 1.0 / scale).collect();
        weight.extend(&scaling.row);
        Ok(Self {
            rows,
            columns,
            entries,
            by_row,
            cost,
            lower,
            upper,
            weight,
        })
    }

    /// Returns how many variables there are: columns and logicals.
    pub(super) fn variables(&self) -> usize {
        self.columns + self.rows
    }

    /// Calls `visit(row, value)` for each entry of a variable's column.
    pub(super) fn for_column(&self, variable: usize, mut visit: impl FnMut(usize, &RBig)) {
        if variable < self.columns {
            for (row, value) in &self.entries[variable] {
                visit(*row, value);
            }
        } else {
            visit(variable - self.columns, &RBig::NEG_ONE);
        }
    }

    /// Returns the columns of a row with their coefficients, its logical not included.
    pub(super) fn row(&self, row: usize) -> impl Iterator<Item = (usize, &RBig)> {
        self.by_row[row]
            .iter()
            .map(|&(column, entry)| (column, &self.entries[column][entry].1))
    }

    /// Returns `c_j - a_j y`.
    pub(super) fn reduced_cost(&self, variable: usize, y: &[RBig]) -> RBig {
        let mut d = self.cost[variable].clone();
        self.for_column(variable, |row, value| {
            if !y[row].is_zero() {
                d -= value * &y[row];
            }
        });
        d
    }

    /// Returns whether a variable can have one value only.
    pub(super) fn is_fixed(&self, variable: usize) -> bool {
        self.lower[variable].is_some() && self.lower[variable] == self.upper[variable]
    }
}

/// Returns exactly this number.
pub(super) fn number(value: f64) -> Result<RBig, ExactFailure> {
    RBig::try_from(value).map_err(|_| ExactFailure::NoNumber)
}

/// Returns the end of a range; `None` if it has none on this side.
pub(super) fn end(value: f64, none: f64) -> Result<Option<RBig>, ExactFailure> {
    if value == none {
        return Ok(None);
    }
    number(value).map(Some)
}

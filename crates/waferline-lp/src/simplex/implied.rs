//! Upper bounds that follow from the rows.
//!
//! The dual method wants every column that earns something to have an upper bound to start from. Where the program gives
//! none, the rows often imply one: what is served is at most what is asked for. Such a bound changes no optimum; it is
//! taken away again before the primal method finishes.
//!
//! Source of the method: bound propagation as in Andersen and Andersen, "Presolving in linear programming" (1995).

use super::form::Form;
use crate::implied::{Activity, ends};

/// How often bounds are carried on from row to row; each pass costs as much as reading the matrix.
const PASSES: usize = 6;
/// An implied bound is taken larger by this share of it, and of 1, so that it never cuts by rounding, nor by what rows may be
/// missed by: a thousand times the tolerance for bounds.
const MARGIN: f64 = 1e-6;

impl Form {
    /// Returns an upper bound for every column: its own, or a smaller one that the rows imply; infinite if neither.
    pub(super) fn implied_uppers(&self) -> Vec<f64> {
        let mut uppers = self.upper[..self.columns].to_vec();
        for _ in 0..PASSES {
            let mut changed = false;
            for row in 0..self.rows {
                changed |= self.carry_on(row, &mut uppers);
            }
            if !changed {
                break;
            }
        }
        uppers
    }

    /// Lowers the bounds of a row's columns that have none; returns whether any got one.
    fn carry_on(&self, row: usize, uppers: &mut [f64]) -> bool {
        let logical = self.columns + row;
        let mut activity = Activity::default();
        let mut any_endless = false;
        let (columns, coefficients) = self.row(row);
        let entries = || {
            let columns = columns.iter().map(|&column| column as usize);
            columns.zip(coefficients.iter().copied())
        };
        for (column, coefficient) in entries() {
            activity.add(coefficient, (self.lower[column], uppers[column]));
            any_endless |= uppers[column] == f64::INFINITY;
        }
        if !any_endless {
            return false;
        }
        let mut changed = false;
        for (column, coefficient) in entries() {
            if uppers[column] != f64::INFINITY {
                continue;
            }
            let (low, high) = ends(coefficient, (self.lower[column], f64::INFINITY));
            let bound = if coefficient > 0.0 {
                (self.upper[logical] - activity.least_without(low)) / coefficient
            } else {
                (self.lower[logical] - activity.greatest_without(high)) / coefficient
            };
            if bound.is_finite() && bound >= self.lower[column] {
                uppers[column] = bound + MARGIN * (1.0 + bound.abs());
                changed = true;
            }
        }
        changed
    }
}

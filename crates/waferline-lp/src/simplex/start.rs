//! Bases to start from: none, or that of a vertex somebody else found.

use std::hash::Hash;

use super::factor::eliminate;
use super::{Place, Simplex};
use crate::Lp;

/// A value this close to a bound (relative to the bound, in scaled units) is taken to be at it.
const AT_BOUND: f64 = 1e-8;

impl Simplex {
    /// Returns the basis of all logicals.
    #[must_use]
    pub fn from_nothing<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(lp: &Lp<C, R>) -> Self {
        let mut simplex = Self::with_form(lp);
        for variable in 0..simplex.form.variables() {
            simplex.expel(variable);
        }
        simplex.complete(Vec::new());
        simplex
    }

    /// Returns a basis at the vertex `x` (column values in the program's units).
    ///
    /// Variables strictly between their bounds must be basic; elimination finds which rows they do not determine,
    /// and the logicals of those rows complete the basis. A point that is no vertex loses its surplus variables to
    /// their nearest bounds.
    #[must_use]
    pub fn from_vertex<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(lp: &Lp<C, R>, x: &[f64]) -> Self {
        let mut simplex = Self::with_form(lp);
        for (j, (&value, &scale)) in x.iter().zip(&simplex.scaling.column).enumerate() {
            simplex.x[j] = value / (scale * simplex.scaling.quantity);
        }
        for (i, activity) in lp.activity(x).into_iter().enumerate() {
            let scale = simplex.scaling.row[i] / simplex.scaling.quantity;
            simplex.x[simplex.form.columns + i] = activity * scale;
        }
        let mut between = Vec::new();
        for variable in 0..simplex.form.variables() {
            simplex.expel(variable);
            let x = simplex.x[variable];
            let is_at = |bound: f64| {
                bound.is_finite() && (x - bound).abs() <= AT_BOUND * bound.abs().max(1.0)
            };
            if !is_at(simplex.form.lower[variable]) && !is_at(simplex.form.upper[variable]) {
                between.push(variable);
            }
        }
        between.truncate(simplex.form.rows);
        simplex.complete(between);
        simplex
    }

    /// Makes `basic` the basis, completed by logicals.
    pub(super) fn complete(&mut self, basic: Vec<usize>) {
        const MISSING: usize = usize::MAX;
        self.head = basic;
        self.head.resize(self.form.rows, MISSING);
        let elimination = eliminate(self.form.rows, |position, into| {
            if self.head[position] != MISSING {
                self.form
                    .for_column(self.head[position], |row, value| into.push((row, value)));
            }
        });
        for position in 0..self.head.len() {
            let variable = self.head[position];
            if variable != MISSING {
                self.settle(variable, Place::Basic);
            }
        }
        let open = elimination.unpivoted_rows.iter();
        for (&row, &position) in open.zip(&elimination.unpivoted_positions) {
            if self.head[position] != MISSING {
                self.expel(self.head[position]);
            }
            let logical = self.form.columns + row;
            self.head[position] = logical;
            self.settle(logical, Place::Basic);
        }
    }
}

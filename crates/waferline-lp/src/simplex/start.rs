//! Bases to start from: none, or that of a vertex somebody else found.

use std::hash::Hash;

use super::factor::{LEAST_PIVOT, eliminate};
use super::method::Simplex;
use super::place::Place;
use super::state::State;
use crate::program::Lp;

/// A value this close to a bound (relative to the bound, in scaled units) is taken to be at it: other solvers leave
/// it within their tolerances. A value that is taken for one
/// at its bound wrongly costs some pivots; so does one that is not, which makes a surplus basic variable.
const AT_BOUND: f64 = 1e-8;

impl Simplex {
    /// Returns the basis of all logicals.
    #[must_use]
    pub fn from_nothing<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(lp: &Lp<C, R>) -> Self {
        let mut simplex = Self::with_form(lp);
        let state = &mut simplex.state;
        for variable in 0..state.form.variables() {
            state.expel(variable);
        }
        state.complete(Vec::new(), LEAST_PIVOT);
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
        let state = &mut simplex.state;
        for (j, (&value, &scale)) in x.iter().zip(&state.form.scaling.column).enumerate() {
            state.x[j] = value / (scale * state.form.scaling.quantity);
        }
        for (i, activity) in lp.activity(x).into_iter().enumerate() {
            let scale = state.form.scaling.row[i] / state.form.scaling.quantity;
            state.x[state.form.columns + i] = activity * scale;
        }
        let mut between = Vec::new();
        for variable in 0..state.form.variables() {
            state.expel(variable);
            let x = state.x[variable];
            let is_at = |bound: f64| {
                bound.is_finite() && (x - bound).abs() <= AT_BOUND * bound.abs().max(1.0)
            };
            if !is_at(state.form.lower[variable]) && !is_at(state.form.upper[variable]) {
                between.push(variable);
            }
        }
        between.truncate(state.form.rows);
        state.complete(between, LEAST_PIVOT);
        simplex
    }
}

impl State {
    /// Makes `basic` the basis, completed by logicals where no pivot of at least `least` is found.
    pub(super) fn complete(&mut self, basic: Vec<usize>, least: f64) {
        const MISSING: usize = usize::MAX;
        self.head = basic;
        self.head.resize(self.form.rows, MISSING);
        let elimination = eliminate(self.form.rows, least, |position, into| {
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

//! Whether the optimum turns where a piece of a walk along bounds ends, without going there.
//!
//! A piece ends where the basic variable `p` at position `r` reaches a bound. With `rho = B'^-1 e_r`, the pivot row and the dual
//! step `theta_d` to the entering variable `q`, the slope behind is
//!
//! ```text
//! z' + theta_d (x_p' - bound')        where ' is the change per unit of the parameter
//! ```
//!
//! and the basic variables move by `x_B' - alpha_q (x_p' - bound') / alpha_rq` there. If none of them is stopped at once, the
//! next piece has a length and that slope, so that a stretch of one slope is known to end without an exchange of the basis.
//! Where one is (the end is degenerate in that direction), the walk has to go on to see.
//!
//! Source of the method: the ranges of Koltai and Terlaky, "The difference between the managerial and mathematical
//! interpretation of sensitivity analysis results in linear programming" (2000): those of the optimum, not of a basis.

use super::piece::{NO_LENGTH, Piece};
use super::place::Place;
use super::tolerance::UNRELIABLE;
use super::walker::Walker;
use crate::program::Variable;

/// What happens at the end of a piece.
pub(super) struct Turn {
    /// By how much the slope changes.
    pub(super) change: f64,
    /// (reaches its limit, gets off its limit).
    pub(super) event: (Variable, Variable),
}

impl Walker {
    /// Returns how the slope changes behind a piece of a walk along bounds, if the next piece has a length; `None` where that
    /// takes an exchange of the basis to see, or there is nothing behind.
    pub(super) fn turn(
        &mut self,
        piece: &Piece,
        (position, to_lower): (usize, bool),
    ) -> Option<Turn> {
        if self.by_cost || self.bounds_meet() - piece.length <= NO_LENGTH * self.unit {
            return None;
        }
        let simplex = &mut self.simplex;
        simplex.solve_row(position, &mut self.rho);
        simplex.compute_pivot_row(&self.rho);
        let leaving = simplex.state.head[position];
        let leaves = (leaving, to_lower);
        let q = simplex
            .state
            .dual_ratio_test(&simplex.work.alpha, leaves, &mut self.test)?;
        let alpha = simplex.work.alpha.value[q];
        simplex.solve_column(q, &mut self.column);
        let pivot = self.column.value[position];
        if (pivot - alpha).abs() > UNRELIABLE * (1.0 + pivot.abs()) {
            return None;
        }
        let bound_rate = if to_lower {
            self.lower_rate[leaving]
        } else {
            self.upper_rate[leaving]
        };
        let beyond = piece.rates.value[position] - bound_rate;
        if self.stops_at_once(piece, (position, q), beyond / pivot) {
            return None;
        }
        let state = &self.simplex.state;
        Some(Turn {
            change: state.d[q] / alpha * beyond * state.form.scaling.money,
            event: (state.form.variable(leaving), state.form.variable(q)),
        })
    }

    /// Returns whether a basic variable is stopped at once behind a piece, where `q` has taken the place at `position` and
    /// moves by `theta` beside its bound.
    fn stops_at_once(&self, piece: &Piece, (position, q): (usize, usize), theta: f64) -> bool {
        let state = &self.simplex.state;
        let is_stopped = |variable: usize, before: f64, rate: f64| {
            let ends = [
                (
                    self.lower_rate[variable] - rate,
                    state.x[variable] - state.form.lower[variable],
                    before - self.lower_rate[variable],
                ),
                (
                    rate - self.upper_rate[variable],
                    state.form.upper[variable] - state.x[variable],
                    self.upper_rate[variable] - before,
                ),
            ];
            ends.iter().any(|&(closing, room, opening)| {
                let room = room + opening * piece.length;
                closing * self.unit > NO_LENGTH
                    && room.is_finite()
                    && room.max(0.0) <= closing * NO_LENGTH * self.unit
            })
        };
        let at = |k: usize| {
            let before = piece.rates.value[k];
            let rate = before - theta * self.column.value[k];
            k != position && is_stopped(state.head[k], before, rate)
        };
        let own = self.own_rate(q);
        let is_basic = |&variable: &usize| state.place[variable] == Place::Basic;
        is_stopped(q, own, own + theta)
            || if self.moved.iter().any(is_basic) {
                (0..state.head.len()).any(at)
            } else {
                let mut entries = piece.rates.iter().chain(self.column.iter());
                entries.any(|(k, _)| at(k))
            }
    }
}

//! The primal simplex method: from a feasible basis to an optimal one.
//!
//! The entering variable `q` is the one with the greatest `d_q^2 / w_q`, `w` its Devex weight (Harris 1973): an estimate of
//! how long its edge is in the space of the nonbasic variables when the weights were last 1, kept up from the pivot row
//! alone. It moves by `t >= 0` in the direction `s` that earns, and the basic variables by `-s t alpha` with
//! `alpha = B^-1 a_q`, until one of them, or `q` itself, is at a bound.
//!
//! The ratio test is Harris's in two passes: the longest step at which no basic variable is beyond its bound by more than
//! the tolerance, then, of the variables whose own bound is no further, the one with the largest pivot. Steps are never
//! negative: a variable beyond its bound by less than the tolerance stays where it is.
//!
//! Source of the methods: Harris, "Pivot selection methods of the Devex LP code" (1973); Maros (2003), chapter 9.

use super::end::{End, Stuck};
use super::factor::Sparse;
use super::method::Simplex;
use super::place::Place;
use super::state::State;
use super::tolerance::{DUAL_TOLERANCE, PERTURBATION, PIVOT_TOLERANCE, UNRELIABLE, jitter};
use crate::watch::Phase;

/// After this many steps of length 0 bounds are perturbed: fewer are passed sooner than a perturbation is undone.
const STALLED: usize = 30;
/// Where fresh factors show bounds missed by this many tolerances, rounding has lost feasibility, and the dual method mends it
/// in the next round; less is what Harris's test lets variables be beyond their bounds, several times over.
const LOST: f64 = 1e3;

/// What stops a variable that moves.
pub(super) enum Block {
    /// Nothing.
    Never,
    /// Its own other bound, after this step.
    Itself(f64),
    /// The basic variable at this position, after this step, at its upper bound or not.
    Basic(usize, f64, bool),
}

impl Simplex {
    /// Pivots until no reduced cost has the wrong sign, keeping every variable within its bounds.
    pub(super) fn primal(&mut self, may_perturb: bool) -> Result<End, Stuck> {
        self.pricing.open_rows_only(&self.state);
        let end = self.primal_by_weights(may_perturb);
        self.pricing.all_rows();
        end
    }

    fn primal_by_weights(&mut self, may_perturb: bool) -> Result<End, Stuck> {
        let mut weights = vec![1.0; self.state.form.variables()];
        let limit = self.state.iteration_limit();
        let mut degenerate = 0;
        let (mut rho, mut column) = (Sparse::default(), Sparse::default());
        loop {
            self.look(Phase::Primal)?;
            let Some(q) = self.state.choose_entering(&weights) else {
                if self.state.factor.update_count() == 0 {
                    return Ok(End::Optimal);
                }
                self.renew();
                if self.state.dual_infeasibility() <= DUAL_TOLERANCE {
                    return Ok(End::Optimal);
                }
                continue;
            };
            if self.state.iterations >= limit {
                return Err(Stuck::NoProgress(self.state.iterations));
            }
            let direction = if self.state.d[q] > 0.0 { 1.0 } else { -1.0 };
            self.solve_column(q, &mut column);
            let block = self.state.primal_ratio_test(q, direction, &column);
            if matches!(block, Block::Never) {
                if self.state.factor.update_count() > 0 {
                    self.refresh();
                    continue;
                }
                return Ok(End::Unbounded(self.state.refined_ray(
                    &mut self.work.search,
                    q,
                    direction,
                    &column,
                )));
            }
            let position = self.state.move_primal(q, direction, &column, &block);
            if let (Block::Basic(_, step, at_upper), Some(position)) = (block, position) {
                if step <= 0.0 {
                    degenerate += 1;
                    if may_perturb && degenerate == STALLED {
                        self.state.perturb_bounds();
                    }
                }
                self.pivot_primal(&mut weights, q, (position, at_upper), &column, &mut rho);
            }
            if self.state.factor.is_stale() {
                self.refresh();
                if self.state.primal_infeasibility() > LOST * self.state.tolerance {
                    // Rounding lost feasibility: let the caller's next round mend it.
                    return Ok(End::Optimal);
                }
            }
        }
    }

    /// Exchanges the basis and updates reduced costs and weights; only computes all again where the factors have become
    /// too inaccurate to do so.
    pub(super) fn pivot_primal(
        &mut self,
        weights: &mut [f64],
        q: usize,
        (position, at_upper): (usize, bool),
        column: &Sparse,
        rho: &mut Sparse,
    ) {
        let leaving = self.state.head[position];
        self.solve_row(position, rho);
        self.compute_pivot_row(rho);
        let pivot = column.value[position];
        let unreliable =
            (pivot - self.work.alpha.value[q]).abs() > UNRELIABLE * (1.0 + pivot.abs());
        if unreliable && self.state.factor.update_count() > 0 {
            // Row and column disagree about where they meet: once more, from fresh factors.
            self.refresh();
            return;
        }
        let step = self.state.d[q] / pivot;
        let reference = weights[q];
        for (variable, alpha) in self.work.alpha.iter() {
            let ratio = alpha / pivot;
            self.state.d[variable] -= step * alpha;
            weights[variable] = f64::max(weights[variable], ratio * ratio * reference);
        }
        weights[leaving] = (reference / (pivot * pivot)).max(1.0);
        self.state.d[q] = 0.0;
        self.state.d[leaving] = -step;
        let (place, bound) = if at_upper {
            (Place::Upper, self.state.form.upper[leaving])
        } else {
            (Place::Lower, self.state.form.lower[leaving])
        };
        self.state.x[leaving] = bound;
        self.exchange(q, position, place, pivot);
    }
}

impl State {
    /// Returns the variable whose move earns most, by Devex weights.
    fn choose_entering(&self, weights: &[f64]) -> Option<usize> {
        let mut best = None;
        let mut best_score = 0.0;
        for (variable, &weight) in weights.iter().enumerate() {
            let wrong = self.wrong_sign(variable);
            if wrong > DUAL_TOLERANCE {
                let score = wrong * wrong / weight;
                if score > best_score {
                    (best, best_score) = (Some(variable), score);
                }
            }
        }
        best
    }

    /// Returns what stops variable `q` moving in `direction` (Harris: within the tolerance, the largest pivot).
    pub(super) fn primal_ratio_test(&self, q: usize, direction: f64, column: &Sparse) -> Block {
        let own = self.form.upper[q] - self.form.lower[q];
        let room = |variable: usize, rate: f64| {
            if rate > 0.0 {
                self.form.upper[variable] - self.x[variable]
            } else {
                self.x[variable] - self.form.lower[variable]
            }
        };
        let mut limit = f64::INFINITY;
        for (position, entry) in column.iter() {
            let variable = self.head[position];
            let rate = -direction * entry;
            if rate.abs() > PIVOT_TOLERANCE {
                limit = limit.min((room(variable, rate).max(0.0) + self.tolerance) / rate.abs());
            }
        }
        if own <= limit {
            return if own.is_finite() {
                Block::Itself(own)
            } else {
                Block::Never
            };
        }
        let mut best: Option<(usize, f64, bool)> = None;
        let mut best_pivot = 0.0;
        for (position, entry) in column.iter() {
            let variable = self.head[position];
            let rate = -direction * entry;
            if rate.abs() > PIVOT_TOLERANCE && rate.abs() > best_pivot {
                let step = room(variable, rate).max(0.0) / rate.abs();
                if step <= limit {
                    best = Some((position, step, rate > 0.0));
                    best_pivot = rate.abs();
                }
            }
        }
        best.map_or(Block::Never, |(position, step, at_upper)| {
            Block::Basic(position, step, at_upper)
        })
    }

    /// Moves variable `q` as far as it is let, and the basic ones with it; returns the position that must leave, if it
    /// is not `q` itself that got to its other bound.
    pub(super) fn move_primal(
        &mut self,
        q: usize,
        direction: f64,
        column: &Sparse,
        block: &Block,
    ) -> Option<usize> {
        let (step, position) = match *block {
            Block::Never => (0.0, None),
            Block::Itself(step) => (step, None),
            Block::Basic(position, step, _) => (step, Some(position)),
        };
        for (position, entry) in column.iter() {
            self.x[self.head[position]] -= direction * step * entry;
        }
        self.x[q] += direction * step;
        if matches!(block, Block::Itself(_)) {
            let (place, bound) = if direction > 0.0 {
                (Place::Upper, self.form.upper[q])
            } else {
                (Place::Lower, self.form.lower[q])
            };
            self.settle(q, place);
            self.x[q] = bound;
            self.iterations += 1;
        }
        position
    }

    /// Relaxes the bounds of basic variables a little, so that steps are not all of length 0.
    fn perturb_bounds(&mut self) {
        for &variable in &self.head {
            let (lower, upper) = (self.form.lower[variable], self.form.upper[variable]);
            let size = |bound: f64| PERTURBATION * (1.0 + bound.abs()) * jitter(variable);
            self.form.lower[variable] = lower - size(lower);
            self.form.upper[variable] = upper + size(upper);
        }
    }
}

//! The dual simplex method: from any basis to a feasible point, or to a proof that there is none.
//!
//! It keeps every reduced cost of the right sign and pivots until every basic variable is within its bounds. Variable
//! `p = head[r]` misses one of them and leaves towards it; `rho = B'^-1 e_r` and the pivot row `alpha_r = rho' A` say which
//! variable `q` enters (`ratio`), `alpha_q = B^-1 a_q` by how much the basic variables move:
//!
//! ```text
//! theta_d = d_q / alpha_rq      d_j <- d_j - theta_d alpha_rj,  d_q <- 0,  d_p <- -theta_d
//! theta_p = (x_p - bound) / alpha_rq      x_B <- x_B - theta_p alpha_q,  x_q <- x_q + theta_p
//! ```
//!
//! If no variable can enter, `rho` is the proof that `x_p` cannot be within its bounds. It is believed from fresh factors
//! only, and refined.
//!
//! There is no first phase: a basis with reduced costs of the wrong sign is made dual feasible by moving boxed variables to
//! their other bounds and shifting the other costs, and the primal method finishes on the true ones. Costs are shifted too
//! where rounding, or Harris's ratio test, would leave a wrong sign, and perturbed where steps have no length.
//!
//! Source of the methods: Maros (2003), chapter 10; Koberstein, *The dual simplex method* (2005).

use super::end::{End, Stuck};
use super::factor::{Search, Sparse};
use super::method::Simplex;
use super::place::Place;
use super::ratio::RatioTest;
use super::state::State;
use super::tolerance::{DUAL_TOLERANCE, PERTURBATION, UNRELIABLE, jitter};
use crate::watch::Phase;

/// After this many steps of length 0 costs are perturbed: fewer are passed sooner than a perturbation is undone.
const STALLED: usize = 20;

impl Simplex {
    /// Pivots until every variable is within its bounds, keeping reduced costs of the right sign.
    ///
    /// Where they are not to begin with, boxed variables change bounds and the costs of others are shifted until they
    /// are; the caller restores the costs and finishes with the primal method.
    pub(super) fn dual(&mut self, may_perturb: bool) -> Result<End, Stuck> {
        let (edges, are_exact) = self.first_edges();
        self.pricing.edges = edges;
        self.pricing.open_rows_only(&self.state);
        let end = self.dual_by_edges(may_perturb);
        self.pricing.all_rows();
        self.keep_edges(are_exact);
        end
    }

    fn dual_by_edges(&mut self, may_perturb: bool) -> Result<End, Stuck> {
        self.state.make_dual_feasible(&mut self.work.search);
        let mut misses = self.state.all_squared_misses();
        let limit = self.state.iteration_limit();
        let mut degenerate = 0;
        let (mut rho, mut column) = (Sparse::default(), Sparse::default());
        let (mut tau, mut change) = (Sparse::default(), Sparse::default());
        let mut test = RatioTest::default();
        while let Some(position) = self.pricing.choose_leaving(&misses) {
            self.look(Phase::Dual)?;
            if self.state.iterations >= limit {
                return Err(Stuck::NoProgress(self.state.iterations));
            }
            self.solve_row(position, &mut rho);
            self.compute_pivot_row(&rho);
            let leaving = self.state.head[position];
            let to_lower = self.state.x[leaving] < self.state.form.lower[leaving];
            let Some(q) =
                self.state
                    .dual_ratio_test(&self.work.alpha, (leaving, to_lower), &mut test)
            else {
                if self.state.factor.update_count() > 0 {
                    // Believe a proof only from fresh factors.
                    self.refresh_with_shifts();
                    misses = self.state.all_squared_misses();
                    continue;
                }
                let sign = if to_lower { -1.0 } else { 1.0 };
                let y = self
                    .state
                    .refined_row(&mut self.work.search, &rho, position, sign);
                return Ok(End::Infeasible(y));
            };
            self.solve_column(q, &mut column);
            let pivot = column.value[position];
            let unreliable =
                (pivot - self.work.alpha.value[q]).abs() > UNRELIABLE * (1.0 + pivot.abs());
            if unreliable && self.state.factor.update_count() > 0 {
                self.refresh_with_shifts();
                misses = self.state.all_squared_misses();
                continue;
            }
            if !test.flips.is_empty() {
                self.state
                    .flip(&test.flips, &mut change, &mut self.work.search);
                for (k, _) in change.iter() {
                    misses[k] = self.state.squared_miss(self.state.head[k]);
                }
            }
            let step = self.state.d[q] / self.work.alpha.value[q];
            if step == 0.0 {
                degenerate += 1;
                if may_perturb && degenerate == STALLED {
                    self.state.perturb_costs();
                }
            }
            self.state
                .move_duals(&self.work.alpha, (leaving, to_lower), q, step);
            let bound = if to_lower {
                self.state.form.lower[leaving]
            } else {
                self.state.form.upper[leaving]
            };
            let theta = (self.state.x[leaving] - bound) / pivot;
            for (k, entry) in column.iter() {
                let variable = self.state.head[k];
                self.state.x[variable] -= theta * entry;
                misses[k] = self.state.squared_miss(variable);
            }
            self.state.x[q] += theta;
            self.state.x[leaving] = bound;
            misses[position] = self.state.squared_miss(q);
            self.update_edges(position, &rho, &column, &mut tau);
            let place = if to_lower { Place::Lower } else { Place::Upper };
            self.exchange(q, position, place, pivot);
            if self.state.factor.is_stale() {
                self.refresh_with_shifts();
                misses = self.state.all_squared_misses();
            }
        }
        Ok(End::Optimal)
    }

    /// Fresh factors and numbers in the middle of the method; what rounding made infeasible is shifted again.
    pub(super) fn refresh_with_shifts(&mut self) {
        self.refresh();
        self.state.make_dual_feasible(&mut self.work.search);
    }
}

impl State {
    /// Gives every reduced cost the right sign: boxed variables change bounds, other costs are shifted.
    fn make_dual_feasible(&mut self, search: &mut Search) {
        let mut flips = Vec::new();
        for variable in 0..self.form.variables() {
            if self.wrong_sign(variable) <= 0.0 {
                continue;
            }
            let is_boxed =
                self.form.lower[variable].is_finite() && self.form.upper[variable].is_finite();
            if is_boxed && self.wrong_sign(variable) > DUAL_TOLERANCE {
                flips.push(variable);
            } else {
                self.form.cost[variable] -= self.d[variable];
                self.d[variable] = 0.0;
            }
        }
        if !flips.is_empty() {
            self.flip(&flips, &mut Sparse::default(), search);
        }
    }

    /// Moves boxed variables to their other bounds; the basic ones move by `change`.
    fn flip(&mut self, variables: &[usize], change: &mut Sparse, search: &mut Search) {
        change.reset(self.form.rows);
        for &variable in variables {
            let (place, to) = match self.place[variable] {
                Place::Lower => (Place::Upper, self.form.upper[variable]),
                _ => (Place::Lower, self.form.lower[variable]),
            };
            let by = to - self.x[variable];
            self.settle(variable, place);
            self.x[variable] = to;
            self.form
                .for_column(variable, |row, value| change.add(row, -value * by));
        }
        self.factor.solve(change, search);
        for (k, change) in change.iter() {
            self.x[self.head[k]] += change;
        }
    }

    /// Moves the reduced costs by a dual step; those that would get the wrong sign have their costs shifted.
    pub(super) fn move_duals(
        &mut self,
        alpha: &Sparse,
        (leaving, to_lower): (usize, bool),
        entering: usize,
        step: f64,
    ) {
        if step != 0.0 {
            for (variable, alpha) in alpha.iter() {
                let moved = self.d[variable] - step * alpha;
                let is_wrong = match self.sign[variable] {
                    1 => moved > 0.0,
                    -1 => moved < 0.0,
                    0 => false,
                    _ => moved != 0.0,
                };
                if is_wrong {
                    self.form.cost[variable] -= moved;
                }
                self.d[variable] = if is_wrong { 0.0 } else { moved };
            }
        }
        self.d[entering] = 0.0;
        self.d[leaving] = -step;
        // The leaving variable's sign follows from the direction it left in; rounding may not say otherwise.
        if (to_lower && -step > 0.0) || (!to_lower && -step < 0.0) {
            self.form.cost[leaving] += step;
            self.d[leaving] = 0.0;
        }
    }

    /// Moves the costs of nonbasic variables a little away from 0, so that steps are not all of length 0.
    fn perturb_costs(&mut self) {
        for variable in 0..self.form.variables() {
            let size = PERTURBATION * (1.0 + self.form.cost[variable].abs()) * jitter(variable);
            let change = match self.place[variable] {
                Place::Lower if self.form.lower[variable] < self.form.upper[variable] => -size,
                Place::Upper if self.form.lower[variable] < self.form.upper[variable] => size,
                _ => continue,
            };
            self.form.cost[variable] += change;
            self.d[variable] += change;
        }
    }
}

//! The dual simplex method: from any basis to a feasible point, or to a proof that there is none.

use super::factor::Sparse;
use super::ratio::RatioTest;
use super::{DUAL_TOLERANCE, End, Phase, Place, Simplex, Stuck, jitter};

impl Simplex {
    /// Pivots until every variable is within its bounds, keeping reduced costs of the right sign.
    ///
    /// Where they are not to begin with, boxed variables change bounds and the costs of others are shifted until they
    /// are; the caller restores the costs and finishes with the primal method.
    pub(super) fn dual(&mut self, may_perturb: bool) -> Result<End, Stuck> {
        self.edges = vec![1.0; self.form.rows];
        self.open_rows_only();
        let end = self.dual_by_edges(may_perturb);
        self.all_rows();
        self.edges = Vec::new();
        end
    }

    fn dual_by_edges(&mut self, may_perturb: bool) -> Result<End, Stuck> {
        self.make_dual_feasible();
        let mut misses = self.all_squared_misses();
        let limit = self.iteration_limit();
        let mut degenerate = 0;
        let (mut rho, mut column) = (Sparse::default(), Sparse::default());
        let (mut tau, mut change) = (Sparse::default(), Sparse::default());
        let mut test = RatioTest::default();
        while let Some(position) = self.choose_leaving(&misses) {
            self.look(Phase::Dual)?;
            if self.iterations >= limit {
                return Err(Stuck::NoProgress(self.iterations));
            }
            self.solve_row(position, &mut rho);
            self.compute_pivot_row(&rho);
            let leaving = self.head[position];
            let to_lower = self.x[leaving] < self.form.lower[leaving];
            let Some(q) = self.dual_ratio_test(leaving, to_lower, &mut test) else {
                if self.factor.update_count() > 0 {
                    // Believe a proof only from fresh factors.
                    self.refresh_with_shifts();
                    misses = self.all_squared_misses();
                    continue;
                }
                let sign = if to_lower { -1.0 } else { 1.0 };
                let y = self.refined_row(&rho, position, sign);
                return Ok(End::Infeasible(y));
            };
            self.solve_column(q, &mut column);
            let pivot = column.value[position];
            let unreliable = (pivot - self.alpha.value[q]).abs() > 1e-6 * (1.0 + pivot.abs());
            if unreliable && self.factor.update_count() > 0 {
                self.refresh_with_shifts();
                misses = self.all_squared_misses();
                continue;
            }
            if !test.flips.is_empty() {
                self.flip(&test.flips, &mut change);
                for (k, _) in change.iter() {
                    misses[k] = self.squared_miss(self.head[k]);
                }
            }
            let step = self.d[q] / self.alpha.value[q];
            if step == 0.0 {
                degenerate += 1;
                if may_perturb && degenerate == 20 {
                    self.perturb_costs();
                }
            }
            self.move_duals((leaving, to_lower), q, step);
            let bound = if to_lower {
                self.form.lower[leaving]
            } else {
                self.form.upper[leaving]
            };
            let theta = (self.x[leaving] - bound) / pivot;
            for (k, entry) in column.iter() {
                let variable = self.head[k];
                self.x[variable] -= theta * entry;
                misses[k] = self.squared_miss(variable);
            }
            self.x[q] += theta;
            self.x[leaving] = bound;
            misses[position] = self.squared_miss(q);
            self.update_edges(position, &rho, &column, &mut tau);
            let place = if to_lower { Place::Lower } else { Place::Upper };
            self.exchange(q, position, place, pivot);
            if self.factor.is_stale() {
                self.refresh_with_shifts();
                misses = self.all_squared_misses();
            }
        }
        Ok(End::Optimal)
    }

    /// Fresh factors and numbers in the middle of the method; what rounding made infeasible is shifted again.
    pub(super) fn refresh_with_shifts(&mut self) {
        self.refresh();
        self.make_dual_feasible();
    }

    /// Gives every reduced cost the right sign: boxed variables change bounds, other costs are shifted.
    fn make_dual_feasible(&mut self) {
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
            self.flip(&flips, &mut Sparse::default());
        }
    }

    /// Moves boxed variables to their other bounds; the basic ones move by `change`.
    fn flip(&mut self, variables: &[usize], change: &mut Sparse) {
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
        self.factor.solve(change, &mut self.search);
        for (k, change) in change.iter() {
            self.x[self.head[k]] += change;
        }
    }

    /// Moves the reduced costs by a dual step; those that would get the wrong sign have their costs shifted.
    pub(super) fn move_duals(
        &mut self,
        (leaving, to_lower): (usize, bool),
        entering: usize,
        step: f64,
    ) {
        if step != 0.0 {
            for (variable, alpha) in self.alpha.iter() {
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
            let size = 1e-6 * (1.0 + self.form.cost[variable].abs()) * jitter(variable);
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

//! The dual simplex method: from any basis to a feasible point, or to a proof that there is none.

use super::{DUAL_TOLERANCE, End, PIVOT_TOLERANCE, Phase, Place, Simplex, Stuck, jitter};

/// What a ratio test found.
pub(super) struct Entering {
    pub(super) variable: usize,
    /// Variables passed on the way: they go to their other bounds.
    flips: Vec<usize>,
}

impl Simplex {
    /// Pivots until every variable is within its bounds, keeping reduced costs of the right sign.
    ///
    /// Where they are not to begin with, boxed variables change bounds and the costs of others are shifted until they
    /// are; the caller restores the costs and finishes with the primal method.
    pub(super) fn dual(&mut self, may_perturb: bool) -> Result<End, Stuck> {
        self.make_dual_feasible();
        let mut misses = self.all_misses();
        let mut weights = vec![1.0; self.form.rows];
        let limit = self.iteration_limit();
        let mut degenerate = 0;
        while let Some(position) = choose_leaving(&misses, &weights) {
            self.look(Phase::Dual)?;
            if self.iterations >= limit {
                return Err(Stuck::NoProgress(self.iterations));
            }
            let rho = self.solve_row(position);
            self.compute_pivot_row(&rho);
            let leaving = self.head[position];
            let to_lower = self.x[leaving] < self.form.lower[leaving];
            let Some(entering) = self.dual_ratio_test(leaving, to_lower) else {
                if self.factor.update_count() > 0 {
                    // Believe a proof only from fresh factors.
                    self.refresh_with_shifts();
                    misses = self.all_misses();
                    continue;
                }
                let sign = if to_lower { -1.0 } else { 1.0 };
                let y: Vec<f64> = rho.iter().map(|r| r * sign).collect();
                return Ok(End::Infeasible(self.unscale_rows(&y)));
            };
            let q = entering.variable;
            let column = self.solve_column(q);
            let pivot = column[position];
            let unreliable = (pivot - self.alpha[q]).abs() > 1e-6 * (1.0 + pivot.abs());
            if unreliable && self.factor.update_count() > 0 {
                self.refresh_with_shifts();
                misses = self.all_misses();
                continue;
            }
            self.flip(&entering.flips);
            let step = self.d[q] / self.alpha[q];
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
            for (k, &entry) in column.iter().enumerate() {
                if entry != 0.0 {
                    let variable = self.head[k];
                    self.x[variable] -= theta * entry;
                    misses[k] = self.miss(variable);
                }
            }
            self.x[q] += theta;
            self.x[leaving] = bound;
            misses[position] = self.miss(q);
            self.update_weights(&mut weights, position, &rho, &column);
            let place = if to_lower { Place::Lower } else { Place::Upper };
            self.exchange(q, position, place, &column);
            if self.factor.is_stale() {
                self.refresh_with_shifts();
                misses = self.all_misses();
            } else if !entering.flips.is_empty() {
                misses = self.all_misses();
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
        self.flip(&flips);
    }

    /// Returns by how much a variable misses its bounds, 0 within the tolerance.
    fn miss(&self, variable: usize) -> f64 {
        let x = self.x[variable];
        let miss = (self.form.lower[variable] - x).max(x - self.form.upper[variable]);
        if miss > self.tolerance { miss } else { 0.0 }
    }

    fn all_misses(&self) -> Vec<f64> {
        self.head
            .iter()
            .map(|&variable| self.miss(variable))
            .collect()
    }

    /// Returns which nonbasic variable's reduced cost vanishes first, passing boxed ones while that still helps.
    pub(super) fn dual_ratio_test(&self, leaving: usize, to_lower: bool) -> Option<Entering> {
        let sign = if to_lower { 1.0 } else { -1.0 };
        let mut candidates: Vec<(usize, f64, f64)> = Vec::new();
        for &variable in &self.touched {
            let alpha = sign * self.alpha[variable];
            if alpha.abs() <= PIVOT_TOLERANCE
                || self.form.lower[variable] == self.form.upper[variable]
            {
                continue;
            }
            let helps = match self.place[variable] {
                Place::Basic(_) => false,
                Place::Lower => alpha < 0.0,
                Place::Upper => alpha > 0.0,
                Place::Free => true,
            };
            if helps {
                candidates.push((variable, self.d[variable].abs(), alpha.abs()));
            }
        }
        let mut miss = if to_lower {
            self.form.lower[leaving] - self.x[leaving]
        } else {
            self.x[leaving] - self.form.upper[leaving]
        };
        let mut flips = Vec::new();
        while !candidates.is_empty() {
            // Harris: within the tolerance, the largest pivot.
            let limit = candidates
                .iter()
                .map(|&(_, d, alpha)| (d + DUAL_TOLERANCE) / alpha)
                .fold(f64::INFINITY, f64::min);
            let (group, rest): (Vec<_>, Vec<_>) = candidates
                .into_iter()
                .partition(|&(_, d, alpha)| d / alpha <= limit);
            let relief: f64 = group
                .iter()
                .map(|&(v, _, alpha)| alpha * (self.form.upper[v] - self.form.lower[v]))
                .sum();
            if relief < miss && !rest.is_empty() {
                miss -= relief;
                flips.extend(group.into_iter().map(|(v, _, _)| v));
                candidates = rest;
                continue;
            }
            let mut best = group[0];
            for &candidate in &group[1..] {
                if candidate.2 > best.2 || (candidate.2 == best.2 && candidate.0 < best.0) {
                    best = candidate;
                }
            }
            return Some(Entering {
                variable: best.0,
                flips,
            });
        }
        None
    }

    /// Moves boxed variables to their other bounds.
    fn flip(&mut self, variables: &[usize]) {
        if variables.is_empty() {
            return;
        }
        let mut rhs = vec![0.0; self.form.rows];
        for &variable in variables {
            let (place, to) = match self.place[variable] {
                Place::Lower => (Place::Upper, self.form.upper[variable]),
                _ => (Place::Lower, self.form.lower[variable]),
            };
            let change = to - self.x[variable];
            self.place[variable] = place;
            self.x[variable] = to;
            self.form
                .for_column(variable, |row, value| rhs[row] -= value * change);
        }
        let change = self.factor.solve(rhs);
        for (&variable, change) in self.head.iter().zip(change) {
            self.x[variable] += change;
        }
    }

    /// Moves the reduced costs by a dual step; those that would get the wrong sign have their costs shifted.
    pub(super) fn move_duals(
        &mut self,
        (leaving, to_lower): (usize, bool),
        entering: usize,
        step: f64,
    ) {
        for k in 0..self.touched.len() {
            let variable = self.touched[k];
            let moved = self.d[variable] - step * self.alpha[variable];
            self.d[variable] = moved;
            if variable != entering && self.wrong_sign(variable) > 0.0 {
                self.form.cost[variable] -= moved;
                self.d[variable] = 0.0;
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

    /// Dual steepest edge weights (Forrest and Goldfarb 1992).
    fn update_weights(&self, weights: &mut [f64], position: usize, rho: &[f64], column: &[f64]) {
        let pivot = column[position];
        let weight: f64 = rho.iter().map(|r| r * r).sum();
        let tau = self.factor.solve(rho.to_vec());
        for (k, &entry) in column.iter().enumerate() {
            if k != position && entry != 0.0 {
                let ratio = entry / pivot;
                let updated = weights[k] - 2.0 * ratio * tau[k] + ratio * ratio * weight;
                weights[k] = updated.max(1e-4);
            }
        }
        weights[position] = (weight / (pivot * pivot)).max(1e-4);
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

/// Returns the position of the basic variable that misses its bounds most, by steepest edge.
fn choose_leaving(misses: &[f64], weights: &[f64]) -> Option<usize> {
    let mut best = None;
    let mut best_score = 0.0;
    for (position, (&miss, &weight)) in misses.iter().zip(weights).enumerate() {
        if miss > 0.0 && miss * miss > best_score * weight {
            (best, best_score) = (Some(position), miss * miss / weight);
        }
    }
    best
}

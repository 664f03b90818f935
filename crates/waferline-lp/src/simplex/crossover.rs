//! From a point in the interior of the optimal face to a basis: crossover.
//!
//! An interior point method ends near a point `x` and prices `y` that are optimal together and neither at a vertex. Each
//! variable is either at a bound, with a reduced cost `d` that may be anything of the right sign, or between its bounds, with `d = 0`. A
//! basis is chosen from those furthest from their bounds, and then every number is pushed to where a basis has it:
//!
//! - *Dual*: a basic variable `p = head[r]` at a bound, `d_p != 0`, has `d_p` moved to 0 along row `r` of `B^-1 A`. If the
//!   reduced cost of a nonbasic variable reaches 0 first, that one takes the place of `p`.
//! - *Primal*: a nonbasic variable between its bounds, `d_q = 0`, is moved to its nearer bound along `B^-1 a_q`. If a basic variable
//!   reaches a bound first, `q` takes its place.
//!
//! No push makes the point or the prices any worse, so that what they end at is an optimal basis, but for what the interior
//! point method left over: the simplex method takes it from there.
//!
//! Source of the method: Bixby and Saltzman, "Recovering an optimal LP basis from an interior point solution" (1994); Megiddo,
//! "On finding primal- and dual-optimal bases" (1991).

use std::hash::Hash;

use super::end::Stuck;
use super::factor::{Search, Sparse};
use super::method::Simplex;
use super::place::{BOTH, Place};
use super::state::State;
use super::status::Status;
use crate::program::Lp;
use crate::watch::{Phase, Watch};

/// Smallest pivot of a first basis: a column that depends on others but for less is pushed rather than taken, since a basis that
/// is nearly singular would make of the point's small errors large ones.
const CLEAR_PIVOT: f64 = 1e-3;

/// Entries below this neither stop a push nor are pivoted on: what they let through is less than what a pivot on them would spread. (At
/// size XL pivots down to 1e-6 ended at a basis that made errors of 1e-5 those of 1e2, and a clean-up of 73,000 pivots; these need none.)
const PUSH_PIVOT: f64 = 1e-3;
/// How far a push may take others beyond their ends, for the sake of a larger pivot (Harris): less than what the interior point method
/// leaves over, some 1e-5.
const ROOM: f64 = 1e-6;

/// A point and prices that are nearly optimal together, in scaled units.
pub(crate) struct Interior {
    /// By column.
    pub(crate) x: Vec<f64>,
    /// By row, of the maximizing program.
    pub(crate) y: Vec<f64>,
    /// By variable: the end that it is taken to be at, or basic for one between its ends.
    pub(crate) status: Vec<Status>,
    /// By variable: how much it belongs into the basis.
    pub(crate) weight: Vec<f64>,
}

impl Simplex {
    /// Returns the simplex at a basis near an interior point.
    pub(crate) fn from_interior<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
        lp: &Lp<C, R>,
        interior: &Interior,
        watch: &Watch,
    ) -> Result<Self, Stuck> {
        let mut simplex = Self::with_form(lp).with_watch(watch);
        simplex.state.shift_to(interior);
        simplex.state.choose_basis(interior);
        simplex.refactor();
        simplex.push_duals()?;
        simplex.push_values(interior)?;
        simplex.state.restore();
        Ok(simplex)
    }

    /// Moves the reduced costs of basic variables to 0.
    fn push_duals(&mut self) -> Result<(), Stuck> {
        let mut pushed: Vec<usize> = self
            .state
            .head
            .iter()
            .copied()
            .filter(|&v| self.state.d[v] != 0.0)
            .collect();
        pushed.sort_unstable();
        let mut positions = self.state.positions();
        let (mut rho, mut column) = (Sparse::default(), Sparse::default());
        for p in pushed {
            self.look(Phase::Crossover)?;
            if self.state.place[p] != Place::Basic || self.state.d[p] == 0.0 {
                continue;
            }
            let position = positions[p];
            self.solve_row(position, &mut rho);
            self.compute_pivot_row(&rho);
            let wanted = self.state.d[p];
            match self.state.first_to_vanish(&self.work.alpha, wanted) {
                None => {
                    self.state.move_reduced_costs(&self.work.alpha, wanted);
                    self.state.d[p] = 0.0;
                }
                Some((q, step)) => {
                    self.solve_column(q, &mut column);
                    let pivot = column.value[position];
                    self.state.move_reduced_costs(&self.work.alpha, step);
                    self.state.d[q] = 0.0;
                    self.state.d[p] = wanted - step;
                    let place = self.state.nearer_end(p);
                    self.exchange(q, position, place, pivot);
                    positions[q] = position;
                    self.state.x[p] = self.state.end(p, place);
                }
            }
            if self.state.factor.is_stale() {
                self.refactor();
                self.state.clean_reduced_costs(&mut self.work.search);
                positions = self.state.positions();
            }
        }
        Ok(())
    }

    /// Moves nonbasic variables between their bounds to one.
    fn push_values(&mut self, interior: &Interior) -> Result<(), Stuck> {
        let state = &self.state;
        let is_pushed = |&v: &usize| state.place[v] == Place::Free;
        let mut pushed: Vec<usize> = (0..state.form.variables()).filter(is_pushed).collect();
        pushed.sort_by(|&a, &b| {
            interior.weight[a]
                .total_cmp(&interior.weight[b])
                .then(a.cmp(&b))
        });
        self.state.solve_values(&mut self.work.search);
        let (mut rho, mut column) = (Sparse::default(), Sparse::default());
        for q in pushed {
            self.look(Phase::Crossover)?;
            if self.state.place[q] != Place::Free {
                continue;
            }
            let place = self.state.nearer_end(q);
            let by = self.state.end(q, place) - self.state.x[q];
            let direction = if by < 0.0 { -1.0 } else { 1.0 };
            self.solve_column(q, &mut column);
            match self.state.first_at_bound(&column, direction, by.abs()) {
                None => {
                    self.state.move_values(q, direction * by.abs(), &column);
                    self.state.x[q] = self.state.end(q, place);
                    self.state.settle(q, place);
                }
                Some((position, step, at_upper)) => {
                    let leaving = self.state.head[position];
                    self.solve_row(position, &mut rho);
                    self.state.move_values(q, direction * step, &column);
                    let place = if at_upper { Place::Upper } else { Place::Lower };
                    self.state.x[leaving] = self.state.end(leaving, place);
                    self.exchange(q, position, place, column.value[position]);
                }
            }
            if self.state.factor.is_stale() {
                self.refactor();
                self.state.solve_values(&mut self.work.search);
            }
        }
        Ok(())
    }
}

impl State {
    /// Takes over the point and the prices, with bounds and costs shifted so that they are optimal exactly: no error of
    /// theirs is then blown up by a basis that is nearly singular. [`Self::restore`] takes the shifts back.
    fn shift_to(&mut self, interior: &Interior) {
        let (columns, rows) = (self.form.columns, self.form.rows);
        self.x[..columns].copy_from_slice(&interior.x);
        for row in 0..rows {
            let (of_row, values) = self.form.row(row);
            let terms = of_row
                .iter()
                .zip(values)
                .map(|(&j, value)| value * interior.x[j as usize]);
            self.x[columns + row] = terms.sum();
        }
        for variable in 0..columns + rows {
            let x = self.x[variable];
            let mut d = self.form.cost[variable] - self.form.dot(variable, &interior.y);
            let (lower, upper) = (
                &mut self.form.lower[variable],
                &mut self.form.upper[variable],
            );
            let is_fixed = *lower == *upper;
            let belongs = match interior.status[variable] {
                _ if is_fixed => {
                    (*lower, *upper) = (x, x);
                    d
                }
                Status::Lower => {
                    *lower = x;
                    d.min(0.0)
                }
                Status::Upper => {
                    *upper = x;
                    d.max(0.0)
                }
                Status::Basic | Status::Free => {
                    *lower = lower.min(x);
                    *upper = upper.max(x);
                    0.0
                }
            };
            self.form.cost[variable] -= d - belongs;
            d = belongs;
            self.d[variable] = d;
        }
    }

    /// Makes those with the greatest weights basic, as far as they are independent.
    fn choose_basis(&mut self, interior: &Interior) {
        let mut between = Vec::new();
        for variable in 0..self.form.variables() {
            match interior.status[variable] {
                Status::Basic | Status::Free => {
                    between.push(variable);
                    self.settle(variable, Place::Free);
                }
                Status::Lower => self.settle(variable, Place::Lower),
                Status::Upper => self.settle(variable, Place::Upper),
            }
        }
        let weight = &interior.weight;
        between.sort_by(|&a, &b| weight[b].total_cmp(&weight[a]).then(a.cmp(&b)));
        let mut basic = between.clone();
        basic.truncate(self.form.rows);
        self.complete(basic, CLEAR_PIVOT);
        for variable in between {
            if self.place[variable] != Place::Basic {
                self.settle(variable, Place::Free);
            }
        }
    }

    /// Computes reduced costs again; those of the wrong sign by what was left over become 0.
    fn clean_reduced_costs(&mut self, search: &mut Search) {
        self.solve_reduced_costs(search);
        for variable in 0..self.form.variables() {
            let d = self.d[variable];
            self.d[variable] = match self.sign[variable] {
                1 => d.min(0.0),
                -1 => d.max(0.0),
                BOTH => 0.0,
                _ => d,
            };
        }
    }

    fn positions(&self) -> Vec<usize> {
        let mut positions = vec![usize::MAX; self.form.variables()];
        for (position, &variable) in self.head.iter().enumerate() {
            positions[variable] = position;
        }
        positions
    }

    fn nearer_end(&self, variable: usize) -> Place {
        let (x, lower, upper) = (
            self.x[variable],
            self.form.lower[variable],
            self.form.upper[variable],
        );
        match (lower.is_finite(), upper.is_finite()) {
            (true, true) if x - lower <= upper - x => Place::Lower,
            (true, false) => Place::Lower,
            (_, true) => Place::Upper,
            (false, false) => Place::Free,
        }
    }

    fn end(&self, variable: usize, place: Place) -> f64 {
        match place {
            Place::Lower => self.form.lower[variable],
            Place::Upper => self.form.upper[variable],
            Place::Free | Place::Basic => 0.0,
        }
    }

    /// Returns which reduced cost vanishes before a step of `wanted` along the pivot row, and after which step (Harris).
    fn first_to_vanish(&self, alpha: &Sparse, wanted: f64) -> Option<(usize, f64)> {
        let sign = if wanted < 0.0 { -1.0 } else { 1.0 };
        let rate = |variable: usize, alpha: f64| match self.sign[variable] {
            // Towards the wrong sign: up at the lower bound.
            1 => -sign * alpha,
            -1 => sign * alpha,
            0 => 0.0,
            _ => alpha.abs(),
        };
        let mut limit = f64::INFINITY;
        for (variable, alpha) in alpha.iter() {
            let rate = rate(variable, alpha);
            if rate > PUSH_PIVOT {
                limit = limit.min((self.d[variable].abs() + ROOM) / rate);
            }
        }
        if wanted.abs() <= limit {
            return None;
        }
        let mut best = None;
        let mut greatest = 0.0;
        for (variable, alpha) in alpha.iter() {
            let rate = rate(variable, alpha);
            if rate > PUSH_PIVOT && rate > greatest && self.d[variable].abs() / rate <= limit {
                greatest = rate;
                best = Some((variable, sign * self.d[variable].abs() / rate));
            }
        }
        best
    }

    fn move_reduced_costs(&mut self, alpha: &Sparse, step: f64) {
        if step == 0.0 {
            return;
        }
        for (variable, alpha) in alpha.iter() {
            let moved = self.d[variable] - step * alpha;
            self.d[variable] = match self.sign[variable] {
                1 => moved.min(0.0),
                -1 => moved.max(0.0),
                0 => moved,
                _ => 0.0,
            };
        }
    }

    /// Returns which basic variable is at a bound before `q` has moved `wanted` in `direction`: its position, the step, and whether
    /// the bound is the upper one (Harris).
    fn first_at_bound(
        &self,
        column: &Sparse,
        direction: f64,
        wanted: f64,
    ) -> Option<(usize, f64, bool)> {
        let room = |variable: usize, rate: f64| {
            let room = if rate > 0.0 {
                self.form.upper[variable] - self.x[variable]
            } else {
                self.x[variable] - self.form.lower[variable]
            };
            room.max(0.0)
        };
        let mut limit = f64::INFINITY;
        for (position, entry) in column.iter() {
            let rate = -direction * entry;
            if rate.abs() > PUSH_PIVOT {
                limit = limit.min((room(self.head[position], rate) + ROOM) / rate.abs());
            }
        }
        if wanted <= limit {
            return None;
        }
        let mut best = None;
        let mut greatest = 0.0;
        for (position, entry) in column.iter() {
            let rate = -direction * entry;
            if rate.abs() > PUSH_PIVOT && rate.abs() > greatest {
                let step = room(self.head[position], rate) / rate.abs();
                if step <= limit {
                    greatest = rate.abs();
                    best = Some((position, step, rate > 0.0));
                }
            }
        }
        best
    }

    fn move_values(&mut self, q: usize, by: f64, column: &Sparse) {
        for (position, entry) in column.iter() {
            self.x[self.head[position]] -= by * entry;
        }
        self.x[q] += by;
    }
}

//! Where a basis is: its point and its reduced costs, computed again.
//!
//! Each is solved for once and corrected once with the residual against the basis itself (iterative refinement, Wilkinson
//! 1963), so that factors that were updated some times serve as well as fresh ones.

use super::factor::{Search, Sparse};
use super::place::Place;
use super::state::State;

impl State {
    /// Puts nonbasic variables on their bounds and the basic ones where the rows want them: `B x_B = -N x_N`.
    pub(super) fn recompute_values(&mut self, search: &mut Search) {
        for variable in 0..self.form.variables() {
            match self.place[variable] {
                Place::Basic => {}
                Place::Lower => self.x[variable] = self.form.lower[variable],
                Place::Upper => self.x[variable] = self.form.upper[variable],
                Place::Free => self.x[variable] = 0.0,
            }
        }
        self.solve_values(search);
    }

    /// Puts the basic variables where the rows want them, given the others.
    pub(super) fn solve_values(&mut self, search: &mut Search) {
        let mut rhs = Sparse::default();
        rhs.reset(self.form.rows);
        for variable in 0..self.form.variables() {
            let value = self.x[variable];
            if self.place[variable] != Place::Basic && value != 0.0 {
                self.form
                    .for_column(variable, |row, entry| rhs.value[row] -= entry * value);
            }
        }
        rhs.list();
        let mut values = rhs.clone();
        self.factor.solve(&mut values, search);
        // One step of iterative refinement: what the rounding of the first solve left over.
        for (position, value) in values.iter() {
            self.form.for_column(self.head[position], |row, entry| {
                rhs.value[row] -= entry * value;
            });
        }
        rhs.list();
        self.factor.solve(&mut rhs, search);
        for (position, &variable) in self.head.iter().enumerate() {
            self.x[variable] = values.value[position] + rhs.value[position];
        }
    }

    /// Computes the prices `y` with `B' y = c_B`, and from them `d = c - A' y`.
    pub(super) fn recompute_reduced_costs(&mut self, search: &mut Search) {
        for &variable in &self.head {
            self.d[variable] = 0.0;
        }
        self.solve_reduced_costs(search);
    }

    /// Computes the reduced costs of nonbasic variables, given those of the basic ones: `B' y = c_B - d_B`.
    pub(super) fn solve_reduced_costs(&mut self, search: &mut Search) {
        let mut y = Sparse::default();
        y.reset(self.form.rows);
        let mut residual = y.clone();
        for (position, &variable) in self.head.iter().enumerate() {
            y.push(position, self.form.cost[variable] - self.d[variable]);
        }
        // Where nothing costs anything, as while a conflict is looked for, no row has a price.
        if y.index.is_empty() {
            for variable in 0..self.form.variables() {
                if self.place[variable] != Place::Basic {
                    self.d[variable] = self.form.cost[variable];
                }
            }
            return;
        }
        self.factor.solve_transposed(&mut y, search);
        for (position, &variable) in self.head.iter().enumerate() {
            let wanted = self.form.cost[variable] - self.d[variable];
            let missing = wanted - self.form.dot(variable, &y.value);
            residual.push(position, missing);
        }
        self.factor.solve_transposed(&mut residual, search);
        let mut y = y.value;
        for (row, correction) in residual.iter() {
            y[row] += correction;
        }
        for variable in 0..self.form.variables() {
            if self.place[variable] != Place::Basic {
                self.d[variable] = self.form.cost[variable] - self.form.dot(variable, &y);
            }
        }
    }
}

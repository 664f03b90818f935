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
        let mut rhs = Sparse::default();
        rhs.reset(self.form.rows);
        for variable in 0..self.form.variables() {
            let value = match self.place[variable] {
                Place::Basic => continue,
                Place::Lower => self.form.lower[variable],
                Place::Upper => self.form.upper[variable],
                Place::Free => 0.0,
            };
            self.x[variable] = value;
            if value != 0.0 {
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
        let mut y = Sparse::default();
        y.reset(self.form.rows);
        let mut residual = y.clone();
        for (position, &variable) in self.head.iter().enumerate() {
            y.push(position, self.form.cost[variable]);
        }
        self.factor.solve_transposed(&mut y, search);
        for (position, &variable) in self.head.iter().enumerate() {
            let missing = self.form.cost[variable] - self.form.dot(variable, &y.value);
            residual.push(position, missing);
        }
        self.factor.solve_transposed(&mut residual, search);
        let mut y = y.value;
        for (row, correction) in residual.iter() {
            y[row] += correction;
        }
        for variable in 0..self.form.variables() {
            self.d[variable] = match self.place[variable] {
                Place::Basic => 0.0,
                _ => self.form.cost[variable] - self.form.dot(variable, &y),
            };
        }
    }
}

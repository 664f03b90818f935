//! Where a basis is: its point, its reduced costs, and by how much they miss.

use super::{Place, Simplex};

impl Simplex {
    /// Puts nonbasic variables on their bounds and the basic ones where the rows want them.
    pub(super) fn recompute_values(&mut self) {
        let mut rhs = vec![0.0; self.form.rows];
        for variable in 0..self.form.variables() {
            let value = match self.place[variable] {
                Place::Basic(_) => continue,
                Place::Lower => self.form.lower[variable],
                Place::Upper => self.form.upper[variable],
                Place::Free => 0.0,
            };
            self.x[variable] = value;
            if value != 0.0 {
                self.form
                    .for_column(variable, |row, entry| rhs[row] -= entry * value);
            }
        }
        let mut values = self.factor.solve(rhs.clone());
        // One step of iterative refinement: what the rounding of the first solve left over.
        for (position, &value) in values.iter().enumerate() {
            if value != 0.0 {
                self.form
                    .for_column(self.head[position], |row, entry| rhs[row] -= entry * value);
            }
        }
        let correction = self.factor.solve(rhs);
        for (value, correction) in values.iter_mut().zip(correction) {
            *value += correction;
        }
        for (&variable, value) in self.head.iter().zip(values) {
            self.x[variable] = value;
        }
    }

    pub(super) fn recompute_reduced_costs(&mut self) {
        let costs: Vec<f64> = self.head.iter().map(|&v| self.form.cost[v]).collect();
        let mut y = self.factor.solve_transposed(costs.clone());
        let residual = self
            .head
            .iter()
            .zip(costs)
            .map(|(&variable, cost)| cost - self.form.dot(variable, &y))
            .collect();
        let correction = self.factor.solve_transposed(residual);
        for (y, correction) in y.iter_mut().zip(correction) {
            *y += correction;
        }
        for variable in 0..self.form.variables() {
            self.d[variable] = match self.place[variable] {
                Place::Basic(_) => 0.0,
                _ => self.form.cost[variable] - self.form.dot(variable, &y),
            };
        }
    }

    /// Returns by how much a basic variable misses its bounds at the most.
    pub(super) fn primal_infeasibility(&self) -> f64 {
        self.head
            .iter()
            .map(|&v| (self.form.lower[v] - self.x[v]).max(self.x[v] - self.form.upper[v]))
            .fold(0.0, f64::max)
    }

    /// Returns the greatest reduced cost with the wrong sign.
    pub(super) fn dual_infeasibility(&self) -> f64 {
        (0..self.form.variables())
            .map(|v| self.wrong_sign(v))
            .fold(0.0, f64::max)
    }

    /// Returns by how much a variable's reduced cost invites it to move, 0 where it may not.
    pub(super) fn wrong_sign(&self, variable: usize) -> f64 {
        let d = self.d[variable];
        match self.place[variable] {
            Place::Basic(_) => 0.0,
            _ if self.form.lower[variable] == self.form.upper[variable] => 0.0,
            Place::Lower => d,
            Place::Upper => -d,
            Place::Free => d.abs(),
        }
    }
}

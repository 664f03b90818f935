//! Where a basis is: its point, its reduced costs, and by how much they miss.

use super::factor::Sparse;
use super::{Place, Simplex};

impl Simplex {
    /// Puts nonbasic variables on their bounds and the basic ones where the rows want them.
    pub(super) fn recompute_values(&mut self) {
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
        self.factor.solve(&mut values, &mut self.search);
        // One step of iterative refinement: what the rounding of the first solve left over.
        for (position, value) in values.iter() {
            self.form.for_column(self.head[position], |row, entry| {
                rhs.value[row] -= entry * value;
            });
        }
        rhs.list();
        self.factor.solve(&mut rhs, &mut self.search);
        for (position, &variable) in self.head.iter().enumerate() {
            self.x[variable] = values.value[position] + rhs.value[position];
        }
    }

    pub(super) fn recompute_reduced_costs(&mut self) {
        let mut y = Sparse::default();
        y.reset(self.form.rows);
        let mut residual = y.clone();
        for (position, &variable) in self.head.iter().enumerate() {
            y.push(position, self.form.cost[variable]);
        }
        self.factor.solve_transposed(&mut y, &mut self.search);
        for (position, &variable) in self.head.iter().enumerate() {
            let missing = self.form.cost[variable] - self.form.dot(variable, &y.value);
            residual.push(position, missing);
        }
        self.factor
            .solve_transposed(&mut residual, &mut self.search);
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
        match self.sign[variable] {
            0 => 0.0,
            1 => d,
            -1 => -d,
            _ => d.abs(),
        }
    }
}

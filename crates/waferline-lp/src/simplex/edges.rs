//! Which variable leaves: dual steepest edge.
//!
//! Source of the method: Forrest and Goldfarb, "Steepest-edge simplex algorithms for linear programming" (1992).

use super::Simplex;
use super::factor::Sparse;

/// No weight is less.
const LEAST_WEIGHT: f64 = 1e-4;

impl Simplex {
    /// Returns the square of how much a variable misses its bounds by, 0 within the tolerance.
    pub(super) fn squared_miss(&self, variable: usize) -> f64 {
        let x = self.x[variable];
        let miss = (self.form.lower[variable] - x).max(x - self.form.upper[variable]);
        if miss > self.tolerance {
            miss * miss
        } else {
            0.0
        }
    }

    pub(super) fn all_squared_misses(&self) -> Vec<f64> {
        let all = self.head.iter();
        all.map(|&variable| self.squared_miss(variable)).collect()
    }

    /// Returns the position of the basic variable that misses its bounds most, by steepest edge.
    pub(super) fn choose_leaving(&self, squared_misses: &[f64]) -> Option<usize> {
        let mut best = None;
        let mut best_score = 0.0;
        for (position, (&miss, &weight)) in squared_misses.iter().zip(&self.edges).enumerate() {
            if miss > best_score * weight {
                (best, best_score) = (Some(position), miss / weight);
            }
        }
        best
    }

    /// Carries the weights over to the basis in which `column`'s variable has taken `position`, whose row of `B^-1` is
    /// `rho`; `tau` is work space.
    pub(super) fn update_edges(
        &mut self,
        position: usize,
        rho: &Sparse,
        column: &Sparse,
        tau: &mut Sparse,
    ) {
        let pivot = column.value[position];
        let weight: f64 = rho.iter().map(|(_, r)| r * r).sum();
        tau.copy(rho);
        self.factor.solve(tau, &mut self.search);
        for (k, entry) in column.iter() {
            let ratio = entry / pivot;
            let updated = self.edges[k] + ratio * (ratio * weight - 2.0 * tau.value[k]);
            self.edges[k] = updated.max(LEAST_WEIGHT);
        }
        self.edges[position] = (weight / (pivot * pivot)).max(LEAST_WEIGHT);
    }
}

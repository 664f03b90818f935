//! Which variable leaves: dual steepest edge.
//!
//! The basic variable at position `i` that misses its bounds by `delta_i` is chosen for the greatest `delta_i^2 / w_i`
//! with `w_i = |e_i' B^-1|^2`: how much the dual objective grows per unit of the edge's length, instead of per unit of the
//! variable's own. Computing all `w` takes a solve each; they are started at what is known of the basis (`known_edges`), else at 1, which is
//! exact for the basis of logicals, and updated.
//! With `r` the leaving position, `alpha = B^-1 a_q`, `rho = B'^-1 e_r` and `tau = B^-1 rho`, a pivot makes of them
//!
//! ```text
//! w_r <- w_r / alpha_r^2        w_i <- w_i - 2 (alpha_i / alpha_r) tau_i + (alpha_i / alpha_r)^2 w_r
//! ```
//!
//! where `w_r` is taken from `rho` itself, so that an error of a start at 1 elsewhere does not last.
//!
//! Source of the method: Forrest and Goldfarb, "Steepest-edge simplex algorithms for linear programming" (1992).

use super::factor::Sparse;
use super::known_edges::KnownEdges;
use super::method::Simplex;
use super::pricing::Pricing;
use super::state::State;

/// No weight is less: a square that cancels to next to nothing, or below it, would make its row be chosen for ever
/// (Koberstein 2005 takes 1e-4 too).
const LEAST_WEIGHT: f64 = 1e-4;

impl State {
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
}

impl Pricing {
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
}

impl Simplex {
    /// Lets copies of this simplex, which start from its basis, share the exact weights there.
    pub(crate) fn share_edges(&mut self) {
        let State {
            head, factor, form, ..
        } = &self.state;
        if self.known_edges.is_none() && factor.is_of_size(form.rows) {
            let before = self.edges_before.take();
            self.known_edges = Some(KnownEdges::at(head, factor, form.variables(), before));
        }
    }

    /// Starts with the weights of a simplex of another program whose basis was carried to this one. Where the two programs
    /// differ in coefficients the weights are about right, which is all that they need to be.
    #[must_use]
    pub fn with_edges_of(mut self, near: &Self) -> Self {
        let (own, other) = (&self.state.form, &near.state.form);
        if (own.columns, own.rows) == (other.columns, other.rows) {
            self.known_edges.clone_from(&near.known_edges);
        }
        self
    }

    /// Returns the weights to start with, by position, and whether they are more than a guess.
    pub(super) fn first_edges(&self) -> (Vec<f64>, bool) {
        let State { head, form, .. } = &self.state;
        if let Some(known) = &self.known_edges {
            let weights = known.of(head).into_iter();
            return (weights.map(|it| it.max(LEAST_WEIGHT)).collect(), true);
        }
        let is_logical = |&variable: &usize| variable >= form.columns;
        (vec![1.0; head.len()], head.iter().all(is_logical))
    }

    /// Keeps the weights that the method ends with for the next time it starts from this basis, if they are worth it.
    pub(super) fn keep_edges(&mut self, are_exact: bool) {
        let edges = std::mem::take(&mut self.pricing.edges);
        let State { head, form, .. } = &self.state;
        self.known_edges = are_exact.then(|| KnownEdges::kept(head, &edges, form.variables()));
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
        let edges = &mut self.pricing.edges;
        let pivot = column.value[position];
        let weight: f64 = rho.iter().map(|(_, r)| r * r).sum();
        tau.copy(rho);
        self.state.factor.solve(tau, &mut self.work.search);
        for (k, entry) in column.iter() {
            let ratio = entry / pivot;
            let updated = edges[k] + ratio * (ratio * weight - 2.0 * tau.value[k]);
            edges[k] = updated.max(LEAST_WEIGHT);
        }
        edges[position] = (weight / (pivot * pivot)).max(LEAST_WEIGHT);
    }
}

//! An optimal solution with its proof.

use schemars::JsonSchema;
use serde::Serialize;

/// The proof of optimality: three numbers that are 0 at an exact optimum, computed from the program alone.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Certificate {
    /// Greatest violation of a row or bound, relative to the largest term of that row.
    pub primal_residual: f64,
    /// Greatest violation of a dual sign, relative to the largest term of that reduced cost.
    pub dual_residual: f64,
    /// Difference between the primal and the dual objective, relative to the objective.
    pub gap: f64,
}

impl Certificate {
    /// The greatest residual that is accepted.
    pub const TOLERANCE: f64 = 1e-7;

    /// Returns whether all three residuals are within [`Self::TOLERANCE`].
    #[must_use]
    pub fn holds(&self) -> bool {
        [self.primal_residual, self.dual_residual, self.gap]
            .iter()
            .all(|&residual| residual <= Self::TOLERANCE)
    }
}

/// A certified optimum of an [`Lp`](super::Lp), in the program's own units.
#[derive(Clone, Debug)]
pub struct Solution {
    /// The greatest objective.
    pub objective: f64,
    /// Value of each column.
    pub x: Vec<f64>,
    /// Activity of each row.
    pub activity: Vec<f64>,
    /// d objective / d right-hand side of each row.
    pub dual: Vec<f64>,
    /// Reduced cost of each column: its cost less what it uses of the rows at their duals.
    pub reduced_cost: Vec<f64>,
    /// The proof.
    pub certificate: Certificate,
}

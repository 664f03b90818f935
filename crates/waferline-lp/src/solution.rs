//! An optimal solution with its proof.

use crate::double::Double;

/// The proof of optimality, computed from the program alone: the point keeps its limits, and no feasible point has a
/// greater objective than `bound`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Certificate {
    /// Greatest violation of a row, relative to the largest term of that row at this point, or of a bound, relative to
    /// the value itself. Accepted up to 1e-12.
    pub primal_residual: f64,
    /// Greatest reduced cost or price of the wrong sign, relative to its largest term. What it is worth is in `bound`.
    pub dual_residual: f64,
    /// `bound` less the objective.
    pub gap: f64,
    /// No feasible point has a greater objective than this.
    pub bound: f64,
    /// The greatest gap that is accepted: 1e-9 of the objective, or of a ten-thousandth of the sum of all its terms' sizes
    /// where that is more.
    pub tolerance: f64,
    /// The bound holds for points in which no column is above this. Absent where it holds for all points, which is nearly
    /// always: a bound, or what follows from rows, says how far each column can go.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub column_cap: Option<f64>,
}

impl Certificate {
    /// The greatest violation of a limit that is accepted, relative to what flows through it: some thousand times what
    /// rounding each value to `f64` makes of a row.
    pub const FEASIBILITY: f64 = 1e-12;

    /// The greatest gap that is accepted, relative to the objective.
    pub const GAP: f64 = 1e-9;

    /// Returns whether the point keeps its limits and the gap is closed.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.primal_residual <= Self::FEASIBILITY && self.gap.abs() <= self.tolerance
    }
}

/// A point and prices, as a simplex method refined them: in the program's units.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Point {
    /// Value of each column.
    pub x: Vec<Double>,
    /// Dual of each row.
    pub y: Vec<Double>,
}

impl Point {
    /// Returns a point (one value a column) with prices (one a row).
    #[must_use]
    pub fn new(x: Vec<Double>, y: Vec<Double>) -> Self {
        Self { x, y }
    }

    /// Returns the point and the prices of a solver that computes in `f64`.
    #[must_use]
    pub fn of(x: &[f64], dual: &[f64]) -> Self {
        let doubles = |values: &[f64]| values.iter().copied().map(Double::from).collect();
        Self {
            x: doubles(x),
            y: doubles(dual),
        }
    }
}

/// A certified optimum of an [`Lp`](crate::Lp), in the program's own units.
#[derive(Clone, Debug)]
#[non_exhaustive]
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
    /// The duals to twice the precision: what the proof was computed from.
    pub(crate) multipliers: Vec<Double>,
}

//! How the method ends.

use crate::double::Double;
use crate::watch::Interrupted;

/// How an optimization ended.
#[derive(Clone, Debug, PartialEq)]
pub enum End {
    /// At an optimal basis.
    Optimal,
    /// Row multipliers that prove infeasibility, in the program's units (up to a positive factor).
    Infeasible(Vec<Double>),
    /// A direction of the columns along which the objective grows without bound, in the program's units (up to a factor).
    Unbounded(Vec<f64>),
}

/// Why the method did not come to an end.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Stuck {
    /// It made no progress in this many iterations; a numerical failure.
    #[error("no progress after {0} simplex iterations")]
    NoProgress(usize),
    /// It was not let.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
}

//! How a program ends in exact arithmetic.

use super::rational::Rational;
use crate::simplex::Basis;
use crate::watch::Interrupted;

/// How a program ends in exact arithmetic.
#[derive(Clone, Debug)]
pub enum ExactEnd {
    /// It has an optimum.
    Optimal(Box<ExactOptimum>),
    /// No point keeps every row and bound.
    Infeasible {
        /// Row multipliers that prove it ([`ExactEnd::check`]); all 0 where a range is empty by itself.
        multipliers: Vec<Rational>,
        /// How many pivots were made from the basis that was given.
        pivots: usize,
    },
    /// The objective has no end.
    Unbounded {
        /// A feasible point, one value a column.
        x: Vec<Rational>,
        /// From there the objective rises without bound along this direction, one entry a column.
        ray: Vec<Rational>,
        /// How many pivots were made from the basis that was given.
        pivots: usize,
    },
}

/// The exact optimum of a program.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ExactOptimum {
    /// The greatest objective.
    pub objective: Rational,
    /// Value of each column.
    pub x: Vec<Rational>,
    /// d objective / d right-hand side of each row.
    pub y: Vec<Rational>,
    /// The optimal basis.
    pub basis: Basis,
    /// How many pivots were made from the basis that was given; 0 if that was optimal.
    pub pivots: usize,
}

/// Why there is no exact answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ExactFailure {
    /// The program holds a coefficient, cost or end that is no number.
    #[error("the program holds an infinite coefficient or something that is no number")]
    NoNumber,
    /// More pivots would have been needed than were allowed.
    #[error("no exact optimum after {0} pivots")]
    TooManyPivots(usize),
    /// An answer that does not pass its own check; a defect.
    #[error("the exact answer fails its check: {0}")]
    Check(&'static str),
    /// The work was ended before there was an answer.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
}

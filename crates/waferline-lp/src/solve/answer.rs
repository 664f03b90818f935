//! What is proved of a program.

use super::backend::FoundBy;
use super::basis::Basis;
use crate::double::Double;
use crate::solution::Solution;

/// The proved answer to a program.
#[derive(Clone, Debug)]
pub enum Answer {
    /// A certified optimum.
    Optimal(Solution),
    /// Row multipliers that prove that there is no feasible point ([`proves_infeasible`](crate::proves_infeasible)).
    Infeasible(Vec<Double>),
    /// A direction that proves that the objective has no end ([`proves_unbounded`](crate::proves_unbounded)), from a feasible point.
    Unbounded(Vec<f64>),
}

/// A proved answer, how it was found, and the basis it has got or will get.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Proved {
    /// The answer.
    pub answer: Answer,
    /// The basis of an optimum, found when it is first asked for.
    pub basis: Basis,
    /// What found it.
    pub found_by: FoundBy,
}

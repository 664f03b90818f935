//! The whole way from a model to a certified answer.

use crate::address::Address;
use crate::formulation::{Column, Constraint};
use crate::lp::{Lp, Solution};
use crate::plan::Plan;

/// How to solve.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct SolveOptions {}

/// The certified answer to a model.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The best plan, with its proof.
    Optimal(Box<Solved>),
    /// No plan keeps every limit and promise; proved.
    Infeasible(Infeasible),
    /// The margin has no end; proved.
    Unbounded(Unbounded),
}

/// The best plan, the program it is an optimum of, and the proof.
#[derive(Clone, Debug)]
pub struct Solved {
    /// The optimum in the planner's words.
    pub plan: Plan,
    /// The program.
    pub lp: Lp<Column, Constraint>,
    /// Its certified optimum: values, duals, certificate.
    pub solution: Solution,
}

/// Why there is no plan: limits that cannot hold together.
#[derive(Clone, Debug, PartialEq)]
pub struct Infeasible {
    /// The limits of the proof, in the order of the model.
    pub conflict: Vec<ConflictingLimit>,
}

/// One limit that stands in the way of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct ConflictingLimit {
    /// The number that limits, where it is one number of the model.
    pub address: Option<Address>,
    /// The limit in words: `wafer starts at tsmc-n3p in 2027Q1 at most 12000`.
    pub description: String,
}

/// Why the margin has no end: activities that earn more together the more there is of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Unbounded {
    /// The activities and how they grow together, in words.
    pub ray: Vec<String>,
}

/// Why no answer was reached; never because of the model's contents.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SolveError {
    /// The answer could not be proved.
    #[error("uncertified: {0}")]
    Uncertified(String),
    /// The solver failed.
    #[error("the solver failed: {0}")]
    Backend(String),
}

/// Stand-in for the solving floor.
pub fn solve(_: &crate::Model, _: &SolveOptions) -> Result<Outcome, SolveError> {
    Err(SolveError::Backend("nothing solves yet".to_owned()))
}

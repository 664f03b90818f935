//! Why there is no proved answer.

use super::backend::Solver;
#[cfg(feature = "exact")]
use crate::exact::ExactFailure;
use crate::program::Variable;
use crate::simplex::Stuck;
use crate::solution::Certificate;
use crate::watch::Interrupted;

/// No answer could be proved.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Uncertified {
    /// Optimal by the method, but the proof does not hold.
    #[error(
        "the best point found is not proved: it misses a limit by {:.1e} of what flows through it (up to 1e-12 is accepted), and \
         its objective is {:.3e} from the proved bound (up to {:.3e} is accepted)",
        .certificate.primal_residual, .certificate.gap, .certificate.tolerance
    )]
    Residuals {
        /// What is proved, and what is not.
        certificate: Certificate,
        /// The row or column that misses most.
        worst: Option<Variable>,
    },
    /// The proof that no point is feasible, or that the objective has no end, does not hold.
    #[error("the proof of {0} does not hold")]
    Proof(&'static str),
    /// A cost, coefficient or end is not a number, or infinite where only a finite number means anything.
    #[error("a cost or coefficient of the program is not finite, or an end of it is not a number")]
    NoNumber(Variable),
    /// A solver found no optimum, and does not prove that there is none.
    #[error("{0} found no optimum")]
    NoClaim(Solver),
    /// A solver panicked.
    #[error("{0} panicked: a defect of the solver, not of the program that it was asked to solve")]
    Failed(Solver),
    /// The simplex method got stuck.
    #[error("{0}")]
    Stuck(Stuck),
    /// Exact arithmetic was asked for and has no answer.
    #[cfg(feature = "exact")]
    #[error("{0}")]
    Exact(ExactFailure),
    /// The work was ended before there was an answer.
    #[error(transparent)]
    Interrupted(Interrupted),
}

impl From<Stuck> for Uncertified {
    fn from(stuck: Stuck) -> Self {
        match stuck {
            Stuck::Interrupted(why) => Self::Interrupted(why),
            stuck => Self::Stuck(stuck),
        }
    }
}

impl From<Interrupted> for Uncertified {
    fn from(why: Interrupted) -> Self {
        Self::Interrupted(why)
    }
}

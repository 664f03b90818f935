//! Why nothing can be held.

use crate::explain::ExplainError;
use crate::outcome::SolveError;
use crate::solve::Uncertified;

/// Why a plan cannot be held.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum HoldError {
    /// The plan and the model have nothing to hold in common; says why.
    #[error("{0}")]
    Nothing(String),
    /// No proved answer.
    #[error(transparent)]
    Unproved(#[from] ExplainError),
}

impl From<SolveError> for HoldError {
    fn from(error: SolveError) -> Self {
        Self::Unproved(error.into())
    }
}

impl From<Uncertified> for HoldError {
    fn from(error: Uncertified) -> Self {
        Self::Unproved(error.into())
    }
}

//! Why a model cannot be rolled.

use crate::quarter::Quarter;

/// A model cannot be rolled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RollError {
    /// The quarter is the first one, or before it.
    #[error("{to} is not after {start}, where the model starts: there is no quarter to carry out")]
    NotAfterStart {
        /// The quarter asked for.
        to: Quarter,
        /// The first quarter.
        start: Quarter,
    },
    /// The quarter is after the horizon.
    #[error("{to} is after {last}, the last quarter of the horizon")]
    AfterHorizon {
        /// The quarter asked for.
        to: Quarter,
        /// The last quarter of the horizon.
        last: Quarter,
    },
    /// The next model would have no quarter.
    #[error("from {to} on there is no quarter left to plan: say how many with --quarters")]
    NothingLeft {
        /// The quarter asked for.
        to: Quarter,
    },
    /// A saved plan is no plan of this model.
    #[error("the saved plan is not one of this model: {0}")]
    OtherPlan(String),
}

//! Why there is nothing to sweep.

use crate::input::Rejected;

/// Why there is no study.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SweepError {
    /// The model, or what is varied in it, is wrong.
    #[error(transparent)]
    Rejected(#[from] Rejected),
    /// Nothing varies.
    #[error(
        "nothing varies: name values by --vary, or draw what the model's [uncertainty] says by --sample"
    )]
    NothingVaries,
    /// Samples were asked for of a model in which all is certain.
    #[error("there is nothing to draw: the model has no [uncertainty]")]
    NothingUncertain,
    /// More cases than anybody would wait for.
    #[error("{0} cases are more than the 10 million that a sweep may have")]
    TooMany(String),
    /// A shard that is not one.
    #[error("`{0}` is no shard: write 2/4 for the second of four")]
    Shard(String),
}

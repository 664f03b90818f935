//! Why an explanation could not be given; never because of the model's contents.
/// Why an explanation could not be given.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ExplainError {
    /// A walk or re-solve made no progress.
    #[error(transparent)]
    Stuck(#[from] crate::lp::Stuck),
    /// A re-solve could not be proved.
    #[error(transparent)]
    Solve(#[from] crate::outcome::SolveError),
    /// The answer to a changed program could not be proved.
    #[error("uncertified: {0}")]
    Uncertified(crate::solve::Uncertified),
    /// The address names no activity or limit of the plan.
    #[error("{0}")]
    Unknown(String),
    /// What was found does not hold when checked: it does not add up, or a re-solve says otherwise.
    #[error("not confirmed: {0}")]
    Unconfirmed(String),
}

impl From<crate::solve::Uncertified> for ExplainError {
    fn from(error: crate::solve::Uncertified) -> Self {
        match error {
            crate::solve::Uncertified::Interrupted(why) => Self::Stuck(why.into()),
            error => Self::Uncertified(error),
        }
    }
}

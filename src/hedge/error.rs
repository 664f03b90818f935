//! Why there is no hedge; an infeasible one is an answer.

use std::fmt;

use crate::lp::Interrupted;
use crate::model::Address;
use crate::outcome::SolveError;
use crate::quarter::Quarter;
use crate::solve::Uncertified;

/// Why there is no hedge.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum HedgeError {
    /// No future is given.
    #[error("nothing is said to come: no future has a probability")]
    NothingMayCome,
    /// A probability that is none.
    #[error(
        "the future `{future}` has the probability {probability}; it must be above 0, and at most 1"
    )]
    Probability {
        /// Which.
        future: String,
        /// What it has.
        probability: f64,
    },
    /// Probabilities above 1 in all.
    #[error("the probabilities sum to {0}, which is more than 1")]
    Probabilities(f64),
    /// Two futures of one name.
    #[error("two futures are called `{0}`")]
    SameName(String),
    /// A future of other entities, quarters or rules than the model.
    #[error(
        "the future `{future}` differs from the model in `{what}`, which is the same in all futures"
    )]
    OtherBusiness {
        /// Which.
        future: String,
        /// In what.
        what: String,
    },
    /// Futures differ before they are known.
    #[error("{}", listed(.0))]
    KnownTooLate(Vec<KnownTooLate>),
    /// What the worst futures weigh is no share.
    #[error("{0}")]
    Risk(&'static str),
    /// The worst futures are to weigh more, and the futures part one by one.
    #[error(
        "with --risk all futures must be known from one quarter: with several, what is best now would not be best when the first news comes"
    )]
    RiskInStages,
    /// What is written for other engines has two stages.
    #[error(
        "the futures are known from several quarters ({0}); a program of two stages needs one: set it by --known-from"
    )]
    TwoStages(String),
    /// Decisions that were to be held are not usable.
    #[error("{0}")]
    Decisions(String),
    /// What is solved on the way could not be.
    #[error(transparent)]
    Solve(#[from] SolveError),
    /// The answer could not be proved.
    #[error("uncertified: {0}")]
    Uncertified(Uncertified),
    /// The work was ended before there was an answer.
    #[error(transparent)]
    Interrupted(Interrupted),
}

impl From<Uncertified> for HedgeError {
    fn from(error: Uncertified) -> Self {
        match error {
            Uncertified::Interrupted(why) => Self::Interrupted(why),
            error => Self::Uncertified(error),
        }
    }
}

/// A future that differs from the file before it is known.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct KnownTooLate {
    /// Which.
    pub future: String,
    /// The first quarter in which its rows or bounds are others.
    pub quarter: Quarter,
    /// From when it is known.
    pub known_from: Quarter,
    /// The first number of the model that makes it so.
    pub address: Option<Address>,
}

impl fmt::Display for KnownTooLate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            future,
            quarter,
            known_from,
            address,
        } = self;
        write!(f, "the future `{future}` is known from {known_from}, but ")?;
        match address {
            Some(address) => write!(f, "`{address}` makes it another program")?,
            None => write!(f, "its program is another one")?,
        }
        write!(
            f,
            " in {quarter} already: say `known_from` {quarter} or before"
        )
    }
}

fn listed(too_late: &[KnownTooLate]) -> String {
    let all: Vec<String> = too_late.iter().map(ToString::to_string).collect();
    all.join("; ")
}

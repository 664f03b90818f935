//! What a future makes of decisions that are held until it is known: plain numbers, so that futures can be solved apart, kept, and
//! brought together.

use serde::{Deserialize, Serialize};

use super::recourse::Follows;
use crate::model::Model;
use crate::outcome::ConflictingLimit;

/// What one future makes of decisions that were given, of those of the file and of the mean, and of being known from the start.
///
/// [`super::Holding::turnout`] finds it; it is kept and read back by `serde`, every number as it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Turnout {
    /// The future's name.
    pub(super) future: String,
    /// What it makes of everything; `None` where it has no best plan of its own.
    pub(super) made: Option<Made>,
}

/// What a future with a best plan of its own makes of what was decided before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Made {
    /// Its own best margin, and the values of its program there.
    pub margin: f64,
    pub x: Vec<f64>,
    /// What follows on the plan of the file and on that of the mean, where there is such a plan.
    pub file: Option<Ending>,
    pub mean: Option<Ending>,
    /// What follows on the decisions that were given.
    pub given: Ending,
}

/// What one fresh draw makes of decisions: those that are judged, those of the file and those of the mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DrawTurnout {
    /// The draw's name.
    pub(super) draw: String,
    /// In this order; `None` where there is no such plan.
    pub(super) ends: [Option<Ending>; 3],
}

/// What follows on decisions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Ending {
    Best { margin: f64, x: Vec<f64> },
    NoPlan(Vec<BrokenLimit>),
    Unbounded,
}

/// A limit that no plan keeps, by its address and its words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BrokenLimit {
    /// The number that limits, where it is one number of the model.
    pub address: Option<String>,
    /// The limit in words: `wafer starts at tsmc-n3p in 2027Q1 at most 12000`.
    pub description: String,
}

impl BrokenLimit {
    /// Returns a limit as it is kept.
    #[must_use]
    pub fn of(limit: ConflictingLimit) -> Self {
        Self {
            address: limit.address.map(|it| it.to_string()),
            description: limit.description,
        }
    }
}

impl Turnout {
    /// Returns the name of the future that it is of.
    #[must_use]
    pub fn future(&self) -> &str {
        &self.future
    }

    /// Returns whether the future has a best plan of its own; without one nothing was tried in it.
    #[must_use]
    pub fn has_own_plan(&self) -> bool {
        self.made.is_some()
    }
}

impl DrawTurnout {
    /// Returns the name of the draw that it is of.
    #[must_use]
    pub fn draw(&self) -> &str {
        &self.draw
    }
}

impl Ending {
    pub fn of(follows: Follows) -> Self {
        match follows {
            Follows::Best { margin, x } => Self::Best { margin, x },
            Follows::NoPlan(limits) => {
                Self::NoPlan(limits.into_iter().map(BrokenLimit::of).collect())
            }
            Follows::Unbounded => Self::Unbounded,
        }
    }

    /// Returns the same without the values of the program.
    pub fn without_values(self) -> Self {
        match self {
            Self::Best { margin, .. } => Self::Best {
                margin,
                x: Vec::new(),
            },
            other => other,
        }
    }

    /// Returns what follows, with the addresses of the future's model.
    pub fn into_follows(self, model: &Model) -> Follows {
        match self {
            Self::Best { margin, x } => Follows::Best { margin, x },
            Self::NoPlan(limits) => Follows::NoPlan(
                limits
                    .into_iter()
                    .map(|limit| ConflictingLimit {
                        address: limit.address.and_then(|it| model.find_address(&it)),
                        description: limit.description,
                    })
                    .collect(),
            ),
            Self::Unbounded => Follows::Unbounded,
        }
    }
}

//! What comes of one draw, as data.

use serde::{Deserialize, Serialize};

use crate::hedge::BrokenLimit;
use crate::quarter::Quarter;
use crate::sweep::Quantities;

/// What comes of one draw under each policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DrawResult {
    /// What the draw is known by ([`super::Setting::id_of`]).
    pub id: String,
    /// Which draw, from 1.
    pub draw: usize,
    /// What was drawn, in the order of [`super::Setting::uncertainties`].
    pub values: Vec<f64>,
    /// How it ended, in the order of [`super::Setting::policies`].
    pub endings: Vec<Ending>,
}

/// How a draw ended under a policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// A plan was carried out to the end; this is what it comes to under what was drawn.
    Through(Quantities),
    /// At a look no plan kept the limits with what was decided before.
    Stranded {
        /// The quarter of that look.
        at: Quarter,
        /// The limits that cannot hold together then.
        limits: Vec<BrokenLimit>,
    },
    /// At a look the margin had no end.
    Unbounded {
        /// The quarter of that look.
        at: Quarter,
    },
    /// The values make no model, or no answer could be proved.
    Failed(String),
}

impl Ending {
    /// Returns what the plan comes to that was carried out to the end, if one was.
    #[must_use]
    pub fn through(&self) -> Option<&Quantities> {
        match self {
            Self::Through(quantities) => Some(quantities),
            Self::Stranded { .. } | Self::Unbounded { .. } | Self::Failed(_) => None,
        }
    }

    /// Returns the word for it in tables.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Through(_) => "through",
            Self::Stranded { .. } => "stranded",
            Self::Unbounded { .. } => "unbounded",
            Self::Failed(_) => "error",
        }
    }
}

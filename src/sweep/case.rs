//! One case of a sweep and its result, as data.

use serde::{Deserialize, Serialize};

use super::measures::Measures;
use crate::input::AxisValue;

/// One case of a study.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Case {
    /// Its position in the study, from 1.
    pub number: usize,
    /// What it is known by: a digest of the model and of everything changed in it. Cases of the same id are the same.
    pub id: String,
    /// The values of [`super::Study::inputs`], in that order.
    pub inputs: Vec<AxisValue>,
    /// The scenarios it is under, in order.
    pub scenarios: Vec<String>,
    /// The assignments after them, in order.
    pub sets: Vec<String>,
}

/// How a case ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// There is a best plan, proved.
    Optimal,
    /// No plan keeps every limit and promise; proved.
    Infeasible,
    /// The margin has no end; proved.
    Unbounded,
    /// The values make no model, or no answer could be proved.
    Error,
}

impl Status {
    /// Returns the word for it in tables.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Optimal => "optimal",
            Self::Infeasible => "infeasible",
            Self::Unbounded => "unbounded",
            Self::Error => "error",
        }
    }
}

/// What came of a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CaseResult {
    /// The id of the case.
    pub case: String,
    /// How it ended.
    pub status: Status,
    /// Why there is no plan; null where there is one.
    pub message: Option<String>,
    /// What the plan is like; null where there is none.
    pub measures: Option<Measures>,
}

impl CaseResult {
    /// Returns that a case has failed, and why.
    #[must_use]
    pub fn failed(case: &Case, message: String) -> Self {
        Self {
            case: case.id.clone(),
            status: Status::Error,
            message: Some(message),
            measures: None,
        }
    }
}

//! Explanations and curves for programs, with published schemas.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::explain::{Curve, Explanation, Promises};
use crate::lp::Certificate;
use crate::plan::Plan;
use crate::provenance::Provenance;
use crate::report::hold::HoldReport;
use crate::report::json::{Finding, Report};
use crate::report::options::held_by_id;

use super::ExplanationReport;

/// The result of `waferline explain --format json`: an explanation, or what `solve` says where there is no plan.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum ExplanationDocument {
    /// There is a plan.
    Explained(Box<Explained>),
    /// There is none, or no answer.
    Refused(Box<Report>),
}

/// The result of `waferline curve --format json`: a curve, or what `solve` says where there is no plan.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum CurveDocument {
    /// There is a plan.
    Drawn {
        /// `curve`.
        status: CurveStatus,
        /// The currency of every amount.
        currency: String,
        /// The curve.
        curve: Box<Curve>,
        /// How often each option that was to be decided is taken, by id: all of this holds with the options so.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        options_held: BTreeMap<String, f64>,
        /// What the answer was made from.
        provenance: Provenance,
    },
    /// There is none, or no answer.
    Refused(Box<Report>),
}

/// An explanation with what it was made from.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Explained {
    /// `explained`.
    pub status: ExplainedStatus,
    /// The model's title.
    pub name: Option<String>,
    /// The currency of every amount.
    pub currency: String,
    /// The greatest present value of the margin, at the start of the first quarter.
    pub objective: f64,
    /// The proof: the plan keeps its limits, and no plan earns more than `bound`.
    pub certificate: Certificate,
    /// How often each option that was to be decided is taken, by id: all of this holds with the options so.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub options_held: BTreeMap<String, f64>,
    /// At most ten lines; every number in them stands in the rest.
    pub summary: Vec<String>,
    /// Why the plan is what it is.
    pub explanation: Explanation,
    /// What each promise costs; null where it was not asked for.
    pub promises: Option<Promises>,
    /// What is held of another plan; only with `--hold`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held: Option<HoldReport>,
    /// What the answer was made from.
    pub provenance: Provenance,
    /// What the model probably does not mean.
    pub warnings: Vec<Finding>,
}

/// Says that this is an explanation.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ExplainedStatus {
    /// There is a plan, and this is why.
    Explained,
}

/// Says that this is a curve.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CurveStatus {
    /// There is a plan, and this is its margin along a number.
    Curve,
}

impl ExplanationDocument {
    /// Returns the document, indented, with a final newline.
    pub fn render(&self) -> serde_json::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// Returns the document of an explanation.
    #[must_use]
    pub fn explained(
        report: &ExplanationReport,
        provenance: Provenance,
        warnings: Vec<Finding>,
    ) -> Self {
        Self::Explained(Box::new(Explained {
            status: ExplainedStatus::Explained,
            name: report.model.name.clone(),
            currency: report.model.currency.clone(),
            objective: report.solved.solution.objective,
            certificate: report.solved.solution.certificate,
            options_held: held_by_id(&report.solved.plan),
            summary: report.summary(),
            explanation: report.explanation.clone(),
            promises: report.promises.cloned(),
            held: report.held.cloned(),
            provenance,
            warnings,
        }))
    }

    /// Returns the JSON Schema of every document of this kind.
    #[cfg(feature = "schema")]
    #[must_use]
    pub fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }
}

impl CurveDocument {
    /// Returns the document, indented, with a final newline.
    pub fn render(&self) -> serde_json::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// Returns the document of a curve, with the plan that it goes out from.
    #[must_use]
    pub fn drawn(curve: Curve, plan: &Plan, currency: &str, provenance: Provenance) -> Self {
        Self::Drawn {
            status: CurveStatus::Curve,
            currency: currency.to_owned(),
            curve: Box::new(curve),
            options_held: held_by_id(plan),
            provenance,
        }
    }

    /// Returns the JSON Schema of every document of this kind.
    #[cfg(feature = "schema")]
    #[must_use]
    pub fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }
}

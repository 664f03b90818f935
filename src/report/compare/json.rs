//! Comparisons for programs, with a published schema.

use serde::Serialize;

use crate::explain::{Comparison, ConflictMember, InputChange, Level, levels};
use crate::lp::Certificate;
use crate::outcome::Solved;
use crate::provenance::Provenance;
use crate::report::hold::HoldReport;
use crate::report::json::Report;

use super::{Case, CaseAnswer, CompareReport};

/// The result of `waferline compare --format json`: a comparison, or what `solve` says where the base has no plan.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum CompareDocument {
    /// The base has a plan.
    Compared(Box<Compared>),
    /// It has none, or there is no answer.
    Refused(Box<Report>),
}

/// A base and the cases beside it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Compared {
    /// `compared`.
    pub status: ComparedStatus,
    /// The base model's title.
    pub name: Option<String>,
    /// The currency of every amount.
    pub currency: String,
    /// What the cases are compared with.
    pub base: Side,
    /// The cases, in the order asked for.
    pub cases: Vec<ComparedCase>,
}

/// Says that this is a comparison.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ComparedStatus {
    /// The base has a plan, and this is how the cases differ.
    Compared,
}

/// One best plan.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Side {
    /// The case as it was asked for.
    pub case: String,
    /// The greatest present value of the margin.
    pub objective: f64,
    /// The proof.
    pub certificate: Certificate,
    /// How much the plan does of everything.
    pub levels: Vec<Level>,
    /// What it holds of another plan; only where it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held: Option<HoldReport>,
    /// What it was made from.
    pub provenance: Provenance,
}

/// One case beside the base; `status` says which.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "status", rename_all = "kebab-case")]
pub enum ComparedCase {
    /// It has a best plan.
    Optimal {
        /// The plan.
        #[serde(flatten)]
        side: Box<Side>,
        /// What differs from the base.
        #[serde(flatten)]
        comparison: Box<Comparison>,
    },
    /// It has no plan.
    Infeasible {
        /// The case as it was asked for.
        case: String,
        /// What differs in the inputs.
        inputs: Vec<InputChange>,
        /// The limits that cannot hold together.
        conflict: Vec<ConflictMember>,
        /// What it was made from.
        provenance: Provenance,
    },
    /// Its margin has no end.
    Unbounded {
        /// The case as it was asked for.
        case: String,
        /// What differs in the inputs.
        inputs: Vec<InputChange>,
        /// Activities that earn more together the more there is of them, in words.
        ray: Vec<String>,
        /// What it was made from.
        provenance: Provenance,
    },
}

impl CompareDocument {
    /// Returns the document of a comparison; `provenance` of the base, then of each case.
    #[must_use]
    pub fn compared(report: &CompareReport, provenance: &[Provenance]) -> Option<Self> {
        let (of_base, of_cases) = provenance.split_first()?;
        let side = |case: &str,
                    solved: &Solved,
                    held: Option<&HoldReport>,
                    provenance: &Provenance| Side {
            case: case.to_owned(),
            objective: solved.solution.objective,
            certificate: solved.solution.certificate,
            levels: levels(&solved.plan),
            held: held.cloned(),
            provenance: provenance.clone(),
        };
        let case = |(it, provenance): (&Case, &Provenance)| match &it.answer {
            CaseAnswer::Plan { solved, comparison } => ComparedCase::Optimal {
                side: Box::new(side(&it.name, solved, it.held, provenance)),
                comparison: Box::new((*comparison).clone()),
            },
            CaseAnswer::NoPlan(why) => ComparedCase::Infeasible {
                case: it.name.clone(),
                inputs: it.inputs.to_vec(),
                conflict: why.conflict.clone(),
                provenance: provenance.clone(),
            },
            CaseAnswer::NoEnd(why) => ComparedCase::Unbounded {
                case: it.name.clone(),
                inputs: it.inputs.to_vec(),
                ray: why.ray.clone(),
                provenance: provenance.clone(),
            },
        };
        Some(Self::Compared(Box::new(Compared {
            status: ComparedStatus::Compared,
            name: report.model.name.clone(),
            currency: report.model.currency.clone(),
            base: side(&report.base, report.solved, report.held, of_base),
            cases: report.cases.iter().zip(of_cases).map(case).collect(),
        })))
    }

    /// Returns the document, indented, with a final newline.
    pub fn render(&self) -> serde_json::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// Returns the JSON Schema of every document of this kind.
    #[cfg(feature = "schema")]
    #[must_use]
    pub fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }
}

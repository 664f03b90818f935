//! The answer for programs: one JSON document with a published schema.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Severity, shown};
use crate::explain::{ConflictMember, Cover, Diagnosis, Repair, Shortage};
use crate::lp::Certificate;
use crate::outcome::{SelectionProof, Unbounded};
use crate::plan::Plan;
use crate::provenance::Provenance;
use crate::source::Sources;

use super::hold::HoldReport;
use super::{Locate, PlanReport};

/// The proof in exact arithmetic: of the program as stored, which `waferline export` writes. Nothing is rounded in it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Exact {
    /// The greatest present value of the margin to 30 significant digits; null where there is no plan or no end.
    pub digits: Option<String>,
    /// The numerator of the same as a reduced fraction, in decimal digits; null where there is no plan or no end.
    pub numerator: Option<String>,
    /// Its denominator.
    pub denominator: Option<String>,
    /// How many pivots exact arithmetic made from the basis that was found in floating point; 0: that basis was the right one.
    pub pivots: usize,
    /// Whether the least shortfall (`service_first`) is held: then the proof is of the program that holds it.
    pub least_shortfall_is_held: bool,
}

/// The result of `waferline solve --format json`; `status` says which.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "status", rename_all = "kebab-case")]
pub enum Report {
    /// The best plan, proved.
    Optimal(Box<Optimal>),
    /// The best plan found in time: another selection of options may be better, by at most the gap of `selection_proof`.
    Unproved(Box<Optimal>),
    /// No plan keeps every limit and promise.
    Infeasible {
        /// The future that has no plan; only of `hedge`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        future: Option<String>,
        /// The limits that cannot hold together, while without any one of them the others can.
        conflict: Vec<Limit>,
        /// How they add up; null where nothing is asked for.
        shortage: Option<Shortage>,
        /// Changes each of which makes a plan possible and none of which does more than needed.
        repairs: Vec<Repair>,
        /// Whether a plan would be possible if options could be taken in part; the conflict is that of taking none.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        only_in_part: bool,
        /// The proof in exact arithmetic; only with `--exact`.
        #[serde(skip_serializing_if = "Option::is_none")]
        exact: Option<Exact>,
        /// What the answer was made from.
        provenance: Provenance,
        /// What the model probably does not mean.
        warnings: Vec<Finding>,
    },
    /// The margin has no end.
    Unbounded {
        /// The future whose margin has none; only of `hedge`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        future: Option<String>,
        /// Activities that earn more together the more there is of them, in words.
        ray: Vec<String>,
        /// The proof in exact arithmetic; only with `--exact`.
        #[serde(skip_serializing_if = "Option::is_none")]
        exact: Option<Exact>,
        /// What the answer was made from.
        provenance: Provenance,
        /// What the model probably does not mean.
        warnings: Vec<Finding>,
    },
    /// No answer: the model has errors (exit code 1), or it could not be read or solved (exit code 2).
    Error {
        /// What is wrong, all of it.
        diagnostics: Vec<Finding>,
    },
}

/// The best plan with its proof.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Optimal {
    /// The model's title.
    pub name: Option<String>,
    /// The currency of every amount.
    pub currency: String,
    /// The greatest present value of the margin, at the start of the first quarter.
    pub objective: f64,
    /// The proof: the plan keeps its limits, and no plan earns more than `bound`.
    pub certificate: Certificate,
    /// The proof that no other selection of options is better; only where any was to be decided. The certificate is of the
    /// program with the selection held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selection_proof: Option<SelectionProof>,
    /// The proof in exact arithmetic; only with `--exact`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exact: Option<Exact>,
    /// What is held of another plan; only with `--hold`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held: Option<HoldReport>,
    /// The plan.
    pub plan: Plan,
    /// What the answer was made from.
    pub provenance: Provenance,
    /// What the model probably does not mean.
    pub warnings: Vec<Finding>,
}

/// One limit that stands in the way of a plan.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Limit {
    /// The limit.
    #[serde(flatten)]
    pub member: ConflictMember,
    /// The file that set it; null for a default, or a model without a file.
    pub file: Option<String>,
    /// Line in it, from 1.
    pub line: Option<usize>,
}

/// The result of `waferline cover --format json` where there is a plan; where there is none, as of `solve`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "status", rename = "covered", rename_all = "kebab-case")]
#[non_exhaustive]
pub struct CoverReport {
    /// The model's title.
    pub name: Option<String>,
    /// The currency of every amount.
    pub currency: String,
    /// The extra supply.
    #[serde(flatten)]
    pub cover: Cover,
    /// How often each option that was to be decided is taken, by id: all of this holds with the options so.
    #[serde(
        rename = "options_held",
        default,
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub options_held: BTreeMap<String, f64>,
    /// What the answer was made from.
    pub provenance: Provenance,
}

impl CoverReport {
    /// Returns the JSON Schema of these documents.
    #[cfg(feature = "schema")]
    #[must_use]
    pub fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }

    /// Returns the document, indented, with a final newline.
    pub fn render(&self) -> serde_json::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

/// An error or a warning.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Finding {
    /// Error or warning.
    pub severity: FindingSeverity,
    /// A stable code such as `unknown-key`.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// The next step.
    pub help: Option<String>,
    /// The text it is in, where it is in one: a path, or `--set 1`.
    pub file: Option<String>,
    /// Line in it, from 1.
    pub line: Option<usize>,
    /// Column in it in characters, from 1; the row and column of a cell, where it is one.
    pub column: Option<usize>,
    /// The sheet, where the file is a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The cell, where the file is a workbook: `B7`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// Other places it is about.
    pub related: Vec<Place>,
    /// How many findings it stands for: 1, or those of its code that are not shown because there are very many.
    pub count: usize,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum FindingSeverity {
    /// The model cannot be used.
    Error,
    /// The model can be used.
    Warning,
}

/// A place in a text.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Place {
    /// The text.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1; the row and column of a cell, where it is one.
    pub column: usize,
    /// The sheet, where the file is a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The cell, where the file is a workbook: `B7`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// What about it; may be empty.
    pub text: String,
}

impl Report {
    /// Returns the report of a plan.
    #[must_use]
    pub fn optimal(report: &PlanReport, provenance: Provenance, warnings: Vec<Finding>) -> Self {
        let is_proved = report.selection.is_none_or(|proof| proof.is_proved);
        let optimal = Box::new(Optimal {
            name: report.model.name.clone(),
            currency: report.model.currency.clone(),
            objective: report.plan.margin.present_value,
            certificate: *report.certificate,
            selection_proof: report.selection.cloned(),
            exact: None,
            held: None,
            plan: report.plan.clone(),
            provenance,
            warnings,
        });
        if is_proved {
            Self::Optimal(optimal)
        } else {
            Self::Unproved(optimal)
        }
    }

    /// Returns the report of a model without a plan.
    #[must_use]
    pub fn infeasible(
        why: &Diagnosis,
        locate: Locate,
        provenance: Provenance,
        warnings: Vec<Finding>,
    ) -> Self {
        let limit = |member: &ConflictMember| {
            let (file, line) = member.address.as_ref().and_then(locate).unzip();
            Limit {
                member: member.clone(),
                file,
                line,
            }
        };
        Self::Infeasible {
            future: None,
            conflict: why.conflict.iter().map(limit).collect(),
            shortage: why.shortage.clone(),
            repairs: why.repairs.clone(),
            only_in_part: why.only_in_part,
            exact: None,
            provenance,
            warnings,
        }
    }

    /// Returns the report of a model whose margin has no end.
    #[must_use]
    pub fn unbounded(why: &Unbounded, provenance: Provenance, warnings: Vec<Finding>) -> Self {
        Self::Unbounded {
            future: None,
            ray: why.ray.clone(),
            exact: None,
            provenance,
            warnings,
        }
    }

    /// Returns the report with the proof in exact arithmetic, if there is one.
    #[must_use]
    pub fn with_exact(mut self, proof: Option<Exact>) -> Self {
        match &mut self {
            Self::Optimal(optimal) | Self::Unproved(optimal) => optimal.exact = proof,
            Self::Infeasible { exact, .. } | Self::Unbounded { exact, .. } => *exact = proof,
            Self::Error { .. } => {}
        }
        self
    }

    /// Returns the report with what is held of another plan, if anything is.
    #[must_use]
    pub fn with_hold(mut self, report: Option<HoldReport>) -> Self {
        if let Self::Optimal(optimal) | Self::Unproved(optimal) = &mut self {
            optimal.held = report;
        }
        self
    }

    /// Returns the report, said of one of several futures.
    #[must_use]
    pub fn of_future(mut self, name: &str) -> Self {
        if let Self::Infeasible { future, .. } | Self::Unbounded { future, .. } = &mut self {
            *future = Some(name.to_owned());
        }
        self
    }

    /// Returns the document, indented, with a final newline.
    pub fn render(&self) -> serde_json::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// Returns the JSON Schema of every document that [`Self::render`] returns.
    #[cfg(feature = "schema")]
    #[must_use]
    pub fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }
}

impl From<Severity> for FindingSeverity {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Error,
            Severity::Warning => Self::Warning,
        }
    }
}

impl Finding {
    /// Returns a diagnostic with its places as lines and columns.
    #[must_use]
    pub fn of(diagnostic: &Diagnostic, sources: &Sources) -> Self {
        let mut places = diagnostic.labels.iter().map(|label| {
            let position = sources.position(label.span);
            let source = sources.get(label.span.source);
            Place {
                file: source.name.clone(),
                line: position.line,
                column: position.column,
                sheet: source.sheet.clone(),
                cell: source.cell(label.span.start),
                text: label.text.clone(),
            }
        });
        let main = places.next();
        Self {
            severity: diagnostic.severity.into(),
            code: diagnostic.code.to_owned(),
            message: diagnostic.message.clone(),
            help: diagnostic.help.clone(),
            file: main.as_ref().map(|place| place.file.clone()),
            line: main.as_ref().map(|place| place.line),
            column: main.as_ref().map(|place| place.column),
            sheet: main.as_ref().and_then(|place| place.sheet.clone()),
            cell: main.as_ref().and_then(|place| place.cell.clone()),
            related: places.collect(),
            count: 1,
        }
    }

    /// Returns the diagnostics as findings; of very many the first of each code, and then how many remain of which.
    #[must_use]
    pub fn all<'a>(
        diagnostics: impl IntoIterator<Item = &'a Diagnostic>,
        sources: &Sources,
    ) -> Vec<Self> {
        let (shown, rest) = shown(diagnostics);
        let findings = shown.into_iter().map(|it| Self::of(it, sources));
        let rest = rest.into_iter().map(|unshown| Self {
            severity: unshown.severity.into(),
            count: unshown.count,
            ..Self::failure(unshown.code, unshown.message())
        });
        findings.chain(rest).collect()
    }

    /// Returns what kept the program from answering, as a finding without a place.
    #[must_use]
    pub fn failure(code: &str, message: impl Into<String>) -> Self {
        Self {
            severity: FindingSeverity::Error,
            code: code.to_owned(),
            message: message.into(),
            help: None,
            file: None,
            line: None,
            column: None,
            sheet: None,
            cell: None,
            related: Vec::new(),
            count: 1,
        }
    }
}

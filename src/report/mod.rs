//! Renders plans, refusals and diagnostics, one format a file; computes nothing beyond totals and shares.
//!
//! A plan becomes a [`document::Document`] (what is said), and that becomes text or Markdown (how it looks);
//! JSON and CSV carry every number unrounded.

pub mod check;
mod columns;
pub mod compare;
mod cover;
pub mod csv;
pub mod diagnostics;
pub mod document;
mod drawing;
#[cfg(feature = "exact")]
mod exact;
pub mod explain;
pub mod frontier;
pub mod grid;
pub mod hedge;
pub mod hold;
#[cfg(feature = "html")]
pub mod html;
pub mod json;
pub mod markdown;
mod names;
pub mod near;
pub(crate) mod number;
pub mod options;
#[cfg(feature = "cli")]
mod progress;
mod promises;
mod proof;
pub mod range;
mod refusal;
pub mod roll;
mod rows;
mod section;
#[cfg(feature = "sweep")]
pub mod simulate;
mod spans;
#[cfg(feature = "sweep")]
pub mod sweep;
pub mod text;
pub mod why;
#[cfg(feature = "xlsx")]
pub mod xlsx;

use crate::lp::Certificate;
use crate::model::Model;
use crate::outcome::SelectionProof;
use crate::plan::Plan;

pub use cover::cover;
#[cfg(feature = "exact")]
pub use exact::with_exact;
pub use json::Exact;
#[cfg(feature = "cli")]
pub(crate) use progress::progress_in_words;
pub use promises::promises;
#[cfg(feature = "desk")]
pub(crate) use refusal::repaired;
pub use refusal::{Locate, infeasible, unbounded};

use names::Names;

/// A plan with what is needed to report it: names, currency, and the proof.
#[derive(Clone, Copy, Debug)]
pub struct PlanReport<'a> {
    /// The model that was solved.
    pub model: &'a Model,
    /// Its best plan.
    pub plan: &'a Plan,
    /// The proof that it is the best; with options to be decided, of those that make the same selection.
    pub certificate: &'a Certificate,
    /// The proof that no other selection of options is better, where any was to be decided.
    pub selection: Option<&'a SelectionProof>,
}

/// A plan of a model, without a proof.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shown<'a> {
    pub model: &'a Model,
    pub plan: &'a Plan,
}

impl<'a> PlanReport<'a> {
    /// Returns the plan alone.
    pub(crate) fn shown(&self) -> Shown<'a> {
        Shown {
            model: self.model,
            plan: self.plan,
        }
    }

    /// Returns the report in sections: the answer first, then the tables behind it.
    #[must_use]
    pub fn document(&self) -> document::Document {
        let names = Names::of(self.model);
        let sections = section::all(self, &names);
        document::Document {
            title: title(self.model),
            sections,
        }
    }
}

/// Returns the model's title, or what to call a model without one.
/// Returns what a model is called.
#[cfg(feature = "desk")]
pub(crate) fn title_of(model: &Model) -> String {
    title(model)
}

fn title(model: &Model) -> String {
    model.name.clone().unwrap_or_else(|| "Plan".to_owned())
}

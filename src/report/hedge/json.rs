//! A hedge for programs, with a published schema.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::hedge::{
    Broken, ExpectedPrice, FirstDecision, HeldPlan, NoHedge, OtherDecision, Replanned, Risk, Worth,
};
use crate::lp::Certificate;
use crate::model::Address;
use crate::outcome::{ConflictingLimit, SelectionProof};
use crate::plan::{FirstQuarters, Plan};
use crate::provenance::Provenance;
use crate::quarter::Quarter;
use crate::report::json::Finding;

use super::sampled::{JudgedReported, SampleReported, judged, sample};
use super::{HedgeReport, LocateIn};

/// The result of `waferline hedge --format json`; `status` says which. Where a future has no plan of its own it is as of `solve`,
/// with the name of that future.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "status", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum HedgeDocument {
    /// The plan that is best over all futures, proved.
    Hedge(Box<HedgeFound>),
    /// Each future has a plan of its own, but no plan serves all of them until it is known which has come.
    NoHedge(Box<NoneFound>),
}

/// Why no plan serves all futures.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct NoneFound {
    /// The limits that cannot hold together; empty where the decisions were given.
    pub conflict: Vec<HedgeLimit>,
    /// Whether there would be a plan if options could be taken in part; the conflict is that of taking none.
    pub only_in_part: bool,
    /// The futures that have no plan on decisions that were given.
    pub broken: Vec<BrokenFuture>,
    /// What the answer was made from.
    pub provenance: Provenance,
    /// What the model probably does not mean.
    pub warnings: Vec<Finding>,
}

/// The plan that is best over all futures.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct HedgeFound {
    /// The model's title.
    pub name: Option<String>,
    /// The currency of every amount.
    pub currency: String,
    /// What was greatest: the expected margin, or what the risk makes of it.
    pub objective: f64,
    /// The mean of the margins, each weighed by how likely its future is.
    pub expected_margin: f64,
    /// The mean margin of the worst futures (`risk.worst`).
    pub worst_margin: f64,
    /// How much the worst futures weigh.
    pub risk: Risk,
    /// The proof; null where the decisions were given.
    pub certificate: Option<Certificate>,
    /// No decisions reach more than this.
    pub bound: f64,
    /// The proof that no other selection of options is better; only where any was to be decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selection_proof: Option<SelectionProof>,
    /// How large the program over all futures is; null where the decisions were given.
    pub extensive_form: Option<Size>,
    /// What may come and how it ends.
    pub futures: Vec<FutureReported>,
    /// EVPI: what it would be worth to know what comes before anything is decided; null with `service_first`.
    pub value_of_knowing: Option<f64>,
    /// What planning with the mean of all futures brings, in place of the numbers of the file; null with `service_first`, and
    /// where some future then has no plan (`broken`).
    pub value_of_correcting: Option<f64>,
    /// VSS: what hedging brings beside planning with the mean; null as above.
    pub value_of_hedging: Option<f64>,
    /// Another plan of the file that is as good decides otherwise before the news, and may be worth more or less then.
    pub file_is_one_of_several: bool,
    /// As above, of the mean.
    pub mean_is_one_of_several: bool,
    /// The futures that have no plan on what was decided for the file or the mean.
    pub broken: Vec<BrokenFuture>,
    /// What to do in the quarters that are decided knowing nothing; null where there are none.
    pub now: Option<FirstQuarters>,
    /// Decisions of those quarters that are not as in the plan of the file, those that are most money first; `known` is in the
    /// order of `futures`.
    pub differs: Vec<OtherDecision>,
    /// What the futures' own best plans decide in the first quarter.
    pub whatever_happens: Vec<FirstReported>,
    /// Which draws the futures are; only with `--sample`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sample: Option<SampleReported>,
    /// How the decisions do on draws that they were not made for; only with `--sample`, unless `--judge 0`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judged: Option<JudgedReported>,
    /// The plan of each future, by its name; only with `--plans`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plans: Option<BTreeMap<String, Plan>>,
    /// What one more or one fewer of each limit before the news is worth over all futures, those worth most first; only with
    /// `--explain`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prices: Option<Vec<ExpectedPrice>>,
    /// Changes of what is uncertain that no draw makes, since their fields do not vary by quarter.
    pub stays: Vec<String>,
    /// What the answer was made from.
    pub provenance: Provenance,
    /// What the model probably does not mean.
    pub warnings: Vec<Finding>,
}

/// How large a program is.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Size {
    /// Its columns.
    pub columns: usize,
    /// Its rows.
    pub rows: usize,
}

/// What may come and how it ends.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FutureReported {
    /// The id of its scenario, `base`, or the number of its draw.
    pub name: String,
    /// What reports call it, where that is something else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// How likely it is.
    pub probability: f64,
    /// The first quarter decided knowing it; null: it is what is left when the others have not come.
    pub known_from: Option<Quarter>,
    /// Its margin under the hedge.
    pub margin: f64,
    /// Its own best margin, if it were known from the start.
    pub wait_and_see: f64,
    /// Its margin where the decisions before it is known are those of another plan, and the rest is best then.
    pub planned_then_replanned: Replanned,
    /// What not having known costs: `wait_and_see` less `margin`.
    pub regret: f64,
}

/// A future in which no plan can follow on what was decided before.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct BrokenFuture {
    /// Its name.
    pub future: String,
    /// On whose decisions.
    pub plan: HeldPlan,
    /// The limits that cannot hold together then.
    pub conflict: Vec<BrokenLimit>,
}

/// One limit that stands in the way.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct BrokenLimit {
    /// The number that limits; null where it is no one number of the model.
    pub address: Option<Address>,
    /// The limit in words.
    pub description: String,
}

/// One limit that stands in the way of all futures at once.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct HedgeLimit {
    /// The future in which it stands; null: in all that are not known yet.
    pub future: Option<String>,
    /// The limit.
    #[serde(flatten)]
    pub limit: BrokenLimit,
    /// The file that set it; null for a default, or a model without a file.
    pub file: Option<String>,
    /// Line in it, from 1.
    pub line: Option<usize>,
}

/// What the futures would decide in the first quarter, if each were known.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FirstReported {
    /// What, and how much.
    #[serde(flatten)]
    pub decision: FirstDecision,
    /// Whether every future's own best plan decides the same: no regret.
    pub same: bool,
}

impl HedgeDocument {
    /// Returns the report of a hedge.
    #[must_use]
    pub fn of(report: &HedgeReport, provenance: Provenance, warnings: Vec<Finding>) -> Self {
        let (hedge, model) = (report.hedge, report.futures.base());
        let Worth {
            knowing,
            correcting,
            hedging,
            broken,
            file_is_one_of_several,
            mean_is_one_of_several,
        } = &hedge.worth;
        let plans = report.with_plans.then(|| {
            let both = report.futures.all().iter().zip(&hedge.futures);
            both.map(|(future, outcome)| (future.name.clone(), outcome.plan.clone()))
                .collect()
        });
        let first = hedge.whatever_happens.iter();
        Self::Hedge(Box::new(HedgeFound {
            name: model.name.clone(),
            currency: model.currency.clone(),
            objective: hedge.objective,
            expected_margin: hedge.expected_margin,
            worst_margin: hedge.worst_margin,
            risk: hedge.risk,
            certificate: hedge.certificate,
            bound: hedge.bound,
            selection_proof: hedge.selection.clone(),
            extensive_form: hedge.size.map(|(columns, rows)| Size { columns, rows }),
            futures: futures(report),
            value_of_knowing: *knowing,
            value_of_correcting: *correcting,
            value_of_hedging: *hedging,
            file_is_one_of_several: *file_is_one_of_several,
            mean_is_one_of_several: *mean_is_one_of_several,
            broken: broken.iter().map(BrokenFuture::of).collect(),
            now: report.now(),
            differs: hedge.differs.clone(),
            whatever_happens: first.map(FirstReported::of).collect(),
            sample: sample(report),
            judged: judged(report),
            plans,
            prices: report.prices.map(<[ExpectedPrice]>::to_vec),
            stays: report.stays.to_vec(),
            provenance,
            warnings,
        }))
    }

    /// Returns the report of futures that no plan serves until it is known which has come.
    #[must_use]
    pub fn of_none(
        none: &NoHedge,
        locate: LocateIn,
        provenance: Provenance,
        warnings: Vec<Finding>,
    ) -> Self {
        let limit = |(future, limit): &(Option<String>, ConflictingLimit)| {
            let place = limit.address.as_ref();
            let place = place.and_then(|address| locate(future.as_deref(), address));
            let (file, line) = place.unzip();
            HedgeLimit {
                future: future.clone(),
                limit: BrokenLimit::of(limit),
                file,
                line,
            }
        };
        let (conflict, only_in_part, broken) = match none {
            NoHedge::Together {
                conflict,
                only_in_part,
            } => (conflict.iter().map(limit).collect(), *only_in_part, &[][..]),
            NoHedge::Given(broken) => (Vec::new(), false, &broken[..]),
            NoHedge::Alone { .. } => (Vec::new(), false, &[][..]),
        };
        Self::NoHedge(Box::new(NoneFound {
            conflict,
            only_in_part,
            broken: broken.iter().map(BrokenFuture::of).collect(),
            provenance,
            warnings,
        }))
    }

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

fn futures(report: &HedgeReport) -> Vec<FutureReported> {
    let horizon = &report.futures.base().horizon;
    let both = report.futures.all().iter().zip(&report.hedge.futures);
    let all = both
        .zip(&report.called)
        .map(|((future, outcome), called)| FutureReported {
            name: future.name.clone(),
            display_name: (*called != future.name).then(|| called.clone()),
            probability: future.probability,
            known_from: future.known_from.map(|t| horizon.quarter(t)),
            margin: outcome.margin,
            wait_and_see: outcome.wait_and_see,
            planned_then_replanned: outcome.replanned,
            regret: outcome.regret(),
        });
    all.collect()
}

impl FirstReported {
    fn of(decision: &FirstDecision) -> Self {
        Self {
            decision: decision.clone(),
            same: decision.is_same(),
        }
    }
}

impl BrokenFuture {
    pub(super) fn of(broken: &Broken) -> Self {
        Self {
            future: broken.future.clone(),
            plan: broken.plan,
            conflict: broken.limits.iter().map(BrokenLimit::of).collect(),
        }
    }
}

impl BrokenLimit {
    fn of(limit: &ConflictingLimit) -> Self {
        Self {
            address: limit.address.clone(),
            description: limit.description.clone(),
        }
    }
}

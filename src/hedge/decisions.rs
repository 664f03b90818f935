//! What is decided before the news: amounts, what a change of them is worth by the list, and who decides what.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::future::Futures;
use crate::explain::{PlanQuantity, levels, list_price};
use crate::model::Model;
use crate::plan::Plan;
use crate::quarter::Quarter;

/// Amounts that differ by less than this share of the greater, or of one unit, are one.
const ROUNDING: f64 = 1e-7;

/// A decision before the news that is not as in the plan of the file.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct OtherDecision {
    /// What is decided.
    #[serde(flatten)]
    pub what: PlanQuantity,
    /// When.
    pub quarter: Quarter,
    /// How much in the plan of the file.
    pub file: f64,
    /// How much in the hedge.
    pub hedge: f64,
    /// How much in the best plan of each future, if it were known from the start, in the order of the futures.
    pub known: Vec<f64>,
    /// The difference at the list price, present value: a wafer's or component's price, what a chip or rack costs to make, the price
    /// of what is delivered, the cash of an option.
    pub money: f64,
}

/// What the futures would decide in the first quarter, if each were known.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FirstDecision {
    /// What is decided.
    #[serde(flatten)]
    pub what: PlanQuantity,
    /// The first quarter; of an option the one in which it is decided.
    pub quarter: Quarter,
    /// The least of the futures' own best plans.
    pub least: f64,
    /// The greatest.
    pub greatest: f64,
    /// How much in the hedge; null where the first quarter is decided knowing what comes.
    pub hedge: Option<f64>,
}

impl FirstDecision {
    /// Returns whether every future's own best plan decides the same.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.greatest - self.least <= ROUNDING * self.greatest.max(1.0)
    }
}

/// What a plan decides in a quarter.
pub(super) type Decided = BTreeMap<(usize, PlanQuantity), f64>;

/// Returns what a plan decides in the quarters before `until`; 0 is a decision too.
pub(super) fn decided(plan: &Plan, model: &Model, until: usize) -> Decided {
    let mut all = Decided::new();
    for level in levels(plan).into_iter().filter(|it| is_decision(&it.what)) {
        let amounts = level.by_quarter.iter().take(until).enumerate();
        all.extend(amounts.map(|(t, &amount)| ((t, level.what.clone()), amount)));
    }
    for (it, option) in plan.options.iter().zip(&model.options) {
        if option.decided < until {
            let what = PlanQuantity::Taken {
                option: it.option.clone(),
            };
            all.insert((option.decided, what), it.taken);
        }
    }
    all
}

/// Returns whether something is decided; other quantities follow from what is.
fn is_decision(what: &PlanQuantity) -> bool {
    matches!(
        what,
        PlanQuantity::Started { .. }
            | PlanQuantity::HotLots { .. }
            | PlanQuantity::Bought { .. }
            | PlanQuantity::Made { .. }
            | PlanQuantity::Installed { .. }
            | PlanQuantity::Sold { .. }
    )
}

/// Returns the decisions that are not as in the plan of the file, those that are most money first.
pub(super) fn others(
    futures: &Futures,
    file: &Decided,
    hedge: &Decided,
    known: &[Decided],
) -> Vec<OtherDecision> {
    let model = futures.base();
    let keys = file.keys().chain(hedge.keys());
    let keys: BTreeSet<_> = keys.collect();
    let of = |decided: &Decided, key| decided.get(key).copied().unwrap_or(0.0);
    let differs = keys.into_iter().filter_map(|key| {
        let (file, hedge) = (of(file, key), of(hedge, key));
        let is_same = (hedge - file).abs() <= ROUNDING * file.abs().max(hedge.abs()).max(1.0);
        let (t, what) = key;
        (!is_same).then(|| OtherDecision {
            what: what.clone(),
            quarter: model.horizon.quarter(*t),
            file,
            hedge,
            known: known.iter().map(|it| of(it, key)).collect(),
            money: (hedge - file).abs() * list_price(model, what, *t),
        })
    });
    let mut all: Vec<OtherDecision> = differs.collect();
    all.sort_by(|a, b| b.money.total_cmp(&a.money));
    all
}

/// Returns what is decided in the first quarter by the futures' own best plans; what nobody does is left out.
pub(super) fn first(
    futures: &Futures,
    hedge: Option<&Decided>,
    known: &[Decided],
) -> Vec<FirstDecision> {
    let keys = known.iter().flat_map(BTreeMap::keys);
    let keys: BTreeSet<_> = keys.filter(|(t, _)| *t == 0).collect();
    let amounts = |key| {
        let of_all = known.iter().map(|it| it.get(key).copied().unwrap_or(0.0));
        of_all.fold((f64::INFINITY, 0.0_f64), |(least, greatest), it| {
            (least.min(it), greatest.max(it))
        })
    };
    let all = keys.into_iter().filter_map(|key| {
        let (least, greatest) = amounts(key);
        let hedge = hedge.map(|it| it.get(key).copied().unwrap_or(0.0));
        let is_done = greatest > 0.0 || hedge.is_some_and(|it| it > 0.0);
        is_done.then(|| FirstDecision {
            what: key.1.clone(),
            quarter: futures.base().horizon.quarter(key.0),
            least,
            greatest,
            hedge,
        })
    });
    all.collect()
}

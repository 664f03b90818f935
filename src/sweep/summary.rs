//! What the cases of a study show together.

use std::collections::BTreeMap;

use serde::Serialize;

use super::case::{Case, CaseResult, Status};
use super::measures::Measures;
use super::statistics::{mean, percentile, rank_correlation};
use super::study::Study;
use crate::input::AxisValue;

/// What the cases of a study show together.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Summary {
    /// How many cases there are.
    pub cases: usize,
    /// How many have a plan.
    pub optimal: usize,
    /// How many have none: no plan keeps every limit and promise.
    pub no_plan: usize,
    /// How many have an unbounded margin.
    pub unbounded: usize,
    /// How many are no model, or have no proved answer.
    pub errors: usize,
    /// Each combination of values that was varied, with all its draws; one without values where only draws vary.
    pub groups: Vec<Group>,
    /// Which limits stand in the way how often, those of the highest price first.
    pub limits: Vec<Often>,
    /// What moves the margin most, first; by rank correlation over all cases with a plan.
    pub sensitivities: Vec<Sensitivity>,
    /// Why cases have no plan or no answer, each reason with how often it is, most often first.
    pub reasons: Vec<Reason>,
}

/// All draws under one combination of values.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Group {
    /// The values, as in the study's axes.
    pub values: Vec<AxisValue>,
    /// How many cases it has.
    pub cases: usize,
    /// Share of them for which it is proved that no plan is possible.
    pub no_plan: f64,
    /// Of the cases with a plan, by measure; nothing where no case has one.
    pub spreads: Vec<Spread>,
    /// The limit that is scarcest most often.
    pub scarcest: Option<String>,
}

/// How one measure spreads over cases with a plan.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Spread {
    /// Which measure.
    pub measure: String,
    /// Mean.
    pub mean: f64,
    /// A tenth of the cases is below.
    pub p10: f64,
    /// Half of the cases is below.
    pub p50: f64,
    /// Nine tenths of the cases are below.
    pub p90: f64,
    /// Least.
    pub least: f64,
    /// Greatest.
    pub greatest: f64,
}

/// How often a limit stands in the way.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Often {
    /// Its path.
    pub path: String,
    /// Share of the cases with a plan in which a little more of it is worth something.
    pub limits: f64,
    /// Share of them in which it is the scarcest: 5% more is worth most.
    pub scarcest: f64,
    /// What 5% more would be worth at its price, mean of the cases with a plan: the most it can be worth on average.
    pub at_price: f64,
    /// Mean of what 5% more is worth where it is the scarcest, by re-solve.
    pub worth: Option<f64>,
}

/// How the margin moves with one input.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Sensitivity {
    /// The input, as in the table of cases.
    pub input: String,
    /// Spearman's rank correlation with the margin, from -1 to 1.
    pub rank_correlation: f64,
    /// Mean margin where the input is in its lowest fifth.
    pub margin_at_low: f64,
    /// Mean margin where the input is in its highest fifth.
    pub margin_at_high: f64,
}

/// Why cases have no plan or no answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Reason {
    /// How they ended.
    pub status: Status,
    /// The message of the first of them.
    pub message: String,
    /// How many have it.
    pub cases: usize,
}

/// A number of a plan by which cases are compared.
type Measure = (&'static str, fn(&Measures) -> f64);

/// What spreads are reported for.
const SPREAD: [Measure; 7] = [
    ("margin", |it| it.margin),
    ("run_rate", |it| it.run_rate),
    ("service_short", |it| it.service_short),
    ("service_waiting", |it| it.service_waiting),
    ("racks_outside", |it| it.racks_outside),
    ("racks_own", |it| it.racks_own),
    ("wafers", |it| it.wafers),
];

impl Summary {
    /// Returns what these cases of a study and their results, in the same order, show together.
    #[must_use]
    pub fn of(study: &Study, cases: &[Case], results: &[CaseResult]) -> Self {
        let count = |status| results.iter().filter(|it| it.status == status).count();
        Self {
            cases: cases.len(),
            optimal: count(Status::Optimal),
            no_plan: count(Status::Infeasible),
            unbounded: count(Status::Unbounded),
            errors: count(Status::Error),
            groups: groups(study, cases, results),
            limits: limits(results),
            sensitivities: sensitivities(study, cases, results),
            reasons: reasons(results),
        }
    }
}

fn measured(results: &[CaseResult]) -> impl Iterator<Item = &Measures> + Clone {
    results.iter().filter_map(|it| it.measures.as_ref())
}

fn groups(study: &Study, cases: &[Case], results: &[CaseResult]) -> Vec<Group> {
    let axes = study.axes.len();
    let mut groups = Vec::new();
    let mut from = 0;
    // Cases of one combination follow each other.
    for group in cases.chunk_by(|a, b| a.inputs[..axes] == b.inputs[..axes]) {
        let results = &results[from..from + group.len()];
        from += group.len();
        let refused = results.iter().filter(|it| it.status == Status::Infeasible);
        let scarcest = tally(measured(results).filter_map(|it| it.scarcest.as_deref()));
        groups.push(Group {
            values: group[0].inputs[..axes].to_vec(),
            cases: group.len(),
            no_plan: refused.count() as f64 / group.len() as f64,
            spreads: SPREAD
                .iter()
                .filter_map(|measure| spread(measure, results))
                .collect(),
            scarcest: scarcest.first().map(|(path, _)| (*path).to_owned()),
        });
    }
    groups
}

fn spread(&(measure, of): &Measure, results: &[CaseResult]) -> Option<Spread> {
    let mut sorted: Vec<f64> = measured(results).map(of).collect();
    sorted.sort_by(f64::total_cmp);
    let at = |share| percentile(&sorted, share);
    Some(Spread {
        measure: measure.to_owned(),
        mean: mean(&sorted)?,
        p10: at(0.1)?,
        p50: at(0.5)?,
        p90: at(0.9)?,
        least: at(0.0)?,
        greatest: at(1.0)?,
    })
}

/// Returns each word with how often it is there, most often first, then by the word.
fn tally<'a>(words: impl Iterator<Item = &'a str>) -> Vec<(&'a str, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for word in words {
        *counts.entry(word).or_default() += 1;
    }
    let mut tally: Vec<(&str, usize)> = counts.into_iter().collect();
    tally.sort_by_key(|&(_, number)| std::cmp::Reverse(number));
    tally
}

fn limits(results: &[CaseResult]) -> Vec<Often> {
    let plans = measured(results).count() as f64;
    let mut sums: BTreeMap<&str, (usize, f64)> = BTreeMap::new();
    for limiting in measured(results).flat_map(|it| &it.limits) {
        let (number, at_price) = sums.entry(&limiting.path).or_default();
        *number += 1;
        *at_price += limiting.at_price;
    }
    let of = |(path, (number, at_price)): (&str, (usize, f64))| {
        let scarcest = measured(results).filter(|it| it.scarcest.as_deref() == Some(path));
        let worths: Vec<f64> = scarcest.filter_map(|it| it.scarcest_worth).collect();
        Often {
            path: path.to_owned(),
            limits: number as f64 / plans,
            scarcest: worths.len() as f64 / plans,
            at_price: at_price / plans,
            worth: mean(&worths),
        }
    };
    let mut limits: Vec<Often> = sums.into_iter().map(of).collect();
    limits.sort_by(|a, b| b.at_price.total_cmp(&a.at_price));
    limits
}

fn sensitivities(study: &Study, cases: &[Case], results: &[CaseResult]) -> Vec<Sensitivity> {
    let mut all = Vec::new();
    for (position, input) in study.inputs().into_iter().enumerate() {
        let mut pairs: Vec<(f64, f64)> = cases
            .iter()
            .zip(results)
            .filter_map(|(case, result)| match case.inputs[position] {
                AxisValue::Number(value) => Some((value, result.measures.as_ref()?.margin)),
                AxisValue::Written(_) => None,
            })
            .collect();
        let (values, margins): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
        let Some(rank_correlation) = rank_correlation(&values, &margins) else {
            continue;
        };
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let fifth = pairs.len().div_ceil(5);
        let margin = |pairs: &[(f64, f64)]| mean(&pairs.iter().map(|it| it.1).collect::<Vec<_>>());
        if let (Some(low), Some(high)) = (
            margin(&pairs[..fifth]),
            margin(&pairs[pairs.len() - fifth..]),
        ) {
            all.push(Sensitivity {
                input,
                rank_correlation,
                margin_at_low: low,
                margin_at_high: high,
            });
        }
    }
    all.sort_by(|a, b| {
        b.rank_correlation
            .abs()
            .total_cmp(&a.rank_correlation.abs())
    });
    all
}

/// What ends the name of the first thing in a message: the amounts after it differ from case to case.
const AMOUNTS: [&str; 5] = [" at most ", " at least ", " exactly ", " is ", "; "];

/// Returns what a message is about: the name of the first thing in it.
fn head(message: &str) -> &str {
    let ends = AMOUNTS.iter().filter_map(|words| message.find(words));
    &message[..ends.min().unwrap_or(message.len())]
}

/// Returns why cases ended without a plan; reasons are the same that name the same first thing.
fn reasons(results: &[CaseResult]) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = Vec::new();
    for result in results {
        let Some(message) = &result.message else {
            continue;
        };
        let known = reasons
            .iter_mut()
            .find(|it| it.status == result.status && head(&it.message) == head(message));
        match known {
            Some(reason) => reason.cases += 1,
            None => reasons.push(Reason {
                status: result.status,
                message: message.clone(),
                cases: 1,
            }),
        }
    }
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.cases));
    reasons
}

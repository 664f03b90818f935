//! Decisions before the news that somebody else made.

use std::collections::BTreeMap;

use super::alone::{Alone, Proof};
use super::error::HedgeError;
use super::exported::names_of_shared;
use super::future::Futures;
use super::hedged::{Decisions, Hedged, NoHedge};
use super::nearest::Nearest;
use super::recourse::{Follows, Recourse};
use super::risk::Risk;
use super::worth::{Broken, HeldPlan};
use crate::formulation::Column;
use crate::outcome::ConflictingLimit;
use crate::solve::{FoundBy, SolveOptions};

/// How many unknown or missing names are told.
const TOLD: usize = 5;

/// Decisions before the news, by the names of the export: lines of `name,value`, as mpi-sppy writes them.
#[derive(Clone, Debug, PartialEq)]
pub struct GivenDecisions(BTreeMap<String, f64>);

impl GivenDecisions {
    /// Returns the decisions of a CSV text; a first line without a number is its heading.
    pub fn parse(text: &str) -> Result<Self, HedgeError> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut all = BTreeMap::new();
        for (i, record) in reader.records().enumerate() {
            let record = record.map_err(|error| HedgeError::Decisions(error.to_string()))?;
            let value = record.get(1).and_then(|value| value.parse::<f64>().ok());
            match (record.get(0), value.filter(|value| value.is_finite())) {
                (Some(name), Some(value)) if record.len() == 2 => {
                    if all.insert(name.to_owned(), value).is_some() {
                        return Err(HedgeError::Decisions(format!("`{name}` is decided twice")));
                    }
                }
                _ if i == 0 => {}
                _ => {
                    let line = record.position().map_or(i as u64 + 1, csv::Position::line);
                    return Err(HedgeError::Decisions(format!(
                        "line {line} is no decision: write a name and a number, `w_die_2027Q1,120`"
                    )));
                }
            }
        }
        Ok(Self(all))
    }

    /// Returns the decisions by column; an error if some are missing, or of nothing that is decided before the news.
    fn by_column(&self, futures: &Futures) -> Result<Decisions, HedgeError> {
        let names = names_of_shared(futures)?;
        let missing: Vec<&str> = names
            .iter()
            .map(|(name, _)| name.as_str())
            .filter(|name| !self.0.contains_key(*name))
            .collect();
        let known: BTreeMap<&str, Column> = names
            .iter()
            .map(|(name, column)| (&**name, *column))
            .collect();
        let unknown: Vec<&str> = self
            .0
            .keys()
            .map(String::as_str)
            .filter(|name| !known.contains_key(name))
            .collect();
        if missing.is_empty() && unknown.is_empty() {
            let all = self.0.iter();
            return Ok(all
                .map(|(name, &value)| (known[name.as_str()], value))
                .collect());
        }
        let told = |what: &str, names: &[&str]| {
            let shown = names[..names.len().min(TOLD)].join(", ");
            match names.len() {
                0 => String::new(),
                more if more > TOLD => format!("; {what}: {shown} and {} more", more - TOLD),
                _ => format!("; {what}: {shown}"),
            }
        };
        Err(HedgeError::Decisions(format!(
            "these are not the decisions before the news of this model and these futures{}{}",
            told("missing", &missing),
            told("not among them", &unknown)
        )))
    }
}

/// Returns what decisions that somebody else made are worth over all futures: held until the news, the rest best then.
///
/// Each is held within 1e-6 + 1e-6 of its size, at the least change that keeps the limits; options that are taken whole are
/// rounded. The bound is what knowing from the start would be worth: no decisions reach more.
pub fn hold(
    futures: &Futures,
    given: &GivenDecisions,
    risk: Risk,
    options: &SolveOptions,
) -> Result<Hedged, HedgeError> {
    let options = &options.within_rounding();
    let given = given.by_column(futures)?;
    let alone = match Alone::of(futures, options)? {
        Ok(alone) => alone,
        Err(none) => return Ok(Hedged::None(Box::new(none))),
    };
    let mut nearest = Nearest::of(futures, given)?;
    let mut decisions = nearest.decisions(options)?;
    loop {
        let follows = follow(futures, &decisions, options)?;
        let broken = |follows: &Follows| !matches!(follows, Follows::Best { .. });
        let Some(first) = follows.iter().position(broken) else {
            let points = follows.into_iter().filter_map(Follows::values);
            let points: Vec<Vec<f64>> = points.collect();
            let bound = alone.known(risk);
            let proof = Proof {
                objective: 0.0,
                bound,
                certificate: None,
                selection: None,
                found_by: FoundBy::OWN,
                size: None,
                optimum: None,
            };
            let mut told = alone.told(risk, &points, decisions, proof, options)?;
            let margins: Vec<f64> = told.futures.iter().map(|it| it.margin).collect();
            told.objective = risk.value(futures, &margins);
            return Ok(Hedged::Best(Box::new(told)));
        };
        // Where only the last digits break a promise, others within reach keep it.
        match nearest.serving(first, options)? {
            Some(other) => decisions = other,
            None => {
                return Ok(Hedged::None(Box::new(NoHedge::Given(all_broken(
                    futures, follows,
                )))));
            }
        }
    }
}

fn follow(
    futures: &Futures,
    decisions: &Decisions,
    options: &SolveOptions,
) -> Result<Vec<Follows>, HedgeError> {
    let value = |column: Column| decisions.get(&column).copied().unwrap_or(0.0);
    let all = futures.all();
    let follows = options.threads().lanes(all.len(), |s| {
        Recourse::of(&futures.programs[s], futures.told_from(s)).follow(&value, options)
    });
    follows.into_iter().collect()
}

fn all_broken(futures: &Futures, follows: Vec<Follows>) -> Vec<Broken> {
    let all = futures.all().iter().zip(follows);
    let broken = all.filter_map(|(future, follows)| match follows {
        Follows::NoPlan(limits) => Some(Broken {
            future: future.name.clone(),
            plan: HeldPlan::Hedge,
            limits: limits
                .into_iter()
                .map(|limit| ConflictingLimit::of(&future.model, limit))
                .collect(),
        }),
        Follows::Best { .. } | Follows::Unbounded => None,
    });
    broken.collect()
}

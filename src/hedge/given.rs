//! Decisions before the news that somebody else made.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::error::HedgeError;
use super::exported::names_of_shared;
use super::future::Futures;
use super::hedged::{Decisions, Hedged};
use super::holding::Holding;
use super::risk::Risk;
use super::turnout::Turnout;
use crate::formulation::Column;
use crate::solve::SolveOptions;

/// How many unknown or missing names are told.
const TOLD: usize = 5;

/// Decisions before the news, by the names of the export: lines of `name,value`, as mpi-sppy writes them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    pub(super) fn by_column(&self, futures: &Futures) -> Result<Decisions, HedgeError> {
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
///
/// The futures are solved one by one; [`Holding`] spreads them over machines.
pub fn hold(
    futures: &Futures,
    given: &GivenDecisions,
    risk: Risk,
    options: &SolveOptions,
) -> Result<Hedged, HedgeError> {
    let holding = Holding::of(futures, given, options)?;
    let all = options
        .threads()
        .lanes(futures.all().len(), |s| holding.turnout(s));
    let all: Result<Vec<Turnout>, HedgeError> = all.into_iter().collect();
    holding.told(all?, risk)
}

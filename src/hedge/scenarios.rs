//! The scenarios of a model file as futures.

use super::error::HedgeError;
use super::future::{BASE, Future, Futures};
use crate::input::{Input, Loaded, Rejected, ScenarioInfo};
use crate::quarter::Quarter;

/// Probabilities below this are none: what is missing to 1 may be rounding.
const NONE: f64 = 1e-9;

/// Which scenarios are futures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FuturesAsked {
    /// Scenarios that every future is under, in order.
    pub scenarios: Vec<String>,
    /// Assignments of every future, in order, after the scenarios and before what makes it that future.
    pub sets: Vec<String>,
    /// The futures by name, [`BASE`] being the model as it is; none: every scenario with a probability.
    pub futures: Vec<String>,
    /// From when all of them are known, whatever the file says.
    pub known_from: Option<Quarter>,
}

/// Futures, and the file that they were read from.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LoadedFutures {
    /// The futures.
    pub futures: Futures,
    /// The model as it is.
    pub loaded: Loaded,
    /// Changes of what is uncertain that no draw makes, since their fields do not vary by quarter.
    pub stays: Vec<String>,
}

#[cfg(feature = "cli")]
/// Returns what each future is called: the name of its scenario, where that has one.
pub(crate) fn called(input: &Input, futures: &Futures) -> Vec<String> {
    let infos = input.scenarios();
    let all = futures.all().iter().map(|future| {
        let info = infos.iter().find(|info| info.name == future.name);
        let name = info.and_then(|info| info.display_name.clone());
        name.unwrap_or_else(|| future.name.clone())
    });
    all.collect()
}

/// Why a file has no futures.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FuturesError {
    /// The model, or what makes one of the futures, is wrong.
    #[error(transparent)]
    Rejected(#[from] Box<Rejected>),
    /// They are no futures of one model.
    #[error(transparent)]
    Hedge(#[from] HedgeError),
    /// What was asked for makes no sense.
    #[error("{0}")]
    Asked(String),
}

impl From<Rejected> for FuturesError {
    fn from(rejected: Rejected) -> Self {
        Self::Rejected(Box::new(rejected))
    }
}

impl LoadedFutures {
    /// Returns the scenarios of a model file as futures.
    ///
    /// Of those that are named, all with a probability are scaled to sum to 1; where none has one, they are equally likely; where
    /// some have, the others share the rest.
    pub fn of_scenarios(input: &Input, asked: &FuturesAsked) -> Result<Self, FuturesError> {
        let scenarios: Vec<&str> = asked.scenarios.iter().map(String::as_str).collect();
        let sets: Vec<&str> = asked.sets.iter().map(String::as_str).collect();
        let loaded = input.model(&scenarios, &sets)?;
        let known = asked
            .known_from
            .map(|quarter| quarter_of(&loaded, quarter))
            .transpose()?;
        let infos = input.scenarios();
        let mut futures = Vec::new();
        for (name, probability) in chosen(&infos, &asked.futures)? {
            if name == BASE {
                futures.push(Future::new(BASE, probability, loaded.model.clone()));
                continue;
            }
            let mut under = scenarios.clone();
            under.push(&name);
            let model = input.model(&under, &sets)?.model;
            let info = infos.iter().find(|info| info.name == name);
            let said = info.and_then(|info| info.known_from);
            let said = said.and_then(|quarter| loaded.model.horizon.index(quarter));
            let mut future = Future::new(name, probability, model);
            future.known_from = known.or(said);
            futures.push(future);
        }
        Ok(Self {
            futures: Futures::new(loaded.model.clone(), futures)?,
            loaded,
            stays: Vec::new(),
        })
    }
}

/// Returns the position of a quarter of horizon or tail.
pub(super) fn quarter_of(loaded: &Loaded, quarter: Quarter) -> Result<usize, FuturesError> {
    let horizon = &loaded.model.horizon;
    horizon.index(quarter).ok_or_else(|| {
        let last = horizon.quarter(horizon.periods() - 1);
        let words = format!(
            "--known-from {quarter} is outside the quarters of the model, {} to {last}",
            horizon.start
        );
        FuturesError::Asked(words)
    })
}

/// Returns the futures by name with their probabilities, which sum to 1, or to less where the file's do.
fn chosen(infos: &[ScenarioInfo], named: &[String]) -> Result<Vec<(String, f64)>, FuturesError> {
    let likely = infos
        .iter()
        .filter_map(|it| Some((&it.name, it.probability?)));
    if named.is_empty() {
        return Ok(likely.map(|(name, p)| (name.clone(), p)).collect());
    }
    let likely: Vec<(&String, f64)> = likely.collect();
    let missing = 1.0 - likely.iter().map(|it| it.1).sum::<f64>();
    let mut all: Vec<(String, Option<f64>)> = Vec::new();
    for name in named {
        let known = infos.iter().find(|it| it.name == *name);
        let probability = match known {
            Some(info) => info.probability,
            None if name == BASE => Some(missing).filter(|&it| it > NONE && !likely.is_empty()),
            None => return Err(unknown(infos, name)),
        };
        all.push((name.clone(), probability));
    }
    let said: f64 = all.iter().filter_map(|it| it.1).sum();
    let without = all.iter().filter(|it| it.1.is_none()).count();
    let rest = (1.0 - said) / without.max(1) as f64;
    if without > 0 && rest <= NONE {
        let words = "the futures with a probability take all of it, and leave nothing for the others: give those a probability";
        return Err(FuturesError::Asked(words.to_owned()));
    }
    let scaled = |p: Option<f64>| match (p, without) {
        (Some(p), 0) => p / said,
        (Some(p), _) => p,
        (None, _) => rest,
    };
    let all = all.into_iter();
    Ok(all.map(|(name, p)| (name, scaled(p))).collect())
}

fn unknown(infos: &[ScenarioInfo], name: &str) -> FuturesError {
    let known = infos.iter().map(|it| it.name.as_str()).chain([BASE]);
    let help = crate::input::suggest::help(name, known.collect::<Vec<_>>());
    let help = help.map_or_else(String::new, |help| format!("; {help}"));
    FuturesError::Asked(format!("there is no scenario `{name}`{help}"))
}

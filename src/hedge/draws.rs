//! Draws of what is uncertain as futures, equally likely.

use super::future::{Future, Futures};
use super::scenarios::{FuturesAsked, FuturesError, LoadedFutures, quarter_of};
use crate::input::{DrawnChange, Input, Loaded, Rejected};
use crate::model::{Model, Uncertainty};
use crate::quarter::Quarter;
use crate::solve::Threads;
use crate::sweep::{Sample, draw};

impl LoadedFutures {
    /// Returns draws of what is uncertain in a model file as futures, the same that [`crate::sweep`] makes.
    ///
    /// Each entry acts from the quarter on from which it is known, and all of a draw is known from the earliest of them.
    pub fn of_draws(
        input: &Input,
        asked: &FuturesAsked,
        sample: Sample,
    ) -> Result<Self, FuturesError> {
        let scenarios: Vec<&str> = asked.scenarios.iter().map(String::as_str).collect();
        let sets: Vec<&str> = asked.sets.iter().map(String::as_str).collect();
        let loaded = input.model(&scenarios, &sets)?;
        if sample.number == 0 {
            return Err(FuturesError::Asked("--sample 0 draws nothing".to_owned()));
        }
        if loaded.uncertainties.is_empty() {
            let words = "there is nothing to draw: the model has no [uncertainty]";
            return Err(FuturesError::Asked(words.to_owned()));
        }
        let entries = entries(&loaded, asked.known_from)?;
        let mut stays = Vec::new();
        let mut earliest = None;
        for (entry, known_from) in &entries {
            let fixed = input.fixed_changes(entry);
            if fixed.len() < entry.vary.len() {
                let t = quarter_of(&loaded, *known_from)?;
                earliest = Some(earliest.map_or(t, |before: usize| before.min(t)));
            }
            stays.extend(fixed);
        }
        let Some(earliest) = earliest else {
            let words =
                "nothing that is uncertain varies by quarter, so that no draw can be known midway";
            return Err(FuturesError::Asked(words.to_owned()));
        };
        let drawn = Threads::default().lanes(sample.number, |index| {
            let changes = entries.iter().flat_map(|(entry, from)| {
                let value = draw(entry, sample.seed, index);
                let changes = entry.vary.iter();
                changes.map(move |change| DrawnChange {
                    change: change.clone(),
                    value,
                    from: *from,
                })
            });
            let changes: Vec<DrawnChange> = changes.collect();
            let drawn = input.drawn_model(&scenarios, &sets, &changes);
            drawn.map(|loaded: Loaded| loaded.model)
        });
        let drawn: Result<Vec<Model>, Rejected> = drawn.into_iter().collect();
        let probability = 1.0 / sample.number as f64;
        let futures = drawn?.into_iter().enumerate().map(|(i, model)| {
            let name = format!("draw {}", i + 1);
            Future::new(name, probability, model).known_from(earliest)
        });
        let futures = Futures::new(loaded.model.clone(), futures.collect())?;
        Ok(Self {
            futures: futures.as_draws(),
            loaded,
            stays,
        })
    }
}

/// Returns what is uncertain, each with the quarter from which it is known.
fn entries(
    loaded: &Loaded,
    known_from: Option<Quarter>,
) -> Result<Vec<(&Uncertainty, Quarter)>, FuturesError> {
    let of = |entry: &Uncertainty| known_from.or(entry.known_from);
    let all = loaded.uncertainties.iter();
    let silent: Vec<String> = all
        .filter(|entry| of(entry).is_none())
        .map(|entry| format!("uncertainty.{}", entry.id))
        .collect();
    if silent.is_empty() {
        let all = loaded.uncertainties.iter();
        return Ok(all.filter_map(|entry| Some((entry, of(entry)?))).collect());
    }
    Err(FuturesError::Asked(format!(
        "it is not said from when these are known: {}; give each `known_from`, or say --known-from QUARTER for all",
        silent.join(", ")
    )))
}

//! Draws of what is uncertain as futures, equally likely.

use super::future::{Future, Futures};
use super::scenarios::{FuturesAsked, FuturesError, LoadedFutures, quarter_of};
use crate::input::{DrawnChange, Input, Loaded, Rejected};
use crate::model::{Model, Uncertainty};
use crate::quarter::Quarter;
use crate::solve::Threads;
use crate::sweep::{Sample, draw};

/// What is uncertain in a model file, and from when it is known.
#[derive(Debug)]
pub(crate) struct Drawing<'a> {
    input: &'a Input,
    asked: FuturesAsked,
    /// The model as it is.
    pub loaded: Loaded,
    /// What is drawn, in the order of the file.
    pub entries: Vec<Entry>,
    /// Changes that no draw makes, since their fields do not vary by quarter.
    pub stays: Vec<String>,
}

/// What is drawn by one entry.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub uncertainty: Uncertainty,
    /// The first quarter that it acts on, and that is decided knowing it.
    pub known_from: Quarter,
    /// That quarter, from 0; `None` where nothing that it changes varies by quarter, so that no draw makes a difference.
    pub from: Option<usize>,
}

impl<'a> Drawing<'a> {
    /// Returns what is uncertain; an error where there is nothing, where it is not said from when something is known, or where no
    /// draw makes a difference.
    pub fn of(input: &'a Input, asked: &FuturesAsked) -> Result<Self, FuturesError> {
        let loaded = changed(input, asked, &[])?;
        if loaded.uncertainties.is_empty() {
            let words = "there is nothing to draw: the model has no [uncertainty]";
            return Err(FuturesError::Asked(words.to_owned()));
        }
        let mut entries = Vec::new();
        let mut stays = Vec::new();
        for (uncertainty, known_from) in known(&loaded, asked.known_from)? {
            let fixed = input.fixed_changes(uncertainty);
            let varies = fixed.len() < uncertainty.vary.len();
            let from = varies
                .then(|| quarter_of(&loaded, known_from))
                .transpose()?;
            stays.extend(fixed);
            entries.push(Entry {
                uncertainty: uncertainty.clone(),
                known_from,
                from,
            });
        }
        if entries.iter().all(|entry| entry.from.is_none()) {
            let words =
                "nothing that is uncertain varies by quarter, so that no draw can be known midway";
            return Err(FuturesError::Asked(words.to_owned()));
        }
        Ok(Self {
            input,
            asked: asked.clone(),
            loaded,
            entries,
            stays,
        })
    }

    /// Returns the model in which each entry that has a value has it from its quarter on; the others are as in the file.
    pub fn model(&self, value: impl Fn(usize) -> Option<f64>) -> Result<Model, Rejected> {
        let entries = self.entries.iter().enumerate();
        let changes = entries.filter_map(|(i, entry)| Some((entry, value(i)?)));
        let changes = changes.flat_map(|(entry, value)| {
            let changes = entry.uncertainty.vary.iter();
            changes.map(move |change| DrawnChange {
                change: change.clone(),
                value,
                from: entry.known_from,
            })
        });
        let changes: Vec<DrawnChange> = changes.collect();
        Ok(changed(self.input, &self.asked, &changes)?.model)
    }

    /// Returns what a draw gives each entry, those of the same seed and index being the same in sweeps.
    pub fn values(&self, seed: u64, index: usize) -> Vec<f64> {
        let entries = self.entries.iter();
        entries
            .map(|entry| draw(&entry.uncertainty, seed, index))
            .collect()
    }
}

impl LoadedFutures {
    /// Returns draws of what is uncertain in a model file as futures, the same that [`crate::sweep`] makes.
    ///
    /// Each entry acts from the quarter on from which it is known, and all of a draw is known from the earliest of them.
    pub fn of_draws(
        input: &Input,
        asked: &FuturesAsked,
        sample: Sample,
    ) -> Result<Self, FuturesError> {
        if sample.number == 0 {
            return Err(FuturesError::Asked("--sample 0 draws nothing".to_owned()));
        }
        let drawing = Drawing::of(input, asked)?;
        let drawn = Threads::default().lanes(sample.number, |index| {
            let values = drawing.values(sample.seed, index);
            drawing.model(|entry| Some(values[entry]))
        });
        let drawn: Result<Vec<Model>, Rejected> = drawn.into_iter().collect();
        let earliest = drawing.entries.iter().filter_map(|entry| entry.from).min();
        let probability = 1.0 / sample.number as f64;
        let futures = drawn?.into_iter().enumerate().map(|(i, model)| Future {
            known_from: earliest,
            ..Future::new(format!("draw {}", i + 1), probability, model)
        });
        let Drawing { loaded, stays, .. } = drawing;
        let futures = Futures::new(loaded.model.clone(), futures.collect())?;
        Ok(Self {
            futures: futures.as_draws(),
            loaded,
            stays,
        })
    }
}

/// Returns the model under what was asked and these changes.
fn changed(
    input: &Input,
    asked: &FuturesAsked,
    changes: &[DrawnChange],
) -> Result<Loaded, Rejected> {
    let scenarios: Vec<&str> = asked.scenarios.iter().map(String::as_str).collect();
    let sets: Vec<&str> = asked.sets.iter().map(String::as_str).collect();
    input.drawn_model(&scenarios, &sets, changes)
}

/// Returns what is uncertain, each with the quarter from which it is known.
fn known(
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

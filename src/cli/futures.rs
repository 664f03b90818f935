//! The futures of a model file, and why there are none.

use crate::diagnostic::Diagnostic;
use crate::hedge::{BASE, FuturesAsked, FuturesError, HedgeError, KnownTooLate, LoadedFutures};
use crate::input::{Input, Loaded};
use crate::quarter::Quarter;
use crate::sweep::Sample;

use super::failure::Failure;

/// Returns what is asked for as futures: draws where there is a sample, else scenarios; `file` is the model as it is.
pub fn load(
    input: &Input,
    file: &Loaded,
    asked: &FuturesAsked,
    sample: Option<Sample>,
) -> Result<LoadedFutures, Failure> {
    let loaded = match sample {
        Some(sample) => LoadedFutures::of_draws(input, asked, sample),
        None => LoadedFutures::of_scenarios(input, asked),
    };
    loaded.map_err(|error| failure(error, file, asked.known_from))
}

/// Returns why there are no futures; `file` is the model as it is, and `known_from` what was asked for in place of what it says.
pub fn failure(error: FuturesError, file: &Loaded, known_from: Option<Quarter>) -> Failure {
    match error {
        FuturesError::Rejected(rejected) => (*rejected).into(),
        FuturesError::Hedge(HedgeError::KnownTooLate(too_late)) => {
            let finding = |it| finding(file, known_from, it);
            Failure::Rejected {
                what: "the model",
                diagnostics: too_late.iter().map(finding).collect(),
                sources: file.sources.clone(),
            }
        }
        FuturesError::Hedge(error) => error.into(),
        FuturesError::Asked(words) => Failure::could_not_run("usage", words),
    }
}

/// Returns what is wrong about a future that differs before it is known, at the place that says from when it is.
fn finding(file: &Loaded, known_from: Option<Quarter>, it: &KnownTooLate) -> Diagnostic {
    let known = format!("scenario.{}.known_from", it.future);
    let known = file.places.of(&known, None);
    // What was asked for on the command line is in no file.
    let known = known.filter(|_| known_from.is_none());
    let error = Diagnostic::error("future-known-too-late", it.to_string());
    match known {
        Some(span) => error.with_label(span, ""),
        None => error,
    }
}

/// Returns a future as it was read: its model, and the places that set its numbers. Of a draw, the places are those of the model as
/// it is.
pub fn read_again(
    input: &Input,
    asked: &FuturesAsked,
    loaded: &LoadedFutures,
    future: usize,
) -> Result<Loaded, Failure> {
    let it = &loaded.futures.all()[future];
    if loaded.futures.are_draws() || it.name == BASE {
        return Ok(Loaded {
            model: it.model.clone(),
            ..loaded.loaded.clone()
        });
    }
    let under = asked.scenarios.iter().chain([&it.name]);
    let under: Vec<&str> = under.map(String::as_str).collect();
    let sets: Vec<&str> = asked.sets.iter().map(String::as_str).collect();
    Ok(input.model(&under, &sets)?)
}

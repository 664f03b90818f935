//! `--hold`: the decisions of a plan made before or elsewhere, held.

use std::ffi::OsStr;
use std::path::Path;

use crate::hold::{GivenPlan, HoldError, Holding, held_model, hold};
use crate::input::{InputFile, Loaded};
use crate::model::Model;
use crate::outcome::{Outcome, SolveOptions, solve};
use crate::report::hold::HoldReport;

use super::args;
use super::failure::Failure;
use super::inputs;
use super::work::Work;

/// A model in which decisions are held as they can be, and what is to be said of that.
pub struct Held {
    /// What was read, with the model so.
    pub loaded: Loaded,
    /// Nothing where there is no plan, or where it was not asked what would have to change.
    pub report: Option<HoldReport>,
    /// The answer to that model, if it is known already.
    pub outcome: Option<Outcome>,
}

/// Returns the plan that a file holds: a result in JSON, or a table.
pub fn given(path: &Path, model: &Model) -> Result<GivenPlan, Failure> {
    Ok(read(path, model)?.0)
}

/// Returns the plan that a file holds, and the file.
fn read(path: &Path, model: &Model) -> Result<(GivenPlan, InputFile), Failure> {
    inputs::has_read(path);
    let name = path.display().to_string();
    let content = std::fs::read(path).map_err(|error| {
        let words = format!("cannot read {name}: {error}");
        Failure::could_not_run("cannot-read", words)
    })?;
    let ending = path.extension().map(OsStr::to_ascii_lowercase);
    let given = if ending.is_some_and(|it| it == "csv" || it == "xlsx") {
        let given = GivenPlan::from_table(model, &name, content.clone());
        given.map_err(|rejected| Failure::rejected("the plan", rejected))?
    } else {
        GivenPlan::from_json(&String::from_utf8_lossy(&content)).map_err(|error| {
            let words = format!("{name}: {error}");
            Failure::could_not_run("not-a-plan", words)
        })?
    };
    Ok((given, InputFile { name, content }))
}

/// Returns what was read with the decisions held that were asked for; `None` where none were.
pub fn held(loaded: &Loaded, args: &args::Hold, work: &Work) -> Result<Option<Held>, Failure> {
    let Some(path) = &args.plan else {
        return Ok(None);
    };
    let model = &loaded.model;
    let (given, file) = read(path, model)?;
    let asked = Holding {
        until: args.until,
        only: args.only.clone(),
    };
    let name = file.name.clone();
    let with_model = |model: Model| {
        let mut with_model = loaded.clone();
        with_model.model = model;
        // What the answer is made from.
        with_model.files.push(file);
        with_model
    };
    work.say("the plan to hold".to_owned());
    if args.strict {
        let model = held_model(model, &given, &asked)?;
        return Ok(Some(Held {
            loaded: with_model(model),
            report: None,
            outcome: None,
        }));
    }
    let kept = hold(model, &given, &asked, work.options())?;
    let best = match solve(model, work.options())? {
        Outcome::Optimal(best) => Some(best.solution.objective),
        Outcome::Infeasible(_) | Outcome::Unbounded(_) => None,
    };
    Ok(Some(Held {
        report: HoldReport::new(&name, &asked, &kept, best),
        loaded: with_model(kept.model),
        outcome: Some(kept.outcome),
    }))
}

/// Returns the answer to a model that may be known already.
pub fn answered(
    known: Option<Outcome>,
    model: &Model,
    options: &SolveOptions,
) -> Result<Outcome, Failure> {
    match known {
        Some(outcome) => Ok(outcome),
        None => Ok(solve(model, options)?),
    }
}

impl From<HoldError> for Failure {
    fn from(error: HoldError) -> Self {
        match error {
            HoldError::Nothing(words) => Self::could_not_run("not-a-plan", words),
            HoldError::Unproved(error) => error.into(),
        }
    }
}

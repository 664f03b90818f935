//! `--hold`: the decisions of a plan made before or elsewhere, held.

use std::path::Path;

use crate::hold::{GivenPlan, HoldError, Holding, held_model, hold};
use crate::input::Loaded;
use crate::model::Model;
use crate::outcome::{Outcome, solve};
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
}

/// Returns the plan that a file holds: a result in JSON, or a table.
pub fn given(path: &Path, model: &Model) -> Result<GivenPlan, Failure> {
    inputs::has_read(path);
    let cannot_read = |error: std::io::Error| {
        let words = format!("cannot read {}: {error}", path.display());
        Failure::could_not_run("cannot-read", words)
    };
    let name = path.display().to_string();
    let ending = path.extension().map(|it| it.to_ascii_lowercase());
    if ending.is_some_and(|it| it == "csv" || it == "xlsx") {
        let content = std::fs::read(path).map_err(cannot_read)?;
        return Ok(GivenPlan::from_table(model, &name, content)?);
    }
    let text = std::fs::read_to_string(path).map_err(cannot_read)?;
    GivenPlan::from_json(&text).map_err(|error| {
        let words = format!("{name}: {error}");
        Failure::could_not_run("not-a-plan", words)
    })
}

/// Returns what was read with the decisions held that were asked for; `None` where none were.
pub fn held(loaded: &Loaded, args: &args::Hold, work: &Work) -> Result<Option<Held>, Failure> {
    let Some(path) = &args.hold else {
        return Ok(None);
    };
    let model = &loaded.model;
    let given = given(path, model)?;
    let asked = Holding {
        until: args.until,
        only: args.only.clone(),
    };
    let with_model = |model: Model| Loaded {
        model,
        ..loaded.clone()
    };
    work.say("the plan to hold".to_owned());
    if args.strict {
        let model = held_model(model, &given, &asked)?;
        return Ok(Some(Held {
            loaded: with_model(model),
            report: None,
        }));
    }
    let kept = hold(model, &given, &asked, work.options())?;
    let best = match solve(model, work.options())? {
        Outcome::Optimal(best) => Some(best.solution.objective),
        Outcome::Infeasible(_) | Outcome::Unbounded(_) => None,
    };
    let name = path.display().to_string();
    Ok(Some(Held {
        report: HoldReport::new(&name, &asked, &kept, best),
        loaded: with_model(kept.model),
    }))
}

impl From<HoldError> for Failure {
    fn from(error: HoldError) -> Self {
        match error {
            HoldError::Nothing(words) => Self::could_not_run("not-a-plan", words),
            HoldError::Unproved(error) => error.into(),
        }
    }
}

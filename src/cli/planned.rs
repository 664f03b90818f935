//! From a loaded model to its best plan, for commands that say something about it.

use crate::input::Loaded;
use crate::model::Model;
use crate::outcome::{Outcome, Solved};
use crate::provenance::Provenance;
use crate::report::hold::HoldReport;
use crate::report::json::Finding;

use super::Answer;
use super::args;
use super::failure::Failure;
use super::hold::{answered, held};
use super::load;
use super::target::Target;
use super::work::Work;

/// A model with its best plan.
pub struct Planned<'a> {
    pub model: &'a Model,
    pub solved: &'a Solved,
    pub provenance: Provenance,
    pub warnings: Vec<Finding>,
    /// What is held, where anything is and a plan was found for it.
    pub held: Option<&'a HoldReport>,
    /// Unfinished: to be finished before anything is written.
    pub work: &'a Work,
}

/// Solves the model and goes on with its best plan; where there is none, says why.
pub fn with_plan(
    loaded: &Loaded,
    model: &args::Model,
    solving: &args::Solving,
    target: &Target,
    then: impl FnOnce(Planned) -> Result<(), Failure>,
) -> Result<Answer, Failure> {
    with_plan_holding(loaded, model, solving, &args::Hold::default(), target, then)
}

/// As [`with_plan`], with decisions of another plan held.
pub fn with_plan_holding(
    loaded: &Loaded,
    model: &args::Model,
    solving: &args::Solving,
    hold: &args::Hold,
    target: &Target,
    then: impl FnOnce(Planned) -> Result<(), Failure>,
) -> Result<Answer, Failure> {
    let work = Work::begin(solving, target.terminal)?;
    let held = held(loaded, hold, &work)?;
    // The plan to hold is an input too.
    target.refuse_inputs()?;
    let (with_held, held, known) = match held {
        Some(held) => (Some(held.loaded), held.report, held.outcome),
        None => (None, None, None),
    };
    let loaded = with_held.as_ref().unwrap_or(loaded);
    let outcome = answered(known, &loaded.model, work.options())?;
    let provenance = load::provenance(loaded, model, &outcome);
    let warnings = Finding::all(&loaded.warnings, &loaded.sources);
    let Outcome::Optimal(solved) = &outcome else {
        return target.refuse(&outcome, loaded, &provenance, &warnings, &work);
    };
    // What is said of a plan holds of the best selection of options alone.
    if solved
        .selection
        .as_ref()
        .is_some_and(|proof| !proof.is_proved)
    {
        work.check()?;
    }
    then(Planned {
        model: &loaded.model,
        solved,
        provenance,
        warnings,
        held: held.as_ref(),
        work: &work,
    })?;
    Ok(Answer::Yes)
}

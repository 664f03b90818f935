//! The next model file.

use super::{RollError, Rolled, SavedPlan, quarters, roll_further};
use crate::diagnostic::{Diagnostic, Severity};
use crate::input::{Input, Loaded, Next, Rejected};
use crate::model::Address;
use crate::quarter::Quarter;

/// What the next file is called while it is none.
const NEXT: &str = "the next model";

/// The next model file, checked.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RolledFile {
    /// The file, as TOML.
    pub text: String,
    /// The next model and how it came about.
    pub rolled: Rolled,
    /// What the next model says, but hardly means.
    pub warnings: Vec<Diagnostic>,
}

/// There is no next model file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RollFileError {
    /// The model cannot be rolled.
    #[error(transparent)]
    Roll(#[from] RollError),
    /// This model, or the next one, has errors.
    #[error(transparent)]
    Rejected(#[from] Rejected),
    /// The next file does not say what it should: a defect of ours.
    #[error("the next file would not say what is carried over: {0}")]
    Differs(String),
}

/// Returns the model file as it stands at the start of `to`, once the quarters before are carried out as planned.
///
/// Comments, names, notes and the order of the file are kept. Beyond the old end of the horizon numbers by quarter go on as
/// the file says them for a tail. The next file is read and checked before it is returned: an error where it has errors.
///
/// ```
/// use std::path::Path;
/// use waferline::input::Input;
/// use waferline::roll::{SavedPlan, roll_file};
/// use waferline::{Outcome, SolveOptions, solve};
///
/// let input = Input::open(Path::new("models/minimal.toml"))?;
/// let Outcome::Optimal(solved) = solve(&input.model(&[], &[])?.model, &SolveOptions::default())? else {
///     panic!("the bundled model has a plan");
/// };
/// let next = roll_file(&input, &SavedPlan::of(&solved.plan), "2027Q2".parse()?, None)?;
/// assert!(next.text.contains("start = \"2027Q2\""));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn roll_file(
    input: &Input,
    plan: &SavedPlan,
    to: Quarter,
    quarters: Option<usize>,
) -> Result<RolledFile, RollFileError> {
    let model = input.model(&[], &[])?.model;
    let cut = quarters::cut_at(&model.horizon, to, quarters)?;
    let input = input.clone().further(cut.beyond());
    let further = input.model(&[], &[])?.model;
    let mut rolled = roll_further(&model, &further, plan, to, quarters)?;
    let carried_over: Vec<Address> = rolled
        .carried_over
        .iter()
        .map(|it| it.address.clone())
        .collect();
    let rewritten = input.rewritten(&Next {
        model: &rolled.model,
        cut: &cut,
        carried_over: &carried_over,
    })?;
    rolled.notes.extend(rewritten.notes);
    let next = Input::from_toml(NEXT, &rewritten.text);
    let Loaded {
        model: read,
        warnings,
        ..
    } = next.model(&[], &[])?;
    // A die that was never available within the old horizon may be within a longer one.
    if cut.beyond() == 0 && read != rolled.model {
        return Err(RollFileError::Differs(first_difference(&rolled, &read)));
    }
    rolled.model = read;
    rolled.notes.extend(broken_scenarios(&input, &next));
    Ok(RolledFile {
        text: rewritten.text,
        rolled,
        warnings,
    })
}

/// Returns where what was read differs from what was to be written.
fn first_difference(rolled: &Rolled, read: &crate::Model) -> String {
    let changes = crate::explain::input_changes(&rolled.model, read);
    let first = changes.first().map(|change| change.path.clone());
    first.unwrap_or_else(|| "names or quarters".to_owned())
}

/// Returns which scenarios had no errors in this file and have some in the next.
fn broken_scenarios(old: &Input, next: &Input) -> Vec<String> {
    let mut notes = Vec::new();
    for scenario in old.scenarios() {
        let name = scenario.name.as_str();
        if old.model(&[name], &[]).is_err() {
            continue;
        }
        if let Err(rejected) = next.model(&[name], &[]) {
            let why = rejected
                .diagnostics
                .iter()
                .find(|it| it.severity == Severity::Error);
            let why = why.map_or_else(String::new, |it| format!(": {}", it.message));
            notes.push(format!("scenario.{name} has errors from now on{why}."));
        }
    }
    notes
}

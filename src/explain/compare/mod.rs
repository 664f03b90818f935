//! What two models differ in, what their best plans do differently, and where the difference of the margins comes from.

mod additions;
mod align;
mod between;
mod bridge;
mod inputs;
mod options;
mod orders;
mod plan;
mod quantity;
mod sample;
mod values;

use serde::Serialize;

use crate::explain::ExplainError;
use crate::model::Model;
use crate::outcome::Solved;

pub use bridge::{Bridge, BridgeLine, BridgeMethod, bridge};
pub use inputs::{Changed, InputChange, InputRun, InputValue, input_changes};
pub use options::OptionChange;
use options::option_changes;
pub use plan::{MarginChange, PlanChange, PlanChanges, QuarterChange};
pub(crate) use plan::{margin_changes, plan_changes};
pub(crate) use quantity::list_price;
pub use quantity::{Level, PlanQuantity, levels};

use inputs::Differences;

/// Two models that both have a plan, side by side.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Comparison {
    /// What differs in the inputs, in the order of the model.
    pub inputs: Vec<InputChange>,
    /// Which of these the difference of the margins comes from.
    pub bridge: Bridge,
    /// Which lines of the margin statement it shows in.
    pub margin: Vec<MarginChange>,
    /// What the plans do differently.
    pub plan: PlanChanges,
    /// How often each option is taken; only where there are any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<OptionChange>,
}

/// Returns what two solved models differ in: inputs, margin and plan.
///
/// An error if their currencies differ, or if a model in between could not be solved.
///
/// ```
/// use std::path::Path;
/// use waferline::explain::compare;
/// use waferline::input::Input;
/// use waferline::{Outcome, SolveOptions, solve};
///
/// let input = Input::open(Path::new("models/minimal.toml"))?;
/// let base = input.model(&[], &[])?.model;
/// let with = input.model(&[], &["site.cloud.power_mw *= 0.9"])?.model;
/// let (Outcome::Optimal(from), Outcome::Optimal(to)) =
///     (solve(&base, &SolveOptions::default())?, solve(&with, &SolveOptions::default())?)
/// else {
///     panic!("both have a plan");
/// };
/// let comparison = compare(&base, &from, &with, &to)?;
/// assert_eq!(comparison.inputs.len(), 1);
/// assert!(comparison.bridge.lines[0].amount < 0.0);
/// assert!(!comparison.plan.changed.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn compare(
    base: &Model,
    from: &Solved,
    with: &Model,
    to: &Solved,
) -> Result<Comparison, ExplainError> {
    let differences = Differences::between(base, with);
    if base.currency != with.currency {
        return Err(ExplainError::Unknown(format!(
            "margins in {} and {} cannot be compared",
            base.currency, with.currency
        )));
    }
    Ok(Comparison {
        bridge: bridge::divide(&differences, from, to)?,
        margin: margin_changes(&from.plan, &to.plan),
        plan: plan_changes(from, to),
        options: option_changes(&from.plan, &to.plan),
        inputs: differences.changes,
    })
}

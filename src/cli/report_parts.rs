//! What a report page says beside the plan.

use crate::explain::{
    self, Bridge, Explanation, Highlights, OptionValues, OptionsAsked, bridge, explain, highlights,
};
use crate::input::Input;
use crate::model::Model;
use crate::outcome::{self, Outcome, SolveOptions, Solved};

use super::failure::Failure;

/// Why the plan is so, and what the changes do.
pub struct ReportParts {
    pub explanation: Explanation,
    pub highlights: Highlights,
    /// From the model as its file has it; nothing where that is this one, has errors or no best plan.
    pub bridge: Option<Bridge>,
    /// What the options are worth; nothing where the model has none.
    pub options: Option<OptionValues>,
}

impl ReportParts {
    /// Explains a plan of the model that `input` has with some changes, if `is_changed`; says which part comes next.
    pub fn of(
        input: &Input,
        (model, solved): (&Model, &Solved),
        is_changed: bool,
        options: &SolveOptions,
        say: &dyn Fn(&str),
    ) -> Result<Self, Failure> {
        let explanation = explain(model, solved)?;
        let highlights = highlights(model, solved, &explanation)?;
        let bridge = if is_changed {
            say("bridge from the model without changes");
            from_base(input, model, solved, options)?
        } else {
            None
        };
        let values = if model.options.is_empty() {
            None
        } else {
            say("options");
            Some(explain::options(model, options, &OptionsAsked::default())?)
        };
        Ok(Self {
            explanation,
            highlights,
            bridge,
            options: values,
        })
    }
}

fn from_base(
    input: &Input,
    model: &Model,
    solved: &Solved,
    options: &SolveOptions,
) -> Result<Option<Bridge>, Failure> {
    let Ok(base) = input.model(&[], &[]) else {
        return Ok(None);
    };
    let Outcome::Optimal(from) = outcome::solve(&base.model, options)? else {
        return Ok(None);
    };
    Ok(Some(bridge(&base.model, &from, model, solved)?))
}

//! Which options the plan takes.

use std::borrow::Cow;

use serde::Serialize;

use super::decisions::Decisions;
use crate::formulation::{Column, Constraint};
use crate::lp::Lp;
use crate::model::Model;

/// How often the plan takes an option.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OptionTaken {
    /// Option id.
    pub option: String,
    /// How often it is taken: a whole number, or a share where shares are allowed.
    pub taken: f64,
    /// How often it can be taken.
    pub at_most: u32,
    /// Whether the model says so; otherwise that was the best of all selections.
    pub is_decided: bool,
    /// Its cash, undiscounted, for as often as it is taken; horizon and tail.
    pub cash: Vec<f64>,
}

/// Returns the model whose numbers are what they are with the options as a solution takes them.
pub(super) fn counted<'m>(
    model: &'m Model,
    lp: &Lp<Column, Constraint>,
    x: &[f64],
) -> Cow<'m, Model> {
    if model.options.is_empty() {
        return Cow::Borrowed(model);
    }
    let times = model
        .option_ids()
        .map(|option| lp.value(x, &Column::Taken { option }));
    let times: Vec<f64> = times.collect();
    Cow::Owned(model.holding(&times).merged().into_owned())
}

/// Returns the options in the order of the model.
pub(super) fn options(decisions: &Decisions) -> Vec<OptionTaken> {
    let model = decisions.model;
    let taken = |id| decisions.value(Column::Taken { option: id });
    model
        .option_ids()
        .map(|id| {
            let option = model.option(id);
            let times = taken(id);
            OptionTaken {
                option: option.id.clone(),
                taken: times,
                at_most: option.at_most,
                is_decided: !option.is_free(),
                cash: option
                    .cash
                    .values()
                    .iter()
                    .map(|cash| cash * times + 0.0)
                    .collect(),
            }
        })
        .collect()
}

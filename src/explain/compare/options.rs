//! How often two plans take each option.

use serde::Serialize;

use crate::plan::Plan;

/// How often an option is taken in two plans.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct OptionChange {
    /// Option id.
    pub option: String,
    /// How often it is taken in the base; null where there is no such option.
    pub before: Option<f64>,
    /// In the other.
    pub after: Option<f64>,
}

/// Returns every option of two plans, in the order of the base; then those of the other alone.
pub(super) fn option_changes(base: &Plan, with: &Plan) -> Vec<OptionChange> {
    let taken = |plan: &Plan, option: &str| {
        let found = plan.options.iter().find(|it| it.option == option);
        found.map(|it| it.taken)
    };
    let is_new = |option: &&str| taken(base, option).is_none();
    let mine = base.options.iter().map(|it| it.option.as_str());
    let theirs = with.options.iter().map(|it| it.option.as_str());
    mine.chain(theirs.filter(is_new))
        .map(|option| OptionChange {
            option: option.to_owned(),
            before: taken(base, option),
            after: taken(with, option),
        })
        .collect()
}

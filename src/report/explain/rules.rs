//! What to call the fields of options and policy.

use crate::model::{OptionField, PolicyField};

/// Returns what to call a field of an option.
pub(super) fn of_option(name: &str, field: OptionField) -> String {
    match field {
        OptionField::Adds => format!("what {name} adds"),
        OptionField::Cash => format!("cash of {name}"),
        OptionField::AtMost => format!("how often {name} can be taken"),
        OptionField::Decided => format!("quarter in which {name} is decided"),
        OptionField::Requires => format!("what {name} requires"),
        OptionField::Excludes => format!("what {name} excludes"),
        OptionField::Whole => format!("whether {name} is taken whole"),
        OptionField::Taken => format!("how often {name} is taken"),
    }
}

/// Returns what to call a rule over the whole plan.
pub(super) fn of_policy(field: PolicyField) -> &'static str {
    match field {
        PolicyField::ExternalShareMax => "share sold outside (policy)",
        PolicyField::Budget => "budget",
        PolicyField::ServiceFirst => "service first (policy)",
    }
}

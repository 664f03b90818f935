//! What happens at a breakpoint, in the planner's words.

use serde::Serialize;

use crate::formulation::{bound_address, describe_column, describe_row, row_address};
use crate::model::{Address, Model};
use crate::outcome::Solved;

use super::pieces::{Bend, Key};

/// One thing that happens at a breakpoint as the number rises.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Event {
    /// What kind of thing.
    pub happening: EventKind,
    /// The limit or activity in words.
    pub what: String,
    /// The number of the model that limits, where there is one.
    pub address: Option<Address>,
}

/// What can happen at a breakpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum EventKind {
    /// A limit binds from here on.
    Binds,
    /// A limit binds no longer.
    NoLongerBinds,
    /// An activity comes in.
    Starts,
    /// An activity goes out.
    Stops,
    /// Another number takes over as the one that counts: a commitment above demand.
    TakesOver,
}

/// Returns what happens between the plans `before` and `after` a breakpoint.
pub(super) fn events(
    model: &Model,
    bend: Option<&Bend>,
    before: &Solved,
    after: &Solved,
) -> Vec<Event> {
    match bend {
        None => Vec::new(),
        Some(Bend::TakesOver) => vec![Event {
            happening: EventKind::TakesOver,
            what:
                "another number takes over: demand and commitment, or two commitments, change order"
                    .to_owned(),
            address: None,
        }],
        Some(Bend::Basis { reaches, leaves }) if reaches == leaves => {
            // From one of its limits to the other.
            vec![
                event(model, *leaves, before, false),
                event(model, *reaches, after, true),
            ]
        }
        Some(Bend::Basis { reaches, leaves }) => {
            vec![
                event(model, *reaches, after, true),
                event(model, *leaves, before, false),
            ]
        }
    }
}

/// Returns what reaching (or leaving) its limit means for a column or row; `at` is a plan in which it is there.
fn event(model: &Model, key: Key, at: &Solved, reaches: bool) -> Event {
    match key {
        Key::Row(row) => Event {
            happening: if reaches {
                EventKind::Binds
            } else {
                EventKind::NoLongerBinds
            },
            what: describe_row(model, row),
            address: row_address(model, row),
        },
        Key::Column(column) => {
            let is_full = at.lp.column(&column).is_some_and(|id| {
                let (x, upper) = (at.solution.x[id.0], at.lp.columns()[id.0].upper);
                upper > 0.0 && x > 0.5 * upper
            });
            Event {
                happening: match (is_full, reaches) {
                    (true, true) => EventKind::Binds,
                    (true, false) => EventKind::NoLongerBinds,
                    (false, true) => EventKind::Stops,
                    (false, false) => EventKind::Starts,
                },
                what: describe_column(model, column),
                address: is_full.then(|| bound_address(model, column)).flatten(),
            }
        }
    }
}

//! What forces a decision to be otherwise than given.

use serde::Serialize;

use super::error::HoldError;
use crate::explain::Sense;
use crate::formulation::{Column, Constraint, held_range};
use crate::lp::Lp;
use crate::model::{Address, Model};
use crate::outcome::{InTheWay, Limiting, in_the_way};
use crate::solve::{Answer, SolveOptions, prove};

/// A limit, or another decision as held, that forces a change.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ForcedBy {
    /// The number of the model that limits; null for a decision that is held, and for what is no one number.
    pub address: Option<Address>,
    /// What it limits: `wafer starts at N3 in 2027Q1`.
    pub what: String,
    /// Which way.
    pub sense: Sense,
    /// At which amount.
    pub amount: f64,
}

/// Returns what does not let a decision be as given with all others held as they are: a proof that there is no such plan rests on it.
/// The limits of the model come before other decisions, and what is nearest in time first.
///
/// `lp` is the program of the model, whose options are decided.
pub(super) fn because(
    model: &Model,
    lp: &Lp<Column, Constraint>,
    at: usize,
    given: f64,
    options: &SolveOptions,
) -> Result<Vec<ForcedBy>, HoldError> {
    let own = Constraint::Held { at };
    // Most is held: presolve leaves little of it.
    let free = vec![0.0; lp.columns().len()];
    let mut asked = lp.clone().with_costs(&free);
    if let Some(row) = asked.row(&own) {
        let (lower, upper) = held_range(given);
        asked.set_row_range(row, lower, upper);
    }
    let Answer::Infeasible(multipliers) = prove(&asked, options)?.answer else {
        // What rounding lets be is forced by nothing, and what the model has no column for by itself.
        return Ok(Vec::new());
    };
    let limits = in_the_way(&asked, &multipliers, Some, |row| (row.lower, row.upper));
    let limits = limits.into_iter();
    let mut others: Vec<_> = limits.filter(|it| it.of != Limiting::Row(own)).collect();
    let t = model.held[at].t;
    others.sort_by_key(|it| {
        let is_held = matches!(it.of, Limiting::Row(Constraint::Held { .. }));
        // What is not done at all says least.
        (
            is_held,
            it.bound == 0.0,
            quarter_of(model, it.of).abs_diff(t),
        )
    });
    Ok(others.iter().map(|it| ForcedBy::of(model, it)).collect())
}

/// Returns the quarter that a limit is about; the first for those that are about none.
fn quarter_of(model: &Model, of: Limiting<Column, Constraint>) -> usize {
    match of {
        Limiting::Row(row) => row.said_of(model).unwrap_or(0),
        Limiting::Column(column) => column.decided_in(model),
    }
}

impl ForcedBy {
    fn of(model: &Model, limit: &InTheWay<Column, Constraint>) -> Self {
        let (address, what, amount) = limit.named(model);
        let sense = match limit.sense {
            "exactly" => Sense::Exactly,
            "at least" => Sense::AtLeast,
            _ => Sense::AtMost,
        };
        Self {
            address,
            what,
            sense,
            amount,
        }
    }
}

//! What forces a decision to be otherwise than given.

use serde::Serialize;

use super::error::HoldError;
use crate::formulation::Constraint;
use crate::formulation::describe_row;
use crate::model::{Address, Model};
use crate::outcome::{ConflictingLimit, Outcome, Solved, solve_again};

/// A limit, or another decision as held, that forces a change.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ForcedBy {
    /// The number of the model that limits; null for a decision that is held, and for what is no one number.
    pub address: Option<Address>,
    /// The limit in words: `wafer starts at N3 in 2027Q1 at most 12000`.
    pub description: String,
}

/// Returns what does not let a decision be as given with all others held as they are: a proof that there is no such plan rests on it.
/// The limits of the model come before other decisions.
pub(super) fn because(
    model: &Model,
    solved: &Solved,
    at: usize,
    given: f64,
) -> Result<Vec<ForcedBy>, HoldError> {
    let mut asked = solved.holding(model).into_owned();
    asked.held[at].amount = given;
    let own = describe_row(&asked, Constraint::Held { at });
    let conflict = match solve_again(&asked, solved)? {
        Outcome::Infeasible(why) => why.conflict,
        // What rounding lets be is forced by nothing.
        Outcome::Optimal(_) | Outcome::Unbounded(_) => Vec::new(),
    };
    let forced = conflict.into_iter().map(|limit| {
        let ConflictingLimit {
            address,
            description,
        } = limit;
        ForcedBy {
            address,
            description,
        }
    });
    let mut forced: Vec<ForcedBy> = forced
        .filter(|it| !it.description.starts_with(&own))
        .collect();
    forced.sort_by_key(|it| it.address.is_none());
    Ok(forced)
}

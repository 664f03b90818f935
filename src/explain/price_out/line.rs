//! What a price-out says, line by line.

use serde::Serialize;

use super::ActivityAddress;
use crate::formulation::Line;
use crate::model::Address;
use crate::quarter::Quarter;

/// Whether an activity is done.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "standing", rename_all = "kebab-case")]
pub enum Standing {
    /// It is done: at the plan's prices a unit earns what it takes.
    Done,
    /// It is done as much as its own limit allows: at the plan's prices a unit earns more than it takes.
    AtLimit,
    /// It is not done.
    NotDone,
    /// It cannot happen, whatever it earns.
    Impossible {
        /// Why.
        why: String,
    },
}

/// What an amount of a statement is about.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum PriceLineKind {
    /// Money earned or paid.
    Money {
        /// What for.
        line: Line,
        /// The id of an item, service or buyer; two ids where it is a pair of them.
        of: String,
        /// The same in words: by names where the model gives them.
        of_name: String,
    },
    /// Something scarce that is used up (or, above 0, left to others), at its price.
    Scarcity {
        /// The number that limits, where it is one number of the model.
        address: Option<Address>,
        /// What it limits, in words.
        limit: String,
        /// How much of it one unit uses.
        uses: f64,
        /// Its price, present value per unit; of a share per 1.00 of it.
        price: f64,
    },
    /// Something that would have to follow, and does not pay by itself: what is missing there.
    DoesNotPay {
        /// What, in words.
        activity: String,
    },
    /// What an item is worth in other uses, where it could not be rolled back any further.
    Elsewhere {
        /// What, in words.
        what: String,
        /// The opening stock, receipts or orders that it stands for.
        address: Option<Address>,
    },
}

/// One amount of a statement.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PriceLine {
    /// What it is about.
    #[serde(flatten)]
    pub kind: PriceLineKind,
    /// The quarter of the money or the limit; null where it has none.
    pub quarter: Option<Quarter>,
    /// Money per unit of the activity, present value: positive for it, negative against.
    pub present_value: f64,
}

/// What speaks for one unit more of an activity and what against it, rolled back to its sources.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PriceOut {
    /// The activity.
    pub activity: ActivityAddress,
    /// The activity in words.
    pub does: String,
    /// Units in the plan.
    pub planned: f64,
    /// Whether it is done.
    #[serde(flatten)]
    pub standing: Standing,
    /// The lines; they add up to `net`.
    pub lines: Vec<PriceLine>,
    /// What a unit earns less what it takes, at the prices of the lines, present value. Below 0 it does not pay: a first small
    /// part of a unit would lower the margin at this rate.
    pub net: f64,
    /// What one whole unit more would change the best margin by, present value, by re-solving with exactly as much done (where
    /// it is done to its own limit, with that limit one unit greater); null where there is no such plan, or no room for one.
    pub one_more: Option<f64>,
    /// The same of one whole unit fewer; null where less than one is done, or there is no such plan.
    pub one_fewer: Option<f64>,
    /// By how much one unit falls short, in money of the activity's own quarter; null if it is done or impossible.
    /// Confirmed by re-solving: a little more and it is done, a little less and it is not.
    pub falls_short_by: Option<f64>,
    /// Whether `falls_short_by` was confirmed on both sides, by an optimum proved there.
    pub checked: bool,
    /// Present value of 1 in the activity's quarter.
    pub discount: f64,
    /// With `service_first`: the prices are those of the plans with the least shortfall.
    pub after_service_first: bool,
}

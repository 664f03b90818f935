//! No plan: what cannot hold together, and the least changes that make a plan possible.

mod assignment;
mod held;
mod number;
mod repairs;
mod trial;
mod words;

use serde::Serialize;

use crate::formulation::{Column, Constraint, formulate};
use crate::lp::{Conflict, Elastic, Lp, Relaxation, Variable};
use crate::model::Address;
use crate::model::Model;
use crate::outcome::Infeasible;

use assignment::{Assignment, Operation};
use number::Number;
pub(super) use number::numbers;

/// What the sum of a few numbers can be off by, as a share of them: each addition rounds by half of an `EPSILON` at most.
const ROUNDED: f64 = 4.0 * f64::EPSILON;

/// Why a model has no plan, and what would give it one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Diagnosis {
    /// Limits that cannot hold together, in the order of addresses.
    pub conflict: Vec<ConflictMember>,
    /// Proved by re-solving: without any one of them, the others of the conflict can hold together.
    pub is_irreducible: bool,
    /// How the limits add up; null where nothing is asked for.
    pub shortage: Option<Shortage>,
    /// Changes each of which makes a plan possible and none of which does more than needed; those that leave most
    /// margin first.
    pub repairs: Vec<Repair>,
    /// Whether there would be a plan if options could be taken in part; the conflict is that of taking none.
    pub only_in_part: bool,
}

/// A number that cannot hold together with the others.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConflictMember {
    /// The number; null where it is no one number of the model.
    pub address: Option<Address>,
    /// What it is.
    pub amount: Option<f64>,
    /// Which way it limits.
    pub sense: Sense,
    /// What it limits: `wafer starts at tsmc-n3p in 2027Q1`.
    pub what: String,
    /// The limit in words: `wafer starts at tsmc-n3p in 2027Q1: at most 12000`.
    pub description: String,
    /// What it asks for, or what it can give, in the units of [`Shortage::counted_in`]; null without a shortage, and
    /// for a limit by a share.
    pub part: Option<f64>,
}

/// Which way a number limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Sense {
    /// No more than it.
    AtMost,
    /// No less than it.
    AtLeast,
    /// As much as it: a decision that is held.
    Exactly,
}

impl Sense {
    /// Returns it in words.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::AtMost => "at most",
            Self::AtLeast => "at least",
            Self::Exactly => "exactly",
        }
    }
}

/// How a conflict adds up.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Shortage {
    /// The number in whose units everything is counted.
    pub counted_in: Address,
    /// The unit in words: `chip-quarters of bedrock`.
    pub unit: String,
    /// What the members that ask for something ask for.
    pub asked: f64,
    /// The most of it that is possible within the others.
    pub possible: f64,
    /// What is missing: asked less possible.
    pub short: f64,
}

/// A change that makes a plan possible.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Repair {
    /// What it changes.
    pub kind: RepairKind,
    /// Assignments as `--set` takes them; all of them together.
    pub assignments: Vec<String>,
    /// The best margin then, present value, by solving the changed model; null if that has no end.
    pub margin: Option<f64>,
}

/// What a repair changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RepairKind {
    /// One number raised.
    More,
    /// One number lowered.
    Less,
    /// All quarters of a path raised alike.
    MoreThroughout,
    /// All quarters of a path lowered alike.
    LessThroughout,
    /// Orders due one quarter later.
    OrdersLater,
    /// A longer wait allowed.
    LongerWait,
    /// Orders no longer firm.
    NotFirm,
    /// An option taken less often, or left.
    TakenLess,
    /// Several numbers, the least change of each beside the others by the sum of relative changes.
    Together,
}

/// Returns why the model, which was proved to have no plan, has none, and what would give it one.
///
/// Where the search for the reason gets stuck or is interrupted, the limits of the proof `why` stand for it, and
/// [`Diagnosis::is_irreducible`] is false. A repair that cannot be confirmed by solving the changed model is left out.
#[must_use]
pub fn diagnose(model: &Model, why: &Infeasible) -> Diagnosis {
    let lp = formulate(model);
    let numbers = numbers(model, &lp);
    let mut gives: Vec<Relaxation> = numbers.iter().map(wholly).collect();
    gives.extend(held::gives(model, &lp));
    let conflict = Elastic::new(&lp, &gives)
        .with_watch(&why.options.watch)
        .conflict();
    let Ok(Some(mut conflict)) = conflict else {
        return of_proof(why);
    };
    // Where no number of the model can mend it, the options as decided cannot hold together.
    if conflict.members.is_empty() {
        return of_proof(why);
    }
    let held = held::taken_out(&mut conflict, numbers.len());
    let members: Vec<&Number> = conflict.members.iter().map(|&i| &numbers[i]).collect();
    // What is held asks for something too, but in no unit of a promise.
    let shortage = if held.is_empty() {
        shortage(model, &conflict, &members)
    } else {
        None
    };
    let unit = shortage.as_ref().map(|(_, unit)| *unit);
    let of_numbers = members
        .iter()
        .zip(conflict.worth.iter().zip(&conflict.through))
        .map(|(of, (worth, &through))| {
            // A share is part of what others give, it gives nothing itself.
            let part = unit.filter(|_| !of.is_share());
            let part = part.map(|unit| worth * of.limit.amount / unit);
            member(model, &lp, of, through, part)
        });
    let of_held = held.iter().map(|&at| held::member(model, at));
    Diagnosis {
        conflict: of_numbers.chain(of_held).collect(),
        is_irreducible: true,
        shortage: shortage.map(|(shortage, _)| shortage),
        repairs: repairs::menu(model, &lp, &numbers, &conflict, &why.options),
        only_in_part: why.only_in_part,
    }
}

/// Returns what a number may give, wholly whatever was rounded: a row holds the sum of its numbers, and where each of them gives
/// no more than itself, the last digit of that sum could be left, which nothing can give.
fn wholly(of: &Number) -> Relaxation {
    let mut give = of.give.clone();
    give.most *= 1.0 + ROUNDED;
    give
}

/// Returns how much more, rounded outward to at least `needed`, and the assignment that adds it.
pub(super) fn more(address: &Address, amount: f64, needed: f64) -> (f64, String) {
    let assignment = Assignment::of_number(address, amount, true, needed);
    let extra = match assignment.operation {
        Operation::Add(extra) => extra,
        Operation::Set(_) | Operation::Times(_) => needed,
    };
    (extra, assignment.to_string())
}

fn of_proof(why: &Infeasible) -> Diagnosis {
    let member = |limit: &crate::outcome::ConflictingLimit| ConflictMember {
        address: limit.address.clone(),
        amount: None,
        sense: Sense::AtMost,
        what: limit.description.clone(),
        description: limit.description.clone(),
        part: None,
    };
    Diagnosis {
        conflict: why.conflict.iter().map(member).collect(),
        is_irreducible: false,
        shortage: None,
        repairs: Vec::new(),
        only_in_part: why.only_in_part,
    }
}

fn member(
    model: &Model,
    lp: &Lp<Column, Constraint>,
    of: &Number,
    through: Variable,
    part: Option<f64>,
) -> ConflictMember {
    let what = words::what(model, lp, through);
    let sense = if of.asks() {
        Sense::AtLeast
    } else {
        Sense::AtMost
    };
    ConflictMember {
        description: format!("{what}: {} {}", sense.word(), of.limit.amount),
        address: Some(of.limit.address.clone()),
        amount: Some(of.limit.amount),
        sense,
        what,
        part,
    }
}

/// Returns how a conflict adds up, counted in units of the member that asks for most, and what that unit is worth in
/// the proof.
fn shortage(model: &Model, conflict: &Conflict, members: &[&Number]) -> Option<(Shortage, f64)> {
    let asking = members
        .iter()
        .zip(&conflict.worth)
        .filter(|(of, _)| of.asks());
    let asked: f64 = asking
        .clone()
        .map(|(of, worth)| of.limit.amount * worth)
        .sum();
    // An option asks for what it adds, which is not counted by how often it is taken.
    let asking = asking.filter(|(of, _)| !of.is_taken());
    let weight = |(of, worth): &(&&Number, &f64)| of.limit.amount * **worth;
    let (most, &unit) = asking.max_by(|a, b| weight(a).total_cmp(&weight(b)))?;
    Some((
        Shortage {
            counted_in: most.limit.address.clone(),
            unit: words::unit(model, &most.limit.address),
            asked: asked / unit,
            possible: (asked - conflict.short) / unit,
            short: conflict.short / unit,
        },
        unit,
    ))
}

//! What options are and do, in words.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::model::Model;
use crate::plan::{OptionTaken, Plan};
use crate::report::names::Names;
use crate::report::number::{money, percent, quantity};

use super::Valued;

/// Of those left, so many are named in a sentence.
const NAMED: usize = 6;

/// Returns names as a sentence has them: `a, b and c`.
pub fn joined<T: AsRef<str>>(names: &[T], last: &str) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

/// Returns the heading of the n-th time, from 0.
pub fn in_turn(n: usize) -> String {
    let number = n + 1;
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending} time")
}

/// Returns how often an option is taken, where that is not simply once: `2 of 3`, `40%`.
pub fn times(taken: f64, at_most: u32) -> Option<String> {
    let is_whole = (taken - taken.round()).abs() <= 1e-9;
    match (at_most, is_whole) {
        (1, true) => None,
        (1, false) => Some(percent(taken)),
        (_, true) => Some(format!("{} of {at_most}", taken.round())),
        (_, false) => Some(format!("{} of {at_most}", quantity(taken))),
    }
}

/// Returns the name of an option that is taken, with how often.
fn often(name: &str, taken: f64, at_most: u32) -> String {
    match times(taken, at_most) {
        None => name.to_owned(),
        Some(times) => format!("{name} ({times})"),
    }
}

/// Returns which options a plan takes and which it leaves, as a sentence; nothing for a model without options.
pub fn taken_and_left(plan: &Plan, names: &Names) -> Option<String> {
    let options = &plan.options;
    if options.is_empty() {
        return None;
    }
    Some(sentence(options.iter(), names))
}

/// Returns that prices hold with the options as a plan takes them; nothing where none was to be decided.
pub fn held(plan: &Plan, names: &Names) -> Option<String> {
    if plan.options.iter().all(|it| it.is_decided) {
        return None;
    }
    let open = plan.options.iter().filter(|it| !it.is_decided);
    Some(format!(
        "All of this holds with the options as taken. {}",
        sentence(open, names)
    ))
}

/// Returns how often a plan takes each option that was to be decided, by id.
#[must_use]
pub fn held_by_id(plan: &Plan) -> BTreeMap<String, f64> {
    let open = plan.options.iter().filter(|it| !it.is_decided);
    open.map(|it| (it.option.clone(), it.taken)).collect()
}

fn sentence<'a>(options: impl Iterator<Item = &'a OptionTaken>, names: &Names) -> String {
    let (taken, left): (Vec<&OptionTaken>, Vec<_>) = options.partition(|it| it.taken > 0.0);
    let taken: Vec<String> = taken
        .iter()
        .map(|it| often(names.option(&it.option), it.taken, it.at_most))
        .collect();
    let left: Vec<&str> = left.iter().map(|it| names.option(&it.option)).collect();
    taken_left(&taken, &left)
}

fn taken_left(taken: &[String], left: &[&str]) -> String {
    let named = |names: &[&str]| {
        let more = names.len().saturating_sub(NAMED);
        match more {
            0 | 1 => joined(names, "and"),
            _ => format!("{} and {more} more", names[..names.len() - more].join(", ")),
        }
    };
    match (taken.is_empty(), left.is_empty()) {
        (true, _) => format!("No option is taken. Left: {}.", named(left)),
        (false, true) => format!("Every option is taken: {}.", joined(taken, "and")),
        (false, false) => format!("Taken: {}. Left: {}.", joined(taken, "and"), named(left)),
    }
}

/// Returns which options the best selection takes and leaves.
pub(super) fn answer(options: &[Valued]) -> String {
    let is_taken = |it: &&Valued| it.worth.taken > 0.0;
    let taken = options.iter().filter(is_taken);
    let taken = taken.map(|it| often(it.name, it.worth.taken, it.worth.at_most));
    let left = options.iter().filter(|it| !is_taken(it));
    let left: Vec<&str> = left.map(|it| it.name).collect();
    taken_left(&taken.collect::<Vec<_>>(), &left)
}

/// Returns whether an option is taken or left, and why where the margin is not the reason.
pub(super) fn stands(it: Valued) -> String {
    let worth = it.worth;
    let how = match times(worth.taken, worth.at_most) {
        _ if worth.taken <= 0.0 => "left".to_owned(),
        None => "taken".to_owned(),
        Some(times) => format!("taken, {times}"),
    };
    if worth.is_decided {
        format!("{how}: the model says so")
    } else if it.makes_no_difference() {
        format!("{how}: makes no difference")
    } else {
        how
    }
}

/// Returns what would be done with an option that the model has decided, if that is something else.
pub(super) fn decided(it: Valued) -> Option<String> {
    if !it.worth.is_decided {
        return None;
    }
    let would = match (it.worth.worth, it.worth.taken > 0.0) {
        (Some(_), _) if it.makes_no_difference() => "makes no difference",
        (Some(worth), true) if worth > 0.0 => "would be taken too",
        (Some(_), true) => "would be left",
        (Some(worth), false) if worth > 0.0 => "would be taken",
        (Some(_), false) => "would be left too",
        (None, _) => return None,
    };
    Some(format!("{} {would}", it.name))
}

/// Returns where the answer turns: as a sum in one quarter, and as a price where it is about one.
pub(super) fn breaks_even(it: Valued, currency: &str) -> String {
    let worth = it.worth;
    if !it.option.whole {
        return "taken in part: worth is the gain over none".to_owned();
    }
    let turns = match (worth.with, worth.without) {
        (None, None) => return "no plan, with it or without".to_owned(),
        (None, Some(_)) => return "no plan with it".to_owned(),
        (Some(_), None) => return "no plan without it".to_owned(),
        (Some(_), Some(_)) => worth.breaks_even_cash.as_ref(),
    };
    let Some(cash) = turns else {
        return String::new();
    };
    if it.makes_no_difference() {
        return "its cash now".to_owned();
    }
    let less = |amount: f64| if amount > 0.0 { "less" } else { "more" };
    let each = if worth.at_most > 1 { " each time" } else { "" };
    let mut said = format!(
        "{} {} in {}{each}",
        money(cash.amount.abs(), currency),
        less(cash.amount),
        cash.quarter
    );
    if cash.now != 0.0 {
        // Writing to a string does not fail.
        let _ = write!(said, " (now {})", money(cash.now, currency));
    }
    if let Some(price) = &worth.breaks_even_price {
        let then = price.lowest_now - price.amount;
        let (now, then) = (money(price.lowest_now, currency), money(then, currency));
        let _ = write!(
            said,
            ", or {} {} a unit",
            money(price.amount.abs(), currency),
            less(price.amount)
        );
        if now != then {
            let _ = write!(said, " (lowest {now} now, {then} then)");
        }
    }
    said
}

/// Returns what a selection takes.
pub(super) fn takes(model: &Model, taken: &BTreeMap<String, u32>, names: &Names) -> String {
    let of = |id: &String| taken.get(id).copied().unwrap_or(0);
    let options = model.options.iter().filter(|option| of(&option.id) > 0);
    let named = options.map(|option| {
        let name = names.option(&option.id);
        often(name, f64::from(of(&option.id)), option.at_most)
    });
    let named: Vec<String> = named.collect();
    if named.is_empty() {
        "nothing".to_owned()
    } else {
        named.join(", ")
    }
}

//! What is on the left: scenarios, options, and a card for each number that is open or changed.

use crate::input::{Loaded, Now, NumberInfo, ScenarioInfo};
use crate::model::{Amounts, Model};
use crate::printable::printable;
use crate::quarter::Quarter;
use crate::report::html::desk::{
    Choice, Form, NumberOnDesk, OnDesk, ScenarioOnDesk, called, changes, unit_of,
};
use crate::report::number::quantity;

use super::state::State;
use super::step::is_set_of;
use super::table::{Chosen, Opened};

/// Returns the left of the page; `without` are the numbers with the scenarios alone.
pub(super) fn drawn(
    state: &State,
    opened: &[Opened],
    without: &[NumberInfo],
    scenarios: &[ScenarioInfo],
    loaded: &Loaded,
) -> String {
    let model = &loaded.model;
    let known = |card: &Opened| {
        let number = without.iter().find(|it| it.path == card.path)?;
        Some((number, card.form))
    };
    let numbers = opened.iter().filter_map(known);
    let numbers = numbers.filter(|(it, _)| !matches!(it.now, Now::Taken(..)));
    let sets = state.sets.iter().enumerate();
    let is_other = |path: &str| !without.iter().any(|it| it.path == path);
    let changes_of = state.changes();
    let of_others = changes_of.iter().filter(|it| is_other(&it.path));
    let others: Vec<&str> = of_others
        .flat_map(|it| &it.sets)
        .map(String::as_str)
        .collect();
    let on_desk = OnDesk {
        scenarios: scenarios.iter().map(|it| scenario(state, it)).collect(),
        options: without
            .iter()
            .filter_map(|it| choice(state, it, model))
            .collect(),
        numbers: numbers
            .map(|(it, chosen)| card(state, it, chosen, model))
            .collect(),
        others: sets
            .map(|(at, set)| (at, set.as_str()))
            .filter(|(_, set)| others.contains(set))
            .collect(),
    };
    printable(&changes(&on_desk)).into_owned()
}

fn scenario(state: &State, it: &ScenarioInfo) -> ScenarioOnDesk {
    ScenarioOnDesk {
        id: it.name.clone(),
        name: it.display_name.clone().unwrap_or_else(|| it.name.clone()),
        description: it.description.clone(),
        is_on: state.scenarios.contains(&it.name),
    }
}

/// Returns an option as it is decided; `None` of any other number.
fn choice(state: &State, it: &NumberInfo, model: &Model) -> Option<Choice> {
    let Now::Taken(without, at_most) = it.now else {
        return None;
    };
    let id = it.path.strip_prefix("option.")?.strip_suffix(".taken")?;
    let option = model.options.iter().find(|option| option.id == id);
    let is_changed = !state.sets_of(&it.path).is_empty();
    Some(Choice {
        path: it.path.clone(),
        name: it.names.last().cloned().unwrap_or_else(|| id.to_owned()),
        taken: if is_changed { option?.taken } else { without },
        at_most,
    })
}

fn card(state: &State, it: &NumberInfo, chosen: Option<Chosen>, model: &Model) -> NumberOnDesk {
    let sets = state.sets.iter().enumerate();
    let own = state.sets_of(&it.path);
    let sets: Vec<(usize, String)> = sets
        .filter(|(_, set)| own.contains(&set.as_str()))
        .map(|(at, set)| (at, set.clone()))
        .collect();
    let without = values(&it.now);
    let now = amounts_now(model, it);
    let known = now.as_ref().unwrap_or(&without);
    NumberOnDesk {
        path: it.path.clone(),
        name: name(Some(&called(model, &it.path)), it),
        doc: it.doc.to_owned(),
        form: in_form(chosen, form(it, &own, known), it, &own, known),
        has_quarters: matches!(it.now, Now::ByQuarter(..)),
        has_factor: without.iter().any(|&it| it != 0.0),
        is_share: it.is_share,
        without: self::without(it, model),
        now: now.as_ref().map_or_else(String::new, |now| {
            with_unit(spread(&it.now, now, model), it, model)
        }),
        most: without.iter().copied().fold(0.0, f64::max),
        sets,
    }
}

/// Returns how a number is changed by its assignments; a factor of 1 where it is not. `now` is what it is.
fn form(it: &NumberInfo, sets: &[&str], now: &[f64]) -> Form {
    match (&it.now, sets) {
        (Now::Flag(flag), []) => Form::Flag(*flag),
        (Now::Flag(_), [set]) => Form::Flag(set.trim_end().ends_with("true")),
        (Now::One(amount), []) => Form::Amount(*amount),
        (Now::ByQuarter(_, values), []) if values.iter().all(|&it| it == 0.0) => Form::Amount(0.0),
        (Now::ByQuarter(..), []) => Form::Factor(1.0),
        (Now::ByQuarter(start, _), sets)
            if sets.iter().all(|set| is_of_quarter(it, *start, set)) =>
        {
            quarters(it, *start, sets, now)
        }
        (_, [set]) => {
            let rest = set.strip_prefix(it.path.as_str()).map(str::trim_start);
            match (rest, value_of(set)) {
                (Some(rest), Some(factor)) if rest.starts_with("*=") => Form::Factor(factor),
                (Some(rest), Some(amount)) if rest.starts_with('=') => Form::Amount(amount),
                _ => Form::Typed,
            }
        }
        _ => Form::Typed,
    }
}

/// Returns whether an assignment sets a single quarter to a number.
fn is_of_quarter(it: &NumberInfo, start: Quarter, set: &str) -> bool {
    let Now::ByQuarter(_, values) = &it.now else {
        return false;
    };
    let mut targets = (0..values.len()).map(|t| format!("{}@{}", it.path, start.plus(t)));
    value_of(set).is_some() && targets.any(|target| is_set_of(set, &target))
}

/// Returns a number quarter by quarter: what it is, and what single quarters are set to.
fn quarters(it: &NumberInfo, start: Quarter, sets: &[&str], now: &[f64]) -> Form {
    let all = now.iter().enumerate().map(|(t, &now)| {
        let quarter = start.plus(t);
        let target = format!("{}@{quarter}", it.path);
        let set = sets.iter().find(|set| is_set_of(set, &target));
        (quarter.to_string(), now, set.and_then(|set| value_of(set)))
    });
    Form::Quarters(all.collect())
}

/// Returns the form that was chosen: as far as the assignments are of another, with nothing changed yet.
fn in_form(
    chosen: Option<Chosen>,
    found: Form,
    it: &NumberInfo,
    sets: &[&str],
    now: &[f64],
) -> Form {
    let first = now.first().copied().unwrap_or(0.0);
    match (chosen, &found, &it.now) {
        (None, ..)
        | (_, Form::Flag(_), _)
        | (Some(Chosen::Factor), Form::Factor(_), _)
        | (Some(Chosen::Amount), Form::Amount(_), _) => found,
        (Some(Chosen::Factor), ..) => Form::Factor(1.0),
        (Some(Chosen::Quarters), _, Now::ByQuarter(start, _)) => quarters(it, *start, sets, now),
        (Some(Chosen::Amount | Chosen::Quarters), ..) => Form::Amount(first),
    }
}

/// Returns the number that an assignment gives.
fn value_of(set: &str) -> Option<f64> {
    let (_, value) = set.split_once('=')?;
    value.trim().replace('_', "").parse().ok()
}

fn values(now: &Now) -> Vec<f64> {
    match now {
        Now::ByQuarter(_, values) => values.clone(),
        Now::One(amount) => vec![*amount],
        Now::Flag(_) | Now::Taken(..) => Vec::new(),
    }
}

/// Returns the amounts in the model as it is changed; `None` of what the model keeps in another form.
fn amounts_now(model: &Model, it: &NumberInfo) -> Option<Vec<f64>> {
    match model.amounts(model.find_path(&it.path)?.field)? {
        Amounts::ByQuarter(values) | Amounts::Before(values) => Some(values),
        Amounts::One(value) => Some(vec![value]),
    }
}

/// Returns what a number is called: in words, else by the name of its table and its own.
pub(super) fn name(words: Option<&str>, it: &NumberInfo) -> String {
    if let Some(words) = words.filter(|words| *words != it.path) {
        return words.to_owned();
    }
    match (it.path.rsplit('.').next(), it.names.last()) {
        (Some(own), Some(table)) => format!("{} of {table}", own.replace('_', " ")),
        _ => it.path.clone(),
    }
}

/// Returns what a number is without the changes of its card.
pub(super) fn without(it: &NumberInfo, model: &Model) -> String {
    with_unit(spread(&it.now, &values(&it.now), model), it, model)
}

/// Returns what a number is with its unit, where its meaning or the catalogue has one.
fn with_unit(shown: String, it: &NumberInfo, model: &Model) -> String {
    if it.doc.starts_with("Money") {
        return format!("{} {shown}", model.currency);
    }
    match unit_of(model, &it.path) {
        Some(unit) if !shown.is_empty() => format!("{shown} {unit}"),
        _ => shown,
    }
}

/// Returns what a number is: of one that varies within the horizon the first and the last quarter.
fn spread(now: &Now, values: &[f64], model: &Model) -> String {
    let within = &values[..values.len().min(model.horizon.quarters)];
    match (now, within) {
        (Now::Flag(flag), _) => if *flag { "yes" } else { "no" }.to_owned(),
        (_, []) => String::new(),
        (_, [first, .., last]) if first != last => {
            format!("{} … {}", quantity(*first), quantity(*last))
        }
        (_, [first, ..]) if within.iter().any(|it| it != first) => {
            let most = within.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let least = within.iter().copied().fold(f64::INFINITY, f64::min);
            format!("{} to {}", quantity(least), quantity(most))
        }
        (_, [first, ..]) => quantity(*first),
    }
}

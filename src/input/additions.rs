//! What options add: `ADDRESS += amount`, read after all assignments and scaled by none of them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::apply::{matches_nothing, no_limit};
use super::assign::{self, Assignment, Operator, Segment, Target};
use super::calendar::Calendar;
use super::check::{CANNOT_ADD, wrong_number};
use super::document::{Data, Entity, Named, Origin, Slot, Table};
use super::formula::without_rounding;
use super::node::{Located, Path};
use super::read::{Faults, Reader, number, unless_wrong};
use super::schema::{Domain, Field, Kind, Tail};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// What taking an option once adds to one number of the model.
#[derive(Debug)]
pub(super) struct Added {
    /// The path of the number, which is there.
    pub path: String,
    /// The text that adds first to it.
    pub place: Span,
    /// What is added each quarter of horizon and tail; the same in all of them to a number that does not vary.
    pub amounts: Vec<f64>,
}

/// What options add.
#[derive(Debug, Default)]
pub(super) struct Additions {
    /// By option, in the order of the file: each number once.
    pub of: Vec<Vec<Added>>,
    /// Whether some text is wrong, and its addition not among them.
    pub is_in_part: bool,
}

const HELP: &str = "write `site.a.power_mw@2028Q1.. += 60`: an option adds to numbers";
/// The code of what an option would do before it is decided.
pub(super) const BEFORE_DECIDED: &str = "before-decided";

/// Returns what each option adds; reports what is wrong with it.
pub(super) fn additions(reader: &mut Reader, root: &Table) -> Additions {
    let mut all = Additions::default();
    for option in root.entities("option") {
        let mut of_option: Vec<Added> = Vec::new();
        let mut known: HashMap<String, usize> = HashMap::new();
        for text in option.table.assignments("adds") {
            let found = match added(reader, root, option, text) {
                Ok(found) => found,
                Err(faults) => {
                    reader.found.extend(faults);
                    all.is_in_part = true;
                    continue;
                }
            };
            for one in found {
                match known.entry(one.path.clone()) {
                    Entry::Vacant(entry) => {
                        entry.insert(of_option.len());
                        of_option.push(one);
                    }
                    Entry::Occupied(entry) => {
                        let wrong = add(&mut of_option[*entry.get()], &one);
                        reader.found.extend(wrong);
                    }
                }
            }
        }
        all.of.push(of_option);
    }
    all
}

/// Adds to what an option adds to a number already. Returns the error if the sum is no number that a plan can have.
fn add(sum: &mut Added, more: &Added) -> Option<Diagnostic> {
    for (sum, &more) in sum.amounts.iter_mut().zip(&more.amounts) {
        *sum = without_rounding(*sum + more, *sum);
    }
    let origin = Origin::given(more.place);
    let mut amounts = sum.amounts.iter();
    amounts.find_map(|&amount| wrong_number(&more.path, amount, Domain::Signed, origin))
}

/// Returns the position of the quarter in which an option is decided; the first while that is wrong.
pub(super) fn decided(calendar: &Calendar, option: &Table) -> usize {
    let quarter = option.quarter("decided");
    let t = quarter.and_then(|quarter| calendar.horizon.index(quarter));
    t.filter(|&t| t < calendar.horizon.quarters).unwrap_or(0)
}

/// Returns the error for something before the quarter in which an option is decided.
pub(super) fn before_decided(message: String, place: Option<Span>, option: &Table) -> Diagnostic {
    let mut error = Diagnostic::error(BEFORE_DECIDED, message)
        .with_help("date it from that quarter on, or let `decided` be sooner");
    for (span, text) in [(place, ""), (option.span_of("decided"), "decided here")] {
        if let Some(span) = span {
            error = error.with_label(span, text);
        }
    }
    error
}

/// Returns what one text adds, to each number that its address stands for.
fn added(
    reader: &mut Reader,
    root: &Table,
    option: &Entity,
    text: &Named,
) -> Result<Vec<Added>, Faults> {
    let assignment = parsed(reader, text).map_err(|error| vec![error])?;
    let target = &assignment.target;
    let field = assign::field_of(root, target).map_err(|error| vec![error])?;
    if !field.is_addable {
        return Err(vec![cannot_add(&target.path(), target.span)]);
    }
    let wrong = assign::check_quarters(&reader.calendar, target, field.kind);
    unless_wrong((), wrong.into_iter().collect())?;
    let amounts = amounts(reader, option, &assignment, field)?;
    let mut numbers = Vec::new();
    each_number(root, "", &target.segments, &mut numbers);
    // What is not there though it must be is reported as that.
    let is_met = !numbers.is_empty();
    let mut added = Vec::new();
    for (path, slot) in numbers {
        let Some(limits) = limits(slot, &amounts) else {
            if !target.has_pattern() {
                return Err(vec![no_limit(&path, target.span)]);
            }
            continue;
        };
        let place = assignment.span;
        added.push(Added {
            path,
            place,
            amounts: limits,
        });
    }
    if added.is_empty() && (target.has_pattern() || !is_met) {
        return Err(vec![matches_nothing(target)]);
    }
    Ok(added)
}

/// Returns what a text says, if it adds.
fn parsed(reader: &Reader, text: &Named) -> Result<Assignment, Diagnostic> {
    let whole = &reader.sources.get(text.span.source).text;
    let text = Located::quoted(&text.text, text.span, whole);
    let assignment = assign::parse(&text).map_err(|error| match error.code {
        assign::SYNTAX => error.with_help(HELP),
        _ => error,
    })?;
    if assignment.operator == Operator::Plus {
        return Ok(assignment);
    }
    let message = format!("`{}` adds nothing: only `+=` adds", assignment.text);
    let error = Diagnostic::error("not-an-addition", message);
    Err(error.with_label(assignment.span, "").with_help(HELP))
}

/// Returns the error for a field that exists and that no option adds to.
fn cannot_add(path: &str, place: Span) -> Diagnostic {
    Diagnostic::error(CANNOT_ADD, format!("an option cannot add to `{path}`"))
        .with_label(place, "")
        .with_help(
            "give the deal a buyer, a service or an expansion of its own, with its own price, and let the option add its orders, its demand or its capacity",
        )
}

/// Returns what is added in each quarter: from the quarter of the decision on, in the quarters of the address.
fn amounts(
    reader: &mut Reader,
    option: &Entity,
    assignment: &Assignment,
    field: &Field,
) -> Result<Vec<f64>, Faults> {
    let target = &assignment.target;
    let (written_as, node) = (target.path(), &assignment.value);
    let path = Path::ROOT.child(&written_as);
    if !matches!(field.kind, Kind::Series(..)) {
        let number = number(path, node).map_err(|error| vec![error])?;
        let origin = Origin::given(number.span);
        let wrong = wrong_number(&written_as, number.value, Domain::Signed, origin);
        let late = at_the_start(&reader.calendar, option, target, field);
        unless_wrong((), wrong.into_iter().chain(late).collect())?;
        return Ok(vec![number.value; reader.calendar.periods()]);
    }
    let written = reader.series(path, node, Domain::Signed, Tail::GoesOn);
    reader.found.append(&mut reader.doubts);
    let written = written?;
    let calendar = &reader.calendar;
    let all = 0..calendar.periods();
    let picked = target.quarters.map_or(all, |it| it.range(calendar));
    let said = |t: usize| {
        if calendar.is_known {
            format!("{written_as}@{}", calendar.horizon.quarter(t))
        } else {
            written_as.clone()
        }
    };
    let amount = |t: usize| written.values()[t];
    let wrong = picked
        .clone()
        .find_map(|t| wrong_number(&said(t), amount(t), Domain::Signed, written.origin(t)));
    unless_wrong((), wrong.into_iter().collect())?;
    let decided = decided(calendar, &option.table);
    let is_dated = |t: usize| target.quarters.is_some() || written.origin(t).is_dated;
    let mut before = picked.clone().take_while(|&t| t < decided);
    // As for cash: nothing in an earlier quarter is no addition.
    if let Some(t) = before.find(|&t| amount(t) != 0.0 && is_dated(t)) {
        let message = format!(
            "`{}` is before `option.{}` is decided in {}",
            said(t),
            option.id,
            calendar.horizon.quarter(decided)
        );
        let place = target.quarters.map(|quarters| quarters.span);
        let place = place.or(written.origin(t).span);
        return Err(vec![before_decided(message, place, &option.table)]);
    }
    let is_added = |t: usize| t >= decided && picked.contains(&t);
    let added = |t: usize| if is_added(t) { amount(t) } else { 0.0 };
    Ok((0..calendar.periods()).map(added).collect())
}

/// Returns the error for opening stock of an option that is decided later.
fn at_the_start(
    calendar: &Calendar,
    option: &Entity,
    target: &Target,
    field: &Field,
) -> Option<Diagnostic> {
    let decided = decided(calendar, &option.table);
    if field.key != "opening" || decided == 0 {
        return None;
    }
    let message = format!(
        "`{}` is there at the start, before `option.{}` is decided in {}",
        target.path(),
        option.id,
        calendar.horizon.quarter(decided)
    );
    let error = before_decided(message, Some(target.span), &option.table);
    Some(error.with_help("leave `decided` out, or add `receipts` in a later quarter"))
}

/// Adds the path and the value of each number below a table that an address stands for.
fn each_number<'a>(
    table: &'a Table,
    path: &str,
    segments: &[Segment],
    into: &mut Vec<(String, &'a Slot)>,
) {
    let Some((segment, rest)) = segments.split_first() else {
        return;
    };
    let Some(Some(slot)) = table
        .shape
        .position(&segment.text)
        .map(|at| &table.slots[at])
    else {
        return;
    };
    let path = match path {
        "" => segment.text.clone(),
        _ => format!("{path}.{}", segment.text),
    };
    match (&slot.data, rest) {
        (Data::Table(inner), [_, ..]) => each_number(inner, &path, rest, into),
        (Data::Entities(entities), [id, rest @ ..]) => {
            for entity in entities.iter().filter(|entity| id.matches(&entity.id)) {
                let path = format!("{path}.{}", entity.id);
                each_number(&entity.table, &path, rest, into);
            }
        }
        _ => into.push((path, slot)),
    }
}

/// Returns the amounts where there is a number to add to; `None` where there is no limit in any of these quarters.
fn limits(slot: &Slot, amounts: &[f64]) -> Option<Vec<f64>> {
    let Data::Series(series) = &slot.data else {
        return Some(amounts.to_vec());
    };
    // Only a limit that is not given is infinite: what is not finite is an error of its own.
    let is_there = |t: usize| series.values()[t] != f64::INFINITY || series.origin(t).given;
    let picked = amounts.iter().enumerate();
    let there: Vec<f64> = picked
        .map(|(t, &amount)| if is_there(t) { amount } else { 0.0 })
        .collect();
    let is_none = amounts.iter().any(|&it| it != 0.0) && there.iter().all(|&it| it == 0.0);
    (!is_none).then_some(there)
}

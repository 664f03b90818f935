//! Numbers of the quarters before the start, oldest first: which quarters can be named, and what assignments do to them.

use std::ops::Range;

use super::assign::{Assignment, Quarters, Target};
use super::calendar::Calendar;
use super::document::{Data, Origin, Slot};
use super::node::{Path, Placed};
use super::read::number;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// How many quarters before the start can be named: as many as count anywhere, ten years.
const FURTHEST_BACK: usize = 40;

/// Returns what makes the quarters of an address meaningless for numbers of quarters before the start.
pub(super) fn check_quarters(
    calendar: &Calendar,
    target: &Target,
    quarters: Quarters,
) -> Option<Diagnostic> {
    let horizon = &calendar.horizon;
    let is_past = |quarter| {
        let before = horizon.quarters_before(quarter);
        before.is_some_and(|before| before <= FURTHEST_BACK)
    };
    let named = [Some(quarters.from), quarters.to];
    let wrong = named.into_iter().flatten().find(|&it| !is_past(it));
    let quarter = wrong.filter(|_| calendar.is_known)?;
    let (path, start) = (target.path(), horizon.start);
    let message = format!("`{path}`: {quarter} is not among the quarters before {start}");
    Some(
        Diagnostic::error("outside-horizon", message)
            .with_label(quarters.span, "")
            .with_help(format!(
                "name one from {} to {}",
                horizon.quarter_before(FURTHEST_BACK),
                horizon.quarter_before(1)
            )),
    )
}

/// Sets the numbers of the quarters that the address names.
pub(super) fn set(slot: &mut Slot, assignment: &Assignment, calendar: &Calendar, path: Path) {
    let number = match number(path, &assignment.value) {
        Ok(number) => number,
        Err(fault) => {
            slot.faults.push(fault);
            return;
        }
    };
    let picked = picked(assignment, calendar, 0);
    if let Data::Numbers(numbers) = &mut slot.data {
        reach(numbers, picked.end, assignment.span);
        let length = numbers.len();
        for before in picked {
            numbers[length - before] = number;
        }
        slot.origin = Origin::given(assignment.span);
    }
}

/// Multiplies or adds to the numbers of the quarters that the address names, or to all that are given.
pub(super) fn change(
    numbers: &mut Vec<Placed>,
    assignment: &Assignment,
    calendar: &Calendar,
    changed: &dyn Fn(f64) -> f64,
) {
    let picked = picked(assignment, calendar, numbers.len());
    reach(numbers, picked.end, assignment.span);
    let length = numbers.len();
    for before in picked {
        let number = &mut numbers[length - before];
        number.value = changed(number.value);
        number.span = assignment.span;
    }
}

/// Returns how many quarters before the start those lie that the address names; without quarters those of `given` numbers.
fn picked(assignment: &Assignment, calendar: &Calendar, given: usize) -> Range<usize> {
    let Some(quarters) = assignment.target.quarters else {
        return 1..given + 1;
    };
    let before = |quarter| calendar.horizon.quarters_before(quarter).unwrap_or(0);
    let last = quarters.to.map_or(1, before).max(1);
    last..before(quarters.from) + 1
}

/// Lengthens the numbers to those less than `end` quarters before the start; what was not known is 0.
fn reach(numbers: &mut Vec<Placed>, end: usize, span: Span) {
    let missing = end.saturating_sub(1).saturating_sub(numbers.len());
    let nothing = Placed { value: 0.0, span };
    numbers.splice(0..0, std::iter::repeat_n(nothing, missing));
}

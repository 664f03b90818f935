//! From where to where a curve goes.

use crate::explain::ExplainError;
use crate::model::Model;

use super::CurveRange;
use super::number::Number;

/// Returns both ends of the range asked for, by default half of today's number and half as much again; why there is no
/// such curve where the number cannot be there.
pub(super) fn ends(
    model: &Model,
    number: &Number,
    address: &str,
    range: CurveRange,
) -> Result<(f64, f64), ExplainError> {
    let wrong = |why: &str| ExplainError::Unknown(format!("{address}: {why}"));
    let today = number.today();
    if number.now().any(|(_, value)| !value.is_finite()) {
        return Err(wrong(
            "has no limit in the model, so there is nothing to move",
        ));
    }
    if !number.is_single() && number.now().all(|(_, value)| value == 0.0) {
        return Err(wrong(
            "is 0 in all these quarters, and a factor changes nothing: name one quarter",
        ));
    }
    let (least, most) = number.room(model);
    let from = range.from.unwrap_or((0.5 * today).max(least));
    let to = range.to.unwrap_or((1.5 * today).min(most));
    if from >= to {
        let why = if range.to.is_none() {
            "stands at 0 or below --from: say up to where with --to"
        } else {
            "the curve ends before it begins: --from must be below --to"
        };
        return Err(wrong(why));
    }
    let what = if number.is_single() {
        "the number"
    } else {
        "the factor"
    };
    // Written so that what is no number is refused as well.
    if !(from >= least && to <= most) {
        let (least, most) = (plain(least), plain(most));
        return Err(wrong(&format!("{what} can only be from {least} to {most}")));
    }
    let smallest = number.least_above_0();
    let is_too_small = |end: Option<f64>| end.is_some_and(|end| end > 0.0 && end < smallest);
    if is_too_small(range.from) || is_too_small(range.to) {
        let smallest = plain(smallest);
        return Err(wrong(&format!(
            "{what} can only be 0, or from {smallest} up"
        )));
    }
    Ok((from, to))
}

/// Returns a number in the fewest digits: `1e15` rather than its zeros.
fn plain(number: f64) -> String {
    let (plain, short) = (number.to_string(), format!("{number:e}"));
    if short.len() < plain.len() {
        short
    } else {
        plain
    }
}

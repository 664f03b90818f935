//! Series by formula: compound growth, and a fixed step a quarter.

use super::check::{OUT_OF_RANGE, range_help, range_of, written};
use super::document::{Origin, Written};
use super::node::{Node, Path};
use super::read::{Faults, Reader, number};
use super::schema::Domain;
use super::series::Draft;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// A growth per quarter above this multiplies by more than 5 a year.
const FASTEST_GROWTH: f64 = 0.5;

impl Reader {
    pub(super) fn compound(
        &mut self,
        path: Path,
        start: &Node,
        growth: &Node,
    ) -> Result<Draft, Faults> {
        let place = growth.span;
        let (start, growth, span) = pair(path, start, ("growth", growth), Domain::Any)?;
        if growth > FASTEST_GROWTH {
            let message = format!(
                "`{}` is {}: it multiplies by {} every quarter",
                path.child("growth"),
                written(growth),
                written(1.0 + growth)
            );
            let help = format!(
                "growth is a share a quarter: 0.04 is 4%; above {FASTEST_GROWTH} is rarely intended"
            );
            self.doubts.push(
                Diagnostic::warning("implausible", message)
                    .with_label(place, "")
                    .with_help(help),
            );
        }
        let value = |t: usize| start * (1.0 + growth).powf(t as f64);
        Ok(self.by_formula(span, value))
    }

    pub(super) fn linear(
        &self,
        path: Path,
        start: &Node,
        step: &Node,
        domain: Domain,
    ) -> Result<Draft, Faults> {
        let (start, step, span) = pair(path, start, ("step", step), Domain::NonNegative)?;
        // It stops at 0 where it falls; a start below 0 is left to the checks. What may be negative stops on its way to 0
        // alike, from either side, and goes on away from 0.
        let may_be_negative = domain == Domain::Signed;
        let value = |t: usize| match without_rounding(start + step * t as f64, start) {
            value if t > 0 && step < 0.0 && (start > 0.0 || !may_be_negative) => value.max(0.0),
            value if may_be_negative && start < 0.0 => value.min(0.0),
            value => value,
        };
        Ok(self.by_formula(span, value))
    }

    fn by_formula(&self, span: Span, value: impl Fn(usize) -> f64) -> Draft {
        let origin = Origin::given(span);
        let mut series = Written::constant(0.0, self.calendar.periods(), origin);
        series.update(|t, _, _| Some((value(t), origin)));
        self.goes_on(series)
    }
}

/// Returns a sum, or 0 where it is so small beside what was summed that rounding alone may have made it: 0.3 less three
/// times 0.1 is 0, not 6e-17.
pub(super) fn without_rounding(sum: f64, summand: f64) -> f64 {
    // Three roundings of half a unit in the last place, and one to spare.
    if sum.abs() <= 4.0 * f64::EPSILON * summand.abs() {
        0.0
    } else {
        sum
    }
}

/// Returns the start and the change of a series by formula, and where it stands.
fn pair(
    path: Path,
    start: &Node,
    (key, change): (&str, &Node),
    domain: Domain,
) -> Result<(f64, f64, Span), Faults> {
    match (
        number(path.child("start"), start),
        number(path.child(key), change),
    ) {
        (Ok(_), Ok(change)) if !domain.holds(change.value) => {
            let message = format!(
                "`{}` is {}; {}",
                path.child(key),
                written(change.value),
                range_of(domain)
            );
            Err(vec![
                Diagnostic::error(OUT_OF_RANGE, message)
                    .with_label(change.span, "")
                    .with_help(range_help(change.value)),
            ])
        }
        (Ok(start), Ok(change)) => Ok((start.value, change.value, start.span)),
        (start, change) => Err(start.err().into_iter().chain(change.err()).collect()),
    }
}

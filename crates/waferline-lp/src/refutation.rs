//! Proofs that there is no optimum: that no point keeps every limit, or that nothing ends the objective.

use std::cell::OnceCell;
use std::hash::Hash;

use crate::double::Double;
use crate::implied::Ranges;
use crate::program::{ColumnId, Lp};
use crate::solution::Certificate;
use crate::terms::{ROUNDING, Terms};

/// A proof of infeasibility that falls short by more than this share of its largest term is believed at once; by less, a
/// plan that keeps all limits within what a certificate accepts is looked for first.
pub(crate) const CLEARLY: f64 = 1e-9;

/// Returns whether the row multipliers `y` prove that no point keeps every row and bound (Farkas): the most that the
/// columns within their ranges can make of `y A x` is less than the least that the rows' ranges ask of it. A range whose
/// lower end is above its upper end is a proof by itself.
#[must_use]
pub fn proves_infeasible<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    y: &[Double],
) -> bool {
    shortage(lp, y).is_some()
}

/// Returns by how much what the columns can make of `y A x` falls short of what the rows ask, relative to the largest
/// term; `None` if it does not, or by no more than rounding can make of the sum.
///
/// A column or row without an end of its own can go as far as the others imply; where they do not, only multipliers that
/// do not use it prove anything.
#[must_use]
pub fn shortage<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    y: &[Double],
) -> Option<f64> {
    let columns = lp.columns().iter().map(|it| (it.lower, it.upper));
    let rows = lp.rows().iter().map(|it| (it.lower, it.upper));
    if columns.chain(rows).any(|(lower, upper)| lower > upper) {
        return Some(f64::INFINITY);
    }
    // Mostly a first look at the rows shows enough. Where it is not clear, wide ranges could hide what tighter ones show.
    let first = short_within(lp, y, &|| Ranges::at_first_look(lp));
    let clear = first.filter(|&short| short > CLEARLY);
    let again = || short_within(lp, y, &|| Ranges::of(lp, None));
    clear.or_else(again).or(first)
}

/// Returns [`shortage`] with what the others imply as far as `implied` says.
fn short_within<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    y: &[Double],
    implied: &dyn Fn() -> Ranges,
) -> Option<f64> {
    let ranges = OnceCell::new();
    let ranges = || ranges.get_or_init(implied);
    let mut short = Terms::default();
    let mut size = 0.0;
    let mut add = |price: Double, end: f64| {
        let term = price.times(end);
        size += term.abs().value();
        short.add(term);
        end.is_finite()
    };
    for (i, (row, &y)) in lp.rows().iter().zip(y).enumerate() {
        let (own, implied) = if y.is_positive() {
            (row.lower, (|range: (f64, f64)| range.0) as fn(_) -> _)
        } else {
            (row.upper, (|range: (f64, f64)| range.1) as fn(_) -> _)
        };
        let is_used = y != Double::ZERO;
        if is_used && !add(y, or(own, || implied(ranges().rows[i]))) {
            return None;
        }
    }
    for (j, column) in lp.columns().iter().enumerate() {
        let mut terms = Terms::default();
        for (row, value) in lp.entries(ColumnId(j)) {
            terms.take(-y[row.0], value);
        }
        let used = terms.rounded();
        let (own, implied) = if used.is_positive() {
            (column.upper, (|range: (f64, f64)| range.1) as fn(_) -> _)
        } else {
            (column.lower, (|range: (f64, f64)| range.0) as fn(_) -> _)
        };
        let is_used = used != Double::ZERO;
        if is_used && !add(-used, or(own, || implied(ranges().columns[j]))) {
            return None;
        }
    }
    let amount = short.sum.value();
    (amount > ROUNDING * size).then(|| amount / short.largest)
}

/// Returns an end, or the implied one where it is none.
fn or(own: f64, implied: impl FnOnce() -> f64) -> f64 {
    if own.is_finite() { own } else { implied() }
}

/// Returns whether moving along `ray` (one entry a column) from any feasible point keeps every row and bound and
/// raises the objective without bound.
#[must_use]
pub fn proves_unbounded<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    ray: &[f64],
) -> bool {
    let mut rows = vec![Terms::default(); lp.rows().len()];
    let mut earned = Terms::default();
    let mut columns_stay = true;
    for (j, (&value, column)) in ray.iter().zip(lp.columns()).enumerate() {
        columns_stay &= stays(value, column.lower, column.upper, 0.0);
        earned.add(Double::product(value, column.cost));
        for (row, coefficient) in lp.entries(ColumnId(j)) {
            rows[row.0].add(Double::product(coefficient, value));
        }
    }
    // What is earned must be more than what the rows are allowed to miss could be the reason of.
    let proves = |share: f64| {
        let mut rows = rows.iter().zip(lp.rows());
        let rows_stay = rows.all(|(terms, row)| {
            stays(
                terms.sum.value(),
                row.lower,
                row.upper,
                share * terms.largest,
            )
        });
        rows_stay && earned.sum.value() > share * earned.largest
    };
    columns_stay && (proves(Certificate::FEASIBILITY) || proves(ROUNDING))
}

/// Returns whether something that moves so much never leaves its range.
fn stays(moves: f64, lower: f64, upper: f64, rounding: f64) -> bool {
    (upper == f64::INFINITY || moves <= rounding)
        && (lower == f64::NEG_INFINITY || moves >= -rounding)
}

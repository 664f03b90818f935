//! How far columns and rows can go: their own ranges, and where those have no end, what the others imply.
//!
//! A bound that is implied changes no optimum; here it says how much a price of the wrong sign can be worth at the most.
//! All ends are rounded outward: they are never tighter than the program's. A plan that earns less than the one at hand
//! need not be looked at: what it costs to go further is an end too.
//!
//! Source of the method: bound propagation as in Andersen and Andersen, "Presolving in linear programming" (1995).

use std::hash::Hash;

use crate::program::{ColumnId, Lp};

/// How often bounds are carried on from row to row; chains of balances are about as long as lead times.
const PASSES: usize = 8;

/// What one rounding can be at the most, relative to the size: half a last digit (`f64::EPSILON / 2`), four times over, so that
/// roundings of the bound itself and its products of second order are covered too.
const UNIT: f64 = 2.0 * f64::EPSILON;
/// What is done with a sum afterwards (taking one term out, dividing, taking from an end) rounds less often than this.
const AFTERWARDS: f64 = 4.0;

/// The ranges of columns and rows, own or implied; an end that nothing implies is infinite.
#[derive(Clone, Debug)]
pub(super) struct Ranges {
    /// By column: (least, greatest).
    pub(super) columns: Vec<(f64, f64)>,
    /// By row: (least, greatest) activity.
    pub(super) rows: Vec<(f64, f64)>,
}

/// Least and greatest activity of a row, each as its finite part and how many terms are infinite.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Activity {
    least: f64,
    endless_least: usize,
    greatest: f64,
    endless_greatest: usize,
    /// Sum of the sizes of all finite terms, and how many there are: what the rounding of the sums is relative to.
    size: f64,
    terms: f64,
}

impl Activity {
    /// Adds a column within its range.
    pub(super) fn add(&mut self, coefficient: f64, (lower, upper): (f64, f64)) {
        let (low, high) = ends(coefficient, (lower, upper));
        self.terms += 1.0;
        if low.is_finite() {
            self.least += low;
            self.size += low.abs();
        } else {
            self.endless_least += 1;
        }
        if high.is_finite() {
            self.greatest += high;
            self.size += high.abs();
        } else {
            self.endless_greatest += 1;
        }
    }

    /// Returns the least activity of the other terms, without one whose least is `low`.
    pub(super) fn least_without(&self, low: f64) -> f64 {
        match (self.endless_least, low.is_finite()) {
            (0, _) => self.least - low,
            (1, false) => self.least,
            _ => f64::NEG_INFINITY,
        }
    }

    /// Returns the greatest activity of the other terms, without one whose greatest is `high`.
    pub(super) fn greatest_without(&self, high: f64) -> f64 {
        match (self.endless_greatest, high.is_finite()) {
            (0, _) => self.greatest - high,
            (1, false) => self.greatest,
            _ => f64::INFINITY,
        }
    }

    /// Returns the least and the greatest activity, rounded outward.
    fn outward(&self) -> (f64, f64) {
        let rounding = self.rounding();
        let least = if self.endless_least == 0 {
            self.least - rounding
        } else {
            f64::NEG_INFINITY
        };
        let greatest = if self.endless_greatest == 0 {
            self.greatest + rounding
        } else {
            f64::INFINITY
        };
        (least, greatest)
    }

    /// Returns more than the sums can be off by rounding: each of the additions and products rounds once, and what is
    /// done with a sum afterwards a few times more.
    fn rounding(&self) -> f64 {
        (self.terms + AFTERWARDS) * UNIT * self.size
    }
}

/// Returns the least and the greatest that a coefficient makes of a range.
pub(super) fn ends(coefficient: f64, (lower, upper): (f64, f64)) -> (f64, f64) {
    if coefficient > 0.0 {
        (coefficient * lower, coefficient * upper)
    } else {
        (coefficient * upper, coefficient * lower)
    }
}

impl Ranges {
    /// Returns how far every column and row of a program can go; in a point that earns at least so much, if that is said.
    ///
    /// A row is looked at again only where one of its columns has moved since: else it would say the same.
    pub(super) fn of<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
        lp: &Lp<C, R>,
        earning: Option<f64>,
    ) -> Self {
        Self::after(PASSES, lp, earning)
    }

    /// Returns the same as far as looking at every row once shows.
    pub(super) fn at_first_look<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(lp: &Lp<C, R>) -> Self {
        Self::after(1, lp, None)
    }

    fn after<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
        passes: usize,
        lp: &Lp<C, R>,
        earning: Option<f64>,
    ) -> Self {
        let by_row = ByRow::of(lp);
        let costs = lp.columns().iter().map(|it| it.cost).enumerate();
        let costs: Vec<(usize, f64)> = costs.filter(|&(_, cost)| cost != 0.0).collect();
        let columns = lp.columns().iter().map(|it| (it.lower, it.upper));
        let mut ranges = Self {
            columns: columns.collect(),
            rows: Vec::with_capacity(lp.rows().len()),
        };
        let mut is_due = vec![true; lp.rows().len()];
        let mut moved = Vec::new();
        for _ in 0..passes {
            let mut changed = false;
            let call = |moved: &mut Vec<usize>, is_due: &mut [bool]| {
                for column in moved.drain(..) {
                    for (row, _) in lp.entries(ColumnId(column)) {
                        is_due[row.0] = true;
                    }
                }
            };
            for (i, row) in lp.rows().iter().enumerate() {
                if std::mem::replace(&mut is_due[i], false) {
                    ranges.carry_on(by_row.entries(i), (row.lower, row.upper), &mut moved);
                    changed |= !moved.is_empty();
                    call(&mut moved, &mut is_due);
                }
            }
            if let Some(least) = earning {
                ranges.carry_on(&costs, (least, f64::INFINITY), &mut moved);
                changed |= !moved.is_empty();
                call(&mut moved, &mut is_due);
            }
            if !changed {
                break;
            }
        }
        for (i, row) in lp.rows().iter().enumerate() {
            let (least, greatest) = ranges.activity(by_row.entries(i)).outward();
            let range = (row.lower.max(least), row.upper.min(greatest));
            ranges.rows.push(range);
        }
        ranges
    }

    fn activity(&self, entries: &[(usize, f64)]) -> Activity {
        let mut activity = Activity::default();
        for &(column, coefficient) in entries {
            activity.add(coefficient, self.columns[column]);
        }
        activity
    }

    /// Tightens the ranges of a row's columns to what the row implies, and adds those that became tighter to `moved`.
    fn carry_on(
        &mut self,
        entries: &[(usize, f64)],
        (lower, upper): (f64, f64),
        moved: &mut Vec<usize>,
    ) {
        let activity = self.activity(entries);
        for &(column, coefficient) in entries {
            let range = self.columns[column];
            let (low, high) = ends(coefficient, range);
            let outward = |end: f64, row_end: f64| {
                let rounding = activity.rounding() + AFTERWARDS * f64::EPSILON * row_end.abs();
                rounding / coefficient.abs() + AFTERWARDS * f64::EPSILON * end.abs()
            };
            let from_upper = (upper - activity.least_without(low)) / coefficient;
            let from_lower = (lower - activity.greatest_without(high)) / coefficient;
            let ((least, at_least), (greatest, at_most)) = if coefficient > 0.0 {
                ((from_lower, lower), (from_upper, upper))
            } else {
                ((from_upper, upper), (from_lower, lower))
            };
            // What is not tighter before it is rounded outward is not after.
            if !(least > range.0 || greatest < range.1) {
                continue;
            }
            let least = least - outward(least, at_least);
            let greatest = greatest + outward(greatest, at_most);
            // What is no number (an infinite end less an infinite one) compares as not tighter.
            if least > range.0 && least <= range.1 {
                self.columns[column].0 = least;
                moved.push(column);
            }
            if greatest < range.1 && greatest >= range.0 {
                self.columns[column].1 = greatest;
                moved.push(column);
            }
        }
    }
}

/// The coefficients by row, entries of a row in ascending column order.
struct ByRow {
    ends: Vec<usize>,
    entries: Vec<(usize, f64)>,
}

impl ByRow {
    fn of<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(lp: &Lp<C, R>) -> Self {
        let mut ends = vec![0; lp.rows().len() + 1];
        let columns = || (0..lp.columns().len()).map(ColumnId);
        for (row, _) in columns().flat_map(|column| lp.entries(column)) {
            ends[row.0 + 1] += 1;
        }
        for i in 1..ends.len() {
            ends[i] += ends[i - 1];
        }
        // Each start moves to its end while its row is filled.
        let mut entries = vec![(0, 0.0); lp.nonzeros()];
        for column in columns() {
            for (row, value) in lp.entries(column) {
                entries[ends[row.0]] = (column.0, value);
                ends[row.0] += 1;
            }
        }
        ends.pop();
        Self { ends, entries }
    }

    fn entries(&self, row: usize) -> &[(usize, f64)] {
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.entries[start..self.ends[row]]
    }
}

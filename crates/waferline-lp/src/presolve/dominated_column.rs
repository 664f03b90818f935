//! Columns that cost more than what they give can be worth, or earn more than what they take.
//!
//! What a row is worth is bounded: by the ends it has, and by every column that could grow without bound and would, were
//! the row worth more (or less). A column whose reduced cost has the same sign at all such duals is at that end in every
//! optimum. A row whose dual cannot be 0 is at that end: an equality.

use super::activity::{Activity, Span};
use super::fixed_column::reduce_at;
use super::remains::{NoOptimum, Remains};
use super::tally::Rule;
use crate::simplex::Status;

/// How often bounds of duals are carried on from row to row.
const PASSES: usize = 4;
/// By how much a reduced cost, or a dual, must differ from 0, relative to its terms above 1: a hundred times the tolerance of
/// the simplex method, for a column that is taken away by mistake comes back only by pivots on the whole program.
const SURE: f64 = 1e-7;

/// Fixes dominated columns and makes equalities of rows that have a price; returns whether there were any.
pub(super) fn reduce_all(remains: &mut Remains) -> Result<bool, NoOptimum> {
    let plain: Vec<Span> = remains.range.iter().map(|&range| signs(range)).collect();
    let mut duals = plain.clone();
    let columns: Vec<usize> = remains.columns().collect();
    let rows: Vec<usize> = remains.rows().collect();
    for _ in 0..PASSES {
        let mut changed = false;
        for &column in &columns {
            changed |= tighten(remains, column, &mut duals);
        }
        if !changed {
            break;
        }
    }
    let mut found = false;
    for column in columns {
        if !remains.has_column(column) {
            continue;
        }
        let cost = remains.cost[column];
        let sure = SURE * cost.abs().max(1.0);
        let reach = reduced_costs(remains, column, &duals);
        // Duals that others' ends imply prove nothing about a tie; what the rows' own ends say does.
        let ends = reduced_costs(remains, column, &plain);
        let bounds = remains.bounds[column];
        let at = if reach.upper < -sure || (ends.upper <= 0.0 && bounds.lower.is_finite()) {
            Status::Lower
        } else if reach.lower > sure || (ends.lower >= 0.0 && bounds.upper.is_finite()) {
            Status::Upper
        } else {
            continue;
        };
        reduce_at(remains, column, at, Rule::DominatedColumn)?;
        found = true;
    }
    for row in rows {
        let (Span { lower, upper }, dual) = (remains.range[row], duals[row]);
        if lower == upper {
            continue;
        }
        let level = if dual.lower > SURE {
            upper
        } else if dual.upper < -SURE {
            lower
        } else {
            continue;
        };
        if !level.is_finite() {
            return Err(NoOptimum);
        }
        remains.set_range(
            row,
            Span {
                lower: level,
                upper: level,
            },
        );
        found = true;
    }
    Ok(found)
}

/// Returns the duals that a row's own ends allow.
fn signs(range: Span) -> Span {
    Span {
        lower: if range.lower.is_finite() {
            f64::NEG_INFINITY
        } else {
            0.0
        },
        upper: if range.upper.is_finite() {
            f64::INFINITY
        } else {
            0.0
        },
    }
}

/// Returns what a dual's part of a reduced cost can be; a coefficient times a dual of 0 is 0.
fn part(dual: Span, value: f64) -> Span {
    let times = |end: f64| if end == 0.0 { 0.0 } else { end * value };
    let (one, other) = (times(dual.lower), times(dual.upper));
    Span {
        lower: one.min(other),
        upper: one.max(other),
    }
}

fn uses(remains: &Remains, column: usize, duals: &[Span]) -> Activity {
    let mut activity = Activity::default();
    for (row, value) in remains.matrix.column(column) {
        activity.add(part(duals[row], value));
    }
    activity
}

/// Returns the least and the greatest reduced cost of a column.
fn reduced_costs(remains: &Remains, column: usize, duals: &[Span]) -> Span {
    let cost = remains.cost[column];
    let used = uses(remains, column, duals).span();
    Span {
        lower: cost - used.upper,
        upper: cost - used.lower,
    }
}

/// Tightens the duals of the rows of a column without an upper end (its reduced cost is at most 0) or a lower end (at
/// least 0); returns whether any changed for the better.
fn tighten(remains: &Remains, column: usize, duals: &mut [Span]) -> bool {
    let bounds = remains.bounds[column];
    let is_endless = (
        bounds.lower == f64::NEG_INFINITY,
        bounds.upper == f64::INFINITY,
    );
    if is_endless == (false, false) {
        return false;
    }
    let cost = remains.cost[column];
    let activity = uses(remains, column, duals);
    let mut changed = false;
    for (row, value) in remains.matrix.column(column) {
        let others = activity.without(part(duals[row], value));
        // What the rows are worth together: at least the cost if the column could grow, at most if it could shrink.
        let asked = Span {
            lower: if is_endless.1 {
                cost - others.upper
            } else {
                f64::NEG_INFINITY
            },
            upper: if is_endless.0 {
                cost - others.lower
            } else {
                f64::INFINITY
            },
        }
        .times(1.0 / value);
        let dual = &mut duals[row];
        let gains = |gain: f64, end: f64| gain > SURE * end.abs().max(1.0);
        if gains(asked.lower - dual.lower, asked.lower) {
            dual.lower = asked.lower;
            changed = true;
        }
        if gains(dual.upper - asked.upper, asked.upper) {
            dual.upper = asked.upper;
            changed = true;
        }
    }
    changed
}

//! A column of one row, an equality, is its slack: the row becomes a range, and the column's cost the other columns'.
//!
//! With `sum_k a_k x_k + a x = b` and `l <= x <= u`, the row becomes `b - a u <= sum_k a_k x_k <= b - a l` (for `a > 0`), and
//! `c x = c b / a - sum_k (c a_k / a) x_k`.
//!
//! The way back: the dual of the equality is `y + c / a`, `y` that of the range. At an end of the range the column is at the
//! bound that the end came from, with `d = -a y`; in between it is basic and `y = 0`.

use super::activity::Span;
use super::postsolve::{Step, Vertex, end_of, end_times, opposite};
use super::remains::Remains;
use super::tally::Rule;
use crate::simplex::Status;

/// A column that became the range of its row.
#[derive(Clone, Debug)]
pub(super) struct Slack {
    row: usize,
    column: usize,
    value: f64,
    cost: f64,
    bounds: Span,
    level: f64,
    /// The row's other entries.
    entries: Vec<(usize, f64)>,
}

/// An entry is at least this share of the largest of its row: the row is divided by it.
const LEAST_SHARE: f64 = 1e-3;

/// Takes a column of one row, an equality, away; returns whether it did.
pub(super) fn reduce(remains: &mut Remains, column: usize) -> bool {
    let mut entries = remains.matrix.column(column);
    let (Some((row, value)), None) = (entries.next(), entries.next()) else {
        return false;
    };
    drop(entries);
    let bounds = remains.bounds[column];
    let is_free = bounds.lower == f64::NEG_INFINITY && bounds.upper == f64::INFINITY;
    if !remains.range[row].is_fixed() || is_free {
        return false;
    }
    let largest = remains.matrix.row(row).map(|(_, value)| value.abs());
    if value.abs() < LEAST_SHARE * largest.fold(0.0, f64::max) {
        return false;
    }
    let level = remains.range[row].lower;
    let cost = remains.cost[column];
    remains.take_column(column, Rule::SlackColumn);
    let entries: Vec<(usize, f64)> = remains.matrix.row(row).collect();
    if cost != 0.0 {
        for &(other, coefficient) in &entries {
            remains.add_to_cost(other, -cost / value * coefficient);
        }
    }
    remains.set_range(row, bounds.times(-value).plus(level));
    remains.record(Slack {
        row,
        column,
        value,
        cost,
        bounds,
        level,
        entries,
    });
    true
}

impl Step for Slack {
    /// The column is where the row was within its range.
    fn restore(&self, vertex: &mut Vertex) {
        let y = vertex.y[self.row];
        let end = vertex.rows[self.row];
        let full = y + self.cost / self.value;
        if end == Status::Basic {
            let x = (self.level - vertex.activity(&self.entries)) / self.value;
            vertex.put_basic_column(self.column, x);
        } else {
            // The more the column takes, the less is left for the others.
            let status = end_times(opposite(end), self.value);
            let x = match status {
                Status::Upper => self.bounds.upper,
                _ => self.bounds.lower,
            };
            vertex.put_column(self.column, x, -self.value * y, status);
        }
        vertex.put_row(self.row, full, end_of(full));
    }
}

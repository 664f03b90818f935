//! Of two columns of which one is a multiple of the other, cost included, one is enough: with the bounds of both.
//!
//! With `a_q = f a_p` and `c_q = f c_p`, only `x = x_p + f x_q` matters, between the sums of the ends. The way back: at an end of
//! the sum both are at theirs; in between, one is put at one of its bounds so that the other, which is basic, is within its own.

use super::activity::{SAME, Span};
use super::parallel::{Line, pairs};
use super::postsolve::{Step, Vertex, end_held, end_times};
use super::remains::{NoOptimum, Remains};
use super::tally::Rule;
use crate::simplex::Status;

/// A column that became part of another.
#[derive(Clone, Debug)]
pub(super) struct Merged {
    kept: usize,
    gone: usize,
    /// The column that is gone is this many times the one kept.
    factor: f64,
    /// Bounds of the one kept, before.
    own: Span,
    /// Bounds of the one that is gone.
    other: Span,
}

/// Merges columns that are multiples of others; returns whether there were any.
pub(super) fn reduce_all(remains: &mut Remains) -> Result<bool, NoOptimum> {
    let cost_row = remains.range.len();
    let lines: Vec<Line> = remains
        .columns()
        .filter(|&column| remains.matrix.column_count(column) > 0)
        .map(|column| {
            let mut entries: Vec<(usize, f64)> = remains.matrix.column(column).collect();
            entries.sort_unstable_by_key(|&(row, _)| row);
            if remains.cost[column] != 0.0 {
                entries.push((cost_row, remains.cost[column]));
            }
            (column, entries)
        })
        .collect();
    let mut found = false;
    for (kept, gone, factor) in pairs(lines) {
        found |= merge(remains, kept, gone, factor)?;
    }
    Ok(found)
}

/// `x = kept + factor * gone` takes the place of both.
fn merge(remains: &mut Remains, kept: usize, gone: usize, factor: f64) -> Result<bool, NoOptimum> {
    let (own, other) = (remains.bounds[kept], remains.bounds[gone]);
    let part = other.times(factor);
    let both = Span {
        lower: own.lower + part.lower,
        upper: own.upper + part.upper,
    };
    // Without an end there is no place for a column that is not basic.
    if both.lower == f64::NEG_INFINITY && both.upper == f64::INFINITY {
        return Ok(false);
    }
    remains.take_column(gone, Rule::ParallelColumn);
    remains.set_bounds(kept, both)?;
    remains.record(Merged {
        kept,
        gone,
        factor,
        own,
        other,
    });
    Ok(true)
}

impl Step for Merged {
    /// At an end of the sum both columns are at theirs; between, one of them is at an end and the other basic.
    fn restore(&self, vertex: &mut Vertex) {
        let d = vertex.d[self.kept];
        let is_fixed = self.own.is_fixed() && self.other.is_fixed();
        let end = end_held(vertex.columns[self.kept], d, is_fixed);
        if end != Status::Basic {
            let status = end_times(end, self.factor);
            vertex.put_column(self.kept, at(self.own, end), d, end);
            vertex.put_column(self.gone, at(self.other, status), d * self.factor, status);
            return;
        }
        let x = vertex.x[self.kept];
        for status in [Status::Lower, Status::Upper] {
            let value = at(self.other, status);
            let rest = x - self.factor * value;
            if value.is_finite() && is_within(self.own, rest) {
                vertex.put_basic_column(self.kept, rest);
                vertex.put_column(self.gone, value, 0.0, status);
                return;
            }
        }
        // Then the other one has to make up for what this one cannot.
        let status = if at(self.own, Status::Lower).is_finite()
            && is_within(self.other, (x - self.own.lower) / self.factor)
        {
            Status::Lower
        } else {
            Status::Upper
        };
        let value = at(self.own, status);
        vertex.put_column(self.kept, value, 0.0, status);
        vertex.put_basic_column(self.gone, (x - value) / self.factor);
    }
}

fn at(bounds: Span, status: Status) -> f64 {
    if status == Status::Upper {
        bounds.upper
    } else {
        bounds.lower
    }
}

fn is_within(bounds: Span, x: f64) -> bool {
    let rounding = SAME * x.abs().max(1.0);
    x >= bounds.lower - rounding && x <= bounds.upper + rounding
}

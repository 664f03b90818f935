//! An equality of two columns: one of them is put in terms of the other, which takes over its bounds.
//!
//! From `p x + k z = b` follows `x = (b - k z) / p`, so `x` goes from every row and from the objective as in `free_column`, and
//! `l <= x <= u` becomes `(b - p u) / k <= z <= (b - p l) / k` (ends exchanged where `p / k < 0`).
//!
//! The way back: where `z` is at an end that it took over from `x`, it is `x` that is nonbasic there and `z` that is basic.
//! The dual of the row takes up `d_z`: `y <- y + d_z / k`, which leaves `d_z = 0` and `d_x = -p d_z / k`.
//!
//! Source of the method: Andersen and Andersen, "Presolving in linear programming" (1995), doubleton equations.

use super::activity::Span;
use super::free_column::{Substituted, substitute};
use super::postsolve::{Step, Vertex, end_held, end_of, end_times, opposite};
use super::remains::{NoOptimum, Remains};
use super::tally::Rule;
use crate::simplex::Status;

/// One coefficient may be this many times the other: bounds that are handed over lose three digits at most.
const MOST_RATIO: f64 = 1e3;

/// A column that was put in terms of another.
#[derive(Clone, Debug)]
pub(super) struct Doubleton {
    substituted: Substituted,
    kept: usize,
    /// The kept column's coefficient in the row.
    value: f64,
    bounds: Span,
    /// The kept column's lower end comes from the other one's bounds.
    is_lower: bool,
    /// Its upper end does.
    is_upper: bool,
    is_fixed: bool,
}

/// Takes an equality of two columns away with the one that is in fewer rows; returns whether it did.
pub(super) fn reduce(remains: &mut Remains, row: usize) -> Result<bool, NoOptimum> {
    let entries: Vec<(usize, f64)> = remains.matrix.row(row).collect();
    let (&[one, other], true) = (entries.as_slice(), remains.range[row].is_fixed()) else {
        return Ok(false);
    };
    let ratio = (one.1 / other.1).abs();
    if !(1.0 / MOST_RATIO..=MOST_RATIO).contains(&ratio) {
        return Ok(false);
    }
    let count = |column: usize| remains.matrix.column_count(column);
    let (gone, kept) = if count(one.0) <= count(other.0) {
        (one, other)
    } else {
        (other, one)
    };
    let level = remains.range[row].lower;
    // gone.1 * x + kept.1 * z = level.
    let bounds = remains.bounds[gone.0];
    let asked = bounds.times(-gone.1).plus(level).times(1.0 / kept.1);
    let (to, is_lower, is_upper) = remains.bounds[kept.0].tightened(asked);
    if is_lower || is_upper {
        remains.set_bounds(kept.0, to)?;
    }
    let substituted = substitute(remains, (row, gone.0), level, None, Rule::Doubleton);
    remains.record(Doubleton {
        substituted,
        kept: kept.0,
        value: kept.1,
        bounds,
        is_lower,
        is_upper,
        is_fixed: remains.bounds[kept.0].is_fixed(),
    });
    Ok(true)
}

impl Step for Doubleton {
    /// If the kept column is at an end that is the other one's, the other one is at its bound and the kept one basic.
    fn restore(&self, vertex: &mut Vertex) {
        self.substituted.restore(vertex);
        let d = vertex.d[self.kept];
        let end = end_held(vertex.columns[self.kept], d, self.is_fixed);
        let by_other = match end {
            Status::Lower => self.is_lower,
            Status::Upper => self.is_upper,
            Status::Basic | Status::Free => false,
        };
        if !by_other {
            vertex.columns[self.kept] = end;
            return;
        }
        let Substituted {
            row, column, pivot, ..
        } = self.substituted;
        // The row's dual takes up the kept column's reduced cost, and hands it on to the other column.
        let more = d / self.value;
        let y = vertex.y[row] + more;
        vertex.put_row(row, y, end_of(y));
        vertex.put_basic_column(self.kept, vertex.x[self.kept]);
        let status = end_times(opposite(end), pivot * self.value);
        let x = match status {
            Status::Upper => self.bounds.upper,
            _ => self.bounds.lower,
        };
        vertex.put_column(column, x, -pivot * more, status);
    }
}

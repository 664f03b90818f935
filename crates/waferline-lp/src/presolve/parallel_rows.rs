//! Of two rows of which one is a multiple of the other, one is enough: with the tighter end of both.
//!
//! With `a_q = f a_p`, `lower_q / f` and `upper_q / f` are ends of row `p` (exchanged where `f < 0`). The way back: if row `p` is at an
//! end that is row `q`'s, row `q` gets the price, `y_q = y_p / f`, and row `p` is basic; else row `q` is.

use super::parallel::{Line, pairs};
use super::postsolve::{Step, Vertex, end_held, end_of, end_times};
use super::remains::{NoOptimum, Remains};
use super::tally::Rule;
use crate::simplex::Status;

/// A row that another one covers.
#[derive(Clone, Debug)]
pub(super) struct Covered {
    kept: usize,
    gone: usize,
    /// The row that is gone is this many times the one kept.
    factor: f64,
    /// The kept row's lower end is the other one's.
    is_lower: bool,
    /// Its upper end is.
    is_upper: bool,
    is_fixed: bool,
}

/// Takes away rows that are multiples of others; returns whether there were any.
pub(super) fn reduce_all(remains: &mut Remains) -> Result<bool, NoOptimum> {
    let lines: Vec<Line> = remains
        .rows()
        .filter(|&row| remains.matrix.row_count(row) > 1)
        .map(|row| {
            let mut entries: Vec<(usize, f64)> = remains.matrix.row(row).collect();
            entries.sort_unstable_by_key(|&(column, _)| column);
            (row, entries)
        })
        .collect();
    let pairs = pairs(lines);
    for &(kept, gone, factor) in &pairs {
        cover(remains, kept, gone, factor)?;
    }
    Ok(!pairs.is_empty())
}

fn cover(remains: &mut Remains, kept: usize, gone: usize, factor: f64) -> Result<(), NoOptimum> {
    let asked = remains.range[gone].times(1.0 / factor);
    let (to, is_lower, is_upper) = remains.range[kept].tightened(asked);
    let to = to.closed(!is_upper).ok_or(NoOptimum)?;
    remains.take_row(gone, Rule::ParallelRow);
    remains.set_range(kept, to);
    remains.record(Covered {
        kept,
        gone,
        factor,
        is_lower,
        is_upper,
        is_fixed: to.is_fixed(),
    });
    Ok(())
}

impl Step for Covered {
    /// The row whose end is reached has the price.
    fn restore(&self, vertex: &mut Vertex) {
        let y = vertex.y[self.kept];
        let end = end_held(vertex.rows[self.kept], y, self.is_fixed);
        let by_gone = match end {
            Status::Lower => self.is_lower,
            Status::Upper => self.is_upper,
            Status::Basic | Status::Free => false,
        };
        if by_gone {
            vertex.put_basic_row(self.kept);
            vertex.put_row(self.gone, y / self.factor, end_times(end, self.factor));
        } else {
            let end = if end == Status::Free { end_of(y) } else { end };
            vertex.put_row(self.kept, y, end);
            vertex.put_basic_row(self.gone);
        }
    }
}

//! A row with one entry is a bound of its column.
//!
//! `lower_i <= a x_j <= upper_i` is `lower_i / a <= x_j <= upper_i / a`, ends exchanged where `a < 0`. The way back: where the
//! column is nonbasic at an end that only the row has, the row is nonbasic there with `y_i = d_j / a`, and the column basic.

use super::postsolve::{Step, Vertex, end_held, end_times};
use super::remains::{NoOptimum, Remains};
use super::tally::Rule;
use crate::simplex::Status;

/// A row that became bounds of its column.
#[derive(Clone, Debug)]
pub(super) struct Bounding {
    row: usize,
    column: usize,
    value: f64,
    /// The column's lower end is the row's.
    is_lower: bool,
    /// The column's upper end is the row's.
    is_upper: bool,
    is_fixed: bool,
}

/// Makes bounds of a row with one entry.
pub(super) fn reduce(remains: &mut Remains, row: usize) -> Result<(), NoOptimum> {
    let Some((column, value)) = remains.matrix.row(row).next() else {
        return Ok(());
    };
    let own = remains.bounds[column];
    let asked = remains.range[row].times(1.0 / value);
    remains.take_row(row, Rule::SingletonRow);
    let (bounds, is_lower, is_upper) = own.tightened(asked);
    if is_lower || is_upper {
        remains.set_bounds(column, bounds)?;
    }
    remains.record(Bounding {
        row,
        column,
        value,
        is_lower,
        is_upper,
        is_fixed: remains.bounds[column].is_fixed(),
    });
    Ok(())
}

impl Step for Bounding {
    /// If the column is at an end that is the row's, the row holds it and the column is basic.
    fn restore(&self, vertex: &mut Vertex) {
        let d = vertex.d[self.column];
        let end = end_held(vertex.columns[self.column], d, self.is_fixed);
        let by_row = match end {
            Status::Lower => self.is_lower,
            Status::Upper => self.is_upper,
            Status::Basic | Status::Free => false,
        };
        if by_row {
            let x = vertex.x[self.column];
            vertex.put_basic_column(self.column, x);
            vertex.put_row(self.row, d / self.value, end_times(end, self.value));
        } else {
            vertex.columns[self.column] = end;
            vertex.put_basic_row(self.row);
        }
    }
}

//! A column that its rows keep within its bounds is put in terms of the other columns of an equality, and both go.
//!
//! A column of one row needs no equality: its cost says at which end of the row the optimum is.
//!
//! With `p = a_rj` and the row at `b`, `x_j = (b - sum_{k != j} a_rk x_k) / p`. Every other row `i` of the column loses
//! `a_ij / p` times row `r`, `b` included, and the objective `c_j / p` times it: one step of Gaussian elimination, with its
//! fill and its growth, which is why the pivot must not be small beside its row and column.
//!
//! The way back: `x_j` from that equation, basic, and from `d_j = 0` the row's dual, `y_r = (c_j - sum_{i != r} a_ij y_i) / p`.
//!
//! Source of the method: Andersen and Andersen, "Presolving in linear programming" (1995), free and implied free columns.

use super::activity::{SAME, Span};
use super::postsolve::{Step, Vertex, end_of};
use super::remains::{NoOptimum, Remains};
use super::tally::Rule;
use crate::simplex::Status;

/// An entry that is divided by is at least this share of the largest of its row, and of its column: substitution then lets
/// other entries grow a hundredfold at most.
const LEAST_SHARE: f64 = 1e-2;
/// Columns with more entries are left alone.
const MOST_ENTRIES: usize = 8;
/// This many more entries than before are accepted for a row and a column less.
const FILL: usize = 4;

/// A column that was put in terms of the others of a row.
#[derive(Clone, Debug)]
pub(super) struct Substituted {
    pub(super) row: usize,
    pub(super) column: usize,
    /// The column's coefficient in the row.
    pub(super) pivot: f64,
    /// What the row's activity is.
    pub(super) level: f64,
    pub(super) cost: f64,
    /// The row's other entries.
    pub(super) of_row: Vec<(usize, f64)>,
    /// The column's other entries.
    pub(super) of_column: Vec<(usize, f64)>,
    /// Which end of the row is reached, `None` where both are one number.
    pub(super) end: Option<Status>,
}

/// Takes a column of one row away with its row, if the row keeps it within its bounds; returns whether it did.
pub(super) fn reduce_singleton(remains: &mut Remains, column: usize) -> Result<bool, NoOptimum> {
    let Some((row, value)) = remains.matrix.column(column).next() else {
        return Ok(false);
    };
    if !is_implied(remains, column) || !is_stable(remains, row, column, value) {
        return Ok(false);
    }
    let Span { lower, upper } = remains.range[row];
    let price = remains.cost[column] / value;
    // Without a price any end will do: the column makes up for everything.
    let to_upper = price > 0.0 || (price == 0.0 && !lower.is_finite());
    let level = if to_upper { upper } else { lower };
    if !level.is_finite() {
        if price == 0.0 {
            return Ok(false);
        }
        return Err(NoOptimum);
    }
    let end = (lower != upper).then_some(if to_upper {
        Status::Upper
    } else {
        Status::Lower
    });
    let step = substitute(remains, (row, column), level, end, Rule::FreeColumn);
    remains.record(step);
    Ok(true)
}

/// Takes a column away with one of its rows, an equality, if its rows keep it within its bounds and little fills in;
/// returns whether it did.
pub(super) fn reduce(remains: &mut Remains, column: usize) -> bool {
    let count = remains.matrix.column_count(column);
    if !(2..=MOST_ENTRIES).contains(&count) || !is_implied(remains, column) {
        return false;
    }
    let candidates: Vec<(usize, f64)> = remains
        .matrix
        .column(column)
        .filter(|&(row, _)| remains.range[row].is_fixed())
        .collect();
    let shortest = candidates
        .into_iter()
        .filter(|&(row, _)| {
            let others = remains.matrix.row_count(row) - 1;
            (count - 1) * others <= count + others + FILL
        })
        .filter(|&(row, value)| is_stable(remains, row, column, value))
        .min_by_key(|&(row, _)| remains.matrix.row_count(row));
    let Some((row, _)) = shortest else {
        return false;
    };
    let level = remains.range[row].lower;
    let step = substitute(remains, (row, column), level, None, Rule::FreeColumn);
    remains.record(step);
    true
}

/// Returns whether a column's rows imply its bounds.
fn is_implied(remains: &Remains, column: usize) -> bool {
    let Span { lower, upper } = remains.bounds[column];
    let mut has_lower = lower == f64::NEG_INFINITY;
    let mut has_upper = upper == f64::INFINITY;
    for (row, value) in remains.matrix.column(column) {
        if has_lower && has_upper {
            break;
        }
        let implied = remains.implied_bounds(row, column, value);
        has_lower |= implied.lower >= lower - SAME * lower.abs().max(1.0);
        has_upper |= implied.upper <= upper + SAME * upper.abs().max(1.0);
    }
    has_lower && has_upper
}

fn is_stable(remains: &Remains, row: usize, column: usize, value: f64) -> bool {
    let largest = |entries: &mut dyn Iterator<Item = (usize, f64)>| {
        entries.fold(0.0_f64, |most, (_, value)| most.max(value.abs()))
    };
    value.abs() >= LEAST_SHARE * largest(&mut remains.matrix.row(row))
        && value.abs() >= LEAST_SHARE * largest(&mut remains.matrix.column(column))
}

/// Puts a column in terms of the others of a row whose activity is `level`, everywhere.
pub(super) fn substitute(
    remains: &mut Remains,
    (row, column): (usize, usize),
    level: f64,
    end: Option<Status>,
    by: Rule,
) -> Substituted {
    let cost = remains.cost[column];
    let pivot = remains.matrix.get(row, column);
    let mut of_row = remains.take_row(row, by);
    of_row.retain(|&(other, _)| other != column);
    let of_column = remains.take_column(column, by);
    for &(other, value) in &of_row {
        if cost != 0.0 {
            remains.add_to_cost(other, -cost / pivot * value);
        }
    }
    for &(touched, entry) in &of_column {
        let factor = entry / pivot;
        for &(other, value) in &of_row {
            remains.add_to_entry(touched, other, -factor * value);
        }
        remains.move_range(touched, -factor * level);
    }
    Substituted {
        row,
        column,
        pivot,
        level,
        cost,
        of_row,
        of_column,
        end,
    }
}

impl Step for Substituted {
    /// The column is basic, and makes the row's activity what it is; its reduced cost of 0 gives the row's dual.
    fn restore(&self, vertex: &mut Vertex) {
        let x = (self.level - vertex.activity(&self.of_row)) / self.pivot;
        let y = vertex.reduced_cost(self.cost, &self.of_column) / self.pivot;
        vertex.put_basic_column(self.column, x);
        vertex.put_row(self.row, y, self.end.unwrap_or(end_of(y)));
    }
}

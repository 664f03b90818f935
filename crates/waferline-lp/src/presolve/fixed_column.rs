//! Columns whose value is known: their bounds are one number, no row has them, or their price decides (`dominated_column`).
//!
//! Every row loses `a_ij x_j` from its ends. The way back: `d_j = c_j - sum_i a_ij y_i`, nonbasic at the end that it is at.

use super::postsolve::{Step, Vertex, end_of};
use super::remains::{NoOptimum, Remains};
use super::tally::Rule;
use crate::simplex::Status;

/// A column that was fixed.
#[derive(Clone, Debug)]
pub(super) struct Fixed {
    column: usize,
    x: f64,
    cost: f64,
    entries: Vec<(usize, f64)>,
    /// Which end; `None` where both are one number.
    at: Option<Status>,
}

/// Takes a column away whose bounds are one number.
pub(super) fn reduce(remains: &mut Remains, column: usize) {
    let x = remains.bounds[column].lower;
    let entries = remains.take_column_at(column, x, Rule::FixedColumn);
    let cost = remains.cost[column];
    remains.record(Fixed {
        column,
        x,
        cost,
        entries,
        at: None,
    });
}

/// Takes a column without entries away, at the end where it earns most.
pub(super) fn reduce_empty(remains: &mut Remains, column: usize) -> Result<(), NoOptimum> {
    let cost = remains.cost[column];
    let bounds = remains.bounds[column];
    let at = if cost > 0.0 || (cost == 0.0 && !bounds.lower.is_finite()) {
        Status::Upper
    } else {
        Status::Lower
    };
    if cost == 0.0 && !bounds.lower.is_finite() && !bounds.upper.is_finite() {
        let entries = remains.take_column(column, Rule::EmptyColumn);
        remains.record(Fixed {
            column,
            x: 0.0,
            cost,
            entries,
            at: Some(Status::Free),
        });
        return Ok(());
    }
    reduce_at(remains, column, at, Rule::EmptyColumn)
}

/// Takes a column away at one of its ends.
pub(super) fn reduce_at(
    remains: &mut Remains,
    column: usize,
    at: Status,
    by: Rule,
) -> Result<(), NoOptimum> {
    let bounds = remains.bounds[column];
    let x = if at == Status::Upper {
        bounds.upper
    } else {
        bounds.lower
    };
    if !x.is_finite() {
        return Err(NoOptimum);
    }
    let cost = remains.cost[column];
    let entries = remains.take_column_at(column, x, by);
    remains.record(Fixed {
        column,
        x,
        cost,
        entries,
        at: (!bounds.is_fixed()).then_some(at),
    });
    Ok(())
}

impl Step for Fixed {
    /// The column is at its end, and its reduced cost follows from the duals.
    fn restore(&self, vertex: &mut Vertex) {
        let d = vertex.reduced_cost(self.cost, &self.entries);
        let status = self.at.unwrap_or(end_of(d));
        vertex.put_column(self.column, self.x, d, status);
    }
}

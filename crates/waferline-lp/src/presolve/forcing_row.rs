//! Rows that their columns keep anyway, and rows that they keep at their bounds only.
//!
//! The least activity of a row within its columns' bounds may be all that its upper end lets through: then every column
//! is at the bound that makes the activity least. The other way round likewise.
//!
//! With `m_i = sum_j min { a_ij x_j }` over the bounds: `m_i >= lower_i` and the same above make the row redundant, `m_i = upper_i`
//! forces it, `m_i > upper_i` leaves no plan.
//!
//! The way back of a forcing row at its upper end: the reduced costs without it, `d_j`, may have signs that its columns' bounds
//! do not allow. They do with `y_i = max { 0, max_j d_j / a_ij }`, which makes them `d_j - a_ij y_i`; the column of that maximum
//! has 0 left and is basic, and the row is at its end. If no column asks, the row is basic with a price of 0.
//!
//! Source of the method: Andersen and Andersen, "Presolving in linear programming" (1995), forcing and dominated constraints.

use super::activity::{SAME, Span};
use super::postsolve::{Step, Vertex, end_of, end_times, opposite};
use super::remains::{NoOptimum, Remains};
use super::tally::Rule;
use crate::simplex::Status;

/// A row that forced its columns to their bounds.
#[derive(Clone, Debug)]
pub(super) struct Forced {
    row: usize,
    /// The end of the row that is reached.
    end: Status,
    columns: Vec<ForcedColumn>,
}

/// A column of it.
#[derive(Clone, Debug)]
struct ForcedColumn {
    column: usize,
    /// Its coefficient in the forcing row.
    value: f64,
    x: f64,
    cost: f64,
    /// Its entries in the other rows.
    entries: Vec<(usize, f64)>,
    is_fixed: bool,
}

/// Takes a row without entries away.
pub(super) fn reduce_empty(remains: &mut Remains, row: usize) -> Result<(), NoOptimum> {
    let Span { lower, upper } = remains.range[row];
    if lower > SAME || upper < -SAME {
        return Err(NoOptimum);
    }
    remains.take_row(row, Rule::EmptyRow);
    remains.record(Idle { row });
    Ok(())
}

/// Takes a row away that forbids nothing, or that leaves its columns no choice; returns whether it did.
pub(super) fn reduce(remains: &mut Remains, row: usize) -> Result<bool, NoOptimum> {
    let (range, activity) = (remains.range[row], remains.activity(row));
    let slack = |end: f64| SAME * end.abs().max(1.0);
    let (below, above) = (slack(range.lower), slack(range.upper));
    if activity.lower > range.upper + above || activity.upper < range.lower - below {
        return Err(NoOptimum);
    }
    let keeps_lower = activity.lower >= range.lower - below;
    let keeps_upper = activity.upper <= range.upper + above;
    if (keeps_lower || range.lower == f64::NEG_INFINITY)
        && (keeps_upper || range.upper == f64::INFINITY)
    {
        remains.take_row(row, Rule::RedundantRow);
        remains.record(Idle { row });
        return Ok(true);
    }
    if activity.lower >= range.upper - above {
        force(remains, row, Status::Upper);
        return Ok(true);
    }
    if activity.upper <= range.lower + below {
        force(remains, row, Status::Lower);
        return Ok(true);
    }
    // An end that cannot be reached has no price: what is sure of the sign of a dual helps to price columns out.
    if !range.is_fixed() {
        let open = Span {
            lower: if keeps_lower {
                f64::NEG_INFINITY
            } else {
                range.lower
            },
            upper: if keeps_upper {
                f64::INFINITY
            } else {
                range.upper
            },
        };
        if open != range {
            remains.set_range(row, open);
        }
    }
    Ok(false)
}

/// Fixes the columns of a row whose `end` they can just reach.
fn force(remains: &mut Remains, row: usize, end: Status) {
    let entries = remains.take_row(row, Rule::ForcingRow);
    let mut columns = Vec::with_capacity(entries.len());
    for (column, value) in entries {
        let bounds = remains.bounds[column];
        // To reach the row's upper end at all, the column is where its term is least.
        let x = match end_times(opposite(end), value) {
            Status::Upper => bounds.upper,
            _ => bounds.lower,
        };
        columns.push(ForcedColumn {
            column,
            value,
            x,
            cost: remains.cost[column],
            entries: remains.take_column_at(column, x, Rule::ForcingRow),
            is_fixed: bounds.is_fixed(),
        });
    }
    remains.record(Forced { row, end, columns });
}

/// A row that does not limit.
#[derive(Clone, Debug)]
struct Idle {
    row: usize,
}

impl Step for Idle {
    fn restore(&self, vertex: &mut Vertex) {
        vertex.put_basic_row(self.row);
    }
}

impl Step for Forced {
    /// The row's dual is the least that gives every column's reduced cost the right sign; the column that asks for it is
    /// basic. If none asks, the row is.
    fn restore(&self, vertex: &mut Vertex) {
        let sign = if self.end == Status::Upper { 1.0 } else { -1.0 };
        let mut dual = 0.0;
        let mut asking = None;
        let mut reduced_costs = Vec::with_capacity(self.columns.len());
        for (k, column) in self.columns.iter().enumerate() {
            let d = vertex.reduced_cost(column.cost, &column.entries);
            reduced_costs.push(d);
            let asked = d / column.value;
            if !column.is_fixed && sign * asked > sign * dual {
                dual = asked;
                asking = Some(k);
            }
        }
        for (k, (column, d)) in self.columns.iter().zip(reduced_costs).enumerate() {
            if asking == Some(k) {
                vertex.put_basic_column(column.column, column.x);
            } else {
                let d = d - column.value * dual;
                let status = if column.is_fixed {
                    end_of(d)
                } else {
                    end_times(opposite(self.end), column.value)
                };
                vertex.put_column(column.column, column.x, d, status);
            }
        }
        if asking.is_some() {
            vertex.put_row(self.row, dual, self.end);
        } else {
            vertex.put_basic_row(self.row);
        }
    }
}

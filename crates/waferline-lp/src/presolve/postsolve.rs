//! The way back: from the optimal basis of what remains to that of the whole program, a step at a time.
//!
//! Every step knows what its reduction took away, and finds value, reduced cost, dual and status of just that. As many
//! become basic as there are rows that come back, so a basis stays a basis.

use std::fmt::Debug;

use crate::simplex::Status;

/// A vertex with its duals: what is known of it so far. In scaled units.
#[derive(Clone, Debug)]
pub(super) struct Vertex {
    /// By column.
    pub(super) x: Vec<f64>,
    /// Reduced costs, by column.
    pub(super) d: Vec<f64>,
    /// Duals, by row.
    pub(super) y: Vec<f64>,
    pub(super) columns: Vec<Status>,
    pub(super) rows: Vec<Status>,
}

impl Vertex {
    /// Returns the cost of a column less what its entries use of the rows at their duals.
    pub(super) fn reduced_cost(&self, cost: f64, entries: &[(usize, f64)]) -> f64 {
        let used = entries.iter().map(|&(row, value)| value * self.y[row]);
        used.fold(cost, |d, used| d - used)
    }

    /// Returns what a row's entries make of the columns.
    pub(super) fn activity(&self, entries: &[(usize, f64)]) -> f64 {
        let terms = entries
            .iter()
            .map(|&(column, value)| value * self.x[column]);
        terms.sum()
    }

    /// Sets a column that is not basic.
    pub(super) fn put_column(&mut self, column: usize, x: f64, d: f64, status: Status) {
        self.x[column] = x;
        self.d[column] = d;
        self.columns[column] = status;
    }

    /// Sets a column that is basic.
    pub(super) fn put_basic_column(&mut self, column: usize, x: f64) {
        self.put_column(column, x, 0.0, Status::Basic);
    }

    /// Sets a row.
    pub(super) fn put_row(&mut self, row: usize, y: f64, status: Status) {
        self.y[row] = y;
        self.rows[row] = status;
    }

    /// Sets a row that is not at a limit.
    pub(super) fn put_basic_row(&mut self, row: usize) {
        self.put_row(row, 0.0, Status::Basic);
    }
}

/// Returns at which end a price holds something: one more of the upper end earns, or one less of the lower end.
pub(super) fn end_of(price: f64) -> Status {
    if price > 0.0 {
        Status::Upper
    } else {
        Status::Lower
    }
}

/// Returns the end that a nonbasic status with this price means: where both ends are one, the price says which.
pub(super) fn end_held(status: Status, price: f64, is_fixed: bool) -> Status {
    match status {
        Status::Lower | Status::Upper if is_fixed => end_of(price),
        status => status,
    }
}

/// Returns the other end.
pub(super) fn opposite(status: Status) -> Status {
    match status {
        Status::Lower => Status::Upper,
        Status::Upper => Status::Lower,
        status => status,
    }
}

/// Returns the end of `a v` when `v` is at this end.
pub(super) fn end_times(status: Status, factor: f64) -> Status {
    if factor > 0.0 {
        status
    } else {
        opposite(status)
    }
}

/// What a reduction did, and how to undo it.
pub(super) trait Step: Debug + Send + Sync {
    /// Gives back what was taken away.
    fn restore(&self, vertex: &mut Vertex);
}

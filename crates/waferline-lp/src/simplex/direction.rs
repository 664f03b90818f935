//! What moves on a walk, and how it ends.

use crate::program::{ColumnId, Variable};

/// What moves, per unit of the parameter; in the program's units.
#[derive(Clone, Debug, PartialEq)]
pub enum Direction {
    /// Lower and upper bounds of columns and rows: (which, lower, upper).
    Bounds(Vec<(Variable, f64, f64)>),
    /// Costs of columns.
    Costs(Vec<(ColumnId, f64)>),
}

/// How a walk ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finish {
    /// Where it was meant to.
    Reached,
    /// At the last segment's end: beyond there is no feasible point.
    Infeasible,
    /// At the last segment's end: beyond the objective has no end.
    Unbounded,
}

//! How a run ends.

use std::fmt;

/// How a run ends. Nothing of it is proved.
#[derive(Clone, Debug, PartialEq)]
pub enum End {
    /// At an optimum.
    Optimal(Optimum),
    /// At a best point of those in which the columns that must be whole are, to 1e-6: value of each column. It has neither duals nor a
    /// basis.
    Whole(Vec<f64>),
    /// There is no feasible point.
    Infeasible,
    /// The objective has no end.
    Unbounded,
    /// One of the two.
    InfeasibleOrUnbounded,
    /// It was told to.
    Stopped,
    /// There was no more time.
    TimeLimit,
    /// It gave up; the number of its model status.
    Unknown(i32),
}

/// An optimum of the program.
#[derive(Clone, Debug, PartialEq)]
pub struct Optimum {
    /// Value of each column.
    pub x: Vec<f64>,
    /// Dual of each row: what the objective changes by as the row's end moves up by one.
    pub dual: Vec<f64>,
    /// The basis, if it is at a vertex.
    pub basis: Option<Basis>,
}

/// The status of every column and row; as many are basic as there are rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// By column.
    pub columns: Vec<Status>,
    /// By row, of its activity.
    pub rows: Vec<Status>,
}

/// Where a value is at a vertex.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// In the basis: where the others put it.
    Basic,
    /// At its lower end.
    Lower,
    /// At its upper end.
    Upper,
    /// At 0, without an end.
    Free,
}

/// Why there was no run.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// The program has more columns, rows or entries than `HiGHS` can count.
    TooLarge,
    /// The program has something that is no number.
    NotANumber,
    /// `HiGHS` refused this: an option by its name, or the program.
    Refused(&'static str),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => f.write_str("the program is too large for HiGHS"),
            Self::NotANumber => f.write_str("the program has something that is no number"),
            Self::Refused(what) => write!(f, "HiGHS refused {what}"),
        }
    }
}

impl std::error::Error for Failure {}

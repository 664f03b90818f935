//! What columns and rows of the elastic program mean.

use crate::program::Variable;

/// A column of the elastic program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ElasticColumn<C> {
    /// A column of the program itself.
    Own(C),
    /// How much a number gives.
    Given(usize),
}

/// A row of the elastic program; the ends of columns that may give become rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ElasticRow<R> {
    /// A row of the program itself.
    Own(R),
    /// A lower end that may give.
    Lower(Variable),
    /// An upper end that may give.
    Upper(Variable),
}

//! What is taken whole or left: an agreement, a hall, a reserved line.

use super::{Field, OptionId, Series};

/// A decision that cannot be had by halves: what it adds to the numbers of the model, and its cash.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanOption {
    /// Id in the model file.
    pub id: String,
    /// Shown in reports in place of the id.
    pub name: Option<String>,
    /// What taking it once adds.
    pub adds: Vec<Addition>,
    /// Money a quarter if taken once, horizon and tail: positive received, negative paid.
    pub cash: Series,
    /// How often it can be taken.
    pub at_most: u32,
    /// The quarter of the horizon in which it is decided.
    pub decided: usize,
    /// Taken only together with each of these.
    pub requires: Vec<OptionId>,
    /// Never taken together with one of these; said on one side, it holds on both.
    pub excludes: Vec<OptionId>,
    /// Taken in whole numbers; otherwise in any share from 0 to `at_most`.
    pub whole: bool,
    /// How often it is taken, where that is decided.
    pub taken: Option<f64>,
}

/// What taking an option once adds to one number of the model.
#[derive(Clone, Debug, PartialEq)]
pub struct Addition {
    /// The number.
    pub field: Field,
    /// What is added each quarter of horizon and tail; for a number that does not vary, the first counts.
    pub amounts: Series,
}

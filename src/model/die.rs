//! A die, made on wafers of one foundry.

use super::{FoundryId, Series, Stock};

/// A die design.
#[derive(Clone, Debug, PartialEq)]
pub struct Die {
    /// Id in the model file.
    pub id: String,
    /// Shown in reports in place of the id.
    pub name: Option<String>,
    /// Where its wafers are started.
    pub foundry: FoundryId,
    /// First `t` in which wafers may start; `None` if after the horizon: never.
    pub available_from: Option<usize>,
    /// Good dies per wafer, by quarter of starting.
    pub good_dies_per_wafer: Series,
    /// How it is stocked.
    pub stock: Stock,
}

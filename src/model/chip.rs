//! A packaged chip.

use super::{ComponentId, DieId, ProcessId, Series, Stock};

/// A chip, packaged from dies and components.
#[derive(Clone, Debug, PartialEq)]
pub struct Chip {
    /// Id in the model file.
    pub id: String,
    /// Shown in reports in place of the id.
    pub name: Option<String>,
    /// Dies per chip started.
    pub dies: Vec<(DieId, f64)>,
    /// Components per chip started.
    pub components: Vec<(ComponentId, f64)>,
    /// Units of work per chip started.
    pub processes: Vec<(ProcessId, f64)>,
    /// Good chips per chip started, by quarter of starting.
    pub good_share: Series,
    /// Quarters from start to good chip.
    pub lead_quarters: usize,
    /// Other cost per chip started.
    pub cost: Series,
    /// How it is stocked.
    pub stock: Stock,
}

impl Chip {
    /// Returns whether it can be made: an item made from nothing is not.
    #[must_use]
    pub fn is_made(&self) -> bool {
        let some = |quantity: f64| quantity > 0.0;
        self.dies.iter().any(|&(_, n)| some(n))
            || self.components.iter().any(|&(_, n)| some(n))
            || self.processes.iter().any(|&(_, n)| some(n))
    }
}

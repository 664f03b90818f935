//! A rack or `UltraServer`, the unit deployed or sold.

use super::{ChipId, ComponentId, ProcessId, Series, Stock};

/// A rack, assembled from chips and components.
#[derive(Clone, Debug, PartialEq)]
pub struct Rack {
    /// Id in the model file.
    pub id: String,
    /// Shown in reports in place of the id.
    pub name: Option<String>,
    /// Chips per rack started.
    pub chips: Vec<(ChipId, f64)>,
    /// Components per rack started.
    pub components: Vec<(ComponentId, f64)>,
    /// Units of work per rack started.
    pub processes: Vec<(ProcessId, f64)>,
    /// Money per rack started.
    pub cost: Series,
    /// Quarters from start to rack.
    pub lead_quarters: usize,
    /// Power in use, before PUE; 0 where no service or fleet uses the rack.
    pub power_kw: f64,
    /// Quarters it serves, the one it is installed in included; 0 where no service or fleet uses the rack.
    pub life_quarters: usize,
    /// Money per rack in use and quarter.
    pub operating_cost: Series,
    /// Values own use in the standalone run rate; not in the objective.
    pub transfer_price: Option<Series>,
    /// How it is stocked.
    pub stock: Stock,
}

impl Rack {
    /// Returns whether it can be made: an item made from nothing is not.
    #[must_use]
    pub fn is_made(&self) -> bool {
        let some = |quantity: f64| quantity > 0.0;
        self.chips.iter().any(|&(_, n)| some(n))
            || self.components.iter().any(|&(_, n)| some(n))
            || self.processes.iter().any(|&(_, n)| some(n))
    }

    /// Returns how many chips are inside, of all kinds.
    #[must_use]
    pub(crate) fn chip_count(&self) -> f64 {
        self.chips.iter().map(|&(_, n)| n).sum()
    }
}

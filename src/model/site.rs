//! Where racks are installed.

use super::{RackId, Series};

/// Hours in a quarter.
pub const HOURS_PER_QUARTER: f64 = 2191.5;

/// A site with power: the own cloud, or a customer's building.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Id in the model file.
    pub id: String,
    /// Shown in reports in place of the id.
    pub name: Option<String>,
    /// MW for racks in use, PUE included.
    pub power_mw: Series,
    /// Power usage effectiveness.
    pub pue: Series,
    /// Money per kWh.
    pub energy_price: Series,
    /// What may be installed here; `None`: every rack.
    pub racks: Option<Vec<RackId>>,
    /// The opening fleet still there each quarter, by rack.
    pub fleet: Vec<(RackId, Series)>,
}

impl Site {
    /// Returns whether racks of this kind may be installed here.
    #[must_use]
    pub fn allows(&self, rack: RackId) -> bool {
        self.racks
            .as_ref()
            .is_none_or(|allowed| allowed.contains(&rack))
    }

    /// Returns the opening fleet of this kind still there each quarter.
    #[must_use]
    pub fn installed(&self, rack: RackId) -> Option<&Series> {
        self.fleet
            .iter()
            .find(|(kind, _)| *kind == rack)
            .map(|(_, installed)| installed)
    }
}

//! A process node at a supplier of wafers.

use super::Series;

/// A foundry: wafer starts a quarter, their price and what was promised about them.
#[derive(Clone, Debug, PartialEq)]
pub struct Foundry {
    /// Id in the model file.
    pub id: String,
    /// Shown in reports in place of the id.
    pub name: Option<String>,
    /// Wafer starts a quarter.
    pub capacity: Series,
    /// Money per wafer started.
    pub wafer_price: Series,
    /// Quarters from wafer start to known-good die.
    pub lead_quarters: usize,
    /// Wafers a quarter reserved.
    pub commitment: Series,
    /// Share of the price owed for reserved wafers not started.
    pub take_or_pay: Series,
    /// Faster starts at a premium.
    pub hot_lot: Option<HotLot>,
    /// Extra capacity at a premium.
    pub expansions: Vec<FoundryExpansion>,
}

/// Starts that arrive sooner, inside capacity.
#[derive(Clone, Debug, PartialEq)]
pub struct HotLot {
    /// Share of the wafer price, on top.
    pub premium: Series,
    /// At most the lead.
    pub quarters_saved: usize,
    /// Share of the starts of the foundry and quarter.
    pub max_share: Series,
}

/// Capacity beyond the normal one.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundryExpansion {
    /// Id in the model file.
    pub id: String,
    /// Shown in reports in place of the id.
    pub name: Option<String>,
    /// Wafer starts a quarter.
    pub capacity: Series,
    /// Share of the wafer price, on top.
    pub premium: Series,
}

impl FoundryExpansion {
    /// Returns what to call the expansion in words: its name, or its id where it has none.
    #[must_use]
    pub fn display_name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.id)
    }
}

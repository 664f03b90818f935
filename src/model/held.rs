//! Decisions that are held: a plan made before, or elsewhere, kept under the numbers of this model.

use super::{BuyerId, ChipId, ComponentId, DieId, FoundryId, Item, ProcessId, RackId, SiteId};

/// What is decided in a quarter: how much of it there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decision {
    /// Wafers started for a die, hot lots included.
    Wafers(DieId),
    /// Wafers started for a die as hot lots.
    HotLots(DieId),
    /// Starts beyond a foundry's capacity, in the expansion of this place.
    FoundryExpansion(FoundryId, usize),
    /// Work beyond a process's capacity, in the expansion of this place.
    ProcessExpansion(ProcessId, usize),
    /// Components bought.
    Purchase(ComponentId),
    /// Chips started in packaging.
    Chips(ChipId),
    /// Racks started in assembly.
    Racks(RackId),
    /// Racks installed at a site.
    Install(RackId, SiteId),
    /// Units delivered to a buyer, at whatever step of a volume discount.
    Deliver(BuyerId, Item),
}

/// A decision that is held. No model file has any: they come with a plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Held {
    /// What is decided.
    pub decision: Decision,
    /// The quarter of the horizon, from 0.
    pub t: usize,
    /// How much of it there is, in the model file's units.
    pub amount: f64,
}

//! What each column and row of the program means.
//!
//! `t` counts quarters from 0; `step`, `expansion` and the typed positions count entries of the model's lists.

#![expect(missing_docs, reason = "the fields are the nouns the key is about")]

use crate::model::{
    BuyerId, ChipId, ComponentId, DieId, Field, FoundryId, Item, Model, OptionId, ProcessId,
    RackId, ServiceId, SiteId,
};

/// What a column decides; every column is at least 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// `w[d,t]`: wafers started for a die, normal.
    WaferStart { die: DieId, t: usize },
    /// `h[d,t]`: wafers started for a die, hot lot.
    HotLotStart { die: DieId, t: usize },
    /// `e[n,j,t]`: starts beyond capacity in an expansion.
    FoundryExpansion {
        foundry: FoundryId,
        expansion: usize,
        t: usize,
    },
    /// `e[r,j,t]`: work beyond capacity in an expansion.
    ProcessExpansion {
        process: ProcessId,
        expansion: usize,
        t: usize,
    },
    /// `idle[n,t]`: reserved wafers paid for and not started.
    IdleWafers { foundry: FoundryId, t: usize },
    /// `b[m,t]`: components bought.
    Purchase { component: ComponentId, t: usize },
    /// `p[c,t]`: chips started in packaging.
    ChipStart { chip: ChipId, t: usize },
    /// `a[k,t]`: racks started in assembly.
    RackStart { rack: RackId, t: usize },
    /// `S[i,t]`: closing stock.
    Stock { item: Item, t: usize },
    /// `scrap[i,t]`: thrown away.
    Scrap { item: Item, t: usize },
    /// `N[i,t]`: good units in process at the start that arrive in `t`, after the horizon; as many as the model says.
    InProcess { item: Item, t: usize },
    /// `g[k,z,t]`: racks installed.
    Install {
        rack: RackId,
        site: SiteId,
        t: usize,
    },
    /// `F[k,z,t]`: racks standing, opening fleet included; horizon and tail.
    Fleet {
        rack: RackId,
        site: SiteId,
        t: usize,
    },
    /// `u[k,z,s,t]`: racks in use for a service; horizon and tail.
    Use {
        rack: RackId,
        site: SiteId,
        service: ServiceId,
        t: usize,
    },
    /// `v[s,t]`: service units served; horizon and tail.
    Serve { service: ServiceId, t: usize },
    /// `q[s,t]`: committed units not served; horizon and tail.
    Shortfall { service: ServiceId, t: usize },
    /// `x[b,i,j,t]`: units of an item delivered in a discount step.
    Deliver {
        buyer: BuyerId,
        item: Item,
        step: usize,
        t: usize,
    },
    /// `xo[b,t]`: order units delivered against orders.
    OrderDelivery { buyer: BuyerId, t: usize },
    /// `xu[b,t]`: order units delivered against upside.
    UpsideDelivery { buyer: BuyerId, t: usize },
    /// `O[b,t]`: orders open at the quarter's end.
    OpenOrders { buyer: BuyerId, t: usize },
    /// `L[b,t]`: orders lost.
    LostOrders { buyer: BuyerId, t: usize },
    /// `D[b,t]`: order units delivered in the last `displaces_quarters` quarters; horizon and tail.
    Displacing { buyer: BuyerId, t: usize },
    /// `y[o]`: how often an option is taken.
    Taken { option: OptionId },
}

/// What a row says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Constraint {
    /// Starts within capacity and expansions.
    FoundryCapacity { foundry: FoundryId, t: usize },
    /// Hot lots within their share.
    HotLotShare { foundry: FoundryId, t: usize },
    /// Starts and idle wafers reach the commitment.
    TakeOrPay { foundry: FoundryId, t: usize },
    /// Stock balance of a die.
    DieBalance { die: DieId, t: usize },
    /// Stock balance of a component.
    ComponentBalance { component: ComponentId, t: usize },
    /// Work within capacity and expansions.
    ProcessCapacity { process: ProcessId, t: usize },
    /// Stock balance of a chip.
    ChipBalance { chip: ChipId, t: usize },
    /// Stock balance of a rack.
    RackBalance { rack: RackId, t: usize },
    /// Stock and work in process at the end.
    ClosingStock { item: Item },
    /// Units delivered fill order units.
    OrderUnits { buyer: BuyerId, t: usize },
    /// Open orders from quarter to quarter.
    OrderBalance { buyer: BuyerId, t: usize },
    /// Order units that still displace rentals, from quarter to quarter.
    Displacement { buyer: BuyerId, t: usize },
    /// Chips sold within their share of the chips placed.
    ExternalShare { t: usize },
    /// Supply spending within the budget.
    Budget { t: usize },
    /// Racks standing from quarter to quarter.
    FleetBalance {
        rack: RackId,
        site: SiteId,
        t: usize,
    },
    /// Racks in use within racks standing.
    FleetUse {
        rack: RackId,
        site: SiteId,
        t: usize,
    },
    /// Power in use within the site's.
    SitePower { site: SiteId, t: usize },
    /// Units served within what racks in use can serve.
    ServiceSupply { service: ServiceId, t: usize },
    /// Units served and displaced within demand.
    ServiceDemand { service: ServiceId, t: usize },
    /// Units served, displaced and short reach the commitment.
    ServiceCommitment { service: ServiceId, t: usize },
    /// The level committed earlier is served by now.
    MaxWait { service: ServiceId, t: usize },
    /// What a column can be at most, where options add to it.
    Bound { column: Column },
    /// What options add and take leaves a number at 0 or above; `t` is 0 for a number that does not vary.
    Remains { field: Field, t: usize },
    /// An option is taken only where another one is.
    Requires { option: OptionId, other: OptionId },
    /// Two options are not taken together.
    Excludes { option: OptionId, other: OptionId },
    /// A decision is as it is held; `at` counts the model's.
    Held { at: usize },
}

impl Column {
    /// Returns the quarter in which the column is decided.
    #[must_use]
    pub fn decided_in(self, model: &Model) -> usize {
        match self {
            Self::WaferStart { t, .. }
            | Self::HotLotStart { t, .. }
            | Self::FoundryExpansion { t, .. }
            | Self::ProcessExpansion { t, .. }
            | Self::IdleWafers { t, .. }
            | Self::Purchase { t, .. }
            | Self::ChipStart { t, .. }
            | Self::RackStart { t, .. }
            | Self::Stock { t, .. }
            | Self::Scrap { t, .. }
            | Self::Install { t, .. }
            | Self::Fleet { t, .. }
            | Self::Use { t, .. }
            | Self::Serve { t, .. }
            | Self::Shortfall { t, .. }
            | Self::Deliver { t, .. }
            | Self::OrderDelivery { t, .. }
            | Self::UpsideDelivery { t, .. }
            | Self::OpenOrders { t, .. }
            | Self::LostOrders { t, .. }
            | Self::Displacing { t, .. } => t,
            // What is left counts at the end of the horizon, wherever it arrives.
            Self::InProcess { .. } => model.horizon.quarters.saturating_sub(1),
            Self::Taken { option } => model.option(option).decided,
        }
    }
}

impl Constraint {
    /// Returns the quarter for which the row is said: the `t` of its formula, the last of the horizon for what must be left.
    /// Rows over options alone are said when the last of those is decided; `None` where that is for their columns to say.
    #[must_use]
    pub fn said_of(self, model: &Model) -> Option<usize> {
        match self {
            Self::FoundryCapacity { t, .. }
            | Self::HotLotShare { t, .. }
            | Self::TakeOrPay { t, .. }
            | Self::DieBalance { t, .. }
            | Self::ComponentBalance { t, .. }
            | Self::ProcessCapacity { t, .. }
            | Self::ChipBalance { t, .. }
            | Self::RackBalance { t, .. }
            | Self::OrderUnits { t, .. }
            | Self::OrderBalance { t, .. }
            | Self::Displacement { t, .. }
            | Self::ExternalShare { t }
            | Self::Budget { t }
            | Self::FleetBalance { t, .. }
            | Self::FleetUse { t, .. }
            | Self::SitePower { t, .. }
            | Self::ServiceSupply { t, .. }
            | Self::ServiceDemand { t, .. }
            | Self::ServiceCommitment { t, .. }
            | Self::MaxWait { t, .. } => Some(t),
            Self::ClosingStock { .. } => model.horizon.quarters.checked_sub(1),
            Self::Bound { column } => Some(column.decided_in(model)),
            Self::Remains { field, t } => field.varies().then_some(t),
            Self::Requires { .. } | Self::Excludes { .. } => None,
            Self::Held { at } => model.held.get(at).map(|held| held.t),
        }
    }
}

//! What is said about those who wait.

use serde::Serialize;

use crate::model::Address;
use crate::quarter::Quarter;

/// Who waits in a plan.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Waiting {
    /// Every service and buyer in every quarter in which somebody waits.
    pub levels: Vec<WaitLevel>,
    /// Stretches of quarters of one service or buyer, with reasons.
    pub shortages: Vec<Wait>,
    /// How many programs were solved for the reasons.
    pub re_solves: usize,
}

/// Who is meant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", content = "id", rename_all = "kebab-case")]
pub enum Waiter {
    /// Customers of a service.
    Service(String),
    /// A buyer with orders.
    Buyer(String),
}

/// One service or buyer in one quarter in which somebody waits; in units of the service or order units.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WaitLevel {
    /// Who.
    pub who: Waiter,
    /// When.
    pub quarter: Quarter,
    /// After the horizon: racks still serve, none is installed any more.
    pub in_tail: bool,
    /// Asked for; for a buyer: orders due in the quarter, in the first one those open before.
    pub asked: f64,
    /// Served; for a buyer: delivered against orders.
    pub served: f64,
    /// Committed and not served.
    pub short: f64,
    /// Asked for beyond the commitment, neither served nor displaced.
    pub other: f64,
    /// Orders open at the quarter's end.
    pub late: f64,
    /// Orders lost.
    pub lost: f64,
}

/// What somebody waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum WaitsFor {
    /// What was committed.
    Commitment,
    /// Demand beyond the commitment.
    Demand,
    /// Orders, late.
    LateOrders,
    /// Orders, lost.
    LostOrders,
}

/// Consecutive quarters in which one service or buyer waits for one thing.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Wait {
    /// Who waits.
    pub who: Waiter,
    /// For what.
    pub waits_for: WaitsFor,
    /// The quarters are those of the tail; no stretch goes on from the horizon into the tail.
    pub in_tail: bool,
    /// The first quarter.
    pub from: Quarter,
    /// The last quarter.
    pub to: Quarter,
    /// Unit-quarters in all; for late orders the sum of what is open at each quarter's end.
    pub amount: f64,
    /// The most in one quarter.
    pub at_worst: f64,
    /// When that is.
    pub worst_in: Quarter,
    /// Why, by re-solving with nobody waiting; in the order of quarters, each quarter in one of them.
    pub reasons: Vec<Reason>,
    /// Racks and other items sold outside that could have served, from the first quarter back by the rack's lead.
    pub sold_instead: Vec<SoldInstead>,
}

/// Why somebody waits in some consecutive quarters, decided by solving again with the shortage of these quarters at 0
/// and everything else free.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Reason {
    /// What the re-solve found.
    pub kind: ReasonKind,
    /// The first quarter.
    pub from: Quarter,
    /// The last quarter. `costs-more`, `as-good` and `short-elsewhere`: these quarters are served together. `no-plan`
    /// and `not-in-time`: none of them can be served, each alone.
    pub to: Quarter,
    /// What waits in these quarters, in unit-quarters.
    pub amount: f64,
    /// By how much less the best plan then earns, present value. Null where there is no plan, or it was not computed.
    /// Below 0 only for `short-elsewhere`.
    pub loss: Option<f64>,
    /// How the margin changes, by what changes; the amounts sum to minus `loss`. What costs most stands first.
    pub changes: Vec<Given>,
    /// `costs-more` and the like: limits that one unit more runs into. `no-plan`: limits of the conflict. Only those
    /// that bind or have a price in the plan as it is.
    pub limits: Vec<ReasonLimit>,
    /// `no-plan`: the quarter whose conflict it is; null where no conflict was found.
    pub conflict_in: Option<Quarter>,
    /// `no-plan`: the least that waits in that quarter in any plan, whatever it earns, in units. Null where it was not
    /// computed, and with `service_first`.
    pub least_waiting: Option<f64>,
    /// `no-plan`: how many more numbers the conflict has, which neither bind nor have a price in the plan as it is.
    pub other_limits: usize,
}

/// Kinds of reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ReasonKind {
    /// All of it could be served, and the best plan then earns less.
    CostsMore,
    /// All of it could be served by another plan that earns as much.
    AsGood,
    /// With `service_first`: all of it could be served, and not with the same shortfall.
    ShortElsewhere,
    /// No plan serves all of it.
    NoPlan,
    /// No plan serves all of it, and in the quarter of the conflict only what is given stands in the way: racks
    /// installed, opening stock, receipts. Whatever is started within the plan is not there in time.
    NotInTime,
    /// Not computed: nothing is said.
    NotComputed,
}

/// Something that changes when nobody waits.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Given {
    /// What changes.
    pub what: Concession,
    /// By how much, in its units, over all quarters.
    pub amount: f64,
    /// What that changes in the margin, present value.
    pub money: f64,
}

/// What can change when nobody waits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Concession {
    /// Unit-quarters served, net of the cost of running; of whoever waits only those of other quarters.
    Served {
        /// Service id.
        service: String,
    },
    /// Unit-quarters served of the service that waits, in the quarters of the reason.
    ServedThen {
        /// Service id.
        service: String,
    },
    /// Units delivered.
    Sold {
        /// Item id.
        item: String,
        /// Buyer id.
        buyer: String,
    },
    /// Order-quarters late: orders open at the quarters' ends, summed.
    Late {
        /// Buyer id.
        buyer: String,
    },
    /// Order units lost, or open at the end.
    Lost {
        /// Buyer id.
        buyer: String,
    },
    /// An option: explanations hold it, so that nothing gives way to it.
    Option {
        /// Option id.
        option: String,
    },
    /// Wafers started, hot lots among them, at their price; and what is owed for reserved ones not started.
    Wafers {
        /// Foundry id.
        foundry: String,
    },
    /// Premium of wafers started as hot lots.
    HotLots {
        /// Foundry id.
        foundry: String,
    },
    /// Premium of wafers started beyond capacity.
    ExtraWafers {
        /// Foundry id.
        foundry: String,
        /// Expansion id.
        expansion: String,
    },
    /// Components bought.
    Bought {
        /// Component id.
        component: String,
    },
    /// Chips and racks started, at their normal cost.
    Made {
        /// Item id.
        item: String,
    },
    /// Work beyond capacity, at what it costs on top.
    ExtraWork {
        /// Process id.
        process: String,
        /// Expansion id.
        expansion: String,
    },
    /// Stock held, and what is left at the end.
    Stock {
        /// Item id.
        item: String,
    },
}

/// A limit that stands in the way.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ReasonLimit {
    /// Which number.
    pub address: Address,
    /// What it is.
    pub limit: f64,
    /// Nothing of it is left in the plan as it is.
    pub binding: bool,
    /// Its price in the plan as it is: money of present value per unit, one of several where prices are not unique. A
    /// share's is per 1.00 of the share.
    pub price: f64,
}

/// What was sold outside while somebody waited.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SoldInstead {
    /// Buyer id.
    pub buyer: String,
    /// Item id.
    pub item: String,
    /// Counted from this quarter on.
    pub from: Quarter,
    /// Counted to this quarter.
    pub to: Quarter,
    /// Units sold.
    pub units: f64,
    /// What these could serve a quarter; null for orders.
    pub could_serve: Option<f64>,
}

//! What the solution means to a planner: who gets which wafers and racks, who waits, and where the margin comes from.
//!
//! Every vector holds one number a quarter: over `quarters` (the horizon) unless it says "horizon and tail",
//! then over `quarters` and `tail_quarters` together. Quantities are in the model file's units, not rounded.

use schemars::JsonSchema;
use serde::Serialize;

use crate::quarter::Quarter;

pub use crate::formulation::Line;

/// A certified plan in the planner's words.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Plan {
    /// The horizon.
    pub quarters: Vec<Quarter>,
    /// The tail.
    pub tail_quarters: Vec<Quarter>,
    /// First quarter in which starts can no longer arrive within the horizon: end effects begin here.
    pub end_effects_from: Option<Quarter>,
    /// Wafer starts by die.
    pub starts: Vec<DieStarts>,
    /// Foundries: use of capacity, expansions, commitments.
    pub foundries: Vec<FoundryUse>,
    /// Components bought.
    pub components: Vec<ComponentUse>,
    /// Processes: use of capacity and expansions.
    pub processes: Vec<ProcessUse>,
    /// Chips and racks made.
    pub made: Vec<Made>,
    /// Racks installed by site.
    pub installed: Vec<Installed>,
    /// Units delivered to buyers.
    pub sold: Vec<Sold>,
    /// Closing stocks.
    pub stocks: Vec<StockLevel>,
    /// Racks standing and in use; horizon and tail.
    pub fleet: Vec<FleetUse>,
    /// Power; horizon and tail.
    pub power: Vec<PowerUse>,
    /// Services; horizon and tail.
    pub services: Vec<ServiceLevel>,
    /// Buyers' orders and upside.
    pub orders: Vec<OrderBook>,
    /// Who got the wafers, by quarter of starting.
    pub wafers: Vec<WaferSplit>,
    /// Where the margin comes from.
    pub margin: Margin,
    /// Margin of what is sold around the services, undiscounted; horizon and tail.
    pub surrounding: Vec<SurroundingLine>,
    /// The chips business if it stood alone.
    pub run_rate: RunRate,
}

/// Wafer starts for one die.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct DieStarts {
    /// Die id.
    pub die: String,
    /// Foundry id.
    pub foundry: String,
    /// Wafers, normal.
    pub normal: Vec<f64>,
    /// Wafers, hot lots.
    pub hot_lot: Vec<f64>,
}

/// Use of one foundry.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FoundryUse {
    /// Foundry id.
    pub foundry: String,
    /// Wafers started.
    pub started: Vec<f64>,
    /// Normal capacity, wafers.
    pub capacity: Vec<f64>,
    /// Starts in expansions.
    pub expansions: Vec<ExpansionUse>,
    /// Wafers reserved.
    pub commitment: Vec<f64>,
    /// Reserved wafers paid for and not started.
    pub idle: Vec<f64>,
}

/// Use of one expansion.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ExpansionUse {
    /// Expansion id.
    pub expansion: String,
    /// Wafers or units of work used.
    pub used: Vec<f64>,
    /// Wafers or units of work there are.
    pub capacity: Vec<f64>,
}

/// Purchases of one component.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ComponentUse {
    /// Component id.
    pub component: String,
    /// Units bought.
    pub bought: Vec<f64>,
    /// Most that can be bought.
    pub supply: Vec<f64>,
}

/// Use of one process.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ProcessUse {
    /// Process id.
    pub process: String,
    /// Units of work.
    pub work: Vec<f64>,
    /// Normal capacity.
    pub capacity: Vec<f64>,
    /// Work in expansions.
    pub expansions: Vec<ExpansionUse>,
}

/// Chips or racks made.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Made {
    /// Chip or rack id.
    pub item: String,
    /// `chip` or `rack`.
    pub kind: &'static str,
    /// Units started.
    pub started: Vec<f64>,
    /// Good units that arrived, receipts not included.
    pub made: Vec<f64>,
}

/// Racks installed at one site.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Installed {
    /// Rack id.
    pub rack: String,
    /// Site id.
    pub site: String,
    /// Racks.
    pub racks: Vec<f64>,
}

/// Units of one item delivered to one buyer.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Sold {
    /// Buyer id.
    pub buyer: String,
    /// Item id.
    pub item: String,
    /// Units.
    pub units: Vec<f64>,
    /// Average price paid a unit, discounts taken off; null where nothing is sold.
    pub net_price: Vec<Option<f64>>,
}

/// Stock of one item.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct StockLevel {
    /// Item id.
    pub item: String,
    /// Units before the first quarter.
    pub opening: f64,
    /// Units received whatever was decided.
    pub receipts: Vec<f64>,
    /// Units at the quarter's end.
    pub closing: Vec<f64>,
    /// Units thrown away.
    pub scrapped: Vec<f64>,
    /// Good units started and not yet arrived at the end of the horizon.
    pub in_process_at_end: f64,
}

/// Racks of one kind at one site; horizon and tail.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FleetUse {
    /// Rack id.
    pub rack: String,
    /// Site id.
    pub site: String,
    /// Racks standing.
    pub standing: Vec<f64>,
    /// Racks in use, by service.
    pub in_use: Vec<RacksInUse>,
}

/// Racks that one service uses; horizon and tail.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RacksInUse {
    /// Service id.
    pub service: String,
    /// Racks.
    pub racks: Vec<f64>,
}

/// Power at one site; horizon and tail.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PowerUse {
    /// Site id.
    pub site: String,
    /// MW in use, PUE included.
    pub used_mw: Vec<f64>,
    /// MW there are.
    pub limit_mw: Vec<f64>,
}

/// One service; horizon and tail.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ServiceLevel {
    /// Service id.
    pub service: String,
    /// Unit.
    pub unit: Option<String>,
    /// Units asked for: demand, or the commitment where that is more.
    pub asked: Vec<f64>,
    /// Units committed.
    pub committed: Vec<f64>,
    /// Units released by sales to buyers.
    pub displaced: Vec<f64>,
    /// Units served.
    pub served: Vec<f64>,
    /// Committed units not served.
    pub short: Vec<f64>,
    /// Units asked for, neither served nor displaced: customers who wait, the short ones included.
    pub waiting: Vec<f64>,
}

/// Orders and upside of one buyer, in order units.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct OrderBook {
    /// Buyer id.
    pub buyer: String,
    /// Due this quarter.
    pub due: Vec<f64>,
    /// Delivered against orders.
    pub delivered: Vec<f64>,
    /// Open at the quarter's end: late.
    pub late: Vec<f64>,
    /// Lost.
    pub lost: Vec<f64>,
    /// Most that could be sold on top.
    pub upside: Vec<f64>,
    /// Sold on top.
    pub upside_sold: Vec<f64>,
}

/// Wafers of one die by who got them; the destinations of a quarter sum to its starts.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct WaferSplit {
    /// Die id.
    pub die: String,
    /// Where they went.
    pub destination: Destination,
    /// Wafers, by quarter of starting.
    pub wafers: Vec<f64>,
}

/// Where supply ends up.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(tag = "kind", content = "id", rename_all = "kebab-case")]
pub enum Destination {
    /// Installed at a site for own service.
    OwnService(String),
    /// Delivered to a buyer.
    Buyer(String),
    /// In stock at the end of the horizon.
    ClosingStock,
    /// Started and not arrived at the end of the horizon.
    InProcess,
    /// Thrown away.
    Scrap,
}

/// Where the margin comes from: lines that sum exactly to the objective.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Margin {
    /// Present value of all lines; equals the objective.
    pub present_value: f64,
    /// By quarter, undiscounted; horizon and tail.
    pub by_quarter: Vec<f64>,
    /// Every line.
    pub lines: Vec<MarginLine>,
}

/// One line of the margin statement.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MarginLine {
    /// Whose margin.
    pub channel: Channel,
    /// What: `rental`, `wafers`, `energy`.
    pub line: Line,
    /// Which service, item, component: the id the line is about, where it is about one.
    pub of: Option<String>,
    /// Money by quarter, undiscounted, costs negative; horizon and tail.
    pub by_quarter: Vec<f64>,
    /// Present value.
    pub present_value: f64,
}

/// Whose margin a line is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(tag = "kind", content = "id", rename_all = "kebab-case")]
pub enum Channel {
    /// Own service at a site.
    OwnService(String),
    /// Own service, not of one site: shortfall penalties.
    OwnServices,
    /// An outside buyer.
    Buyer(String),
    /// Nobody's: idle wafers, holding, closing stock, work in process, scrap.
    Unattributed,
}

/// Margin of one line sold around the services, undiscounted; horizon and tail.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SurroundingLine {
    /// `storage`, `networking`.
    pub line: String,
    /// Money by quarter.
    pub by_quarter: Vec<f64>,
    /// Present value.
    pub present_value: f64,
}

/// Four times the quarter's units sold at their net price and racks installed at their transfer price.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RunRate {
    /// Money a year, by quarter.
    pub by_quarter: Vec<f64>,
    /// Racks that are installed and have no transfer price: they count 0.
    pub without_transfer_price: Vec<String>,
}

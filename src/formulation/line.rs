//! The lines of the margin: what an amount of money in the objective is about.

use serde::Serialize;

/// What a line of the margin statement is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Line {
    /// Service units served at their price.
    Rental,
    /// Variable cost of service units.
    VariableCost,
    /// Margin of what is sold around a service.
    Surrounding,
    /// Penalty for committed units not served.
    ShortfallPenalty,
    /// Operating cost of racks in use.
    OperatingCost,
    /// Energy of racks in use.
    Energy,
    /// Units sold at their price.
    Sales,
    /// Volume discount.
    VolumeDiscount,
    /// Delivery.
    DeliveryCost,
    /// Support margin after delivery.
    Support,
    /// Orders late.
    LatePenalty,
    /// Orders lost or open at the end.
    CancelPenalty,
    /// Wafers at their price.
    Wafers,
    /// Hot-lot premium.
    HotLotPremium,
    /// Premium of starts beyond capacity.
    ExpansionPremium,
    /// Components bought.
    Components,
    /// Work at its normal cost.
    Work,
    /// What work in expansions costs on top.
    ExpansionWork,
    /// Other cost of chips started.
    ChipCost,
    /// Other cost of racks started.
    RackCost,
    /// Reserved wafers not started.
    IdleWafers,
    /// Holding stock.
    Holding,
    /// Worth of stock at the end of the horizon.
    ClosingStock,
    /// Worth of work in process at the end of the horizon.
    WorkInProcess,
    /// Cash of options taken.
    Options,
}

/// Whether a line is earned by own service, by sales outside, or spent on supply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineGroup {
    /// Own service.
    Service,
    /// Sales to outside buyers.
    Hardware,
    /// Supply: what the budget limits.
    Supply,
    /// Worth of stock and work in process at the end, and orders open then.
    End,
    /// Cash of options: outside the budget.
    Options,
}

/// One amount of money that one unit of a column earns (positive) or costs (negative).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term {
    /// What it is about.
    pub line: Line,
    /// Which part of the objective it belongs to.
    pub group: LineGroup,
    /// For [`Line::Surrounding`], which entry of the service's `attach`; 0 otherwise.
    pub attach: usize,
    /// The quarter in which the amount counts.
    pub t: usize,
    /// Money, undiscounted except support, which is discounted to the quarter of delivery.
    pub amount: f64,
}

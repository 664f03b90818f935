//! What the solution means to a planner: who gets which wafers and racks, who waits, and where the margin comes from.
//!
//! Every vector holds one number a quarter: over `quarters` (the horizon) unless it says "horizon and tail",
//! then over `quarters` and `tail_quarters` together. Quantities are in the model file's units, not rounded.

mod batch;
mod cautions;
mod channel;
mod decisions;
mod end_effects;
mod first_quarters;
mod flow;
mod margin;
mod pegging;
mod placing;
mod run_rate;
mod service;
mod stock;
mod supply;
mod taken;

pub use batch::{Batch, Way};
pub use cautions::cautions;
pub use channel::{Channel, LeftOver};
pub use first_quarters::{FirstOption, FirstQuarters, FirstSales, FirstStock};
pub use flow::{FlowEnd, WaferFlow, wafer_flows};
pub use margin::{Margin, MarginLine};
pub use pegging::{Destination, Fate, Origin, Pegging, StockSplit, WaferSplit};
pub use placing::{Installed, OrderBook, Sold};
pub use run_rate::RunRate;
pub use service::{FleetUse, PowerUse, RacksInUse, ServiceLevel, SurroundingLine};
pub use stock::{Made, StockLevel};
pub use supply::{ComponentUse, DieStarts, ExpansionUse, FoundryUse, ProcessUse};
pub use taken::OptionTaken;

pub use crate::formulation::Line;

use serde::Serialize;

use crate::formulation::{Column, Constraint};
use crate::lp::{Lp, Solution};
use crate::model::Model;
use crate::quarter::Quarter;

use channel::Attribution;
use decisions::Decisions;
use placing::Sales;
use service::Running;

/// A certified plan in the planner's words.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// Options, and how often they are taken.
    pub options: Vec<OptionTaken>,
    /// Who got the wafers, by quarter of starting.
    pub wafers: Vec<WaferSplit>,
    /// Who got opening stock and receipts.
    pub given: Vec<StockSplit>,
    /// Where the margin comes from.
    pub margin: Margin,
    /// Margin of what is sold around the services, undiscounted; horizon and tail.
    pub surrounding: Vec<SurroundingLine>,
    /// The chips business if it stood alone.
    pub run_rate: RunRate,
}

/// The solution could not be read back as a plan.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum InterpretError {
    /// The lines of the margin do not sum to the objective.
    #[error("the lines of the margin sum to {lines}, the objective is {objective}")]
    DoesNotSum {
        /// Present value of all lines.
        lines: f64,
        /// The greatest objective, as certified.
        objective: f64,
    },
}

/// Returns the plan that a solution of the program of `model` stands for.
///
/// Values that are noise beside the greatest of their series are 0 in the plan. The margin counts every value as solved.
pub fn interpret(
    model: &Model,
    lp: &Lp<Column, Constraint>,
    solution: &Solution,
) -> Result<Plan, InterpretError> {
    interpret_point(model, lp, &solution.x, solution.objective)
}

/// Returns the plan that a point of the program of `model` stands for, which earns `objective`.
pub(crate) fn interpret_point(
    model: &Model,
    lp: &Lp<Column, Constraint>,
    x: &[f64],
    objective: f64,
) -> Result<Plan, InterpretError> {
    let options = taken::options(&Decisions::new(model, lp, x));
    let model = &*taken::counted(model, lp, x);
    let decisions = &Decisions::new(model, lp, x);
    let sales = &Sales::all(decisions);
    let running = &Running::all(decisions);
    let pegging = &Pegging::trace(decisions, sales);

    let starts = supply::starts(decisions);
    let orders = placing::orders(decisions);
    let services = service::services(decisions, &orders);
    let attribution = Attribution {
        model,
        pegging,
        running,
    };
    let quarter = |t| model.horizon.quarter(t);
    let horizon = model.horizon.quarters;
    Ok(Plan {
        quarters: (0..horizon).map(quarter).collect(),
        tail_quarters: (horizon..model.horizon.periods()).map(quarter).collect(),
        end_effects_from: end_effects::end_effects_from(model),
        foundries: supply::foundries(decisions, &starts),
        starts,
        components: supply::components(decisions),
        processes: supply::processes(decisions),
        made: stock::made(decisions),
        installed: placing::installed(decisions),
        sold: placing::sold(decisions, sales),
        stocks: stock::stocks(decisions),
        fleet: service::fleet(decisions, running),
        power: service::power(decisions, running),
        surrounding: service::surrounding(decisions, &services),
        services,
        orders,
        options,
        wafers: pegging.wafer_splits(model),
        given: pegging.stock_splits(model),
        margin: margin::margin(decisions, &attribution, objective)?,
        run_rate: run_rate::run_rate(decisions, sales),
    })
}

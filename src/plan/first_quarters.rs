//! The first quarters of a plan, alone.

use serde::Serialize;

use super::{
    ComponentUse, DieStarts, ExpansionUse, FleetUse, FoundryUse, Installed, Made, Margin,
    OptionTaken, OrderBook, Plan, PowerUse, ProcessUse, RacksInUse, RunRate, ServiceLevel, Sold,
    StockLevel,
};
use crate::model::Model;
use crate::quarter::Quarter;

/// What a plan does in its first quarters: its tables as far as neither later quarters nor prices are in them.
///
/// Every vector holds one number a quarter, over `quarters` and `tail_quarters` as in the plan.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FirstQuarters {
    /// Those of the horizon.
    pub quarters: Vec<Quarter>,
    /// Those of the tail.
    pub tail_quarters: Vec<Quarter>,
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
    pub sold: Vec<FirstSales>,
    /// Closing stocks.
    pub stocks: Vec<FirstStock>,
    /// Racks standing and in use; horizon and tail.
    pub fleet: Vec<FleetUse>,
    /// Power; horizon and tail.
    pub power: Vec<PowerUse>,
    /// Services; horizon and tail.
    pub services: Vec<ServiceLevel>,
    /// Buyers' orders and upside.
    pub orders: Vec<OrderBook>,
    /// Options that are decided in these quarters.
    pub options: Vec<FirstOption>,
}

/// Units of one item delivered to one buyer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FirstSales {
    /// Buyer id.
    pub buyer: String,
    /// Item id.
    pub item: String,
    /// Units.
    pub units: Vec<f64>,
}

/// Stock of one item.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FirstStock {
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
}

/// An option that is decided in these quarters.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FirstOption {
    /// Option id.
    pub option: String,
    /// The quarter in which it is decided.
    pub decided: Quarter,
    /// How often it is taken.
    pub taken: f64,
    /// How often it can be taken.
    pub at_most: u32,
    /// Whether the model says so; otherwise that was the best of all selections.
    pub is_decided: bool,
}

impl FirstQuarters {
    /// Returns the first quarters of a plan of the model, so many of them.
    #[must_use]
    pub fn of(plan: &Plan, model: &Model, number: usize) -> Self {
        let cut = |values: &[f64]| values[..number.min(values.len())].to_vec();
        let expansions = |all: &[ExpansionUse]| -> Vec<ExpansionUse> {
            let one = |it: &ExpansionUse| ExpansionUse {
                expansion: it.expansion.clone(),
                used: cut(&it.used),
                capacity: cut(&it.capacity),
            };
            all.iter().map(one).collect()
        };
        let of_horizon = number.min(plan.quarters.len());
        let of_tail = (number - of_horizon).min(plan.tail_quarters.len());
        let starts = plan.starts.iter().map(|it| DieStarts {
            normal: cut(&it.normal),
            hot_lot: cut(&it.hot_lot),
            ..it.clone()
        });
        let foundries = plan.foundries.iter().map(|it| FoundryUse {
            foundry: it.foundry.clone(),
            started: cut(&it.started),
            capacity: cut(&it.capacity),
            expansions: expansions(&it.expansions),
            commitment: cut(&it.commitment),
            idle: cut(&it.idle),
        });
        let components = plan.components.iter().map(|it| ComponentUse {
            component: it.component.clone(),
            bought: cut(&it.bought),
            supply: cut(&it.supply),
        });
        let processes = plan.processes.iter().map(|it| ProcessUse {
            process: it.process.clone(),
            work: cut(&it.work),
            capacity: cut(&it.capacity),
            expansions: expansions(&it.expansions),
        });
        let made = plan.made.iter().map(|it| Made {
            started: cut(&it.started),
            made: cut(&it.made),
            ..it.clone()
        });
        let installed = plan.installed.iter().map(|it| Installed {
            racks: cut(&it.racks),
            ..it.clone()
        });
        let sold = plan.sold.iter().map(|it| FirstSales {
            buyer: it.buyer.clone(),
            item: it.item.clone(),
            units: cut(&it.units),
        });
        let stocks = plan.stocks.iter().map(|it| FirstStock {
            item: it.item.clone(),
            opening: it.opening,
            receipts: cut(&it.receipts),
            closing: cut(&it.closing),
            scrapped: cut(&it.scrapped),
        });
        Self {
            quarters: plan.quarters[..of_horizon].to_vec(),
            tail_quarters: plan.tail_quarters[..of_tail].to_vec(),
            starts: starts.collect(),
            foundries: foundries.collect(),
            components: components.collect(),
            processes: processes.collect(),
            made: made.collect(),
            installed: installed.collect(),
            sold: sold.collect(),
            stocks: stocks.collect(),
            fleet: plan.fleet.iter().map(|it| fleet(it, &cut)).collect(),
            power: plan.power.iter().map(|it| power(it, &cut)).collect(),
            services: plan.services.iter().map(|it| service(it, &cut)).collect(),
            orders: plan.orders.iter().map(|it| orders(it, &cut)).collect(),
            options: options(plan, model, number),
        }
    }
}

impl FirstQuarters {
    /// Returns the plan that ends here, in which nothing is said of money, and of who gets what later.
    pub(crate) fn as_plan(&self) -> Plan {
        let sold = self.sold.iter().map(|it| Sold {
            buyer: it.buyer.clone(),
            item: it.item.clone(),
            units: it.units.clone(),
            net_price: vec![None; it.units.len()],
        });
        let stocks = self.stocks.iter().map(|it| StockLevel {
            item: it.item.clone(),
            opening: it.opening,
            receipts: it.receipts.clone(),
            closing: it.closing.clone(),
            scrapped: it.scrapped.clone(),
            in_process_at_end: 0.0,
        });
        let options = self.options.iter().map(|it| OptionTaken {
            option: it.option.clone(),
            taken: it.taken,
            at_most: it.at_most,
            is_decided: it.is_decided,
            cash: Vec::new(),
        });
        Plan {
            quarters: self.quarters.clone(),
            tail_quarters: self.tail_quarters.clone(),
            end_effects_from: None,
            starts: self.starts.clone(),
            foundries: self.foundries.clone(),
            components: self.components.clone(),
            processes: self.processes.clone(),
            made: self.made.clone(),
            installed: self.installed.clone(),
            sold: sold.collect(),
            stocks: stocks.collect(),
            fleet: self.fleet.clone(),
            power: self.power.clone(),
            services: self.services.clone(),
            orders: self.orders.clone(),
            options: options.collect(),
            wafers: Vec::new(),
            given: Vec::new(),
            margin: Margin {
                present_value: 0.0,
                by_quarter: Vec::new(),
                lines: Vec::new(),
            },
            surrounding: Vec::new(),
            run_rate: RunRate {
                by_quarter: Vec::new(),
                without_transfer_price: Vec::new(),
            },
        }
    }
}

/// What cuts a vector to the first quarters.
type Cut<'a> = &'a dyn Fn(&[f64]) -> Vec<f64>;

fn fleet(it: &FleetUse, cut: Cut) -> FleetUse {
    let in_use = it.in_use.iter().map(|used| RacksInUse {
        service: used.service.clone(),
        racks: cut(&used.racks),
    });
    FleetUse {
        rack: it.rack.clone(),
        site: it.site.clone(),
        standing: cut(&it.standing),
        in_use: in_use.collect(),
    }
}

fn power(it: &PowerUse, cut: Cut) -> PowerUse {
    PowerUse {
        site: it.site.clone(),
        used_mw: cut(&it.used_mw),
        limit_mw: cut(&it.limit_mw),
    }
}

fn service(it: &ServiceLevel, cut: Cut) -> ServiceLevel {
    ServiceLevel {
        service: it.service.clone(),
        unit: it.unit.clone(),
        asked: cut(&it.asked),
        committed: cut(&it.committed),
        displaced: cut(&it.displaced),
        served: cut(&it.served),
        short: cut(&it.short),
        waiting: cut(&it.waiting),
    }
}

fn orders(it: &OrderBook, cut: Cut) -> OrderBook {
    OrderBook {
        buyer: it.buyer.clone(),
        open_before: it.open_before,
        due: cut(&it.due),
        delivered: cut(&it.delivered),
        late: cut(&it.late),
        lost: cut(&it.lost),
        upside: cut(&it.upside),
        upside_sold: cut(&it.upside_sold),
    }
}

/// Returns the options that are decided in the first quarters; the others wait.
fn options(plan: &Plan, model: &Model, number: usize) -> Vec<FirstOption> {
    let all = plan.options.iter().zip(&model.options);
    let now = all.filter(|(_, option)| option.decided < number);
    let now = now.map(|(it, option)| FirstOption {
        option: it.option.clone(),
        decided: model.horizon.quarter(option.decided),
        taken: it.taken,
        at_most: it.at_most,
        is_decided: it.is_decided,
    });
    now.collect()
}

//! What a plan does, quarter by quarter.

use serde::Serialize;

use crate::model::{Item, Model};
use crate::plan::Plan;

/// Something a plan does, quarter by quarter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum PlanQuantity {
    /// Units sold.
    Sold {
        /// Item id.
        item: String,
        /// Buyer id.
        buyer: String,
    },
    /// Racks installed.
    Installed {
        /// Rack id.
        rack: String,
        /// Site id.
        site: String,
    },
    /// Service units served, horizon and tail.
    Served {
        /// Service id.
        service: String,
    },
    /// Service units asked for that wait, the committed ones included, horizon and tail.
    Waiting {
        /// Service id.
        service: String,
    },
    /// Committed service units not served, horizon and tail.
    Short {
        /// Service id.
        service: String,
    },
    /// Orders open at the quarter's end.
    Late {
        /// Buyer id.
        buyer: String,
    },
    /// Orders lost.
    Lost {
        /// Buyer id.
        buyer: String,
    },
    /// Wafers started, hot lots included.
    Started {
        /// Die id.
        die: String,
    },
    /// Wafers started as hot lots.
    HotLots {
        /// Die id.
        die: String,
    },
    /// Wafers started in an expansion of a foundry.
    StartedBeyond {
        /// Foundry id.
        foundry: String,
        /// Expansion id.
        expansion: String,
    },
    /// Work done in an expansion of a process.
    WorkedBeyond {
        /// Process id.
        process: String,
        /// Expansion id.
        expansion: String,
    },
    /// Components bought.
    Bought {
        /// Component id.
        component: String,
    },
    /// Chips or racks started.
    Made {
        /// Item id.
        item: String,
    },
    /// Work done in a process, expansions included.
    Worked {
        /// Process id.
        process: String,
    },
    /// Closing stock.
    Stocked {
        /// Item id.
        item: String,
    },
    /// How often an option is taken.
    Taken {
        /// Option id.
        option: String,
    },
    /// Racks in use for a service, horizon and tail.
    Used {
        /// Rack id.
        rack: String,
        /// Site id.
        site: String,
        /// Service id.
        service: String,
    },
}

/// How much a plan does of something.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Level {
    /// What.
    #[serde(flatten)]
    pub what: PlanQuantity,
    /// The sum over the horizon.
    pub total: f64,
    /// By quarter: the horizon, and the tail where it goes on.
    pub by_quarter: Vec<f64>,
}

/// Returns how much a plan does of everything, in the order of the model: sales and racks placed, services, orders, supply.
#[must_use]
pub fn levels(plan: &Plan) -> Vec<Level> {
    let mut levels = Vec::new();
    let mut add = |what, by_quarter: &[f64]| {
        levels.push(Level {
            what,
            total: by_quarter.iter().take(plan.quarters.len()).sum(),
            by_quarter: by_quarter.to_vec(),
        });
    };
    for it in &plan.sold {
        let (item, buyer) = (it.item.clone(), it.buyer.clone());
        add(PlanQuantity::Sold { item, buyer }, &it.units);
    }
    for it in &plan.installed {
        let (rack, site) = (it.rack.clone(), it.site.clone());
        add(PlanQuantity::Installed { rack, site }, &it.racks);
    }
    for it in &plan.services {
        let service = || it.service.clone();
        add(PlanQuantity::Served { service: service() }, &it.served);
        add(PlanQuantity::Waiting { service: service() }, &it.waiting);
        add(PlanQuantity::Short { service: service() }, &it.short);
    }
    for it in &plan.orders {
        let buyer = || it.buyer.clone();
        add(PlanQuantity::Late { buyer: buyer() }, &it.late);
        add(PlanQuantity::Lost { buyer: buyer() }, &it.lost);
    }
    for it in &plan.starts {
        let pairs = it.normal.iter().zip(&it.hot_lot);
        let all: Vec<f64> = pairs.map(|(normal, hot)| normal + hot).collect();
        let die = || it.die.clone();
        add(PlanQuantity::Started { die: die() }, &all);
        add(PlanQuantity::HotLots { die: die() }, &it.hot_lot);
    }
    for it in &plan.components {
        let component = it.component.clone();
        add(PlanQuantity::Bought { component }, &it.bought);
    }
    for it in &plan.made {
        let item = it.item.clone();
        add(PlanQuantity::Made { item }, &it.started);
    }
    for it in &plan.processes {
        let process = it.process.clone();
        add(PlanQuantity::Worked { process }, &it.work);
    }
    for it in &plan.stocks {
        let item = it.item.clone();
        add(PlanQuantity::Stocked { item }, &it.closing);
    }
    for it in &plan.fleet {
        for used in &it.in_use {
            let what = PlanQuantity::Used {
                rack: it.rack.clone(),
                site: it.site.clone(),
                service: used.service.clone(),
            };
            add(what, &used.racks);
        }
    }
    levels
}

/// Returns what one unit of a decision in `t` is by the list, present value: a wafer's or component's price, what a chip or rack
/// costs to make, the price of what is delivered, what work or wafers in an expansion cost more, the cash of an option.
pub(crate) fn list_price(model: &Model, what: &PlanQuantity, t: usize) -> f64 {
    let item = |wanted: &str| {
        let mut items = model.items();
        items.find(|&item| model.item_id(item) == wanted)
    };
    let price = match what {
        PlanQuantity::Started { die } | PlanQuantity::HotLots { die } => match item(die) {
            Some(Item::Die(id)) => model.wafer_price(id, t),
            _ => 0.0,
        },
        PlanQuantity::Bought { component: id }
        | PlanQuantity::Made { item: id }
        | PlanQuantity::Installed { rack: id, .. } => {
            item(id).map_or(0.0, |item| model.list_price(item, t))
        }
        PlanQuantity::Sold { item, buyer } => {
            let mut buyers = model.buyers.iter().filter(|it| it.id == *buyer);
            let offers = buyers.next().map_or(&[][..], |it| &it.buys);
            let mut offers = offers.iter().filter(|it| model.item_id(it.item) == item);
            offers.next().map_or(0.0, |it| it.price[t])
        }
        PlanQuantity::Taken { option } => {
            let mut options = model.options.iter().filter(|it| it.id == *option);
            let cash = options.next().map(|it| it.cash.values().iter().enumerate());
            let cash = cash.into_iter().flatten();
            // By quarter already.
            return cash
                .map(|(t, cash)| model.horizon.rho(t) * cash)
                .sum::<f64>()
                .abs();
        }
        PlanQuantity::StartedBeyond { foundry, expansion } => {
            let mut foundries = model.foundries.iter().filter(|it| it.id == *foundry);
            foundries.next().map_or(0.0, |foundry| {
                let mut extras = foundry.expansions.iter().filter(|it| it.id == *expansion);
                let premium = extras.next().map_or(0.0, |extra| extra.premium[t]);
                premium * foundry.wafer_price[t]
            })
        }
        PlanQuantity::WorkedBeyond { process, expansion } => {
            let mut processes = model.processes.iter().filter(|it| it.id == *process);
            processes.next().map_or(0.0, |process| {
                let mut extras = process.expansions.iter().filter(|it| it.id == *expansion);
                extras
                    .next()
                    .map_or(0.0, |extra| extra.cost[t] - process.cost[t])
            })
        }
        // What follows from decisions is none.
        _ => 0.0,
    };
    price * model.horizon.rho(t)
}

impl PlanQuantity {
    /// Returns its kind as in JSON, and the ids it is about in the order of its fields.
    #[must_use]
    pub(crate) fn kind_and_ids(&self) -> (&'static str, Vec<&str>) {
        match self {
            Self::Sold { item, buyer } => ("sold", vec![item, buyer]),
            Self::Installed { rack, site } => ("installed", vec![rack, site]),
            Self::Served { service } => ("served", vec![service]),
            Self::Waiting { service } => ("waiting", vec![service]),
            Self::Short { service } => ("short", vec![service]),
            Self::Late { buyer } => ("late", vec![buyer]),
            Self::Lost { buyer } => ("lost", vec![buyer]),
            Self::Started { die } => ("started", vec![die]),
            Self::HotLots { die } => ("hot-lots", vec![die]),
            Self::StartedBeyond { foundry, expansion } => {
                ("started-beyond", vec![foundry, expansion])
            }
            Self::WorkedBeyond { process, expansion } => {
                ("worked-beyond", vec![process, expansion])
            }
            Self::Bought { component } => ("bought", vec![component]),
            Self::Made { item } => ("made", vec![item]),
            Self::Worked { process } => ("worked", vec![process]),
            Self::Stocked { item } => ("stocked", vec![item]),
            Self::Taken { option } => ("taken", vec![option]),
            Self::Used {
                rack,
                site,
                service,
            } => ("used", vec![rack, site, service]),
        }
    }
}

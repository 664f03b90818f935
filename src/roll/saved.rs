//! What rolling needs of a plan: as interpreted, or as `solve --format json` wrote it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::RollError;
use crate::model::{Model, RackId, SiteId};
use crate::plan::{Plan, Way};
use crate::quarter::Quarter;

/// The decisions of a plan, and what they leave, by id.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct SavedPlan {
    quarters: Vec<Quarter>,
    starts: Vec<Starts>,
    made: Vec<Made>,
    installed: Vec<Installed>,
    pub(super) stocks: Vec<Level>,
    orders: Vec<Orders>,
    options: Vec<Taken>,
    pub(super) margin: Margin,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Starts {
    die: String,
    normal: Vec<f64>,
    hot_lot: Vec<f64>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Made {
    item: String,
    started: Vec<f64>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Installed {
    rack: String,
    site: String,
    racks: Vec<f64>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(super) struct Level {
    item: String,
    pub(super) closing: Vec<f64>,
    pub(super) in_process_at_end: f64,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Orders {
    buyer: String,
    delivered: Vec<f64>,
    upside_sold: Vec<f64>,
    late: Vec<f64>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Taken {
    option: String,
    taken: f64,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(super) struct Margin {
    pub(super) by_quarter: Vec<f64>,
}

impl SavedPlan {
    /// Returns what rolling needs of a plan.
    #[must_use]
    pub fn of(plan: &Plan) -> Self {
        Self {
            quarters: plan.quarters.clone(),
            starts: (plan.starts.iter())
                .map(|it| Starts {
                    die: it.die.clone(),
                    normal: it.normal.clone(),
                    hot_lot: it.hot_lot.clone(),
                })
                .collect(),
            made: (plan.made.iter())
                .map(|it| Made {
                    item: it.item.clone(),
                    started: it.started.clone(),
                })
                .collect(),
            installed: (plan.installed.iter())
                .map(|it| Installed {
                    rack: it.rack.clone(),
                    site: it.site.clone(),
                    racks: it.racks.clone(),
                })
                .collect(),
            stocks: (plan.stocks.iter())
                .map(|it| Level {
                    item: it.item.clone(),
                    closing: it.closing.clone(),
                    in_process_at_end: it.in_process_at_end,
                })
                .collect(),
            orders: (plan.orders.iter())
                .map(|it| Orders {
                    buyer: it.buyer.clone(),
                    delivered: it.delivered.clone(),
                    upside_sold: it.upside_sold.clone(),
                    late: it.late.clone(),
                })
                .collect(),
            options: (plan.options.iter())
                .map(|it| Taken {
                    option: it.option.clone(),
                    taken: it.taken,
                })
                .collect(),
            margin: Margin {
                by_quarter: plan.margin.by_quarter.clone(),
            },
        }
    }

    /// Returns the plan of a document that `solve --format json` wrote, and an error where it has none.
    pub fn from_json(plan: &serde_json::Value) -> Result<Self, RollError> {
        Self::deserialize(plan).map_err(|error| RollError::OtherPlan(error.to_string()))
    }
}

/// The decisions of a plan, by position in the model.
pub(super) struct Done {
    /// Units started, by quarter.
    pub started: BTreeMap<Way, Vec<f64>>,
    /// Units in stock at the quarters' ends, in the order of the items.
    pub closing: Vec<Vec<f64>>,
    /// Racks installed, by quarter.
    pub installed: Vec<(RackId, SiteId, Vec<f64>)>,
    /// In the order of the buyers.
    pub orders: Vec<OrdersDone>,
    /// How often each option is taken.
    pub taken: Vec<f64>,
}

/// What a buyer got.
pub(super) struct OrdersDone {
    /// Order units delivered against orders and upside, by quarter.
    pub delivered: Vec<f64>,
    /// Orders open at the quarters' ends.
    pub late: Vec<f64>,
}

impl Done {
    /// Returns the decisions of a plan of the model; an error where something of the model is not in it.
    pub fn of(model: &Model, plan: &SavedPlan) -> Result<Self, RollError> {
        let horizon = &model.horizon;
        let quarters: Vec<Quarter> = (0..horizon.quarters).map(|t| horizon.quarter(t)).collect();
        if plan.quarters != quarters {
            let words = horizon.words();
            return Err(RollError::OtherPlan(format!("it is not for {words}")));
        }
        if plan.margin.by_quarter.len() < horizon.quarters {
            return Err(short("margin"));
        }
        let known = |values: &[f64], id: &str| {
            let is_whole = values.len() == horizon.quarters;
            is_whole.then(|| values.to_vec()).ok_or_else(|| short(id))
        };
        let mut started = BTreeMap::new();
        for id in model.die_ids() {
            let die = &model.die(id).id;
            let starts = plan.starts.iter().find(|it| it.die == *die);
            let starts = starts.ok_or_else(|| missing(die))?;
            started.insert(Way::Wafers(id), known(&starts.normal, die)?);
            started.insert(Way::HotLots(id), known(&starts.hot_lot, die)?);
        }
        let chips = model
            .chip_ids()
            .map(|id| (Way::Chips(id), model.chip(id).is_made()));
        let racks = model
            .rack_ids()
            .map(|id| (Way::Racks(id), model.rack(id).is_made()));
        for (way, _) in chips.chain(racks).filter(|&(_, is_made)| is_made) {
            let item = model.item_id(way.item());
            let made = plan.made.iter().find(|it| it.item == item);
            let made = made.ok_or_else(|| missing(item))?;
            started.insert(way, known(&made.started, item)?);
        }
        let closing = model.items().map(|item| {
            let item = model.item_id(item);
            let level = plan.stocks.iter().find(|it| it.item == item);
            known(&level.ok_or_else(|| missing(item))?.closing, item)
        });
        let orders = model.buyers.iter().map(|buyer| {
            let orders = plan.orders.iter().find(|it| it.buyer == buyer.id);
            let orders = orders.ok_or_else(|| missing(&buyer.id))?;
            let sold = known(&orders.upside_sold, &buyer.id)?;
            let mut delivered = known(&orders.delivered, &buyer.id)?;
            delivered.iter_mut().zip(sold).for_each(|(a, b)| *a += b);
            let late = known(&orders.late, &buyer.id)?;
            Ok(OrdersDone { delivered, late })
        });
        let taken = model.options.iter().map(|option| {
            let taken = plan.options.iter().find(|it| it.option == option.id);
            let taken = taken.ok_or_else(|| missing(&option.id))?.taken;
            Ok(if option.whole { taken.round() } else { taken })
        });
        Ok(Self {
            started,
            closing: closing.collect::<Result<_, _>>()?,
            installed: installed(model, plan, known)?,
            orders: orders.collect::<Result<_, _>>()?,
            taken: taken.collect::<Result<_, _>>()?,
        })
    }
}

/// Returns the racks installed, by position.
fn installed(
    model: &Model,
    plan: &SavedPlan,
    known: impl Fn(&[f64], &str) -> Result<Vec<f64>, RollError>,
) -> Result<Vec<(RackId, SiteId, Vec<f64>)>, RollError> {
    let one = |it: &Installed| {
        let rack = model.rack_ids().find(|&id| model.rack(id).id == it.rack);
        let site = model.site_ids().find(|&id| model.site(id).id == it.site);
        let (rack, site) = rack.zip(site).ok_or_else(|| other(&it.rack))?;
        Ok((rack, site, known(&it.racks, &it.rack)?))
    };
    plan.installed.iter().map(one).collect()
}

fn missing(id: &str) -> RollError {
    RollError::OtherPlan(format!("it says nothing of `{id}`"))
}

fn other(id: &str) -> RollError {
    RollError::OtherPlan(format!("the model has no `{id}` where it has some"))
}

fn short(id: &str) -> RollError {
    RollError::OtherPlan(format!(
        "it does not have a number for every quarter of `{id}`"
    ))
}

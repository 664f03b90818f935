//! Where racks and other items go: installed at a site or sold to a buyer.

use serde::Serialize;

use crate::formulation::Column;
use crate::model::{BuyerId, Buys, Item, RackId, SiteId};

use super::decisions::Decisions;

/// Racks installed at one site.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Installed {
    /// Rack id.
    pub rack: String,
    /// Site id.
    pub site: String,
    /// Racks.
    pub racks: Vec<f64>,
}

/// Units of one item delivered to one buyer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

/// Orders and upside of one buyer, in order units.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OrderBook {
    /// Buyer id.
    pub buyer: String,
    /// Open before the first quarter.
    pub open_before: f64,
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

/// Returns the racks and sites that the program may install at, in the order of the model.
pub(super) fn places(decisions: &Decisions) -> Vec<(RackId, SiteId)> {
    let model = decisions.model;
    let pairs = model
        .rack_ids()
        .flat_map(|rack| model.site_ids().map(move |site| (rack, site)));
    pairs
        .filter(|&(rack, site)| decisions.has(|t| Column::Install { rack, site, t }))
        .collect()
}

/// Returns the racks installed.
pub(super) fn installed(decisions: &Decisions) -> Vec<Installed> {
    let model = decisions.model;
    let installed = |(rack, site)| Installed {
        rack: model.rack(rack).id.clone(),
        site: model.site(site).id.clone(),
        racks: decisions.horizon(|t| Column::Install { rack, site, t }),
    };
    places(decisions).into_iter().map(installed).collect()
}

/// Units of one item that one buyer gets, by discount step.
pub(super) struct Sales<'a> {
    /// The buyer.
    pub buyer: BuyerId,
    /// The item and its prices.
    pub buys: &'a Buys,
    /// Units by discount step and quarter.
    pub steps: Vec<Vec<f64>>,
}

impl<'a> Sales<'a> {
    /// Returns the sales of every buyer and item, in the order of the model.
    pub fn all(decisions: &Decisions<'a>) -> Vec<Self> {
        let model = decisions.model;
        let mut all = Vec::new();
        for buyer in model.buyer_ids() {
            for buys in &model.buyer(buyer).buys {
                let steps = (0..buys.steps.len()).map(|step| {
                    let item: Item = buys.item;
                    decisions.horizon(|t| Column::Deliver {
                        buyer,
                        item,
                        step,
                        t,
                    })
                });
                let steps = steps.collect();
                all.push(Self { buyer, buys, steps });
            }
        }
        all
    }

    /// Returns the units delivered in quarter `t`.
    pub fn units(&self, t: usize) -> f64 {
        self.steps.iter().map(|units| units[t]).sum()
    }

    /// Returns the money paid in quarter `t`, discounts taken off, delivery and support not counted.
    pub(crate) fn revenue(&self, t: usize) -> f64 {
        let steps = self.buys.steps.iter().zip(&self.steps);
        let undiscounted = steps.map(|(step, units)| units[t] * (1.0 - step.discount));
        self.buys.price[t] * undiscounted.sum::<f64>()
    }
}

/// Returns the units delivered to buyers.
pub(super) fn sold(decisions: &Decisions, sales: &[Sales]) -> Vec<Sold> {
    let model = decisions.model;
    let quarters = 0..model.horizon.quarters;
    let sold = |sales: &Sales| {
        let units: Vec<f64> = quarters.clone().map(|t| sales.units(t)).collect();
        let price = |(t, &units): (usize, &f64)| (units > 0.0).then(|| sales.revenue(t) / units);
        Sold {
            buyer: model.buyer(sales.buyer).id.clone(),
            item: model.item_id(sales.buys.item).to_owned(),
            net_price: units.iter().enumerate().map(price).collect(),
            units,
        }
    };
    sales.iter().map(sold).collect()
}

/// Returns the order books of the buyers.
pub(super) fn orders(decisions: &Decisions) -> Vec<OrderBook> {
    let model = decisions.model;
    let quarters = model.horizon.quarters;
    let book = |id: BuyerId| {
        let buyer = model.buyer(id);
        OrderBook {
            buyer: buyer.id.clone(),
            open_before: buyer.backlog.open,
            due: buyer.orders.values()[..quarters].to_vec(),
            delivered: decisions.horizon(|t| Column::OrderDelivery { buyer: id, t }),
            late: decisions.horizon(|t| Column::OpenOrders { buyer: id, t }),
            lost: decisions.horizon(|t| Column::LostOrders { buyer: id, t }),
            upside: buyer.upside.values()[..quarters].to_vec(),
            upside_sold: decisions.horizon(|t| Column::UpsideDelivery { buyer: id, t }),
        }
    };
    model.buyer_ids().map(book).collect()
}

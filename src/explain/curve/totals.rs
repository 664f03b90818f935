//! What a plan does in all, and how two plans differ in it.

use serde::Serialize;

use crate::model::{BuyerField, BuysField, Field, Model};
use crate::plan::Plan;

use super::number::Number;

/// Something a plan does, over all quarters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Total {
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
    /// Unit-quarters served, horizon and tail.
    Served {
        /// Service id.
        service: String,
    },
    /// Committed unit-quarters not served.
    Short {
        /// Service id.
        service: String,
    },
    /// Order units lost.
    Lost {
        /// Buyer id.
        buyer: String,
    },
    /// Wafers started.
    Started {
        /// Die id.
        die: String,
    },
}

/// By how much something a plan does changes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Change {
    /// What changes.
    pub what: Total,
    /// By how much.
    pub amount: f64,
}

/// Changes below this share of the total are rounding.
const ROUNDING: f64 = 1e-7;

fn totals(plan: &Plan) -> Vec<(Total, f64)> {
    let sum = |values: &[f64]| values.iter().sum::<f64>();
    let mut all = Vec::new();
    for it in &plan.sold {
        let (item, buyer) = (it.item.clone(), it.buyer.clone());
        all.push((Total::Sold { item, buyer }, sum(&it.units)));
    }
    for it in &plan.installed {
        let (rack, site) = (it.rack.clone(), it.site.clone());
        all.push((Total::Installed { rack, site }, sum(&it.racks)));
    }
    for it in &plan.services {
        let service = it.service.clone();
        all.push((Total::Served { service }, sum(&it.served)));
    }
    for it in &plan.services {
        let service = it.service.clone();
        all.push((Total::Short { service }, sum(&it.short)));
    }
    for it in &plan.orders {
        let buyer = it.buyer.clone();
        all.push((Total::Lost { buyer }, sum(&it.lost)));
    }
    for it in &plan.starts {
        let die = it.die.clone();
        all.push((Total::Started { die }, sum(&it.normal) + sum(&it.hot_lot)));
    }
    all
}

/// Returns what changes from one plan to another, per `length`.
pub(super) fn changes(before: &Plan, after: &Plan, length: f64) -> Vec<Change> {
    let after = totals(after);
    let value = |what: &Total| {
        let found = after.iter().find(|(it, _)| it == what);
        found.map_or(0.0, |&(_, value)| value)
    };
    let change = |(what, before): (Total, f64)| {
        let after = value(&what);
        let moved = after - before;
        (moved.abs() > ROUNDING * before.abs().max(after.abs()).max(1.0)).then(|| Change {
            what,
            amount: moved / length,
        })
    };
    totals(before).into_iter().filter_map(change).collect()
}

/// Returns the units sold whose price the number is, in the quarters that move.
pub(super) fn units_sold(plan: &Plan, number: &Number, model: &Model) -> Option<f64> {
    let Field::Buyer(buyer, BuyerField::Bought(item, BuysField::Price)) = number.path.field else {
        return None;
    };
    let (buyer, item) = (&model.buyer(buyer).id, model.item_id(item));
    let sold = plan
        .sold
        .iter()
        .find(|it| it.buyer == *buyer && it.item == item)?;
    let quarters = number.now().map(|(t, _)| t);
    let within = quarters.filter(|&t| t < model.horizon.quarters);
    Some(within.map(|t| sold.units[t]).sum())
}

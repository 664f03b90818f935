//! Where racks serve and who gets them: sites, services, buyers.

use super::super::discount;
use super::super::document::{Data, Entity, Table};
use super::{Resolve, count, number, quantities, text, values};
use crate::model::{Backlog, Buyer, Buys, Cancel, Past, Service, Site, Support, VolumeStep};

impl Resolve<'_> {
    pub(super) fn site(&self, id: &str, table: &Table) -> Site {
        Site {
            id: id.to_owned(),
            name: text(table, "name"),
            power_mw: self.series(table, "power_mw"),
            pue: self.series(table, "pue"),
            energy_price: self.series(table, "energy_price"),
            racks: table.references("racks").map(|names| {
                let names = names.iter();
                names.filter_map(|name| self.rack_id(&name.text)).collect()
            }),
            fleet: table
                .entities("fleet")
                .iter()
                .filter_map(|fleet| {
                    let rack = self.rack_id(&fleet.id)?;
                    Some((rack, self.series(&fleet.table, "installed")))
                })
                .collect(),
        }
    }

    pub(super) fn service(&self, id: &str, table: &Table) -> Service {
        Service {
            id: id.to_owned(),
            name: text(table, "name"),
            unit: text(table, "unit"),
            racks: quantities(table.map("racks"), |id| self.rack_id(id)),
            sites: table.references("sites").map(|names| {
                let names = names.iter();
                names.filter_map(|name| self.site_id(&name.text)).collect()
            }),
            price: self.series(table, "price"),
            variable_cost: self.series(table, "variable_cost"),
            attach: table
                .map("attach")
                .iter()
                .filter_map(|line| match &line.slot.data {
                    Data::Series(series) => Some((line.key.clone(), values(series))),
                    _ => None,
                })
                .collect(),
            demand: self.series(table, "demand"),
            committed: self.series(table, "committed"),
            shortfall_penalty: table.series("shortfall_penalty").map(values),
            firm: table.flag("firm"),
            max_wait_quarters: table.count("max_wait_quarters"),
            committed_before: past(table, "committed_before"),
        }
    }

    pub(super) fn buyer(&self, id: &str, table: &Table) -> Buyer {
        Buyer {
            id: id.to_owned(),
            name: text(table, "name"),
            orders: self.series(table, "orders"),
            upside: self.series(table, "upside"),
            firm: table.flag("firm"),
            late_penalty: self.series(table, "late_penalty"),
            cancel: table.count("cancel_after").map(|after| Cancel {
                after,
                penalty: self.series(table, "cancel_penalty"),
            }),
            displaces: quantities(table.map("displaces"), |id| self.service_id(id)),
            backlog: table
                .table("backlog")
                .map_or_else(Backlog::default, |backlog| Backlog {
                    open: number(backlog, "open"),
                    due: past(backlog, "due"),
                }),
            displaces_quarters: count(table, "displaces_quarters"),
            delivered_before: past(table, "delivered_before"),
            buys: table
                .entities("buys")
                .iter()
                .filter_map(|buys| self.buys(buys))
                .collect(),
        }
    }

    fn buys(&self, buys: &Entity) -> Option<Buys> {
        let table = &buys.table;
        Some(Buys {
            item: self.item(&buys.id)?,
            price: self.series(table, "price"),
            delivery_cost: self.series(table, "delivery_cost"),
            order_units: number(table, "order_units"),
            support: table.table("support").map(|support| Support {
                margin: number(support, "margin"),
                quarters: count(support, "quarters"),
            }),
            steps: volume_steps(table),
        })
    }
}

fn past(table: &Table, key: &str) -> Past {
    let numbers = table.numbers(key).unwrap_or_default();
    Past::new(numbers.iter().map(|number| number.value).collect())
}

/// Returns the steps from 0 units on: each as wide as the way to the next.
fn volume_steps(table: &Table) -> Vec<VolumeStep> {
    let discounts = discount::sorted(table.discounts("volume_discount"));
    let starts = std::iter::once((0.0, 0.0)).chain(
        discounts
            .iter()
            .map(|step| (step.from.value, step.discount.value)),
    );
    let ends = discounts
        .iter()
        .map(|step| step.from.value)
        .chain(std::iter::once(f64::INFINITY));
    starts
        .zip(ends)
        .map(|((from, discount), to)| VolumeStep {
            width: to - from,
            discount,
        })
        .collect()
}

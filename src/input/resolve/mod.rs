//! From the checked document to the [`Model`].

use std::collections::HashMap;

mod demand;
mod option;

use super::additions::Additions;
use super::calendar::Calendar;
use super::die_yield::good_dies_per_wafer;
use super::document::{Data, Entity, MapEntry, Table, Written};
use crate::model::{
    Chip, ChipId, Component, ComponentId, Die, DieId, Foundry, FoundryExpansion, FoundryId, HotLot,
    Item, Model, Policy, Process, ProcessExpansion, ProcessId, Rack, RackId, Series, ServiceId,
    SiteId, Stock,
};

/// Returns the model that a document without errors describes.
pub(super) fn resolve(root: &Table, calendar: &Calendar, additions: Additions) -> Model {
    let resolve = Resolve {
        root,
        calendar,
        ids: [
            "foundry",
            "die",
            "component",
            "process",
            "chip",
            "rack",
            "site",
            "service",
        ]
        .map(|kind| positions(root.entities(kind))),
    };
    let title = root.table("model");
    let model_text = |key: &str| title.and_then(|title| text(title, key));
    let mut model = Model {
        name: model_text("name"),
        currency: model_text("currency").unwrap_or_default(),
        horizon: calendar.horizon.clone(),
        foundries: resolve.all("foundry", Resolve::foundry),
        dies: resolve.all("die", Resolve::die),
        components: resolve.all("component", Resolve::component),
        processes: resolve.all("process", Resolve::process),
        chips: resolve.all("chip", Resolve::chip),
        racks: resolve.all("rack", Resolve::rack),
        sites: resolve.all("site", Resolve::site),
        services: resolve.all("service", Resolve::service),
        buyers: resolve.all("buyer", Resolve::buyer),
        options: Vec::new(),
        policy: resolve.policy(),
        held: Vec::new(),
    };
    model.options = resolve.options(&model, additions);
    model
}

/// The document and the positions of its ids.
struct Resolve<'a> {
    root: &'a Table,
    calendar: &'a Calendar,
    /// By kind: foundry, die, component, process, chip, rack, site, service.
    ids: [HashMap<&'a str, usize>; 8],
}

fn positions(entities: &[Entity]) -> HashMap<&str, usize> {
    let numbered = entities.iter().enumerate();
    numbered
        .map(|(i, entity)| (entity.id.as_str(), i))
        .collect()
}

fn text(table: &Table, key: &str) -> Option<String> {
    table.text(key).map(str::to_owned)
}

fn values(series: &Written) -> Series {
    Series::new(series.values().to_vec())
}

fn number(table: &Table, key: &str) -> f64 {
    table.number(key).unwrap_or(0.0)
}

fn count(table: &Table, key: &str) -> usize {
    table.count(key).unwrap_or(0)
}

impl Resolve<'_> {
    fn all<T>(&self, kind: &str, one: impl Fn(&Self, &str, &Table) -> T) -> Vec<T> {
        let entities = self.root.entities(kind).iter();
        entities
            .map(|entity| one(self, &entity.id, &entity.table))
            .collect()
    }

    fn series(&self, table: &Table, key: &str) -> Series {
        let absent = || Series::constant(0.0, self.calendar.periods());
        table.series(key).map_or_else(absent, values)
    }

    fn foundry_id(&self, id: &str) -> Option<FoundryId> {
        self.ids[0].get(id).copied().map(FoundryId)
    }

    fn die_id(&self, id: &str) -> Option<DieId> {
        self.ids[1].get(id).copied().map(DieId)
    }

    fn component_id(&self, id: &str) -> Option<ComponentId> {
        self.ids[2].get(id).copied().map(ComponentId)
    }

    fn process_id(&self, id: &str) -> Option<ProcessId> {
        self.ids[3].get(id).copied().map(ProcessId)
    }

    fn chip_id(&self, id: &str) -> Option<ChipId> {
        self.ids[4].get(id).copied().map(ChipId)
    }

    fn rack_id(&self, id: &str) -> Option<RackId> {
        self.ids[5].get(id).copied().map(RackId)
    }

    fn site_id(&self, id: &str) -> Option<SiteId> {
        self.ids[6].get(id).copied().map(SiteId)
    }

    fn service_id(&self, id: &str) -> Option<ServiceId> {
        self.ids[7].get(id).copied().map(ServiceId)
    }

    fn item(&self, id: &str) -> Option<Item> {
        let die = || self.die_id(id).map(Item::Die);
        let component = || self.component_id(id).map(Item::Component);
        let chip = || self.chip_id(id).map(Item::Chip);
        let rack = || self.rack_id(id).map(Item::Rack);
        die().or_else(component).or_else(chip).or_else(rack)
    }

    fn foundry(&self, id: &str, table: &Table) -> Foundry {
        Foundry {
            id: id.to_owned(),
            name: text(table, "name"),
            capacity: self.series(table, "capacity"),
            wafer_price: self.series(table, "wafer_price"),
            lead_quarters: count(table, "lead_quarters"),
            commitment: self.series(table, "commitment"),
            take_or_pay: self.series(table, "take_or_pay"),
            hot_lot: table.table("hot_lot").map(|hot_lot| HotLot {
                premium: self.series(hot_lot, "premium"),
                quarters_saved: count(hot_lot, "quarters_saved"),
                max_share: self.series(hot_lot, "max_share"),
            }),
            expansions: table
                .entities("expansion")
                .iter()
                .map(|expansion| FoundryExpansion {
                    id: expansion.id.clone(),
                    name: text(&expansion.table, "name"),
                    capacity: self.series(&expansion.table, "capacity"),
                    premium: self.series(&expansion.table, "premium"),
                })
                .collect(),
        }
    }

    fn die(&self, id: &str, table: &Table) -> Die {
        let horizon = &self.calendar.horizon;
        let from = table.quarter("available_from").unwrap_or(horizon.start);
        // Before the start means from the start on.
        let from = usize::try_from(from.since(horizon.start)).unwrap_or(0);
        let derived = match (table.table("geometry"), table.table("yield")) {
            (Some(geometry), Some(model)) => good_dies_per_wafer(geometry, model).map(Series::new),
            _ => None,
        };
        Die {
            id: id.to_owned(),
            name: text(table, "name"),
            foundry: table
                .text("foundry")
                .and_then(|id| self.foundry_id(id))
                .unwrap_or(FoundryId(0)),
            available_from: (from < horizon.quarters).then_some(from),
            good_dies_per_wafer: derived
                .unwrap_or_else(|| self.series(table, "good_dies_per_wafer")),
            stock: self.stock(table),
        }
    }

    fn component(&self, id: &str, table: &Table) -> Component {
        Component {
            id: id.to_owned(),
            name: text(table, "name"),
            supply: self.series(table, "supply"),
            price: self.series(table, "price"),
            stock: self.stock(table),
        }
    }

    fn process(&self, id: &str, table: &Table) -> Process {
        Process {
            id: id.to_owned(),
            name: text(table, "name"),
            capacity: self.series(table, "capacity"),
            cost: self.series(table, "cost"),
            expansions: table
                .entities("expansion")
                .iter()
                .map(|expansion| ProcessExpansion {
                    id: expansion.id.clone(),
                    name: text(&expansion.table, "name"),
                    capacity: self.series(&expansion.table, "capacity"),
                    cost: self.series(&expansion.table, "cost"),
                })
                .collect(),
        }
    }

    fn chip(&self, id: &str, table: &Table) -> Chip {
        Chip {
            id: id.to_owned(),
            name: text(table, "name"),
            dies: quantities(table.map("dies"), |id| self.die_id(id)),
            components: quantities(table.map("components"), |id| self.component_id(id)),
            processes: quantities(table.map("processes"), |id| self.process_id(id)),
            good_share: self.series(table, "yield"),
            lead_quarters: count(table, "lead_quarters"),
            cost: self.series(table, "cost"),
            stock: self.stock(table),
        }
    }

    fn rack(&self, id: &str, table: &Table) -> Rack {
        Rack {
            id: id.to_owned(),
            name: text(table, "name"),
            chips: quantities(table.map("chips"), |id| self.chip_id(id)),
            components: quantities(table.map("components"), |id| self.component_id(id)),
            processes: quantities(table.map("processes"), |id| self.process_id(id)),
            cost: self.series(table, "cost"),
            lead_quarters: count(table, "lead_quarters"),
            power_kw: number(table, "power_kw"),
            life_quarters: count(table, "life_quarters"),
            operating_cost: self.series(table, "operating_cost"),
            transfer_price: table.series("transfer_price").map(values),
            stock: self.stock(table),
        }
    }

    fn stock(&self, table: &Table) -> Stock {
        let Some(stock) = table.table("stock") else {
            let horizon = &self.calendar.horizon;
            return Stock {
                in_process: Series::constant(0.0, horizon.arrival_periods()),
                ..Stock::free(horizon.periods())
            };
        };
        Stock {
            opening: number(stock, "opening"),
            receipts: self.series(stock, "receipts"),
            in_process: self.series(stock, "in_process"),
            max: self.series(stock, "max"),
            closing_min: number(stock, "closing_min"),
            holding_cost: self.series(stock, "holding_cost"),
            salvage_value: number(stock, "salvage_value"),
        }
    }

    fn policy(&self) -> Policy {
        let none = || Series::constant(f64::INFINITY, self.calendar.periods());
        let policy = self.root.table("policy");
        let limit = |key: &str| {
            let series = policy.and_then(|policy| policy.series(key));
            series.map_or_else(none, values)
        };
        Policy {
            external_share_max: limit("external_share_max"),
            budget: limit("budget"),
            service_first: policy.is_some_and(|policy| policy.flag("service_first")),
        }
    }
}

fn quantities<Id>(entries: &[MapEntry], id: impl Fn(&str) -> Option<Id>) -> Vec<(Id, f64)> {
    entries
        .iter()
        .filter_map(|entry| match entry.slot.data {
            Data::Number(quantity) => Some((id(&entry.key)?, quantity)),
            _ => None,
        })
        .collect()
}

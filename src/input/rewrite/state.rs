//! What is carried over, put into the file: stock, goods in process, racks, what is owed, what was decided.

use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, TableLike, Value as Toml};

use super::Rewriting;
use super::forms::{Wanted, item_node, number};
use super::tables::put;
use crate::input::schema::{Domain, Tail};
use crate::model::{Past, Series, Stock};

impl Rewriting<'_> {
    /// Puts in what the quarters carried out leave behind.
    pub(super) fn state(&mut self, toml: &mut DocumentMut) {
        let model = self.next.model;
        for item in model.items() {
            let path = model.item_path(item);
            let (kind, id) = path.split_once('.').unwrap_or_default();
            if let Some(entity) = entity(toml, kind, id) {
                self.stock(entity, model.stock(item));
            }
        }
        for site in &model.sites {
            for (rack, installed) in &site.fleet {
                if let Some(entity) = entity(toml, "site", &site.id) {
                    self.fleet(entity, &model.rack(*rack).id, installed);
                }
            }
        }
        for service in &model.services {
            if let Some(entity) = entity(toml, "service", &service.id) {
                put_past(entity, "committed_before", &service.committed_before);
            }
        }
        for buyer in &model.buyers {
            let Some(entity) = entity(toml, "buyer", &buyer.id) else {
                continue;
            };
            put_past(entity, "delivered_before", &buyer.delivered_before);
            let backlog = &buyer.backlog;
            let is_there = entity.contains_key("backlog");
            if is_there || backlog.open != 0.0 {
                let table = below(entity, "backlog");
                put(table, "open", number(backlog.open));
                put_past(table, "due", &backlog.due);
                if backlog.open == 0.0 {
                    entity.remove("backlog");
                }
            }
        }
        self.options(toml);
    }

    fn stock(&mut self, entity: &mut dyn TableLike, stock: &Stock) {
        let is_there = entity.contains_key("stock");
        let arrives = self.next.cut.quarters;
        let is_received = stock.receipts.values()[..arrives]
            .iter()
            .any(|&it| it != 0.0);
        let in_process = !stock.in_process.is_zero();
        if !is_there && stock.opening == 0.0 && !is_received && !in_process {
            return;
        }
        let table = below(entity, "stock");
        if table.contains_key("opening") || stock.opening != 0.0 {
            put(table, "opening", number(stock.opening));
        }
        if is_received || table.contains_key("receipts") {
            self.put_series(table, "receipts", &stock.receipts, Tail::GoesOn);
        }
        if in_process {
            self.put_series(table, "in_process", &stock.in_process, Tail::Arrives);
        } else {
            table.remove("in_process");
        }
    }

    fn fleet(&mut self, entity: &mut dyn TableLike, rack: &str, installed: &Series) {
        let has_headers = {
            let fleet = entity.get("fleet");
            fleet.is_none_or(|fleet| fleet.as_table().is_some_and(|it| !it.is_dotted()))
        };
        if !entity.contains_key("fleet") {
            let mut fleet = Table::new();
            fleet.set_implicit(true);
            entity.insert("fleet", Item::Table(fleet));
        }
        let fleet = below(entity, "fleet");
        if !fleet.contains_key(rack) && has_headers {
            fleet.insert(rack, Item::Table(Table::new()));
        }
        let table = below(fleet, rack);
        self.put_series(table, "installed", installed, Tail::GoesOn);
    }

    /// Writes numbers by quarter under a key; those that are there already say what they are to say, or are replaced.
    fn put_series(&mut self, table: &mut dyn TableLike, key: &str, series: &Series, tail: Tail) {
        let Some(span) = self.document.span else {
            return;
        };
        // What arrives is 0 where nothing is said of it.
        let wanted = Wanted {
            values: series.values(),
            counts: 0..series.values().len(),
            domain: Domain::NonNegative,
            tail,
        };
        if let Some(item) = table.get_mut(key) {
            if let Some(node) = item_node(item, span) {
                self.write(item, &node, &wanted);
            }
            return;
        }
        let value = self.shortest(&wanted, span);
        put(table, key, value);
    }

    fn options(&self, toml: &mut DocumentMut) {
        let model = self.next.model;
        for (read, option) in self.document.entities("option").iter().zip(&model.options) {
            let decided = read.table.quarter("decided");
            let is_over = decided.is_some_and(|quarter| quarter < model.horizon.start);
            if let (true, Some(taken)) = (is_over, option.taken)
                && let Some(entity) = entity(toml, "option", &option.id)
            {
                put(entity, "taken", number(taken));
            }
        }
    }
}

/// Returns the table of an entity.
fn entity<'t>(toml: &'t mut DocumentMut, kind: &str, id: &str) -> Option<&'t mut dyn TableLike> {
    toml.get_mut(kind)?
        .as_table_like_mut()?
        .get_mut(id)?
        .as_table_like_mut()
}

/// Returns the table under a key, which is made where there is none.
fn below<'t>(table: &'t mut dyn TableLike, key: &str) -> &'t mut dyn TableLike {
    let has_table = table.get(key).is_some_and(Item::is_table_like);
    if !has_table {
        let empty = Toml::InlineTable(InlineTable::new());
        table.insert(key, Item::Value(empty));
    }
    match table.get_mut(key).and_then(Item::as_table_like_mut) {
        Some(table) => table,
        None => unreachable!("it is a table"),
    }
}

/// Writes numbers of the quarters before the start; where there are none, the key goes.
fn put_past(table: &mut dyn TableLike, key: &str, past: &Past) {
    if past.values().is_empty() {
        table.remove(key);
        return;
    }
    let list: Array = past.values().iter().map(|&value| number(value)).collect();
    put(table, key, Toml::Array(list));
}

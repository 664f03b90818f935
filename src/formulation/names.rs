//! Short readable names for export, made of letters, digits and underscores.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::address::{bound_address, row_address};
use super::describe::{describe_column, describe_row};
use super::key::{Column, Constraint};
use super::rows::held::decided_by;
use crate::lp::{Lp, Names};
use crate::model::Model;

/// The most characters of an id that go into a name: readers of the LP format stop at 100 characters a name.
const LONGEST_ID: usize = 20;

/// Returns the names under which a program is exported: `w_trn3_compute_2027Q1`, unique over columns and rows.
///
/// A column's name starts with its letter in the formulation, a row's with a word for its family. Where ids differ
/// only in what names leave out, later names are numbered.
#[must_use]
pub fn export_names(model: &Model, lp: &Lp<Column, Constraint>) -> Names {
    let columns = lp.columns().iter();
    let rows = lp.rows().iter();
    unique_names(
        columns.map(|column| column_name(model, column.key)),
        rows.map(|row| row_name(model, row.key)),
    )
}

/// Returns names as they are, numbered where they were given before: to the objective, then to columns, then to rows.
pub(crate) fn unique_names(
    columns: impl Iterator<Item = String>,
    rows: impl Iterator<Item = String>,
) -> Names {
    let objective = "minus_margin".to_owned();
    let mut taken = Taken::default();
    taken.unique(objective.clone());
    Names {
        problem: "waferline".to_owned(),
        columns: columns.map(|name| taken.unique(name)).collect(),
        rows: rows.map(|name| taken.unique(name)).collect(),
        objective,
    }
}

/// Returns what each exported name means: `{ name: { address, description } }`, the address of the limiting number
/// only where there is one.
#[must_use]
pub fn name_map(model: &Model, lp: &Lp<Column, Constraint>, names: &Names) -> Value {
    let entry = |address: Option<_>, description| match address {
        Some(address) => json!({ "address": address, "description": description }),
        None => json!({ "description": description }),
    };
    let columns = lp
        .columns()
        .iter()
        .zip(&names.columns)
        .map(|(column, name)| {
            let address = column
                .upper
                .is_finite()
                .then(|| bound_address(model, column.key))
                .flatten();
            let description = describe_column(model, column.key);
            (name.clone(), entry(address, description))
        });
    let rows = lp.rows().iter().zip(&names.rows).map(|(row, name)| {
        let description = describe_row(model, row.key);
        (
            name.clone(),
            entry(row_address(model, row.key), description),
        )
    });
    Value::Object(columns.chain(rows).collect::<Map<_, _>>())
}

/// Names given so far.
#[derive(Default)]
struct Taken {
    names: HashSet<String>,
    /// The last number given to a name that was wanted again.
    numbers: HashMap<String, usize>,
}

impl Taken {
    /// Returns the name, numbered if it was given before.
    fn unique(&mut self, name: String) -> String {
        if self.names.insert(name.clone()) {
            return name;
        }
        let number = self.numbers.entry(name.clone()).or_insert(1);
        loop {
            *number += 1;
            let numbered = format!("{name}_{number}");
            if self.names.insert(numbered.clone()) {
                return numbered;
            }
        }
    }
}

/// Returns an id as part of a name.
fn part(id: &str) -> String {
    id.chars()
        .take(LONGEST_ID)
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect()
}

/// Returns a name of a word, ids and a quarter.
fn name(model: &Model, word: &str, ids: &[&str], t: Option<usize>) -> String {
    let mut name = word.to_owned();
    for id in ids {
        name.push('_');
        name.push_str(&part(id));
    }
    if let Some(t) = t {
        name.push('_');
        name.push_str(&model.horizon.quarter(t).to_string());
    }
    name
}

/// Returns what a column is called in exports, before names are made unique.
pub(crate) fn column_name(model: &Model, column: Column) -> String {
    let name = |word, ids: &[&str], t| name(model, word, ids, Some(t));
    let buyer = |id| model.buyer(id).id.as_str();
    let rack = |id| model.rack(id).id.as_str();
    let site = |id| model.site(id).id.as_str();
    let service = |id| model.service(id).id.as_str();
    match column {
        Column::WaferStart { die, t } => name("w", &[&model.die(die).id], t),
        Column::HotLotStart { die, t } => name("h", &[&model.die(die).id], t),
        // No name starts with `e`: in the LP format that reads as part of a number.
        Column::FoundryExpansion {
            foundry,
            expansion,
            t,
        } => {
            let foundry = model.foundry(foundry);
            name("we", &[&foundry.id, &foundry.expansions[expansion].id], t)
        }
        Column::ProcessExpansion {
            process,
            expansion,
            t,
        } => {
            let process = model.process(process);
            name("pe", &[&process.id, &process.expansions[expansion].id], t)
        }
        Column::IdleWafers { foundry, t } => name("idle", &[&model.foundry(foundry).id], t),
        Column::Purchase { component, t } => name("b", &[&model.component(component).id], t),
        Column::ChipStart { chip, t } => name("p", &[&model.chip(chip).id], t),
        Column::RackStart { rack: id, t } => name("a", &[rack(id)], t),
        Column::Stock { item, t } => name("S", &[model.item_id(item)], t),
        Column::Scrap { item, t } => name("scrap", &[model.item_id(item)], t),
        Column::InProcess { item, t } => name("N", &[model.item_id(item)], t),
        Column::Install {
            rack: k,
            site: z,
            t,
        } => name("g", &[rack(k), site(z)], t),
        Column::Fleet {
            rack: k,
            site: z,
            t,
        } => name("F", &[rack(k), site(z)], t),
        Column::Use {
            rack: k,
            site: z,
            service: s,
            t,
        } => name("u", &[rack(k), site(z), service(s)], t),
        Column::Serve { service: s, t } => name("v", &[service(s)], t),
        Column::Shortfall { service: s, t } => name("q", &[service(s)], t),
        Column::Deliver {
            buyer: b,
            item,
            step: 0,
            t,
        } => name("x", &[buyer(b), model.item_id(item)], t),
        Column::Deliver {
            buyer: b,
            item,
            step,
            t,
        } => {
            let step = step.to_string();
            name("x", &[buyer(b), model.item_id(item), &step], t)
        }
        Column::OrderDelivery { buyer: b, t } => name("xo", &[buyer(b)], t),
        Column::UpsideDelivery { buyer: b, t } => name("xu", &[buyer(b)], t),
        Column::OpenOrders { buyer: b, t } => name("O", &[buyer(b)], t),
        Column::LostOrders { buyer: b, t } => name("L", &[buyer(b)], t),
        Column::Displacing { buyer: b, t } => name("D", &[buyer(b)], t),
        Column::Taken { option } => self::name(model, "y", &[&model.option(option).id], None),
    }
}

/// Returns what a row is called in exports, before names are made unique.
pub(crate) fn row_name(model: &Model, row: Constraint) -> String {
    let named = |word, ids: &[&str], t| name(model, word, ids, Some(t));
    let buyer = |id| model.buyer(id).id.as_str();
    let foundry = |id| model.foundry(id).id.as_str();
    let rack = |id| model.rack(id).id.as_str();
    let site = |id| model.site(id).id.as_str();
    let service = |id| model.service(id).id.as_str();
    match row {
        Constraint::FoundryCapacity { foundry: n, t } => named("capacity", &[foundry(n)], t),
        Constraint::HotLotShare { foundry: n, t } => named("hot_share", &[foundry(n)], t),
        Constraint::TakeOrPay { foundry: n, t } => named("take_or_pay", &[foundry(n)], t),
        Constraint::ProcessCapacity { process, t } => {
            named("work", &[&model.process(process).id], t)
        }
        Constraint::DieBalance { die, t } => named("balance", &[&model.die(die).id], t),
        Constraint::ComponentBalance { component, t } => {
            named("balance", &[&model.component(component).id], t)
        }
        Constraint::ChipBalance { chip, t } => named("balance", &[&model.chip(chip).id], t),
        Constraint::RackBalance { rack: k, t } => named("balance", &[rack(k)], t),
        Constraint::ClosingStock { item } => name(model, "closing", &[model.item_id(item)], None),
        Constraint::OrderUnits { buyer: b, t } => named("units", &[buyer(b)], t),
        Constraint::OrderBalance { buyer: b, t } => named("orders", &[buyer(b)], t),
        Constraint::Displacement { buyer: b, t } => named("displacing", &[buyer(b)], t),
        Constraint::ExternalShare { t } => named("share", &[], t),
        Constraint::Budget { t } => named("budget", &[], t),
        Constraint::FleetBalance {
            rack: k,
            site: z,
            t,
        } => named("fleet", &[rack(k), site(z)], t),
        Constraint::FleetUse {
            rack: k,
            site: z,
            t,
        } => named("fleet_use", &[rack(k), site(z)], t),
        Constraint::SitePower { site: z, t } => named("power", &[site(z)], t),
        Constraint::ServiceSupply { service: s, t } => named("serve", &[service(s)], t),
        Constraint::ServiceDemand { service: s, t } => named("demand", &[service(s)], t),
        Constraint::ServiceCommitment { service: s, t } => named("committed", &[service(s)], t),
        Constraint::MaxWait { service: s, t } => named("wait", &[service(s)], t),
        Constraint::Bound { column } => format!("most_{}", column_name(model, column)),
        Constraint::Remains { field, t } => {
            let path = model.path(field);
            let words: Vec<&str> = path.as_str().split('.').collect();
            name(model, "left", &words, field.varies().then_some(t))
        }
        Constraint::Requires { option, other } => {
            let ids = [option, other].map(|id| model.option(id).id.as_str());
            name(model, "requires", &ids, None)
        }
        Constraint::Excludes { option, other } => {
            let ids = [option, other].map(|id| model.option(id).id.as_str());
            name(model, "excludes", &ids, None)
        }
        Constraint::Held { at } => {
            let held = model.held[at];
            let columns = decided_by(model, held.decision, held.t);
            let first = columns.first().map(|&column| column_name(model, column));
            format!("held_{}", first.unwrap_or_default())
        }
    }
}

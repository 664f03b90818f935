//! How the margin changes from one plan to another, by what changes: the money of every column, term by term.

use std::collections::{BTreeMap, BTreeSet};

use crate::formulation::{Column, Constraint, Line, terms};
use crate::lp::Lp;
use crate::model::{Item, Model, ServiceId};

use super::{Concession, Given};

/// Money below this share of all that moves is rounding.
const ROUNDING: f64 = 1e-9;

/// Returns what changes between two points of a program, what costs most first; the money sums to the difference of the
/// objectives. `then`: the service and quarters that are told apart.
pub(super) fn changes(
    model: &Model,
    lp: &Lp<Column, Constraint>,
    (before, after): (&[f64], &[f64]),
    then: Option<(ServiceId, &BTreeSet<usize>)>,
) -> Vec<Given> {
    let mut lines: BTreeMap<Concession, (f64, f64)> = BTreeMap::new();
    for (column, (before, after)) in lp.columns().iter().zip(before.iter().zip(after)) {
        let moved = after - before;
        if moved == 0.0 {
            continue;
        }
        let terms = terms(model, column.key);
        for term in &terms {
            let what = giving(model, column.key, term.line, then);
            lines.entry(what).or_default().1 += model.horizon.rho(term.t) * term.amount * moved;
        }
        for what in counted(model, column.key, then) {
            lines.entry(what).or_default().0 += moved;
        }
    }
    let size: f64 = lines.values().map(|(_, money)| money.abs()).sum();
    let mut all: Vec<Given> = lines
        .into_iter()
        .filter(|(_, (_, money))| money.abs() > ROUNDING * size)
        .map(|(what, (amount, money))| Given {
            what,
            amount,
            money,
        })
        .collect();
    all.sort_by(|a, b| {
        a.money
            .total_cmp(&b.money)
            .then_with(|| a.what.cmp(&b.what))
    });
    all
}

fn served(
    model: &Model,
    (service, t): (ServiceId, usize),
    then: Option<(ServiceId, &BTreeSet<usize>)>,
) -> Concession {
    let is_then = then.is_some_and(|(waits, quarters)| waits == service && quarters.contains(&t));
    let service = model.service(service).id.clone();
    if is_then {
        Concession::ServedThen { service }
    } else {
        Concession::Served { service }
    }
}

fn item(model: &Model, item: Item) -> String {
    model.item_id(item).to_owned()
}

/// Returns what the units of a column are units of; nothing where they only cost, or only move.
fn counted(
    model: &Model,
    column: Column,
    then: Option<(ServiceId, &BTreeSet<usize>)>,
) -> Vec<Concession> {
    match column {
        // A hot lot is a wafer too.
        Column::HotLotStart { .. } => {
            let of = |line| giving(model, column, line, then);
            vec![of(Line::Wafers), of(Line::HotLotPremium)]
        }
        Column::OpenOrders { buyer, t } => {
            let late = giving(model, column, Line::LatePenalty, then);
            // What is open at the end is lost to a buyer who does not wait for ever.
            let ends = t + 1 == model.horizon.quarters && model.buyer(buyer).cancel.is_some();
            let lost = ends.then(|| giving(model, column, Line::CancelPenalty, then));
            std::iter::once(late).chain(lost).collect()
        }
        Column::WaferStart { .. }
        | Column::FoundryExpansion { .. }
        | Column::ProcessExpansion { .. }
        | Column::Purchase { .. }
        | Column::ChipStart { .. }
        | Column::RackStart { .. }
        | Column::Serve { .. }
        | Column::Deliver { .. }
        | Column::LostOrders { .. } => vec![giving(model, column, Line::Wafers, then)],
        Column::IdleWafers { .. }
        | Column::Stock { .. }
        | Column::Scrap { .. }
        | Column::InProcess { .. }
        | Column::Install { .. }
        | Column::Fleet { .. }
        | Column::Use { .. }
        | Column::Shortfall { .. }
        | Column::OrderDelivery { .. }
        | Column::UpsideDelivery { .. }
        | Column::Displacing { .. }
        | Column::Taken { .. } => Vec::new(),
    }
}

/// Returns what a term of a column's money is about.
fn giving(
    model: &Model,
    column: Column,
    line: Line,
    then: Option<(ServiceId, &BTreeSet<usize>)>,
) -> Concession {
    match column {
        Column::WaferStart { die, .. } | Column::HotLotStart { die, .. } => {
            let foundry = model.foundry(model.die(die).foundry).id.clone();
            match line {
                Line::HotLotPremium => Concession::HotLots { foundry },
                Line::WorkInProcess => Concession::Stock {
                    item: item(model, Item::Die(die)),
                },
                _ => Concession::Wafers { foundry },
            }
        }
        Column::FoundryExpansion {
            foundry, expansion, ..
        } => {
            let foundry = model.foundry(foundry);
            Concession::ExtraWafers {
                foundry: foundry.id.clone(),
                expansion: foundry.expansions[expansion].id.clone(),
            }
        }
        Column::ProcessExpansion {
            process, expansion, ..
        } => {
            let process = model.process(process);
            Concession::ExtraWork {
                process: process.id.clone(),
                expansion: process.expansions[expansion].id.clone(),
            }
        }
        Column::IdleWafers { foundry, .. } => Concession::Wafers {
            foundry: model.foundry(foundry).id.clone(),
        },
        Column::Purchase { component, .. } => Concession::Bought {
            component: model.component(component).id.clone(),
        },
        Column::ChipStart { chip, .. } => made(model, Item::Chip(chip), line),
        Column::RackStart { rack, .. } => made(model, Item::Rack(rack), line),
        Column::Stock { item: of, .. }
        | Column::Scrap { item: of, .. }
        | Column::InProcess { item: of, .. } => Concession::Stock {
            item: item(model, of),
        },
        Column::Install { rack, .. } | Column::Fleet { rack, .. } => Concession::Stock {
            item: item(model, Item::Rack(rack)),
        },
        Column::Use { service, t, .. }
        | Column::Serve { service, t }
        | Column::Shortfall { service, t } => served(model, (service, t), then),
        Column::Deliver {
            buyer, item: of, ..
        } => Concession::Sold {
            item: item(model, of),
            buyer: model.buyer(buyer).id.clone(),
        },
        Column::OpenOrders { buyer, .. } if line != Line::CancelPenalty => Concession::Late {
            buyer: model.buyer(buyer).id.clone(),
        },
        Column::OpenOrders { buyer, .. }
        | Column::LostOrders { buyer, .. }
        | Column::OrderDelivery { buyer, .. }
        | Column::UpsideDelivery { buyer, .. }
        | Column::Displacing { buyer, .. } => Concession::Lost {
            buyer: model.buyer(buyer).id.clone(),
        },
        // Explanations hold the options as taken.
        Column::Taken { option } => Concession::Option {
            option: model.option(option).id.clone(),
        },
    }
}

fn made(model: &Model, of: Item, line: Line) -> Concession {
    let item = item(model, of);
    match line {
        Line::WorkInProcess => Concession::Stock { item },
        _ => Concession::Made { item },
    }
}

//! Lines of money and scarcity under keys, adding up.

use std::collections::BTreeMap;

use crate::formulation::{Column, Constraint, Line, Term};
use crate::lp::Variable;
use crate::model::Model;

/// What an amount of a statement is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::explain) enum Key {
    /// Money earned or paid.
    Money { line: Line, of: String, t: usize },
    /// A limit at its price.
    Limit(Variable),
    /// Something that has to follow and does not pay by itself.
    NotDone(Column),
    /// What an item or a link is worth, taken as it is.
    Elsewhere(Constraint),
}

/// Amounts by key.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::explain) struct Statement(pub(in crate::explain) BTreeMap<Key, f64>);

impl Statement {
    pub(super) fn add(&mut self, key: Key, amount: f64) {
        if amount != 0.0 {
            *self.0.entry(key).or_default() += amount;
        }
    }

    pub(super) fn add_scaled(&mut self, other: &Self, factor: f64) {
        for (key, amount) in &other.0 {
            self.add(key.clone(), amount * factor);
        }
    }

    pub(super) fn scaled(mut self, factor: f64) -> Self {
        self.0.values_mut().for_each(|amount| *amount *= factor);
        self
    }

    /// Adds what one unit of a column earns and costs, at present value.
    pub(super) fn add_money(&mut self, model: &Model, column: Column, terms: Vec<Term>) {
        for term in terms {
            let key = Key::Money {
                line: term.line,
                of: subject(model, column, &term),
                t: term.t,
            };
            self.add(key, model.horizon.rho(term.t) * term.amount);
        }
    }
}

/// Returns whose money it is, by id: the item, the service, the buyer.
fn subject(model: &Model, column: Column, term: &Term) -> String {
    match column {
        Column::WaferStart { die, .. } | Column::HotLotStart { die, .. } => {
            model.die(die).id.clone()
        }
        Column::FoundryExpansion {
            foundry, expansion, ..
        } => {
            let foundry = model.foundry(foundry);
            format!("{} {}", foundry.id, foundry.expansions[expansion].id)
        }
        Column::ProcessExpansion {
            process, expansion, ..
        } => {
            let process = model.process(process);
            format!("{} {}", process.id, process.expansions[expansion].id)
        }
        Column::IdleWafers { foundry, .. } => model.foundry(foundry).id.clone(),
        Column::Purchase { component, .. } => model.component(component).id.clone(),
        Column::ChipStart { chip, .. } => model.chip(chip).id.clone(),
        Column::RackStart { rack, .. } => model.rack(rack).id.clone(),
        Column::Stock { item, .. } | Column::Scrap { item, .. } => model.item_id(item).to_owned(),
        Column::Install { rack, site, .. }
        | Column::Fleet { rack, site, .. }
        | Column::Use { rack, site, .. } => {
            format!("{} at {}", model.rack(rack).id, model.site(site).id)
        }
        Column::Serve { service, .. } | Column::Shortfall { service, .. } => {
            let service = model.service(service);
            match term.line {
                Line::Surrounding => format!("{} {}", service.id, service.attach[term.attach].0),
                _ => service.id.clone(),
            }
        }
        Column::Deliver { buyer, item, .. } => {
            format!("{} to {}", model.item_id(item), model.buyer(buyer).id)
        }
        Column::OrderDelivery { buyer, .. }
        | Column::UpsideDelivery { buyer, .. }
        | Column::OpenOrders { buyer, .. }
        | Column::LostOrders { buyer, .. }
        | Column::Displacing { buyer, .. } => model.buyer(buyer).id.clone(),
    }
}

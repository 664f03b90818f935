//! Lines of money and scarcity under keys, adding up.

use std::collections::BTreeMap;

use crate::formulation::{Column, Constraint, Line, Term};
use crate::lp::Variable;
use crate::model::{Item, Model};

/// What an amount of a statement is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::explain) enum Key {
    /// Money earned or paid.
    Money {
        line: Line,
        of: String,
        of_name: String,
        t: usize,
    },
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
                of: subject(model, column, &term, false),
                of_name: subject(model, column, &term, true),
                t: term.t,
            };
            self.add(key, model.horizon.rho(term.t) * term.amount);
        }
    }
}

/// Returns whose money it is: the item, the service, the buyer, by id or by name.
fn subject(model: &Model, column: Column, term: &Term, by_name: bool) -> String {
    macro_rules! called {
        ($of:expr) => {{
            let of = $of;
            if by_name { of.display_name() } else { &of.id }
        }};
    }
    let item = |item| {
        if by_name {
            model.item_name(item)
        } else {
            model.item_id(item)
        }
    };
    match column {
        Column::WaferStart { die, .. } | Column::HotLotStart { die, .. } => {
            item(Item::Die(die)).to_owned()
        }
        Column::FoundryExpansion {
            foundry, expansion, ..
        } => {
            let foundry = model.foundry(foundry);
            let extra = called!(&foundry.expansions[expansion]);
            format!("{} {extra}", called!(foundry))
        }
        Column::ProcessExpansion {
            process, expansion, ..
        } => {
            let process = model.process(process);
            let extra = called!(&process.expansions[expansion]);
            format!("{} {extra}", called!(process))
        }
        Column::IdleWafers { foundry, .. } => called!(model.foundry(foundry)).to_owned(),
        Column::Purchase { component, .. } => item(Item::Component(component)).to_owned(),
        Column::ChipStart { chip, .. } => item(Item::Chip(chip)).to_owned(),
        Column::RackStart { rack, .. } => item(Item::Rack(rack)).to_owned(),
        Column::Stock { item: of, .. }
        | Column::Scrap { item: of, .. }
        | Column::InProcess { item: of, .. } => item(of).to_owned(),
        Column::Install { rack, site, .. }
        | Column::Fleet { rack, site, .. }
        | Column::Use { rack, site, .. } => {
            format!(
                "{} at {}",
                called!(model.rack(rack)),
                called!(model.site(site))
            )
        }
        Column::Serve { service, .. } | Column::Shortfall { service, .. } => {
            let service = model.service(service);
            let name = called!(service);
            match term.line {
                Line::Surrounding => format!("{name} {}", service.attach[term.attach].0),
                _ => name.to_owned(),
            }
        }
        Column::Deliver {
            buyer, item: of, ..
        } => {
            format!("{} to {}", item(of), called!(model.buyer(buyer)))
        }
        Column::OrderDelivery { buyer, .. }
        | Column::UpsideDelivery { buyer, .. }
        | Column::OpenOrders { buyer, .. }
        | Column::LostOrders { buyer, .. }
        | Column::Displacing { buyer, .. } => called!(model.buyer(buyer)).to_owned(),
        Column::Taken { option } => called!(model.option(option)).to_owned(),
    }
}

//! Decisions that are held.

use crate::formulation::draft::Draft;
use crate::formulation::key::{Column, Constraint};
use crate::model::{Decision, Item, Model};

/// What is held may differ from its amount by this share of it: the rounding of a plan that was written down, which a balance of it
/// with other decisions would not forgive. Plans are carried over with twelve digits and proved to as many.
const ROUNDING: f64 = 1e-9;

/// `Held[i]: amount[i] (1 - 1e-9) <= sum x <= amount[i] (1 + 1e-9)` over the columns that are the decision
pub(crate) fn add(draft: &mut Draft<'_>) {
    let model = draft.model;
    for (at, held) in model.held.iter().enumerate() {
        let (lower, upper) = held_range(held.amount);
        let columns = decided_by(model, held.decision, held.t).into_iter();
        let columns = columns.map(|column| (column, 1.0));
        draft.between(Constraint::Held { at }, lower, upper, columns);
    }
}

/// Returns between which amounts a decision is as held.
pub(crate) fn held_range(amount: f64) -> (f64, f64) {
    (amount * (1.0 - ROUNDING), amount * (1.0 + ROUNDING))
}

/// Returns the columns that a decision in quarter `t` is the sum of; not all need be in the program.
pub(crate) fn decided_by(model: &Model, decision: Decision, t: usize) -> Vec<Column> {
    match decision {
        Decision::Wafers(die) => vec![
            Column::WaferStart { die, t },
            Column::HotLotStart { die, t },
        ],
        Decision::HotLots(die) => vec![Column::HotLotStart { die, t }],
        Decision::FoundryExpansion(foundry, expansion) => vec![Column::FoundryExpansion {
            foundry,
            expansion,
            t,
        }],
        Decision::ProcessExpansion(process, expansion) => vec![Column::ProcessExpansion {
            process,
            expansion,
            t,
        }],
        Decision::Purchase(component) => vec![Column::Purchase { component, t }],
        Decision::Chips(chip) => vec![Column::ChipStart { chip, t }],
        Decision::Racks(rack) => vec![Column::RackStart { rack, t }],
        Decision::Install(rack, site) => vec![Column::Install { rack, site, t }],
        Decision::Deliver(buyer, item) => {
            let mut buys = model.buyer(buyer).buys.iter();
            let steps = buys
                .find(|it| it.item == item)
                .map_or(0, |it| it.steps.len());
            let deliver = |step| Column::Deliver {
                buyer,
                item,
                step,
                t,
            };
            (0..steps).map(deliver).collect()
        }
    }
}

/// Returns a decision in words: `wafer starts for Trainium3 compute die`.
pub(crate) fn describe_decision(model: &Model, decision: Decision) -> String {
    let item = |item| model.item_name(item);
    match decision {
        Decision::Wafers(die) => format!("wafer starts for {}", item(Item::Die(die))),
        Decision::HotLots(die) => format!("hot lots for {}", item(Item::Die(die))),
        Decision::FoundryExpansion(foundry, expansion) => {
            let foundry = model.foundry(foundry);
            let extra = foundry.expansions[expansion].display_name();
            format!("wafer starts in {extra} of {}", foundry.display_name())
        }
        Decision::ProcessExpansion(process, expansion) => {
            let process = model.process(process);
            let extra = process.expansions[expansion].display_name();
            format!("work in {extra} of {}", process.display_name())
        }
        Decision::Purchase(component) => {
            format!("purchases of {}", item(Item::Component(component)))
        }
        Decision::Chips(chip) => format!("starts of {}", item(Item::Chip(chip))),
        Decision::Racks(rack) => format!("starts of {}", item(Item::Rack(rack))),
        Decision::Install(rack, site) => {
            let site = model.site(site).display_name();
            format!("installs of {} at {site}", item(Item::Rack(rack)))
        }
        Decision::Deliver(buyer, sold) => {
            let buyer = model.buyer(buyer).display_name();
            format!("deliveries of {} to {buyer}", item(sold))
        }
    }
}

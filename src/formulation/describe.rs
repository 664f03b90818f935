//! Columns and rows in the planner's words, with the ids of the model file or with names.

use super::key::{Column, Constraint};
use super::rows::held::describe_decision;
use crate::model::{
    BuyerId, FoundryId, Item, Model, OptionId, ProcessId, RackId, ServiceId, SiteId,
};

/// Returns what the row limits or balances, by names where the model gives them: `wafer starts at N3 in 2027Q1`.
#[must_use]
pub fn describe_row(model: &Model, row: Constraint) -> String {
    let foundry = |id: FoundryId| model.foundry(id).display_name();
    let rack = |id: RackId| model.rack(id).display_name();
    let site = |id: SiteId| model.site(id).display_name();
    let service = |id: ServiceId| model.service(id).display_name();
    let buyer = |id: BuyerId| model.buyer(id).display_name();
    let option = |id: OptionId| model.option(id).display_name();
    let supply = |item| format!("supply of {}", model.item_name(item));
    let (what, t) = match row {
        Constraint::FoundryCapacity { foundry: n, t } => {
            (format!("wafer starts at {}", foundry(n)), t)
        }
        Constraint::HotLotShare { foundry: n, t } => {
            (format!("share of hot lots at {}", foundry(n)), t)
        }
        Constraint::TakeOrPay { foundry: n, t } => {
            (format!("wafers started or paid for at {}", foundry(n)), t)
        }
        Constraint::ProcessCapacity { process, t } => (
            format!("work at {}", model.process(process).display_name()),
            t,
        ),
        Constraint::DieBalance { die, t } => (supply(Item::Die(die)), t),
        Constraint::ComponentBalance { component, t } => (supply(Item::Component(component)), t),
        Constraint::ChipBalance { chip, t } => (supply(Item::Chip(chip)), t),
        Constraint::RackBalance { rack: k, t } => (supply(Item::Rack(k)), t),
        Constraint::ClosingStock { item } => {
            let item = model.item_name(item);
            return format!("{item} in stock and in process at the end of the horizon");
        }
        Constraint::OrderUnits { buyer: b, t } => (format!("units delivered to {}", buyer(b)), t),
        Constraint::OrderBalance { buyer: b, t } => (format!("orders of {}", buyer(b)), t),
        Constraint::Displacement { buyer: b, t } => {
            (format!("rentals displaced by {}", buyer(b)), t)
        }
        Constraint::ExternalShare { t } => ("share of chips sold outside".to_owned(), t),
        Constraint::Budget { t } => ("supply spending".to_owned(), t),
        Constraint::FleetBalance {
            rack: k,
            site: z,
            t,
        } => (format!("{} standing at {}", rack(k), site(z)), t),
        Constraint::FleetUse {
            rack: k,
            site: z,
            t,
        } => (format!("{} in use at {}", rack(k), site(z)), t),
        Constraint::SitePower { site: z, t } => (format!("power at {}", site(z)), t),
        Constraint::ServiceSupply { service: s, t } => {
            (format!("racks that serve {}", service(s)), t)
        }
        Constraint::ServiceDemand { service: s, t } => (format!("demand for {}", service(s)), t),
        Constraint::ServiceCommitment { service: s, t } => {
            (format!("commitment of {}", service(s)), t)
        }
        Constraint::MaxWait { service: s, t } => (format!("longest wait for {}", service(s)), t),
        Constraint::Bound { column } => return describe_column(model, column),
        Constraint::Remains { field, t } if field.varies() => {
            (format!("what options leave of {}", model.path(field)), t)
        }
        Constraint::Remains { field, .. } => {
            return format!("what options leave of {}", model.path(field));
        }
        Constraint::Requires { option: one, other } => {
            return format!("{} only with {}", option(one), option(other));
        }
        Constraint::Excludes { option: one, other } => {
            return format!("{} or {}", option(one), option(other));
        }
        Constraint::Held { at } => {
            let held = model.held[at];
            let decision = describe_decision(model, held.decision);
            (format!("held {decision}"), held.t)
        }
    };
    in_quarter(model, &what, t)
}

/// Returns what the column decides, by names where the model gives them: `deliver Trainium3 UltraServer to neocloud in
/// 2028Q2`.
#[must_use]
pub fn describe_column(model: &Model, column: Column) -> String {
    match does(model, column) {
        (what, Some(t)) => in_quarter(model, &what, t),
        (what, None) => what,
    }
}

/// Returns the same without the quarter: `deliver Trainium3 UltraServer to neocloud`.
pub(crate) fn describe_activity(model: &Model, column: Column) -> String {
    does(model, column).0
}

/// Returns what the column decides, and in which quarter.
fn does(model: &Model, column: Column) -> (String, Option<usize>) {
    let foundry = |id: FoundryId| model.foundry(id).display_name();
    let process = |id: ProcessId| model.process(id).display_name();
    let rack = |id: RackId| model.rack(id).display_name();
    let site = |id: SiteId| model.site(id).display_name();
    let service = |id: ServiceId| model.service(id).display_name();
    let buyer = |id: BuyerId| model.buyer(id).display_name();
    let item = |item: Item| model.item_name(item);
    let (what, t) = match column {
        Column::WaferStart { die, t } => (format!("start wafers for {}", item(Item::Die(die))), t),
        Column::HotLotStart { die, t } => {
            (format!("start hot lots for {}", item(Item::Die(die))), t)
        }
        Column::FoundryExpansion {
            foundry: n,
            expansion,
            t,
        } => {
            let extra = model.foundry(n).expansions[expansion].display_name();
            (format!("start wafers in {extra} of {}", foundry(n)), t)
        }
        Column::ProcessExpansion {
            process: r,
            expansion,
            t,
        } => {
            let extra = model.process(r).expansions[expansion].display_name();
            (format!("work in {extra} of {}", process(r)), t)
        }
        Column::IdleWafers { foundry: n, t } => {
            (format!("leave reserved wafers idle at {}", foundry(n)), t)
        }
        Column::Purchase { component, t } => {
            (format!("buy {}", item(Item::Component(component))), t)
        }
        Column::ChipStart { chip, t } => (format!("start {}", item(Item::Chip(chip))), t),
        Column::RackStart { rack: k, t } => (format!("start {}", rack(k)), t),
        Column::Stock { item: i, t } => (format!("keep {} in stock", item(i)), t),
        Column::Scrap { item: i, t } => (format!("scrap {}", item(i)), t),
        Column::InProcess { item: i, t } => (format!("have {} in process that arrive", item(i)), t),
        Column::Install {
            rack: k,
            site: z,
            t,
        } => (format!("install {} at {}", rack(k), site(z)), t),
        Column::Fleet {
            rack: k,
            site: z,
            t,
        } => (format!("have {} at {}", rack(k), site(z)), t),
        Column::Use {
            rack: k,
            site: z,
            service: s,
            t,
        } => {
            let what = format!("use {} at {} for {}", rack(k), site(z), service(s));
            (what, t)
        }
        Column::Serve { service: s, t } => (format!("serve {}", service(s)), t),
        Column::Shortfall { service: s, t } => {
            (format!("fall short of the commitment of {}", service(s)), t)
        }
        Column::Deliver {
            buyer: b,
            item: i,
            step,
            t,
        } => {
            let which = match step {
                0 => String::new(),
                _ => format!(" at volume discount {step}"),
            };
            (format!("deliver {} to {}{which}", item(i), buyer(b)), t)
        }
        Column::OrderDelivery { buyer: b, t } => (format!("fill orders of {}", buyer(b)), t),
        Column::UpsideDelivery { buyer: b, t } => (format!("fill upside of {}", buyer(b)), t),
        Column::OpenOrders { buyer: b, t } => (format!("leave orders of {} open", buyer(b)), t),
        Column::LostOrders { buyer: b, t } => (format!("lose orders of {}", buyer(b)), t),
        Column::Displacing { buyer: b, t } => (format!("displace rentals by {}", buyer(b)), t),
        Column::Taken { option } => {
            return (
                format!("take {}", model.option(option).display_name()),
                None,
            );
        }
    };
    (what, Some(t))
}

fn in_quarter(model: &Model, what: &str, t: usize) -> String {
    format!("{what} in {}", model.horizon.quarter(t))
}

//! Which number of the model limits: the address of a row's range and of a column's bound.

use super::key::{Column, Constraint};
use crate::address::Address;
use crate::model::{Item, Model};

/// Returns the address of the number that limits the row; `None` for rows that only define something.
///
/// A demand below the commitment counts as the commitment and carries its address. A wait limit carries the smaller
/// of its two commitments, the earlier on a tie. A balance carries what arrives whatever is decided.
#[must_use]
pub fn row_address(model: &Model, row: Constraint) -> Option<Address> {
    let at = |path: String, t: usize| Some(Address::at(path, model.horizon.quarter(t)));
    let foundry = |id| format!("foundry.{}", model.foundry(id).id);
    let service = |id| format!("service.{}", model.service(id).id);
    match row {
        Constraint::FoundryCapacity { foundry: id, t } => {
            at(format!("{}.capacity", foundry(id)), t)
        }
        Constraint::HotLotShare { foundry: id, t } => {
            at(format!("{}.hot_lot.max_share", foundry(id)), t)
        }
        Constraint::TakeOrPay { foundry: id, t } => at(format!("{}.commitment", foundry(id)), t),
        Constraint::ProcessCapacity { process, t } => {
            at(format!("process.{}.capacity", model.process(process).id), t)
        }
        Constraint::DieBalance { die, t } => Some(inflow_address(model, Item::Die(die), t)),
        Constraint::ComponentBalance { component, t } => {
            Some(inflow_address(model, Item::Component(component), t))
        }
        Constraint::ChipBalance { chip, t } => Some(inflow_address(model, Item::Chip(chip), t)),
        Constraint::RackBalance { rack, t } => Some(inflow_address(model, Item::Rack(rack), t)),
        Constraint::ClosingStock { item } => Some(Address::fixed(format!(
            "{}.stock.closing_min",
            model.item_path(item)
        ))),
        Constraint::OrderBalance { buyer, t } => {
            at(format!("buyer.{}.orders", model.buyer(buyer).id), t)
        }
        Constraint::ExternalShare { t } => at("policy.external_share_max".to_owned(), t),
        Constraint::Budget { t } => at("policy.budget".to_owned(), t),
        Constraint::FleetBalance { rack, site, t } => {
            let site = model.site(site);
            site.installed(rack)?;
            let rack = &model.rack(rack).id;
            at(format!("site.{}.fleet.{rack}.installed", site.id), t)
        }
        Constraint::SitePower { site, t } => {
            at(format!("site.{}.power_mw", model.site(site).id), t)
        }
        Constraint::ServiceDemand { service: id, t } => {
            let nouns = model.service(id);
            let limit = if nouns.demand[t] < nouns.committed[t] {
                "committed"
            } else {
                "demand"
            };
            at(format!("{}.{limit}", service(id)), t)
        }
        Constraint::ServiceCommitment { service: id, t } => {
            at(format!("{}.committed", service(id)), t)
        }
        Constraint::MaxWait { service: id, t } => {
            let nouns = model.service(id);
            let before = t.checked_sub(nouns.max_wait_quarters?)?;
            let later_is_smaller = nouns.committed[t] < nouns.committed[before];
            let smaller = if later_is_smaller { t } else { before };
            at(format!("{}.committed", service(id)), smaller)
        }
        Constraint::OrderUnits { .. }
        | Constraint::Displacement { .. }
        | Constraint::FleetUse { .. }
        | Constraint::ServiceSupply { .. } => None,
    }
}

/// Returns the address of what reaches an item whatever is decided: the opening stock or the receipts.
fn inflow_address(model: &Model, item: Item, t: usize) -> Address {
    let path = model.item_path(item);
    if t == 0 && model.stock(item).opening > 0.0 {
        return Address::fixed(format!("{path}.stock.opening"));
    }
    Address::at(format!("{path}.stock.receipts"), model.horizon.quarter(t))
}

/// Returns the address of the number that is the column's upper bound; `None` for columns without one.
#[must_use]
pub fn bound_address(model: &Model, column: Column) -> Option<Address> {
    let at = |path: String, t: usize| Some(Address::at(path, model.horizon.quarter(t)));
    match column {
        Column::FoundryExpansion {
            foundry,
            expansion,
            t,
        } => {
            let foundry = model.foundry(foundry);
            let extra = &foundry.expansions[expansion].id;
            at(
                format!("foundry.{}.expansion.{extra}.capacity", foundry.id),
                t,
            )
        }
        Column::ProcessExpansion {
            process,
            expansion,
            t,
        } => {
            let process = model.process(process);
            let extra = &process.expansions[expansion].id;
            at(
                format!("process.{}.expansion.{extra}.capacity", process.id),
                t,
            )
        }
        Column::IdleWafers { foundry, t } => at(
            format!("foundry.{}.commitment", model.foundry(foundry).id),
            t,
        ),
        Column::Purchase { component, t } => at(
            format!("component.{}.supply", model.component(component).id),
            t,
        ),
        Column::Stock { item, t } => {
            let limited = model.stock(item).max[t].is_finite();
            limited.then(|| at(format!("{}.stock.max", model.item_path(item)), t))?
        }
        Column::Deliver {
            buyer,
            item,
            step,
            t,
        } => {
            let buyer = model.buyer(buyer);
            let buys = buyer.buys.iter().find(|buys| buys.item == item)?;
            let item = model.item_id(item);
            // A step ends where the next one begins.
            let next = step + 1;
            buys.steps[step]
                .width
                .is_finite()
                .then(|| {
                    at(
                        format!("buyer.{}.buys.{item}.volume_discount.{next}", buyer.id),
                        t,
                    )
                })
                .flatten()
        }
        Column::UpsideDelivery { buyer, t } => {
            at(format!("buyer.{}.upside", model.buyer(buyer).id), t)
        }
        Column::OpenOrders { buyer, .. } => {
            let buyer = model.buyer(buyer);
            buyer.cancel.as_ref()?;
            Some(Address::fixed(format!("buyer.{}.cancel_after", buyer.id)))
        }
        Column::WaferStart { .. }
        | Column::HotLotStart { .. }
        | Column::ChipStart { .. }
        | Column::RackStart { .. }
        | Column::Scrap { .. }
        | Column::Install { .. }
        | Column::Fleet { .. }
        | Column::Use { .. }
        | Column::Serve { .. }
        | Column::Shortfall { .. }
        | Column::OrderDelivery { .. }
        | Column::LostOrders { .. }
        | Column::Displacing { .. } => None,
    }
}

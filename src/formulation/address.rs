//! Which number of the model limits: the address of a row's range and of a column's bound.

use super::key::{Column, Constraint};
use super::rows::displacement::of_past;
use crate::model::{
    Address, BuyerField, BuyerId, BuysField, ComponentField, Field, FoundryExpansionField,
    FoundryField, Item, Model, PolicyField, ProcessExpansionField, ProcessField, ServiceField,
    SiteField, StockField,
};

/// Returns the address of the number that limits the row; `None` for rows that only define something.
///
/// A demand below the commitment counts as the commitment and carries its address. A wait limit carries the smaller
/// of its two commitments, the earlier on a tie. A balance carries what arrives whatever is decided.
#[must_use]
pub fn row_address(model: &Model, row: Constraint) -> Option<Address> {
    let (field, t) = match row {
        Constraint::FoundryCapacity { foundry, t } => {
            (Field::Foundry(foundry, FoundryField::Capacity), t)
        }
        Constraint::HotLotShare { foundry, t } => {
            (Field::Foundry(foundry, FoundryField::HotLotMaxShare), t)
        }
        Constraint::TakeOrPay { foundry, t } => {
            (Field::Foundry(foundry, FoundryField::Commitment), t)
        }
        Constraint::ProcessCapacity { process, t } => {
            (Field::Process(process, ProcessField::Capacity), t)
        }
        Constraint::DieBalance { die, t } => return Some(inflow(model, Item::Die(die), t)),
        Constraint::ComponentBalance { component, t } => {
            return Some(inflow(model, Item::Component(component), t));
        }
        Constraint::ChipBalance { chip, t } => return Some(inflow(model, Item::Chip(chip), t)),
        Constraint::RackBalance { rack, t } => return Some(inflow(model, Item::Rack(rack), t)),
        Constraint::ClosingStock { item } => {
            let field = Field::Stock(item, StockField::ClosingMin);
            return Some(Address::fixed(model.path(field)));
        }
        Constraint::OrderBalance { buyer, t } => return Some(owed(model, buyer, t)),
        Constraint::ExternalShare { t } => (Field::Policy(PolicyField::ExternalShareMax), t),
        Constraint::Budget { t } => (Field::Policy(PolicyField::Budget), t),
        Constraint::FleetBalance { rack, site, t } => {
            model.site(site).installed(rack)?;
            (Field::Site(site, SiteField::Installed(rack)), t)
        }
        Constraint::SitePower { site, t } => (Field::Site(site, SiteField::PowerMw), t),
        Constraint::ServiceDemand { service, t } => {
            let entity = model.service(service);
            let of = |field| Field::Service(service, field);
            let (demand, committed) = (of(ServiceField::Demand), of(ServiceField::Committed));
            let asked = entity.demand[t] + model.added_to(demand, t);
            let is_less = asked < entity.committed[t] + model.added_to(committed, t);
            (if is_less { committed } else { demand }, t)
        }
        Constraint::ServiceCommitment { service, t } => {
            (Field::Service(service, ServiceField::Committed), t)
        }
        Constraint::MaxWait { service, t } => {
            let entity = model.service(service);
            let wait = entity.max_wait_quarters?;
            let is_now = entity.committed[t] < entity.committed_earlier(t)?;
            if let (false, Some(before)) = (is_now, wait.checked_sub(t).filter(|&it| it > 0)) {
                let field = Field::Service(service, ServiceField::CommittedBefore);
                return Some(model.address_before(field, before));
            }
            let smaller = if is_now { t } else { t - wait };
            (Field::Service(service, ServiceField::Committed), smaller)
        }
        Constraint::Displacement { buyer, t } => return delivered_before(model, buyer, t),
        Constraint::OrderUnits { .. }
        | Constraint::FleetUse { .. }
        | Constraint::ServiceSupply { .. }
        | Constraint::Requires { .. }
        | Constraint::Excludes { .. }
        // What is held is no number of the model.
        | Constraint::Held { .. } => return None,
        Constraint::Bound { column } => return bound_address(model, column),
        Constraint::Remains { field, t } if field.varies() => (field, t),
        Constraint::Remains { field, .. } => return Some(Address::fixed(model.path(field))),
    };
    Some(model.address(field, t))
}

/// Returns the address of what a buyer is owed whatever is decided: orders, or the backlog at the start where there are none.
fn owed(model: &Model, buyer: BuyerId, t: usize) -> Address {
    let entity = model.buyer(buyer);
    if t == 0 && entity.backlog.open > 0.0 && entity.orders[0] == 0.0 {
        return Address::fixed(model.path(Field::Buyer(buyer, BuyerField::BacklogOpen)));
    }
    model.address(Field::Buyer(buyer, BuyerField::Orders), t)
}

/// Returns the address of the last deliveries before the start that a row counts; `None` where there were none.
fn delivered_before(model: &Model, buyer: BuyerId, t: usize) -> Option<Address> {
    let entity = model.buyer(buyer);
    let units = |before: usize| entity.delivered_before.before(before).unwrap_or(0.0);
    let mut counted = of_past(entity, t).map(|(before, _)| before);
    let before = counted.find(|&before| units(before) > 0.0)?;
    let field = Field::Buyer(buyer, BuyerField::DeliveredBefore);
    Some(model.address_before(field, before))
}

/// Returns the address of what reaches an item whatever is decided: the opening stock or the receipts.
fn inflow(model: &Model, item: Item, t: usize) -> Address {
    if t == 0 && model.stock(item).opening > 0.0 {
        return Address::fixed(model.path(Field::Stock(item, StockField::Opening)));
    }
    model.address(Field::Stock(item, StockField::Receipts), t)
}

/// Returns the address of the number that is the column's upper bound; `None` for columns without one.
#[must_use]
pub fn bound_address(model: &Model, column: Column) -> Option<Address> {
    let (field, t) = match column {
        Column::FoundryExpansion {
            foundry,
            expansion,
            t,
        } => {
            let extra = FoundryField::Expansion(expansion, FoundryExpansionField::Capacity);
            (Field::Foundry(foundry, extra), t)
        }
        Column::ProcessExpansion {
            process,
            expansion,
            t,
        } => {
            let extra = ProcessField::Expansion(expansion, ProcessExpansionField::Capacity);
            (Field::Process(process, extra), t)
        }
        Column::IdleWafers { foundry, t } => (Field::Foundry(foundry, FoundryField::Commitment), t),
        Column::Purchase { component, t } => {
            (Field::Component(component, ComponentField::Supply), t)
        }
        Column::Stock { item, t } => {
            let limited = model.stock(item).max[t].is_finite();
            limited.then_some((Field::Stock(item, StockField::Max), t))?
        }
        Column::InProcess { item, t } => (Field::Stock(item, StockField::InProcess), t),
        Column::Deliver {
            buyer,
            item,
            step,
            t,
        } => {
            let buys = model.buyer(buyer).buys.iter();
            let buys = buys.into_iter().find(|buys| buys.item == item)?;
            // A step ends where the next one begins.
            let next = BuyerField::Bought(item, BuysField::VolumeStep(step + 1));
            let ends = buys.steps[step].width.is_finite();
            ends.then_some((Field::Buyer(buyer, next), t))?
        }
        Column::UpsideDelivery { buyer, t } => (Field::Buyer(buyer, BuyerField::Upside), t),
        Column::OpenOrders { buyer, .. } => {
            model.buyer(buyer).cancel.as_ref()?;
            let field = Field::Buyer(buyer, BuyerField::CancelAfter);
            return Some(Address::fixed(model.path(field)));
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
        | Column::Displacing { .. }
        | Column::Taken { .. } => return None,
    };
    Some(model.address(field, t))
}

//! Which columns there are, and up to which bound; all start at 0.
//!
//! What cannot be used is left out. A limit of 0 that is a row keeps its columns, so that the limit has a price;
//! a bound of 0 says that there is nothing to decide, except for `max`, which is a limit of the planner's own.

use std::ops::Add;

use super::draft::{Draft, End};
use super::key::Column;
use super::links::Placement;
use crate::model::{
    Buyer, BuyerField, BuyerId, ComponentField, Field, FoundryExpansionField, FoundryField, Model,
    ProcessExpansionField, ProcessField, StockField,
};

/// Adds `w`, `h`, `p`, `a`: starts, also those that arrive only after the horizon.
pub(crate) fn add_starts(draft: &mut Draft<'_>) {
    for item in draft.model.items() {
        for t in 0..draft.horizon {
            for start in draft.links.starts(draft.model, item, t) {
                draft.add_column(start, f64::INFINITY);
            }
        }
    }
}

/// Adds `e`, `idle`, `b`: capacity beyond the normal one, reserved wafers not started, components bought.
pub(crate) fn add_capacity(draft: &mut Draft<'_>) {
    let (model, widest, links) = (draft.model, draft.widest, draft.links);
    for foundry in model.foundry_ids() {
        let (entity, most) = (model.foundry(foundry), widest.foundry(foundry));
        for t in 0..draft.horizon {
            let used = links
                .dies(foundry)
                .iter()
                .any(|&die| draft.has(Column::WaferStart { die, t }));
            for (expansion, extra) in entity.expansions.iter().enumerate() {
                if used && most.expansions[expansion].capacity[t] > 0.0 {
                    let key = Column::FoundryExpansion {
                        foundry,
                        expansion,
                        t,
                    };
                    let capacity =
                        FoundryField::Expansion(expansion, FoundryExpansionField::Capacity);
                    let field = Field::Foundry(foundry, capacity);
                    draft.add_column(key, draft.end(field, t, extra.capacity[t]));
                }
            }
            if most.commitment[t] > 0.0 {
                let field = Field::Foundry(foundry, FoundryField::Commitment);
                let reserved = draft.end(field, t, entity.commitment[t]);
                draft.add_column(Column::IdleWafers { foundry, t }, reserved);
            }
        }
    }
    for process in model.process_ids() {
        let expansions = &model.process(process).expansions;
        let most = &widest.process(process).expansions;
        for t in 0..draft.horizon {
            let mut work = links.work(process).iter();
            let used = work.any(|&(maker, n)| n > 0.0 && draft.has(maker.start(t)));
            for (expansion, extra) in expansions.iter().enumerate() {
                if used && most[expansion].capacity[t] > 0.0 {
                    let key = Column::ProcessExpansion {
                        process,
                        expansion,
                        t,
                    };
                    let capacity =
                        ProcessField::Expansion(expansion, ProcessExpansionField::Capacity);
                    let field = Field::Process(process, capacity);
                    draft.add_column(key, draft.end(field, t, extra.capacity[t]));
                }
            }
        }
    }
    for component in model.component_ids() {
        let supply = &model.component(component).supply;
        let most = &widest.component(component).supply;
        for t in 0..draft.horizon {
            if most[t] > 0.0 {
                let field = Field::Component(component, ComponentField::Supply);
                let supply = draft.end(field, t, supply[t]);
                draft.add_column(Column::Purchase { component, t }, supply);
            }
        }
    }
}

/// Adds `S`, `scrap`, `N`: closing stock, what is thrown away, and goods in process at the start that arrive after the horizon.
/// Every item can be thrown away: what one plan makes, the plan of a later quarter finds in stock, and could throw away there.
pub(crate) fn add_stock(draft: &mut Draft<'_>) {
    for item in draft.model.items() {
        let stock = draft.model.stock(item);
        for (t, units) in stock.arriving_later(draft.horizon) {
            draft.add_ranged(Column::InProcess { item, t }, units, units);
        }
        if !draft.links.is_possible(item) {
            continue;
        }
        for t in 0..draft.horizon {
            let most = draft.end(Field::Stock(item, StockField::Max), t, stock.max[t]);
            draft.add_column(Column::Stock { item, t }, most);
            draft.add_column(Column::Scrap { item, t }, f64::INFINITY);
        }
    }
}

/// Adds `g`, `F`, `u`: racks installed, standing and in use, where some service can use them.
pub(crate) fn add_fleet(draft: &mut Draft<'_>) {
    for placement in draft.links.placements() {
        let &Placement { rack, site, .. } = placement;
        for t in 0..draft.periods {
            if placement.installable && t < draft.horizon {
                draft.add_column(Column::Install { rack, site, t }, f64::INFINITY);
            }
            if may_stand(draft.widest, placement, t) {
                draft.add_column(Column::Fleet { rack, site, t }, f64::INFINITY);
                for &service in &placement.services {
                    let key = Column::Use {
                        rack,
                        site,
                        service,
                        t,
                    };
                    draft.add_column(key, f64::INFINITY);
                }
            }
        }
    }
}

/// Returns whether a rack can stand there in `t`: of the opening fleet, or installed and not yet past its life.
fn may_stand(model: &Model, placement: &Placement, t: usize) -> bool {
    let fleet = model.site(placement.site).installed(placement.rack);
    let last = model.horizon.quarters + model.rack(placement.rack).life_quarters;
    fleet.is_some_and(|installed| installed[t] > 0.0) || (placement.installable && t + 1 < last)
}

/// Adds `v`, `q`: units served, and committed units not served unless the service is firm.
pub(crate) fn add_service(draft: &mut Draft<'_>) {
    let (model, links) = (draft.model, draft.links);
    for service in model.service_ids() {
        let entity = model.service(service);
        for t in 0..draft.periods {
            let served = links
                .serving(service)
                .iter()
                .any(|&(rack, site, _)| draft.has(Column::Fleet { rack, site, t }));
            if served {
                draft.add_column(Column::Serve { service, t }, f64::INFINITY);
            }
            if draft.widest.service(service).committed[t] > 0.0 && !entity.firm {
                draft.add_column(Column::Shortfall { service, t }, f64::INFINITY);
            }
        }
    }
}

/// Adds `xo`, `xu`, `O`, `L`, `D`, `x`: orders and upside delivered, open, lost, displacing; units delivered.
pub(crate) fn add_orders(draft: &mut Draft<'_>) {
    let (model, links) = (draft.model, draft.links);
    for id in model.buyer_ids() {
        let (buyer, most) = (model.buyer(id), draft.widest.buyer(id));
        let can_buy = buyer.buys.iter().any(|buys| links.is_possible(buys.item));
        let displaces = buyer.displaces.iter().any(|&(_, n)| n > 0.0);
        for t in 0..draft.horizon {
            if owed(most, t) > 0.0 {
                if can_buy {
                    draft.add_column(Column::OrderDelivery { buyer: id, t }, f64::INFINITY);
                }
                if open_limit(most, t) > 0.0 {
                    let limit = open_end(draft, id, t);
                    draft.add_column(Column::OpenOrders { buyer: id, t }, limit);
                }
                if buyer.cancel.is_some() && !buyer.firm {
                    draft.add_column(Column::LostOrders { buyer: id, t }, f64::INFINITY);
                }
            }
            if most.upside[t] > 0.0 && can_buy {
                let field = Field::Buyer(id, BuyerField::Upside);
                let upside = draft.end(field, t, buyer.upside[t]);
                draft.add_column(Column::UpsideDelivery { buyer: id, t }, upside);
            }
        }
        let may_deliver = |draft: &Draft<'_>, t: usize| {
            draft.has(Column::OrderDelivery { buyer: id, t })
                || draft.has(Column::UpsideDelivery { buyer: id, t })
        };
        if displaces {
            for t in 0..draft.periods {
                let first = (t + 1).saturating_sub(buyer.displaces_quarters);
                let of_past = buyer.displaces_quarters.saturating_sub(t + 1);
                if buyer.delivered_before.sum(of_past) > 0.0
                    || (first..draft.horizon.min(t + 1)).any(|t| may_deliver(draft, t))
                {
                    draft.add_column(Column::Displacing { buyer: id, t }, f64::INFINITY);
                }
            }
        }
        for buys in &buyer.buys {
            for (step, volume) in buys.steps.iter().enumerate() {
                for t in 0..draft.horizon {
                    let deliver = may_deliver(draft, t);
                    if deliver && links.is_possible(buys.item) && volume.width > 0.0 {
                        let key = Column::Deliver {
                            buyer: id,
                            item: buys.item,
                            step,
                            t,
                        };
                        draft.add_column(key, volume.width);
                    }
                }
            }
        }
    }
}

/// Returns the most orders that can be open at the end of `t`, infinite where no order is ever lost:
/// `OrderAge[b,t]: O[t] <= orders[t] + ... + orders[t-N+1]` with `cancel_after` N, and orders before the start those of
/// `backlog.due`; firm: `O[t] = 0`.
fn open_limit(buyer: &Buyer, t: usize) -> f64 {
    match &buyer.cancel {
        _ if buyer.firm => 0.0,
        Some(cancel) => {
            let first = (t + 1).saturating_sub(cancel.after);
            let since_start: f64 = buyer.orders.values()[first..=t].iter().sum();
            since_start + buyer.backlog.due.sum(cancel.after.saturating_sub(t + 1))
        }
        None => f64::INFINITY,
    }
}

/// Returns the most orders that can be open with what options add to those orders.
fn open_end(draft: &Draft<'_>, id: BuyerId, t: usize) -> End {
    let buyer = draft.model.buyer(id);
    let Some(cancel) = &buyer.cancel else {
        return End::from(f64::INFINITY);
    };
    let field = Field::Buyer(id, BuyerField::Orders);
    let before = buyer.backlog.due.sum(cancel.after.saturating_sub(t + 1));
    ((t + 1).saturating_sub(cancel.after)..=t)
        .map(|due| draft.end(field, due, buyer.orders[due]))
        .fold(End::from(before), Add::add)
}

/// Returns the most order units that can be owed in `t`: due now, or still open from before.
fn owed(buyer: &Buyer, t: usize) -> f64 {
    let open = match t.checked_sub(1) {
        None => buyer.backlog.open,
        Some(before) => {
            let ordered: f64 = buyer.orders.values()[..t].iter().sum();
            (buyer.backlog.open + ordered).min(open_limit(buyer, before))
        }
    };
    open + buyer.orders[t]
}

/// Adds `y`: how often each option is taken; a single number where that is decided.
pub(crate) fn add_options(draft: &mut Draft<'_>) {
    for option in draft.model.option_ids() {
        let (least, most) = draft.model.option(option).range();
        draft.add_ranged(Column::Taken { option }, least, most);
    }
}

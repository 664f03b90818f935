//! Promises: open orders, deliveries that still displace, customers who wait already.

use super::Over;
use super::rounding::{rounded_down, rounded_up};
use super::saved::Done;
use crate::model::{
    Address, Backlog, Buyer, BuyerField, Field, Model, Past, Service, ServiceField, ServiceId,
};

/// Lets the next model begin with what is still owed. `model` has what the options taken add.
pub(super) fn carry(next: &mut Model, model: &Model, done: &Done, over: &mut Over) {
    let quarters = over.cut.done;
    let in_full = displaced_in_full(model, done);
    for id in model.buyer_ids() {
        let (buyer, orders) = (model.buyer(id), &done.orders[id.0]);
        let open = rounded_down(orders.late[quarters - 1]);
        let due = due(buyer, &orders.late, open, quarters);
        let before = buyer.displaces_quarters.saturating_sub(1);
        let since = orders.delivered[..quarters].iter();
        // Displacement counts for what was promised, so that it is rounded up; where it takes all of a demand, down.
        let takes_all = |&(service, units): &(ServiceId, f64)| units > 0.0 && in_full[service.0];
        let is_down = buyer.displaces.iter().any(takes_all);
        let rounded = if is_down { rounded_down } else { rounded_up };
        let since: Vec<f64> = since.map(|&units| rounded(units)).collect();
        let delivered = last(
            buyer.delivered_before.values(),
            &since,
            if buyer.displaces.is_empty() {
                0
            } else {
                before
            },
        );
        over.add(open, move |next| {
            Address::fixed(next.path(Field::Buyer(id, BuyerField::BacklogOpen)))
        });
        add_past(over, &due, Field::Buyer(id, BuyerField::BacklogDue));
        add_past(
            over,
            &delivered,
            Field::Buyer(id, BuyerField::DeliveredBefore),
        );
        let buyer = &mut next.buyers[id.0];
        buyer.backlog = Backlog { open, due };
        buyer.delivered_before = delivered;
    }
    for id in model.service_ids() {
        let levels = levels(model.service(id), quarters);
        add_past(
            over,
            &levels,
            Field::Service(id, ServiceField::CommittedBefore),
        );
        next.services[id.0].committed_before = levels;
    }
}

/// Displacement this near to a demand, as a share of it, takes all of it: a plan keeps its limits to about that much.
const IN_FULL: f64 = 1e-9;

/// Returns of which services the buyers displace all the demand in some quarter of the plan.
fn displaced_in_full(model: &Model, done: &Done) -> Vec<bool> {
    let periods = model.horizon.periods();
    let mut displaced = vec![vec![0.0; periods]; model.services.len()];
    for (buyer, orders) in model.buyers.iter().zip(&done.orders) {
        let quarters = buyer.displaces_quarters;
        for &(service, units) in &buyer.displaces {
            for (t, displaced) in displaced[service.0].iter_mut().enumerate() {
                let first = (t + 1).saturating_sub(quarters);
                let since = orders.delivered.iter().take(t + 1).skip(first);
                let before = buyer.delivered_before.sum(quarters.saturating_sub(t + 1));
                *displaced += units * (before + since.sum::<f64>());
            }
        }
    }
    let services = model.services.iter().zip(&displaced);
    let is_in_full = |(service, displaced): (&Service, &Vec<f64>)| {
        let mut quarters = displaced.iter().enumerate();
        quarters.any(|(t, &displaced)| {
            let asked = service.demand[t].max(service.committed[t]);
            displaced > 0.0 && displaced >= asked * (1.0 - IN_FULL)
        })
    };
    services.map(is_in_full).collect()
}

/// Returns the orders of the last quarters whose age still matters. Orders due before a quarter at whose end nothing was
/// open are not among the open ones.
fn due(buyer: &Buyer, late: &[f64], open: f64, quarters: usize) -> Past {
    let Some(cancel) = buyer.cancel.as_ref().filter(|_| !buyer.firm && open > 0.0) else {
        return Past::default();
    };
    let mut orders = buyer.orders.values()[..quarters].to_vec();
    let mut before = buyer.backlog.due.values().to_vec();
    if let Some(settled) = late[..quarters].iter().rposition(|&late| late == 0.0) {
        orders[..=settled].fill(0.0);
        before.clear();
    }
    last(&before, &orders, cancel.after.saturating_sub(1))
}

/// Returns the levels committed in the last quarters, as far as somebody may still wait since then.
fn levels(service: &Service, quarters: usize) -> Past {
    let wait = service.max_wait_quarters.unwrap_or(0);
    let committed = &service.committed.values()[..quarters];
    last(service.committed_before.values(), committed, wait)
}

/// Returns at most `most` numbers of the last quarters, the oldest first; what is 0 before all others is left out.
fn last(before: &[f64], since: &[f64], most: usize) -> Past {
    let all = [before, since].concat();
    let first = all.len().saturating_sub(most);
    let kept = &all[first..];
    let known = kept.iter().position(|&it| it != 0.0).unwrap_or(kept.len());
    Past::new(kept[known..].to_vec())
}

fn add_past(over: &mut Over, past: &Past, field: Field) {
    for before in 1..=past.values().len() {
        let amount = past.before(before).unwrap_or(0.0);
        over.add(amount, move |next| next.address_before(field, before));
    }
}

//! Promises: open orders, deliveries that still displace, customers who wait already.

use super::Over;
use super::rounding::rounded_down;
use super::saved::Done;
use crate::model::{
    Address, Backlog, Buyer, BuyerField, Field, Model, Past, Service, ServiceField,
};

/// Lets the next model begin with what is still owed. `model` has what the options taken add.
pub(super) fn carry(next: &mut Model, model: &Model, done: &Done, over: &mut Over) {
    let quarters = over.cut.done;
    for id in model.buyer_ids() {
        let (buyer, orders) = (model.buyer(id), &done.orders[id.0]);
        let open = rounded_down(orders.late[quarters - 1]);
        let due = due(buyer, &orders.late, open, quarters);
        let before = buyer.displaces_quarters.saturating_sub(1);
        let since = orders.delivered[..quarters].iter();
        let since: Vec<f64> = since.map(|&units| rounded_down(units)).collect();
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

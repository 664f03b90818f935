//! Open orders from quarter to quarter.

use crate::formulation::draft::{Draft, End};
use crate::formulation::key::{Column, Constraint};
use crate::model::{BuyerField, Field};

/// `OrderBalance[b,t]: O[b,t] = O[b,t-1] + orders[b,t] - xo[b,t] - L[b,t]`; `O[b,-1] = backlog.open`; firm: `O[b,t] = 0`;
/// `L` only with `cancel_after`
pub(crate) fn add(draft: &mut Draft<'_>) {
    let model = draft.model;
    for buyer in model.buyer_ids() {
        let entity = model.buyer(buyer);
        for t in 0..draft.horizon {
            let before = t.checked_sub(1);
            let terms = [
                (Column::OpenOrders { buyer, t }, 1.0),
                (Column::OrderDelivery { buyer, t }, 1.0),
                (Column::LostOrders { buyer, t }, 1.0),
            ]
            .into_iter()
            .chain(before.map(|t| (Column::OpenOrders { buyer, t }, -1.0)));
            let field = Field::Buyer(buyer, BuyerField::Orders);
            let due = draft.end(field, t, entity.orders[t]);
            let open = if t == 0 { entity.backlog.open } else { 0.0 };
            let owed = due + End::from(open);
            draft.equal(Constraint::OrderBalance { buyer, t }, owed, terms);
        }
    }
}

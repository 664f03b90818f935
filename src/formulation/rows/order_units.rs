//! Units delivered fill orders and upside.

use crate::formulation::draft::Draft;
use crate::formulation::key::{Column, Constraint};

/// `OrderUnits[b,t]: sum_{i,j} order_units(b,i) x[b,i,j,t] = xo[b,t] + xu[b,t]`
pub(crate) fn add(draft: &mut Draft<'_>) {
    let model = draft.model;
    for buyer in model.buyer_ids() {
        let buys = &model.buyer(buyer).buys;
        for t in 0..draft.horizon {
            let delivered = buys.iter().flat_map(|buys| {
                (0..buys.steps.len()).map(move |step| {
                    let item = buys.item;
                    let key = Column::Deliver {
                        buyer,
                        item,
                        step,
                        t,
                    };
                    (key, buys.order_units)
                })
            });
            let filled = [
                (Column::OrderDelivery { buyer, t }, -1.0),
                (Column::UpsideDelivery { buyer, t }, -1.0),
            ];
            let key = Constraint::OrderUnits { buyer, t };
            draft.equal(key, 0.0, delivered.chain(filled));
        }
    }
}

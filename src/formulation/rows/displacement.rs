//! Order units that still displace rentals.

use crate::formulation::draft::Draft;
use crate::formulation::key::{Column, Constraint};

/// `Displacement[b,t]: D[b,t] = D[b,t-1] + xo[b,t] + xu[b,t] - xo[b,t-n] - xu[b,t-n]`, horizon and tail,
/// with n `displaces_quarters`, for buyers who displace something
///
/// So `D[b,t]` is what was delivered in quarters t-n+1 to t.
pub(crate) fn add(draft: &mut Draft<'_>) {
    let model = draft.model;
    for buyer in model.buyer_ids() {
        let quarters = model.buyer(buyer).displaces_quarters;
        for t in 0..draft.periods {
            // Where nothing displaces any more, what did has left by its own rows.
            if !draft.has(Column::Displacing { buyer, t }) {
                continue;
            }
            let delivered = |t: usize, sign: f64| {
                [
                    (Column::OrderDelivery { buyer, t }, sign),
                    (Column::UpsideDelivery { buyer, t }, sign),
                ]
            };
            let before = t.checked_sub(1);
            let terms = [(Column::Displacing { buyer, t }, 1.0)]
                .into_iter()
                .chain(before.map(|t| (Column::Displacing { buyer, t }, -1.0)))
                .chain(delivered(t, -1.0))
                .chain(
                    t.checked_sub(quarters)
                        .into_iter()
                        .flat_map(|t| delivered(t, 1.0)),
                );
            draft.equal(Constraint::Displacement { buyer, t }, 0.0, terms);
        }
    }
}

//! Wafers started or paid for reach what was reserved.

use crate::formulation::draft::Draft;
use crate::formulation::key::{Column, Constraint};
use crate::model::{Field, FoundryField};

/// `TakeOrPay[n,t]: sum_d (w[d,t] + h[d,t]) + idle[n,t] >= commitment[n,t]`, where something is committed
pub(crate) fn add(draft: &mut Draft<'_>) {
    let (model, links) = (draft.model, draft.links);
    for foundry in model.foundry_ids() {
        let commitment = &model.foundry(foundry).commitment;
        let most = &draft.widest.foundry(foundry).commitment;
        for t in (0..draft.horizon).filter(|&t| most[t] > 0.0) {
            let starts = links.dies(foundry).iter().flat_map(|&die| {
                [
                    (Column::WaferStart { die, t }, 1.0),
                    (Column::HotLotStart { die, t }, 1.0),
                ]
            });
            let idle = (Column::IdleWafers { foundry, t }, 1.0);
            let key = Constraint::TakeOrPay { foundry, t };
            let field = Field::Foundry(foundry, FoundryField::Commitment);
            let commitment = draft.end(field, t, commitment[t]);
            draft.at_least(key, commitment, starts.chain([idle]));
        }
    }
}

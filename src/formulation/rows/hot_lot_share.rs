//! Hot lots within their share of the starts.

use crate::formulation::draft::Draft;
use crate::formulation::key::{Column, Constraint};

/// `HotLotShare[n,t]: sum_d h[d,t] <= max_share[n,t] * sum_d (w[d,t] + h[d,t])`
pub(crate) fn add(draft: &mut Draft<'_>) {
    let (model, links) = (draft.model, draft.links);
    for foundry in model.foundry_ids() {
        let Some(hot_lot) = &model.foundry(foundry).hot_lot else {
            continue;
        };
        for t in 0..draft.horizon {
            let share = hot_lot.max_share[t];
            let starts = links.dies(foundry).iter().flat_map(|&die| {
                [
                    (Column::HotLotStart { die, t }, 1.0 - share),
                    (Column::WaferStart { die, t }, -share),
                ]
            });
            draft.at_most(Constraint::HotLotShare { foundry, t }, 0.0, starts);
        }
    }
}

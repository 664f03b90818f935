//! Wafers started within what the foundry can start.

use crate::formulation::draft::Draft;
use crate::formulation::key::{Column, Constraint};
use crate::model::{Field, FoundryField};

/// `FoundryCapacity[n,t]: sum_d (w[d,t] + h[d,t]) <= capacity[n,t] + sum_j e[n,j,t]`
pub(crate) fn add(draft: &mut Draft<'_>) {
    let (model, links) = (draft.model, draft.links);
    for foundry in model.foundry_ids() {
        let entity = model.foundry(foundry);
        for t in 0..draft.horizon {
            let starts = links.dies(foundry).iter().flat_map(|&die| {
                [
                    (Column::WaferStart { die, t }, 1.0),
                    (Column::HotLotStart { die, t }, 1.0),
                ]
            });
            let extra = (0..entity.expansions.len()).map(|expansion| {
                let key = Column::FoundryExpansion {
                    foundry,
                    expansion,
                    t,
                };
                (key, -1.0)
            });
            let key = Constraint::FoundryCapacity { foundry, t };
            let field = Field::Foundry(foundry, FoundryField::Capacity);
            let capacity = draft.end(field, t, entity.capacity[t]);
            draft.at_most(key, capacity, starts.chain(extra));
        }
    }
}

//! Racks in use within racks standing.

use crate::formulation::draft::Draft;
use crate::formulation::key::{Column, Constraint};
use crate::formulation::links::Placement;

/// `FleetUse[k,z,t]: sum_s u[k,z,s,t] <= F[k,z,t]`, horizon and tail
pub(crate) fn add(draft: &mut Draft<'_>) {
    for placement in draft.links.placements() {
        let &Placement { rack, site, .. } = placement;
        for t in 0..draft.periods {
            let in_use = placement.services.iter().map(|&service| {
                let key = Column::Use {
                    rack,
                    site,
                    service,
                    t,
                };
                (key, 1.0)
            });
            let standing = (Column::Fleet { rack, site, t }, -1.0);
            let key = Constraint::FleetUse { rack, site, t };
            draft.at_most(key, 0.0, in_use.chain([standing]));
        }
    }
}

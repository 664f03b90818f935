//! Units served within what racks in use can serve.

use crate::formulation::draft::Draft;
use crate::formulation::key::{Column, Constraint};

/// `ServiceSupply[s,t]: v[s,t] <= sum_{k,z} units(k,s) u[k,z,s,t]`, horizon and tail
pub(crate) fn add(draft: &mut Draft<'_>) {
    let (model, links) = (draft.model, draft.links);
    for service in model.service_ids() {
        for t in 0..draft.periods {
            let racks = links.serving(service).iter().map(|&(rack, site, units)| {
                let key = Column::Use {
                    rack,
                    site,
                    service,
                    t,
                };
                (key, -units)
            });
            let served = (Column::Serve { service, t }, 1.0);
            let key = Constraint::ServiceSupply { service, t };
            draft.at_most(key, 0.0, racks.chain([served]));
        }
    }
}

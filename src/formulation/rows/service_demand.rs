//! Units served and displaced within what is asked for.

use crate::formulation::draft::Draft;
use crate::formulation::key::{Column, Constraint};
use crate::model::ServiceId;

/// `ServiceDemand[s,t]: v[s,t] + displaced[s,t] <= max(demand[s,t], committed[s,t])`, horizon and tail,
/// with `displaced[s,t] = sum_b displaces(b,s) D[b,t]`
///
/// There is no slack: displacement ends where demand does.
pub(crate) fn add(draft: &mut Draft<'_>) {
    let model = draft.model;
    for service in model.service_ids() {
        let entity = model.service(service);
        for t in 0..draft.periods {
            let asked = entity.demand[t].max(entity.committed[t]);
            let terms = served_and_displaced(draft, service, t);
            draft.at_most(Constraint::ServiceDemand { service, t }, asked, terms);
        }
    }
}

/// Returns `v[s,t] + displaced[s,t]`: customers who no longer wait for the service, served here or elsewhere.
pub(super) fn served_and_displaced<'a>(
    draft: &Draft<'a>,
    service: ServiceId,
    t: usize,
) -> impl Iterator<Item = (Column, f64)> + use<'a> {
    let displacing = draft.links.displacing(service).iter();
    let displaced = displacing.map(move |&(buyer, n)| (Column::Displacing { buyer, t }, n));
    [(Column::Serve { service, t }, 1.0)]
        .into_iter()
        .chain(displaced)
}

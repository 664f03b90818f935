//! Units served and displaced within what is asked for.

use crate::formulation::draft::Draft;
use crate::formulation::key::{Column, Constraint};
use crate::model::{Field, ServiceField, ServiceId};

/// `ServiceDemand[s,t]: v[s,t] + displaced[s,t] <= max(demand[s,t], committed[s,t])`, horizon and tail; which of the two is the
/// greater is decided with the options that are decided, and those that are not never turn it around,
/// with `displaced[s,t] = sum_b displaces(b,s) D[b,t]`
///
/// There is no slack: displacement ends where demand does.
pub(crate) fn add(draft: &mut Draft<'_>) {
    let model = draft.model;
    let taken = model.as_taken();
    for service in model.service_ids() {
        let entity = model.service(service);
        for t in 0..draft.periods {
            let is_less = taken.service(service).demand[t] < taken.service(service).committed[t];
            let (field, asked) = if is_less {
                (ServiceField::Committed, entity.committed[t])
            } else {
                (ServiceField::Demand, entity.demand[t])
            };
            let asked = draft.end(Field::Service(service, field), t, asked);
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

//! The level committed earlier is served by now.

use super::service_demand::served_and_displaced;
use crate::formulation::draft::Draft;
use crate::formulation::key::Constraint;

/// `MaxWait[s,t], t >= W: v[s,t] + displaced[s,t] >= min(committed[s,t-W], committed[s,t])`, horizon and tail,
/// with W `max_wait_quarters`
pub(crate) fn add(draft: &mut Draft<'_>) {
    let model = draft.model;
    for service in model.service_ids() {
        let entity = model.service(service);
        let Some(wait) = entity.max_wait_quarters else {
            continue;
        };
        for t in wait..draft.periods {
            let least = entity.committed[t - wait].min(entity.committed[t]);
            if least > 0.0 {
                let terms = served_and_displaced(draft, service, t);
                draft.at_least(Constraint::MaxWait { service, t }, least, terms);
            }
        }
    }
}

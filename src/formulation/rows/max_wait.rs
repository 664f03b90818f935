//! The level committed earlier is served by now.

use super::service_demand::served_and_displaced;
use crate::formulation::draft::Draft;
use crate::formulation::key::Constraint;

/// `MaxWait[s,t]: v[s,t] + displaced[s,t] >= min(committed[s,t-W], committed[s,t])`, horizon and tail, with W
/// `max_wait_quarters`; for t < W where `committed_before` has the level of t-W
pub(crate) fn add(draft: &mut Draft<'_>) {
    let model = draft.model;
    for service in model.service_ids() {
        let entity = model.service(service);
        for t in 0..draft.periods {
            if let Some(least) = entity.served_at_least(t).filter(|&least| least > 0.0) {
                let terms = served_and_displaced(draft, service, t);
                draft.at_least(Constraint::MaxWait { service, t }, least, terms);
            }
        }
    }
}

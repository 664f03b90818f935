//! What was contracted is served, displaced or short.

use super::service_demand::served_and_displaced;
use crate::formulation::draft::Draft;
use crate::formulation::key::{Column, Constraint};
use crate::model::{Field, ServiceField};

/// `ServiceCommitment[s,t]: v[s,t] + q[s,t] + displaced[s,t] >= committed[s,t]`, horizon and tail, where something
/// is committed; firm: `q[s,t] = 0`
pub(crate) fn add(draft: &mut Draft<'_>) {
    let model = draft.model;
    for service in model.service_ids() {
        let committed = &model.service(service).committed;
        let most = &draft.widest.service(service).committed;
        for t in (0..draft.periods).filter(|&t| most[t] > 0.0) {
            let short = (Column::Shortfall { service, t }, 1.0);
            let terms = served_and_displaced(draft, service, t).chain([short]);
            let key = Constraint::ServiceCommitment { service, t };
            let field = Field::Service(service, ServiceField::Committed);
            let committed = draft.end(field, t, committed[t]);
            draft.at_least(key, committed, terms);
        }
    }
}

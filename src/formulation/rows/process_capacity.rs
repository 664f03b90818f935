//! Work within what the process can do.

use crate::formulation::draft::Draft;
use crate::formulation::key::{Column, Constraint};
use crate::model::{Field, ProcessField};

/// `ProcessCapacity[r,t]: sum_c n[c,r] p[c,t] + sum_k n[k,r] a[k,t] <= capacity[r,t] + sum_j e[r,j,t]`
pub(crate) fn add(draft: &mut Draft<'_>) {
    let (model, links) = (draft.model, draft.links);
    for process in model.process_ids() {
        let entity = model.process(process);
        for t in 0..draft.horizon {
            let work = links.work(process);
            let work = work.iter().map(|&(maker, n)| (maker.start(t), n));
            let extra = (0..entity.expansions.len()).map(|expansion| {
                let key = Column::ProcessExpansion {
                    process,
                    expansion,
                    t,
                };
                (key, -1.0)
            });
            let key = Constraint::ProcessCapacity { process, t };
            let field = Field::Process(process, ProcessField::Capacity);
            let capacity = draft.end(field, t, entity.capacity[t]);
            draft.at_most(key, capacity, work.chain(extra));
        }
    }
}

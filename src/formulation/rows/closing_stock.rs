//! What must be left at the end of the horizon.

use crate::formulation::draft::Draft;
use crate::formulation::key::{Column, Constraint};
use crate::model::{Field, StockField};

/// `ClosingStock[i]: S[i,T-1] + good units started and not yet arrived at T-1 + sum_t N[i,t] >= closing_min[i]`,
/// where there is a minimum
pub(crate) fn add(draft: &mut Draft<'_>) {
    let (model, links) = (draft.model, draft.links);
    let Some(last) = draft.horizon.checked_sub(1) else {
        return;
    };
    for item in model.items() {
        let least = model.stock(item).closing_min;
        if draft.widest.stock(item).closing_min > 0.0 {
            let stock = (Column::Stock { item, t: last }, 1.0);
            let of_past = model.stock(item).arriving_later(draft.horizon);
            let of_past = of_past.map(|(t, _)| (Column::InProcess { item, t }, 1.0));
            let in_process = links.in_process(item).iter().copied().chain(of_past);
            let key = Constraint::ClosingStock { item };
            let field = Field::Stock(item, StockField::ClosingMin);
            let least = draft.end(field, 0, least);
            draft.at_least(key, least, in_process.chain([stock]));
        }
    }
}

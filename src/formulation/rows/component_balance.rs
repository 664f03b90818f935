//! Stock of a component.

use super::stock_balance;
use crate::formulation::draft::Draft;
use crate::formulation::key::{Column, Constraint};
use crate::model::Item;

/// ```text
/// ComponentBalance[m,t]: S[t] + scrap[t] = S[t-1] + receipts[t] + b[t]
///                        - sum_c n(c,m) p[c,t] - sum_k n(k,m) a[k,t] - sold[m,t]
/// ```
pub(crate) fn add(draft: &mut Draft<'_>) {
    for component in draft.model.component_ids() {
        for t in 0..draft.horizon {
            let key = Constraint::ComponentBalance { component, t };
            let bought = Some(Column::Purchase { component, t });
            let item = Item::Component(component);
            stock_balance::add(draft, key, item, t, bought, std::iter::empty());
        }
    }
}

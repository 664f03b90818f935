//! Stock of a die.

use super::stock_balance;
use crate::formulation::draft::Draft;
use crate::formulation::key::Constraint;
use crate::model::Item;

/// ```text
/// DieBalance[d,t]: S[t] + scrap[t] = S[t-1] + receipts[t] + y[t-l] w[t-l] + y[t-l+s] h[t-l+s]
///                  - sum_c dies(c,d) p[c,t] - sold[d,t]
/// ```
///
/// with y good dies per wafer at the quarter of starting, l lead and s quarters saved.
pub(crate) fn add(draft: &mut Draft<'_>) {
    for die in draft.model.die_ids() {
        for t in 0..draft.horizon {
            let key = Constraint::DieBalance { die, t };
            let item = Item::Die(die);
            stock_balance::add(draft, key, item, t, None, std::iter::empty());
        }
    }
}

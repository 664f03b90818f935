//! Stock of a chip.

use super::stock_balance;
use crate::formulation::draft::Draft;
use crate::formulation::key::Constraint;
use crate::model::Item;

/// `ChipBalance[c,t]: S[t] + scrap[t] = S[t-1] + receipts[t] + yield[t-l] p[t-l] - sum_k n(k,c) a[k,t] - sold[c,t]`
///
/// with l the chip's lead.
pub(crate) fn add(draft: &mut Draft<'_>) {
    for chip in draft.model.chip_ids() {
        for t in 0..draft.horizon {
            let key = Constraint::ChipBalance { chip, t };
            let item = Item::Chip(chip);
            stock_balance::add(draft, key, item, t, None, std::iter::empty());
        }
    }
}

//! Stock of a rack.

use super::stock_balance;
use crate::formulation::draft::Draft;
use crate::formulation::key::{Column, Constraint};
use crate::model::Item;

/// `RackBalance[k,t]: S[t] + scrap[t] = S[t-1] + receipts[t] + a[t-l] - sum_z g[k,z,t] - sold[k,t]`
///
/// with l the rack's lead.
pub(crate) fn add(draft: &mut Draft<'_>) {
    let model = draft.model;
    for rack in model.rack_ids() {
        for t in 0..draft.horizon {
            let key = Constraint::RackBalance { rack, t };
            let installed = model
                .site_ids()
                .map(|site| Column::Install { rack, site, t });
            let item = Item::Rack(rack);
            stock_balance::add(draft, key, item, t, None, installed);
        }
    }
}

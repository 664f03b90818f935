//! Chips sold within their share of the chips placed.

use crate::formulation::draft::Draft;
use crate::formulation::key::{Column, Constraint};
use crate::formulation::links::Placement;
use crate::model::Item;

/// `ExternalShare[t]: chips sold <= external_share_max[t] * (chips sold + chips installed)`, where there is a limit
///
/// Chips inside racks are counted; installed is what is installed new in the quarter.
pub(crate) fn add(draft: &mut Draft<'_>) {
    let (model, links) = (draft.model, draft.links);
    for t in 0..draft.horizon {
        let share = model.policy.external_share_max[t];
        if share.is_infinite() {
            continue;
        }
        let sold: Vec<_> = model
            .items()
            .filter(|&item| model.chips_in(item) > 0.0)
            .flat_map(|item| links.deliveries(item, t).map(move |column| (item, column)))
            .filter(|&(_, column)| draft.has(column))
            .map(|(item, column)| (column, model.chips_in(item) * (1.0 - share)))
            .collect();
        // Where nothing can be sold, any share is kept.
        if sold.is_empty() {
            continue;
        }
        let installed = links
            .placements()
            .iter()
            .map(|&Placement { rack, site, .. }| {
                let chips = model.chips_in(Item::Rack(rack));
                (Column::Install { rack, site, t }, -share * chips)
            });
        let terms = sold.into_iter().chain(installed);
        draft.at_most(Constraint::ExternalShare { t }, 0.0, terms);
    }
}

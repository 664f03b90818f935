//! Racks standing from quarter to quarter.

use crate::formulation::draft::Draft;
use crate::formulation::key::{Column, Constraint};
use crate::formulation::links::Placement;
use crate::model::{Field, SiteField};

/// `FleetBalance[k,z,t]: F[t] = F[t-1] + g[t] - g[t-life] + installed[t] - installed[t-1]`,
/// horizon and tail, where a rack can stand
pub(crate) fn add(draft: &mut Draft<'_>) {
    let (model, links) = (draft.model, draft.links);
    for &Placement { rack, site, .. } in links.placements() {
        let fleet = model.site(site).installed(rack);
        let installed = |t: usize| fleet.map_or(0.0, |installed| installed[t]);
        let life = model.rack(rack).life_quarters;
        for t in 0..draft.periods {
            // Where none can stand, those that stood before have left by their own rows.
            if !draft.has(Column::Fleet { rack, site, t }) {
                continue;
            }
            let before = t.checked_sub(1);
            let terms = [
                (Column::Fleet { rack, site, t }, 1.0),
                (Column::Install { rack, site, t }, -1.0),
            ]
            .into_iter()
            .chain(before.map(|t| (Column::Fleet { rack, site, t }, -1.0)))
            .chain(
                t.checked_sub(life)
                    .map(|t| (Column::Install { rack, site, t }, 1.0)),
            );
            let field = Field::Site(site, SiteField::Installed(rack));
            let standing = |t: usize| draft.end(field, t, installed(t));
            let change = match before {
                Some(before) => standing(t) + -standing(before),
                None => standing(t),
            };
            draft.equal(Constraint::FleetBalance { rack, site, t }, change, terms);
        }
    }
}

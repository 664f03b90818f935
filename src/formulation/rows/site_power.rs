//! Power of racks in use within the site's.

use crate::formulation::draft::Draft;
use crate::formulation::key::{Column, Constraint};
use crate::formulation::links::Placement;
use crate::model::{Field, SiteField};

/// `SitePower[z,t]: sum_k power_kw[k] pue[z,t] / 1000 * sum_s u[k,z,s,t] <= power_mw[z,t]`, horizon and tail
pub(crate) fn add(draft: &mut Draft<'_>) {
    let (model, links) = (draft.model, draft.links);
    // Placements come by site.
    for placements in links.placements().chunk_by(|a, b| a.site == b.site) {
        let id = placements[0].site;
        let site = model.site(id);
        for t in 0..draft.periods {
            let power = placements.iter().flat_map(|placement| {
                let &Placement { rack, site: id, .. } = placement;
                let megawatts = model.rack(rack).power_kw * site.pue[t] / 1000.0;
                placement.services.iter().map(move |&service| {
                    let key = Column::Use {
                        rack,
                        site: id,
                        service,
                        t,
                    };
                    (key, megawatts)
                })
            });
            let key = Constraint::SitePower { site: id, t };
            let field = Field::Site(id, SiteField::PowerMw);
            let megawatts = draft.end(field, t, site.power_mw[t]);
            draft.at_most(key, megawatts, power);
        }
    }
}

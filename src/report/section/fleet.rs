//! Racks standing and in use, and the power they take.

use crate::report::Shown;
use crate::report::document::{Ask, Section, Table};
use crate::report::names::Names;

pub fn section(report: Shown, names: &Names) -> Section {
    let plan = report.plan;
    let horizon = plan.quarters.len();
    let head = |values: &[f64]| values.iter().take(horizon).copied().collect::<Vec<_>>();
    let mut section = Section::new("Fleet and power");

    let mut racks = Table::by_quarter("Racks", &plan.quarters);
    for fleet in &plan.fleet {
        let group = format!("{} at {}", names.item(&fleet.rack), names.site(&fleet.site));
        let standing = head(&fleet.standing);
        let installed = format!("{}.site.{}", fleet.rack, fleet.site);
        racks.asks(Ask::why("rack", &installed));
        if !racks.add_quantities(&group, "standing", &standing) {
            continue;
        }
        let mut in_use = vec![0.0; horizon];
        for user in &fleet.in_use {
            for (sum, value) in in_use.iter_mut().zip(&user.racks) {
                *sum += value;
            }
            let label = format!("in use for {}", names.service(&user.service));
            let used = format!("{installed}.service.{}", user.service);
            racks.asks(Ask::why("rack", &used));
            racks.add_quantities(&group, label, &head(&user.racks));
        }
        racks.asks(Ask::why("rack", &installed));
        racks.add_shares(&group, "in use", &in_use, &standing);
    }
    section.add_table(racks);

    let mut power = Table::by_quarter("Power, MW", &plan.quarters);
    for site in &plan.power {
        let group = names.site(&site.site);
        power.asks(Ask::curve("site", &site.site, "power_mw"));
        let (used, limit) = (head(&site.used_mw), head(&site.limit_mw));
        power.add_quantities(group, "used", &used);
        power.add_quantities(group, "there is", &limit);
        power.add_shares(group, "share used", &used, &limit);
    }
    section.add_table(power);
    section
}

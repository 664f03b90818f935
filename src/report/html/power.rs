//! Fleet against power, site by site.

use crate::quarter::Quarter;
use crate::report::PlanReport;
use crate::report::names::Names;
use crate::report::number::percent;

use super::figure::{Figure, Stacked, folded};

/// Shares this near are the same.
const ROUNDING: f64 = 1e-6;

/// Returns power and fleet of each site, those with most power in use first.
pub(super) fn figures(report: &PlanReport, names: &Names) -> Vec<Figure> {
    Stacked::figures(stacks(report, names))
}

/// Returns the same, to be compared with those of another plan.
pub(super) fn stacks(report: &PlanReport, names: &Names) -> Vec<Stacked> {
    let plan = report.plan;
    let quarters: Vec<_> = plan
        .quarters
        .iter()
        .chain(&plan.tail_quarters)
        .copied()
        .collect();
    let mut sites: Vec<_> = plan.power.iter().collect();
    let sum = |values: &[f64]| values.iter().sum::<f64>();
    sites.sort_by(|a, b| sum(&b.used_mw).total_cmp(&sum(&a.used_mw)));
    let mut stacks = Vec::new();
    for site in sites {
        let name = names.site(&site.site);
        let shares = site.used_mw.iter().zip(&site.limit_mw);
        let shares: Vec<(f64, &Quarter)> = shares
            .zip(&quarters)
            .filter(|((_, limit), _)| **limit > 0.0 && limit.is_finite())
            .map(|((used, limit), quarter)| (used / limit, quarter))
            .collect();
        let most = shares.iter().map(|(share, _)| *share).fold(0.0, f64::max);
        let mut most_used = shares
            .iter()
            .filter(|(share, _)| *share >= most * (1.0 - ROUNDING));
        let says = most_used.next().map_or_else(String::new, |(_, quarter)| {
            format!(
                "At most {} of the power is used, first in {quarter}.",
                percent(most)
            )
        });
        let power = Stacked {
            id: format!("power-{}", site.site),
            title: format!("Power at {name}, MW"),
            says,
            quarters: quarters.clone(),
            parts: vec![("in use".to_owned(), 0, site.used_mw.clone())],
            lines: vec![("there is".to_owned(), site.limit_mw.clone())],
            before: None,
            is_small: true,
        };
        let fleet = plan.fleet.iter().filter(|fleet| fleet.site == site.site);
        let standing = fleet.clone().map(|fleet| {
            let label = names.item(&fleet.rack).to_owned();
            (label, fleet.standing.clone())
        });
        let used = fleet.flat_map(|fleet| &fleet.in_use);
        let mut in_use = vec![0.0; quarters.len()];
        for racks in used {
            for (sum, value) in in_use.iter_mut().zip(&racks.racks) {
                *sum += value;
            }
        }
        let fleet = Stacked {
            id: format!("fleet-{}", site.site),
            title: format!("Racks standing at {name}"),
            says: String::new(),
            quarters: quarters.clone(),
            parts: folded(standing.collect()),
            lines: vec![("in use".to_owned(), in_use)],
            before: None,
            is_small: true,
        };
        stacks.extend([power, fleet]);
    }
    stacks
}

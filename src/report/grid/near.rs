//! The plan nearest to one that was made before.

use crate::explain::NearPlan;
use crate::report::PlanReport;

use super::{Cell, Grid, grid, plan};

/// Returns the plan as tables, with what changes; all of them, those without rows too.
#[must_use]
pub fn near(report: &PlanReport, near: &NearPlan) -> Vec<Grid> {
    let mut grids = plan(report);
    // What is proved of a best plan is not what is proved of this one.
    grids[0] = summary(report, near);
    grids.insert(1, changes(near));
    grids
}

fn summary(report: &PlanReport, near: &NearPlan) -> Grid {
    let rows: Vec<(&'static str, Cell)> = vec![
        ("waferline", env!("CARGO_PKG_VERSION").into()),
        ("name", report.model.name.clone().unwrap_or_default().into()),
        ("currency", report.model.currency.clone().into()),
        ("within", near.within.to_string().into()),
        ("best_margin", near.best_margin.into()),
        ("present_value", near.margin.into()),
        ("distance", near.distance.into()),
        ("best_distance", near.best_distance.into()),
    ];
    grid("summary", &["key", "value"], rows)
}

fn changes(near: &NearPlan) -> Grid {
    let rows = near.changes.iter().map(|it| {
        let (kind, ids) = it.what.kind_and_ids();
        (
            kind,
            ids.join(" "),
            it.quarter,
            it.before,
            it.now,
            it.best,
            it.money,
            it.keeping_costs,
            it.cannot_be_kept,
        )
    });
    let headings = [
        "kind",
        "ids",
        "quarter",
        "before",
        "now",
        "best",
        "money",
        "keeping_costs",
        "cannot_be_kept",
    ];
    grid("changes", &headings, rows)
}

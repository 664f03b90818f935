//! What a plan does that its planner may not have meant to allow.

use super::Plan;
use crate::diagnostic::Diagnostic;
use crate::model::{Model, RackId};

/// Shares of a quantity below this are rounding.
const ROUNDING: f64 = 1e-6;

/// Returns warnings about a plan that is best as the model stands, and odd: upside sold while the same buyer's order is
/// open, and racks installed only to keep the share sold outside within its limit.
#[must_use]
pub fn cautions(model: &Model, plan: &Plan) -> Vec<Diagnostic> {
    let mut cautions = upside_before_orders(plan);
    cautions.extend(racks_never_used(model, plan));
    cautions
}

fn upside_before_orders(plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for book in &plan.orders {
        let quarters: Vec<String> = plan
            .quarters
            .iter()
            .zip(book.upside_sold.iter().zip(&book.late))
            .filter(|&(_, (&sold, &late))| sold > 0.0 && late > 0.0)
            .map(|(quarter, _)| quarter.to_string())
            .collect();
        if !quarters.is_empty() {
            let message = format!(
                "upside is sold to `{}` while its order is open, in {}",
                book.buyer,
                quarters.join(", ")
            );
            found.push(Diagnostic::warning("upside-before-order", message).with_help(
                "being late costs less than selling on top earns: raise `late_penalty` if that is not intended",
            ));
        }
    }
    found
}

fn racks_never_used(model: &Model, plan: &Plan) -> Vec<Diagnostic> {
    let life = |rack: &str| {
        let id = model.racks.iter().position(|it| it.id == rack).map(RackId);
        id.map_or(0, |id| model.rack(id).life_quarters)
    };
    let mut found = Vec::new();
    for installed in &plan.installed {
        let fleet = plan
            .fleet
            .iter()
            .find(|fleet| fleet.rack == installed.rack && fleet.site == installed.site);
        let Some(fleet) = fleet else { continue };
        let idle: Vec<f64> = (0..fleet.standing.len())
            .map(|t| {
                let used: f64 = fleet.in_use.iter().map(|use_of| use_of.racks[t]).sum();
                fleet.standing[t] - used
            })
            .collect();
        for (t, &racks) in installed.racks.iter().enumerate() {
            let lives = t..idle.len().min(t + life(&installed.rack));
            let never = idle[lives].iter().copied().fold(racks, f64::min);
            let is_limited = model.policy.external_share_max[t].is_finite();
            if is_limited && never > ROUNDING * racks.max(1.0) {
                let message = format!(
                    "{never:.1} of the {} installed at `{}` in {} are never used: they make room for sales under \
                     `policy.external_share_max`",
                    installed.rack, installed.site, plan.quarters[t]
                );
                found.push(Diagnostic::warning("installed-never-used", message).with_help(
                    "the share counts installed racks, used or not; a smaller share states the real limit",
                ));
            }
        }
    }
    found
}

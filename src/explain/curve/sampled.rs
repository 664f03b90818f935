//! Curves that are not straight between breakpoints, or whose breakpoints no walk finds: solved at points in between.
//!
//! A share multiplies decisions, so the best margin is bent along it. Under `service_first` the least shortfall moves
//! with a limit first, and the margin on the face that it leaves.

use crate::explain::ExplainError;
use crate::model::Model;
use crate::outcome::{Outcome, Solved, solve_again};

use super::draw::point;
use super::number::Number;
use super::{CurveOf, CurvePoint, CurveStretch, totals};

/// Into how many parts of equal length a curve is divided; today is a point of its own.
const PARTS: usize = 16;

/// A curve by its points.
pub(super) struct Sampled {
    pub points: Vec<CurvePoint>,
    pub stretches: Vec<CurveStretch>,
    pub no_plan_below: Option<f64>,
    pub no_plan_above: Option<f64>,
    pub no_end_beyond: Option<f64>,
}

/// Solves again at points from one end to the other; with at most this many stretches.
pub(super) fn sampled(
    model: &Model,
    solved: &Solved,
    number: &Number,
    of: CurveOf,
    (from, to): (f64, f64),
    most: usize,
) -> Result<Sampled, ExplainError> {
    let today = number.today();
    let is_inside = from < today && today < to;
    // Today's point makes a stretch more.
    let parts = PARTS.min(most.saturating_sub(usize::from(is_inside)).max(1));
    let mut amounts: Vec<f64> = (0..=parts)
        .map(|part| from + (to - from) * part as f64 / parts as f64)
        .collect();
    if is_inside {
        amounts.push(today);
    }
    amounts.sort_by(f64::total_cmp);
    amounts.dedup_by(|a, b| (*a - *b).abs() <= 1e-9 * (to - from));
    let mut found: Vec<(f64, Box<Solved>)> = Vec::new();
    let (mut no_plan, mut no_end): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
    for amount in amounts {
        match solve_again(&number.with(model, amount), solved)? {
            Outcome::Optimal(again) => found.push((amount, again)),
            Outcome::Infeasible(_) => no_plan.push(amount),
            Outcome::Unbounded(_) => no_end.push(amount),
        }
    }
    let Some(least) = found.first().map(|(amount, _)| *amount) else {
        return Err(ExplainError::Unknown(format!(
            "{}: from {from} to {to} no point has a plan",
            number.path
        )));
    };
    let mut points: Vec<CurvePoint> = Vec::new();
    let mut stretches: Vec<CurveStretch> = Vec::new();
    for (amount, again) in &found {
        points.push(point(*amount, again.solution.objective, true));
    }
    for pair in found.windows(2) {
        let [(from, before), (to, after)] = pair else {
            continue;
        };
        let length = to - from;
        let per_unit = (after.solution.objective - before.solution.objective) / length;
        let is_limit = of == CurveOf::Limit;
        stretches.push(CurveStretch {
            from: *from,
            to: *to,
            per_unit,
            units_sold: None,
            changes_per_unit: if is_limit {
                totals::changes(&before.plan, &after.plan, length)
            } else {
                Vec::new()
            },
        });
    }
    for (i, stretch) in stretches.iter().enumerate() {
        points[i].per_unit_after = Some(stretch.per_unit);
        points[i + 1].per_unit_before = Some(stretch.per_unit);
    }
    let below = |amounts: &[f64]| amounts.iter().copied().rfind(|&it| it < least);
    let above = |amounts: &[f64]| amounts.iter().copied().find(|&it| it > least);
    Ok(Sampled {
        points,
        stretches,
        no_plan_below: below(&no_plan),
        no_plan_above: above(&no_plan),
        no_end_beyond: below(&no_end).or(above(&no_end)),
    })
}

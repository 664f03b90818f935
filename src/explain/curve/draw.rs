//! A walked curve drawn: its stretches confirmed by solving again, and what happens between them.

use super::number::Number;
use super::pieces::Stretch;
use super::{CurveOf, CurvePoint, CurveStretch, event, totals};
use crate::explain::ExplainError;
use crate::lp::Certificate;
use crate::model::Model;
use crate::outcome::{Outcome, Solved, solve_again};

/// Walk and re-solve may differ by this share of the margin.
const SAME_MARGIN: f64 = 100.0 * Certificate::GAP;

/// Returns which stretches are confirmed: all, or of a limit with many about `some`, the first, the last and those beside today
/// among them.
pub(super) fn confirmed(stretches: &[Stretch], today: f64, of: CurveOf, some: usize) -> Vec<bool> {
    let all = stretches.len();
    // What is sold at a price is read from the plan of each stretch.
    if all <= some || of == CurveOf::Price {
        return vec![true; all];
    }
    let at = stretches.partition_point(|stretch| stretch.to < today);
    let step = all.div_ceil(some.max(1));
    // Where today is a breakpoint, the next one is two stretches on.
    let is_beside = |i: usize| i.abs_diff(at) <= 2;
    (0..all)
        .map(|i| i % step == 0 || i + 1 == all || is_beside(i))
        .collect()
}

/// Confirms stretches and says what happens between them.
pub(super) struct Drawer<'a> {
    pub model: &'a Model,
    pub number: &'a Number,
    pub address: &'a str,
    pub of: CurveOf,
    /// The plan solved last; the next starts from it.
    pub near: Solved,
}

impl Drawer<'_> {
    pub fn draw(
        &mut self,
        stretches: &[Stretch],
        confirmed: &[bool],
    ) -> Result<(Vec<CurvePoint>, Vec<CurveStretch>), ExplainError> {
        let mut points: Vec<CurvePoint> = Vec::new();
        let mut drawn: Vec<CurveStretch> = Vec::new();
        let mut at_start = None;
        let mut in_middle: Option<Solved> = None;
        for (i, stretch) in stretches.iter().enumerate() {
            if i == 0 {
                at_start = self.confirm(stretch.from, stretch.margin_at(stretch.from))?;
                points.push(point(stretch.from, stretch.margin, at_start.is_some()));
            }
            if !confirmed[i] {
                if let Some(last) = points.last_mut() {
                    last.per_unit_after = Some(stretch.slope);
                }
                let mut end = point(stretch.to, stretch.margin_at(stretch.to), false);
                end.per_unit_before = Some(stretch.slope);
                points.push(end);
                drawn.push(CurveStretch {
                    from: stretch.from,
                    to: stretch.to,
                    per_unit: stretch.slope,
                    units_sold: None,
                    changes_per_unit: Vec::new(),
                });
                (at_start, in_middle) = (None, None);
                continue;
            }
            if at_start.is_none() && i > 0 && !confirmed[i - 1] {
                at_start = self.confirm(stretch.from, stretch.margin_at(stretch.from))?;
                if let Some(last) = points.last_mut() {
                    last.confirmed = at_start.is_some();
                }
            }
            let middle = 0.5 * (stretch.from + stretch.to);
            let solved = self.confirm(middle, stretch.margin_at(middle))?;
            let at_end = self.confirm(stretch.to, stretch.margin_at(stretch.to))?;
            let is_limit = self.of == CurveOf::Limit;
            let changes_per_unit = match (&at_start, &at_end) {
                (Some(before), Some(after)) if is_limit => {
                    let length = stretch.to - stretch.from;
                    totals::changes(&before.plan, &after.plan, length)
                }
                _ => Vec::new(),
            };
            let middle_plan = solved.as_ref().map(|solved| &solved.plan);
            drawn.push(CurveStretch {
                from: stretch.from,
                to: stretch.to,
                per_unit: stretch.slope,
                units_sold: middle_plan
                    .and_then(|plan| totals::units_sold(plan, self.number, self.model)),
                changes_per_unit,
            });
            if let Some(last) = points.last_mut() {
                last.per_unit_after = Some(stretch.slope);
                if let (Some(before), Some(after)) = (&in_middle, &solved) {
                    if !is_limit {
                        last.changes = totals::changes(&before.plan, &after.plan, 1.0);
                    }
                    last.events = event::events(self.model, stretch.begins.as_ref(), before, after);
                }
            }
            let mut end = point(stretch.to, stretch.margin_at(stretch.to), at_end.is_some());
            end.per_unit_before = Some(stretch.slope);
            points.push(end);
            at_start = at_end;
            in_middle = solved;
        }
        Ok((points, drawn))
    }

    /// Solves again with the number at `x`; `None` where rounding at the edge of the possible leaves no plan.
    fn confirm(&mut self, x: f64, margin: f64) -> Result<Option<Solved>, ExplainError> {
        let changed = self.number.with(self.model, x);
        let Outcome::Optimal(solved) = solve_again(&changed, &self.near)? else {
            return Ok(None);
        };
        let again = solved.solution.objective;
        if (again - margin).abs() > SAME_MARGIN * again.abs().max(margin.abs()).max(1.0) {
            return Err(ExplainError::Unconfirmed(format!(
                "{} at {x}: walking says a margin of {margin}, solving again {again}",
                self.address
            )));
        }
        self.near = (*solved).clone();
        Ok(Some(*solved))
    }
}

pub(super) fn point(amount: f64, margin: f64, confirmed: bool) -> CurvePoint {
    CurvePoint {
        amount,
        margin,
        per_unit_before: None,
        per_unit_after: None,
        events: Vec::new(),
        changes: Vec::new(),
        confirmed,
    }
}

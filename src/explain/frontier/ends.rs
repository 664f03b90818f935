//! Both ends of a frontier: the plan best in one measure, and best in the other among those.
//!
//! Weights cannot reach them where the last of one measure costs next to nothing of the other; so they are found by holding
//! one measure at its best, and the line starts and ends there.

use super::measure::Form;
use super::{Frontier, FrontierLimit, FrontierPoint, FrontierStretch, ROUNDING};

impl Frontier {
    /// Starts the line at the plan that is best in the first measure and, among those, in the second.
    pub(super) fn begin_at(
        &mut self,
        end: FrontierPoint,
        limits: impl FnOnce(f64) -> Vec<FrontierLimit>,
        forms: &[Form; 2],
    ) {
        let Some(&walked) = self.points.first() else {
            return;
        };
        match beyond(end.first, walked.first, &forms[0]) {
            true if is_worse(end.second, walked.second, &forms[1]) => {
                let rate = (walked.second - end.second) / (walked.first - end.first);
                let limits = limits(rate);
                self.points.insert(0, end);
                self.stretches.insert(0, FrontierStretch { rate, limits });
            }
            // Not to be told apart, or better in both.
            true => self.points[0] = end,
            false => {}
        }
    }

    /// Ends the line at the plan that is best in the second measure and, among those, in the first.
    pub(super) fn end_at(
        &mut self,
        end: FrontierPoint,
        limits: impl FnOnce(f64) -> Vec<FrontierLimit>,
        forms: &[Form; 2],
    ) {
        let Some(&walked) = self.points.last() else {
            return;
        };
        match beyond(end.second, walked.second, &forms[1]) {
            true if is_worse(end.first, walked.first, &forms[0]) => {
                let rate = (end.second - walked.second) / (end.first - walked.first);
                let limits = limits(rate);
                self.points.push(end);
                self.stretches.push(FrontierStretch { rate, limits });
            }
            true => {
                self.points.pop();
                self.points.push(end);
            }
            false => {}
        }
    }
}

/// Returns whether one value of a measure is better than another by more than rounding.
fn beyond(value: f64, other: f64, form: &Form) -> bool {
    form.sign() * (value - other) > ROUNDING * value.abs().max(other.abs())
}

fn is_worse(value: f64, other: f64, form: &Form) -> bool {
    beyond(other, value, form)
}

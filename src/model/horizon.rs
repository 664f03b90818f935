//! The quarters of a model and how money in them is discounted.

use crate::quarter::Quarter;

/// No wafer, chip or rack is in process for longer: ten years, in quarters.
const LONGEST_LEAD: usize = 40;

/// The quarters in which decisions are made, and the tail in which the installed fleet goes on serving.
///
/// Quarters are counted from 0: `0..quarters` is the horizon, `quarters..periods()` the tail.
#[derive(Clone, Debug, PartialEq)]
pub struct Horizon {
    /// The first quarter.
    pub start: Quarter,
    /// T, how many quarters have decisions.
    pub quarters: usize,
    /// U, how many quarters follow.
    pub tail_quarters: usize,
    /// Per year.
    pub discount_rate: f64,
}

impl Horizon {
    /// Returns T + U, the number of quarters in horizon and tail.
    #[must_use]
    pub fn periods(&self) -> usize {
        self.quarters + self.tail_quarters
    }

    /// Returns up to which quarter from the start goods in process at the start may arrive: to the end of the tail, or ten
    /// years after the horizon where the tail is shorter, since no lead is longer.
    #[must_use]
    pub fn arrival_periods(&self) -> usize {
        self.quarters + self.tail_quarters.max(LONGEST_LEAD)
    }

    /// Returns the calendar quarter of `t`.
    #[must_use]
    pub fn quarter(&self, t: usize) -> Quarter {
        self.start.plus(t)
    }

    /// Returns the `t` of a calendar quarter within horizon and tail.
    #[must_use]
    pub fn index(&self, quarter: Quarter) -> Option<usize> {
        let t = usize::try_from(quarter.since(self.start)).ok()?;
        (t < self.periods()).then_some(t)
    }

    /// Returns the present value of 1 in quarter `t`: (1 + `discount_rate`)^(-t/4), at the start of the first quarter.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "quarters are few")]
    pub fn rho(&self, t: usize) -> f64 {
        (1.0 + self.discount_rate).powf(-(t as f64) / 4.0)
    }
}

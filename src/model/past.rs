//! Numbers of the quarters before the horizon.

use super::Horizon;
use crate::quarter::Quarter;

/// One number for each of the last quarters before the horizon, in the model file's units: the oldest first, the last one
/// that of the quarter before the start. What is further back is not known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Past(Vec<f64>);

impl Past {
    /// Returns the numbers of the last quarters, the oldest first.
    ///
    /// ```
    /// use waferline::model::Past;
    /// let past = Past::new(vec![3.0, 5.0]);
    /// assert_eq!(past.before(1), Some(5.0));
    /// assert_eq!(past.before(3), None);
    /// ```
    #[must_use]
    pub fn new(values: Vec<f64>) -> Self {
        Self(values)
    }

    /// Returns the numbers, the oldest first.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.0
    }

    /// Returns the number of the quarter that lies `quarters` before the start, 1 being the last one; `None` where it is not
    /// known.
    #[must_use]
    pub fn before(&self, quarters: usize) -> Option<f64> {
        let at = self.0.len().checked_sub(quarters)?;
        self.0.get(at).copied()
    }

    /// Returns the sum over the last `quarters` quarters; what is not known counts 0.
    #[must_use]
    pub fn sum(&self, quarters: usize) -> f64 {
        let last = self.0.len().saturating_sub(quarters);
        self.0[last..].iter().sum()
    }

    /// Returns the same numbers with that of the quarter `quarters` before the start set; quarters in between that were not
    /// known are 0.
    #[must_use]
    pub fn with(mut self, quarters: usize, value: f64) -> Self {
        if quarters == 0 {
            return self;
        }
        let missing = quarters.saturating_sub(self.0.len());
        self.0.splice(0..0, std::iter::repeat_n(0.0, missing));
        let at = self.0.len() - quarters;
        self.0[at] = value;
        self
    }
}

impl Horizon {
    /// Returns the calendar quarter that lies `quarters` before the start.
    #[must_use]
    pub fn quarter_before(&self, quarters: usize) -> Quarter {
        self.start.minus(quarters)
    }

    /// Returns how many quarters before the start a calendar quarter lies; `None` from the start on.
    #[must_use]
    pub fn quarters_before(&self, quarter: Quarter) -> Option<usize> {
        let before = usize::try_from(self.start.since(quarter)).ok()?;
        (before > 0).then_some(before)
    }
}

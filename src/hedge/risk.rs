//! How much the worst futures weigh.

use serde::Serialize;

use super::error::HedgeError;
use super::future::Futures;

/// How much the worst futures weigh beside the mean of all.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Risk {
    /// Weight of the mean of the worst, from 0 to below 1.
    pub weight: f64,
    /// Which share of all counts as the worst, above 0, at most 1.
    pub worst: f64,
}

impl Default for Risk {
    /// The mean of all alone; of the worst tenth it is said what it is.
    fn default() -> Self {
        Self {
            weight: 0.0,
            worst: 0.1,
        }
    }
}

impl Risk {
    /// Returns what weighs the mean of the worst (a share of all) by `weight`, and the mean of all by the rest.
    pub fn new(weight: f64, worst: f64) -> Result<Self, HedgeError> {
        if !(0.0..1.0).contains(&weight) {
            return Err(HedgeError::Risk(
                "the weight of the worst futures must be from 0 to below 1",
            ));
        }
        if !(worst > 0.0 && worst <= 1.0) {
            return Err(HedgeError::Risk(
                "the share of futures that counts as the worst must be above 0 and at most 1",
            ));
        }
        Ok(Self { weight, worst })
    }

    /// Returns whether the mean of all alone counts.
    #[must_use]
    pub fn is_neutral(self) -> bool {
        self.weight == 0.0
    }

    /// Returns what margins, one a future, are worth by it.
    #[must_use]
    pub fn value(self, futures: &Futures, margins: &[f64]) -> f64 {
        let mean = futures.mean_of(margins);
        if self.is_neutral() {
            return mean;
        }
        (1.0 - self.weight) * mean + self.weight * self.mean_of_worst(futures, margins)
    }

    /// Returns the mean of the worst margins, one a future; the future at the edge counts in part.
    #[must_use]
    pub fn mean_of_worst(self, futures: &Futures, margins: &[f64]) -> f64 {
        let both = futures.all().iter().zip(margins);
        let mut worst: Vec<(f64, f64)> = both
            .map(|(future, &margin)| (margin, future.probability))
            .collect();
        worst.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (mut left, mut sum) = (self.worst, 0.0);
        for (margin, probability) in worst {
            let counted = probability.min(left);
            sum += counted * margin;
            left -= counted;
        }
        // What rounding leaves of the share is not counted.
        sum / (self.worst - left)
    }
}

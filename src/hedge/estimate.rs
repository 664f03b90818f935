//! Means of draws, and how far they may be off.

use serde::Serialize;

/// A mean of equally likely draws, as an estimate of the mean of all that may come.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// Its standard error, of the sample's standard deviation; null with one draw.
    pub standard_error: Option<f64>,
}

impl Estimate {
    /// Returns the mean of amounts; `None` of none.
    #[must_use]
    pub fn of(amounts: &[f64]) -> Option<Self> {
        let number = amounts.len() as f64;
        if amounts.is_empty() {
            return None;
        }
        let mean = amounts.iter().sum::<f64>() / number;
        let squares: f64 = amounts.iter().map(|it| (it - mean).powi(2)).sum();
        let standard_error =
            (amounts.len() > 1).then(|| (squares / (number - 1.0) / number).sqrt());
        Some(Self {
            mean,
            standard_error,
        })
    }
}

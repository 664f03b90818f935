//! Numbers that are not known for sure: what varies, and how likely which value is.

use serde::{Deserialize, Serialize};

use crate::quarter::Quarter;

/// Numbers of the model that vary together by one draw.
///
/// It is no part of the planning problem: a plan is made for what the model says. Sweeps draw from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Uncertainty {
    /// Its id.
    pub id: String,
    /// Shown in reports in place of the id.
    pub name: Option<String>,
    /// What it stands for.
    pub description: Option<String>,
    /// What a draw changes, each an assignment without its value: `foundry.tsmc-n3p.capacity *=`.
    pub vary: Vec<String>,
    /// How likely which value is.
    pub distribution: Distribution,
    /// The first quarter decided knowing the draw, for plans that hedge; sweeps know every draw from the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_from: Option<Quarter>,
}

/// How likely which value is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Distribution {
    /// Every value of a range alike.
    Uniform {
        /// Least value.
        low: f64,
        /// Greatest value.
        high: f64,
    },
    /// Rising to the likeliest value and falling after it.
    Triangular {
        /// Least value.
        low: f64,
        /// Likeliest value.
        mode: f64,
        /// Greatest value.
        high: f64,
    },
    /// The bell curve.
    Normal {
        /// Mean.
        mean: f64,
        /// Standard deviation.
        sd: f64,
        /// Draws below count as this.
        min: Option<f64>,
        /// Draws above count as this.
        max: Option<f64>,
    },
    /// The bell curve of the logarithm: factors up are as likely as the same factors down.
    Lognormal {
        /// Half of all draws are below.
        median: f64,
        /// Standard deviation of the natural logarithm: 0.2 is about 20% up or down.
        sigma: f64,
        /// Draws below count as this.
        min: Option<f64>,
        /// Draws above count as this.
        max: Option<f64>,
    },
    /// One of a few values.
    Discrete {
        /// The values.
        values: Vec<f64>,
        /// How likely each is, in any unit, one a value.
        weights: Vec<f64>,
    },
}

/// How far from the mean the bell curve is looked at, in standard deviations: what lies beyond is less than rounding.
const TAILS: f64 = 12.0;

/// Steps of Simpson's rule over a stretch without a kink: the error is far below the digits of a draw.
const STEPS: u32 = 2000;

impl Distribution {
    /// Returns the mean of all draws; those beyond an end count as that end.
    ///
    /// ```
    /// use waferline::model::Distribution;
    ///
    /// let coin = Distribution::Discrete { values: vec![0.0, 10.0], weights: vec![1.0, 3.0] };
    /// assert_eq!(coin.mean(), 7.5);
    /// // Half of the bell curve counts as its middle; the other half is above it by sqrt(2 / pi) on average.
    /// let floored = Distribution::Normal { mean: 1.0, sd: 1.0, min: Some(1.0), max: None };
    /// assert!((floored.mean() - 1.398_942_280_4).abs() < 1e-9);
    /// ```
    #[must_use]
    pub fn mean(&self) -> f64 {
        match self {
            &Self::Uniform { low, high } => f64::midpoint(low, high),
            &Self::Triangular { low, mode, high } => (low + mode + high) / 3.0,
            &Self::Normal { mean, sd, min, max } => {
                let ends = [min, max].map(|end| end.map(|end| (end - mean) / sd));
                mean_between(|z| mean + sd * z, mean, [min, max], ends, 0.0)
            }
            &Self::Lognormal {
                median,
                sigma,
                min,
                max,
            } => {
                let mean = median * (sigma * sigma / 2.0).exp();
                let ends = [min, max].map(|end| end.map(|end| (end / median).ln() / sigma));
                mean_between(
                    |z| median * (sigma * z).exp(),
                    mean,
                    [min, max],
                    ends,
                    sigma,
                )
            }
            Self::Discrete { values, weights } => {
                let all: f64 = weights.iter().sum();
                let parts = values.iter().zip(weights);
                parts.map(|(value, weight)| value * weight).sum::<f64>() / all
            }
        }
    }
}

/// Returns the mean of a rising value of a standard normal number, cut at its ends; `mean` is that of the value without ends, `ends` are
/// where the number reaches them, and `shift` is where the value times its likelihood is greatest.
fn mean_between(
    value: impl Fn(f64) -> f64,
    mean: f64,
    [min, max]: [Option<f64>; 2],
    ends: [Option<f64>; 2],
    shift: f64,
) -> f64 {
    let cut = |value: f64| {
        let raised = min.map_or(value, |min| value.max(min));
        max.map_or(raised, |max| raised.min(max))
    };
    // A width of 0 leaves one value.
    if value(0.0) == value(1.0) || ends.iter().all(Option::is_none) {
        return cut(mean);
    }
    let density = |z: f64| (-z * z / 2.0).exp() / std::f64::consts::TAU.sqrt();
    let mut stops = vec![-TAILS, TAILS + shift];
    stops.extend(ends.iter().flatten().filter(|end| end.is_finite()));
    for stop in &mut stops {
        *stop = stop.clamp(-TAILS, TAILS + shift);
    }
    stops.sort_by(f64::total_cmp);
    let pieces = stops.windows(2).map(|piece| {
        let step = (piece[1] - piece[0]) / f64::from(STEPS);
        let at = |i: u32| {
            let z = piece[0] + step * f64::from(i);
            cut(value(z)) * density(z)
        };
        let inner = (1..STEPS).map(|i| at(i) * if i % 2 == 1 { 4.0 } else { 2.0 });
        (at(0) + inner.sum::<f64>() + at(STEPS)) * step / 3.0
    });
    pieces.sum()
}

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

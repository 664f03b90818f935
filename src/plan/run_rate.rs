//! The chips business as if it stood alone.

use serde::Serialize;

use crate::formulation::Column;

use super::decisions::Decisions;
use super::placing::{Sales, places};

/// Four times the quarter's units sold at their net price and racks installed at their transfer price.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RunRate {
    /// Money a year, by quarter.
    pub by_quarter: Vec<f64>,
    /// Racks that are installed and have no transfer price: they count 0.
    pub without_transfer_price: Vec<String>,
}

/// Returns the standalone run rate: 4 times what a quarter sells and installs.
pub(super) fn run_rate(decisions: &Decisions, sales: &[Sales]) -> RunRate {
    let model = decisions.model;
    let mut by_quarter: Vec<f64> = (0..model.horizon.quarters)
        .map(|t| 4.0 * sales.iter().map(|sales| sales.revenue(t)).sum::<f64>())
        .collect();
    let mut without_transfer_price = Vec::new();
    for (id, site) in places(decisions) {
        let rack = model.rack(id);
        let racks = decisions.horizon(|t| Column::Install { rack: id, site, t });
        if let Some(price) = &rack.transfer_price {
            for (t, racks) in racks.iter().enumerate() {
                by_quarter[t] += 4.0 * racks * price[t];
            }
        } else if racks.iter().any(|&racks| racks > 0.0)
            && !without_transfer_price.contains(&rack.id)
        {
            without_transfer_price.push(rack.id.clone());
        }
    }
    RunRate {
        by_quarter,
        without_transfer_price,
    }
}

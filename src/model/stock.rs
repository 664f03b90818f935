//! How an item is stocked.

use super::Series;

/// Opening stock, receipts and what holding costs.
#[derive(Clone, Debug, PartialEq)]
pub struct Stock {
    /// Units at the start.
    pub opening: f64,
    /// Units arriving whatever is decided.
    pub receipts: Series,
    /// Good units in process at the start that arrive after the horizon, by quarter of arrival: 0 in the horizon. It may be
    /// longer than other series, up to [`Horizon::arrival_periods`](super::Horizon::arrival_periods), since goods arrive after
    /// the tail too.
    pub in_process: Series,
    /// Most units at a quarter's end; infinite without a limit.
    pub max: Series,
    /// Least units in stock and in process, good, at the end of the horizon.
    pub closing_min: f64,
    /// Money per unit in stock at a quarter's end.
    pub holding_cost: Series,
    /// Money per good unit in stock or in process at the end of the horizon.
    pub salvage_value: f64,
}

impl Stock {
    /// Returns a stock without limit, cost, opening or receipts.
    #[must_use]
    pub fn free(periods: usize) -> Self {
        Self {
            opening: 0.0,
            receipts: Series::constant(0.0, periods),
            in_process: Series::constant(0.0, periods),
            max: Series::constant(f64::INFINITY, periods),
            closing_min: 0.0,
            holding_cost: Series::constant(0.0, periods),
            salvage_value: 0.0,
        }
    }

    /// Returns the good units in process at the start that arrive after the horizon, with the quarters of arrival; those of 0
    /// are left out.
    pub fn arriving_later(
        &self,
        horizon_quarters: usize,
    ) -> impl Iterator<Item = (usize, f64)> + '_ {
        let units = self.in_process.values().iter().copied().enumerate();
        units
            .skip(horizon_quarters)
            .filter(|&(_, units)| units != 0.0)
    }

    /// Returns whether units are there within the horizon whatever is decided: in stock at its start, or received.
    #[must_use]
    pub fn has_given(&self, horizon_quarters: usize) -> bool {
        self.opening > 0.0
            || self.receipts.values()[..horizon_quarters]
                .iter()
                .any(|&units| units > 0.0)
    }
}

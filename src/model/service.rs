//! What the own cloud sells on its racks.

use super::{Past, RackId, Series, SiteId};

/// A cloud service sold by the unit-quarter.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// Id in the model file.
    pub id: String,
    /// Shown in reports in place of the id.
    pub name: Option<String>,
    /// What is sold: `chip-quarter`.
    pub unit: Option<String>,
    /// Units that one rack serves in a quarter.
    pub racks: Vec<(RackId, f64)>,
    /// Where; `None`: at every site.
    pub sites: Option<Vec<SiteId>>,
    /// Money per unit-quarter.
    pub price: Series,
    /// Money per unit-quarter.
    pub variable_cost: Series,
    /// Margin per unit-quarter of what is sold around it, by line.
    pub attach: Vec<(String, Series)>,
    /// Most that can be sold, contracted part included.
    pub demand: Series,
    /// The contracted part.
    pub committed: Series,
    /// Money per committed unit-quarter not served; absent when firm or nothing is committed.
    pub shortfall_penalty: Option<Series>,
    /// No shortfall allowed.
    pub firm: bool,
    /// The level committed at t is served from t + this at the latest.
    pub max_wait_quarters: Option<usize>,
    /// The levels committed in the last quarters before the start, for those who wait since then.
    pub committed_before: Past,
}

impl Service {
    /// Returns the units one rack of this kind serves in a quarter, if it can.
    #[must_use]
    pub fn units_per_rack(&self, rack: RackId) -> Option<f64> {
        self.racks
            .iter()
            .find(|(kind, _)| *kind == rack)
            .map(|&(_, units)| units)
            .filter(|&units| units > 0.0)
    }

    /// Returns the least level that is served in quarter `t` so that nobody waits longer than allowed: what was committed
    /// `max_wait_quarters` earlier, and the commitment of `t` where that is less. `None` where nobody's wait is limited, or that
    /// earlier level is not known.
    #[must_use]
    pub fn served_at_least(&self, t: usize) -> Option<f64> {
        Some(self.committed_earlier(t)?.min(self.committed[t]))
    }

    /// Returns the level committed `max_wait_quarters` before quarter `t`, as far as it is known.
    pub(crate) fn committed_earlier(&self, t: usize) -> Option<f64> {
        let wait = self.max_wait_quarters?;
        match t.checked_sub(wait) {
            Some(before) => Some(self.committed[before]),
            None => self.committed_before.before(wait - t),
        }
    }

    /// Returns whether the service runs at the site.
    #[must_use]
    pub fn runs_at(&self, site: SiteId) -> bool {
        self.sites
            .as_ref()
            .is_none_or(|sites| sites.contains(&site))
    }
}

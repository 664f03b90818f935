//! What the company decided for all of it.

use super::Series;

/// Rules over the whole plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// Greatest share sold of the chips placed in a quarter; infinite without a limit.
    pub external_share_max: Series,
    /// Most supply spending a quarter; infinite without a limit.
    pub budget: Series,
    /// First the least shortfall valued at its penalties, then the most margin.
    pub service_first: bool,
}

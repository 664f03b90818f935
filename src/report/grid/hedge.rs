//! x
use super::Grid;
use crate::report::hedge::HedgeReport;
/// x
#[must_use]
pub fn hedge(_report: &HedgeReport) -> Vec<Grid> {
    Vec::new()
}

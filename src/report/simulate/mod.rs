//! Simulations: what each policy comes to, and each draw in one tidy table.

mod document;
mod table;

pub use document::simulate_document;
pub use table::draw_table;

use serde::Serialize;

use crate::simulate::{Setting, Simulated};

/// The result of `waferline simulate --format json`, and of `waferline collect --format json` where it is of a simulation.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SimulateReport<'a> {
    /// What was asked.
    pub setting: &'a Setting,
    /// What the draws show together.
    pub simulated: &'a Simulated,
}

impl<'a> SimulateReport<'a> {
    /// Returns the report on what the draws of a setting show together.
    #[must_use]
    pub fn of(setting: &'a Setting, simulated: &'a Simulated) -> Self {
        Self { setting, simulated }
    }

    /// Returns the JSON Schema of the report.
    #[cfg(feature = "schema")]
    #[must_use]
    pub fn schema() -> serde_json::Value {
        schemars::schema_for!(SimulateReport).to_value()
    }
}

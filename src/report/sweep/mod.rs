//! Sweeps: the cases as one tidy table, and what they show together.

mod document;
#[cfg(feature = "parquet")]
mod parquet;
mod table;

pub use document::sweep_document;
#[cfg(feature = "parquet")]
pub use parquet::{ParquetError, table_parquet};
pub use table::{CaseTable, Cells, TableColumn};

use serde::Serialize;

use crate::sweep::{Study, Summary};

/// The result of `waferline sweep --format json` and `waferline collect --format json`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SweepReport<'a> {
    /// What was asked.
    pub study: &'a Study,
    /// What the cases show together.
    pub summary: &'a Summary,
}

impl SweepReport<'_> {
    /// Returns the JSON Schema of the report.
    #[cfg(feature = "schema")]
    #[must_use]
    pub fn schema() -> serde_json::Value {
        schemars::schema_for!(SweepReport).to_value()
    }
}

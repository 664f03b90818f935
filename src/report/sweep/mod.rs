//! Sweeps: the cases as one tidy table, and what they show together.

mod document;
mod parquet;
mod table;

pub use document::sweep_document;
pub use parquet::{ParquetError, table_parquet};
pub use table::{CaseTable, Cells, TableColumn};

use schemars::{JsonSchema, schema_for};
use serde::Serialize;
use serde_json::Value;

use crate::sweep::{Study, Summary};

/// The result of `waferline sweep --format json` and `waferline collect --format json`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SweepReport<'a> {
    /// What was asked.
    pub study: &'a Study,
    /// What the cases show together.
    pub summary: &'a Summary,
}

impl SweepReport<'_> {
    /// Returns the JSON Schema of the report.
    #[must_use]
    pub fn schema() -> Value {
        schema_for!(SweepReport).to_value()
    }
}

//! What options are worth, for programs, with a published schema.

use serde::Serialize;

use crate::explain::OptionValues;
use crate::provenance::Provenance;

use super::ValuedOptions;

/// The result of `waferline options --format json` where there is a plan; where there is none, as of `solve`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "status", rename = "options", rename_all = "kebab-case")]
#[non_exhaustive]
pub struct OptionsReport {
    /// The model's title.
    pub name: Option<String>,
    /// The currency of every amount.
    pub currency: String,
    /// The greatest present value of the margin.
    pub objective: f64,
    /// What the options are worth.
    #[serde(flatten)]
    pub values: OptionValues,
    /// What the answer was made from.
    pub provenance: Provenance,
}

impl OptionsReport {
    /// Returns the report of options and what they are worth.
    #[must_use]
    pub fn of(valued: &ValuedOptions, provenance: Provenance) -> Self {
        Self {
            name: valued.model.name.clone(),
            currency: valued.model.currency.clone(),
            objective: valued.margin,
            values: valued.values.clone(),
            provenance,
        }
    }

    /// Returns the JSON Schema of these documents.
    #[cfg(feature = "schema")]
    #[must_use]
    pub fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }

    /// Returns the document, indented, with a final newline.
    pub fn render(&self) -> serde_json::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

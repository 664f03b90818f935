//! Packaging, test, assembly: capacity shared by what is made.

use super::Series;

/// A shared process.
#[derive(Clone, Debug, PartialEq)]
pub struct Process {
    /// Id in the model file.
    pub id: String,
    /// Shown in reports in place of the id.
    pub name: Option<String>,
    /// Units of work a quarter.
    pub capacity: Series,
    /// Money per unit of work.
    pub cost: Series,
    /// Extra capacity at its own cost.
    pub expansions: Vec<ProcessExpansion>,
}

/// Work beyond the normal capacity.
#[derive(Clone, Debug, PartialEq)]
pub struct ProcessExpansion {
    /// Id in the model file.
    pub id: String,
    /// Shown in reports in place of the id.
    pub name: Option<String>,
    /// Units of work a quarter.
    pub capacity: Series,
    /// Money per unit of work done there, at least the normal cost.
    pub cost: Series,
}

impl ProcessExpansion {
    /// Returns what to call the expansion in words: its name, or its id where it has none.
    #[must_use]
    pub fn display_name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.id)
    }
}

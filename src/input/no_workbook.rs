//! Without the feature `xlsx-in` no workbook can be read.

use super::sheet::Sheet;
use crate::diagnostic::Diagnostic;
use crate::source::SourceId;

/// There is none.
pub(super) enum Workbook {}

impl Workbook {
    /// Returns that this program reads no workbooks.
    pub fn open(name: &str, _bytes: Vec<u8>) -> Result<Self, Diagnostic> {
        let message = format!("`{name}` is a workbook, and this program reads none");
        Err(Diagnostic::error("xlsx-unsupported", message).with_help(
            "build it with the feature `xlsx-in` of waferline, or save the sheet as CSV",
        ))
    }

    pub fn sheets(&self) -> Vec<String> {
        match *self {}
    }

    pub fn read(
        &mut self,
        _file: &str,
        _name: &str,
        _source: SourceId,
    ) -> Result<Sheet, Diagnostic> {
        match *self {}
    }
}

#[cfg(test)]
mod tests {
    use crate::Model;

    #[test]
    fn a_workbook_is_refused_with_what_to_do() {
        let form = serde_json::json!({ "xlsx": "Cargo.toml", "sheet": "Supply", "column": "hbm" });
        let built = Model::builder("USD", "2027Q1", 4)
            .set("component.hbm.supply", form)
            .set("component.hbm.price", 1)
            .build();
        let rejected = built.expect_err("no workbooks here").to_string();
        assert!(rejected.contains("error[xlsx-unsupported]"), "{rejected}");
        assert!(rejected.contains("feature `xlsx-in`"), "{rejected}");
    }
}

//! Stand-in for the reading floor: replaced as a whole when that is merged.
#![allow(missing_docs)]

use std::path::Path;

use crate::diagnostic::Diagnostic;
use crate::model::Model;
use crate::source::Sources;

pub struct Input {
    name: String,
    text: String,
}

#[derive(Debug, thiserror::Error)]
#[error("cannot read {0}")]
pub struct OpenError(String);

#[derive(Debug)]
pub struct ScenarioInfo {
    pub name: String,
    pub description: Option<String>,
}

#[derive(Debug)]
pub struct InputFile {
    pub name: String,
    pub content: String,
}

#[derive(Debug)]
pub struct Loaded {
    pub model: Model,
    pub warnings: Vec<Diagnostic>,
    pub sources: Sources,
    pub files: Vec<InputFile>,
    pub assignments: Vec<String>,
}

#[derive(Debug)]
pub struct Rejected {
    pub diagnostics: Vec<Diagnostic>,
    pub sources: Sources,
}

impl Input {
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|_| OpenError(name.clone()))?;
        Ok(Self { name, text })
    }

    #[must_use]
    pub fn from_toml(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
        }
    }

    #[must_use]
    pub fn scenarios(&self) -> Vec<ScenarioInfo> {
        Vec::new()
    }

    pub fn model(&self, _scenarios: &[&str], _sets: &[&str]) -> Result<Loaded, Rejected> {
        let mut sources = Sources::default();
        let source = sources.add(&self.name, &self.text);
        let span = crate::source::Span {
            source,
            start: 0,
            end: 1,
        };
        let diagnostic = Diagnostic::error("stub", "nothing reads models yet").with_label(span, "");
        Err(Rejected {
            diagnostics: vec![diagnostic],
            sources,
        })
    }
}

#[must_use]
pub fn json_schema() -> serde_json::Value {
    serde_json::Value::Null
}

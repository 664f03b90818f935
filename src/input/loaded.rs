//! What is read: a model with what is worth knowing about it, or why there is none.

use std::path::PathBuf;

use super::places::Places;
use super::rejected::Rejected;
use crate::diagnostic::Diagnostic;
use crate::model::{Address, Model, Uncertainty};
use crate::quarter::Quarter;
use crate::source::Sources;

/// A scenario of a model file.
#[derive(Clone, Debug, PartialEq)]
pub struct ScenarioInfo {
    /// Its id.
    pub name: String,
    /// Shown in reports in place of the id.
    pub display_name: Option<String>,
    /// What it stands for.
    pub description: Option<String>,
    /// How likely it is; only with one is it a future by itself.
    pub probability: Option<f64>,
    /// The first quarter decided knowing it.
    pub known_from: Option<Quarter>,
}

/// A file that was read, for provenance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputFile {
    /// Its path as it was asked for.
    pub name: String,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// A model and what is worth knowing about how it was read.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The planning problem.
    pub model: Model,
    /// What the model says, but hardly means; in the order of the file.
    pub warnings: Vec<Diagnostic>,
    /// The texts that the warnings and places point into.
    pub sources: Sources,
    /// What set each number.
    pub places: Places,
    /// The model file, and the CSV files and workbooks it names.
    pub files: Vec<InputFile>,
    /// All assignments, in the order they were applied; what is drawn with the quarter from which on it acts.
    pub assignments: Vec<String>,
    /// What is not known for sure, in the order of the file.
    pub uncertainties: Vec<Uncertainty>,
}

impl Loaded {
    /// Returns the file and the line in it, from 1, that set a number.
    #[must_use]
    pub fn locate(&self, address: &Address) -> Option<(String, usize)> {
        let span = self.places.of(address.path.as_str(), address.quarter)?;
        let file = self.sources.get(span.source).name.clone();
        Some((file, self.sources.position(span).line))
    }
}

/// The model file could not be opened.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {}: {error}", path.display())]
pub struct OpenError {
    pub(super) path: PathBuf,
    #[source]
    pub(super) error: std::io::Error,
}

/// A model could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The model is wrong.
    #[error(transparent)]
    Rejected(#[from] Rejected),
}

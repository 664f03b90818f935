//! Where an answer comes from: versions, and digests of everything that was read.

use std::fmt::Write as _;

use serde::Serialize;
use sha2::{Digest, Sha256};

#[cfg(feature = "cli")]
use crate::input::Loaded;
use crate::solve::FoundBy;

/// What an answer was made from; enough to make it again.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Provenance {
    /// Version of waferline.
    pub waferline: String,
    /// The program and the method that found the answer, or proved that there is none.
    pub solver: FoundBy,
    /// The files that were read, in the order they were read.
    pub inputs: Vec<InputDigest>,
    /// The scenarios, in the order they were named.
    pub scenarios: Vec<String>,
    /// All assignments in the order they acted, those of scenarios included.
    pub assignments: Vec<String>,
}

/// One file that was read.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct InputDigest {
    /// The file as it was named.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

impl Provenance {
    /// Returns the provenance of an answer to these files, each a name and its bytes, under these changes, found this way.
    #[must_use]
    pub fn new<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a [u8])>,
        scenarios: &[String],
        assignments: &[String],
        solver: FoundBy,
    ) -> Self {
        let digest = |(name, content): (&str, &[u8])| InputDigest {
            name: name.to_owned(),
            sha256: sha256(content),
        };
        Self {
            waferline: env!("CARGO_PKG_VERSION").to_owned(),
            solver,
            inputs: files.into_iter().map(digest).collect(),
            scenarios: scenarios.to_vec(),
            assignments: assignments.to_vec(),
        }
    }
}

/// Returns the provenance of an answer to a loaded model, found this way.
#[cfg(feature = "cli")]
pub(crate) fn of_loaded(loaded: &Loaded, scenarios: &[String], solver: FoundBy) -> Provenance {
    let files = loaded
        .files
        .iter()
        .map(|file| (file.name.as_str(), file.content.as_slice()));
    Provenance::new(files, scenarios, &loaded.assignments, solver)
}

/// Returns the SHA-256 of these bytes, in hexadecimal.
#[must_use]
pub fn sha256(content: &[u8]) -> String {
    let mut hexadecimal = String::with_capacity(64);
    for byte in Sha256::digest(content) {
        // Writing to a string does not fail.
        let _ = write!(hexadecimal, "{byte:02x}");
    }
    hexadecimal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_sha256() {
        let provenance = Provenance::new([("model.toml", &b"abc"[..])], &[], &[], FoundBy::OWN);
        assert_eq!(
            provenance.inputs[0].sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}

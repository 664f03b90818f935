//! What is kept in files between runs: each with a digest of itself, so that what was changed or cut short is never taken for whole.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::provenance::sha256;

/// Something with a digest of itself.
#[derive(Serialize, Deserialize)]
struct Sealed<T> {
    sha256: String,
    // As sweeps have always called theirs.
    #[serde(alias = "result", alias = "study")]
    kept: T,
}

/// Returns the text under which something is kept; numbers read back exactly.
pub fn seal<T: Serialize>(kept: &T) -> Result<String, serde_json::Error> {
    let sha256 = digest(kept)?;
    Ok(serde_json::to_string(&Sealed { sha256, kept })? + "\n")
}

/// Returns the same as [`seal`] for people to read too.
pub fn seal_readably<T: Serialize>(kept: &T) -> Result<String, serde_json::Error> {
    let sha256 = digest(kept)?;
    Ok(serde_json::to_string_pretty(&Sealed { sha256, kept })? + "\n")
}

/// Returns what was kept under a text; `None` if it is something else, not whole, or was changed.
pub fn unseal<T: Serialize + DeserializeOwned>(text: &str) -> Option<T> {
    let sealed: Sealed<T> = serde_json::from_str(text).ok()?;
    let is_whole = digest(&sealed.kept).is_ok_and(|digest| digest == sealed.sha256);
    is_whole.then_some(sealed.kept)
}

fn digest(kept: &impl Serialize) -> Result<String, serde_json::Error> {
    Ok(sha256(serde_json::to_string(kept)?.as_bytes()))
}

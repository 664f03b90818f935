//! Results as they are kept in files: one a case, checked when read back.

use serde::{Deserialize, Serialize};

use super::case::{Case, CaseResult};
use crate::provenance::sha256;

/// A result with a digest of itself.
#[derive(Serialize, Deserialize)]
struct Kept {
    sha256: String,
    result: CaseResult,
}

/// Why a kept result cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unreadable {
    /// It is no result, or not whole, or was changed.
    #[error("it is damaged")]
    Damaged,
    /// It is the result of something else.
    #[error("it is the result of another case")]
    Foreign,
}

/// Returns the text under which a result is kept; numbers read back exactly.
pub fn keep(result: &CaseResult) -> Result<String, serde_json::Error> {
    let sha256 = digest(result)?;
    let kept = Kept {
        sha256,
        result: result.clone(),
    };
    Ok(serde_json::to_string(&kept)? + "\n")
}

/// Returns the result of a case from the text under which it was kept.
pub fn recall(case: &Case, text: &str) -> Result<CaseResult, Unreadable> {
    let kept: Kept = serde_json::from_str(text).map_err(|_| Unreadable::Damaged)?;
    let is_whole = digest(&kept.result).is_ok_and(|digest| digest == kept.sha256);
    match kept.result {
        _ if !is_whole => Err(Unreadable::Damaged),
        result if result.case != case.id => Err(Unreadable::Foreign),
        result => Ok(result),
    }
}

fn digest(result: &CaseResult) -> Result<String, serde_json::Error> {
    Ok(sha256(serde_json::to_string(result)?.as_bytes()))
}

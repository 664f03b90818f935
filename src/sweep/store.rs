//! Results as they are kept in files: one a case, checked when read back.

use serde::{Deserialize, Serialize};

use super::case::{Case, CaseResult};
use super::study::Study;
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

/// What a sweep asks, with a digest of itself.
#[derive(Serialize, Deserialize)]
struct KeptStudy {
    sha256: String,
    study: Study,
}

/// Returns the text under which a study is kept.
pub fn keep_study(study: &Study) -> Result<String, serde_json::Error> {
    let sha256 = digest(study)?;
    let study = study.clone();
    Ok(serde_json::to_string_pretty(&KeptStudy { sha256, study })? + "\n")
}

/// Returns the study from the text under which it was kept.
pub fn recall_study(text: &str) -> Result<Study, Unreadable> {
    let kept: KeptStudy = serde_json::from_str(text).map_err(|_| Unreadable::Damaged)?;
    let is_whole = kept.study.is_whole();
    if is_whole && digest(&kept.study).is_ok_and(|digest| digest == kept.sha256) {
        Ok(kept.study)
    } else {
        Err(Unreadable::Damaged)
    }
}

fn digest(kept: &impl Serialize) -> Result<String, serde_json::Error> {
    Ok(sha256(serde_json::to_string(kept)?.as_bytes()))
}

//! Results as they are kept in files: one a case, checked when read back.

use super::case::{Case, CaseResult};
use super::study::Study;
use crate::sealed::{seal, seal_readably, unseal};

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
    seal(result)
}

/// Returns the result of a case from the text under which it was kept.
pub fn recall(case: &Case, text: &str) -> Result<CaseResult, Unreadable> {
    match unseal::<CaseResult>(text) {
        None => Err(Unreadable::Damaged),
        Some(result) if result.case != case.id => Err(Unreadable::Foreign),
        Some(result) => Ok(result),
    }
}

/// Returns the text under which a study is kept.
pub fn keep_study(study: &Study) -> Result<String, serde_json::Error> {
    seal_readably(study)
}

/// Returns the study from the text under which it was kept.
pub fn recall_study(text: &str) -> Result<Study, Unreadable> {
    let study = unseal(text).filter(Study::is_whole);
    study.ok_or(Unreadable::Damaged)
}

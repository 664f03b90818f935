//! What is to be solved, what was answered, and why a step is not made.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::input::{Input, Loaded, Rejected};
use crate::outcome::Outcome;
use crate::report::json::Finding;

use super::state::State;

/// Why a step is not made.
#[derive(Debug)]
pub struct Refused(pub Vec<Finding>);

impl Refused {
    /// Returns a refusal in words of its own.
    pub fn of(code: &str, words: impl Into<String>) -> Self {
        Self(vec![Finding::failure(code, words)])
    }
}

impl From<Rejected> for Refused {
    fn from(rejected: Rejected) -> Self {
        Self(Finding::all(&rejected.diagnostics, &rejected.sources))
    }
}

/// An answer, and the numbers that it is the answer to.
pub struct Seen {
    /// Which numbers, counted from the start of the desk.
    pub about: u64,
    /// The scenarios and assignments.
    pub state: State,
    /// The model.
    pub loaded: Arc<Loaded>,
    /// The answer.
    pub outcome: Arc<Outcome>,
}

/// What is to be solved.
pub(super) struct Job {
    pub about: u64,
    pub file: u64,
    pub input: Arc<Input>,
    pub state: State,
    pub base: State,
    pub loaded: Arc<Loaded>,
    pub stop: Arc<AtomicBool>,
}

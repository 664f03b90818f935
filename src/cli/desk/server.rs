//! What requests share.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::cli::args;
use crate::cli::terminal::Terminal;
use crate::desk::Desk;
use std::path::PathBuf;

use super::guard::Guard;

/// A desk that is served.
pub struct Server {
    pub desk: Arc<Desk>,
    pub guard: Guard,
    /// Leaves to work on a question.
    pub questions: Semaphore,
    /// The file that scenarios are appended to.
    pub scenarios: Option<PathBuf>,
    /// The model, to be read again when its file changes.
    pub model: args::Model,
    pub terminal: Terminal,
}

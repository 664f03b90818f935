//! The session in its file.

use std::path::{Path, PathBuf};

use crate::cli::args;
use crate::cli::failure::Failure;
use crate::cli::output;
use crate::desk::{NoSession, Session, State};

/// What the name of a session's file ends with, in place of the model's ending.
const ENDING: &str = "desk.json";

/// Where a session is kept.
pub struct Kept {
    path: Option<PathBuf>,
    /// What the model file is called in it.
    model: String,
}

impl Kept {
    /// Returns where the session of a model is kept: nowhere for a model from standard input, unless a file was named.
    pub fn of(args: &args::Desk) -> Result<Self, Failure> {
        let model = &args.model.path;
        let is_stdin = model.as_os_str() == "-";
        let beside = (!is_stdin).then(|| model.with_extension(ENDING));
        let path = args.session.clone().or(beside);
        if let Some(path) = &path {
            output::refuse_other_ending(path, "a session", "json")?;
        }
        let name = model.file_name().unwrap_or_default();
        Ok(Self {
            path,
            model: name.to_string_lossy().into_owned(),
        })
    }

    /// Returns the file.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Returns the session of the file, or a new one; where it begins with scenarios or changes, they are its next step. A
    /// file that is something else is left alone, and that is an error.
    pub fn session(&self, begins: State) -> Result<Session, Failure> {
        let Some(path) = &self.path else {
            return Ok(Session::begin(&self.model, begins));
        };
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Session::begin(&self.model, begins));
            }
            Err(error) => {
                let words = format!("cannot read {}: {error}", path.display());
                return Err(Failure::could_not_run("cannot-read", words));
            }
        };
        let mut session = Session::read(&text, &self.model).map_err(|why: NoSession| {
            let words = format!(
                "{} was left unchanged, {why}; --session names another file",
                path.display()
            );
            Failure::could_not_run("no-session", words)
        })?;
        if !begins.is_empty() {
            session.go(begins);
        }
        Ok(session)
    }

    /// Writes the session whole; what went wrong, in words.
    pub fn keep(&self, session: &Session) -> Result<(), String> {
        let Some(path) = &self.path else {
            return Ok(());
        };
        let written = output::write_unforced(path, session.text().as_bytes());
        written.map_err(|failure| {
            let words = failure.findings().into_iter().map(|it| it.message);
            words.collect::<Vec<_>>().join("; ")
        })
    }
}

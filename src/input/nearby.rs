//! Which files a model file may name: those of its own folder, unless more is allowed.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

use super::csv::LARGEST;
use crate::diagnostic::Diagnostic;

const UNREADABLE: &str = "csv-unreadable";

/// Where the CSV files of a model may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Nearby {
    /// In the folder of the model file and below.
    #[default]
    Inside,
    /// Anywhere.
    Anywhere,
}

impl Nearby {
    /// Returns the text of a file named by a model in `folder`, or why it may not or cannot be read.
    ///
    /// A model file may come from anybody, and what it names is read by the rights of whoever solves it.
    pub fn read(self, folder: &Path, name: &str) -> Result<String, Diagnostic> {
        let is_current = folder.as_os_str().is_empty();
        let folder = if is_current { Path::new(".") } else { folder };
        let path = match self {
            Self::Inside => inside(folder, name)?,
            Self::Anywhere => folder.join(name),
        };
        regular(&path, name)
    }
}

/// Returns the path, links followed, if it is in the folder or below.
fn inside(folder: &Path, name: &str) -> Result<PathBuf, Diagnostic> {
    let is_plain = |part| matches!(part, Component::Normal(_) | Component::CurDir);
    if !Path::new(name).components().all(is_plain) {
        return Err(outside(name));
    }
    let unreadable = |error| unreadable(name, &error);
    let folder = fs::canonicalize(folder).map_err(unreadable)?;
    let path = fs::canonicalize(folder.join(name)).map_err(unreadable)?;
    if path.starts_with(&folder) {
        Ok(path)
    } else {
        Err(outside(name))
    }
}

/// Returns the text of a regular file that is not too large; nothing else ends, or is meant.
fn regular(path: &Path, name: &str) -> Result<String, Diagnostic> {
    let unreadable = |error| unreadable(name, &error);
    // Before it is opened: opening a pipe waits for a writer.
    let about = fs::metadata(path).map_err(unreadable)?;
    if !about.is_file() {
        let message = format!("`{name}` is no regular file");
        return Err(Diagnostic::error(UNREADABLE, message).with_help("a CSV is a plain file"));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    // What is said of its length may not hold while it is read.
    file.take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST {
        let message = format!("`{name}` is larger than {} MB", LARGEST >> 20);
        return Err(Diagnostic::error(UNREADABLE, message)
            .with_help("keep the rows of horizon and tail and the columns in use"));
    }
    String::from_utf8(bytes).map_err(|_| {
        Diagnostic::error(UNREADABLE, format!("`{name}` is no text in UTF-8"))
            .with_help("save it as \"CSV UTF-8\"")
    })
}

fn unreadable(name: &str, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error(UNREADABLE, format!("`{name}` cannot be read: {error}"))
        .with_help("a CSV is looked for in the folder of the model file")
}

fn outside(name: &str) -> Diagnostic {
    let message = format!("`{name}` is outside the folder of the model file");
    Diagnostic::error("csv-outside", message)
        .with_help("move it there, or allow it by `--allow-outside`")
}

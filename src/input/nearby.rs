//! Which files a model file may name: those of its own folder, unless more is allowed.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

use crate::diagnostic::Diagnostic;

/// The most bytes of a file: of a CSV, a line for every hour of 250 years is smaller.
const LARGEST: u64 = 64 << 20;

/// Which kind of file a model names, in diagnostics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sort {
    noun: &'static str,
    unreadable: &'static str,
    outside: &'static str,
}

pub(super) const CSV: Sort = Sort {
    noun: "a CSV",
    unreadable: "csv-unreadable",
    outside: "csv-outside",
};
pub(super) const WORKBOOK: Sort = Sort {
    noun: "a workbook",
    unreadable: "xlsx-unreadable",
    outside: "xlsx-outside",
};

/// Where the files that a model names may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Nearby {
    /// In the folder of the model file and below.
    #[default]
    Inside,
    /// Anywhere.
    Anywhere,
}

impl Nearby {
    /// Returns the bytes of a file named by a model in `folder`, or why it may not or cannot be read.
    ///
    /// A model file may come from anybody, and what it names is read by the rights of whoever solves it.
    pub fn read(self, folder: &Path, name: &str, sort: Sort) -> Result<Vec<u8>, Diagnostic> {
        let is_current = folder.as_os_str().is_empty();
        let folder = if is_current { Path::new(".") } else { folder };
        let path = match self {
            Self::Inside => sort.inside(folder, name)?,
            Self::Anywhere => folder.join(name),
        };
        sort.regular(&path, name)
    }

    /// Returns the text of a CSV named by a model in `folder`, or why it may not or cannot be read.
    pub fn read_text(self, folder: &Path, name: &str) -> Result<String, Diagnostic> {
        String::from_utf8(self.read(folder, name, CSV)?).map_err(|_| {
            Diagnostic::error(CSV.unreadable, format!("`{name}` is no text in UTF-8"))
                .with_help("save it as \"CSV UTF-8\"")
        })
    }
}

impl Sort {
    /// Returns the path, links followed, if it is in the folder or below.
    fn inside(self, folder: &Path, name: &str) -> Result<PathBuf, Diagnostic> {
        let is_plain = |part| matches!(part, Component::Normal(_) | Component::CurDir);
        if !Path::new(name).components().all(is_plain) {
            return Err(self.is_outside(name));
        }
        let unreadable = |error| self.is_unreadable(name, &error);
        let folder = fs::canonicalize(folder).map_err(unreadable)?;
        let path = fs::canonicalize(folder.join(name)).map_err(unreadable)?;
        if path.starts_with(&folder) {
            Ok(path)
        } else {
            Err(self.is_outside(name))
        }
    }

    /// Returns the bytes of a regular file that is not too large; nothing else ends, or is meant.
    fn regular(self, path: &Path, name: &str) -> Result<Vec<u8>, Diagnostic> {
        let unreadable = |error| self.is_unreadable(name, &error);
        // Before it is opened: opening a pipe waits for a writer.
        let about = fs::metadata(path).map_err(unreadable)?;
        if !about.is_file() {
            let message = format!("`{name}` is no regular file");
            return Err(Diagnostic::error(self.unreadable, message)
                .with_help(format!("{} is a plain file", self.noun)));
        }
        let mut bytes = Vec::new();
        let file = File::open(path).map_err(unreadable)?;
        // What is said of its length may not hold while it is read.
        file.take(LARGEST + 1)
            .read_to_end(&mut bytes)
            .map_err(unreadable)?;
        if bytes.len() as u64 > LARGEST {
            let message = format!("`{name}` is larger than {} MB", LARGEST >> 20);
            return Err(Diagnostic::error(self.unreadable, message)
                .with_help("keep the rows of horizon and tail and the columns in use"));
        }
        Ok(bytes)
    }

    fn is_unreadable(self, name: &str, error: &std::io::Error) -> Diagnostic {
        Diagnostic::error(self.unreadable, format!("`{name}` cannot be read: {error}")).with_help(
            format!(
                "{} is looked for in the folder of the model file",
                self.noun
            ),
        )
    }

    fn is_outside(self, name: &str) -> Diagnostic {
        let message = format!("`{name}` is outside the folder of the model file");
        Diagnostic::error(self.outside, message)
            .with_help("move it there, or allow it by `--allow-outside`")
    }
}

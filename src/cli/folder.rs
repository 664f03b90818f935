//! A folder of work that runs in parts: what was asked, and a file for each part that is done.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::leftovers;
use super::output;

/// A name in a folder.
pub type Name = &'static str;

/// What is asked of work that runs in parts; kept in its folder, so that all parts are of the same.
pub trait Asked: PartialEq + Sized {
    /// What it is called.
    const WHAT: Name;
    /// The file that says what was asked; without it a folder is none of this kind.
    const ASKED: Name;
    /// The folder of the parts that are done.
    const PARTS: Name;
    /// The code of the error that a folder holds another one, and of the error that what it asks cannot be read.
    const CODES: [&'static str; 2];

    /// Returns the text under which it is kept.
    fn keep(&self) -> Result<String, serde_json::Error>;

    /// Returns it from that text; `None` if it is damaged.
    fn recall(text: &str) -> Option<Self>;

    /// Returns whether parts of the other serve this one too.
    fn extends(&self, _other: &Self) -> bool {
        false
    }
}

/// The folder of work that runs in parts.
#[derive(Debug)]
pub struct Folder<A> {
    path: PathBuf,
    of: PhantomData<A>,
}

/// A part that was kept, or why there is none.
#[derive(Debug)]
pub enum Kept<T> {
    /// It is there and whole.
    Part(Box<T>),
    /// There is none yet.
    Nothing,
    /// There is a file that is not it.
    Unusable(String),
}

impl<A: Asked> Folder<A> {
    /// Returns the folder for the parts of what is asked; one that holds anything else is left alone, and that is an error.
    pub fn create(path: &Path, asked: &A) -> Result<Self, Failure> {
        let folder = Self::at(path);
        fs::create_dir_all(path).map_err(|error| Failure::cannot_write(path, error))?;
        match fs::read_to_string(path.join(A::ASKED)) {
            Ok(text) => match A::recall(&text) {
                None => return Err(damaged::<A>(&path.join(A::ASKED))),
                Some(there) if there == *asked => {}
                Some(there) if asked.extends(&there) => folder.write_asked(asked)?,
                Some(_) => {
                    return Err(Failure::could_not_run(
                        A::CODES[0],
                        format!(
                            "{} holds another {}, of another model or over other values; name a new folder",
                            path.display(),
                            A::WHAT,
                        ),
                    ));
                }
            },
            Err(error) if error.kind() == ErrorKind::NotFound => {
                folder.refuse_foreign()?;
                folder.write_asked(asked)?;
            }
            Err(error) => return Err(cannot_read(&path.join(A::ASKED), &error)),
        }
        let parts = path.join(A::PARTS);
        fs::create_dir_all(&parts).map_err(|error| Failure::cannot_write(&parts, error))?;
        leftovers::sweep_all(&parts);
        Ok(folder)
    }

    /// Returns whether a folder is one of this kind.
    pub fn is_at(path: &Path) -> bool {
        path.join(A::ASKED).is_file()
    }

    /// Returns the folder of work that was run, and what it asked.
    pub fn open(path: &Path) -> Result<(Self, A), Failure> {
        let file = path.join(A::ASKED);
        let text = fs::read_to_string(&file).map_err(|error| cannot_read(&file, &error))?;
        let asked = A::recall(&text).ok_or_else(|| damaged::<A>(&file))?;
        Ok((Self::at(path), asked))
    }

    /// Returns a part, if it is kept; `read` returns it from its text, or why it is none.
    pub fn recall<T, E: std::fmt::Display>(
        &self,
        part: &str,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Kept<T> {
        let file = self.file(part);
        match fs::read(&file) {
            Ok(bytes) => match read(&String::from_utf8_lossy(&bytes)) {
                Ok(part) => Kept::Part(Box::new(part)),
                Err(why) => Kept::Unusable(format!("{}: {why}", file.display())),
            },
            Err(error) if error.kind() == ErrorKind::NotFound => Kept::Nothing,
            Err(error) => Kept::Unusable(format!("{}: {error}", file.display())),
        }
    }

    /// Keeps the text of a part.
    pub fn keep(&self, part: &str, text: &str) -> Result<(), Failure> {
        output::write_unforced(&self.file(part), text.as_bytes())
    }

    /// Returns where a part is kept.
    pub fn file(&self, part: &str) -> PathBuf {
        self.path.join(A::PARTS).join(format!("{part}.json"))
    }

    /// Returns where something beside the parts is.
    pub fn beside(&self, name: Name) -> PathBuf {
        self.path.join(name)
    }

    /// Returns how many files among the parts are none of these.
    pub fn strangers<'p>(&self, parts: impl IntoIterator<Item = &'p str>) -> usize {
        let known = parts.into_iter().map(|part| format!("{part}.json"));
        let known: BTreeSet<String> = known.collect();
        let entries = fs::read_dir(self.path.join(A::PARTS))
            .into_iter()
            .flatten()
            .flatten();
        let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
        // A hidden file is what an interrupted run was writing.
        names
            .filter(|name| !name.starts_with('.') && !known.contains(name))
            .count()
    }

    fn at(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            of: PhantomData,
        }
    }

    fn write_asked(&self, asked: &A) -> Result<(), Failure> {
        output::write_files(&[(&self.path.join(A::ASKED), asked.keep()?.as_bytes())])
    }

    fn refuse_foreign(&self) -> Result<(), Failure> {
        let failed = |error| Failure::cannot_write(&self.path, error);
        for entry in fs::read_dir(&self.path).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            // Another shard may be about to write what is asked, or have made the folder of parts.
            let is_ours =
                name == A::PARTS || name == A::ASKED || name.to_string_lossy().starts_with('.');
            if !is_ours {
                let why = format!(
                    "the folder holds {}, which is no part of a {}; name a new folder",
                    name.display(),
                    A::WHAT,
                );
                return Err(Failure::cannot_write(&self.path, why));
            }
        }
        Ok(())
    }
}

/// Returns that the file does not say what was asked, or was changed since it was written.
fn damaged<A: Asked>(file: &Path) -> Failure {
    let words = format!(
        "{} is damaged: what this {} asked is not known; run it again with a new folder",
        file.display(),
        A::WHAT,
    );
    Failure::could_not_run(A::CODES[1], words)
}

fn cannot_read(path: &Path, error: &std::io::Error) -> Failure {
    Failure::could_not_run(
        "cannot-read",
        format!("cannot read {}: {error}", path.display()),
    )
}

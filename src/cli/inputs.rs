//! The files that a command has read: none of them is ever written over.

use std::fs;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::failure::Failure;

/// What makes a file that file, whatever name, link or hard link leads to it.
#[cfg(unix)]
type Identity = (u64, u64);
#[cfg(not(unix))]
type Identity = std::path::PathBuf;

/// The files that this process has read: one list, so that no way of reading or writing can be forgotten.
static READ: Mutex<Vec<Identity>> = Mutex::new(Vec::new());

/// Remembers a file that was read, or that was tried to be; what is no file is not worth remembering.
pub fn has_read(path: &Path) {
    if let Some(identity) = identity(path) {
        let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
        if !read.contains(&identity) {
            read.push(identity);
        }
    }
}

/// Fails if one of these is a file that was read.
pub fn refuse<'a>(
    outputs: impl IntoIterator<Item = &'a (impl AsRef<Path> + 'a)>,
) -> Result<(), Failure> {
    let read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    for output in outputs {
        let path = output.as_ref();
        if identity(path).is_some_and(|identity| read.contains(&identity)) {
            let words = format!(
                "{} is an input of this command and was left unchanged; choose another file to write",
                path.display()
            );
            return Err(Failure::could_not_run("output-is-input", words));
        }
    }
    Ok(())
}

/// Returns what makes a regular file that file, links followed; `None` for anything else.
fn identity(path: &Path) -> Option<Identity> {
    let about = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        Some((about.dev(), about.ino()))
    }
    #[cfg(not(unix))]
    {
        let _ = about;
        fs::canonicalize(path).ok()
    }
}

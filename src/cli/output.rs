//! Files and folders, written whole or not at all.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::report::csv::{self, CsvFile};
use crate::report::grid::Grid;
use crate::report::xlsx::Book;
use tempfile::{Builder, NamedTempFile};

use super::failure::Failure;
use super::inputs;
use super::leftovers;
use super::terminal::Terminal;

/// The rights that new files and folders have before the user's mask.
const FILE_RIGHTS: u32 = 0o666;
const FOLDER_RIGHTS: u32 = 0o777;

/// Writes these files; none of them before the contents of all are on disk beside their targets.
pub fn write_files(files: &[(&Path, &[u8])]) -> Result<(), Failure> {
    inputs::refuse(files.iter().map(|(path, _)| path))?;
    let mut prepared = Vec::new();
    for &(path, content) in files {
        let failed = |error| Failure::cannot_write(path, error);
        if is_device(path) {
            fs::write(path, content).map_err(failed)?;
        } else {
            prepared.push((path, prepare(path, content).map_err(failed)?));
        }
    }
    for (path, (file, target)) in prepared {
        file.persist(&target)
            .map_err(|error| Failure::cannot_write(path, error.error))?;
        leftovers::sweep(&target);
    }
    Ok(())
}

/// Writes a workbook.
pub fn write_workbook(path: &Path, book: &Book) -> Result<(), Failure> {
    let workbook = book
        .render()
        .map_err(|error| Failure::could_not_run("internal", error.to_string()))?;
    write_files(&[(path, &workbook)])
}

/// Writes tables as a folder of CSV files, all of them or none, and says so.
pub fn write_tables(folder: &Path, grids: &[Grid], terminal: &Terminal) -> Result<(), Failure> {
    let files = csv::render(grids)
        .map_err(|error| Failure::could_not_run("internal", error.to_string()))?;
    write_folder(folder, &files)?;
    terminal.note(&format!("{} tables in {}", files.len(), folder.display()));
    Ok(())
}

/// Writes a file whole or not at all, without waiting for the disk: for results that are checked when they are read
/// back, and made again where a power cut took them.
pub fn write_unforced(path: &Path, content: &[u8]) -> Result<(), Failure> {
    inputs::refuse([&path])?;
    let failed = |error| Failure::cannot_write(path, error);
    let file = temporary(&leftovers::prefix(path), FILE_RIGHTS).tempfile_in(folder_of(path));
    let mut file = file.map_err(failed)?;
    file.write_all(content).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Fails if the name of a file ends otherwise than in this: it would be read as something else than what is written.
pub fn refuse_other_ending(path: &Path, what: &str, ending: &str) -> Result<(), Failure> {
    match path.extension() {
        Some(other) if other != ending => Err(Failure::could_not_run(
            "usage",
            format!(
                "{what} is not written to `.{}`: end the name with .{ending}",
                other.display()
            ),
        )),
        _ => Ok(()),
    }
}

/// Writes a new file; an existing one is left alone, and that is an error.
pub fn write_new_file(path: &Path, content: &[u8]) -> Result<(), Failure> {
    let exists = || {
        let why = "it already exists and was left unchanged";
        Failure::cannot_write(path, why)
    };
    if fs::symlink_metadata(path).is_ok() {
        return Err(exists());
    }
    let (file, target) =
        prepare(path, content).map_err(|error| Failure::cannot_write(path, error))?;
    match file.persist_noclobber(target) {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => Err(exists()),
        Err(error) => Err(Failure::cannot_write(path, error.error)),
    }
}

/// Writes a folder of tables. A folder that holds nothing but tables of these names is replaced as a whole;
/// any other that is not empty is left alone, and that is an error.
pub fn write_folder(path: &Path, files: &[CsvFile]) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::cannot_write(path, error);
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let path = target.as_path();
    let replaces = fs::symlink_metadata(path).is_ok();
    if replaces {
        refuse_foreign(path, files)?;
    }
    let prefix = leftovers::prefix(path);
    let new = temporary(&prefix, FOLDER_RIGHTS)
        .tempdir_in(folder_of(path))
        .map_err(failed)?;
    for file in files {
        fs::write(new.path().join(&file.name), &file.content).map_err(failed)?;
    }
    if !replaces {
        fs::rename(new.path(), path).map_err(failed)?;
        forget(new);
        leftovers::sweep(path);
        return Ok(());
    }
    let old = temporary(&prefix, FOLDER_RIGHTS)
        .tempdir_in(folder_of(path))
        .map_err(failed)?;
    let aside = old.path().join("old");
    fs::rename(path, &aside).map_err(failed)?;
    match fs::rename(new.path(), path) {
        Ok(()) => {
            forget(new);
            leftovers::sweep(path);
            Ok(())
        }
        Err(error) => {
            // Put back what was there; if that fails too, it is kept aside rather than removed.
            if fs::rename(&aside, path).is_err() {
                let kept = old.keep();
                return Err(Failure::cannot_write(
                    path,
                    format!("{error}; what was there is now in {}", kept.display()),
                ));
            }
            Err(failed(error))
        }
    }
}

/// Lets go of a temporary folder that is now in its place.
fn forget(folder: tempfile::TempDir) {
    let _ = folder.keep();
}

/// Fails if the path is something else than a folder of our tables.
fn refuse_foreign(path: &Path, files: &[CsvFile]) -> Result<(), Failure> {
    let entries = fs::read_dir(path).map_err(|error| Failure::cannot_write(path, error))?;
    for entry in entries {
        let entry = entry.map_err(|error| Failure::cannot_write(path, error))?;
        inputs::refuse([&entry.path()])?;
        let name = entry.file_name();
        if !files.iter().any(|file| name == *file.name) {
            let why = format!(
                "the folder holds {}, which is no table of ours; name a new folder",
                name.display()
            );
            return Err(Failure::cannot_write(path, why));
        }
    }
    Ok(())
}

/// Writes the content to a temporary file beside its target; returns both, links followed.
fn prepare(path: &Path, content: &[u8]) -> std::io::Result<(NamedTempFile, PathBuf)> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let prefix = leftovers::prefix(&target);
    let mut file = temporary(&prefix, FILE_RIGHTS).tempfile_in(folder_of(&target))?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    Ok((file, target))
}

/// Returns how temporaries are made: hidden, and with these rights less those that the user's mask takes.
fn temporary(
    prefix: &str,
    #[cfg_attr(not(unix), expect(unused_variables))] rights: u32,
) -> Builder<'_, 'static> {
    let mut builder = Builder::new();
    builder.prefix(prefix);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(rights));
    }
    builder
}

/// Returns the folder that a file is in.
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Returns whether the path is there and is neither file nor folder: `/dev/stdout` is written, not replaced.
fn is_device(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|it| !it.is_file() && !it.is_dir())
}

//! README, book and notes: what they show is what the project does.
//!
//! `UPDATE_DOCUMENTS=1 cargo test documents` rewrites what they print (see `printed`).

/// What cargo builds, for `packages`.
mod built;
/// Links, anchors and the book's table of contents.
mod links;
/// Who may use `unsafe`, and that all else is linted alike.
mod lints;
/// Commands, options, diagnostics and modules that the documents name.
mod named;
/// Dependencies: who uses them, their licenses, the versions of Rust they ask for.
mod packages;
/// What commands print, files, tables of fields.
mod printed;

use std::fs;
use std::path::{Path, PathBuf};

/// The root of the repository.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns a text of the repository.
fn read(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    let text = fs::read_to_string(root().join(path));
    let text = text.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.replace("\r\n", "\n")
}

/// Returns every file below a folder of the repository with this ending, from the root on, in order.
fn files_below(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder)).expect("a folder of the repository") {
            let entry = entry.expect("an entry");
            let path = folder.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == ending) {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// Returns what users read: the README and the pages of the book.
fn for_users() -> Vec<PathBuf> {
    let mut pages = files_below("docs/src", "md");
    pages.insert(0, PathBuf::from("README.md"));
    pages
}

/// Runs the command in a folder, as in a terminal of the width without one.
fn waferline(folder: &Path, args: &[impl AsRef<std::ffi::OsStr>]) -> std::process::Output {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_waferline"));
    command.current_dir(folder).args(args);
    for variable in ["COLUMNS", "NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR"] {
        command.env_remove(variable);
    }
    command.output().expect("the command runs")
}

/// Returns the lines of a text outside of its fenced blocks, with their numbers.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    lines(text).filter_map(|(number, line, fenced)| (!fenced).then_some((number, line)))
}

/// Returns the lines of the fenced blocks of a text.
fn fenced(text: &str) -> impl Iterator<Item = &str> {
    lines(text).filter_map(|(_, line, fenced)| fenced.then_some(line))
}

/// Returns the lines of a text with their numbers, and whether each is in a fenced block; fences are left out.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str, bool)> {
    let mut fenced = false;
    text.lines().enumerate().filter_map(move |(at, line)| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        (!fence).then_some((at + 1, line, fenced))
    })
}

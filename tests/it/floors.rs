//! The floors of the house: a module uses only lower floors (the table of `src/ARCHITECTURE.md`).

use std::fs;
use std::path::{Path, PathBuf};

/// Modules by floor; those of one floor are strangers to each other, apart from those on one line here.
pub(crate) const FLOORS: &[&[&[&str]]] = &[
    &[
        &["quarter", "source", "diagnostic", "printable"],
        // The crate below, by the names it has here.
        &["lp", "solve"],
    ],
    &[&["model"]],
    &[&["input"]],
    &[&["formulation"], &["generate"]],
    &[&["plan", "outcome", "explain"], &["provenance"]],
    &[&["sweep"]],
    &[&["report"]],
    &[&["cli"]],
];

/// Where a module lives: its floor and which group on it.
fn home(module: &str) -> Option<(usize, usize)> {
    FLOORS.iter().enumerate().find_map(|(floor, groups)| {
        let group = groups.iter().position(|group| group.contains(&module))?;
        Some((floor, group))
    })
}

fn rust_files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("src is readable") {
        let path = entry.expect("src is readable").path();
        if path.is_dir() {
            rust_files(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

/// Module names after each `crate::` in a line of code.
fn uses(line: &str) -> Vec<&str> {
    let code = line.trim_start();
    if code.starts_with("//") {
        return Vec::new();
    }
    code.match_indices("crate::")
        .map(|(at, found)| {
            let rest = &code[at + found.len()..];
            let end = rest.find(|c: char| !c.is_ascii_lowercase() && c != '_');
            &rest[..end.unwrap_or(rest.len())]
        })
        .filter(|module| !module.is_empty())
        .collect()
}

#[test]
fn every_arrow_points_down() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&root, &mut files);
    assert!(files.len() > 30, "the scan found the sources");
    let mut wrong = Vec::new();
    for file in files {
        let inside = file.strip_prefix(&root).expect("below src");
        let module = inside.iter().next().and_then(|part| part.to_str());
        let module = module.unwrap_or_default().trim_end_matches(".rs");
        if module == "lib" || module == "main" {
            continue;
        }
        let Some(from) = home(module) else {
            wrong.push(format!("{module} has no floor"));
            continue;
        };
        for line in fs::read_to_string(&file).expect("readable").lines() {
            for used in uses(line) {
                let down =
                    used == module || home(used).is_some_and(|to| to.0 < from.0 || to == from);
                if !down {
                    wrong.push(format!("{}: {}", inside.display(), line.trim()));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "arrows that do not point down:\n{}",
        wrong.join("\n")
    );
}

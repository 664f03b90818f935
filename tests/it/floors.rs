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
    &[
        &["plan", "outcome", "explain", "roll", "hold"],
        &["provenance", "sealed"],
    ],
    &[&["sweep", "hedge", "simulate"]],
    &[&["report"]],
    &[&["desk"]],
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

/// Returns the text without its comments: a path in words is no arrow.
fn code(text: &str) -> String {
    let lines = text
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// Returns the module names after each `crate::`, and those of `use crate::{a, b::{c, d}}`.
fn uses(code: &str) -> Vec<String> {
    let name = |text: &str| -> String {
        let letters = text.trim_start().chars();
        letters
            .take_while(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '_')
            .collect()
    };
    let mut found = Vec::new();
    for (at, prefix) in code.match_indices("crate::") {
        let rest = &code[at + prefix.len()..];
        let Some(group) = rest.trim_start().strip_prefix('{') else {
            found.push(name(rest));
            continue;
        };
        let mut depth = 1;
        let mut begins = true;
        for (at, c) in group.char_indices() {
            if begins && depth == 1 && !c.is_whitespace() {
                found.push(name(&group[at..]));
                begins = false;
            }
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 1 => begins = true,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
    found.retain(|module| !module.is_empty());
    found
}

#[test]
fn grouped_imports_are_seen() {
    let code = code(
        "use crate::{\n    model::{Field, Model}, // crate::cli\n    plan,\n    explain::{a::{b}, c},\n};\nlet x = crate::sweep::run();\n/// [`crate::report`]",
    );
    assert_eq!(uses(&code), ["model", "plan", "explain", "sweep"]);
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
        for used in uses(&code(&fs::read_to_string(&file).expect("readable"))) {
            let down = used == module || home(&used).is_some_and(|to| to.0 < from.0 || to == from);
            if !down {
                wrong.push(format!("{} uses {used}", inside.display()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "arrows that do not point down:\n{}",
        wrong.join("\n")
    );
}

//! Files use each other in one direction: no file uses, by whatever way, one that uses it.
//!
//! An arrow goes from a file to the file that defines what it names in a `use` of this crate. A name that a `mod.rs` only
//! passes on is followed to where it is defined, so that passing on is no arrow. A file that a `mod.rs` declares is an arrow
//! only if the `mod.rs` also uses something of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A module by its path from the root of the crate, the names along it.
type Module = Vec<String>;

/// A file as far as names go.
#[derive(Default)]
struct File {
    path: PathBuf,
    /// What it defines itself.
    defined: BTreeSet<String>,
    /// The modules it declares.
    children: BTreeSet<String>,
    /// Names it imports, and the path of each.
    imported: BTreeMap<String, Vec<String>>,
    /// The paths of all it imports and does not pass on.
    used: Vec<Vec<String>>,
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

fn module_of(file: &Path) -> Module {
    let parts = file.with_extension("");
    let parts = parts.iter().map(|part| part.to_string_lossy().into_owned());
    let mut module: Module = parts.collect();
    if module
        .last()
        .is_some_and(|last| last == "mod" || last == "lib")
    {
        module.pop();
    }
    module
}

/// Returns the text without comments and without what is only there for tests.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests").next();
    let lines = text.unwrap_or_default().lines();
    let code = lines.map(|line| line.split("//").next().unwrap_or_default());
    code.collect::<Vec<_>>().join("\n")
}

/// Returns the paths of a `use`, groups taken apart, each with the name that it gets.
fn paths(tree: &str, before: &[String], into: &mut Vec<(String, Vec<String>)>) {
    let tree = tree.trim();
    if let Some(inside) = tree.strip_prefix('{') {
        let inside = inside.strip_suffix('}').expect("a group ends");
        let mut depth = 0;
        let parts = inside.split(|c| {
            depth += match c {
                '{' => 1,
                '}' => -1,
                _ => 0,
            };
            c == ',' && depth == 0
        });
        for part in parts.filter(|part| !part.trim().is_empty()) {
            paths(part, before, into);
        }
        return;
    }
    let mut path = before.to_vec();
    if let Some((first, rest)) = tree.split_once("::")
        && !first.contains(' ')
    {
        path.push(first.to_owned());
        return paths(rest, &path, into);
    }
    let (name, alias) = tree.split_once(" as ").unwrap_or((tree, tree));
    if name == "self" {
        let last = path.last().cloned().unwrap_or_default();
        into.push((last, path));
    } else {
        path.push(name.to_owned());
        into.push((alias.to_owned(), path));
    }
}

/// Returns the paths of this crate that a line spells out where it uses them.
fn spelled_out(line: &str) -> Vec<Vec<String>> {
    let part_of_name = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = Vec::new();
    for root in ["crate::", "super::"] {
        for (at, _) in line.match_indices(root) {
            let before = &line[..at];
            // Who may see something is no use of it.
            if before.ends_with("in ") || before.ends_with("::") || before.ends_with(part_of_name) {
                continue;
            }
            let end = line[at..].find(|c: char| !part_of_name(c) && c != ':');
            let path = line[at..end.map_or(line.len(), |end| at + end)].trim_end_matches(':');
            found.push(path.split("::").map(str::to_owned).collect());
        }
    }
    found
}

/// Returns the name that a line at the margin defines, if it does.
fn defined(line: &str) -> Option<(&str, &str)> {
    let line = match line.strip_prefix("pub(") {
        Some(rest) => rest.split_once(") ")?.1,
        None => line.strip_prefix("pub ").unwrap_or(line),
    };
    let line = line.strip_prefix("const fn").map_or(line, |_| &line[6..]);
    let kinds = [
        "struct", "enum", "trait", "type", "fn", "const", "static", "mod",
    ];
    let (kind, rest) = line.split_once(' ')?;
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
    kinds
        .contains(&kind)
        .then(|| (kind, &rest[..end.unwrap_or(rest.len())]))
}

fn read(root: &Path, path: &Path) -> (Module, File) {
    let inside = path.strip_prefix(root).expect("below src");
    let module = module_of(inside);
    let mut file = File {
        path: inside.to_owned(),
        ..File::default()
    };
    let code = code(
        &fs::read_to_string(path)
            .expect("readable")
            .replace("\r\n", "\n"),
    );
    for line in code.lines() {
        match defined(line) {
            Some(("mod", name)) => file.children.insert(name.to_owned()),
            Some((_, name)) => file.defined.insert(name.to_owned()),
            None => false,
        };
    }
    let starts = |line: &str| {
        line.starts_with("use ") || (line.starts_with("pub") && line.contains(" use "))
    };
    let mut rest = code.as_str();
    while let Some(line) = rest.lines().next() {
        if !starts(line) {
            file.used.extend(spelled_out(line));
            rest = rest.get(line.len() + 1..).unwrap_or_default();
            continue;
        }
        let (statement, after) = rest.split_once(';').expect("a `use` ends");
        let is_passed_on = statement.starts_with("pub");
        let (_, tree) = statement.split_once("use ").expect("a `use`");
        let tree = tree.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut found = Vec::new();
        paths(&tree, &[], &mut found);
        for (name, path) in found {
            if !is_passed_on {
                file.used.push(path.clone());
            }
            file.imported.insert(name, path);
        }
        rest = after.strip_prefix('\n').unwrap_or(after);
    }
    (module, file)
}

/// Returns the module of the file that defines what a path names, seen from a module; `None` for what is not of this crate.
fn home(files: &BTreeMap<Module, File>, from: &Module, path: &[String]) -> Option<Module> {
    let mut at = from.clone();
    let mut names = path.iter().peekable();
    match names.peek()?.as_str() {
        "crate" => {
            at.clear();
            names.next();
        }
        "self" | "super" => {
            while let Some(name) = names.next_if(|name| *name == "self" || *name == "super") {
                if name == "super" {
                    at.pop();
                }
            }
        }
        first => {
            let here = &files[from];
            let is_here = here.children.contains(first) || here.defined.contains(first);
            if !is_here {
                return None;
            }
        }
    }
    while let Some(name) = names.next() {
        let file = &files[&at];
        if file.children.contains(name) {
            at.push(name.clone());
        } else if let Some(onward) = file.imported.get(name) {
            // What stands there is followed, with what is named below it.
            let mut onward = onward.clone();
            onward.extend(names.cloned());
            return home(files, &at, &onward);
        } else {
            assert!(
                file.defined.contains(name),
                "{name} in {path:?} of {from:?}"
            );
            break;
        }
    }
    Some(at)
}

/// Returns a circle that can be reached from a module, if there is one.
fn circle(
    arrows: &BTreeMap<Module, BTreeSet<Module>>,
    way: &mut Vec<Module>,
    done: &mut BTreeSet<Module>,
) -> Option<Vec<Module>> {
    let last = way.last().cloned()?;
    for next in &arrows[&last] {
        if let Some(at) = way.iter().position(|module| module == next) {
            return Some(way[at..].to_vec());
        }
        if !done.contains(next) {
            way.push(next.clone());
            if let Some(found) = circle(arrows, way, done) {
                return Some(found);
            }
        }
    }
    way.pop();
    done.insert(last);
    None
}

#[test]
fn no_two_files_use_each_other() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    rust_files(&root, &mut found);
    let files: BTreeMap<Module, File> = found.iter().map(|path| read(&root, path)).collect();
    assert!(files.len() > 60, "the scan found the sources");
    let mut arrows: BTreeMap<Module, BTreeSet<Module>> = BTreeMap::new();
    for (module, file) in &files {
        let to = arrows.entry(module.clone()).or_default();
        let homes = file
            .used
            .iter()
            .filter_map(|path| home(&files, module, path));
        to.extend(homes.filter(|home| home != module));
    }
    let count: usize = arrows.values().map(BTreeSet::len).sum();
    assert!(count > 200, "the scan found {count} arrows");
    let mut done = BTreeSet::new();
    let mut circles = Vec::new();
    for module in files.keys().filter(|module| !module.is_empty()) {
        if !done.contains(module)
            && let Some(found) = circle(&arrows, &mut vec![module.clone()], &mut done)
        {
            let of_path = |module: &Module| files[module].path.display().to_string();
            circles.push(found.iter().map(of_path).collect::<Vec<_>>().join(" -> "));
        }
    }
    circles.sort();
    circles.dedup();
    assert!(circles.is_empty(), "circles:\n{}", circles.join("\n"));
}

#[test]
fn groups_are_taken_apart() {
    let mut found = Vec::new();
    paths("crate::{a, b::{self, C as D}, e::*}", &[], &mut found);
    let found: Vec<String> = found
        .iter()
        .map(|(name, path)| format!("{name}={}", path.join("::")))
        .collect();
    assert_eq!(
        found,
        ["a=crate::a", "b=crate::b", "D=crate::b::C", "*=crate::e::*"]
    );
}

#[test]
fn no_file_is_longer_than_one_sitting() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    rust_files(&root, &mut found);
    for path in found {
        let lines = fs::read_to_string(&path).expect("readable").lines().count();
        assert!(lines <= 400, "{} has {lines} lines", path.display());
    }
}

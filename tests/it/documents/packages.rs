//! Dependencies: each has its owner, its license is one of `deny.toml`, and the stated version of Rust is not too old for it.

use std::path::{Path, PathBuf};

use super::built::{
    built_by_default, ids, metadata, name_of, package, packages, uses_between_packages,
};
use super::{files_below, read, root};

/// Returns the names of the packages under a key of a manifest.
fn dependencies(manifest: &str, key: &str) -> Vec<String> {
    let manifest: toml::Table = read(manifest).parse().expect("TOML");
    let table = manifest[key].as_table().expect("a table");
    table.keys().cloned().collect()
}

/// Returns whether a source file, or one of a folder, names the crate.
fn uses(path: &Path, name: &str) -> bool {
    let name = name.replace('-', "_");
    let files = if root().join(path).is_dir() {
        files_below(path.to_str().expect("UTF-8"), "rs")
    } else {
        vec![path.to_owned()]
    };
    files.iter().any(|file| {
        let text = read(file);
        text.match_indices(&name).any(|(at, _)| {
            let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let before = text[..at].chars().next_back();
            let after = text[at + name.len()..].chars().next();
            !before.is_some_and(is_part) && !after.is_some_and(is_part)
        })
    })
}

/// Returns what stands between backticks.
fn quoted(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

#[test]
fn every_dependency_has_its_owner() {
    let architecture = read("src/ARCHITECTURE.md");
    let rows: Vec<Vec<&str>> = architecture
        .lines()
        .skip_while(|line| *line != "## Dependencies")
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.split('|').map(str::trim).collect())
        .collect();
    let mut all = dependencies("Cargo.toml", "dependencies");
    all.extend(dependencies("Cargo.toml", "dev-dependencies"));
    for name in &all {
        let owners: Vec<&str> = rows
            .iter()
            .filter(|row| quoted(row[1]).any(|it| it == name))
            .flat_map(|row| quoted(row[2]))
            .collect();
        assert!(
            !owners.is_empty(),
            "src/ARCHITECTURE.md has no row with {name} and its owner"
        );
        for owner in &owners {
            let path = match owner.split('/').next() {
                Some("tests" | "benches") => PathBuf::from(owner),
                _ => Path::new("src").join(owner),
            };
            assert!(
                root().join(&path).exists(),
                "{name}: there is no {}",
                path.display()
            );
            // Whoever shares a row shares its owners: each names one of them at least.
            let mut row = rows
                .iter()
                .filter(|row| quoted(row[2]).any(|it| it == *owner));
            let named = row.any(|row| quoted(row[1]).any(|it| uses(&path, it)));
            assert!(named, "{} does not use {name}", path.display());
        }
        // Nobody else uses it. (Where a module of ours has the same name, its uses cannot be distinguished from the crate's.)
        let word = name.replace('-', "_");
        let everywhere = rows
            .iter()
            .any(|row| quoted(row[1]).any(|it| it == name) && row[2].starts_with("everywhere"));
        let is_module = files_below("src", "rs").iter().any(|file| {
            file.file_stem().is_some_and(|stem| stem == word.as_str())
                || file.to_string_lossy().contains(&format!("/{word}/"))
        });
        let of_library = dependencies("Cargo.toml", "dependencies").contains(name);
        for file in files_below("src", "rs").iter().filter(|_| of_library) {
            let calls = read(file).contains(&format!("{word}::"));
            let is_owner = owners
                .iter()
                .any(|owner| file.starts_with(Path::new("src").join(owner)));
            assert!(
                !calls || is_owner || everywhere || is_module || name == "waferline-lp",
                "{} uses {name}, which src/ARCHITECTURE.md does not say",
                file.display()
            );
        }
        let used = ["src", "tests", "benches"]
            .iter()
            .any(|it| uses(Path::new(it), name));
        assert!(used, "nothing uses {name}");
    }
    for row in &rows {
        for name in quoted(row[1]) {
            let known = all.iter().any(|it| it == name) || name == "microlp";
            assert!(
                known,
                "src/ARCHITECTURE.md has a row with {name}, which is no dependency"
            );
        }
    }
}

/// Returns the source files that a comment of a manifest names.
fn paths(comment: &str) -> Vec<PathBuf> {
    let words =
        comment.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | ':' | ';'));
    let paths = words.filter(|word| word.contains('/')).map(PathBuf::from);
    let is_source = |path: &PathBuf| path.extension().is_some_and(|it| it == "rs");
    paths
        .filter(|path| is_source(path) || path.to_string_lossy().ends_with('/'))
        .collect()
}

#[test]
fn manifests_name_the_right_owners() {
    let mut met = 0;
    for (manifest, source) in [
        ("Cargo.toml", "src"),
        ("crates/waferline-lp/Cargo.toml", "crates/waferline-lp/src"),
    ] {
        let text = read(manifest);
        let lines: Vec<&str> = text.lines().collect();
        let mut at = 0;
        while at < lines.len() {
            let start = at;
            while at < lines.len() && lines[at].starts_with('#') {
                at += 1;
            }
            let owners: Vec<PathBuf> = lines[start..at].iter().flat_map(|it| paths(it)).collect();
            let first = at;
            while at < lines.len() && !lines[at].starts_with('#') && !lines[at].is_empty() {
                at += 1;
            }
            let names: Vec<&str> = lines[first..at]
                .iter()
                .filter_map(|it| it.split(" = ").next())
                .collect();
            for owner in owners {
                met += 1;
                let path = match owner.components().next() {
                    Some(part) if part.as_os_str() == "tests" || part.as_os_str() == "benches" => {
                        owner
                    }
                    _ => Path::new(source).join(owner),
                };
                assert!(
                    root().join(&path).exists(),
                    "{manifest}: there is no {}",
                    path.display()
                );
                let used = names.iter().any(|name| uses(&path, name));
                assert!(
                    used,
                    "{manifest}: {} uses none of {names:?}",
                    path.display()
                );
            }
            at = at.max(start + 1);
        }
    }
    assert!(met > 15, "the scan found the owners");
}

/// Returns the texts of a list in `deny.toml`.
fn listed(table: &str, list: &str) -> Vec<String> {
    let deny: toml::Table = read("deny.toml").parse().expect("TOML");
    let items = deny[table][list].as_array().expect("a list");
    let texts = items.iter().filter_map(toml::Value::as_str);
    texts.map(str::to_owned).collect()
}

/// Returns the crates that `deny.toml` bans, each with those that may use it all the same.
fn banned() -> Vec<(String, Vec<String>)> {
    let deny: toml::Table = read("deny.toml").parse().expect("TOML");
    let items = deny["bans"]["deny"].as_array().expect("a list");
    let ban = |item: &toml::Value| {
        let name = item["crate"].as_str().expect("a name").to_owned();
        let wrappers = item.get("wrappers").and_then(toml::Value::as_array);
        let wrappers = wrappers
            .into_iter()
            .flatten()
            .filter_map(toml::Value::as_str);
        (name, wrappers.map(str::to_owned).collect())
    };
    items.iter().map(ban).collect()
}

/// Returns whether a license expression holds with these licenses: `OR` of `AND`s, and parentheses.
fn is_allowed(expression: &str, allowed: &[String]) -> bool {
    let expression = expression.trim();
    // Splits at a word outside of parentheses.
    let split = |word: &str| {
        let mut parts = vec![String::new()];
        let mut depth = 0;
        for token in expression
            .replace('(', " ( ")
            .replace(')', " ) ")
            .split_whitespace()
        {
            match token {
                "(" => depth += 1,
                ")" => depth -= 1,
                _ => {}
            }
            if token == word && depth == 0 {
                parts.push(String::new());
            } else if let Some(part) = parts.last_mut() {
                part.push_str(token);
                part.push(' ');
            }
        }
        parts
    };
    let either = split("OR");
    if either.len() > 1 {
        return either.iter().any(|it| is_allowed(it, allowed));
    }
    let both = split("AND");
    if both.len() > 1 {
        return both.iter().all(|it| is_allowed(it, allowed));
    }
    match expression
        .strip_prefix('(')
        .and_then(|it| it.strip_suffix(')'))
    {
        Some(inner) => is_allowed(inner, allowed),
        None => allowed.iter().any(|it| it == expression),
    }
}

#[test]
fn packages_are_what_deny_toml_allows() {
    let licenses = listed("licenses", "allow");
    let registries = listed("sources", "allow-registry");
    let banned = banned();
    let metadata = metadata();
    let built = built_by_default(&metadata);
    assert!(built.len() > 50, "the packages are there");
    for id in &built {
        let package = package(&metadata, id);
        let name = name_of(package);
        // The old way to write `OR`.
        let license = package["license"]
            .as_str()
            .unwrap_or_default()
            .replace('/', " OR ");
        assert!(
            is_allowed(&license, &licenses),
            "{name}: {license} is not in deny.toml"
        );
        if let Some(source) = package["source"].as_str() {
            let known = registries
                .iter()
                .any(|it| source == format!("registry+{it}"));
            assert!(known, "{name} is from {source}");
        }
    }
    for (user, used) in uses_between_packages(&metadata) {
        for (ban, wrappers) in banned.iter().filter(|(ban, _)| *ban == used) {
            assert!(
                wrappers.iter().any(|it| it == user),
                "{user} uses {ban}, which deny.toml bans"
            );
        }
    }
    // cargo-deny leaves out what is not built by default.
    let members = ids(&metadata, "workspace_members").into_iter();
    let others = members.filter(|id| !built.contains(id));
    let others: Vec<_> = others.map(|id| name_of(package(&metadata, id))).collect();
    assert_eq!(listed("graph", "exclude"), others);
    assert!(is_allowed("(A OR B) AND C", &["B".into(), "C".into()]));
    assert!(!is_allowed("(A OR B) AND C", &["A".into(), "B".into()]));
}

#[test]
fn the_stated_rust_is_not_too_old_for_a_dependency() {
    let version = |text: &str| -> Vec<u32> {
        let parts = text.split('.').take(2);
        parts.map(|part| part.parse().expect("a version")).collect()
    };
    let metadata = metadata();
    let packages = packages(&metadata);
    let stated = |name: &str| {
        let package = packages.iter().find(|it| it["name"] == name);
        version(
            package.expect("ours")["rust_version"]
                .as_str()
                .expect("stated"),
        )
    };
    let ours = stated("waferline");
    assert_eq!(ours, stated("waferline-lp"));
    assert_eq!(ours, stated("waferline-highs"));
    for package in packages {
        if let Some(theirs) = package["rust_version"].as_str() {
            let name = &package["name"];
            assert!(version(theirs) <= ours, "{name} asks for Rust {theirs}");
        }
    }
}

#[test]
fn the_changelog_has_the_version() {
    let manifest: toml::Table = read("Cargo.toml").parse().expect("TOML");
    let version = manifest["package"]["version"]
        .as_str()
        .expect("a version")
        .to_owned();
    let changelog = read("CHANGELOG.md");
    let headings: Vec<&str> = changelog
        .lines()
        .filter(|line| line.starts_with("## "))
        .collect();
    assert_eq!(headings[0], "## Unreleased");
    let newest = headings.get(1).expect("a release");
    assert!(newest.starts_with(&format!("## {version} - ")), "{newest}");
    assert_eq!(env!("CARGO_PKG_VERSION"), version);
}

//! Links lead somewhere: files exist, headings too, and the book has all its pages.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use super::{files_below, prose, read, root};

/// Where the files of the repository are for readers of the book.
const REPOSITORY: &str = "https://github.com/waferline/waferline/blob/main/";
const BOOK: &str = "docs/src";

/// Returns every document of the repository.
fn documents() -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = [
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "src/ARCHITECTURE.md",
    ]
    .iter()
    .chain(&[
        "crates/waferline-highs/README.md",
        "crates/waferline-lp/README.md",
        "crates/waferline-lp/ARCHITECTURE.md",
        "benches/RESULTS.md",
    ])
    .map(PathBuf::from)
    .collect();
    all.extend(files_below(BOOK, "md"));
    all.extend(files_below(".github", "md"));
    all
}

/// Returns the targets of the links in a text, with the numbers of their lines.
fn links(text: &str) -> Vec<(usize, String)> {
    let mut links = Vec::new();
    for (number, line) in prose(text) {
        // What is between backticks is no link.
        let outside: String = line.split('`').step_by(2).collect();
        for (at, _) in outside.match_indices("](") {
            let target = &outside[at + 2..];
            let end = target
                .find(')')
                .unwrap_or_else(|| panic!("line {number}: an open link"));
            links.push((number, target[..end].to_owned()));
        }
    }
    links
}

/// Returns the anchors of the headings of a text, as GitHub and mdBook make them.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = prose(text).filter_map(|(_, line)| {
        let heading = line.trim_start_matches('#');
        (heading.len() < line.len())
            .then(|| heading.strip_prefix(' '))
            .flatten()
    });
    headings
        .map(|heading| {
            let kept = heading.trim().chars().filter_map(|c| match c {
                ' ' => Some('-'),
                c if c.is_alphanumeric() || c == '-' || c == '_' => Some(c.to_ascii_lowercase()),
                _ => None,
            });
            kept.collect()
        })
        .collect()
}

/// Returns the path without `..`, which may not lead out of the repository.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => assert!(normal.pop(), "{} leads out", path.display()),
            Component::CurDir => {}
            part => normal.push(part),
        }
    }
    normal
}

#[test]
fn links_lead_somewhere() {
    let mut met = 0;
    for document in documents() {
        let text = read(&document);
        for (number, link) in links(&text) {
            let place = format!("{}:{number}: {link}", document.display());
            let (link, to_repository) = match link.strip_prefix(REPOSITORY) {
                Some(path) => (path.to_owned(), true),
                None => (link, false),
            };
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            met += 1;
            let (path, anchor) = match link.split_once('#') {
                Some((path, anchor)) => (path, Some(anchor)),
                None => (link.as_str(), None),
            };
            let target = if path.is_empty() {
                document.clone()
            } else if to_repository {
                PathBuf::from(path)
            } else {
                normal(&document.parent().expect("a folder").join(path))
            };
            assert!(
                root().join(&target).exists(),
                "{place}: there is no {}",
                target.display()
            );
            if document.starts_with(BOOK) && !to_repository {
                assert!(
                    target.starts_with(BOOK),
                    "{place}: leads out of the book; begin it with {REPOSITORY}"
                );
            }
            if let Some(anchor) = anchor {
                assert!(
                    anchors(&read(&target)).contains(anchor),
                    "{place}: no such heading"
                );
            }
        }
    }
    assert!(met > 30, "the scan found the links");
}

#[test]
fn the_table_of_contents_has_every_page() {
    let summary = read(Path::new(BOOK).join("SUMMARY.md"));
    let listed: Vec<PathBuf> = links(&summary)
        .into_iter()
        .map(|(_, link)| Path::new(BOOK).join(link))
        .collect();
    let pages: BTreeSet<PathBuf> = files_below(BOOK, "md")
        .into_iter()
        .filter(|page| !page.ends_with("SUMMARY.md"))
        .collect();
    assert_eq!(listed.iter().cloned().collect::<BTreeSet<_>>(), pages);
    assert_eq!(listed.len(), pages.len(), "each page once");
}

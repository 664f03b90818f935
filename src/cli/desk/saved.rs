//! What is seen as a scenario: its text, and the file that it is appended to.

use std::path::Path;

use crate::cli::output;
use crate::desk::{Desk, Refused};

/// How many lines before the appended ones are shown.
const AROUND: usize = 3;

/// What a scenario is called, and what it stands for.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// Its id.
    pub id: String,
    /// What it stands for; may be empty.
    #[serde(default)]
    pub description: String,
}

fn refused(words: impl Into<String>) -> Refused {
    Refused::of("scenario", words)
}

/// Returns what is seen as the text of a scenario: all assignments in the order they act.
pub fn text(desk: &Desk, named: &Named) -> Result<String, Refused> {
    let (input, loaded) = desk.loaded();
    let is_id = |id: &str| {
        let inside = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-';
        id.chars().all(inside) && !id.is_empty() && !id.starts_with('-')
    };
    if !is_id(&named.id) {
        return Err(refused(
            "an id has small letters, digits and `-`, and begins with a letter or digit: hbm-late",
        ));
    }
    if input.scenarios().iter().any(|it| it.name == named.id) {
        return Err(refused(format!(
            "the model has a scenario `{}` already",
            named.id
        )));
    }
    if loaded.assignments.is_empty() {
        return Err(refused("nothing is changed"));
    }
    let quoted = |text: &str| toml_edit::Value::from(text).to_string().trim().to_owned();
    let mut lines = vec![format!("[scenario.{}]", named.id)];
    if !named.description.is_empty() {
        lines.push(format!("description = {}", quoted(&named.description)));
    }
    lines.push("set = [".to_owned());
    let sets = loaded.assignments.iter();
    lines.extend(sets.map(|set| format!("    {},", quoted(set))));
    lines.push("]\n".to_owned());
    Ok(lines.join("\n"))
}

/// What a file is now, and with a scenario at its end.
struct Appended {
    before: String,
    after: String,
}

fn appended(path: &Path, named: &Named, text: &str) -> Result<Appended, Refused> {
    let before = match std::fs::read_to_string(path) {
        Ok(before) => before,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(refused(format!("cannot read {}: {error}", path.display()))),
    };
    let parsed: toml_edit::DocumentMut = before
        .parse()
        .map_err(|error| refused(format!("{} is no TOML: {error}", path.display())))?;
    let known = parsed.get("scenario").and_then(|it| it.get(&named.id));
    if known.is_some() {
        let words = format!("{} has a scenario `{}` already", path.display(), named.id);
        return Err(refused(words));
    }
    let gap = match &before {
        empty if empty.trim().is_empty() => "",
        whole if whole.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    let after = format!("{before}{gap}{text}");
    // Appended to what is no list of tables, it would be read otherwise.
    let is_read = after.parse::<toml_edit::DocumentMut>().is_ok_and(|it| {
        it.get("scenario")
            .and_then(|it| it.get(&named.id))
            .is_some()
    });
    if !is_read {
        return Err(refused(format!(
            "{} ends in a way that a scenario cannot follow",
            path.display()
        )));
    }
    Ok(Appended { before, after })
}

/// Returns what appending the scenario changes: the last lines of the file, and the new ones with `+` before them.
pub fn difference(path: &Path, named: &Named, text: &str) -> Result<String, Refused> {
    let Appended { before, after } = appended(path, named, text)?;
    let old: Vec<&str> = before.lines().collect();
    let mut lines = vec![format!("{}:{}", path.display(), old.len() + 1)];
    let around = old.iter().skip(old.len().saturating_sub(AROUND));
    lines.extend(around.map(|line| format!("  {line}")));
    let new = after.lines().skip(old.len());
    lines.extend(new.map(|line| format!("+ {line}").trim_end().to_owned()));
    Ok(lines.join("\n"))
}

/// Appends the scenario to the file.
pub fn append(path: &Path, named: &Named, text: &str) -> Result<(), Refused> {
    let Appended { after, .. } = appended(path, named, text)?;
    output::write_files(&[(path, after.as_bytes())]).map_err(|failure| Refused(failure.findings()))
}

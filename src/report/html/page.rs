//! The page around the sections: head, contents, style and script, all in one file.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use crate::provenance::Provenance;
use crate::report::number::count;

const STYLE: &str = concat!(include_str!("colors.css"), include_str!("style.css"));
const SCRIPT: &str = concat!(include_str!("script.js"), "prepare(document);\n");

/// How many characters of a text stand in the margin of paper.
const MARGIN: usize = 64;
/// How many digits of a digest are enough to tell files apart by eye.
const DIGEST: usize = 12;

/// Returns what the page may load, nothing, and what may act on it: its own styles and script, known by their digests.
fn policy(paper: &str) -> String {
    let digest = |text: &str| STANDARD.encode(Sha256::digest(text));
    format!(
        "default-src 'none'; style-src 'sha256-{}' 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        digest(STYLE),
        digest(paper),
        digest(SCRIPT),
    )
}

/// What stands at the head of the page, and in the margins of every printed one.
pub(super) struct Head<'a> {
    /// What the model is called.
    pub title: &'a str,
    /// The scenario, or the changes.
    pub subtitle: &'a str,
    /// The date of the data, where it is known.
    pub date: Option<&'a str>,
    /// What was read.
    pub provenance: &'a Provenance,
}

impl Head<'_> {
    /// Returns the date of the data and its digest: `Data of 2026-11-24, models/trainium.toml, SHA-256 0a1b2c3d4e5f`.
    fn data(&self) -> String {
        let mut words: Vec<String> = Vec::new();
        words.extend(self.date.map(|date| format!("Data of {}", cut(date))));
        if let Some(first) = self.provenance.inputs.first() {
            let digest: String = first.sha256.chars().take(DIGEST).collect();
            words.push(cut(&first.name));
            words.push(format!("SHA-256 {digest}"));
        }
        match self.provenance.inputs.len() {
            0 | 1 => {}
            all => words.push(count(all - 1, "more file", "more files")),
        }
        words.join(", ")
    }

    /// Returns the style of printed pages: what their margins say.
    fn paper(&self) -> String {
        let text = |text: &str| quoted(&cut(text));
        format!(
            "@page {{ @top-left {{ content: {}; }} @top-right {{ content: {}; }} @bottom-left {{ content: {}; }} \
             @bottom-right {{ content: \"Page \" counter(page) \" of \" counter(pages); }} }}",
            text(self.title),
            text(self.subtitle),
            quoted(&self.data()),
        )
    }
}

/// Returns the text, cut to what fits a margin.
fn cut(text: &str) -> String {
    if text.chars().count() <= MARGIN {
        return text.to_owned();
    }
    let kept: String = text.chars().take(MARGIN - 1).collect();
    format!("{}…", kept.trim_end())
}

/// Returns the text as a string of a style sheet: nothing in it ends the string or the sheet.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        if letter.is_alphanumeric() || letter == ' ' {
            quoted.push(letter);
        } else {
            // Writing to a string does not fail.
            let _ = write!(quoted, "\\{:x} ", u32::from(letter));
        }
    }
    quoted + "\""
}

/// A part of the page under a heading.
pub(super) struct Part {
    id: String,
    title: String,
    content: Markup,
}

impl Part {
    pub fn new(id: &str, title: &str, content: Markup) -> Self {
        Self {
            id: id.to_owned(),
            title: title.to_owned(),
            content,
        }
    }
}

/// Returns the whole page.
pub(super) fn page(head: &Head, parts: &[Part]) -> String {
    let (title, paper, data) = (head.title, head.paper(), head.data());
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy(&paper));
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content={ "waferline " (env!("CARGO_PKG_VERSION")) };
                title { (title) }
                style { (PreEscaped(STYLE)) }
                // Every text in it is quoted.
                style { (PreEscaped(&paper)) }
            }
            body {
                a class="skip" href={ "#" (parts.first().map_or("", |part| part.id.as_str())) } { "Skip the contents" }
                header {
                    h1 { (title) }
                    p class="says" { (head.subtitle) @if !data.is_empty() { br; (data) } }
                    nav aria-label="Contents" {
                        ul { @for part in parts { li { a href={ "#" (part.id) } { (part.title) } } } }
                    }
                }
                main {
                    @for part in parts {
                        section id=(part.id) aria-labelledby={ (part.id) "-title" } {
                            h2 id={ (part.id) "-title" } { (part.title) }
                            (part.content)
                        }
                    }
                }
                footer { p class="says" { "Made by waferline " (env!("CARGO_PKG_VERSION")) "." } }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string() + "\n"
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn nothing_ends_a_string_of_the_style_sheet() {
        assert_eq!(quoted("Zürich 2027"), "\"Zürich 2027\"");
        assert_eq!(
            quoted("a\"}</style>\n"),
            "\"a\\22 \\7d \\3c \\2f style\\3e \\a \""
        );
    }
}

//! The page around the sections: head, contents, style and script, all in one file.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// Returns what the page may load, nothing, and what may act on it: its own style and script, known by their digests.
fn policy() -> String {
    let digest = |text: &str| STANDARD.encode(Sha256::digest(text));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        digest(STYLE),
        digest(SCRIPT),
    )
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
pub(super) fn page(title: &str, subtitle: &str, parts: &[Part]) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy());
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content={ "waferline " (env!("CARGO_PKG_VERSION")) };
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a class="skip" href={ "#" (parts.first().map_or("", |part| part.id.as_str())) } { "Skip the contents" }
                header {
                    h1 { (title) }
                    p class="says" { (subtitle) }
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

//! The page around the parts: head, places, style and script.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

/// The sheet of the report page, and what a desk has beside.
const STYLE: &str = concat!(
    include_str!("../colors.css"),
    include_str!("../style.css"),
    include_str!("desk.css")
);
/// What the report page does, and what a desk does beside.
const SCRIPT: &str = concat!(
    include_str!("../script.js"),
    "prepare(document);\n",
    include_str!("panes.js"),
    include_str!("asking.js"),
    include_str!("desk.js"),
);

/// Returns what the page may load, and from where: its own style and script, by their digests, and this desk's answers.
pub(crate) fn policy() -> String {
    let digest = |text: &str| STANDARD.encode(Sha256::digest(text));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; connect-src 'self'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'",
        digest(STYLE),
        digest(SCRIPT),
    )
}

/// A place of the page, with what is in it now.
pub(crate) struct Slot {
    /// Its id.
    pub id: &'static str,
    /// Which numbers it is about.
    pub about: u64,
    /// What is in it: finished markup.
    pub content: String,
}

/// Returns the whole page; `secret` is what the script has to say when it changes something, `quarters` those that can be
/// asked about.
pub(crate) fn page(
    title: &str,
    secret: &str,
    (version, quarters): (u64, &str),
    above: &[Slot],
    left: &Slot,
    right: &[Slot],
) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" data-secret=(secret) data-version=(version) data-quarters=(quarters) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (title) " · desk" }
                style { (PreEscaped(STYLE)) }
            }
            body class="desk" {
                a class="skip" href="#pane-now" { "To the plan" }
                header {
                    h1 { (title) }
                    @for slot in above { (place(slot)) }
                }
                div id="wrong" class="notice" role="alert" hidden { p {} }
                div class="two" {
                    aside aria-label="What is changed" {
                        form id="search" role="search" {
                            label for="ask" { "Change a number" }
                            input id="ask" type="search" autocomplete="off" spellcheck="false" placeholder="hbm, power, price …"
                                aria-describedby="ask-keys" aria-controls="found";
                            span id="ask-keys" class="says" { "Press / to come here." }
                        }
                        div id="found" aria-live="polite" {}
                        (place(left))
                        form id="typed" {
                            label for="assignment" { "Or type an assignment" }
                            input id="assignment" type="text" autocomplete="off" spellcheck="false"
                                placeholder="foundry.*.capacity@2028Q1.. *= 0.9";
                            button type="submit" { "Add" }
                        }
                        noscript { p class="says" { "Without its script the page can be read, but nothing changed." } }
                    }
                    main {
                        @for slot in right { (place(slot)) }
                    }
                }
                dialog id="answer" aria-labelledby="answer-title" {
                    div class="bar" {
                        h2 id="answer-title" { "Answer" }
                        button type="button" class="close" aria-label="Close" { "×" }
                    }
                    div id="answer-body" tabindex="-1" {}
                }
                p id="said" class="sr" role="status" aria-live="polite" {}
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string()
}

fn place(slot: &Slot) -> Markup {
    html! {
        section id=(slot.id) data-about=(slot.about) {
            // Drawn by the functions beside this one, which escape what they are given.
            (PreEscaped(&slot.content))
        }
    }
}

/// Where a desk stands among its steps.
pub(crate) struct StepsOnDesk {
    /// The query of the link to what is seen.
    pub query: String,
    /// What is seen, in words: `2 scenarios, 3 changes`.
    pub seen: String,
    /// What it is compared with, in words.
    pub base: String,
    /// The query of the link to that; empty for the model as its file has it.
    pub base_query: String,
    /// Whether there is a step to undo.
    pub can_undo: bool,
    /// Whether there is one to do again.
    pub can_redo: bool,
    /// Whether futures are known that could be hedged.
    pub has_futures: bool,
}

/// Returns the head: what is seen, and what can be done with all of it.
pub(crate) fn head(steps: &StepsOnDesk) -> String {
    let link = format!("/?{}", steps.query);
    let is_base = steps.query == steps.base_query;
    let markup = html! {
        p class="says" id="seen" data-link=(link) {
            (steps.seen)
            @if !is_base { ", compared with " (steps.base) }
            "."
        }
        div class="buttons" role="group" aria-label="Steps" {
            button type="button" data-do="undo" disabled[!steps.can_undo] title="Undo (Ctrl+Z)" { "Undo" }
            button type="button" data-do="redo" disabled[!steps.can_redo] title="Redo (Ctrl+Shift+Z)" { "Redo" }
            button type="button" data-do="reset" disabled[steps.query.is_empty()] { "Reset" }
            @if !steps.base_query.is_empty() {
                button type="button" data-do="unpin" title="Compare with the model as its file has it" { "Compare with the file" }
            }
            @if !is_base {
                button type="button" data-do="pin" title="Compare what follows with this" { "Compare with this" }
            }
            button type="button" data-do="link" title="The address of this page says all that is changed" { "Copy link" }
        }
        div class="buttons" role="group" aria-label="Take away" {
            a href="/download/plan.json" download { "JSON" }
            a href="/download/plan.xlsx" download { "xlsx" }
            a href="/download/report.html" download { "Report page" }
            button type="button" data-open="scenario" { "Save as scenario" }
            button type="button" data-open="range" { "What is certain" }
            @if steps.has_futures {
                button type="button" data-open="hedge" { "Hedge" }
            }
        }
    };
    markup.into_string()
}

/// Returns what is to be said first; with `reload` a button that loads the changed file.
pub(crate) fn notice(words: &str, details: &[String], reload: bool) -> String {
    if words.is_empty() {
        return String::new();
    }
    let markup = html! {
        div class="notice" role="alert" {
            p { (words) }
            @if !details.is_empty() { ul { @for it in details { li { (it) } } } }
            @if reload {
                div class="buttons" { button type="button" data-do="reload" { "Load it" } }
            }
        }
    };
    markup.into_string()
}

/// Returns how far the work is; `stop` where it can be stopped, `again` where it was.
pub(crate) fn status(words: &str, stop: bool, again: bool) -> String {
    let markup = html! {
        p class={ "status" @if stop { " busy" } } {
            span { (words) }
            @if stop { " " button type="button" data-do="stop" title="Stop (Escape)" { "Stop" } }
            @if again { " " button type="button" data-do="again" { "Solve again" } }
        }
    };
    markup.into_string()
}

//! Answers to single questions: why, along a curve, what is certain, what to do before the news.

use maud::{Markup, html};

use crate::explain::{Curve, Ranges, Why};
use crate::model::Model;
use crate::report::document::Block;
use crate::report::explain::curve_document;
use crate::report::explain::words::Words;
use crate::report::html::draw::NARROW;
use crate::report::html::{HedgeOnPage, curves, price_outs, range, section};
use crate::report::names::Names;

/// How many breakpoints of a curve have lines.
const LINES: usize = 12;
/// How high the drawing of a curve is.
const HIGH: f64 = 240.0;

/// Returns the statements why something is done or not: what they are about, and the markup.
pub(crate) fn whys(model: &Model, whys: &[Why]) -> (String, String) {
    if let [only] = whys {
        price_outs::stated(model, only)
    } else {
        let content = price_outs::unfolding(model, whys);
        ("Why".to_owned(), content.into_string())
    }
}

/// Returns a curve, drawn and in words: what it shows, and the markup.
pub(crate) fn curve(model: &Model, curve: &Curve) -> (String, String) {
    let names = Names::of(model);
    let words = Words::of(model, &names);
    let figure = curves::figure(&words, curve, "asked-curve", (NARROW * 1.6, HIGH));
    let title = figure
        .as_ref()
        .map_or_else(String::new, |it| it.title.clone());
    let mut document = curve_document(model, curve, Some(LINES)).printable();
    for section in &mut document.sections {
        // It is drawn above.
        section.blocks.retain(|it| !matches!(it, Block::Drawing(_)));
    }
    let content = html! {
        @if let Some(figure) = &figure { (figure.render()) }
        @for it in &document.sections { (section::headed(it)) }
    };
    (title, content.into_string())
}

/// Returns what is certain among plans nearly as good as the best.
pub(crate) fn ranges(model: &Model, ranges: &Ranges) -> String {
    range::part(model, ranges).into_string()
}

/// Returns what to do until it is known what comes.
pub(crate) fn hedge(hedge: HedgeOnPage) -> String {
    crate::report::html::hedge::part(hedge).into_string()
}

/// Returns that a question has no answer.
pub(crate) fn failure(words: &str) -> String {
    html! { p class="wrong" { (words) } }.into_string()
}

/// Returns what a search found: each a button that opens its card, with what it is now.
pub(crate) fn found(numbers: &[(String, String, String, String)], more: usize) -> String {
    let row = |(path, name, doc, now): &(String, String, String, String)| -> Markup {
        html! {
            li {
                button type="button" class="hit" data-number-open=(path) {
                    strong { (name) } " " span class="now" { (now) }
                    span class="says" { (doc) " " code { (path) } }
                }
            }
        }
    };
    html! {
        @if numbers.is_empty() {
            p class="says" { "Nothing is called so." }
        } @else {
            ul class="hits" aria-label="Found" { @for it in numbers { (row(it)) } }
            @if more > 0 { p class="says" { (more) " more: say more of its name." } }
        }
    }
    .into_string()
}

/// Returns the text of a scenario, and the change that saving it makes.
pub(crate) fn scenario_text(text: &str, file: Option<&str>, change: &str) -> String {
    html! {
        p { "Put this into the model file, or into one that it is copied from:" }
        pre class="scroll" id="scenario-text" tabindex="0" { (text) }
        div class="buttons" {
            button type="button" data-copy="scenario-text" { "Copy" }
            @if let Some(file) = file {
                button type="button" data-save="scenario" { "Append it to " (file) }
            }
        }
        @if !change.is_empty() {
            p { "What appending it changes:" }
            pre class="scroll diff" tabindex="0" { (change) }
        }
    }
    .into_string()
}

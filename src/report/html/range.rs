//! What is certain among plans that earn nearly as much as the best.

use maud::{Markup, html};

use crate::explain::Ranges;
use crate::model::Model;
use crate::report::document::Document;
use crate::report::range::range_sections;

use super::section;

/// Returns the part of a page on what all such plans have in common; the tables behind it are folded.
pub(super) fn part(model: &Model, ranges: &Ranges) -> Markup {
    let document = Document {
        title: String::new(),
        sections: range_sections(model, ranges),
    };
    let sections = document.printable().sections;
    html! {
        @for (i, it) in sections.iter().enumerate() {
            @if i == 0 { (section::blocks(it)) } @else { (section::folded(it)) }
        }
    }
}

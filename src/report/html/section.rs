//! The sections that all reports have, as markup.

use maud::{Markup, html};

use crate::report::document::{Block, Section};

use super::table;

/// Returns what a section says, without its heading.
pub(super) fn blocks(section: &Section) -> Markup {
    html! {
        @for block in &section.blocks {
            @match block {
                Block::Paragraph(text) => p { (text) },
                Block::List(points) => ul { @for point in points { li { (point) } } },
                Block::Table(table) => (table::render(table)),
                Block::Drawing(rows) => pre class="scroll" tabindex="0" { (rows.join("\n")) },
            }
        }
    }
}

/// Returns a section under a heading; nothing where it says nothing.
pub(super) fn headed(section: &Section) -> Markup {
    html! {
        @if !section.blocks.is_empty() {
            @if !section.title.is_empty() { h3 { (section.title) } }
            (blocks(section))
        }
    }
}

/// Returns a section that unfolds; nothing where it says nothing.
pub(super) fn folded(section: &Section) -> Markup {
    html! {
        @if !section.blocks.is_empty() {
            details { summary { (section.title) } (blocks(section)) }
        }
    }
}

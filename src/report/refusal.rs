//! Answers that are not a plan, in words: no plan is possible, or the margin has no end.

use crate::model::Model;
use crate::outcome::{Infeasible, Unbounded};

use super::document::{Block, Document, Section};
use super::title;

/// Returns the report on a model without a plan: the limits that cannot hold together.
#[must_use]
pub fn infeasible(model: &Model, why: &Infeasible) -> Document {
    let limits = why.conflict.iter().map(|limit| match &limit.address {
        Some(address) => format!("{address}: {}", limit.description),
        None => limit.description.clone(),
    });
    let mut section = Section::new("");
    section.add_paragraph(
        "No plan keeps every limit and promise. This is proved, not a failed search.",
    );
    section.add_paragraph(match why.conflict.len() {
        0 => "The proof names no single limit.",
        1 => "This limit cannot hold by itself:",
        _ => "These limits cannot hold together; at least one of them has to give:",
    });
    section.blocks.push(Block::List(limits.collect()));
    document(model, section)
}

/// Returns the report on a model whose margin has no end: what would grow without limit.
#[must_use]
pub fn unbounded(model: &Model, why: &Unbounded) -> Document {
    let mut section = Section::new("");
    section.add_paragraph(
        "The margin has no end: some activities earn more together the more there is of them, and no limit stops them. \
         A limit or a cost is missing, or a price is too high.",
    );
    section.add_paragraph("They grow together like this:");
    section.blocks.push(Block::List(why.ray.clone()));
    document(model, section)
}

fn document(model: &Model, section: Section) -> Document {
    Document {
        title: title(model),
        sections: vec![section],
    }
}

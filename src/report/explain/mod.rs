//! Explanations and curves as documents and as JSON: the summary first, then the tables its numbers come from.

pub(super) mod change;
pub(super) mod curve;
mod json;
pub(super) mod limits;
mod outside;
mod placed;
mod rules;
pub(super) mod summary;
pub(super) mod waiting;
pub(super) mod words;

use crate::explain::{Curve, Explanation, Promises};
use crate::model::Model;
use crate::outcome::Solved;

use super::document::{Block, Document, Section};
use super::hold::{HoldReport, with_hold};
use super::names::Names;
use super::options::with_options_held;
use super::title;
use words::Words;

pub use curve::curve_csv;
pub use json::{CurveDocument, Explained, ExplanationDocument};

/// An explanation with what is needed to report it.
#[derive(Clone, Copy, Debug)]
pub struct ExplanationReport<'a> {
    /// The model that was solved.
    pub model: &'a Model,
    /// Its best plan.
    pub solved: &'a Solved,
    /// Why it is.
    pub explanation: &'a Explanation,
    /// What each promise costs, where that was asked for.
    pub promises: Option<&'a Promises>,
    /// What is held of another plan, where anything is.
    pub held: Option<&'a HoldReport>,
    /// What a command line says of the model, for the commands that a summary names; without it, none are named.
    pub asked: Option<&'a str>,
    /// How many lines of each table to show.
    pub top: usize,
}

impl ExplanationReport<'_> {
    /// Returns what a director reads: at most ten lines, each number of which stands in a section below.
    #[must_use]
    pub fn summary(&self) -> Vec<String> {
        let names = Names::of(self.model);
        summary::lines(self, &Words::of(self.model, &names))
    }

    /// Returns the commands that ask on, each a line that can be pasted.
    #[must_use]
    pub fn commands(&self) -> Vec<String> {
        summary::commands(self)
    }

    fn next_questions(&self) -> Vec<Block> {
        match self.commands() {
            none if none.is_empty() => Vec::new(),
            commands => {
                let rows = std::iter::once("Ask next:".to_owned()).chain(commands);
                vec![Block::Drawing(rows.collect())]
            }
        }
    }

    /// Returns the report in sections: the summary, then the tables behind it.
    #[must_use]
    pub fn document(&self) -> Document {
        let names = Names::of(self.model);
        let words = Words::of(self.model, &names);
        let mut first = Section::new("");
        first.blocks.push(Block::List(self.summary()));
        first.blocks.extend(self.next_questions());
        let promises = self.promises.map_or_else(
            || Section::new(""),
            |promises| super::promises(self.model, promises),
        );
        let sections = [
            first,
            placed::who_gets_what(self, &words),
            limits::ranked(self, &words),
            limits::by_quarter(self, &words),
            limits::imputation(self, &words),
            waiting::section(self, &words),
            change::section(self, &words),
            change::ties(self),
            promises,
            limits::how_to_read(self),
        ];
        let says_something = |section: &Section| !section.blocks.is_empty();
        let document = Document {
            title: title(self.model),
            sections: sections.into_iter().filter(says_something).collect(),
        };
        let document = with_options_held(document, self.model, &self.solved.plan);
        with_hold(document, self.model, self.held)
    }
}

/// Returns the report of a curve, with at most `most` lines for its breakpoints: of more those that bend most, and others
/// spread over the range; `None`: with every one.
#[must_use]
pub fn curve_document(model: &Model, curve: &Curve, most: Option<usize>) -> Document {
    let names = Names::of(model);
    Document {
        title: title(model),
        sections: curve::sections(&Words::of(model, &names), curve, most),
    }
}

//! Models built in Rust, in the language of addresses.

use std::path::PathBuf;

use super::assign::{self, Assignment, Operator, Segment};
use super::node::{Entry, Located, Node, Value};
use super::read::Reader;
use super::{Rejected, finish, text};
use crate::diagnostic::Diagnostic;
use crate::model::Model;
use crate::source::{Sources, Span};

/// Collects values by address; [`Model::builder`] starts one.
///
/// What is set is kept as lines of a text, `foundry.n3.capacity = 1000`, which diagnostics point into.
#[derive(Clone, Debug, Default)]
pub struct ModelBuilder {
    settings: Vec<(String, serde_json::Value)>,
}

/// What the lines are called in diagnostics.
const SOURCE: &str = "the model as built";

impl ModelBuilder {
    pub(super) fn new(currency: &str, start: &str, quarters: usize) -> Self {
        Self::default()
            .set("model.currency", currency)
            .set("horizon.start", start)
            .set("horizon.quarters", quarters)
    }

    /// Sets a field, a whole table or, with `@2027Q3` or `*` in the address, values that were set before.
    ///
    /// Tables come to be where an address leads through them; a value of the wrong kind is for [`ModelBuilder::build`] to find.
    #[must_use]
    pub fn set(mut self, address: &str, value: impl Into<serde_json::Value>) -> Self {
        self.settings.push((address.to_owned(), value.into()));
        self
    }

    /// Returns the model, or everything wrong with it.
    pub fn build(&self) -> Result<Model, Rejected> {
        let mut lines = String::new();
        let mut ranges = Vec::with_capacity(self.settings.len());
        for (address, value) in &self.settings {
            let start = lines.len();
            lines.extend([address, " = ", &value.to_string()]);
            ranges.push(start..lines.len());
            lines.push('\n');
        }
        let mut sources = Sources::default();
        let source = sources.add(SOURCE, &lines);
        let mut found = Vec::new();
        let mut assignments = Vec::new();
        let mut entries = Vec::new();
        for ((address, _), range) in self.settings.iter().zip(ranges) {
            let line = Located::at(&lines[range.clone()], source, range.start);
            let value = line.part(address.len() + 3..line.text.len());
            match setting(&line.part(0..address.len()), &value, line.whole()) {
                Err(errors) => found.extend(errors),
                Ok(one) if one.target.quarters.is_some() || one.target.has_pattern() => {
                    assignments.push(one);
                }
                Ok(one) => insert(&mut entries, &one.target.segments, one.value),
            }
        }
        let root = Node {
            span: Located::at("", source, 0).whole(),
            value: Value::Table(entries),
        };
        let mut reader = Reader::new(sources, PathBuf::new(), Vec::new());
        reader.found = found;
        let mut document = reader.document(&root);
        Ok(finish(reader, &mut document, &assignments)?.model)
    }
}

/// Returns one line as an assignment whose value is JSON.
fn setting(address: &Located, value: &Located, span: Span) -> Result<Assignment, Vec<Diagnostic>> {
    let target = assign::parse_target(address).map_err(|error| vec![error])?;
    let (value, errors) = text::parse_json_value(value);
    if !errors.is_empty() {
        return Err(errors);
    }
    Ok(Assignment {
        text: address.text.to_owned(),
        span,
        target,
        operator: Operator::Set,
        value,
        begins: 0,
    })
}

/// Puts the value into the tree, with the tables that lead to it; what is no table on the way becomes one.
fn insert(entries: &mut Vec<Entry>, segments: &[Segment], value: Node) {
    let Some((segment, rest)) = segments.split_first() else {
        return;
    };
    let position = entries.iter().position(|entry| entry.key == segment.text);
    let position = position.unwrap_or_else(|| {
        entries.push(Entry {
            key: segment.text.clone(),
            span: segment.span,
            node: Node {
                span: segment.span,
                value: Value::Table(Vec::new()),
            },
        });
        entries.len() - 1
    });
    let node = &mut entries[position].node;
    if rest.is_empty() {
        *node = value;
        return;
    }
    if !matches!(node.value, Value::Table(_)) {
        node.value = Value::Table(Vec::new());
    }
    if let Value::Table(inner) = &mut node.value {
        insert(inner, rest, value);
    }
}

//! A parsed text, TOML and JSON alike: values with their places.

use std::fmt;

use crate::source::{SourceId, Span};

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub span: Span,
    pub value: Value,
}

/// What was written.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(String),
    Number(f64),
    Bool(bool),
    List(Vec<Node>),
    Table(Vec<Entry>),
    /// Something no field takes, in words: `a date`, `null`.
    Other(&'static str),
}

/// A number and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed {
    pub value: f64,
    pub span: Span,
}

/// A key with its value.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub key: String,
    pub span: Span,
    pub node: Node,
}

impl Node {
    /// Returns what kind of value it is, in words.
    pub fn what(&self) -> &'static str {
        match self.value {
            Value::Text(_) => "a text",
            Value::Number(_) => "a number",
            Value::Bool(_) => "true or false",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
            Value::Other(what) => what,
        }
    }

    /// Returns the entries of a table; none for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Table(entries) => entries,
            _ => &[],
        }
    }

    /// Returns the value of a key of a table.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries()
            .iter()
            .find(|entry| entry.key == key)
            .map(|entry| &entry.node)
    }
}

/// A text and where each of its bytes stands in a source.
///
/// A scenario's assignment is a string inside the model file; with escapes in it, its bytes do not stand side by side.
#[derive(Clone, Debug)]
pub(super) struct Located<'a> {
    pub text: &'a str,
    source: SourceId,
    start: usize,
    /// Place of each byte and of the end, from `start`; `None` if they stand side by side.
    offsets: Option<Vec<usize>>,
}

impl<'a> Located<'a> {
    /// Returns a text that stands in its source from byte `start` on, as it is.
    pub fn at(text: &'a str, source: SourceId, start: usize) -> Self {
        Self {
            text,
            source,
            start,
            offsets: None,
        }
    }

    /// Returns the contents `text` of the quoted string at `span` of `whole`.
    pub fn quoted(text: &'a str, span: Span, whole: &str) -> Self {
        let raw = whole.get(span.start..span.end).unwrap_or_default();
        let quotes = if raw.starts_with("\"\"\"") || raw.starts_with("'''") {
            3
        } else {
            1
        };
        let raw = raw.get(quotes..).unwrap_or_default();
        let offsets = (!raw.starts_with(text)).then(|| unescaped_offsets(raw, text));
        Self {
            text,
            source: span.source,
            start: span.start + quotes,
            offsets,
        }
    }

    /// Returns where these bytes of the text stand.
    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        let place = |byte: usize| match &self.offsets {
            None => byte,
            Some(offsets) => offsets[byte.min(offsets.len() - 1)],
        };
        Span {
            source: self.source,
            start: self.start + place(range.start),
            end: self.start + place(range.end),
        }
    }

    /// Returns where the whole text stands.
    pub fn whole(&self) -> Span {
        self.span(0..self.text.len())
    }

    /// Returns a part of the text, still knowing where it stands.
    pub fn part(&self, range: std::ops::Range<usize>) -> Self {
        Self {
            text: &self.text[range.clone()],
            source: self.source,
            start: match &self.offsets {
                None => self.start + range.start,
                Some(_) => self.start,
            },
            offsets: self
                .offsets
                .as_ref()
                .map(|offsets| offsets[range.start..=range.end].to_vec()),
        }
    }

    /// Returns the text without white space around it, still knowing where it stands.
    pub fn trimmed(&self) -> Self {
        let start = self.text.len() - self.text.trim_start().len();
        self.part(start..start + self.text.trim().len())
    }
}

/// Returns where in `raw`, written with backslash escapes, each byte of its meaning `text` stands, and its end.
fn unescaped_offsets(raw: &str, text: &str) -> Vec<usize> {
    let mut offsets = Vec::with_capacity(text.len() + 1);
    let mut at = 0;
    for meant in text.chars() {
        offsets.extend(std::iter::repeat_n(at, meant.len_utf8()));
        let escape = raw.get(at..).unwrap_or_default().strip_prefix('\\');
        at += match escape.and_then(|rest| rest.chars().next()) {
            None => raw
                .get(at..)
                .and_then(|rest| rest.chars().next())
                .map_or(0, char::len_utf8),
            Some('u') => 6,
            Some('U') => 10,
            Some('x') => 4,
            Some(_) => 2,
        };
    }
    offsets.push(at);
    offsets
}

/// The dotted path to a value, grown from table to table; written out only where it is needed.
#[derive(Clone, Copy)]
pub(super) struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    key: &'a str,
}

impl Path<'static> {
    /// The path of the whole model.
    pub const ROOT: Self = Self {
        parent: None,
        key: "",
    };
}

impl Path<'_> {
    /// Returns the path of a key below this one.
    pub fn child<'b>(&'b self, key: &'b str) -> Path<'b> {
        Path {
            parent: Some(self),
            key,
        }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            if parent.parent.is_some() {
                write!(f, "{parent}.")?;
            }
            f.write_str(self.key)?;
        }
        Ok(())
    }
}

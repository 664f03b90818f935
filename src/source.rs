//! Texts that were read and places in them.

/// Which text a place is in: an index into [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub usize);

/// A place in a text: bytes `start..end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The text.
    pub source: SourceId,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// One text: a model file, a CSV beside it, or an assignment from the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// What to call it: a path, or `--set 1`.
    pub name: String,
    /// Its whole text.
    pub text: String,
}

/// All texts that were read for one model, in the order they were read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources(Vec<Source>);

/// A line and column, both counted from 1; the column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl Sources {
    /// Keeps a text and returns how to refer to it.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        self.0.push(Source {
            name: name.into(),
            text: text.into(),
        });
        SourceId(self.0.len() - 1)
    }

    /// Returns the text behind `id`.
    ///
    /// # Panics
    /// If `id` came from other `Sources`.
    #[must_use]
    pub fn get(&self, id: SourceId) -> &Source {
        &self.0[id.0]
    }

    /// Returns the texts in the order they were read.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.0.iter()
    }

    /// Returns the line and column where `span` starts.
    #[must_use]
    pub fn position(&self, span: Span) -> Position {
        let text = &self.get(span.source).text;
        let mut start = span.start.min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Position {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

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
    /// Whether reports show whole lines of it, or no more than the places they are about.
    pub shows_lines: bool,
    /// Where each line starts: findings are many where much is wrong, and each is looked up.
    lines: Vec<usize>,
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
        let text = text.into();
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        self.0.push(Source {
            name: name.into(),
            lines: std::iter::once(0).chain(ends).collect(),
            text,
            shows_lines: true,
        });
        SourceId(self.0.len() - 1)
    }

    /// Keeps a text of which reports show no more than the places they are about: a model file may name any CSV.
    pub(crate) fn add_table(
        &mut self,
        name: impl Into<String>,
        text: impl Into<String>,
    ) -> SourceId {
        let id = self.add(name, text);
        self.0[id.0].shows_lines = false;
        id
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
        let source = self.get(span.source);
        let start = source.onto_character(span.start);
        let line = source.line(start);
        Position {
            line: line + 1,
            column: source.text[source.lines[line]..start].chars().count() + 1,
        }
    }
}

impl Source {
    /// Returns the byte if a character starts there, else where the one before it starts; at most the end.
    #[must_use]
    pub(crate) fn onto_character(&self, byte: usize) -> usize {
        let mut byte = byte.min(self.text.len());
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        byte
    }

    /// Returns which line holds the byte, from 0.
    #[must_use]
    pub fn line(&self, byte: usize) -> usize {
        self.lines
            .partition_point(|&start| start <= byte)
            .saturating_sub(1)
    }

    /// Returns the bytes of these lines, both ends included and without the last line's end.
    #[must_use]
    pub fn lines(&self, first: usize, last: usize) -> std::ops::Range<usize> {
        let start = self.lines.get(first).copied().unwrap_or(self.text.len());
        let end = match self.lines.get(last + 1) {
            Some(next) => next - 1,
            None => self.text.len(),
        };
        start..end.max(start)
    }
}

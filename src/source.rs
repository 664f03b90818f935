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

/// One text: a model file, a CSV beside it, or an assignment from the command line; or one sheet of a workbook, which has no
/// text but cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// What to call it: a path, or `--set 1`.
    pub name: String,
    /// Its whole text; empty for a sheet.
    pub text: String,
    /// The sheet's name, where this is one.
    pub sheet: Option<String>,
    /// Whether reports show whole lines of it, or no more than the places they are about.
    pub shows_lines: bool,
    /// Where each line starts: findings are many where much is wrong, and each is looked up.
    lines: Vec<usize>,
}

/// How many columns a sheet has: a place in it counts its cells row by row.
pub(crate) const COLUMNS: usize = 1 << 14;

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
            sheet: None,
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

    /// Keeps a sheet of a workbook and returns how to refer to it.
    pub(crate) fn add_sheet(&mut self, name: &str, sheet: &str) -> SourceId {
        let id = self.add_table(name, "");
        self.0[id.0].sheet = Some(sheet.to_owned());
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

    /// Returns where `span` is as people write it: `model.toml:3:7`, or `numbers.xlsx, Supply!B7`.
    #[must_use]
    pub fn place(&self, span: Span) -> String {
        let source = self.get(span.source);
        if let (Some(sheet), Some(cell)) = (&source.sheet, source.cell(span.start)) {
            return format!("{}, {sheet}!{cell}", source.name);
        }
        let position = self.position(span);
        format!("{}:{}:{}", source.name, position.line, position.column)
    }

    /// Returns the line and column where `span` starts; of a cell its row and column, both from 1.
    #[must_use]
    pub fn position(&self, span: Span) -> Position {
        let source = self.get(span.source);
        if source.sheet.is_some() {
            return Position {
                line: span.start / COLUMNS + 1,
                column: span.start % COLUMNS + 1,
            };
        }
        let start = source.onto_character(span.start);
        let line = source.line(start);
        Position {
            line: line + 1,
            column: source.text[source.lines[line]..start].chars().count() + 1,
        }
    }
}

impl Span {
    /// Returns the cell of a sheet in this row and column, both from 0.
    pub(crate) fn cell(source: SourceId, row: usize, column: usize) -> Self {
        let start = row * COLUMNS + column;
        Self {
            source,
            start,
            end: start + 1,
        }
    }
}

/// Returns what a sheet calls a cell: `B7` for row 6 and column 1, both from 0.
pub(crate) fn cell_name(row: usize, column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.insert(0, char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[rest % 26]));
        rest /= 26;
    }
    format!("{}{}", letters.iter().collect::<String>(), row + 1)
}

impl Source {
    /// Returns what the sheet calls a cell; `None` for a text.
    #[must_use]
    pub(crate) fn cell(&self, start: usize) -> Option<String> {
        self.sheet.as_ref()?;
        Some(cell_name(start / COLUMNS, start % COLUMNS))
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_called_as_sheets_call_them() {
        let names = [
            (0, 0),
            (6, 1),
            (0, 25),
            (0, 26),
            (9, 701),
            (0, 702),
            (0, COLUMNS - 1),
        ];
        let names = names.map(|(row, column)| cell_name(row, column));
        assert_eq!(names, ["A1", "B7", "Z1", "AA1", "ZZ10", "AAA1", "XFD1"]);
        let mut sources = Sources::default();
        let sheet = sources.add_sheet("numbers.xlsx", "Supply");
        let span = Span::cell(sheet, 6, 1);
        assert_eq!(sources.place(span), "numbers.xlsx, Supply!B7");
        let position = sources.position(span);
        assert_eq!((position.line, position.column), (7, 2));
    }
}

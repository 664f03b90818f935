//! CSV files beside the model file, with the place of every cell.

use std::collections::HashMap;
use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Span};

/// The most characters of a cell that a message repeats.
const MOST_SAID: usize = 40;

/// A CSV: its header and its rows, each cell with its place.
#[derive(Debug)]
pub(super) struct Csv {
    pub header: Vec<Cell>,
    pub rows: Vec<Vec<Cell>>,
    pub separator: Separator,
}

/// What stands between two cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Separator {
    Comma,
    Semicolon,
    Tab,
}

/// A cell without the white space around it.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub text: String,
    pub span: Span,
}

impl Cell {
    /// Returns the text as a message repeats it.
    pub fn said(&self) -> String {
        said(&self.text)
    }
}

/// Returns the text of a cell as a message repeats it: cut where it is long, for a file may be no table at all.
pub(super) fn said(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let said: String = line.chars().take(MOST_SAID).collect();
    let rest = if said.len() < text.len() { ".." } else { "" };
    said + rest
}

impl Separator {
    /// Returns the one by which the header has a column `quarter`, else a comma.
    fn of(header: &str) -> Self {
        let separators = [Self::Comma, Self::Semicolon, Self::Tab];
        let splits = |separator: &Self| {
            let mut cells = header.split(char::from(separator.byte()));
            cells.any(|cell| is_column(cell.trim().trim_matches('"'), "quarter"))
        };
        separators.into_iter().find(splits).unwrap_or(Self::Comma)
    }

    fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Comma => "commas",
            Self::Semicolon => "semicolons",
            Self::Tab => "tabs",
        }
    }
}

impl Csv {
    /// Returns the position of a column; upper and lower case are the same.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.header
            .iter()
            .position(|cell| is_column(&cell.text, name))
    }
}

fn is_column(header: &str, name: &str) -> bool {
    header.to_lowercase() == name.to_lowercase()
}

/// Returns the cells of a CSV text, or what makes it no CSV.
pub(super) fn parse(source: SourceId, text: &str) -> Result<Csv, Vec<Diagnostic>> {
    let skipped = text.len() - text.trim_start_matches('\u{feff}').len();
    let body = &text[skipped..];
    let place = |range: Range<usize>| Span {
        source,
        start: skipped + range.start,
        end: skipped + range.end,
    };
    let top = body.lines().find(|line| !line.trim().is_empty());
    let separator = Separator::of(top.unwrap_or_default());
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .delimiter(separator.byte())
        .flexible(true)
        .from_reader(body.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let at = error.position().map_or(0, byte_of);
            vec![
                Diagnostic::error("bad-csv", format!("the CSV cannot be read: {error}"))
                    .with_label(place(at..at), ""),
            ]
        })?;
        let mut at = record.position().map_or(0, byte_of);
        // The reader's position lies before blank lines that it skips.
        let rest = body.get(at..).unwrap_or_default();
        at += rest.len() - rest.trim_start_matches(['\r', '\n']).len();
        let mut cells = Vec::with_capacity(record.len());
        for field in &record {
            let raw = cell_range(body, at, separator);
            at = raw.end + 1;
            cells.push(Cell {
                text: field.trim().to_owned(),
                span: place(raw),
            });
        }
        rows.push(cells);
    }
    let empty = |what: &str| {
        let message = format!("the CSV {what}");
        vec![Diagnostic::error("bad-csv", message).with_label(place(0..0), "")]
    };
    if rows.is_empty() {
        return Err(empty("is empty"));
    }
    let header = rows.remove(0);
    let twice = columns_twice(&header);
    if !twice.is_empty() {
        return Err(twice);
    }
    if rows.is_empty() {
        return Err(empty("has a header and no rows"));
    }
    Ok(Csv {
        header,
        rows,
        separator,
    })
}

/// Returns the error for each column that another before it has the name of.
fn columns_twice(header: &[Cell]) -> Vec<Diagnostic> {
    let mut first: HashMap<String, Span> = HashMap::new();
    let mut found = Vec::new();
    for cell in header.iter().filter(|cell| !cell.text.is_empty()) {
        let name = cell.text.to_lowercase();
        if let Some(&span) = first.get(&name) {
            let message = format!("the CSV has two columns `{}`", cell.said());
            found.push(
                Diagnostic::error("duplicate-column", message)
                    .with_label(cell.span, "here again")
                    .with_label(span, "first here")
                    .with_help("rename one of them; upper and lower case are the same"),
            );
        } else {
            first.insert(name, cell.span);
        }
    }
    found
}

fn byte_of(position: &csv::Position) -> usize {
    usize::try_from(position.byte()).unwrap_or(0)
}

/// Returns where the cell that starts at `start` stands, quotes included.
fn cell_range(text: &str, start: usize, separator: Separator) -> Range<usize> {
    let separator = char::from(separator.byte());
    let rest = text.get(start..).unwrap_or_default();
    let mut is_quoted = false;
    let length = rest
        .find(|c: char| {
            is_quoted ^= c == '"';
            !is_quoted && (c == separator || matches!(c, '\n' | '\r'))
        })
        .unwrap_or(rest.len());
    start.min(text.len())..start.min(text.len()) + length
}

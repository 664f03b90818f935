//! CSV files beside the model file, with the place of every cell.

use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Span};

/// A CSV: its header and its rows, each cell with its place.
#[derive(Debug)]
pub(super) struct Csv {
    pub header: Vec<Cell>,
    pub rows: Vec<Vec<Cell>>,
    /// The first line.
    pub top: Span,
}

/// A cell without the white space around it.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub text: String,
    pub span: Span,
}

/// Returns the cells of a CSV text, or what makes it no CSV.
pub(super) fn parse(source: SourceId, text: &str) -> Result<Csv, Diagnostic> {
    let skipped = text.len() - text.trim_start_matches('\u{feff}').len();
    let body = &text[skipped..];
    let place = |range: Range<usize>| Span {
        source,
        start: skipped + range.start,
        end: skipped + range.end,
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(body.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let at = error.position().map_or(0, byte_of);
            Diagnostic::error("bad-csv", format!("the CSV cannot be read: {error}"))
                .with_label(place(at..at), "")
        })?;
        let mut at = record.position().map_or(0, byte_of);
        // The reader's position lies before blank lines that it skips.
        let rest = body.get(at..).unwrap_or_default();
        at += rest.len() - rest.trim_start_matches(['\r', '\n']).len();
        let mut cells = Vec::with_capacity(record.len());
        for field in &record {
            let raw = cell_range(body, at);
            at = raw.end + 1;
            cells.push(Cell {
                text: field.trim().to_owned(),
                span: place(raw),
            });
        }
        rows.push(cells);
    }
    if rows.is_empty() {
        return Err(Diagnostic::error("bad-csv", "the CSV is empty").with_label(place(0..0), ""));
    }
    let header = rows.remove(0);
    let top = place(0..body.lines().next().map_or(0, str::len));
    Ok(Csv { header, rows, top })
}

fn byte_of(position: &csv::Position) -> usize {
    usize::try_from(position.byte()).unwrap_or(0)
}

/// Returns where the cell that starts at `start` stands, quotes included.
fn cell_range(text: &str, start: usize) -> Range<usize> {
    let rest = text.get(start..).unwrap_or_default();
    let mut is_quoted = false;
    let length = rest
        .find(|c: char| {
            is_quoted ^= c == '"';
            !is_quoted && matches!(c, ',' | '\n' | '\r')
        })
        .unwrap_or(rest.len());
    start.min(text.len())..start.min(text.len()) + length
}

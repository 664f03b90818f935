//! Tables as CSV files.

use std::borrow::Cow;

use csv::Writer;

use super::grid::{Cell, Grid};

/// One CSV file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CsvFile {
    /// Its name: `wafer-starts.csv`.
    pub name: String,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// Returns a file a table; all of them, those without rows too, so that readers find what they expect.
pub fn render(grids: &[Grid]) -> Result<Vec<CsvFile>, csv::Error> {
    grids.iter().map(file).collect()
}

/// Returns a text cell that no spreadsheet takes for a formula: one that begins as a formula does, with `=`, `+`, `-`, `@`,
/// a tab or a carriage return, gets a `'` in front (OWASP, "CSV Injection"). Numbers stay as they are.
#[must_use]
pub fn plain(text: &str) -> Cow<'_, str> {
    let begins = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if begins && text.parse::<f64>().is_err() {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

fn file(grid: &Grid) -> Result<CsvFile, csv::Error> {
    let mut writer = Writer::from_writer(Vec::new());
    writer.write_record(&grid.headings)?;
    for row in &grid.rows {
        let cells = row.iter().map(|cell| match cell {
            Cell::Text(text) => Cell::Text(Cow::Owned(plain(text).into_owned())),
            other => other.clone(),
        });
        writer.serialize(cells.collect::<Vec<Cell>>())?;
    }
    let content = writer
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?;
    Ok(CsvFile {
        name: format!("{}.csv", grid.name),
        content,
    })
}

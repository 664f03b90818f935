//! Tables as CSV files.

use csv::Writer;

use super::grid::Grid;

/// One CSV file.
#[derive(Clone, Debug, PartialEq, Eq)]
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

fn file(grid: &Grid) -> Result<CsvFile, csv::Error> {
    let mut writer = Writer::from_writer(Vec::new());
    writer.write_record(&grid.headings)?;
    for row in &grid.rows {
        writer.serialize(row)?;
    }
    let content = writer
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?;
    Ok(CsvFile {
        name: format!("{}.csv", grid.name),
        content,
    })
}

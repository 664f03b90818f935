//! A series in a column of a CSV beside the model file.

use std::rc::Rc;

use super::InputFile;
use super::csv::{self, Cell, Csv, Separator};
use super::node::{Node, Path, Placed};
use super::read::{Faults, Reader, text_of};
use super::rows::Rows;
use super::series::Draft;
use super::suggest;
use crate::diagnostic::Diagnostic;
use crate::quarter::Quarter;
use crate::source::Span;

impl Reader {
    /// Returns the column as steps dated by the column `quarter`; rows outside horizon and tail are skipped.
    pub fn column(&mut self, path: Path, file: &Node, column: &Node) -> Result<Draft, Faults> {
        let [name, wanted] = text_of(path, [("csv", file), ("column", column)])?;
        let csv = self.csv(name, file.span)?;
        let find = |name: &str| csv.position(name);
        // Only of a table of quarters anything is repeated: the file may be none of the planner's.
        let Some(quarters) = find("quarter") else {
            let error = Diagnostic::error("no-column", "the CSV has no column `quarter`")
                .with_label(file.span, "")
                .with_help(
                    "the first line names the columns, and `quarter` holds 2027Q3 and the like",
                );
            return Err(vec![error]);
        };
        let Some(values) = find(wanted) else {
            let error = Diagnostic::error("no-column", format!("the CSV has no column `{wanted}`"))
                .with_label(column.span, "")
                .with_label(csv.header[quarters].span, "in this line of column names");
            let known = csv.header.iter().map(|cell| cell.text.as_str());
            return Err(vec![match suggest::closest(wanted, known) {
                Some(meant) => error.with_help(format!("did you mean `{meant}`?")),
                None => error,
            }]);
        };
        let mut rows = Rows::new(format!("`{name}`"), "row", "csv-all-outside");
        for row in &csv.rows {
            // What lies beyond the last column name cannot be distinguished from a number cut in two: 1,100.
            let beyond = row.iter().skip(csv.header.len());
            if let Some(extra) = beyond.into_iter().find(|cell| !cell.text.is_empty()) {
                rows.faults.push(
                    Diagnostic::error("bad-csv", "a row has more cells than there are columns")
                        .with_label(extra.span, "beyond the last column name")
                        .with_help("write numbers without separators between thousands: 12000.5"),
                );
                continue;
            }
            let Some(cell) = row.get(quarters) else {
                let place = row
                    .first()
                    .map_or(csv.header[quarters].span, |cell| cell.span);
                rows.faults.push(
                    Diagnostic::error("bad-csv", "a row has no quarter").with_label(place, ""),
                );
                continue;
            };
            match cell.text.parse::<Quarter>() {
                Err(_) => {
                    let message = format!(
                        "`{}` is not a quarter; a quarter is written like 2027Q3",
                        cell.said()
                    );
                    rows.faults
                        .push(Diagnostic::error("bad-quarter", message).with_label(cell.span, ""));
                }
                Ok(quarter) => rows.add(&self.calendar, quarter, cell.span, || {
                    cell_number(row.get(values), cell)
                }),
            }
        }
        self.written_out(path, rows, file.span)
    }

    /// Returns a CSV of the model file's folder, read once; `asked` is where it is named.
    fn csv(&mut self, name: &str, asked: Span) -> Result<Rc<Csv>, Faults> {
        if !self.csvs.contains_key(name) {
            let csv = self.read_csv(name, asked);
            self.csvs.insert(name.to_owned(), csv);
        }
        let known = self.csvs.get(name).cloned();
        known.unwrap_or_else(|| Err(Vec::new())).map_err(|faults| {
            // What cannot be read has no place of its own.
            let placed = faults.into_iter().map(|fault| match fault.labels[..] {
                [] => fault.with_label(asked, ""),
                _ => fault,
            });
            placed.collect()
        })
    }

    fn read_csv(&mut self, name: &str, asked: Span) -> Result<Rc<Csv>, Faults> {
        let path = self.folder.join(name);
        let text = self.files_allowed.read_text(&self.folder, name);
        let text = text.map_err(|fault| vec![fault])?;
        let shown = path.display().to_string();
        let source = self.sources.add_table(shown.clone(), text.clone());
        let csv = csv::parse(source, &text);
        self.files.push(InputFile {
            name: shown,
            content: text.into_bytes(),
        });
        let csv = csv?;
        if csv.separator != Separator::Comma {
            let message = format!(
                "`{name}` is read with {} between its cells, and a point before decimals",
                csv.separator.words()
            );
            let place = csv.position("quarter").map(|at| csv.header[at].span);
            self.found.push(
                Diagnostic::warning("csv-separator", message)
                    .with_label(place.unwrap_or(asked), "")
                    .with_label(asked, "named here")
                    .with_help("separate the cells by commas to avoid this warning"),
            );
        }
        Ok(Rc::new(csv))
    }
}

/// Returns the number in a cell of a CSV, in the row of `quarter`.
fn cell_number(cell: Option<&Cell>, quarter: &Cell) -> Result<Placed, Diagnostic> {
    let Some(cell) = cell else {
        let message = format!("the row of {} has no value", quarter.text);
        return Err(Diagnostic::error("bad-csv", message).with_label(quarter.span, ""));
    };
    cell.text
        .parse()
        .map(|value| Placed {
            value,
            span: cell.span,
        })
        .map_err(|_| {
            let message = format!("`{}` is not a number", cell.said());
            Diagnostic::error("bad-csv", message)
                .with_label(cell.span, "")
                .with_help("write it with a decimal point and without separators: 12000.5")
        })
}

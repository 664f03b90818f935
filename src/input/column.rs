//! A series in a column of a CSV beside the model file.

use std::rc::Rc;

use super::InputFile;
use super::csv::{self, Cell, Csv};
use super::node::{Node, Path, Placed, Value};
use super::read::{Faults, Reader, sound, wrong_type};
use super::series::{Dated, Draft};
use super::suggest;
use crate::diagnostic::Diagnostic;
use crate::quarter::Quarter;
use crate::source::Span;

impl Reader {
    /// Returns the column as steps dated by the column `quarter`; rows outside horizon and tail are skipped.
    pub fn column(&mut self, path: Path, file: &Node, column: &Node) -> Result<Draft, Faults> {
        let (Value::Text(name), Value::Text(wanted)) = (&file.value, &column.value) else {
            let wrong = |key, node: &Node| match node.value {
                Value::Text(_) => None,
                _ => Some(wrong_type(path.child(key), "a text", node)),
            };
            return Err(wrong("csv", file)
                .into_iter()
                .chain(wrong("column", column))
                .collect());
        };
        let csv = self.csv(name).map_err(|error| {
            // An unreadable file has no place of its own.
            vec![if error.labels.is_empty() {
                error.with_label(file.span, "")
            } else {
                error
            }]
        })?;
        let find = |name: &str| csv.header.iter().position(|cell| cell.text == name);
        let missing = |name: &str, span: Span| {
            let message = format!("the CSV has no column `{name}`");
            let error = Diagnostic::error("no-column", message)
                .with_label(span, "")
                .with_label(csv.top, "its columns");
            match suggest::help(name, csv.header.iter().map(|cell| cell.text.as_str())) {
                Some(help) => vec![error.with_help(help)],
                None => vec![error],
            }
        };
        let quarters = find("quarter").ok_or_else(|| missing("quarter", file.span))?;
        let values = find(wanted).ok_or_else(|| missing(wanted, column.span))?;
        let mut faults = Vec::new();
        let mut seen: Vec<(Quarter, Span)> = Vec::with_capacity(csv.rows.len());
        let mut dated = Vec::new();
        for row in &csv.rows {
            let Some(cell) = row.get(quarters) else {
                continue;
            };
            match cell.text.parse::<Quarter>() {
                Err(error) => faults.push(
                    Diagnostic::error("bad-quarter", error.to_string()).with_label(cell.span, ""),
                ),
                Ok(quarter) => {
                    seen.push((quarter, cell.span));
                    // Rows outside are skipped: a CSV may be longer than the plan.
                    if let Some(t) = self.calendar.horizon.index(quarter) {
                        match cell_number(row.get(values), cell) {
                            Ok(number) => dated.push(Dated { t, number }),
                            Err(fault) => faults.push(fault),
                        }
                    }
                }
            }
        }
        seen.sort_by_key(|&(quarter, span)| (quarter, span.start));
        for pair in seen.windows(2) {
            if pair[0].0 == pair[1].0 {
                let message = format!("`{name}` gives {} twice", pair[0].0);
                faults.push(
                    Diagnostic::error("duplicate-quarter", message)
                        .with_label(pair[1].1, "here again")
                        .with_label(pair[0].1, "first here")
                        .with_help("keep one of the rows"),
                );
            }
        }
        dated.sort_by_key(|value| value.t);
        sound(self.hold(&dated, file.span), faults)
    }

    /// Returns a CSV of the model file's folder, read once.
    fn csv(&mut self, name: &str) -> Result<Rc<Csv>, Diagnostic> {
        if let Some(known) = self.csvs.get(name) {
            return known.clone();
        }
        let path = self.folder.join(name);
        let csv = match std::fs::read_to_string(&path) {
            Err(error) => Err(Diagnostic::error(
                "csv-unreadable",
                format!("`{name}` cannot be read: {error}"),
            )
            .with_help("a CSV is looked for in the folder of the model file")),
            Ok(text) => {
                let shown = path.display().to_string();
                let source = self.sources.add(shown.clone(), text.clone());
                let csv = csv::parse(source, &text).map(Rc::new);
                self.files.push(InputFile {
                    name: shown,
                    content: text,
                });
                csv
            }
        };
        self.csvs.insert(name.to_owned(), csv.clone());
        csv
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
            let message = format!("`{}` is not a number", cell.text);
            Diagnostic::error("bad-csv", message)
                .with_label(cell.span, "")
                .with_help("write it with a decimal point and without separators: 12000.5")
        })
}

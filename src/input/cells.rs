//! A series in a sheet of a workbook beside the model file: a column with quarters down, or a row with quarters across.

use std::rc::Rc;

use super::InputFile;
use super::nearby::WORKBOOK;
use super::node::{Node, Path, Placed};
use super::read::{Faults, Reader, text_of};
use super::rows::Rows;
use super::series::Draft;
use super::sheet::{Held, Position, Sheet};
use super::suggest;
use super::workbook::Workbook;
use crate::diagnostic::Diagnostic;
use crate::source::{Span, cell_name};

/// What stands before the quarters, and names their column or row.
const QUARTER: &str = "quarter";

/// Which way the quarters of a sheet go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quarters {
    Down,
    Across,
}

impl Quarters {
    /// Returns the key of the model file for what stands beside such quarters.
    fn key(self) -> &'static str {
        match self {
            Self::Down => "column",
            Self::Across => "row",
        }
    }

    /// Returns what there is one of for each quarter.
    fn one(self) -> &'static str {
        match self {
            Self::Down => "row",
            Self::Across => "column",
        }
    }

    /// Returns where a cell is along the quarters, and across them.
    fn along(self, (row, column): Position) -> (u32, u32) {
        match self {
            Self::Down => (row, column),
            Self::Across => (column, row),
        }
    }

    /// Returns the cell that is there.
    fn cell(self, along: u32, across: u32) -> Position {
        match self {
            Self::Down => (along, across),
            Self::Across => (across, along),
        }
    }
}

impl Reader {
    /// Returns the column or row as steps, dated by the cells after the one that says `quarter`; those outside horizon and tail
    /// are skipped.
    pub fn cells(
        &mut self,
        path: Path,
        book: &Node,
        sheet: &Node,
        wanted: &Node,
        way: Quarters,
    ) -> Result<Draft, Faults> {
        let keys = [("xlsx", book), ("sheet", sheet), (way.key(), wanted)];
        let [file, sheet_name, name] = text_of(path, keys)?;
        let table = format!("sheet `{sheet_name}` of `{file}`");
        let cells = self.sheet(file, sheet_name, book.span, sheet.span)?;
        let corner = corner(&cells, &table, sheet.span, way).map_err(|error| vec![error])?;
        let heading = heading(&cells, corner, name, &table, wanted.span, way);
        let (_, values) = way.along(heading.map_err(|error| vec![error])?);
        let (first, quarters) = way.along(corner);
        let mut rows = Rows::new(table, way.one(), "xlsx-all-outside");
        let mut end = first + 1;
        while cells.cells.contains_key(&way.cell(end, quarters)) {
            end += 1;
        }
        for at in first + 1..end {
            let position = way.cell(at, quarters);
            let Some(held) = cells.cells.get(&position) else {
                continue;
            };
            match held.quarter() {
                None => rows.faults.push(no_quarter(held, cells.place(position))),
                Some(quarter) => rows.add(&self.calendar, quarter, cells.place(position), || {
                    let cell = way.cell(at, values);
                    number(&cells, cell).map_err(|error| {
                        error.with_label(cells.place(position), format!("{quarter} is here"))
                    })
                }),
            }
        }
        // A gap would cut the series off without a word.
        let beyond = cells.cells.iter().find(|&(&position, held)| {
            let (along, across) = way.along(position);
            across == quarters && along > end && held.quarter().is_some()
        });
        if let Some((&position, _)) = beyond {
            let gap = cells.place(way.cell(end, quarters));
            rows.faults.push(
                Diagnostic::error("bad-quarter", "quarters go on after an empty cell")
                    .with_label(gap, "empty")
                    .with_label(cells.place(position), "a quarter again")
                    .with_help("quarters end at the first empty cell: leave none between them"),
            );
        } else if end == first + 1 {
            rows.faults.push(
                Diagnostic::error("bad-quarter", "no quarter follows")
                    .with_label(cells.place(corner), "")
                    .with_help(format!(
                        "for a `{}` the quarters stand {} this cell, without an empty cell between",
                        way.key(),
                        match way {
                            Quarters::Down => "below",
                            Quarters::Across => "to the right of",
                        }
                    )),
            );
        }
        self.written_out(path, rows, book.span)
    }

    /// Returns a sheet of a workbook of the model file's folder, read once; `asked` and `named` are where the two are named.
    fn sheet(
        &mut self,
        file: &str,
        name: &str,
        asked: Span,
        named: Span,
    ) -> Result<Rc<Sheet>, Faults> {
        let key = (file.to_owned(), name.to_lowercase());
        if !self.sheets.contains_key(&key) {
            let sheet = self.read_sheet(file, name);
            self.sheets.insert(key.clone(), sheet);
        }
        let known = self.sheets.get(&key).cloned();
        known.unwrap_or_else(|| Err(Vec::new())).map_err(|faults| {
            // What cannot be read has no place of its own.
            let placed = faults.into_iter().map(|fault| {
                let place = if fault.code == "no-sheet" {
                    named
                } else {
                    asked
                };
                fault.with_label(place, "")
            });
            placed.collect()
        })
    }

    fn read_sheet(&mut self, file: &str, name: &str) -> Result<Rc<Sheet>, Faults> {
        if !self.workbooks.contains_key(file) {
            let book = self.read_workbook(file);
            self.workbooks
                .insert(file.to_owned(), book.map_err(|error| vec![error]));
        }
        let shown = self.folder.join(file).display().to_string();
        let book = match self.workbooks.get_mut(file) {
            Some(Ok(book)) => book,
            Some(Err(faults)) => return Err(faults.clone()),
            None => return Err(Vec::new()),
        };
        let known = book.sheets();
        let is_it = |it: &&String| it.to_lowercase() == name.to_lowercase();
        let Some(name) = known.iter().find(is_it).cloned() else {
            let error = Diagnostic::error("no-sheet", format!("`{file}` has no sheet `{name}`"));
            let help = suggest::help(name, known.iter().map(String::as_str));
            return Err(vec![match help {
                Some(help) => error.with_help(help),
                None => error,
            }]);
        };
        let source = self.sources.add_sheet(&shown, &name);
        let sheet = book.read(file, &name, source);
        Ok(Rc::new(sheet.map_err(|error| vec![error])?))
    }

    fn read_workbook(&mut self, file: &str) -> Result<Workbook, Diagnostic> {
        let bytes = self.files_allowed.read(&self.folder, file, WORKBOOK)?;
        let shown = self.folder.join(file).display().to_string();
        // Also where none of its sheets can be read: it is an input.
        self.sources.add_table(shown.clone(), "");
        self.files.push(InputFile {
            name: shown,
            content: bytes.clone(),
        });
        Workbook::open(file, bytes)
    }
}

/// Returns the cell before the quarters; there is to be one.
fn corner(sheet: &Sheet, table: &str, named: Span, way: Quarters) -> Result<Position, Diagnostic> {
    let code = match way {
        Quarters::Down => "no-column",
        Quarters::Across => "no-row",
    };
    match sheet.find(QUARTER)[..] {
        [corner] => Ok(corner),
        [] => Err(
            Diagnostic::error(code, format!("{table} has no cell `{QUARTER}`"))
                .with_label(named, "")
                .with_help(match way {
                    Quarters::Down => {
                        "a cell `quarter` stands above the quarters and beside the names of the columns"
                    }
                    Quarters::Across => {
                        "a cell `quarter` stands left of the quarters and above the names of the rows"
                    }
                }),
        ),
        [first, second, ..] => {
            let message = format!("{table} has more than one cell `{QUARTER}`");
            Err(Diagnostic::error("two-tables", message)
                .with_label(sheet.place(second), "here again")
                .with_label(sheet.place(first), "first here")
                .with_help("keep one table of quarters a sheet"))
        }
    }
}

/// Returns the cell that names the column or row.
fn heading(
    sheet: &Sheet,
    corner: Position,
    name: &str,
    table: &str,
    wanted: Span,
    way: Quarters,
) -> Result<Position, Diagnostic> {
    let key = way.key();
    let (line, _) = way.along(corner);
    let is_heading = |position: &Position| way.along(*position).0 == line;
    let found: Vec<Position> = sheet.find(name).into_iter().filter(is_heading).collect();
    match (&found[..], way) {
        ([heading], _) => Ok(*heading),
        ([], _) => {
            let code = match way {
                Quarters::Down => "no-column",
                Quarters::Across => "no-row",
            };
            let error = Diagnostic::error(code, format!("{table} has no {key} `{name}`"))
                .with_label(wanted, "")
                .with_label(
                    sheet.place(corner),
                    format!("the {key}s are named in line with this cell"),
                );
            let headings = sheet
                .cells
                .iter()
                .filter(|(position, _)| is_heading(position));
            let names = headings.filter_map(|(_, held)| match held {
                Held::Text(text) => Some(text.as_str()),
                _ => None,
            });
            Err(match suggest::closest(name, names) {
                Some(meant) => error.with_help(format!("did you mean `{meant}`?")),
                None => error,
            })
        }
        ([first, second, ..], _) => {
            let code = match way {
                Quarters::Down => "duplicate-column",
                Quarters::Across => "duplicate-row",
            };
            Err(
                Diagnostic::error(code, format!("{table} has two {key}s `{name}`"))
                    .with_label(sheet.place(*second), "here again")
                    .with_label(sheet.place(*first), "first here")
                    .with_help("rename one of them; upper and lower case are the same"),
            )
        }
    }
}

fn no_quarter(held: &Held, place: Span) -> Diagnostic {
    let message = format!("{} is not a quarter", held.words());
    Diagnostic::error("bad-quarter", message)
        .with_label(place, "")
        .with_help(
            "a quarter is the text 2027Q3, or the date of its first day; it ends the quarters to leave a cell empty, \
             before a total for instance",
        )
}

/// Returns the number in a cell.
fn number(sheet: &Sheet, position: Position) -> Result<Placed, Diagnostic> {
    let span = sheet.place(position);
    let (message, help) = match sheet.cells.get(&position) {
        Some(Held::Number(value)) => {
            return Ok(Placed {
                value: *value,
                span,
            });
        }
        None => match sheet.merged_at(position) {
            Some(((top, left), (bottom, right))) => {
                let name = |row: u32, column: u32| cell_name(row as usize, column as usize);
                let message = format!(
                    "the cell is part of the merged cells {}:{}",
                    name(top, left),
                    name(bottom, right)
                );
                (message, "split them, and type the number in each")
            }
            None => (
                "the cell is empty".to_owned(),
                "type a number; for nothing type 0",
            ),
        },
        Some(held) => {
            let help = match held {
                Held::Unsaved => "open the workbook in a spreadsheet program and save it",
                Held::Text(_) => {
                    "type it as a number: a text that looks like one does not count as one"
                }
                Held::Date { .. } | Held::Duration => "give the cell the format of a number",
                _ => "type a number, or mend the formula",
            };
            (format!("{} is not a number", held.words()), help)
        }
    };
    Err(Diagnostic::error("bad-cell", message)
        .with_label(span, "")
        .with_help(help))
}

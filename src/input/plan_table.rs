//! A plan as a table: what is decided, which of it, in which quarter, how much. From CSV or a workbook, each cell with its place.

use super::csv::{self, Cell};
use super::rejected::Rejected;
use super::sheet::{Held, Position, Sheet};
use super::workbook::Workbook;
use crate::diagnostic::Diagnostic;
use crate::quarter::Quarter;
use crate::source::{Sources, Span};

/// The columns that a table must have.
const COLUMNS: [&str; 4] = ["what", "which", "quarter", "amount"];

/// A line of the table.
#[derive(Clone, Debug)]
pub(crate) struct PlanLine {
    /// What is decided: `sales`.
    pub what: PlacedText,
    /// Which of it: `trn3-ultra to neocloud`.
    pub which: PlacedText,
    pub quarter: Quarter,
    /// At least 0.
    pub amount: f64,
}

/// A text and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct PlacedText {
    pub text: String,
    pub span: Span,
}

/// Everything wrong with the lines of a table.
type Faults = Vec<Diagnostic>;

/// Returns the lines of a table, and what their places are in; everything that is wrong at once.
pub(crate) fn plan_table(name: &str, bytes: Vec<u8>) -> Result<(Vec<PlanLine>, Sources), Rejected> {
    let mut sources = Sources::default();
    let is_workbook = name.to_lowercase().ends_with(".xlsx");
    let lines = if is_workbook {
        of_workbook(name, bytes, &mut sources)
    } else {
        of_csv(name, bytes, &mut sources)
    };
    match lines {
        Ok(lines) => Ok((lines, sources)),
        Err(diagnostics) => Err(Rejected {
            diagnostics,
            sources,
        }),
    }
}

fn of_csv(name: &str, bytes: Vec<u8>, sources: &mut Sources) -> Result<Vec<PlanLine>, Faults> {
    let text = String::from_utf8(bytes).map_err(|_| {
        let message = format!("`{name}` is no text in UTF-8");
        vec![Diagnostic::error("csv-unreadable", message).with_help("save it as \"CSV UTF-8\"")]
    })?;
    let source = sources.add_table(name, text.clone());
    let csv = csv::parse(source, &text)?;
    let top = csv.header.first().map_or(
        Span {
            source,
            start: 0,
            end: 0,
        },
        |cell| cell.span,
    );
    let mut positions = [0; COLUMNS.len()];
    let mut faults = Vec::new();
    for (position, wanted) in positions.iter_mut().zip(COLUMNS) {
        match csv.position(wanted) {
            Some(at) => *position = at,
            None => faults.push(no_column(wanted, top)),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut lines = Vec::new();
    for row in &csv.rows {
        let first = row.first().map_or(top, |cell| cell.span);
        let cells = positions.map(|at| row.get(at).filter(|cell| !cell.text.is_empty()));
        if row.iter().all(|cell| cell.text.is_empty()) {
            continue;
        }
        let beyond = row.iter().skip(csv.header.len());
        if let Some(extra) = beyond.into_iter().find(|cell| !cell.text.is_empty()) {
            let message = "a row has more cells than there are columns";
            faults.push(
                Diagnostic::error("bad-csv", message)
                    .with_label(extra.span, "beyond the last column name")
                    .with_help("write numbers without separators between thousands: 12000.5"),
            );
            continue;
        }
        let held = |cell: &Cell| (Held::Text(cell.text.clone()), cell.span);
        let cells = cells.map(|cell| cell.map(held));
        add_line(cells, first, &mut lines, &mut faults);
    }
    unless_wrong(lines, faults)
}

fn of_workbook(name: &str, bytes: Vec<u8>, sources: &mut Sources) -> Result<Vec<PlanLine>, Faults> {
    let mut book = Workbook::open(name, bytes).map_err(|error| vec![error])?;
    let mut tops = Vec::new();
    let mut found = None;
    for sheet in book.sheets() {
        let source = sources.add_sheet(name, &sheet);
        let cells = book
            .read(name, &sheet, source)
            .map_err(|error| vec![error])?;
        match heading(&cells) {
            Some(heading) => {
                found = Some((cells, heading));
                break;
            }
            None => tops.push(cells.place((0, 0))),
        }
    }
    let Some((sheet, heading)) = found else {
        let message =
            format!("no sheet of `{name}` has a row with what, which, quarter and amount");
        let error = Diagnostic::error("no-column", message).with_help(
            "name the four columns in one row of a sheet, with a decision in each row below",
        );
        return Err(vec![match tops.first() {
            Some(&top) => error.with_label(top, ""),
            None => error,
        }]);
    };
    let (row, columns) = heading;
    let last = sheet.cells.keys().map(|it| it.0).max().unwrap_or(row);
    let (mut lines, mut faults) = (Vec::new(), Vec::new());
    for row in row + 1..=last {
        let cells = columns.map(|column| {
            let held = sheet.cells.get(&(row, column))?;
            Some((held.clone(), sheet.place((row, column))))
        });
        if cells.iter().any(Option::is_some) {
            let first = sheet.place((row, columns[0]));
            add_line(cells, first, &mut lines, &mut faults);
        }
    }
    if lines.is_empty() && faults.is_empty() {
        let place = sheet.place((row, columns[0]));
        let message = "no decision follows these column names";
        faults.push(Diagnostic::error("no-column", message).with_label(place, ""));
    }
    unless_wrong(lines, faults)
}

/// Returns the row in which all columns are named, and where.
fn heading(sheet: &Sheet) -> Option<(u32, [u32; COLUMNS.len()])> {
    let firsts: Vec<Position> = sheet.find(COLUMNS[0]);
    firsts.into_iter().find_map(|(row, first)| {
        let mut columns = [first; COLUMNS.len()];
        for (column, wanted) in columns.iter_mut().zip(COLUMNS).skip(1) {
            let mut found = sheet.find(wanted).into_iter();
            *column = found.find(|&(at, _)| at == row)?.1;
        }
        Some((row, columns))
    })
}

fn no_column(wanted: &str, place: Span) -> Diagnostic {
    let message = format!("the table has no column `{wanted}`");
    Diagnostic::error("no-column", message)
        .with_label(place, "in this line of column names")
        .with_help("a plan has the columns what, which, quarter and amount")
}

/// Adds a line of cells that hold something, or what is wrong with it.
fn add_line(
    cells: [Option<(Held, Span)>; COLUMNS.len()],
    first: Span,
    lines: &mut Vec<PlanLine>,
    faults: &mut Faults,
) {
    let before = faults.len();
    for (cell, wanted) in cells.iter().zip(COLUMNS) {
        if cell.is_none() {
            let message = format!("a row has no `{wanted}`");
            faults.push(Diagnostic::error("bad-plan", message).with_label(first, "this row"));
        }
    }
    let [Some(what), Some(which), Some(quarter), Some(amount)] = cells else {
        return;
    };
    let text = |(held, span): (Held, Span), faults: &mut Faults| match held {
        Held::Text(text) => Some(PlacedText { text, span }),
        other => {
            let message = format!("{} is no name of anything", other.words());
            faults.push(Diagnostic::error("bad-plan", message).with_label(span, ""));
            None
        }
    };
    let what = text(what, faults);
    let which = text(which, faults);
    let (held, place) = quarter;
    let quarter = held.quarter();
    if quarter.is_none() {
        let message = format!(
            "{} is not a quarter; a quarter is written like 2027Q3",
            held.words()
        );
        faults.push(Diagnostic::error("bad-quarter", message).with_label(place, ""));
    }
    let amount = match number(&amount.0) {
        Some(number) if number.is_finite() && number >= 0.0 => Some(number),
        Some(_) => {
            let message = "an amount is 0 or more";
            faults.push(Diagnostic::error("negative", message).with_label(amount.1, ""));
            None
        }
        None => {
            let message = format!("{} is not a number", amount.0.words());
            let help = "write it with a decimal point and without separators: 12000.5";
            let fault = Diagnostic::error("bad-plan", message).with_label(amount.1, "");
            faults.push(fault.with_help(help));
            None
        }
    };
    if faults.len() == before
        && let (Some(what), Some(which), Some(quarter), Some(amount)) =
            (what, which, quarter, amount)
    {
        lines.push(PlanLine {
            what,
            which,
            quarter,
            amount,
        });
    }
}

fn number(held: &Held) -> Option<f64> {
    match held {
        Held::Number(number) => Some(*number),
        Held::Text(text) => text.parse().ok(),
        _ => None,
    }
}

fn unless_wrong(lines: Vec<PlanLine>, faults: Faults) -> Result<Vec<PlanLine>, Faults> {
    if faults.is_empty() {
        Ok(lines)
    } else {
        Err(faults)
    }
}

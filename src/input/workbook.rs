//! Workbooks as they are stored: archives of XML, which may come from anybody.

use std::io::{self, Cursor, Read as _};

use calamine::{DataRef, Reader as _, SheetType, Xlsx, XlsxError};
use zip::ZipArchive;

use super::sheet::{Cells, Held, Sheet};
use crate::diagnostic::Diagnostic;
use crate::solve::caught;
use crate::source::{COLUMNS, SourceId};

/// The most bytes of a workbook without its compression, which can make a small file of any size.
const LARGEST: u64 = 256 << 20;
/// The most cells of a sheet that hold something.
const MOST_CELLS: usize = 2_000_000;
/// The most characters that are kept of a text: what is longer names nothing.
const LONGEST: usize = 200;
/// How files of other programs of an office begin, and workbooks with a password.
const COMPOUND: [u8; 4] = [0xD0, 0xCF, 0x11, 0xE0];

const BAD: &str = "bad-xlsx";

/// A workbook, to read sheets of.
pub(super) struct Workbook(Xlsx<Cursor<Vec<u8>>>);

impl Workbook {
    /// Returns the workbook in these bytes, or why they are none.
    pub fn open(name: &str, bytes: Vec<u8>) -> Result<Self, Diagnostic> {
        if bytes.starts_with(&COMPOUND) {
            let message = format!("`{name}` has a password, or is of an old format");
            return Err(Diagnostic::error(BAD, message)
                .with_help("save it as a workbook .xlsx, without a password"));
        }
        match unpacked(&bytes) {
            None => return Err(damaged(name)),
            Some(size) if size > LARGEST => {
                let message = format!("`{name}` is larger than {} MB unpacked", LARGEST >> 20);
                return Err(Diagnostic::error("xlsx-unreadable", message)
                    .with_help("keep the sheets of the model in a workbook of their own"));
            }
            Some(_) => {}
        }
        // What is wrong with a file may be more than its reader looks for.
        match caught(|| Xlsx::new(Cursor::new(bytes))) {
            Some(Ok(book)) => Ok(Self(book)),
            _ => Err(damaged(name)),
        }
    }

    /// Returns the names of its sheets, hidden ones too.
    pub fn sheets(&self) -> Vec<String> {
        let sheets = self.0.sheets_metadata().iter();
        let of_cells = sheets.filter(|it| it.typ == SheetType::WorkSheet);
        of_cells.map(|it| it.name.clone()).collect()
    }

    /// Returns what is in a sheet.
    pub fn read(&mut self, file: &str, name: &str, source: SourceId) -> Result<Sheet, Diagnostic> {
        let Some(Ok(cells)) = caught(|| self.cells(name)) else {
            return Err(damaged(file));
        };
        let Some(cells) = cells else {
            let message = format!(
                "sheet `{name}` of `{file}` has more than {} million cells",
                MOST_CELLS / 1_000_000
            );
            return Err(Diagnostic::error("xlsx-unreadable", message)
                .with_help("keep the numbers of the model in a sheet of their own"));
        };
        // Only for what is said of an empty cell.
        let merged = caught(|| self.0.merge_cells_by_sheet_name(name));
        let merged = merged.and_then(Result::ok).unwrap_or_default();
        Ok(Sheet {
            source,
            cells,
            merged: merged.iter().map(|it| (it.start, it.end)).collect(),
        })
    }

    /// Returns the cells that hold something; `None` if they are too many.
    fn cells(&mut self, name: &str) -> Result<Option<Cells>, XlsxError> {
        let mut cells = Cells::new();
        let mut reader = self.0.worksheet_cells_reader(name)?;
        while let Some(cell) = reader.next_cell_with_formula_metadata()? {
            let held = match held(&cell.value) {
                None if cell.formula.is_some() => Held::Unsaved,
                None => continue,
                Some(held) => held,
            };
            if cell.pos.1 as usize >= COLUMNS {
                continue;
            }
            cells.insert(cell.pos, held);
            if cells.len() > MOST_CELLS {
                return Ok(None);
            }
        }
        Ok(Some(cells))
    }
}

/// Returns how many bytes an archive holds without its compression, counted up to somewhat above the most; `None` of what is
/// no archive.
fn unpacked(bytes: &[u8]) -> Option<u64> {
    caught(|| {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
        let mut size = 0;
        for i in 0..archive.len() {
            // What an archive says of its sizes need not be so.
            let part = archive.by_index(i).ok()?;
            size += io::copy(&mut part.take(LARGEST + 1 - size), &mut io::sink()).ok()?;
            if size > LARGEST {
                break;
            }
        }
        Some(size)
    })?
}

fn damaged(name: &str) -> Diagnostic {
    Diagnostic::error(BAD, format!("`{name}` is damaged, or no workbook"))
        .with_help("save it as a workbook .xlsx")
}

/// Returns what a cell holds, if anything.
fn held(value: &DataRef) -> Option<Held> {
    Some(match value {
        DataRef::Empty => return None,
        #[expect(clippy::cast_precision_loss, reason = "sheets have no other numbers")]
        DataRef::Int(number) => Held::Number(*number as f64),
        DataRef::Float(number) => Held::Number(*number),
        DataRef::String(text) => return text_of(text),
        DataRef::SharedString(text) => return text_of(text),
        DataRef::Bool(flag) => Held::Flag(*flag),
        DataRef::DateTime(date) if date.is_duration() => Held::Duration,
        DataRef::DateTime(date) => {
            let (year, month, day, hours, minutes, seconds, milliseconds) = date.to_ymd_hms_milli();
            Held::Date {
                year: year.into(),
                month: month.into(),
                day: day.into(),
                is_day: (hours, minutes, seconds, milliseconds) == (0, 0, 0, 0),
            }
        }
        DataRef::DateTimeIso(text) => iso(text).unwrap_or_else(|| Held::Text(cut(text))),
        DataRef::DurationIso(_) => Held::Duration,
        DataRef::Error(error) => Held::Error(error.to_string()),
    })
}

/// Returns a text without the white space around it, if anything is left.
fn text_of(text: &str) -> Option<Held> {
    let text = text.trim();
    (!text.is_empty()).then(|| Held::Text(cut(text)))
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

/// Returns a date written `2027-07-01`, perhaps with a time behind it.
fn iso(text: &str) -> Option<Held> {
    let (date, time) = text.split_once('T').unwrap_or((text, ""));
    let mut parts = date.split('-');
    let mut part = || parts.next()?.parse().ok();
    Some(Held::Date {
        year: part()?,
        month: part()?,
        day: part()?,
        is_day: !time.bytes().any(|it| (b'1'..=b'9').contains(&it)),
    })
}

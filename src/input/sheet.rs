//! A sheet of a workbook: what its cells hold, by row and column, both from 0.

use std::collections::BTreeMap;

use super::check::written;
use crate::quarter::Quarter;
use crate::source::{SourceId, Span};

/// A cell: row and column.
pub(super) type Position = (u32, u32);

/// What cells hold that hold something.
pub(super) type Cells = BTreeMap<Position, Held>;

/// A sheet: every cell that holds something.
#[derive(Debug)]
pub(super) struct Sheet {
    pub source: SourceId,
    pub cells: Cells,
    /// Cells that are shown as one, by the first and the last of them; the first holds what they hold.
    pub merged: Vec<(Position, Position)>,
}

/// What a cell holds, by its type; of a formula its saved value.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    not(feature = "xlsx-in"),
    expect(dead_code, reason = "only a workbook that is read has cells")
)]
pub(super) enum Held {
    Number(f64),
    Text(String),
    Flag(bool),
    Date {
        year: i32,
        month: i32,
        day: i32,
        /// Whether it is the day alone.
        is_day: bool,
    },
    /// A stretch of time.
    Duration,
    /// What is shown instead of a value: `#DIV/0!`.
    Error(String),
    /// A formula without a saved value.
    Unsaved,
}

impl Sheet {
    /// Returns the place of a cell.
    pub fn place(&self, (row, column): Position) -> Span {
        Span::cell(self.source, row as usize, column as usize)
    }

    /// Returns the cells that hold this text, upper and lower case being the same, in the order in which one reads.
    pub fn find(&self, text: &str) -> Vec<Position> {
        let wanted = text.to_lowercase();
        let is_it = |held: &Held| matches!(held, Held::Text(text) if text.to_lowercase() == wanted);
        let cells = self.cells.iter().filter(|(_, held)| is_it(held));
        cells.map(|(&position, _)| position).collect()
    }

    /// Returns the merged cells that a cell is one of.
    pub fn merged_at(&self, (row, column): Position) -> Option<(Position, Position)> {
        let mut merged = self.merged.iter().copied();
        merged.find(|&((top, left), (bottom, right))| {
            (top..=bottom).contains(&row) && (left..=right).contains(&column)
        })
    }
}

impl Held {
    /// Returns the quarter that a cell names: `2027Q3`, or the date of its first day.
    pub fn quarter(&self) -> Option<Quarter> {
        match *self {
            Self::Text(ref text) => text.parse().ok(),
            Self::Date {
                year,
                month,
                day: 1,
                is_day: true,
            } if month % 3 == 1 => Quarter::new(year, (month + 2) / 3),
            _ => None,
        }
    }

    /// Returns what the cell holds in words.
    pub fn words(&self) -> String {
        match self {
            Self::Number(number) => format!("the number {}", written(*number)),
            Self::Text(text) => format!("the text `{}`", super::csv::said(text)),
            Self::Flag(true) => "TRUE".to_owned(),
            Self::Flag(false) => "FALSE".to_owned(),
            Self::Date {
                year, month, day, ..
            } => format!("the date {year}-{month:02}-{day:02}"),
            Self::Duration => "a stretch of time".to_owned(),
            Self::Error(error) => format!("the error {error}"),
            Self::Unsaved => "a formula without a saved value".to_owned(),
        }
    }
}

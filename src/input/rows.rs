//! What tables of quarters have in common, wherever they stand: each quarter once, and those of horizon and tail with a number.

use super::calendar::Calendar;
use super::node::{Path, Placed};
use super::read::{Faults, Reader, unless_wrong};
use super::series::{Dated, Draft};
use crate::diagnostic::Diagnostic;
use crate::quarter::Quarter;
use crate::source::Span;

/// The rows of a table, or its columns where quarters go across.
pub(super) struct Rows {
    /// What to call the table: `` `n3p.csv` ``.
    table: String,
    /// What to call one of them.
    one: &'static str,
    /// The code of a table without any of use.
    all_outside: &'static str,
    pub faults: Faults,
    seen: Vec<(Quarter, Span)>,
    dated: Vec<Dated>,
}

impl Rows {
    pub fn new(table: String, one: &'static str, all_outside: &'static str) -> Self {
        Self {
            table,
            one,
            all_outside,
            faults: Vec::new(),
            seen: Vec::new(),
            dated: Vec::new(),
        }
    }

    /// Adds one. Of those outside of horizon and tail no number is asked: a table may be longer than the plan.
    pub fn add(
        &mut self,
        calendar: &Calendar,
        quarter: Quarter,
        place: Span,
        number: impl FnOnce() -> Result<Placed, Diagnostic>,
    ) {
        self.seen.push((quarter, place));
        if let Some(t) = calendar.horizon.index(quarter) {
            match number() {
                Ok(number) => self.dated.push(Dated { t, number }),
                Err(fault) => self.faults.push(fault),
            }
        }
    }

    /// Says which quarters are there twice.
    fn find_twice(&mut self) {
        self.seen
            .sort_by_key(|&(quarter, span)| (quarter, span.start));
        for pair in self.seen.windows(2) {
            if pair[0].0 == pair[1].0 {
                let message = format!("{} gives {} twice", self.table, pair[0].0);
                self.faults.push(
                    Diagnostic::error("duplicate-quarter", message)
                        .with_label(pair[1].1, "here again")
                        .with_label(pair[0].1, "first here")
                        .with_help(format!("keep one of the {}s", self.one)),
                );
            }
        }
    }
}

impl Reader {
    /// Returns the rows as steps, each from its quarter on, or everything wrong with them; `asked` is where the table is named.
    pub(super) fn written_out(
        &mut self,
        path: Path,
        mut rows: Rows,
        asked: Span,
    ) -> Result<Draft, Faults> {
        rows.find_twice();
        let Rows {
            table,
            one,
            all_outside,
            faults,
            mut dated,
            ..
        } = rows;
        if faults.is_empty() && dated.is_empty() && self.calendar.is_known {
            let horizon = &self.calendar.horizon;
            let message =
                format!("no {one} of {table} is in horizon and tail: `{path}` is 0 throughout");
            let warning = Diagnostic::warning(all_outside, message)
                .with_label(asked, "")
                .with_help(format!(
                    "horizon and tail go from {} to {}",
                    horizon.start,
                    horizon.quarter(horizon.periods().saturating_sub(1))
                ));
            self.doubts.push(warning);
        }
        dated.sort_by_key(|value| value.t);
        unless_wrong(self.hold(&dated, asked), faults)
    }
}

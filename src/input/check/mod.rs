//! The rules of the model file beyond the shape of its tables, checked after all assignments: all run, all report.

mod added;
mod contradictions;
mod futures;
mod numbers;
mod options;
mod plausible;
mod presence;
mod references;
mod selections;
mod taken;
mod uncertainties;
mod usefulness;
mod worth;

use super::additions::Additions;
use super::calendar::Calendar;
use super::document::{Slot, Table};
use super::node::Path;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Model;
use crate::quarter::Quarter;
use crate::source::Span;

use added::Added;

pub(super) use numbers::{OUT_OF_RANGE, range_help, range_of, written, wrong_number};
pub(super) use options::CANNOT_ADD;

/// What every rule sees, and where it reports.
struct Check<'a> {
    root: &'a Table,
    calendar: &'a Calendar,
    /// What options add, by the number it is added to.
    added: Added<'a>,
    found: Vec<Diagnostic>,
}

/// Returns `found` so far and everything wrong with the document; if that is nothing, everything doubtful.
///
/// A doubt about a wrong model would only repeat the error in other words.
pub(super) fn check(
    root: &Table,
    calendar: &Calendar,
    additions: &Additions,
    found: Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    let mut check = Check {
        root,
        calendar,
        added: Added::of(root, additions),
        found,
    };
    check.faults();

    check.missing_fields();
    check.die_yields();
    check.penalties();
    check.cancellations();
    check.displacements();
    check.racks_in_use();

    check.numbers();
    check.discounts();
    check.geometries();
    check.uncertainties();
    check.known_from();
    check.probabilities();

    check.item_namespace();
    check.references();

    check.firmness();
    check.hot_lots();
    check.closing_stocks();
    check.goods_in_process();
    check.expansions();

    check.decisions();
    check.options_with_service_first();
    check.options_and_waits();
    check.options_below_commitment();
    check.selections();
    check.taken();

    let is_error = |found: &Diagnostic| found.severity == Severity::Error;
    if check.found.iter().any(is_error) {
        return check.found;
    }
    check.demand_below_commitment();
    check.short_tail();
    check.commitment_above_capacity();
    check.useless_items();
    check.displaced_demand();
    check.unread_fields();
    check.long_past();
    check.plausible_numbers();
    check.unit_slips();
    check.plausible_yields();
    check.late_arrivals();
    check.idle_options();
    check.undated_cash();
    check.never_taken();
    check.futures_without_change();
    check.found
}

/// Returns what is doubtful about the model of a document without errors.
pub(super) fn doubts(root: &Table, calendar: &Calendar, model: &Model) -> Vec<Diagnostic> {
    let mut check = Check {
        root,
        calendar,
        added: Added::default(),
        found: Vec::new(),
    };
    check.wafer_prices(model);
    check.found
}

impl Check<'_> {
    /// Values that could not be read and were not replaced by an assignment.
    fn faults(&mut self) {
        let found = &mut self.found;
        self.root.each_slot(Path::ROOT, &mut |_, _, slot: &Slot| {
            found.extend(slot.faults.iter().cloned());
        });
    }

    /// Calls `visit` for each table at `kind.<id>`, with its path.
    fn each(&self, kind: &str, mut visit: impl FnMut(Path, &Table)) {
        for entity in self.root.entities(kind) {
            visit(Path::ROOT.child(kind).child(&entity.id), &entity.table);
        }
    }

    /// Returns the number of quarters with decisions, and none while the horizon is wrong.
    fn horizon(&self) -> std::ops::Range<usize> {
        0..if self.calendar.is_known {
            self.calendar.horizon.quarters
        } else {
            0
        }
    }

    /// Returns horizon and tail, and no quarter while the horizon is wrong.
    fn periods(&self) -> std::ops::Range<usize> {
        0..if self.calendar.is_known {
            self.calendar.periods()
        } else {
            0
        }
    }

    fn quarter(&self, t: usize) -> Quarter {
        self.calendar.horizon.quarter(t)
    }

    /// Returns quarters in words: `2027Q1`, or `2027Q1 to 2028Q2 (3 quarters)`.
    fn quarters(&self, which: &[usize]) -> String {
        match which {
            [] => String::new(),
            [only] => self.quarter(*only).to_string(),
            [first, .., last] => format!(
                "{} quarters from {} to {}",
                which.len(),
                self.quarter(*first),
                self.quarter(*last)
            ),
        }
    }
}

/// Adds the places that are known, each with its text.
fn at<const N: usize>(mut finding: Diagnostic, places: [(Option<Span>, &str); N]) -> Diagnostic {
    for (span, text) in places {
        if let Some(span) = span {
            finding = finding.with_label(span, text);
        }
    }
    finding
}

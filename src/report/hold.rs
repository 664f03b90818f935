//! What is held of a plan that was made before or elsewhere: what it is worth, what had to change and why.

use serde::Serialize;

use crate::explain::PlanQuantity;
use crate::hold::{DecisionKind, Holding, Kept, LeastChange};
use crate::lp::Certificate;
use crate::model::Model;
use crate::outcome::{Outcome, Solved};
use crate::quarter::Quarter;

use super::compare::named;
use super::document::{Block, Column, Document, Section, SectionId, Table};
use super::names::Names;
use super::number::{Format, Money, count, money, percent, quantity};

/// So many of the changes stand in sentences with what forces them, and so many in the table.
const SAID: usize = 8;
const LINES: usize = 40;
/// So many of the limits that force a change are named in its sentence.
const REASONS: usize = 3;

/// What is held, and what that takes from the best margin.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct HoldReport {
    /// The file of the plan.
    pub plan: String,
    /// Decisions of quarters before this one are held; null: of all quarters.
    pub until: Option<Quarter>,
    /// Decisions of these kinds are held; empty: of all kinds.
    pub only: Vec<DecisionKind>,
    /// How many decisions are held.
    pub decisions: usize,
    /// The best margin with what is held, present value.
    pub margin: f64,
    /// The best margin with nothing held; null where that has no end.
    pub best_margin: Option<f64>,
    /// What is held otherwise than the plan has it, the most money first; empty where the plan can be kept.
    pub changes: Vec<LeastChange>,
    /// The sum of all changes at list prices, present value: no plan needs less.
    pub distance: f64,
    /// The proof that none does. Its objective is the distance with a minus; null where nothing is changed.
    pub nearness: Option<Certificate>,
    /// What the plan does that the model does not know; it is left out.
    pub unknown: Vec<PlanQuantity>,
    /// No plan takes the options as the plan to hold does; they are those of the best plan with nothing held.
    pub options_are_changed: bool,
}

impl HoldReport {
    /// Returns what came of holding the plan of a file; `None` where the model has no plan.
    #[must_use]
    pub fn new(plan: &str, asked: &Holding, kept: &Kept, best_margin: Option<f64>) -> Option<Self> {
        let Outcome::Optimal(solved) = &kept.outcome else {
            return None;
        };
        Some(Self {
            plan: plan.to_owned(),
            until: asked.until,
            only: asked.only.clone(),
            decisions: kept.decisions,
            margin: solved.solution.objective,
            // What is held takes nothing away from what is best: what it earns more is rounding.
            best_margin: best_margin.map(|best| above(best, solved, &kept.model)),
            changes: kept.changes.clone(),
            distance: kept.distance,
            nearness: kept.certificate,
            unknown: kept.unknown.clone(),
            options_are_changed: kept.options_are_changed,
        })
    }
}

/// Returns the best margin, at least that of a plan; with `service_first` it may be less, for the sake of the shortfall.
fn above(best: f64, solved: &Solved, model: &Model) -> f64 {
    if model.policy.service_first {
        best
    } else {
        best.max(solved.solution.objective)
    }
}

/// Adds behind the first section of a report what is held, if anything is.
#[must_use]
pub fn with_hold(mut document: Document, model: &Model, held: Option<&HoldReport>) -> Document {
    if let Some(held) = held {
        let at = document.sections.len().min(1);
        document.sections.insert(at, hold_section(model, held));
    }
    document
}

/// Returns the section on what is held.
#[must_use]
pub fn hold_section(model: &Model, held: &HoldReport) -> Section {
    let names = Names::of(model);
    let mut section = Section::known(SectionId::Held, "What is held");
    section.add_paragraph(what(held));
    section.add_paragraph(worth(model, held));
    if held.options_are_changed {
        section.add_paragraph(format!(
            "No plan takes the options as {} does: they are taken as in the best plan with nothing held.",
            held.plan
        ));
    }
    if held.changes.is_empty() {
        section.add_paragraph("It can be kept as it is.");
    } else {
        section.add_paragraph(format!(
            "It cannot be kept as it is. The least change is {} at list prices, present value, in {}; no plan needs less, and of those \
             that need as little this one {}.",
            money(held.distance, &model.currency),
            count(held.changes.len(), "decision", "decisions"),
            if model.policy.service_first {
                "falls least short of what is promised, and then earns most"
            } else {
                "earns most"
            }
        ));
        let said = held.changes.iter().take(SAID);
        let said = said.map(|it| sentence(it, &names)).collect();
        section.blocks.push(Block::List(said));
        section.add_table(table(model, held, &names));
        let more = held.changes.len().saturating_sub(LINES);
        let more = match more {
            0 => String::new(),
            more => format!(" {more} more in JSON."),
        };
        section.add_paragraph(format!(
            "Change: at the list price. What forces one is said with everything else held as it is now: together, these limits prove \
             that it cannot be as given.{more}"
        ));
    }
    if !held.unknown.is_empty() {
        let unknown: Vec<String> = held.unknown.iter().map(|it| named(it, &names)).collect();
        section.add_paragraph(format!(
            "The model does not know this of {}, and it is left out: {}.",
            held.plan,
            unknown.join("; ")
        ));
    }
    section
}

/// Returns which decisions are held.
fn what(held: &HoldReport) -> String {
    let kinds: Vec<&str> = held.only.iter().map(|it| it.name()).collect();
    let of = if kinds.is_empty() {
        String::new()
    } else {
        format!(" ({})", kinds.join(", "))
    };
    let until = match held.until {
        Some(until) => format!(" of the quarters before {until}"),
        None => String::new(),
    };
    format!(
        "{}{of}{until} are held as in {}; everything else is the best that can follow. All that is said here of the plan, of limits \
         and of prices holds with them held.",
        count(held.decisions, "decision", "decisions"),
        held.plan
    )
    .replacen("1 decision are", "1 decision is", 1)
}

/// Returns what holding takes from the best margin.
fn worth(model: &Model, held: &HoldReport) -> String {
    let currency = &model.currency;
    let margin = money(held.margin, currency);
    let Some(best) = held.best_margin else {
        return format!(
            "It earns {margin}, present value; with nothing held the margin has no end."
        );
    };
    let lost = best - held.margin;
    if lost.abs() <= 1e-9 * best.abs().max(1.0) {
        return format!(
            "It earns {margin}, present value: as much as the best plan with nothing held."
        );
    }
    let share = match best {
        0.0 => String::new(),
        best => format!(" ({})", percent(lost.abs() / best.abs())),
    };
    let less = if lost > 0.0 { "less" } else { "more" };
    format!(
        "It earns {margin}, present value: {}{share} {less} than the best plan with nothing held.",
        money(lost.abs(), currency)
    )
}

fn sentence(it: &LeastChange, names: &Names) -> String {
    let change = format!(
        "{} in {}: {}, not {}",
        named(&it.what, names),
        it.quarter,
        quantity(it.now),
        quantity(it.given)
    );
    let shown = it.because.iter().take(REASONS);
    let shown: Vec<String> = shown
        .map(|it| format!("{} {} {}", it.what, it.sense.word(), quantity(it.amount)))
        .collect();
    let more = match it.because.len() - shown.len() {
        0 => String::new(),
        more => format!("; {more} more in JSON"),
    };
    if shown.is_empty() {
        change
    } else {
        format!("{change}; forced by: {}{more}", shown.join("; "))
    }
}

fn table(model: &Model, held: &HoldReport, names: &Names) -> Table {
    let shown = &held.changes[..held.changes.len().min(LINES)];
    let unit = Money::of(&shown.iter().map(|it| it.money).collect::<Vec<_>>());
    let columns = vec![
        Column::words("Quarter"),
        Column::number("Given"),
        Column::number("Held"),
        Column::money(format!("Change, {}", unit.unit(&model.currency))),
    ];
    let mut table = Table::new("Decision", columns);
    for it in shown {
        let values = [it.given, it.now];
        let format = Format::of(&values);
        let mut cells = vec![it.quarter.to_string()];
        cells.extend(values.map(|value| format.cell(value)));
        cells.push(unit.cell(it.money));
        table.add_row("", named(&it.what, names), cells);
        table.with_values([None, Some(it.given), Some(it.now), Some(it.money)]);
        table.in_units([1.0, 1.0, 1.0, unit.factor()]);
    }
    table
}

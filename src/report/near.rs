//! The plan nearest to one that was made before: in words and tables, as data.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::explain::{NearPlan, PlanQuantity, StillChanged, Within};
use crate::lp::Certificate;
use crate::model::Model;
use crate::plan::Plan;
use crate::provenance::Provenance;

use super::compare::named;
use super::document::{Block, Column, Document, Section, Table};
use super::json::Finding;
use super::names::Names;
use super::number::{Format, Money, NOTHING, count, money, percent, quantity};
use super::options::held_by_id;
use super::section::{add_tables, behind};
use super::{PlanReport, Shown, title};

/// So many of the changes stand in sentences, and so many in the table.
const SAID: usize = 8;
const LINES: usize = 40;

/// The result of `waferline solve --near --format json` where there is a plan; where there is none, as of `solve`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "status", rename = "near")]
#[non_exhaustive]
pub struct NearReport {
    /// The model's title.
    pub name: Option<String>,
    /// The currency of every amount.
    pub currency: String,
    /// The file of the plan before.
    pub before: String,
    /// How far below the best the margin may be.
    pub within: Within,
    /// The best margin, present value.
    pub best_margin: f64,
    /// The margin of this plan.
    pub margin: f64,
    /// How far this plan is from the one before: all changes at list prices, present value.
    pub distance: f64,
    /// How far the best plan is.
    pub best_distance: f64,
    /// The proof that no plan that counts is nearer. Its objective is the distance with a minus.
    pub nearness: Certificate,
    /// The proof that none as near earns more.
    pub certificate: Certificate,
    /// What changes all the same, the most money first.
    pub changes: Vec<StillChanged>,
    /// What the plan before does that the model does not know; it is left out.
    pub unknown: Vec<PlanQuantity>,
    /// The plan.
    pub plan: Plan,
    /// How often each option that was to be decided is taken, by id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub options_held: BTreeMap<String, f64>,
    /// What the answer was made from; the plan before is no part of the model.
    pub provenance: Provenance,
    /// What the model probably does not mean.
    pub warnings: Vec<Finding>,
}

impl NearReport {
    /// Returns the report of a plan near to that of the file `before`.
    #[must_use]
    pub fn new(
        model: &Model,
        near: NearPlan,
        before: String,
        provenance: Provenance,
        warnings: Vec<Finding>,
    ) -> Self {
        Self {
            name: model.name.clone(),
            currency: model.currency.clone(),
            before,
            within: near.within,
            best_margin: near.best_margin,
            margin: near.margin,
            distance: near.distance,
            best_distance: near.best_distance,
            nearness: near.nearness,
            certificate: near.certificate,
            changes: near.changes,
            unknown: near.unknown,
            options_held: held_by_id(&near.plan),
            plan: near.plan,
            provenance,
            warnings,
        }
    }

    /// Returns the report, indented, with a final newline.
    pub fn render(&self) -> serde_json::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// Returns the JSON Schema of the report.
    #[cfg(feature = "schema")]
    #[must_use]
    pub fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }
}

/// Returns the document of a plan near to that of the file `before`.
#[must_use]
pub fn near_document(model: &Model, near: &NearPlan, before: &str) -> Document {
    let names = Names::of(model);
    let report = PlanReport {
        model,
        plan: &near.plan,
        certificate: &near.certificate,
        selection: None,
    };
    let mut sections = vec![
        answer(model, near, before, &names),
        changes(model, near, &names),
    ];
    sections.extend(behind(&report, &names));
    sections.retain(|section| !section.blocks.is_empty());
    Document {
        title: format!("{}: nearest to {before}", title(model)),
        sections,
    }
}

fn answer(model: &Model, near: &NearPlan, before: &str, names: &Names) -> Section {
    let mut section = Section::new("");
    let currency = &model.currency;
    let lost = (near.best_margin - near.margin).max(0.0);
    let share = match near.best_margin {
        best if best != 0.0 => format!(" ({})", percent(lost / best.abs())),
        _ => String::new(),
    };
    let margin = money(near.margin, currency);
    section.add_paragraph(if is_nothing(lost, near.best_margin) {
        format!("Margin {margin}, present value: as much as the best plan.")
    } else {
        format!(
            "Margin {margin}, present value: {}{share} below the best.",
            money(lost, currency)
        )
    });
    let distance = money(near.distance, currency);
    section.add_paragraph(if near.changes.is_empty() && near.best_distance == 0.0 {
        format!("Everything that is started, installed and delivered stays as in {before}, as it does in the best plan.")
    } else if near.changes.is_empty() {
        format!(
            "Everything that is started, installed and delivered stays as in {before}. The best plan would change {} of it, at list \
             prices.",
            money(near.best_distance, currency)
        )
    } else {
        format!(
            "{} from {before}: {distance} at list prices, present value, where the best plan changes {}.",
            count(near.changes.len(), "change", "changes"),
            money(near.best_distance, currency)
        )
    });
    let said = near.changes.iter().take(SAID);
    let said: Vec<String> = said.map(|it| sentence(it, names, currency)).collect();
    if !said.is_empty() {
        section.blocks.push(Block::List(said));
    }
    if !near.unknown.is_empty() {
        let unknown: Vec<String> = near.unknown.iter().map(|it| named(it, names)).collect();
        section.add_paragraph(format!(
            "The model does not know this of {before}, and it is left out: {}.",
            unknown.join("; ")
        ));
    }
    section.add_paragraph(format!(
        "Proved: of all plans within {} of the best margin none is nearer, and none that is as near earns more.",
        match near.within {
            Within::Share(_) => near.within.to_string(),
            Within::Amount(amount) => money(amount, currency),
        }
    ));
    add_tables(
        &mut section,
        Shown {
            model,
            plan: &near.plan,
        },
        names,
    );
    section
}

fn is_nothing(lost: f64, best: f64) -> bool {
    lost <= 1e-9 * best.abs().max(1.0)
}

fn sentence(it: &StillChanged, names: &Names, currency: &str) -> String {
    let change = format!(
        "{} in {}: {}, not {}",
        named(&it.what, names),
        it.quarter,
        quantity(it.now),
        quantity(it.before)
    );
    match it.keeping_costs {
        Some(cost) => format!(
            "{change}; keeping {} alone would take {} from the best margin",
            quantity(it.before),
            money(cost, currency)
        ),
        None if it.cannot_be_kept => format!("{change}; no plan has {}", quantity(it.before)),
        None => change,
    }
}

fn changes(model: &Model, near: &NearPlan, names: &Names) -> Section {
    let mut section = Section::new("What changes");
    let shown = &near.changes[..near.changes.len().min(LINES)];
    let of_money = shown
        .iter()
        .flat_map(|it| [Some(it.money), it.keeping_costs])
        .flatten();
    let unit = Money::of(&of_money.collect::<Vec<_>>());
    let unit_name = unit.unit(&model.currency);
    let columns = vec![
        Column::words("Quarter"),
        Column::number("Before"),
        Column::number("Now"),
        Column::number("Best plan"),
        Column::money(format!("Change, {unit_name}")),
        Column::money(format!("Keeping costs, {unit_name}")),
    ];
    let mut table = Table::new("Decision", columns);
    for it in shown {
        let values = [it.before, it.now, it.best];
        let format = Format::of(&values);
        let mut cells = vec![it.quarter.to_string()];
        cells.extend(values.map(|value| format.cell(value)));
        cells.push(unit.cell(it.money));
        cells.push(match it.keeping_costs {
            Some(cost) => unit.cell(cost),
            None if it.cannot_be_kept => "no plan".to_owned(),
            None => NOTHING.to_owned(),
        });
        table.add_row("", named(&it.what, names), cells);
        let values = values.map(Some).into_iter();
        let values = std::iter::once(None).chain(values);
        table.with_values(values.chain([Some(it.money), it.keeping_costs]));
        let factor = unit.factor();
        table.in_units([1.0, 1.0, 1.0, 1.0, factor, factor]);
    }
    section.add_table(table);
    if !section.blocks.is_empty() {
        let more = near.changes.len() - shown.len();
        let more = match more {
            0 => String::new(),
            more => format!(" {more} more in JSON."),
        };
        section.add_paragraph(format!(
            "Change: at the list price. Keeping costs: what this number alone, kept as it was, would take from the best margin; asked \
             of the {} that are most money. What costs little alone changes because keeping it beside all the others would cost more \
             margin than may be given up, or change more elsewhere.{more}",
            count(near.changes.len().min(20), "change", "changes")
        ));
    }
    section
}

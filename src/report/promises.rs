//! What each promise costs, in a table.

use crate::explain::{Promise, PromiseKind, Promises};
use crate::model::Model;

use super::document::{Column, Section, Table};
use super::explain::words::Words;
use super::names::Names;
use super::number::{Money, count};

/// Returns the section on what each commitment, order, wait limit, reservation and policy costs.
#[must_use]
pub fn promises(model: &Model, promises: &Promises) -> Section {
    let mut section = Section::new("What promises cost");
    if promises.promises.is_empty() {
        section.add_paragraph("Nothing is promised.");
        return section;
    }
    section.add_paragraph(format!(
        "The margin gained if each were lifted, alone and with nothing else changed, by {}.",
        count(promises.re_solves, "re-solve", "re-solves"),
    ));
    let gained: Vec<f64> = promises
        .promises
        .iter()
        .filter_map(|it| it.gained)
        .collect();
    let unit = Money::of(&gained);
    if gained
        .iter()
        .any(|&gained| unit.cell(gained).starts_with('-'))
    {
        section.add_paragraph("What costs less than 0 helps: without it the plan would earn less.");
    }
    let names = Names::of(model);
    let words = Words::of(model, &names);
    let mut table = Table::new(
        "Promise",
        vec![
            Column::money(format!("Costs, {}", unit.unit(&model.currency))),
            Column::words("Lifted means"),
        ],
    );
    for promise in &promises.promises {
        let gained = match promise.gained {
            Some(gained) => unit.cell(gained),
            None if promise.no_plan => "no plan".to_owned(),
            None => "unbounded".to_owned(),
        };
        let cells = vec![gained, lifted(promise.kind).to_owned()];
        table.add_row("", words.limit(&promise.path), cells);
    }
    section.add_table(table);
    let is_help = |it: &Promise| it.gained.is_some_and(|gained| gained < 0.0);
    if promises.promises.iter().any(is_help) {
        section.add_paragraph("Below 0 it helps: lifted, the margin would be smaller.");
    }
    section
}

fn lifted(kind: PromiseKind) -> &'static str {
    match kind {
        PromiseKind::Commitment => "nothing committed, demand as before",
        PromiseKind::FirmService => "may fall short, at no penalty",
        PromiseKind::WaitLimit => "customers may wait",
        PromiseKind::Orders => "orders not taken, upside as before",
        PromiseKind::FirmOrders => "may be late, at the late penalty",
        PromiseKind::CancelRule => "orders stay open however late",
        PromiseKind::TakeOrPay => "nothing owed for wafers not started",
        PromiseKind::ClosingStock => "any closing stock",
        PromiseKind::ExternalShare => "any share may be sold outside",
        PromiseKind::Budget => "any amount may be spent",
        PromiseKind::ServiceFirst => "margin alone decides",
    }
}

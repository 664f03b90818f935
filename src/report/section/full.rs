//! What the plan uses to the full, and when.

use crate::model::{
    ComponentField, Field, FoundryExpansionField, FoundryField, ProcessExpansionField,
    ProcessField, SiteField,
};
use crate::plan::ExpansionUse;
use crate::report::PlanReport;
use crate::report::document::{Column, Table};
use crate::report::explain::words::Words;
use crate::report::names::Names;
use crate::report::spans::quarters_with;

use super::supply::without_expansions;

/// Of a limit, this share counts as all: the rest is rounding.
const ALL: f64 = 1.0 - 1e-9;

/// Returns what is used to the full in some quarter, in the order in which racks are made; wafers and work within normal capacity
/// and in expansions apart.
pub fn used_to_the_full(report: &PlanReport, names: &Names) -> Table {
    let (model, plan) = (report.model, report.plan);
    let words = Words::of(model, names);
    let columns = vec![Column::number("Quarters"), Column::words("When")];
    let mut table = Table::new("Used to the full", columns);
    let mut add = |field: Field, used: &[f64], limit: &[f64]| {
        let pairs = used.iter().zip(limit).take(plan.quarters.len());
        let full: Vec<f64> = pairs
            .map(|(&used, &limit)| f64::from(u8::from(limit > 0.0 && used >= ALL * limit)))
            .collect();
        let count: f64 = full.iter().sum();
        if count > 0.0 {
            let when = quarters_with(&plan.quarters, &full);
            let cells = vec![format!("{count}"), when];
            table.add_row("", words.limit(&model.path(field)), cells);
            table.with_values([Some(count), None]);
        }
    };
    for id in model.foundry_ids() {
        let foundry = model.foundry(id);
        for it in plan.foundries.iter().filter(|it| it.foundry == foundry.id) {
            let within = without_expansions(&it.started, &it.expansions);
            let field = |field| Field::Foundry(id, field);
            add(field(FoundryField::Capacity), &within, &it.capacity);
            let ids = foundry.expansions.iter().map(|it| &it.id);
            for (i, extra) in numbered(ids, &it.expansions) {
                let of_it = FoundryField::Expansion(i, FoundryExpansionField::Capacity);
                add(field(of_it), &extra.used, &extra.capacity);
            }
        }
    }
    for id in model.component_ids() {
        let component = &model.component(id).id;
        for it in plan
            .components
            .iter()
            .filter(|it| it.component == *component)
        {
            let field = Field::Component(id, ComponentField::Supply);
            add(field, &it.bought, &it.supply);
        }
    }
    for id in model.process_ids() {
        let process = model.process(id);
        for it in plan.processes.iter().filter(|it| it.process == process.id) {
            let within = without_expansions(&it.work, &it.expansions);
            let field = |field| Field::Process(id, field);
            add(field(ProcessField::Capacity), &within, &it.capacity);
            let ids = process.expansions.iter().map(|it| &it.id);
            for (i, extra) in numbered(ids, &it.expansions) {
                let of_it = ProcessField::Expansion(i, ProcessExpansionField::Capacity);
                add(field(of_it), &extra.used, &extra.capacity);
            }
        }
    }
    for id in model.site_ids() {
        let site = &model.site(id).id;
        for it in plan.power.iter().filter(|it| it.site == *site) {
            add(
                Field::Site(id, SiteField::PowerMw),
                &it.used_mw,
                &it.limit_mw,
            );
        }
    }
    table
}

/// Returns each expansion that the plan has, with its position among those of the model.
fn numbered<'a>(
    ids: impl Iterator<Item = &'a String>,
    used: &'a [ExpansionUse],
) -> impl Iterator<Item = (usize, &'a ExpansionUse)> {
    ids.enumerate()
        .filter_map(|(i, id)| Some((i, used.iter().find(|it| it.expansion == *id)?)))
}

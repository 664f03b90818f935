//! What is started, bought, worked on and made.

use crate::plan::ExpansionUse;
use crate::report::Shown;
use crate::report::document::{Ask, Section, Table};
use crate::report::names::Names;

pub(crate) fn wafer_starts(report: Shown, names: &Names) -> Section {
    let plan = report.plan;
    let mut section = Section::new("Wafer starts");
    let mut starts = Table::by_quarter_and_total("Wafers started", &plan.quarters);
    for foundry in &plan.foundries {
        let group = names.foundry(&foundry.foundry);
        let mut rows = 0;
        for die in plan
            .starts
            .iter()
            .filter(|die| die.foundry == foundry.foundry)
        {
            let name = names.item(&die.die);
            starts.asks(Ask::why("die", &die.die));
            rows += usize::from(starts.add_flow(group, name, &die.normal));
            starts.asks(Ask::why("die", &format!("{}.hot_lot", die.die)));
            rows += usize::from(starts.add_flow(group, format!("{name}, hot lots"), &die.hot_lot));
        }
        starts.asks(Ask::curve("foundry", &foundry.foundry, "capacity"));
        if rows > 1 && starts.add_flow(group, "all", &foundry.started) {
            starts.mark_total();
        }
        starts.asks(Ask::curve("foundry", &foundry.foundry, "commitment"));
        starts.add_flow(group, "idle, paid for", &foundry.idle);
    }
    section.add_table(starts);

    let mut capacity = Table::by_quarter("Use of wafer capacity", &plan.quarters);
    for foundry in &plan.foundries {
        let group = names.foundry(&foundry.foundry);
        let within = without_expansions(&foundry.started, &foundry.expansions);
        capacity.asks(Ask::curve("foundry", &foundry.foundry, "capacity"));
        capacity.add_quantities(group, "capacity, wafers", &foundry.capacity);
        capacity.add_shares(group, "used", &within, &foundry.capacity);
        add_expansions(
            &mut capacity,
            "foundry",
            &foundry.foundry,
            group,
            &foundry.expansions,
            names,
        );
        capacity.asks(Ask::curve("foundry", &foundry.foundry, "commitment"));
        capacity.add_quantities(group, "reserved, wafers", &foundry.commitment);
    }
    section.add_table(capacity);
    section
}

pub fn components_and_processes(report: Shown, names: &Names) -> Section {
    let plan = report.plan;
    let mut section = Section::new("Components and processes");
    let mut bought = Table::by_quarter("Components bought", &plan.quarters);
    for component in &plan.components {
        let group = names.item(&component.component);
        bought.asks(Ask::why("component", &component.component));
        if bought.add_quantities(group, "units", &component.bought) {
            bought.asks(Ask::curve("component", &component.component, "supply"));
            bought.add_shares(group, "of supply", &component.bought, &component.supply);
        }
    }
    section.add_table(bought);

    let mut work = Table::by_quarter("Work done", &plan.quarters);
    for process in &plan.processes {
        let group = names.process(&process.process);
        work.asks(Ask::curve("process", &process.process, "capacity"));
        if work.add_quantities(group, "units of work", &process.work) {
            let within = without_expansions(&process.work, &process.expansions);
            work.add_shares(group, "of capacity", &within, &process.capacity);
            add_expansions(
                &mut work,
                "process",
                &process.process,
                group,
                &process.expansions,
                names,
            );
        }
    }
    section.add_table(work);
    section
}

pub fn made(report: Shown, names: &Names) -> Section {
    let mut section = Section::new("Chips and racks");
    let mut table = Table::by_quarter_and_total("Units", &report.plan.quarters);
    for made in &report.plan.made {
        let group = names.item(&made.item);
        let is_rack = report.model.racks.iter().any(|rack| rack.id == made.item);
        let kind = if is_rack { "rack" } else { "chip" };
        table.asks(Ask::why(kind, &made.item));
        if made.started == made.made {
            table.add_flow(group, "made", &made.made);
        } else {
            table.add_flow(group, "started", &made.started);
            table.add_flow(group, "good ones arrived", &made.made);
        }
    }
    section.add_table(table);
    section
}

/// Returns what was done within the normal capacity.
pub(super) fn without_expansions(all: &[f64], expansions: &[ExpansionUse]) -> Vec<f64> {
    let beyond = |t: usize| -> f64 { expansions.iter().filter_map(|it| it.used.get(t)).sum() };
    all.iter()
        .enumerate()
        .map(|(t, &value)| (value - beyond(t)).max(0.0))
        .collect()
}

fn add_expansions(
    table: &mut Table,
    kind: &'static str,
    id: &str,
    group: &str,
    expansions: &[ExpansionUse],
    names: &Names,
) {
    for expansion in expansions {
        let name = names.expansion(kind, id, &expansion.expansion);
        let field = format!("expansion.{}.capacity", expansion.expansion);
        table.asks(Ask::curve(kind, id, &field));
        if table.add_quantities(group, format!("in expansion {name}"), &expansion.used) {
            table.add_shares(
                group,
                format!("of expansion {name}"),
                &expansion.used,
                &expansion.capacity,
            );
        }
    }
}

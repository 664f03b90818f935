//! What plans do, side by side and apart.

use crate::explain::{PlanChange, PlanChanges, PlanQuantity};
use crate::report::document::{Column, Section, Table};
use crate::report::names::Names;
use crate::report::number::{Format, count, money, percent};
use crate::report::spans::span;

use super::{Case, CompareReport};

const SOLD: &str = "Sold outside, units";
const PLACED: &str = "Installed for your own services, racks";
const WAITING: &str = "Your own services: asked for and waiting";
const SHORT: &str = "Your own services: committed and short";
const LATE: &str = "Orders late, order units times quarters";
const LOST: &str = "Orders lost";

/// What stands side by side, in this order.
pub(super) const GROUPS: [&str; 6] = [SOLD, PLACED, WAITING, SHORT, LATE, LOST];

/// Returns under which heading something stands side by side, if it does.
pub(super) fn group(what: &PlanQuantity) -> Option<&'static str> {
    match what {
        PlanQuantity::Sold { .. } => Some(SOLD),
        PlanQuantity::Installed { .. } => Some(PLACED),
        PlanQuantity::Waiting { .. } => Some(WAITING),
        PlanQuantity::Short { .. } => Some(SHORT),
        PlanQuantity::Late { .. } => Some(LATE),
        PlanQuantity::Lost { .. } => Some(LOST),
        _ => None,
    }
}

/// Returns what to call something under its heading.
pub(super) fn label(what: &PlanQuantity, names: &Names) -> String {
    match what {
        PlanQuantity::Sold { item, buyer } => {
            format!("{} to {}", names.item(item), names.buyer(buyer))
        }
        PlanQuantity::Installed { rack, site } => {
            format!("{} at {}", names.item(rack), names.site(site))
        }
        PlanQuantity::Served { service }
        | PlanQuantity::Waiting { service }
        | PlanQuantity::Short { service } => names.service(service).to_owned(),
        PlanQuantity::Late { buyer } | PlanQuantity::Lost { buyer } => {
            names.buyer(buyer).to_owned()
        }
        PlanQuantity::Started { die } | PlanQuantity::HotLots { die } => names.item(die).to_owned(),
        PlanQuantity::Bought { component: item }
        | PlanQuantity::Made { item }
        | PlanQuantity::Stocked { item } => names.item(item).to_owned(),
        PlanQuantity::Worked { process } => names.process(process).to_owned(),
        PlanQuantity::StartedBeyond { foundry, expansion } => format!(
            "{} of {}",
            names.expansion("foundry", foundry, expansion),
            names.foundry(foundry)
        ),
        PlanQuantity::WorkedBeyond { process, expansion } => format!(
            "{} of {}",
            names.expansion("process", process, expansion),
            names.process(process)
        ),
        PlanQuantity::Taken { option } => names.option(option).to_owned(),
        PlanQuantity::Used {
            rack,
            site,
            service,
        } => format!(
            "{} at {} for {}",
            names.item(rack),
            names.site(site),
            names.service(service)
        ),
    }
}

/// Returns what to call something that stands alone.
pub(in crate::report) fn named(what: &PlanQuantity, names: &Names) -> String {
    let label = label(what, names);
    match what {
        PlanQuantity::Sold { .. } => format!("sold: {label}"),
        PlanQuantity::Installed { .. } => format!("installed: {label}"),
        PlanQuantity::Served { .. } => format!("served: {label}"),
        PlanQuantity::Waiting { .. } => format!("waiting: {label}"),
        PlanQuantity::Short { .. } => format!("commitment short: {label}"),
        PlanQuantity::Late { .. } => format!("orders late: {label}"),
        PlanQuantity::Lost { .. } => format!("orders lost: {label}"),
        PlanQuantity::Started { .. } => format!("wafers started: {label}"),
        PlanQuantity::HotLots { .. } => format!("of them hot lots: {label}"),
        PlanQuantity::Bought { .. } => format!("bought: {label}"),
        PlanQuantity::Made { .. } => format!("made: {label}"),
        PlanQuantity::StartedBeyond { .. } => format!("wafers started beyond capacity: {label}"),
        PlanQuantity::WorkedBeyond { .. } => format!("work beyond capacity: {label}"),
        PlanQuantity::Worked { .. } => format!("work: {label}"),
        PlanQuantity::Stocked { .. } => format!("in stock: {label}"),
        PlanQuantity::Taken { .. } => format!("taken: {label}"),
        PlanQuantity::Used { .. } => format!("in use: {label}"),
    }
}

/// Returns the section on what a plan does differently.
pub(super) fn section(
    report: &CompareReport,
    case: &Case,
    plan: &PlanChanges,
    names: &Names,
) -> Section {
    let mut section = Section::new(format!("{}: what changes in the plan", case.name));
    let currency = &report.model.currency;
    let best = match &case.answer {
        super::CaseAnswer::Plan { solved, .. } => solved.solution.objective,
        _ => return section,
    };
    section.add_paragraph(match plan.base_plan_margin {
        Some(kept) if (best - kept).abs() <= 1e-9 * best.abs() => format!(
            "Left unchanged, the plan of the base ({}) is possible here and just as good: what differs below is a choice between equals.",
            report.base
        ),
        Some(kept) => format!(
            "Left unchanged, the plan of the base ({}) would earn {} here; a new plan gains {}.",
            report.base,
            money(kept, currency),
            money(best - kept, currency)
        ),
        None => format!("Left unchanged, the plan of the base ({}) is not possible here.", report.base),
    });
    let columns = vec![
        report.heading(),
        Column::number("then"),
        Column::number("Moved"),
        Column::words("Within"),
    ];
    let mut table = Table::new("Sums over the horizon", columns);
    for change in plan.changed.iter().take(report.top) {
        let format = Format::of(&[change.before, change.after]);
        let values = [change.before, change.after];
        let mut cells: Vec<String> = values.iter().map(|&it| format.cell(it)).collect();
        cells.extend([percent(change.moved), when(change)]);
        table.add_row("", named(&change.what, names), cells);
        table.with_values([Some(change.before), Some(change.after), Some(change.moved)]);
    }
    section.add_table(table);
    let more = plan.changed.len().saturating_sub(report.top);
    let mut said = Vec::new();
    if more > 0 {
        said.push(format!("{} moved less", count(more, "more is", "more are")));
    }
    said.push(count(plan.unchanged, "is unchanged", "are unchanged"));
    section.add_paragraph(format!(
        "Moved: what differs in any quarter, the tail included, as a share of all racks placed, wafers started, units asked for \
         and so on. {}.",
        said.join(", ")
    ));
    section
}

fn when(change: &PlanChange) -> String {
    let (first, last) = (change.by_quarter.first(), change.by_quarter.last());
    let both = first.zip(last);
    both.map_or_else(String::new, |(first, last)| {
        span(first.quarter, last.quarter)
    })
}

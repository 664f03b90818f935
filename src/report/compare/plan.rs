//! What plans do, side by side and apart.

use crate::explain::{Doing, PlanChange, PlanChanges};
use crate::report::document::{Column, Section, Table};
use crate::report::names::Names;
use crate::report::number::{Format, count, money, percent};
use crate::report::spans::span;

use super::{Case, CompareReport};

const SOLD: &str = "Sold outside, units";
const PLACED: &str = "Installed for own services, racks";
const WAITING: &str = "Own services: asked for and waiting";
const SHORT: &str = "Own services: committed and short";
const LATE: &str = "Orders late, order units times quarters";
const LOST: &str = "Orders lost";

/// What stands side by side, in this order.
pub(super) const GROUPS: [&str; 6] = [SOLD, PLACED, WAITING, SHORT, LATE, LOST];

/// Returns under which heading something stands side by side, if it does.
pub(super) fn group(what: &Doing) -> Option<&'static str> {
    match what {
        Doing::Sold { .. } => Some(SOLD),
        Doing::Installed { .. } => Some(PLACED),
        Doing::Waiting { .. } => Some(WAITING),
        Doing::Short { .. } => Some(SHORT),
        Doing::Late { .. } => Some(LATE),
        Doing::Lost { .. } => Some(LOST),
        _ => None,
    }
}

/// Returns what to call something under its heading.
pub(super) fn label(what: &Doing, names: &Names) -> String {
    match what {
        Doing::Sold { item, buyer } => {
            format!("{} to {}", names.item(item), names.buyer(buyer))
        }
        Doing::Installed { rack, site } => {
            format!("{} at {}", names.item(rack), names.site(site))
        }
        Doing::Served { service } | Doing::Waiting { service } | Doing::Short { service } => {
            names.service(service).to_owned()
        }
        Doing::Late { buyer } | Doing::Lost { buyer } => names.buyer(buyer).to_owned(),
        Doing::Started { die } | Doing::HotLots { die } => names.item(die).to_owned(),
        Doing::Bought { component: item } | Doing::Made { item } | Doing::Stocked { item } => {
            names.item(item).to_owned()
        }
        Doing::Worked { process } => names.process(process).to_owned(),
        Doing::Used {
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
fn sentence(what: &Doing, names: &Names) -> String {
    let label = label(what, names);
    match what {
        Doing::Sold { .. } => format!("sold: {label}"),
        Doing::Installed { .. } => format!("installed: {label}"),
        Doing::Served { .. } => format!("served: {label}"),
        Doing::Waiting { .. } => format!("waiting: {label}"),
        Doing::Short { .. } => format!("commitment short: {label}"),
        Doing::Late { .. } => format!("orders late: {label}"),
        Doing::Lost { .. } => format!("orders lost: {label}"),
        Doing::Started { .. } => format!("wafers started: {label}"),
        Doing::HotLots { .. } => format!("of them hot lots: {label}"),
        Doing::Bought { .. } => format!("bought: {label}"),
        Doing::Made { .. } => format!("made: {label}"),
        Doing::Worked { .. } => format!("work: {label}"),
        Doing::Stocked { .. } => format!("in stock: {label}"),
        Doing::Used { .. } => format!("in use: {label}"),
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
            "Kept as it was, the plan of the base ({}) is possible here and as good: what differs below is a choice between equals.",
            report.base
        ),
        Some(kept) => format!(
            "Kept as it was, the plan of the base ({}) would earn {} here; a new plan gains {}.",
            report.base,
            money(kept, currency),
            money(best - kept, currency)
        ),
        None => format!("Kept as it was, the plan of the base ({}) is not possible here.", report.base),
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
        table.add_row("", sentence(&change.what, names), cells);
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

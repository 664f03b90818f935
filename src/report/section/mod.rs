//! The sections of a plan's report, one a file, in the order they are read.

mod allocation;
mod fleet;
pub(super) mod margin;
mod orders;
mod services;
mod stocks;
mod summary;
mod supply;

use super::PlanReport;
use super::document::Section;
use super::names::Names;

/// Returns every section that has something to say.
pub fn all(report: &PlanReport, names: &Names) -> Vec<Section> {
    let sections = [
        summary::section(report, names),
        supply::wafer_starts(report, names),
        supply::components_and_processes(report, names),
        supply::made(report, names),
        allocation::wafers(report, names),
        allocation::items(report, names),
        services::section(report, names),
        orders::section(report, names),
        fleet::section(report, names),
        stocks::section(report, names),
        margin::statement(report, names),
        margin::surrounding(report),
        margin::run_rate(report, names),
        end_effects(report),
    ];
    let says_something = |section: &Section| !section.blocks.is_empty();
    sections.into_iter().filter(says_something).collect()
}

fn end_effects(report: &PlanReport) -> Section {
    let mut section = Section::new("End effects");
    if let Some(quarter) = report.plan.end_effects_from {
        section.add_paragraph(format!(
            "Wafers started from {quarter} on can no longer arrive within the horizon. What is decided from then on \
             answers to the end of the plan, not to demand: read those quarters with care."
        ));
    }
    section
}

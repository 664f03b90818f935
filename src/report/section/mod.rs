//! The sections of a plan's report, one a file, in the order they are read.

mod allocation;
mod fleet;
#[cfg(feature = "xlsx")]
mod full;
pub(super) mod margin;
mod options;
mod orders;
mod services;
mod stocks;
mod summary;
mod supply;

use crate::quarter::Quarter;

use super::document::Section;
use super::names::Names;
use super::{PlanReport, Shown};

pub(super) use allocation::flows;
pub(super) use summary::add_tables;

#[cfg(feature = "xlsx")]
pub(super) use {
    allocation::{ALL_RACKS, racks_by_destination, units_by_quarter},
    full::used_to_the_full,
    summary::{WHO_GETS_WHAT, section as answer},
};

/// Returns every section that has something to say.
pub fn all(report: &PlanReport, names: &Names) -> Vec<Section> {
    let mut sections = vec![summary::section(report, names)];
    sections.extend(behind(report, names));
    sections
}

/// Returns every section behind the answer, in which nothing is said of what is proved.
pub(super) fn behind(report: &PlanReport, names: &Names) -> Vec<Section> {
    let sections = [
        options::section(report, names),
        supply::wafer_starts(report.shown(), names),
        supply::components_and_processes(report.shown(), names),
        supply::made(report.shown(), names),
        allocation::wafers(report, names),
        allocation::items(report, names),
        services::section(report.shown(), names),
        orders::section(report.shown(), names),
        fleet::section(report.shown(), names),
        stocks::section(report.shown(), names),
        margin::statement(report, names),
        margin::surrounding(report),
        margin::run_rate(report, names),
        end_effects(report),
    ];
    let says_something = |section: &Section| !section.blocks.is_empty();
    sections.into_iter().filter(says_something).collect()
}

/// Returns what a plan does in quarters after which it goes on, in which nothing is said of money.
pub(super) fn so_far(report: Shown, names: &Names) -> Vec<Section> {
    let mut racks = Section::new("Who gets the racks");
    racks.add_table(allocation::units_by_quarter(report, names));
    let sections = [
        supply::wafer_starts(report, names),
        supply::components_and_processes(report, names),
        supply::made(report, names),
        racks,
        services::section(report, names),
        orders::section(report, names),
        fleet::section(report, names),
        stocks::so_far(report, names),
    ];
    let says_something = |section: &Section| !section.blocks.is_empty();
    sections.into_iter().filter(says_something).collect()
}

/// Returns from which quarter starts reflect the end of the plan.
pub(super) fn end_effects_from(quarter: Quarter) -> String {
    format!(
        "What takes longest to make arrives after the plan ends if it is started in {quarter} or later at normal speed: \
         those starts reflect the end of the plan, not demand."
    )
}

fn end_effects(report: &PlanReport) -> Section {
    let mut section = Section::new("End effects");
    if let Some(quarter) = report.plan.end_effects_from {
        section.add_paragraph(end_effects_from(quarter));
    }
    section
}

//! Where the margin comes from, by channel and line; what is sold around services; the business standing alone.

use crate::plan::{Channel, LeftOver, Line, Margin, MarginLine};
use crate::report::PlanReport;
use crate::report::document::{Column, Section, Table};
use crate::report::names::Names;
use crate::report::number::Money;

/// Returns the channels of the margin, each once: own services by site, buyers, what is unassigned.
pub(crate) fn channels(margin: &Margin) -> Vec<&Channel> {
    let mut channels: Vec<&Channel> = Vec::new();
    for line in &margin.lines {
        if !channels.contains(&&line.channel) {
            channels.push(&line.channel);
        }
    }
    // Within a kind the model's order stays.
    channels.sort_by_key(|channel| match channel {
        Channel::OwnService(_) => 0,
        Channel::OwnServices => 1,
        Channel::Buyer(_) => 2,
        Channel::Options => 3,
        Channel::Unattributed(_) => 4,
    });
    channels
}

/// Returns what to call a channel.
pub(crate) fn channel_name(channel: &Channel, names: &Names) -> String {
    match channel {
        Channel::OwnService(site) => format!("Own services at {}", names.site(site)),
        Channel::OwnServices => "Own services, penalties".to_owned(),
        Channel::Buyer(buyer) => format!("Sold to {}", names.buyer(buyer)),
        Channel::Options => "Options".to_owned(),
        Channel::Unattributed(left_over) => format!("Unassigned: {}", left_over_name(*left_over)),
    }
}

fn left_over_name(left_over: LeftOver) -> &'static str {
    match left_over {
        LeftOver::IdleWafers => "idle wafers",
        LeftOver::Holding => "holding stock",
        LeftOver::ClosingStock => "closing stock",
        LeftOver::WorkInProcess => "in process at the end",
        LeftOver::Scrap => "thrown away",
    }
}

/// Returns what to call a line.
pub(crate) fn line_name(line: Line) -> &'static str {
    match line {
        Line::Rental => "rental",
        Line::VariableCost => "variable cost",
        Line::Surrounding => "surrounding services",
        Line::ShortfallPenalty => "shortfall penalty",
        Line::OperatingCost => "operating cost",
        Line::Energy => "energy",
        Line::Sales => "sales",
        Line::VolumeDiscount => "volume discount",
        Line::DeliveryCost => "delivery",
        Line::Support => "support",
        Line::LatePenalty => "late penalty",
        Line::CancelPenalty => "cancel penalty",
        Line::Wafers => "wafers",
        Line::HotLotPremium => "hot-lot premium",
        Line::ExpansionPremium => "expansion premium",
        Line::Components => "components",
        Line::Work => "work",
        Line::ExpansionWork => "work in expansions, on top",
        Line::ChipCost => "other cost of chips",
        Line::RackCost => "other cost of racks",
        Line::IdleWafers => "idle wafers",
        Line::Holding => "holding stock",
        Line::ClosingStock => "closing stock",
        Line::WorkInProcess => "work in process at the end",
        Line::Options => "options",
    }
}

/// Returns the columns of a table of money: present value, the quarters, and the tail in sum where there is one.
fn columns(report: &PlanReport) -> Vec<Column> {
    let mut columns = vec![Column::number("PV")];
    columns.extend(Column::quarters(&report.plan.quarters));
    if !report.plan.tail_quarters.is_empty() {
        columns.push(Column::number("Tail"));
    }
    columns
}

/// Returns the cells under [`columns`].
fn values(report: &PlanReport, present_value: f64, by_quarter: &[f64]) -> Vec<f64> {
    let horizon = report.plan.quarters.len();
    let mut values = vec![present_value];
    values.extend(by_quarter.iter().take(horizon));
    if !report.plan.tail_quarters.is_empty() {
        values.push(by_quarter.iter().skip(horizon).sum());
    }
    values
}

/// Returns lines that are about different things of the same kind as one, by what they are called: what a reader wants first is
/// the kind. Options have a line each.
fn by_kind<'a>(
    lines: impl Iterator<Item = &'a MarginLine>,
    names: &Names,
) -> Vec<(String, f64, Vec<f64>)> {
    type Kind<'a> = (Line, Option<&'a str>);
    let mut kinds: Vec<(Kind, f64, Vec<f64>)> = Vec::new();
    for line in lines {
        let which = line.of.as_deref().filter(|_| line.line == Line::Options);
        let key = (line.line, which);
        match kinds.iter_mut().find(|(kind, ..)| *kind == key) {
            None => kinds.push((key, line.present_value, line.by_quarter.clone())),
            Some((_, present_value, by_quarter)) => {
                *present_value += line.present_value;
                for (sum, value) in by_quarter.iter_mut().zip(&line.by_quarter) {
                    *sum += value;
                }
            }
        }
    }
    // Options stay in the order of the model.
    kinds.sort_by_key(|&((line, _), ..)| line);
    let named = |(line, which): Kind| match which {
        Some(option) => names.option(option).to_owned(),
        None => line_name(line).to_owned(),
    };
    let kinds = kinds.into_iter();
    kinds
        .map(|(kind, present_value, by_quarter)| (named(kind), present_value, by_quarter))
        .collect()
}

pub fn statement(report: &PlanReport, names: &Names) -> Section {
    let margin = &report.plan.margin;
    let total = values(report, margin.present_value, &margin.by_quarter);
    let mut rows: Vec<(String, String, Vec<f64>, bool)> = Vec::new();
    for channel in channels(margin) {
        let name = channel_name(channel, names);
        let kinds = by_kind(
            margin.lines.iter().filter(|line| line.channel == *channel),
            names,
        );
        let lines: Vec<Vec<f64>> = kinds
            .iter()
            .map(|(_, pv, by_quarter)| values(report, *pv, by_quarter))
            .collect();
        let sum: Vec<f64> = (0..total.len())
            .map(|i| lines.iter().map(|line| line[i]).sum())
            .collect();
        let several = lines.len() > 1;
        for ((kind, ..), line) in kinds.into_iter().zip(lines) {
            rows.push((name.clone(), kind, line, false));
        }
        if several {
            rows.push((name, "margin".to_owned(), sum, true));
        }
    }
    let all: Vec<f64> = rows
        .iter()
        .flat_map(|(_, _, values, _)| values)
        .chain(&total)
        .copied()
        .collect();
    let unit = Money::of(&all);
    let label = format!("{}, costs negative", unit.unit(&report.model.currency));
    let mut table = Table::new(label, columns(report));
    for (channel, label, values, is_total) in rows {
        if table.add_money(&channel, label, &values, unit) && is_total {
            table.mark_total();
        }
    }
    table.add_money("", "All", &total, unit);
    table.mark_total();

    let mut section = Section::new("Margin by channel");
    section.add_paragraph("PV is the present value; the quarters and the tail are not discounted.");
    section.add_table(table);
    section
}

pub fn surrounding(report: &PlanReport) -> Section {
    let lines = &report.plan.surrounding;
    let all: Vec<f64> = lines
        .iter()
        .flat_map(|line| values(report, line.present_value, &line.by_quarter))
        .collect();
    let unit = Money::of(&all);
    let mut table = Table::new(unit.unit(&report.model.currency), columns(report));
    for line in lines {
        table.add_money(
            "",
            line.line.as_str(),
            &values(report, line.present_value, &line.by_quarter),
            unit,
        );
    }
    let mut section = Section::new("Sold around the services");
    section.add_table(table);
    section
}

pub fn run_rate(report: &PlanReport, names: &Names) -> Section {
    let run_rate = &report.plan.run_rate;
    let unit = Money::of(&run_rate.by_quarter);
    let label = format!("{} a year", unit.unit(&report.model.currency));
    let mut table = Table::by_quarter(label, &report.plan.quarters);
    table.add_money("", "run rate", &run_rate.by_quarter, unit);
    let mut section = Section::new("The chips business standing alone");
    if table.rows.is_empty() {
        return section;
    }
    section.add_paragraph(
        "Four times the quarter's units sold at their net price and racks installed at their transfer price.",
    );
    section.add_table(table);
    if !run_rate.without_transfer_price.is_empty() {
        let racks: Vec<&str> = run_rate
            .without_transfer_price
            .iter()
            .map(|id| names.item(id))
            .collect();
        section.add_paragraph(format!(
            "Without a transfer price, and so counted as 0: {}.",
            racks.join(", ")
        ));
    }
    section
}

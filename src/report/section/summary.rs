//! The first screen: the margin, who gets the racks, who waits, and the proof.

use std::fmt::Write as _;
use std::ops::Range;

use crate::plan::{Channel, Plan};
use crate::quarter::Quarter;
use crate::report::document::{Column, Section, Table};
use crate::report::names::Names;
use crate::report::number::{Format, Money, NOTHING, money, percent, quantity};
use crate::report::options::taken_and_left;
use crate::report::proof;
use crate::report::spans::{is_nothing, quarters_with, span};
use crate::report::{PlanReport, Shown};

use super::{allocation, margin};

/// Up to this many quarters the first screen shows each, beyond that years.
const QUARTERS_ON_FIRST_SCREEN: usize = 6;

/// What the table of racks and whatever else is sold is called.
pub const WHO_GETS_WHAT: &str = "Who gets what";

/// What is unassigned margin, in one line.
const LEFT_OVER: &str = "Unassigned: idle, holding, left over";

pub fn section(report: &PlanReport, names: &Names) -> Section {
    let plan = report.plan;
    let mut section = Section::new("");
    section.add_paragraph(horizon(report));
    if let Some(options) = taken_and_left(plan, names) {
        section.add_paragraph(options);
    }
    add_tables(&mut section, report.shown(), names);
    section.add_paragraph(proof::of_plan(report));
    section
}

/// Adds where the margin of a plan comes from, who gets the racks and who waits.
pub fn add_tables(section: &mut Section, report: Shown, names: &Names) {
    section.add_table(margin_by_channel(report, names));
    section.add_table(who_gets_what(report, names));
    let waits = who_waits(report.plan, names);
    if waits.rows.is_empty() {
        section.add_paragraph(
            "Nobody waits: all demand, every commitment and every order is met on time.",
        );
    } else {
        section.add_table(waits);
    }
}

fn horizon(report: &PlanReport) -> String {
    let (plan, model) = (report.plan, report.model);
    let mut words = String::new();
    if let (Some(&first), Some(&last)) = (plan.quarters.first(), plan.quarters.last()) {
        words.push_str(&span(first, last));
    }
    if let Some(last) = plan.tail_quarters.last() {
        // Writing to a string does not fail.
        let _ = write!(words, ", what is installed serves on until {last}");
    }
    let rate = match model.horizon.discount_rate {
        0.0 => "not discounted".to_owned(),
        rate => format!("discounted at {} a year", percent(rate)),
    };
    format!(
        "{words}. Margin {}, {rate}.",
        money(plan.margin.present_value, &model.currency)
    )
}

fn margin_by_channel(report: Shown, names: &Names) -> Table {
    let margin = &report.plan.margin;
    let mut rows: Vec<(String, f64)> = Vec::new();
    for channel in margin::channels(margin) {
        let lines = margin.lines.iter().filter(|line| line.channel == *channel);
        let value: f64 = lines.map(|line| line.present_value).sum();
        match (channel, rows.last_mut()) {
            // What is left over is one line on the first screen: the statement below has its parts.
            (Channel::Unattributed(_), Some((name, sum))) if name == LEFT_OVER => *sum += value,
            (Channel::Unattributed(_), _) => rows.push((LEFT_OVER.to_owned(), value)),
            _ => rows.push((margin::channel_name(channel, names), value)),
        }
    }
    let values: Vec<f64> = rows.iter().map(|&(_, value)| value).collect();
    let mut all = values;
    all.push(margin.present_value);
    let unit = Money::of(&all);
    let columns = vec![
        Column::number(unit.unit(&report.model.currency)),
        Column::share("Share"),
    ];
    let mut table = Table::new("Margin, present value", columns);
    for (name, value) in rows {
        table.add_part(name, value, margin.present_value, unit);
    }
    table.add_part("Total", margin.present_value, margin.present_value, unit);
    table.mark_total();
    table
}

/// Returns what of each kind of rack, and of whatever else is sold, goes where, by year or quarter.
fn who_gets_what(report: Shown, names: &Names) -> Table {
    let periods = periods(&report.plan.quarters);
    let mut columns: Vec<Column> = periods
        .iter()
        .map(|(name, _)| Column::number(name))
        .collect();
    columns.extend([Column::number("Total"), Column::share("Share")]);
    let mut table = Table::new(WHO_GETS_WHAT, columns);
    for flows in allocation::flows(report, names) {
        let total: f64 = flows.parts.iter().flat_map(|(_, units)| units).sum();
        let several = flows.parts.len() > 1;
        let everything: Vec<f64> = (0..report.plan.quarters.len())
            .map(|t| {
                flows
                    .parts
                    .iter()
                    .filter_map(|(_, units)| units.get(t))
                    .sum()
            })
            .collect();
        let mut rows: Vec<(&str, &[f64])> = flows
            .parts
            .iter()
            .map(|(to, units)| (to.as_str(), units.as_slice()))
            .collect();
        if several {
            rows.push(("all", &everything));
        }
        let group = names.item(&flows.item);
        for (to, units) in rows {
            let mut sums: Vec<f64> = periods
                .iter()
                .map(|(_, range)| units[range.clone()].iter().sum())
                .collect();
            let sum: f64 = units.iter().sum();
            sums.push(sum);
            let format = Format::of(&sums);
            let mut cells: Vec<String> = sums.iter().map(|&value| format.cell(value)).collect();
            cells.push(percent(sum / total));
            table.add_row(group, to, cells);
            sums.push(sum / total);
            table.with_values(sums.into_iter().map(Some));
        }
        if several {
            table.mark_total();
        }
    }
    table
}

/// Returns the quarters, or the calendar years where the quarters are many, and which quarters each holds.
fn periods(quarters: &[Quarter]) -> Vec<(String, Range<usize>)> {
    let mut periods: Vec<(String, Range<usize>)> = Vec::new();
    for (t, quarter) in quarters.iter().enumerate() {
        let name = quarter.to_string();
        let name = if quarters.len() > QUARTERS_ON_FIRST_SCREEN {
            &name[..4]
        } else {
            &name
        };
        match periods.last_mut() {
            Some((last, range)) if last == name => range.end = t + 1,
            _ => periods.push((name.to_owned(), t..t + 1)),
        }
    }
    periods
}

/// Returns who is short, late or lost, how much, when it is worst, and when it happens at all.
fn who_waits(plan: &Plan, names: &Names) -> Table {
    let columns = vec![
        Column::number("In all"),
        Column::share("Share"),
        Column::words("At worst"),
        Column::words("When"),
    ];
    let mut table = Table::new("Who waits", columns);
    let ever: Vec<Quarter> = plan
        .quarters
        .iter()
        .chain(&plan.tail_quarters)
        .copied()
        .collect();
    for it in &plan.services {
        let group = names.service_and_unit(it);
        add_wait(
            &mut table,
            &group,
            "commitment short",
            &ever,
            &it.short,
            Some(&it.committed),
        );
        let beyond = it.waiting.iter().zip(&it.short);
        let beyond: Vec<f64> = beyond.map(|(waiting, short)| waiting - short).collect();
        // Within the plan: what is left unserved in the tail stands among the reasons of an explanation.
        add_wait(
            &mut table,
            &group,
            "other demand",
            &plan.quarters,
            &beyond,
            Some(&it.asked),
        );
    }
    for it in &plan.orders {
        let group = names.buyer(&it.buyer);
        let mut owed = it.due.clone();
        if let Some(first) = owed.first_mut() {
            *first += it.open_before;
        }
        add_wait(
            &mut table,
            group,
            "orders late",
            &plan.quarters,
            &it.late,
            None,
        );
        add_wait(
            &mut table,
            group,
            "orders lost",
            &plan.quarters,
            &it.lost,
            Some(&owed),
        );
    }
    table
}

/// Adds a row unless nobody waits; open orders stand in several quarters and so have no sum, and no whole.
fn add_wait(
    table: &mut Table,
    group: &str,
    label: &str,
    quarters: &[Quarter],
    values: &[f64],
    whole: Option<&[f64]>,
) {
    let count = quarters.len().min(values.len());
    let (quarters, values) = (&quarters[..count], &values[..count]);
    let Some((worst, &most)) = values
        .iter()
        .enumerate()
        .max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)))
    else {
        return;
    };
    if is_nothing(most) {
        return;
    }
    let sum: f64 = values.iter().sum();
    let of_whole = whole.map(|whole| {
        let asked: f64 = whole.iter().take(count).sum();
        (sum, sum / asked)
    });
    let (in_all, share) = match of_whole {
        None => (NOTHING.to_owned(), NOTHING.to_owned()),
        Some((sum, share)) => (quantity(sum), percent(share)),
    };
    let at_worst = format!("{} in {}", quantity(most), quarters[worst]);
    table.add_row(
        group,
        label,
        vec![in_all, share, at_worst, quarters_with(quarters, values)],
    );
    table.with_values([of_whole.map(|it| it.0), of_whole.map(|it| it.1), None, None]);
}

//! Who waits, why, and who got the supply instead.

use crate::explain::{Reason, ReasonKind, Wait, WaitsFor};
use crate::quarter::Quarter;
use crate::report::document::{Block, Column, Section, Table};
use crate::report::number::{NOTHING, count, quantity};
use crate::report::spans::{quarters_with, span};

use super::ExplanationReport;
use super::words::Words;

pub(in crate::report) const WAITING: &str = "Who waits and why";

/// How many limits are named for one shortage.
const REASONS: usize = 3;

pub(super) fn section(report: &ExplanationReport, words: &Words) -> Section {
    let mut section = Section::new(WAITING);
    let shortages = ordered(&report.explanation.waiting.shortages);
    if shortages.is_empty() {
        section.add_paragraph(
            "Nobody waits: all demand, every commitment and every order is met on time.",
        );
        return section;
    }
    let columns = vec![
        Column::words("When"),
        Column::number("In all"),
        Column::words("At worst"),
    ];
    let mut table = Table::new("Waiting for", columns);
    let mut points = Vec::new();
    for shortage in shortages.iter().take(report.top) {
        let group = format!(
            "{}, {}",
            words.waiter(&shortage.who),
            words.waits_in(&shortage.who)
        );
        let in_all = match shortage.waits_for {
            WaitsFor::LateOrders => NOTHING.to_owned(),
            _ => quantity(shortage.amount),
        };
        let cells = vec![
            span(shortage.from, shortage.to),
            in_all,
            format!("{} in {}", quantity(shortage.at_worst), shortage.worst_in),
        ];
        table.add_row(&group, waits_for(shortage.waits_for), cells);
        points.push(why(shortage, words));
    }
    section.add_table(table);
    section.blocks.push(Block::List(points));
    let more = shortages.len().saturating_sub(report.top);
    if more > 0 {
        section.add_paragraph(format!(
            "And {}.",
            count(more, "more shortage", "more shortages")
        ));
    }
    section
}

/// Returns broken promises first, then the largest of the others; those of one waiter together.
fn ordered(shortages: &[Wait]) -> Vec<&Wait> {
    let mut ordered: Vec<&Wait> = shortages.iter().collect();
    ordered.sort_by_key(|it| match it.waits_for {
        WaitsFor::Commitment => 0,
        WaitsFor::LostOrders => 1,
        WaitsFor::LateOrders => 2,
        WaitsFor::Demand => 3,
    });
    ordered
}

pub(super) fn waits_for(what: WaitsFor) -> &'static str {
    match what {
        WaitsFor::Commitment => "commitment short",
        WaitsFor::Demand => "other demand",
        WaitsFor::LateOrders => "orders late",
        WaitsFor::LostOrders => "orders lost",
    }
}

fn why(shortage: &Wait, words: &Words) -> String {
    let mut text = format!(
        "{}, {}, {}: {}",
        words.waiter(&shortage.who),
        waits_for(shortage.waits_for),
        span(shortage.from, shortage.to),
        reasons(&shortage.reasons, words),
    );
    text.push_str(&sold_instead(shortage, words));
    text
}

/// Returns what was sold outside in the meantime, buyers together.
fn sold_instead(shortage: &Wait, words: &Words) -> String {
    let mut items: Vec<(&str, f64)> = Vec::new();
    for sold in &shortage.sold_instead {
        match items.iter_mut().find(|(item, _)| *item == sold.item) {
            Some((_, units)) => *units += sold.units,
            None => items.push((&sold.item, sold.units)),
        }
    }
    let sold: Vec<String> = items
        .iter()
        .map(|(item, units)| format!("{} {}", quantity(units.round()), words.names.item(item)))
        .collect();
    let from = shortage.sold_instead.iter().map(|it| it.from).min();
    let to = shortage.sold_instead.iter().map(|it| it.to).max();
    match (from, to) {
        (Some(from), Some(to)) => format!(
            " Sold outside in {}: {}.",
            span(from, to),
            sold.join(" and ")
        ),
        _ => String::new(),
    }
}

/// Returns the reasons in words: the limits that one unit more runs into, paths together.
pub(super) fn reasons(reasons: &[Reason], words: &Words) -> String {
    let limits = |kind: ReasonKind| {
        let mut paths: Vec<(String, Vec<Quarter>)> = Vec::new();
        for address in reasons
            .iter()
            .filter(|it| it.kind == kind)
            .filter_map(|it| it.address.as_ref())
        {
            let at = paths.iter().position(|(path, _)| *path == address.path);
            match at {
                Some(at) => paths[at].1.extend(address.quarter),
                None => paths.push((address.path.clone(), address.quarter.into_iter().collect())),
            }
        }
        paths
    };
    let named = |paths: &[(String, Vec<Quarter>)]| {
        let shown = paths.iter().take(REASONS).map(|(path, quarters)| {
            let name = words.limit(path);
            match (quarters.iter().min(), quarters.iter().max()) {
                (Some(&first), Some(&last)) => format!("{name} in {}", span(first, last)),
                _ => name,
            }
        });
        let shown: Vec<String> = shown.collect();
        let more = paths.len().saturating_sub(REASONS);
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        format!("{}{more}", shown.join(", "))
    };
    let mut parts = Vec::new();
    let stopped = limits(ReasonKind::Limit);
    if !stopped.is_empty() {
        parts.push(format!("One more runs into {}.", named(&stopped)));
    }
    let when = |kind: ReasonKind| {
        let mut quarters: Vec<Quarter> = reasons
            .iter()
            .filter(|it| it.kind == kind)
            .flat_map(|it| it.quarters.iter().copied())
            .collect();
        quarters.sort_unstable();
        quarters.dedup();
        let present = vec![1.0; quarters.len()];
        (!quarters.is_empty()).then(|| quarters_with(&quarters, &present))
    };
    if let Some(quarters) = when(ReasonKind::TooEarly) {
        parts.push(format!(
            "In {quarters} nothing started within the plan is there in time."
        ));
    }
    if let Some(quarters) = when(ReasonKind::DoesNotPay) {
        parts.push(format!(
            "In {quarters} nothing scarce is in the way: one more earns less than it costs."
        ));
    }
    if when(ReasonKind::AfterHorizon).is_some() {
        parts.push("After the horizon nothing more is installed.".to_owned());
    }
    parts.join(" ")
}

//! Who waits, why, and who got the supply instead.

use crate::explain::{Concession, Reason, ReasonKind, ReasonLimit, Wait, Waiter, WaitsFor};
use crate::model::FieldPath;
use crate::quarter::Quarter;
use crate::report::document::{Block, Column, Section, SectionId, Table};
use crate::report::number::{NOTHING, count, money, quantity};
use crate::report::spans::span;

use super::ExplanationReport;
use super::words::Words;

/// How many limits, and how many things that give way, are named for one shortage.
const NAMED: usize = 3;

pub(super) fn section(report: &ExplanationReport, words: &Words) -> Section {
    let mut section = Section::known(SectionId::Waiting, "Who waits and why");
    let shortages = report.explanation.waiting.in_order();
    if shortages.is_empty() {
        section.add_paragraph(
            "Nobody waits, within the plan and after it: all demand, every commitment and every order is met on time.",
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
    let mut without_reason = 0;
    for shortage in shortages.iter().take(report.top) {
        let after = if shortage.in_tail {
            ", after the plan"
        } else {
            ""
        };
        let group = format!(
            "{}, {}{after}",
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
        let has_sum = shortage.waits_for != WaitsFor::LateOrders;
        table.with_values([None, has_sum.then_some(shortage.amount)]);
        // A text has no reasons of demand after the plan.
        if shortage.reasons.is_empty() {
            without_reason += 1;
        } else {
            points.push(why(shortage, words));
        }
    }
    section.add_table(table);
    if !points.is_empty() {
        section.add_paragraph(
            "Each reason comes from solving again with nobody waiting in those quarters and everything else free. Amounts of \
             money are present value; a limit's price is for one more of it in the plan as it is.",
        );
        section.blocks.push(Block::List(points));
    }
    if without_reason > 0 {
        section.add_paragraph(
            "After the plan nothing is started any more. Why demand waits then is left out here; `--format json` and the page \
             of `waferline report` say it.",
        );
    }
    let more = shortages.len().saturating_sub(report.top);
    if more > 0 {
        section.add_paragraph(format!(
            "And {}.",
            count(more, "more shortage", "more shortages")
        ));
    }
    section
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
    let mut parts = vec![format!(
        "{}, {}, {}:",
        words.waiter(&shortage.who),
        waits_for(shortage.waits_for),
        span(shortage.from, shortage.to),
    )];
    for reason in &shortage.reasons {
        parts.extend(said(reason, shortage, words));
    }
    let mut text = parts.join(" ");
    text.push_str(&sold_instead(shortage, words));
    text
}

/// Returns a reason in sentences.
fn said(reason: &Reason, shortage: &Wait, words: &Words) -> Vec<String> {
    let is_whole = (reason.from, reason.to) == (shortage.from, shortage.to);
    let quarters = span(reason.from, reason.to);
    // The sentence begins with the quarters where they are not all.
    let (all, plan, another) = if is_whole {
        (
            "All of it".to_owned(),
            "No plan".to_owned(),
            "Another plan".to_owned(),
        )
    } else {
        (
            format!("In {quarters} all of it"),
            format!("In {quarters} no plan"),
            format!("In {quarters} another plan"),
        )
    };
    let mut said = Vec::new();
    match reason.kind {
        ReasonKind::CostsMore => {
            let loss = money(reason.loss.unwrap_or(0.0), &words.model.currency);
            said.push(format!("{all} could be served, for {loss} less margin."));
            said.extend(gives_way(reason, shortage, words));
            said.extend(runs_into(reason, words));
        }
        ReasonKind::ShortElsewhere => {
            said.push(format!(
                "{all} could be served, but not with the same shortfall."
            ));
            said.extend(gives_way(reason, shortage, words));
        }
        ReasonKind::AsGood => {
            said.push(format!("{another} that earns as much serves all of it."));
        }
        ReasonKind::NoPlan => {
            said.push(format!("{plan} serves all of it."));
            said.extend(conflict(reason, words));
            said.extend(least_waiting(reason, shortage, words));
        }
        ReasonKind::NotInTime => {
            said.push(format!("{plan} serves all of it."));
            said.extend(reason.conflict_in.map(|quarter| {
                format!("Nothing started within the plan arrives in time for {quarter}.")
            }));
        }
        ReasonKind::NotComputed => {
            said.push(format!("Why {quarters} is not served was not computed."));
        }
    }
    said
}

/// Returns what a plan in which nobody waits does less of, or pays more for, the costliest first.
fn gives_way(reason: &Reason, shortage: &Wait, words: &Words) -> Option<String> {
    let costs: Vec<String> = reason
        .changes
        .iter()
        .filter(|change| change.money < 0.0)
        .map(|change| {
            let cost = money(-change.money, &words.model.currency);
            let is_own = matches!((&change.what, &shortage.who),
                (Concession::Served { service }, Waiter::Service(who)) if service == who);
            let then = if is_own { " in other quarters" } else { "" };
            let what = words.giving(&change.what, change.amount);
            format!("{what}{then} ({cost})")
        })
        .collect();
    let shown = costs.iter().take(NAMED).cloned().collect::<Vec<_>>();
    let more = and_more(costs.len());
    (!costs.is_empty()).then(|| format!("What gives way: {}{more}.", shown.join(", ")))
}

fn and_more(of: usize) -> String {
    match of.saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    }
}

fn runs_into(reason: &Reason, words: &Words) -> Option<String> {
    let paths = by_path(&reason.limits);
    let named: Vec<String> = paths
        .iter()
        .take(NAMED)
        .map(|path| path.priced(words))
        .collect();
    let more = and_more(paths.len());
    (!paths.is_empty()).then(|| format!("Serving more is limited by {}{more}.", named.join(", ")))
}

fn conflict(reason: &Reason, words: &Words) -> Option<String> {
    let quarter = reason.conflict_in?;
    let paths = by_path(&reason.limits);
    let named: Vec<String> = paths
        .iter()
        .take(NAMED)
        .map(|path| path.named(words))
        .collect();
    let more = and_more(paths.len());
    let others = match reason.other_limits {
        0 => String::new(),
        others => format!(
            ", and {} that this plan does not exhaust",
            count(others, "other number", "other numbers")
        ),
    };
    let is_one = paths.len() == 1 && others.is_empty();
    Some(if paths.is_empty() {
        format!("What rules it out in {quarter} is not exhausted in this plan.")
    } else if is_one {
        format!(
            "This alone rules it out in {quarter}: {}.",
            named.join(", ")
        )
    } else {
        format!(
            "These together rule it out in {quarter}: {}{more}{others}.",
            named.join(", ")
        )
    })
}

/// Returns how much of it waits even in the plan that serves most of it.
fn least_waiting(reason: &Reason, shortage: &Wait, words: &Words) -> Option<String> {
    let (quarter, least) = (reason.conflict_in?, reason.least_waiting?);
    let unit = words.waits_in(&shortage.who);
    Some(format!(
        "In any plan at least {} {unit} wait in {quarter}.",
        quantity(least)
    ))
}

/// The limits of one path.
struct OfPath<'a> {
    path: &'a FieldPath,
    quarters: Vec<Quarter>,
    /// The greatest price.
    price: f64,
}

impl OfPath<'_> {
    fn named(&self, words: &Words) -> String {
        let name = words.limit(self.path);
        match (self.quarters.iter().min(), self.quarters.iter().max()) {
            (Some(&first), Some(&last)) => format!("{name} in {}", span(first, last)),
            _ => name,
        }
    }

    fn priced(&self, words: &Words) -> String {
        let price = self.price * Words::unit_size(self.path);
        let price = money(price, &words.model.currency);
        let up_to = if self.quarters.len() > 1 {
            "up to "
        } else {
            ""
        };
        let unit = words.unit(self.path);
        format!("{} ({up_to}{price} a {unit})", self.named(words))
    }
}

/// Returns the limits path by path, in the order in which the paths come.
fn by_path(limits: &[ReasonLimit]) -> Vec<OfPath<'_>> {
    let mut paths: Vec<OfPath> = Vec::new();
    for limit in limits {
        let path = &limit.address.path;
        match paths.iter_mut().find(|of| of.path == path) {
            Some(of) => {
                of.quarters.extend(limit.address.quarter);
                of.price = of.price.max(limit.price);
            }
            None => paths.push(OfPath {
                path,
                quarters: limit.address.quarter.into_iter().collect(),
                price: limit.price,
            }),
        }
    }
    paths
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

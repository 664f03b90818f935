//! Limits over the quarters: a map of their prices, warmer where one more is worth more.
//!
//! It is a table, so that it is read aloud, walked with the arrow keys and printed like one. Prices of different units
//! do not compare: each row has its own scale and unit.

use maud::{Markup, html};

use crate::explain::{LimitGroup, LimitPrice, Price};
use crate::quarter::Quarter;
use crate::report::document::{Column, Section, Table};
use crate::report::explain::ExplanationReport;
use crate::report::explain::limits::{binding, is_binding, until};
use crate::report::explain::words::Words;
use crate::report::number::{Money, NOTHING, count, money, percent, quantity};

use super::section;

/// How many limits the map shows; the others are in a table that unfolds.
const SHOWN: usize = 20;
/// How many shades there are.
const SHADES: f64 = 5.0;

/// Returns the map, then the limits that it has no room for.
pub(super) fn map(report: &ExplanationReport, words: &Words) -> Markup {
    let groups = &report.explanation.limits.groups;
    let (priced, single): (Vec<&LimitGroup>, Vec<&LimitGroup>) = groups
        .iter()
        .filter(|group| group.quarters.iter().any(is_binding))
        .partition(|group| group.quarters.iter().all(|it| it.address.quarter.is_some()));
    // What there is whatever is decided comes last.
    let (mut priced, given): (Vec<&LimitGroup>, Vec<&LimitGroup>) = priced
        .into_iter()
        .partition(|group| !group.path.field.is_given());
    priced.extend(given);
    if priced.is_empty() {
        return html! { p { "No limit has a price in any quarter." } };
    }
    let (shown, rest) = priced.split_at(priced.len().min(SHOWN));
    let mut quarters: Vec<Quarter> = shown
        .iter()
        .flat_map(|group| group.quarters.iter().filter(|it| is_binding(it)))
        .filter_map(|it| it.address.quarter)
        .collect();
    quarters.sort_unstable();
    quarters.dedup();
    // Some limits are worth something and have no price: shares that hold the least shortfall.
    let unpriced = groups.iter().filter(|group| {
        let is_worth = group.worth_of_5_percent.is_some_and(|worth| worth > 0.0);
        is_worth && !group.quarters.iter().any(is_binding)
    });
    let rest: Vec<&LimitGroup> = rest
        .iter()
        .chain(&single)
        .copied()
        .chain(unpriced)
        .collect();
    html! {
        p {
            "What relaxing each limit a little adds per unit, quarter by quarter: the darker, the nearer to the most of its row "
            "(more of a supply, less of a commitment). A frame marks where only tightening it has a price, blue where relaxing it costs. Point at a cell, or go through them with the arrow keys, for "
            "gain and loss and how far they hold."
        }
        div class="scroll" role="group" aria-label="Prices of limits by quarter" {
            table class="heat" id="heat" {
                caption { "Prices of limits, " (report.model.currency) " of present value per unit" }
                thead {
                    tr {
                        th scope="col" class="words" { "Limit" }
                        @for quarter in &quarters { th scope="col" class="number" { (quarter) } }
                    }
                }
                tbody { @for group in shown { (row(report, words, group, &quarters)) } }
            }
        }
        p id="heat-tip" class="tip" role="status" aria-live="polite" { "Gain and loss of the cell pointed at stand here." }
        @if !rest.is_empty() { (section::folded(&others(report, words, &rest))) }
    }
}

fn row(
    report: &ExplanationReport,
    words: &Words,
    group: &LimitGroup,
    quarters: &[Quarter],
) -> Markup {
    let size = Words::unit_size(&group.path);
    let prices = group
        .quarters
        .iter()
        .flat_map(|it| [it.gain, it.loss])
        .flatten()
        .map(|price| price.per_unit.abs() * size);
    let prices: Vec<f64> = prices.collect();
    let most = prices.iter().copied().fold(0.0, f64::max);
    let unit = Money::of(&prices);
    let per = format!(
        "{} per {}{}",
        unit.unit(&report.model.currency),
        words.unit(&group.path),
        if group.relaxed_by_raising() {
            ""
        } else {
            " less"
        },
    );
    html! {
        tr {
            th scope="row" class="words" title=(group.path) {
                (words.limit(&group.path)) " " span class="unit" { (per) }
            }
            @for quarter in quarters {
                @let found = group.quarters.iter().find(|it| it.address.quarter == Some(*quarter));
                @match found.filter(|it| is_binding(it)) {
                    None => td class="cell none" { (NOTHING) },
                    Some(it) => {
                        @let gain = it.gain.map(|price| price.per_unit * size);
                        @let loss = it.loss.map(|price| price.per_unit * size);
                        @let reported = tip(report, words, group, it);
                        td class={ "cell " (shade(gain, loss, most)) } tabindex="-1" data-value=[it.gain.map(|price| price.per_unit)] data-loss=[it.loss.map(|price| price.per_unit)]
                            title=(reported) aria-label=(reported) {
                            (gain.map_or_else(|| NOTHING.to_owned(), |gain| unit.cell(gain)))
                        }
                    },
                }
            }
        }
    }
}

/// Returns the class of a cell: how much one more is worth of the most in its row.
fn shade(gain: Option<f64>, loss: Option<f64>, most: f64) -> String {
    let step = |price: f64| (price.abs() / most * SHADES).ceil().clamp(1.0, SHADES);
    match (gain, loss) {
        (Some(gain), _) if gain > 0.0 => format!("heat{}", step(gain)),
        (Some(gain), _) if gain < 0.0 => "cold".to_owned(),
        (_, Some(loss)) if loss != 0.0 => "framed".to_owned(),
        _ => String::new(),
    }
}

/// Returns gain and loss in words, and how far they hold.
fn tip(report: &ExplanationReport, words: &Words, group: &LimitGroup, it: &LimitPrice) -> String {
    let currency = &report.model.currency;
    let unit = words.unit(&group.path);
    let when = it
        .address
        .quarter
        .map_or_else(String::new, |quarter| format!(", {quarter}"));
    let size = Words::unit_size(&group.path);
    let (relaxed, tightened) = if it.relaxed_by_raising {
        ("more", "less")
    } else {
        ("less", "more")
    };
    let holds = |until: String| match until.as_str() {
        NOTHING => String::new(),
        until => format!(" (at this rate to {until})"),
    };
    let side = |price: Option<Price>, missing, sign: &str| match price {
        None => until(price, missing),
        Some(side) if side.per_unit == 0.0 => "nothing".to_owned(),
        Some(side) => format!(
            "{sign}{} per {unit}{}",
            money(side.per_unit * size, currency),
            holds(until(price, missing))
        ),
    };
    let limit = if size == 1.0 {
        format!("{} of {unit}", quantity(it.limit))
    } else {
        percent(it.limit)
    };
    format!(
        "{}{when}: {limit}. A little {relaxed}: {}. A little {tightened}: {}.",
        words.limit(&group.path),
        side(it.gain, it.gain_missing, "+"),
        side(it.loss, it.loss_missing, "−"),
    )
}

fn others(report: &ExplanationReport, words: &Words, groups: &[&LimitGroup]) -> Section {
    let mut section = Section::new(format!(
        "{} with a price",
        count(groups.len(), "other limit", "other limits")
    ));
    let worths: Vec<f64> = groups
        .iter()
        .filter_map(|it| it.worth_of_5_percent)
        .collect();
    let worth = Money::of(&worths);
    let currency = &report.model.currency;
    let mut table = Table::new(
        "Limit",
        vec![
            Column::words("Change"),
            Column::money(format!("is worth, {}", worth.unit(currency))),
            Column::words("Binds in"),
        ],
    );
    for group in groups {
        let cell = group
            .worth_of_5_percent
            .map_or_else(|| NOTHING.to_owned(), |it| worth.cell(it));
        let change = if group.relaxed_by_raising() {
            "5% more"
        } else {
            "5% less"
        };
        let cells = vec![change.to_owned(), cell, binding(group)];
        table.add_row("", words.limit(&group.path), cells);
        table.with_values([None, group.worth_of_5_percent]);
    }
    section.add_table(table);
    section
}

//! Limits over the quarters: a map of their prices, warmer where one more is worth more.
//!
//! It is a table, so that it is read aloud, walked with the arrow keys and printed like one. Prices of different units
//! do not compare: each row has its own scale and unit.

use std::ops::Range;

use maud::{Markup, html};

use crate::explain::{Explanation, LimitGroup, LimitPrice, Price};
use crate::quarter::Quarter;
use crate::report::columns::{GAP, blocks};
use crate::report::document::{Column, Section, Table};
use crate::report::explain::ExplanationReport;
use crate::report::explain::limits::{binding, until};
use crate::report::explain::words::Words;
use crate::report::number::{Money, NOTHING, count, money, percent, quantity};

use super::section;
use super::table::PAPER;

/// How many limits the map shows; the others are in a table that unfolds.
const SHOWN: usize = 20;
/// How wide labels and cells are on paper, in characters.
const LABEL: usize = 30;
const CELL: usize = 7;
/// How many shades there are.
const SHADES: f64 = 5.0;

/// Returns the map, then the limits that it has no room for.
pub(super) fn map(report: &ExplanationReport, words: &Words) -> Markup {
    compared(report, words, None)
}

/// Returns the map with the prices before the changes in the cells where they differ.
pub(super) fn compared(
    report: &ExplanationReport,
    words: &Words,
    base: Option<&Explanation>,
) -> Markup {
    let groups = &report.explanation.limits.groups;
    let (priced, single): (Vec<&LimitGroup>, Vec<&LimitGroup>) = groups
        .iter()
        .filter(|group| group.quarters.iter().any(LimitPrice::binds_at_a_price))
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
        .flat_map(|group| group.quarters.iter().filter(|it| it.binds_at_a_price()))
        .filter_map(|it| it.address.quarter)
        .collect();
    quarters.sort_unstable();
    quarters.dedup();
    // Some limits are worth something and have no price: shares that hold the least shortfall.
    let unpriced = groups.iter().filter(|group| {
        let is_worth = group.worth_of_5_percent.is_some_and(|worth| worth > 0.0);
        is_worth && !group.quarters.iter().any(LimitPrice::binds_at_a_price)
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
            "(more of a supply, less of a commitment). A frame marks where only tightening it has a price, blue where relaxing it costs."
            span class="screen" {
                " Point at a cell, or go through them with the arrow keys, for gain and loss and how far they hold."
            }
        }
        div class="scroll screen" role="group" aria-label="Prices of limits by quarter" {
            table class="heat" id="heat" {
                caption { (caption(report)) }
                (head(&quarters))
                tbody { @for group in shown { (row(report, words, (group, base), &quarters, false)) } }
            }
        }
        div class="paper" {
            p { strong { (caption(report)) } }
            @for part in parts(&quarters) { (printed(report, words, shown, &quarters[part])) }
        }
        p id="heat-tip" class="tip" role="status" aria-live="polite" { "Gain and loss of the cell pointed at stand here." }
        @if !rest.is_empty() { (section::folded(&others(report, words, &rest))) }
    }
}

fn caption(report: &ExplanationReport) -> String {
    let currency = &report.model.currency;
    format!("Prices of limits, {currency} of present value per unit")
}

fn head(quarters: &[Quarter]) -> Markup {
    html! {
        thead {
            tr {
                th scope="col" class="words" { "Limit" }
                @for quarter in quarters { th scope="col" class="number" { (quarter) } }
            }
        }
    }
}

/// Returns the quarters that stand beside each other on paper.
fn parts(quarters: &[Quarter]) -> Vec<Range<usize>> {
    let columns: Vec<Column> = Column::quarters(quarters).collect();
    blocks(&columns, LABEL, &vec![GAP + CELL; columns.len()], PAPER)
}

/// The scale of a row: the greatest price in it, the unit that they are shown in, and what that is called.
struct Scale {
    size: f64,
    most: f64,
    unit: Money,
    per: String,
}

impl Scale {
    fn of(report: &ExplanationReport, words: &Words, group: &LimitGroup) -> Self {
        let size = Words::unit_size(&group.path);
        let prices = group
            .quarters
            .iter()
            .flat_map(|it| [it.gain, it.loss])
            .flatten()
            .map(|price| price.per_unit.abs() * size);
        let prices: Vec<f64> = prices.collect();
        let unit = Money::of(&prices);
        let less = if group.relaxed_by_raising() {
            ""
        } else {
            " less"
        };
        let (money, what) = (unit.unit(&report.model.currency), words.unit(&group.path));
        Self {
            size,
            most: prices.iter().copied().fold(0.0, f64::max),
            unit,
            per: format!("{money} per {what}{less}"),
        }
    }

    /// Returns what a cell shows, and its class.
    fn cell(&self, it: &LimitPrice) -> (String, String) {
        let gain = it.gain.map(|price| price.per_unit * self.size);
        let loss = it.loss.map(|price| price.per_unit * self.size);
        let shown = gain.map_or_else(|| NOTHING.to_owned(), |gain| self.unit.cell(gain));
        (shown, format!("cell {}", shade(gain, loss, self.most)))
    }
}

/// Returns the price of a limit in a quarter; nothing where it has none.
fn priced(group: &LimitGroup, quarter: Quarter) -> Option<&LimitPrice> {
    let of_quarter = |it: &&LimitPrice| it.address.quarter == Some(quarter);
    group
        .quarters
        .iter()
        .find(of_quarter)
        .filter(|it| it.binds_at_a_price())
}

/// Returns a row of the map; one for paper can be neither pointed at nor walked through.
fn row(
    report: &ExplanationReport,
    words: &Words,
    (group, base): (&LimitGroup, Option<&Explanation>),
    quarters: &[Quarter],
    is_paper: bool,
) -> Markup {
    let scale = Scale::of(report, words, group);
    let on_screen = !is_paper;
    html! {
        tr {
            th scope="row" class="words" title=[on_screen.then_some(&group.path)] {
                (words.limit(&group.path)) " " span class="unit" { (scale.per) }
            }
            @for quarter in quarters {
                @match priced(group, *quarter) {
                    None => td class="cell none" { (NOTHING) },
                    Some(it) if is_paper => {
                        @let (shown, class) = scale.cell(it);
                        td class=(class) { (shown) }
                    },
                    Some(it) => {
                        @let (shown, class) = scale.cell(it);
                        @let reported = tip(report, words, group, it);
                        td class=(class) tabindex="-1" data-curve=(it.address) data-value=[it.gain.map(|price| price.per_unit)] data-loss=[it.loss.map(|price| price.per_unit)]
                            title=(reported) aria-label=(reported) {
                                (shown)
                                @if let Some(was) = was(&scale, base, group, *quarter).filter(|was| *was != shown) {
                                    span class="was" { (was) }
                                }
                            }
                    },
                }
            }
        }
    }
}

/// Returns what the price of a limit was before the changes, in the unit of the row; `None` where nothing is compared.
fn was(
    scale: &Scale,
    base: Option<&Explanation>,
    group: &LimitGroup,
    quarter: Quarter,
) -> Option<String> {
    let mut groups = base?.limits.groups.iter();
    let before = groups.find(|it| it.path == group.path);
    let before = before.and_then(|group| priced(group, quarter));
    Some(before.map_or_else(|| NOTHING.to_owned(), |it| scale.cell(it).0))
}

/// Returns the map for paper: some quarters under each other, each with the limits that have a price in one of them.
fn printed(
    report: &ExplanationReport,
    words: &Words,
    shown: &[&LimitGroup],
    quarters: &[Quarter],
) -> Markup {
    let says = |group: &&&LimitGroup| quarters.iter().any(|it| priced(group, *it).is_some());
    html! {
        table class="heat" {
            (head(quarters))
            tbody { @for group in shown.iter().filter(says) { (row(report, words, (group, None), quarters, true)) } }
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

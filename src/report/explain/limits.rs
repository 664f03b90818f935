//! What limits are worth, where the margin comes from, and how to read prices.

use crate::explain::{LimitGroup, LimitPrice, Price};
use crate::quarter::Quarter;
use crate::report::document::{Block, Column, Section, Table};
use crate::report::number::{Format, Money, NOTHING, count, money, percent, quantity};
use crate::report::spans::quarters_with;

use super::ExplanationReport;
use super::words::Words;

/// Of how many paths the quarters are shown.
const SHOWN_BY_QUARTER: usize = 3;

pub(in crate::report) const RANKED: &str = "What limits are worth";
pub(in crate::report) const BY_QUARTER: &str = "The limits worth most, by quarter";
pub(in crate::report) const IMPUTED: &str = "Where the margin comes from";

/// Returns the quarters in which a path binds and has a price.
pub(in crate::report) fn binding(group: &LimitGroup) -> String {
    let quarters: Vec<Quarter> = group
        .quarters
        .iter()
        .filter_map(|it| it.address.quarter)
        .collect();
    let (Some(&first), Some(&last)) = (quarters.first(), quarters.last()) else {
        let binds = group.quarters.iter().any(is_binding);
        return if binds { "binds" } else { "-" }.to_owned();
    };
    let length = usize::try_from(last.since(first)).unwrap_or(0) + 1;
    let all: Vec<Quarter> = (0..length).map(|t| first.plus(t)).collect();
    let binds = |quarter: &Quarter| {
        let at = group
            .quarters
            .iter()
            .find(|it| it.address.quarter == Some(*quarter));
        f64::from(u8::from(at.is_some_and(is_binding)))
    };
    let binds: Vec<f64> = all.iter().map(binds).collect();
    quarters_with(&all, &binds)
}

pub(in crate::report) fn is_binding(price: &LimitPrice) -> bool {
    let counts = |side: Option<Price>| side.is_some_and(|it| it.per_unit != 0.0);
    price.binding && (counts(price.gain) || counts(price.loss))
}

/// Returns the quarter of a path in which relaxing it by the same share gains most.
pub(super) fn best_quarter(group: &LimitGroup) -> Option<(&LimitPrice, Price)> {
    let gains = group
        .quarters
        .iter()
        .filter_map(|it| Some((it, it.gain.filter(|gain| gain.per_unit > 0.0)?)));
    gains.max_by(|(a, gain_a), (b, gain_b)| {
        let worth = |it: &LimitPrice, gain: &Price| gain.per_unit * it.limit.max(1.0);
        worth(a, gain_a).total_cmp(&worth(b, gain_b))
    })
}

pub(super) fn ranked(report: &ExplanationReport, words: &Words) -> Section {
    let mut section = Section::new(RANKED);
    let currency = &report.model.currency;
    let groups = &report.explanation.limits.groups;
    let of_worth: Vec<&LimitGroup> = groups
        .iter()
        .filter(|group| group.worth_of_5_percent.is_some_and(|worth| worth > 0.0))
        .collect();
    if of_worth.is_empty() {
        section
            .add_paragraph("No limit is worth anything: 5% more of any of them changes nothing.");
        return section;
    }
    let worths: Vec<f64> = of_worth
        .iter()
        .filter_map(|group| group.worth_of_5_percent)
        .collect();
    let unit = Money::of(&worths);
    let columns = vec![
        Column::number(format!("5% is worth, {}", unit.unit(currency))),
        Column::words("Binds in"),
        Column::words("One more is worth most"),
    ];
    let mut table = Table::new("Limit", columns);
    for group in of_worth.iter().take(report.top) {
        let one_more = best_quarter(group).map_or_else(
            || NOTHING.to_owned(),
            |(at, gain)| {
                let when = at
                    .address
                    .quarter
                    .map_or_else(String::new, |quarter| format!(" in {quarter}"));
                let unit = words.unit(&group.path);
                format!("{} per {unit}{when}", money(gain.per_unit, currency))
            },
        );
        table.add_row(
            "",
            group.path.clone(),
            vec![
                unit.cell(group.worth_of_5_percent.unwrap_or(0.0)),
                binding(group),
                one_more,
            ],
        );
    }
    section.add_table(table);
    let shown = of_worth.len().min(report.top);
    let binding = groups
        .iter()
        .filter(|group| group.quarters.iter().any(is_binding))
        .count();
    section.add_paragraph(format!(
        "5% more in every quarter (5% less of a promise), all else as it is. {} shown; {} of {} bind somewhere.",
        count(shown, "limit is", "limits are"),
        binding,
        count(groups.len(), "limit", "limits"),
    ));
    for pair in report.explanation.limits.together.iter().take(3) {
        section.add_paragraph(format!(
            "Limiting together: neither {} nor {} alone is worth anything; one more of both is worth {}.",
            pair.addresses[0],
            pair.addresses[1],
            money(pair.gain_of_one_each, currency),
        ));
    }
    let more = report.explanation.limits.together.len().saturating_sub(3);
    if more > 0 {
        section.add_paragraph(format!(
            "And {}.",
            count(more, "more such pair", "more such pairs")
        ));
    }
    section
}

/// Returns how far a price holds.
pub(in crate::report) fn until(price: Option<Price>) -> String {
    match price {
        None => "no plan".to_owned(),
        Some(price) => match price.until {
            None => NOTHING.to_owned(),
            Some(until) if price.then_no_plan => format!("{}, then no plan", quantity(until)),
            Some(until) => quantity(until),
        },
    }
}

pub(super) fn by_quarter(report: &ExplanationReport, words: &Words) -> Section {
    let mut section = Section::new(BY_QUARTER);
    let top = report
        .explanation
        .limits
        .groups
        .iter()
        .filter(|group| group.worth_of_5_percent.is_some_and(|worth| worth > 0.0))
        .take(SHOWN_BY_QUARTER);
    for group in top {
        let binding: Vec<&LimitPrice> = group.quarters.iter().filter(|it| is_binding(it)).collect();
        let prices: Vec<f64> = binding
            .iter()
            .flat_map(|it| [it.gain, it.loss])
            .flatten()
            .map(|price| price.per_unit)
            .collect();
        let unit = Money::of(&prices);
        let limits: Vec<f64> = binding.iter().map(|it| it.limit).collect();
        let format = Format::of(&limits);
        let head = unit.unit(&report.model.currency);
        let columns = vec![
            Column::number("Limit"),
            Column::number(format!("One more, {head}")),
            Column::number("up to"),
            Column::number(format!("One fewer, {head}")),
            Column::number("down to"),
        ];
        let label = format!("{}, {}", words.limit(&group.path), words.unit(&group.path));
        let mut table = Table::new(label, columns);
        let price =
            |side: Option<Price>| side.map_or_else(|| "-".to_owned(), |it| unit.cell(it.per_unit));
        for it in binding.iter().take(report.top) {
            let when = it
                .address
                .quarter
                .map_or_else(|| "always".to_owned(), |quarter| quarter.to_string());
            table.add_row(
                "",
                when,
                vec![
                    format.show(it.limit),
                    price(it.gain),
                    until(it.gain),
                    price(it.loss),
                    until(it.loss),
                ],
            );
        }
        section.add_table(table);
        let more = binding.len().saturating_sub(report.top);
        if more > 0 {
            section.add_paragraph(format!(
                "And {}.",
                count(more, "more quarter", "more quarters")
            ));
        }
    }
    section
}

pub(super) fn imputation(report: &ExplanationReport, words: &Words) -> Section {
    let mut section = Section::new(IMPUTED);
    let imputation = &report.explanation.imputation;
    let mut amounts: Vec<f64> = imputation.lines.iter().map(|line| line.amount).collect();
    amounts.push(imputation.total);
    let unit = Money::of(&amounts);
    let share = |amount: f64| match imputation.total {
        whole if whole > 0.0 => percent(amount / whole),
        _ => NOTHING.to_owned(),
    };
    let columns = vec![
        Column::number(unit.unit(&report.model.currency)),
        Column::number("Share"),
    ];
    let mut table = Table::new("Price times limit, present value", columns);
    for line in imputation.lines.iter().take(report.top) {
        let cells = vec![unit.cell(line.amount), share(line.amount)];
        table.add_row("", words.limit(&line.path), cells);
    }
    let rest = &imputation.lines[imputation.lines.len().min(report.top)..];
    if !rest.is_empty() {
        let amount: f64 = rest.iter().map(|line| line.amount).sum();
        let label = count(rest.len(), "other limit", "other limits");
        table.add_row("", label, vec![unit.cell(amount), share(amount)]);
    }
    if !table.rows.is_empty() {
        let cells = vec![unit.cell(imputation.total), share(imputation.total)];
        table.add_row("", "Margin", cells);
        table.mark_total();
    }
    section.add_table(table);
    if imputation.is_one_of_several {
        section.add_paragraph(
            "Prices are not unique here: other prices prove the same plan and would divide the same total otherwise.",
        );
    }
    section
}

pub(super) fn how_to_read(report: &ExplanationReport) -> Section {
    let mut section = Section::new("How to read prices");
    let mut points = vec![
        "Prices are money of present value for one unit more (or one fewer) of one limit in one quarter, with the best \
         plan made anew; they hold up to the amount shown, and change beyond it."
            .to_owned(),
        "One more and one fewer differ where several limits bind at the same point. Prices of different units do not \
         compare: rank limits by what 5% is worth."
            .to_owned(),
        "Limits by a share have no part in where the margin comes from: they divide it among the others.".to_owned(),
    ];
    if report.explanation.least_shortfall_is_held {
        points.push(
            "The least shortfall comes first (service_first): prices are those of the margin with that shortfall held; \
             limits that hold it have none."
                .to_owned(),
        );
    }
    section.blocks.push(Block::List(points));
    section
}

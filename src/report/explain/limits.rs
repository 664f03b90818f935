//! What limits are worth, where the margin comes from, and how to read prices.

use crate::explain::{LimitGroup, LimitPrice, Missing, Price, Together};
use crate::quarter::Quarter;
use crate::report::document::{Block, Column, Section, SectionId, Table};
use crate::report::number::{Format, Money, NOTHING, count, money, percent, quantity};
use crate::report::spans::quarters_with;

use super::ExplanationReport;
use super::words::Words;

/// What the column of addresses is called.
pub(in crate::report) const ADDRESSES: &str = "Address, for --set and curve";

/// Of how many paths the quarters are shown.
const SHOWN_BY_QUARTER: usize = 3;

/// Returns the quarters in which a path binds and has a price.
pub(in crate::report) fn binding(group: &LimitGroup) -> String {
    let quarters: Vec<Quarter> = group
        .quarters
        .iter()
        .filter_map(|it| it.address.quarter)
        .collect();
    let (Some(&first), Some(&last)) = (quarters.first(), quarters.last()) else {
        let binds = group.quarters.iter().any(LimitPrice::binds_at_a_price);
        return if binds { "binds" } else { "-" }.to_owned();
    };
    let length = usize::try_from(last.since(first)).unwrap_or(0) + 1;
    let all: Vec<Quarter> = (0..length).map(|t| first.plus(t)).collect();
    let binds = |quarter: &Quarter| {
        let at = group
            .quarters
            .iter()
            .find(|it| it.address.quarter == Some(*quarter));
        f64::from(u8::from(at.is_some_and(LimitPrice::binds_at_a_price)))
    };
    let binds: Vec<f64> = all.iter().map(binds).collect();
    quarters_with(&all, &binds)
}

/// Returns what a whole unit is worth, in words: `USD 1.36m per MW in 2028Q4`.
fn whole_unit(group: &LimitGroup, words: &Words, currency: &str) -> Option<String> {
    let one = group.one_more.as_ref()?;
    let when = one
        .address
        .quarter
        .map_or_else(String::new, |quarter| format!(" in {quarter}"));
    let way = if one.by > 0.0 { "" } else { " less" };
    let unit = words.unit(&group.path);
    // Next to a share of 1 there is less than a whole point.
    let units = (one.by / Words::unit_size(&group.path)).abs();
    let unit = if (units - 1.0).abs() < 1e-9 {
        format!("per {unit}")
    } else {
        format!("for {} {unit}s", quantity(units))
    };
    Some(format!("{} {unit}{way}{when}", money(one.worth, currency)))
}

pub(super) fn ranked(report: &ExplanationReport, words: &Words) -> Section {
    let mut section = Section::known(SectionId::Limits, "What limits are worth");
    let currency = &report.model.currency;
    let groups = &report.explanation.limits.groups;
    let of_worth: Vec<&LimitGroup> = groups
        .iter()
        .filter(|group| group.worth_of_5_percent.is_some_and(|worth| worth > 0.0))
        .collect();
    let unknown = groups
        .iter()
        .filter(|group| group.worth_of_5_percent.is_none())
        .count();
    if of_worth.is_empty() && unknown == 0 {
        section.add_paragraph(
            "No limit is worth anything: relaxed by 5%, none of them adds to the margin.",
        );
        return section;
    }
    let worths: Vec<f64> = of_worth
        .iter()
        .filter_map(|group| group.worth_of_5_percent)
        .collect();
    let unit = Money::of(&worths);
    let columns = vec![
        Column::words("By"),
        Column::money(format!("Worth, {}", unit.unit(currency))),
        Column::words("Binds in"),
        Column::words("A whole unit is worth"),
    ];
    let mut table = Table::new("Limit", columns);
    let addresses = vec![Column::words(ADDRESSES)];
    let mut addresses = Table::new("Limit", addresses);
    for group in of_worth.iter().take(report.top) {
        let change = if group.relaxed_by_raising() {
            "+5%"
        } else {
            "-5%"
        };
        addresses.add_row("", words.limit(&group.path), vec![group.path.to_string()]);
        table.add_row(
            "",
            words.limit(&group.path),
            vec![
                change.to_owned(),
                unit.cell(group.worth_of_5_percent.unwrap_or(0.0)),
                binding(group),
                whole_unit(group, words, currency).unwrap_or_else(|| NOTHING.to_owned()),
            ],
        );
        table.with_values([None, group.worth_of_5_percent]);
        table.in_unit(unit);
    }
    section.add_table(table);
    section.add_table(addresses);
    let shown = of_worth.len().min(report.top);
    let all = groups.len() + report.explanation.limits.not_priced;
    let shown = if shown == all {
        String::new()
    } else {
        format!(
            " {} shown of {all}, those worth most.",
            count(shown, "limit is", "limits are")
        )
    };
    section.add_paragraph(format!(
        "+5% is 5% more in every quarter, -5% is 5% less (of a commitment); a whole unit is 1 more, or 1 less. All else \
         stays as it is. What 5% is worth is found by solving again, and so is a whole unit, unless its price holds for all of it.{shown}"
    ));
    if unknown > 0 {
        section.add_paragraph(format!(
            "For {} that could not be computed.",
            count(unknown, "limit", "limits")
        ));
    }
    let together = &report.explanation.limits.together;
    for pair in together.iter().take(3) {
        section.add_paragraph(limiting_together(pair, words, currency));
    }
    let more = together.len().saturating_sub(3);
    if more > 0 {
        section.add_paragraph(format!(
            "And {}.",
            count(more, "more such pair", "more such pairs")
        ));
    }
    section
}

/// Returns a pair in words: a whole unit of both, or 1% where that is all there is room for.
fn limiting_together(pair: &Together, words: &Words, currency: &str) -> String {
    let side = |k: usize, change: &str| {
        let way = if pair.relaxed_by_raising[k] {
            "more"
        } else {
            "less"
        };
        format!("{change} {way} of {}", words.address(&pair.addresses[k]))
    };
    let unit = |k: usize| format!("1 {}", words.unit(&pair.addresses[k].path));
    let worth = match pair.gain_of_one_each {
        Some(gain) => format!(
            "{} and {} together are worth {}",
            side(0, &unit(0)),
            side(1, &unit(1)),
            money(gain, currency)
        ),
        None => format!(
            "{} and {} together are worth {} at first, for each 1%",
            side(0, "a little"),
            side(1, "a little"),
            money(pair.gain_per_percent, currency)
        ),
    };
    format!(
        "Limiting together: neither {} nor {} alone is worth anything; {worth}.",
        words.address(&pair.addresses[0]),
        words.address(&pair.addresses[1]),
    )
}

/// Returns how far a price holds, or why there is none.
pub(in crate::report) fn until(price: Option<Price>, missing: Option<Missing>) -> String {
    let Some(price) = price else {
        return match missing {
            Some(Missing::AtItsEnd) => "at its end",
            Some(Missing::NoPlan) => "no plan",
            Some(Missing::NotSameShortfall) => "not with the same shortfall",
            Some(Missing::NotComputed) | None => "not computed",
        }
        .to_owned();
    };
    match price.until {
        None => NOTHING.to_owned(),
        Some(until) if price.then_no_plan => format!("{}, then no plan", quantity(until)),
        Some(until) if price.then_not_same_shortfall => {
            format!("{}, then not with the same shortfall", quantity(until))
        }
        Some(until) => quantity(until),
    }
}

pub(super) fn by_quarter(report: &ExplanationReport, words: &Words) -> Section {
    let mut section = Section::known(
        SectionId::LimitsByQuarter,
        "The limits worth most, by quarter",
    );
    let top = report
        .explanation
        .limits
        .groups
        .iter()
        .filter(|group| group.worth_of_5_percent.is_some_and(|worth| worth > 0.0))
        .take(SHOWN_BY_QUARTER);
    for group in top {
        let binding: Vec<&LimitPrice> = group
            .quarters
            .iter()
            .filter(|it| it.binds_at_a_price())
            .collect();
        let size = Words::unit_size(&group.path);
        let prices: Vec<f64> = binding
            .iter()
            .flat_map(|it| [it.gain, it.loss])
            .flatten()
            .map(|price| price.per_unit * size)
            .collect();
        let unit = Money::of(&prices);
        let limits: Vec<f64> = binding.iter().map(|it| it.limit).collect();
        let format = Format::of(&limits);
        let head = unit.unit(&report.model.currency);
        let sides = [("more", "up to"), ("less", "down to")];
        let (relaxed, tightened) = if group.relaxed_by_raising() {
            (sides[0], sides[1])
        } else {
            (sides[1], sides[0])
        };
        let columns = vec![
            Column::number("Limit"),
            Column::number(format!("A unit {} adds, {head}", relaxed.0)),
            Column::number(relaxed.1),
            Column::number(format!("A unit {} costs, {head}", tightened.0)),
            Column::number(tightened.1),
        ];
        let label = format!("{}, {}", words.limit(&group.path), words.unit(&group.path));
        let mut table = Table::new(label, columns);
        let price = |side: Option<Price>| {
            side.map_or_else(|| NOTHING.to_owned(), |it| unit.cell(it.per_unit * size))
        };
        for it in binding.iter().take(report.top) {
            let when = it
                .address
                .quarter
                .map_or_else(|| "always".to_owned(), |quarter| quarter.to_string());
            let limit = if size == 1.0 {
                format.show(it.limit)
            } else {
                percent(it.limit)
            };
            table.add_row(
                "",
                when,
                vec![
                    limit,
                    price(it.gain),
                    until(it.gain, it.gain_missing),
                    price(it.loss),
                    until(it.loss, it.loss_missing),
                ],
            );
            // A share is shown in percent, its price for a percentage point.
            let limit = (size == 1.0 && it.limit.is_finite()).then_some(it.limit);
            let paid = |side: Option<Price>| side.map(|it| it.per_unit * size);
            table.with_values([limit, paid(it.gain), None, paid(it.loss)]);
            table.in_units([1.0, unit.factor(), 1.0, unit.factor()]);
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
    if !section.blocks.is_empty() {
        section.add_paragraph(
            "These are rates: each holds up to the amount beside it, that of a share for a small change only.",
        );
    }
    section
}

pub(super) fn imputation(report: &ExplanationReport, words: &Words) -> Section {
    let mut section = Section::known(SectionId::Imputation, "Where the margin comes from");
    let imputation = &report.explanation.imputation;
    let mut amounts: Vec<f64> = imputation.lines.iter().map(|line| line.amount).collect();
    amounts.push(imputation.total);
    let unit = Money::of(&amounts);
    let columns = vec![
        Column::number(unit.unit(&report.model.currency)),
        Column::share("Share"),
    ];
    let mut table = Table::new("Price times limit, present value", columns);
    for line in imputation.lines.iter().take(report.top) {
        table.add_part(words.limit(&line.path), line.amount, imputation.total, unit);
    }
    let rest = &imputation.lines[imputation.lines.len().min(report.top)..];
    if !rest.is_empty() {
        let amount: f64 = rest.iter().map(|line| line.amount).sum();
        let label = count(rest.len(), "other limit", "other limits");
        table.add_part(label, amount, imputation.total, unit);
    }
    if !table.rows.is_empty() {
        table.add_part("Margin", imputation.total, imputation.total, unit);
        table.mark_total();
    }
    section.add_table(table);
    if imputation.is_one_of_several {
        section.add_paragraph(
            "Prices are not unique here: other prices prove the same plan and would split the same total differently.",
        );
    }
    section
}

pub(super) fn how_to_read(report: &ExplanationReport) -> Section {
    let mut section = Section::new("How to read prices");
    let mut points = vec![
        "Prices are rates: money of present value for one unit more (or less) of one limit in one quarter, with the \
         plan optimized again. A rate holds up to the amount shown, and changes beyond it; a whole unit that \
         goes beyond that amount was solved again."
            .to_owned(),
        "One more and one less have different prices where several limits bind at the same point. Prices of different units do not compare: \
         rank limits by what 5% is worth."
            .to_owned(),
        "A share's price is for one percentage point here, and for 1.00 of it in JSON and tables. Shares have no part in \
         where the margin comes from: they divide it among the other limits."
            .to_owned(),
    ];
    if report.explanation.least_shortfall_is_held {
        points.push(
            "The least shortfall comes first (service_first), before and after each change; a price ends where it could \
             not be kept at the same, or at the same rate."
                .to_owned(),
        );
    }
    section.blocks.push(Block::List(points));
    section
}

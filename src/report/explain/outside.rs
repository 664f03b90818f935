//! The line on sales: what is sold outside, from which price, and who gets more where it is not.

use crate::explain::{IndifferencePrice, Move, Sale};
use crate::report::number::quantity;
use crate::report::spans::is_nothing;

use super::ExplanationReport;
use super::change::to;
use super::summary::{money_range, racks_sold, sales_of_racks};
use super::words::Words;

/// How many sales are named, and how many who would get more instead.
const SALES: usize = 3;
const NEXT: usize = 2;

pub(super) fn line(report: &ExplanationReport, words: &Words) -> Option<String> {
    let (model, plan) = (report.model, &report.solved.plan);
    sales_of_racks(model, plan).next()?;
    let total: f64 = racks_sold(model, plan).flatten().sum();
    if is_nothing(total) {
        return Some("Sell no racks outside.".to_owned());
    }
    let first = plan
        .quarters
        .iter()
        .enumerate()
        .find(|(t, _)| !is_nothing(racks_sold(model, plan).map(|units| units[*t]).sum()))
        .map(|(_, quarter)| *quarter)?;
    let mut sales: Vec<(f64, String)> = Vec::new();
    for sold in sales_of_racks(model, plan) {
        let units: f64 = sold.units.iter().sum();
        if is_nothing(units) {
            continue;
        }
        let text = format!(
            "{} {} to {}",
            quantity(units.round()),
            words.names.item(&sold.item),
            words.names.buyer(&sold.buyer),
        );
        let said = [
            sold_from(report, &sold.buyer, &sold.item),
            next(report, words, &sold.buyer, &sold.item),
        ];
        let said: Vec<String> = said.into_iter().flatten().collect();
        let text = if said.is_empty() {
            text
        } else {
            format!("{text} ({})", said.join(", "))
        };
        sales.push((units, text));
    }
    sales.sort_by(|a, b| b.0.total_cmp(&a.0));
    let more = sales.len().saturating_sub(SALES);
    let mut texts: Vec<String> = sales
        .into_iter()
        .take(SALES)
        .map(|(_, text)| text)
        .collect();
    if more > 0 {
        texts.push(format!("{more} more in the table"));
    }
    Some(format!(
        "Sell {} racks outside, the first in {first}: {}.",
        quantity(total.round()),
        texts.join("; "),
    ))
}

/// Returns the prices of a sale in the quarters in which it is made.
fn made<'a>(
    report: &'a ExplanationReport,
    buyer: &'a str,
    item: &'a str,
) -> impl Iterator<Item = &'a IndifferencePrice> {
    let prices = report.explanation.indifference.prices.iter();
    prices.filter(move |it| {
        let is_this = it.buyer == buyer && it.item == item;
        is_this && matches!(it.sale, Sale::Sold | Sale::Promised) && !is_nothing(it.units)
    })
}

/// Returns from which price an item is sold to a buyer: one amount, or the range of its quarters.
fn sold_from(report: &ExplanationReport, buyer: &str, item: &str) -> Option<String> {
    let made: Vec<_> = made(report, buyer, item).collect();
    let from = made.iter().filter_map(|it| it.indifference);
    let from: Vec<f64> = from.filter(|&from| from > 0.0).collect();
    // Promised, or better sold for nothing than kept.
    let at_any = made.len() - from.len();
    let (Some(least), Some(most)) = (
        from.iter().copied().reduce(f64::min),
        from.iter().copied().reduce(f64::max),
    ) else {
        return (at_any > 0).then(|| "sold at any price".to_owned());
    };
    let range = money_range(least, most, &report.model.currency);
    let depends = if range.contains(" to ") {
        ", depending on the quarter"
    } else {
        ""
    };
    let at_any = match at_any {
        0 => String::new(),
        quarters => format!(", at any price in {quarters} of {} quarters", made.len()),
    };
    Some(format!("sold from {range}{depends}{at_any}"))
}

/// Returns who gets more where the sale is not made, by solving again without it in each of its quarters.
fn next(report: &ExplanationReport, words: &Words, buyer: &str, item: &str) -> Option<String> {
    let mut gains: Vec<(String, f64)> = Vec::new();
    let mut is_decided = false;
    for beyond in made(report, buyer, item).filter_map(|it| it.beyond.as_ref()) {
        is_decided = true;
        // What is less than a hundredth of the sale is not who takes its place.
        let least = 0.01 * beyond.units.abs();
        let real = |it: &&Move| it.net() > least && is_rack(report, &it.item);
        for it in beyond.moves.iter().filter(real) {
            let who = to(words.names, it, item);
            match gains.iter_mut().find(|(known, _)| *known == who) {
                Some((_, units)) => *units += it.net(),
                None => gains.push((who, it.net())),
            }
        }
    }
    if !is_decided {
        return None;
    }
    gains.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let who: Vec<String> = gains.into_iter().take(NEXT).map(|(who, _)| who).collect();
    Some(if who.is_empty() {
        "otherwise no one gets more".to_owned()
    } else {
        format!("otherwise more goes to {}", who.join(" and "))
    })
}

fn is_rack(report: &ExplanationReport, item: &str) -> bool {
    report.model.racks.iter().any(|rack| rack.id == item)
}

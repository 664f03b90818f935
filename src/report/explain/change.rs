//! What would change the answer: indifference prices, and plans that are as good.

use crate::explain::{IndifferencePrice, Sale};
use crate::report::document::{Block, Column, Section, Table};
use crate::report::number::{Money, count, money, percent, quantity};

use super::ExplanationReport;
use super::words::Words;

/// Ties of the same kind repeat from quarter to quarter: so many are enough to see which.
const SHOWN_TIES: usize = 5;

/// A sale near the price at which it starts or stops.
pub(super) struct Near<'a> {
    pub price: &'a IndifferencePrice,
    pub is_sold: bool,
    /// What the buyer pays.
    pub pays: f64,
    /// From where it is sold.
    pub from: f64,
    /// The share by which the price would have to change.
    pub share: f64,
}

/// Returns the sales that a price decides, those nearest to changing first.
pub(super) fn nearest<'a>(report: &'a ExplanationReport) -> Vec<Near<'a>> {
    let prices = report.explanation.indifference.prices.iter();
    let mut near: Vec<Near> = prices
        .filter_map(|price| {
            let (pays, from) = (price.price?, price.indifference?);
            let is_sold = match price.sale {
                Sale::Sold => true,
                Sale::NotSold => false,
                _ => return None,
            };
            (pays > 0.0 && from > 0.0).then_some(Near {
                price,
                is_sold,
                pays,
                from,
                share: (from - pays) / pays,
            })
        })
        .collect();
    near.sort_by(|a, b| a.share.abs().total_cmp(&b.share.abs()));
    near
}

/// Returns the least and greatest price from which an item is sold to a buyer, over the quarters in which it is.
pub(super) fn sold_from(report: &ExplanationReport, buyer: &str, item: &str) -> Option<(f64, f64)> {
    let prices = report.explanation.indifference.prices.iter();
    let of_sale = prices.filter(|it| it.buyer == buyer && it.item == item && it.units > 0.0);
    let from: Vec<f64> = of_sale
        .filter_map(|it| it.indifference)
        .filter(|&from| from > 0.0)
        .collect();
    let least = from.iter().copied().reduce(f64::min)?;
    let most = from.iter().copied().reduce(f64::max)?;
    Some((least, most))
}

pub(super) fn sentence(near: &Near, words: &Words, currency: &str) -> String {
    let sale = format!(
        "{} to {} in {}",
        words.names.item(&near.price.item),
        words.names.buyer(&near.price.buyer),
        near.price.quarter,
    );
    if near.is_sold {
        format!(
            "{sale} stops if the price falls by {}, below {}",
            percent(-near.share),
            money(near.from, currency)
        )
    } else {
        format!(
            "{sale} starts at {}, {} above the price",
            money(near.from, currency),
            percent(near.share)
        )
    }
}

pub(super) fn section(report: &ExplanationReport, words: &Words) -> Section {
    let mut section = Section::new("Prices that would change the answer");
    let nearest = nearest(report);
    let amounts: Vec<f64> = nearest.iter().flat_map(|it| [it.pays, it.from]).collect();
    let unit = Money::of(&amounts);
    let head = unit.unit(&report.model.currency);
    let columns = vec![
        Column::words("When"),
        Column::number("Sold"),
        Column::number(format!("Price, {head}")),
        Column::number("Sold from"),
        Column::number("Change"),
    ];
    let mut table = Table::new("Nearest first", columns);
    for it in nearest.iter().take(report.top) {
        let label = format!(
            "{} to {}",
            words.names.item(&it.price.item),
            words.names.buyer(&it.price.buyer)
        );
        let cells = vec![
            it.price.quarter.to_string(),
            quantity(it.price.units),
            unit.cell(it.pays),
            unit.cell(it.from),
            percent(it.share),
        ];
        table.add_row("", label, cells);
    }
    section.add_table(table);
    let more = nearest.len().saturating_sub(report.top);
    if more > 0 {
        section.add_paragraph(format!(
            "And {}; `waferline why MODEL` shows all. Each holds with all other prices as they are, and was checked by \
             solving again on both sides.",
            count(more, "more sale", "more sales")
        ));
    }
    section
}

pub(super) fn ties(report: &ExplanationReport) -> Section {
    let mut section = Section::new("Ties");
    let ties = &report.explanation.ties;
    if ties.plan_is_unique {
        return section;
    }
    section.add_paragraph("This plan is one of several that earn exactly as much.");
    let points: Vec<String> = ties
        .ties
        .iter()
        .take(report.top.min(SHOWN_TIES))
        .map(|tie| {
            let up_to = tie
                .up_to
                .map_or_else(String::new, |most| format!(", up to {}", quantity(most)));
            let instead: Vec<&str> = tie
                .instead_of
                .iter()
                .map(|it| it.activity.as_str())
                .collect();
            let instead = if instead.is_empty() {
                String::new()
            } else {
                format!(", instead of: {}", instead.join(", "))
            };
            format!("{}{up_to}{instead}", tie.activity)
        })
        .collect();
    if !points.is_empty() {
        section.blocks.push(Block::List(points));
    }
    let more = ties.ties.len().saturating_sub(report.top.min(SHOWN_TIES)) + ties.not_looked_at;
    if more > 0 {
        section.add_paragraph(format!(
            "And {}.",
            count(more, "more activity", "more activities")
        ));
    }
    section
}

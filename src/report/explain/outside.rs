//! The line on sales: what is sold outside, and to whom.

use crate::report::number::{count, quantity};
use crate::report::spans::is_nothing;

use super::ExplanationReport;
use super::summary::{racks_sold, sales_of_racks};
use super::words::Words;

/// How many sales are named.
const SALES: usize = 3;

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
        let (item, buyer) = (words.names.item(&sold.item), words.names.buyer(&sold.buyer));
        sales.push((
            units,
            format!("{} {item} to {buyer}", quantity(units.round())),
        ));
    }
    sales.sort_by(|a, b| b.0.total_cmp(&a.0));
    if let [(_, only)] = &sales[..] {
        return Some(format!("Sell {only}, the first in {first}."));
    }
    // One more takes no more room than saying that there is one.
    let named = if sales.len() == SALES + 1 {
        SALES + 1
    } else {
        SALES
    };
    let others: f64 = sales.iter().skip(named).map(|(units, _)| units).sum();
    let texts = sales.iter().take(named).map(|(_, text)| text.clone());
    let mut texts: Vec<String> = texts.collect();
    if sales.len() > named {
        let sales = count(sales.len() - named, "other sale", "other sales");
        texts.push(format!("{} in {sales}", quantity(others.round())));
    }
    Some(format!(
        "Sell {} racks outside, the first in {first}: {}.",
        quantity(total.round()),
        texts.join(", "),
    ))
}

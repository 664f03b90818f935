//! Racks placed by year: who gets what.

use crate::report::document::{Column, Section, SectionId, Table};
use crate::report::spans::is_nothing;

use super::ExplanationReport;
use super::summary::{money_range, sales_of_racks, years};
use super::words::Words;

/// Returns racks placed by year and destination: what the first lines of the summary count.
pub(super) fn who_gets_what(report: &ExplanationReport, words: &Words) -> Section {
    let mut section = Section::known(SectionId::Racks, "What to do with the racks");
    let plan = &report.solved.plan;
    let years: Vec<String> = years(report.model, plan)
        .into_iter()
        .map(|year| year.name)
        .collect();
    let mut columns: Vec<Column> = years.iter().map(Column::number).collect();
    columns.push(Column::number("Total"));
    columns.push(Column::words("Net price"));
    let mut table = Table::new("Racks", columns);
    let sums = |units: &[f64]| {
        let mut cells: Vec<f64> = years
            .iter()
            .map(|year| {
                let in_year = plan.quarters.iter().zip(units);
                in_year
                    .filter(|(quarter, _)| quarter.to_string().starts_with(year.as_str()))
                    .map(|(_, units)| units)
                    .sum()
            })
            .collect();
        cells.push(units.iter().sum());
        cells
    };
    for it in &plan.installed {
        let label = format!("own services at {}", words.names.site(&it.site));
        add_flow(
            &mut table,
            words.names.item(&it.rack),
            label,
            &sums(&it.racks),
            String::new(),
        );
    }
    for it in sales_of_racks(report.model, plan) {
        let prices: Vec<f64> = it.net_price.iter().flatten().copied().collect();
        let least = prices.iter().copied().reduce(f64::min);
        let most = prices.iter().copied().reduce(f64::max);
        let currency = &report.model.currency;
        let price = match (least, most) {
            (Some(least), Some(most)) => money_range(least, most, currency),
            _ => String::new(),
        };
        let label = format!("sold to {}", words.names.buyer(&it.buyer));
        add_flow(
            &mut table,
            words.names.item(&it.item),
            label,
            &sums(&it.units),
            price,
        );
    }
    table.rows.sort_by(|a, b| a.group.cmp(&b.group));
    section.add_table(table);
    section
}

fn add_flow(table: &mut Table, group: &str, label: String, sums: &[f64], price: String) {
    if sums.last().is_none_or(|&total| is_nothing(total)) {
        return;
    }
    if table.add_quantities(group, label, sums)
        && let Some(row) = table.rows.last_mut()
    {
        row.cells.push(price);
    }
}

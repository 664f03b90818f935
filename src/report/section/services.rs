//! Own services: asked, served, short; the tail only in sum, and where it is short.

use crate::plan::ServiceLevel;
use crate::quarter::Quarter;
use crate::report::Shown;
use crate::report::document::{Ask, Column, Section, Table};
use crate::report::names::Names;
use crate::report::number::{percent, quantity};
use crate::report::spans::{is_nothing, span};

pub fn section(report: Shown, names: &Names) -> Section {
    let plan = report.plan;
    let horizon = plan.quarters.len();
    let mut section = Section::new("Your own services");
    let mut table = Table::by_quarter("Units a quarter", &plan.quarters);
    for service in &plan.services {
        add_service(&mut table, service, names, |values| {
            values.iter().take(horizon).copied().collect()
        });
        let head = |values: &[f64]| values.iter().take(horizon).copied().collect::<Vec<_>>();
        let group = names.service_and_unit(service);
        table.add_shares(
            &group,
            "served of asked",
            &head(&service.served),
            &head(&service.asked),
        );
    }
    section.add_table(table);

    for service in &plan.services {
        if let Some(words) = tail_in_sum(service, horizon, &plan.tail_quarters, names) {
            section.add_paragraph(words);
        }
    }
    section.add_table(short_in_tail(report, names));
    section
}

fn add_service(
    table: &mut Table,
    service: &ServiceLevel,
    names: &Names,
    pick: impl Fn(&[f64]) -> Vec<f64>,
) {
    let group = names.service_and_unit(service);
    let id = &service.service;
    table.asks(Ask::curve("service", id, "demand"));
    table.add_quantities(&group, "asked for", &pick(&service.asked));
    table.asks(Ask::curve("service", id, "committed"));
    table.add_quantities(&group, "committed", &pick(&service.committed));
    table.asks(Ask::why("service", id));
    table.add_quantities(&group, "displaced by sales", &pick(&service.displaced));
    table.add_quantities(&group, "served", &pick(&service.served));
    table.add_quantities(&group, "commitment short", &pick(&service.short));
    table.add_quantities(&group, "waiting, with short", &pick(&service.waiting));
}

fn tail_in_sum(
    service: &ServiceLevel,
    horizon: usize,
    tail: &[Quarter],
    names: &Names,
) -> Option<String> {
    let (&first, &last) = (tail.first()?, tail.last()?);
    let sum = |values: &[f64]| -> f64 { values.iter().skip(horizon).sum() };
    let (asked, served) = (sum(&service.asked), sum(&service.served));
    if is_nothing(asked) && is_nothing(served) {
        return None;
    }
    let name = names.service(&service.service);
    let unit = service.unit.as_deref().unwrap_or("unit");
    Some(format!(
        "{name} in the tail, {}: {} {unit}s served with what is installed by then, {} of demand.",
        span(first, last),
        quantity(served),
        percent(served / asked),
    ))
}

/// Returns the quarters of the tail in which a commitment is short, in full.
fn short_in_tail(report: Shown, names: &Names) -> Table {
    let plan = report.plan;
    let horizon = plan.quarters.len();
    let is_short =
        |service: &ServiceLevel, t: usize| service.short.get(t).is_some_and(|&q| !is_nothing(q));
    let short: Vec<usize> = (horizon..horizon + plan.tail_quarters.len())
        .filter(|&t| plan.services.iter().any(|service| is_short(service, t)))
        .collect();
    let quarters: Vec<Quarter> = short
        .iter()
        .map(|&t| plan.tail_quarters[t - horizon])
        .collect();
    let mut table = Table::new("Short in the tail", Column::quarters(&quarters).collect());
    for service in &plan.services {
        if short.iter().any(|&t| is_short(service, t)) {
            add_service(&mut table, service, names, |values| {
                short
                    .iter()
                    .map(|&t| values.get(t).copied().unwrap_or(0.0))
                    .collect()
            });
        }
    }
    table
}

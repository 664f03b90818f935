//! Asked, served and waiting, service by service and buyer by buyer.

use crate::report::PlanReport;
use crate::report::names::Names;
use crate::report::number::{percent, quantity};
use crate::report::spans::is_nothing;

use super::figure::{Figure, Stacked};

/// Colors by meaning: served, displaced, waiting, broken.
const SERVED: usize = 0;
const DISPLACED: usize = 7;
const WAITING: usize = 4;
const SHORT: usize = 5;

/// Returns a figure a service, those with most waiting first, then one a buyer with orders.
pub(super) fn figures(report: &PlanReport, names: &Names) -> Vec<Figure> {
    Stacked::figures(stacks(report, names))
}

/// Returns the same, to be compared with those of another plan.
pub(super) fn stacks(report: &PlanReport, names: &Names) -> Vec<Stacked> {
    let mut all = services(report, names);
    all.extend(orders(report, names));
    all
}

fn services(report: &PlanReport, names: &Names) -> Vec<Stacked> {
    let plan = report.plan;
    let quarters: Vec<_> = plan
        .quarters
        .iter()
        .chain(&plan.tail_quarters)
        .copied()
        .collect();
    let horizon = plan.quarters.len();
    let sum = |values: &[f64]| values.iter().take(horizon).sum::<f64>();
    let mut services: Vec<_> = plan.services.iter().collect();
    services.sort_by(|a, b| sum(&b.waiting).total_cmp(&sum(&a.waiting)));
    let figure = |it: &&crate::plan::ServiceLevel| {
        let other = it.waiting.iter().zip(&it.short);
        let other: Vec<f64> = other.map(|(waiting, short)| waiting - short).collect();
        let (asked, served) = (sum(&it.asked), sum(&it.served));
        let says = if is_nothing(asked) {
            String::new()
        } else {
            let short = sum(&it.short);
            let broken = if is_nothing(short) {
                String::new()
            } else {
                format!(" {} committed and not served.", quantity(short.round()))
            };
            format!(
                "{} of demand within the plan is served.{broken}",
                percent(served / asked)
            )
        };
        Stacked {
            id: format!("service-{}", it.service),
            title: names.service_and_unit(it),
            says,
            quarters: quarters.clone(),
            parts: vec![
                ("served".to_owned(), SERVED, it.served.clone()),
                ("commitment short".to_owned(), SHORT, it.short.clone()),
                ("other demand waits".to_owned(), WAITING, other),
                (
                    "displaced by sales".to_owned(),
                    DISPLACED,
                    it.displaced.clone(),
                ),
            ],
            lines: vec![("asked for".to_owned(), it.asked.clone())],
            before: None,
            is_small: true,
        }
    };
    services.iter().map(figure).collect()
}

fn orders(report: &PlanReport, names: &Names) -> Vec<Stacked> {
    let plan = report.plan;
    let figure = |it: &crate::plan::OrderBook| {
        let late: f64 = it.late.iter().copied().fold(0.0, f64::max);
        let lost: f64 = it.lost.iter().sum();
        let says = match (is_nothing(late), is_nothing(lost)) {
            (true, true) => "No order is late or lost.".to_owned(),
            (false, true) => format!("At most {} late at a quarter's end.", quantity(late)),
            (_, false) => format!("{} lost.", quantity(lost)),
        };
        Stacked {
            id: format!("buyer-{}", it.buyer),
            title: format!("{}, order units", names.buyer(&it.buyer)),
            says,
            quarters: plan.quarters.clone(),
            parts: vec![
                (
                    "delivered on order".to_owned(),
                    SERVED,
                    it.delivered.clone(),
                ),
                ("sold on top".to_owned(), 2, it.upside_sold.clone()),
                (
                    "late at the quarter's end".to_owned(),
                    WAITING,
                    it.late.clone(),
                ),
                ("lost".to_owned(), SHORT, it.lost.clone()),
            ],
            lines: Vec::new(),
            before: None,
            is_small: true,
        }
    };
    plan.orders.iter().map(figure).collect()
}

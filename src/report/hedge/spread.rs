//! What may come, and how each future ends.

use crate::hedge::BASE;
use crate::report::document::{Column, Section, Table};
use crate::report::number::{Money, NOTHING, percent};

use super::HedgeReport;

/// Up to this many futures each has its line; of more it is shown how they spread.
pub(super) const EACH: usize = 20;
/// Of many futures, so many of the worst are shown.
const WORST: usize = 5;

/// What the table of futures is called.
pub(in crate::report) const FUTURES: &str = "Future";
/// What the table of how they spread is called.
const SPREAD: &str = "Margin";

/// Adds what may come, with the margin of each future.
pub(super) fn add(section: &mut Section, report: &HedgeReport) {
    if report.shows_each() {
        let all: Vec<usize> = (0..report.futures.all().len()).collect();
        section.add_table(table(report, &all));
    } else {
        spread(section, report);
    }
    let all = report.futures.all();
    let mut said = Vec::new();
    if all.len() > 1 && report.sampled.is_none() {
        said.push(
            "Exactly one of these comes: they exclude each other, and two at once would be a scenario of its own.".to_owned(),
        );
    }
    if all
        .iter()
        .any(|it| it.name == BASE && it.known_from.is_none())
        && all.len() > 1
    {
        said.push(
            "base is the model as it is: what is left when none of the others has come.".to_owned(),
        );
    }
    said.push(
        "Regret is what not having known costs: a future's own best margin less that under the hedge."
            .to_owned(),
    );
    section.add_paragraph(said.join(" "));
}

/// Returns a line for each of these futures.
fn table(report: &HedgeReport, which: &[usize]) -> Table {
    let model = report.futures.base();
    let hedge = report.hedge;
    let margins = hedge
        .futures
        .iter()
        .flat_map(|it| [it.margin, it.wait_and_see]);
    let unit = Money::of(&margins.collect::<Vec<_>>());
    let money = |heading: &str| Column::money(format!("{heading}, {}", unit.unit(&model.currency)));
    let columns = vec![
        Column::words("Known from"),
        Column::share("Probability"),
        money("Margin"),
        money("Own best"),
        money("Regret"),
    ];
    let mut table = Table::new(FUTURES, columns);
    for &s in which {
        let (future, outcome) = (&report.futures.all()[s], &hedge.futures[s]);
        let known = future.known_from.map(|t| model.horizon.quarter(t));
        let known = known.map_or_else(|| NOTHING.to_owned(), |quarter| quarter.to_string());
        let regret = without_rounding(outcome.regret(), outcome.margin);
        let amounts = [outcome.margin, outcome.wait_and_see, regret];
        let mut cells = vec![known, percent(future.probability)];
        cells.extend(amounts.map(|amount| unit.cell(amount)));
        table.add_row("", report.called[s].clone(), cells);
        let [margin, best, regret] = amounts.map(Some);
        table.with_values([None, Some(future.probability), margin, best, regret]);
        table.in_units([1.0, 1.0, unit.factor(), unit.factor(), unit.factor()]);
    }
    table
}

/// Returns a difference of margins, or 0 where it is no more than the rounding of these.
pub(super) fn without_rounding(difference: f64, margin: f64) -> f64 {
    if difference.abs() <= 1e-9 * margin.abs().max(1.0) {
        0.0
    } else {
        difference
    }
}

/// Adds how the margins of many futures spread, and the worst of them.
fn spread(section: &mut Section, report: &HedgeReport) {
    let model = report.futures.base();
    let outcomes = &report.hedge.futures;
    let margins: Vec<f64> = outcomes.iter().map(|it| it.margin).collect();
    let bests: Vec<f64> = outcomes.iter().map(|it| it.wait_and_see).collect();
    let regrets = outcomes
        .iter()
        .map(|it| without_rounding(it.regret(), it.margin));
    let regrets: Vec<f64> = regrets.collect();
    let unit = Money::of(&[&margins[..], &bests[..]].concat());
    let money = |heading: &str| Column::money(format!("{heading}, {}", unit.unit(&model.currency)));
    let columns = vec![money("Under the hedge"), money("Own best"), money("Regret")];
    let mut table = Table::new(SPREAD, columns);
    let shares = [
        ("Least", 0.0),
        ("P10", 0.1),
        ("P50", 0.5),
        ("P90", 0.9),
        ("Greatest", 1.0),
    ];
    for (label, share) in shares {
        let at = [&margins, &bests, &regrets].map(|amounts| quantile(report, amounts, share));
        table.add_row("", label, at.iter().map(|&it| unit.cell(it)).collect());
        table.with_values(at.map(Some));
        table.in_unit(unit);
    }
    section.add_table(table);
    section.add_paragraph(format!(
        "How the margins of {} spread, each column by itself: a tenth of them is below P10, half below P50, nine tenths below P90. \
         The worst under the hedge:",
        report.count(outcomes.len()),
    ));
    let mut worst: Vec<usize> = (0..outcomes.len()).collect();
    worst.sort_by(|&a, &b| margins[a].total_cmp(&margins[b]));
    worst.truncate(WORST);
    section.add_table(self::table(report, &worst));
}

/// Returns the amount that this share of the futures does not exceed, by how likely they are.
fn quantile(report: &HedgeReport, amounts: &[f64], share: f64) -> f64 {
    let all = report.futures.all().iter().zip(amounts);
    let mut all: Vec<(f64, f64)> = all.map(|(it, &amount)| (amount, it.probability)).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut below = 0.0;
    let reached = all.iter().find(|(_, probability)| {
        below += probability;
        // Probabilities are sums of decimals.
        below >= share - 1e-12
    });
    reached.or(all.last()).map_or(0.0, |it| it.0)
}

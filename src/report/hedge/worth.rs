//! What knowing, correcting and hedging are worth, one sentence each; of draws with how far that may be off.

use std::fmt::Write as _;

use crate::hedge::{Broken, Estimate, HeldPlan};
use crate::report::document::{Block, Column, Section, Table};
use crate::report::number::{Money, NOTHING, count, money, percent};

use super::HedgeReport;
use super::refusal::{broken_in_words, held_in_words};
use super::spread::without_rounding;

/// So many futures without a plan are named.
const NAMED: usize = 3;

/// Adds what knowing, correcting and hedging are worth.
pub(super) fn add(section: &mut Section, report: &HedgeReport) {
    if report.futures.all().len() < 2 {
        section.add_paragraph(
            "There is one future, and nothing to be known: this is its own best plan.",
        );
        return;
    }
    if report.futures.base().policy.service_first {
        section.add_paragraph(
            "With service_first the least shortfall comes before the margin: margins do not say what knowing, correcting and hedging \
             are worth.",
        );
        return;
    }
    section.blocks.push(Block::List(sentences(report)));
    if !report.hedge.risk.is_neutral() {
        section.add_paragraph("All of it is compared under the same weight of the worst futures.");
    }
}

fn sentences(report: &HedgeReport) -> Vec<String> {
    let worth = &report.hedge.worth;
    let errors = report.estimates();
    let of = |pick: fn(&super::Estimates) -> Option<Estimate>| errors.as_ref().and_then(pick);
    let mut said = Vec::new();
    if let Some(amount) = worth.knowing {
        said.push(format!(
            "Knowing from the start which future comes {}: no forecast is worth more.",
            match tidy(report, amount) {
                0.0 => "would bring nothing".to_owned(),
                amount => format!(
                    "would bring {}",
                    beside(report, amount, of(|it| it.knowing))
                ),
            }
        ));
    }
    match worth.correcting {
        Some(amount) => said.push(format!(
            "Planning with the mean of the futures, in place of the numbers of the file, {}.",
            brings(report, amount, of(|it| it.correcting))
        )),
        None => said.push(format!(
            "What planning with the mean of the futures would bring, in place of the numbers of the file, cannot be said: {}",
            why_not(report, &[HeldPlan::File, HeldPlan::Mean])
        )),
    }
    match worth.hedging {
        Some(amount) => said.push(format!(
            "Hedging {} beside planning with the mean.",
            brings(report, amount, of(|it| it.hedging))
        )),
        None => said.push(format!(
            "What hedging brings beside planning with the mean cannot be said: {}",
            why_not(report, &[HeldPlan::Mean])
        )),
    }
    let several = [
        (worth.file_is_one_of_several, HeldPlan::File),
        (worth.mean_is_one_of_several, HeldPlan::Mean),
    ];
    for (_, plan) in several.into_iter().filter(|it| it.0) {
        let plan = held_in_words(plan);
        said.push(format!(
            "What is said of {plan} is of one of several that are equally good: another decides otherwise until the news, and may be \
             worth more or less then."
        ));
    }
    said
}

/// Returns a worth, or 0 where it is the rounding of the margins that it is a difference of.
fn tidy(report: &HedgeReport, amount: f64) -> f64 {
    without_rounding(amount, report.hedge.objective)
}

fn brings(report: &HedgeReport, amount: f64, estimate: Option<Estimate>) -> String {
    match tidy(report, amount) {
        0.0 => "brings nothing".to_owned(),
        less if less < 0.0 => format!("loses {}", beside(report, -less, estimate)),
        more => format!("brings {}", beside(report, more, estimate)),
    }
}

/// Returns an amount with its standard error, if it has one.
fn beside(report: &HedgeReport, amount: f64, estimate: Option<Estimate>) -> String {
    let currency = &report.futures.base().currency;
    let error = estimate.and_then(|it| it.standard_error);
    let error = error.map_or_else(String::new, |error| {
        format!(" ± {}", money(error, currency))
    });
    format!("{}{error}", money(amount, currency))
}

/// Returns why nothing can be said of what is decided as in one of these plans.
fn why_not(report: &HedgeReport, plans: &[HeldPlan]) -> String {
    let worth = &report.hedge.worth;
    let mut reasons = Vec::new();
    for &plan in plans {
        let broken = worth.broken.iter().filter(|it| it.plan == plan);
        let broken: Vec<&Broken> = broken.collect();
        let said = |it: &&Broken| broken_in_words(report.futures, &report.called, it);
        let more = match broken.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!("; {} more", count(more, "future", "futures")),
        };
        let named: Vec<String> = broken.iter().take(NAMED).map(said).collect();
        if !named.is_empty() {
            reasons.push(format!(
                "no plan can follow in {}{more}",
                named.join("; in ")
            ));
        }
        if plan == HeldPlan::File && report.hedge.file().is_none() {
            reasons.push("the model as it is has no plan".to_owned());
        }
        let has_mean = || {
            report
                .hedge
                .futures
                .iter()
                .any(|it| it.replanned.mean.is_some())
        };
        if plan == HeldPlan::Mean && broken.is_empty() && !has_mean() {
            reasons.push("the mean of the futures has no plan".to_owned());
        }
    }
    if reasons.is_empty() {
        reasons.push("the margin then has no end".to_owned());
    }
    format!("{}.", reasons.join("; "))
}

/// Returns what the draws are, and how far what is said of them may be off.
pub(super) fn of_draws(report: &HedgeReport) -> Section {
    let mut section = Section::new("What was drawn");
    let Some(sampled) = report.sampled else {
        return section;
    };
    let (hedge, model) = (report.hedge, report.futures.base());
    let number = report.futures.all().len();
    let known = report
        .futures
        .known_at_once()
        .map(|t| model.horizon.quarter(t));
    let known = known.map_or_else(|| "one quarter".to_owned(), |it| it.to_string());
    section.add_paragraph(format!(
        "The futures are {} of what is uncertain (seed {}), each as likely as any other. What is uncertain acts from the quarter on \
         from which it is known; all of a draw is taken to be known from {known}, the earliest of them, which favors the plan a little.",
        count(number, "draw", "draws"),
        sampled.seed
    ));
    if !report.stays.is_empty() {
        section.add_paragraph(
            "These do not vary by quarter, cannot change midway, and stay as they are:",
        );
        section.blocks.push(Block::List(report.stays.to_vec()));
    }
    let mut said = format!(
        "The mean of the worst {} of {} rests on {} of them.",
        percent(hedge.risk.worst),
        count(number, "draw", "draws"),
        rests_on(hedge.risk.worst, number)
    );
    if report.estimates().is_some() {
        said.push_str(" ± is the standard error of a mean over draws; of worths, of the differences draw by draw.");
    }
    section.add_paragraph(said);
    judged(&mut section, report);
    section
}

/// Returns how many draws a share of them is, begun ones included.
fn rests_on(share: f64, number: usize) -> usize {
    let so_far = |&it: &usize| it as f64 >= share * number as f64 - 1e-9;
    (1..=number).find(so_far).unwrap_or(number)
}

/// Adds the estimates on the draws that the decisions were made for beside those on fresh ones.
fn judged(section: &mut Section, report: &HedgeReport) {
    let currency = &report.futures.base().currency;
    let judged = report.sampled.and_then(|it| it.judged);
    let unit = Money::of(&[report.hedge.expected_margin]);
    let name = |heading: &str| format!("{heading}, {}", unit.unit(currency));
    let mut columns = vec![Column::money(name("In sample")), Column::money("±")];
    if judged.is_some() {
        columns.extend([Column::money(name("Fresh draws")), Column::money("±")]);
    }
    let width = columns.len();
    let mut table = Table::new("Over draws", columns);
    for it in report.over_draws() {
        let fresh = it.fresh;
        let fresh_error = fresh.and_then(|it| it.standard_error);
        let amounts = [it.in_sample, it.error, fresh.map(|it| it.mean), fresh_error];
        if amounts.iter().all(Option::is_none) {
            continue;
        }
        let cell = |it: &Option<f64>| it.map_or_else(|| NOTHING.to_owned(), |it| unit.cell(it));
        table.add_row("", it.what, amounts[..width].iter().map(cell).collect());
        table.with_values(amounts[..width].iter().copied());
        table.in_unit(unit);
    }
    section.add_table(table);
    let Some((judged, seed)) = judged else {
        return;
    };
    let mut said = format!(
        "In sample: on the draws that the decisions were made for, which flatters them. Fresh draws: the same decisions on {} that they \
         were not made for (seed {seed}), each then replanned.",
        count(judged.draws, "other draw", "other draws")
    );
    if judged.compared < judged.draws {
        // Writing to a string does not fail.
        let _ = write!(
            said,
            " In {} of these no plan can follow on decisions that are compared; the means are over the other {}.",
            judged.draws - judged.compared,
            judged.compared
        );
    }
    section.add_paragraph(said);
    let mut points = Vec::new();
    for plan in [HeldPlan::Hedge, HeldPlan::File, HeldPlan::Mean] {
        let number = judged.broken.iter().filter(|it| it.plan == plan).count();
        if number > 0 {
            points.push(format!(
                "Decided as in {}: no plan can follow in {}.",
                held_in_words(plan),
                count(number, "fresh draw", "fresh draws")
            ));
        }
    }
    if !points.is_empty() {
        section.blocks.push(Block::List(points));
    }
}

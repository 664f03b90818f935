//! What to do until the news: for a director in a few lines, then by quarter.

use crate::plan::{FirstQuarters, Plan};
use crate::quarter::Quarter;
use crate::report::Shown;
use crate::report::document::{Block, Section};
use crate::report::names::Names;
use crate::report::number::{count, percent, quantity};
use crate::report::options::{joined, taken_and_left};
use crate::report::section::{flows, so_far};
use crate::report::spans::{is_nothing, span};

use super::HedgeReport;

/// Of what is done, so many are named in a line.
const NAMED: usize = 4;

/// Returns the quarters that are decided knowing nothing: `2027Q1..2027Q4`.
pub(super) fn stretch(first: &FirstQuarters) -> String {
    let mut all = first.quarters.iter().chain(&first.tail_quarters);
    let begins = all.next();
    let ends = all.next_back().or(begins);
    let both = begins.zip(ends);
    both.map_or_else(String::new, |(first, last)| span(*first, *last))
}

/// Returns for how long nothing is known: until the news, if there will be any.
pub(super) fn until(report: &HedgeReport) -> &'static str {
    if report.futures.all().len() < 2 {
        "All along"
    } else {
        "Until the news"
    }
}

/// Returns the same as the subject of a sentence: `2027Q1..2027Q4 are`.
pub(super) fn decided(first: &FirstQuarters) -> String {
    let number = first.quarters.len() + first.tail_quarters.len();
    let verb = if number == 1 { "is" } else { "are" };
    format!("{} {verb}", stretch(first))
}

/// Adds what to do until the news: what is installed and sold, started, bought, taken and served.
pub(super) fn add_lines(
    section: &mut Section,
    report: &HedgeReport,
    first: &FirstQuarters,
    names: &Names,
) {
    let plan = first.as_plan();
    let shown = Shown {
        model: report.futures.base(),
        plan: &plan,
    };
    let lines = [
        placed(shown, names),
        started(&plan, names),
        bought(&plan, names),
        taken_now(&plan, names),
        waits(report, names),
    ];
    let mut said: Vec<String> = lines.into_iter().flatten().collect();
    said.extend(served(&plan, names));
    let when = format!("{}, {}", until(report), stretch(first));
    if said.is_empty() {
        section.add_paragraph(format!("{when}: nothing is done."));
        return;
    }
    section.add_paragraph(format!("{when}:"));
    section.blocks.push(Block::List(said));
}

/// Returns the plan tables until the news.
pub(super) fn sections(report: &HedgeReport, first: &FirstQuarters, names: &Names) -> Vec<Section> {
    let plan = first.as_plan();
    let shown = Shown {
        model: report.futures.base(),
        plan: &plan,
    };
    let mut sections = so_far(shown, names);
    for section in &mut sections {
        section.title = format!("{}: {}", until(report), section.title);
    }
    sections
}

/// Returns the first parts of a line, and how many more there are.
fn some(parts: &[String], one: &str, many: &str) -> String {
    // One more takes no more room than saying that there is one.
    let shown = if parts.len() == NAMED + 1 {
        NAMED + 1
    } else {
        parts.len().min(NAMED)
    };
    let more = match parts.len() - shown {
        0 => String::new(),
        more => format!("; {}", count(more, one, many)),
    };
    format!("{}{more}", parts[..shown].join("; "))
}

/// Returns an amount in all, and how much of it in the first quarter: `605 wafers, 349 in 2027Q1`.
fn in_all(values: &[f64], quarters: &[Quarter]) -> String {
    let all: f64 = values.iter().sum();
    let done = quarters.iter().zip(values).find(|it| !is_nothing(*it.1));
    match done {
        Some((_, amount)) if is_nothing(amount - all) && quarters.len() == 1 => String::new(),
        Some((quarter, amount)) if is_nothing(amount - all) => format!(", all in {quarter}"),
        Some((quarter, amount)) => format!(", {} in {quarter}", quantity(*amount)),
        None => String::new(),
    }
}

fn placed(shown: Shown, names: &Names) -> Option<String> {
    let model = shown.model;
    if model.racks.is_empty() && model.buyers.is_empty() {
        return None;
    }
    let mut parts = Vec::new();
    for flows in flows(shown, names) {
        for (to, units) in &flows.parts {
            let all: f64 = units.iter().sum();
            if !is_nothing(all) {
                let item = names.item(&flows.item);
                let when = in_all(units, &shown.plan.quarters);
                parts.push(format!("{} {item} to {to}{when}", quantity(all)));
            }
        }
    }
    Some(if parts.is_empty() {
        "Install and sell nothing yet.".to_owned()
    } else {
        format!("Assign {}.", some(&parts, "other use", "other uses"))
    })
}

fn started(plan: &Plan, names: &Names) -> Option<String> {
    let parts: Vec<String> = plan
        .starts
        .iter()
        .filter_map(|it| {
            let both = it.normal.iter().zip(&it.hot_lot);
            let both: Vec<f64> = both.map(|(normal, hot)| normal + hot).collect();
            let all: f64 = both.iter().sum();
            let hot: f64 = it.hot_lot.iter().sum();
            let hot = match hot {
                none if is_nothing(none) => String::new(),
                hot => format!(", {} as hot lots", quantity(hot)),
            };
            let (die, foundry) = (names.item(&it.die), names.foundry(&it.foundry));
            let when = in_all(&both, &plan.quarters);
            let said = format!("{} of {die} at {foundry}{when}{hot}", quantity(all));
            (!is_nothing(all)).then_some(said)
        })
        .collect();
    if plan.starts.is_empty() {
        return None;
    }
    Some(if parts.is_empty() {
        "Start no wafers yet.".to_owned()
    } else {
        format!("Start wafers: {}.", some(&parts, "other die", "other dies"))
    })
}

fn bought(plan: &Plan, names: &Names) -> Option<String> {
    let parts: Vec<String> = plan
        .components
        .iter()
        .filter_map(|it| {
            let all: f64 = it.bought.iter().sum();
            let when = in_all(&it.bought, &plan.quarters);
            let said = format!("{} {}{when}", quantity(all), names.item(&it.component));
            (!is_nothing(all)).then_some(said)
        })
        .collect();
    if plan.components.is_empty() {
        return None;
    }
    Some(if parts.is_empty() {
        "Buy no components yet.".to_owned()
    } else {
        let more = ["other component", "other components"];
        format!("Buy {}.", some(&parts, more[0], more[1]))
    })
}

fn taken_now(plan: &Plan, names: &Names) -> Option<String> {
    taken_and_left(plan, names).map(|said| format!("Options are decided by then. {said}"))
}

/// Returns which options wait for the news.
fn waits(report: &HedgeReport, names: &Names) -> Option<String> {
    let model = report.futures.base();
    let shared = report.hedge.shared_quarters;
    let later = model.options.iter().filter(|it| it.decided >= shared);
    let later: Vec<String> = later
        .filter(|it| it.taken.is_none())
        .map(|it| {
            let quarter = model.horizon.quarter(it.decided);
            format!("{} ({quarter})", names.option(&it.id))
        })
        .collect();
    let verb = if later.len() == 1 { "waits" } else { "wait" };
    let said = format!("{} {verb} for the news.", joined(&later, "and"));
    (!later.is_empty()).then_some(said)
}

/// Returns how far each own service is served.
fn served(plan: &Plan, names: &Names) -> Vec<String> {
    let mut said = Vec::new();
    let within = plan.quarters.len();
    for it in &plan.services {
        let sum = |values: &[f64]| values.iter().take(within).sum::<f64>();
        let (asked, served) = (sum(&it.asked), sum(&it.served));
        if is_nothing(asked) {
            continue;
        }
        let promise = match (sum(&it.committed), sum(&it.short)) {
            (none, _) if is_nothing(none) => String::new(),
            (_, none) if is_nothing(none) => "; its commitment is kept".to_owned(),
            (_, short) => format!("; {} short of its commitment", quantity(short)),
        };
        said.push(format!(
            "Serve {} of what {} asks for{promise}.",
            percent(served / asked),
            names.service(&it.service)
        ));
    }
    if said.len() > NAMED + 1 {
        let more = said.len() - NAMED;
        said.truncate(NAMED);
        said.push(format!(
            "{} in the tables below.",
            count(more, "more service is", "more services are")
        ));
    }
    said
}

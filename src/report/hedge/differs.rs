//! What is decided otherwise than in the plan of the file, which futures pull which way, and what all agree on.

use crate::explain::PlanQuantity;
use crate::hedge::{FirstDecision, OtherDecision};
use crate::report::compare::named;
use crate::report::document::{Block, Column, Section, Table};
use crate::report::names::Names;
use crate::report::number::{Format, Money, NOTHING, count, percent, quantity};
use crate::report::options::joined;

use super::{HedgeReport, now};

/// So many differences lead.
const LEAD: usize = 5;
/// So many are in the table.
const LINES: usize = 20;
/// Up to so many futures are named where they pull one way, and have a column of their own.
const NAMED: usize = 4;

/// What the table of differences is called.
const DIFFERS: &str = "Decision";

/// Amounts that differ by less than this share are one.
const ROUNDING: f64 = 1e-7;

/// Adds the greatest differences from the plan of the file.
pub(super) fn add_lead(section: &mut Section, report: &HedgeReport, names: &Names) {
    let hedge = report.hedge;
    if hedge.file().is_none() {
        section.add_paragraph(
            "The model as it is has no plan: there is none to compare these decisions with.",
        );
        return;
    }
    if hedge.differs.is_empty() {
        let until = now::until(report);
        section.add_paragraph(format!(
            "{until}, nothing differs from the plan of the file."
        ));
        return;
    }
    section.add_paragraph("What differs from the plan of the file, most money first:");
    let said = hedge
        .differs
        .iter()
        .take(LEAD)
        .map(|it| sentence(report, it, names));
    section.blocks.push(Block::List(said.collect()));
    let more = hedge.differs.len().saturating_sub(LEAD);
    if more > 0 {
        section.add_paragraph(format!(
            "{} less money.",
            count(more, "more difference is", "more differences are")
        ));
    }
}

/// Returns a difference, and which futures would have more, and which less.
fn sentence(report: &HedgeReport, it: &OtherDecision, names: &Names) -> String {
    let what = named(&it.what, names);
    let when = if matches!(it.what, PlanQuantity::Taken { .. }) {
        format!("decided in {}", it.quarter)
    } else {
        format!("in {}", it.quarter)
    };
    let pulls = [pull(report, it, 1.0), pull(report, it, -1.0)];
    let pulls: Vec<String> = pulls.into_iter().flatten().collect();
    let pulls = if pulls.is_empty() {
        "each future's own best plan has as much".to_owned()
    } else {
        pulls.join("; ")
    };
    format!(
        "{what} {when}: {}, not {}. Known from the start, {pulls}.",
        quantity(it.hedge),
        quantity(it.file)
    )
}

/// Returns the futures whose own best plan has more than the hedge (1), or less (-1).
fn pull(report: &HedgeReport, it: &OtherDecision, way: f64) -> Option<String> {
    let scale = it.hedge.abs().max(1.0);
    let apart = |&known: &f64| way * (known - it.hedge) > ROUNDING * known.abs().max(scale);
    let all = it.known.iter().enumerate();
    let which: Vec<(usize, f64)> = all.filter(|it| apart(it.1)).map(|(s, &n)| (s, n)).collect();
    if which.is_empty() {
        return None;
    }
    let word = if way > 0.0 { "more" } else { "less" };
    if which.len() > NAMED {
        let futures = report.futures.all();
        let likely: f64 = which.iter().map(|&(s, _)| futures[s].probability).sum();
        return Some(format!(
            "{} ({}) would have {word}",
            report.count(which.len()),
            percent(likely)
        ));
    }
    let named = which.iter();
    let named = named.map(|&(s, known)| format!("{} ({})", report.called[s], quantity(known)));
    Some(format!(
        "{} would have {word}",
        joined(&named.collect::<Vec<_>>(), "and")
    ))
}

/// Adds what every future's own best plan decides in the first quarter.
pub(super) fn add_agreed(section: &mut Section, report: &HedgeReport, names: &Names) {
    let first = &report.hedge.whatever_happens;
    let Some(quarter) = first.first().map(|_| report.futures.base().horizon.start) else {
        return;
    };
    if report.futures.all().len() < 2 {
        return;
    }
    let done = |it: &&FirstDecision| it.is_same();
    let same: Vec<String> = first
        .iter()
        .filter(done)
        .map(|it| format!("{}, {}", named(&it.what, names), quantity(it.greatest)))
        .collect();
    let open = first.len() - same.len();
    section.add_paragraph(match (same.is_empty(), open) {
        (true, _) => format!("In {quarter} no decision is the same in all futures' own best plans."),
        (false, 0) => format!(
            "Whatever comes, {quarter} is the same in every future's own best plan: {}.",
            some(&same)
        ),
        (false, open) => format!(
            "Whatever comes, this is the same in every future's own best plan in {quarter}: {}. {} on what comes.",
            some(&same),
            count(open, "other decision depends", "other decisions depend")
        ),
    });
}

/// Returns the first of many, and how many more there are.
fn some(all: &[String]) -> String {
    let shown = all.len().min(LEAD);
    match all.len() - shown {
        0 => all.join("; "),
        more => format!("{}; and {more} more", all[..shown].join("; ")),
    }
}

/// Returns the differences from the plan of the file, with what each future would do if it were known.
pub(super) fn section(report: &HedgeReport, names: &Names) -> Section {
    let mut section = Section::new("What differs from the plan of the file, until the news");
    let differs = &report.hedge.differs;
    let currency = &report.futures.base().currency;
    let shown = &differs[..differs.len().min(LINES)];
    let unit = Money::of(&shown.iter().map(|it| it.money).collect::<Vec<_>>());
    let each = report.called.len() <= NAMED;
    let mut columns = vec![
        Column::words("Quarter"),
        Column::number("File"),
        Column::number("Hedge"),
    ];
    if each {
        columns.extend(report.called.iter().map(Column::number));
    } else {
        columns.extend([Column::number("Least"), Column::number("Greatest")]);
    }
    columns.push(Column::money(format!(
        "Difference, {}",
        unit.unit(currency)
    )));
    let mut table = Table::new(DIFFERS, columns);
    for it in shown {
        let mut values = vec![it.file, it.hedge];
        if each {
            values.extend(&it.known);
        } else {
            let least = it.known.iter().copied().fold(f64::INFINITY, f64::min);
            let greatest = it.known.iter().copied().fold(0.0, f64::max);
            values.extend([least, greatest]);
        }
        let format = Format::of(&values);
        let mut cells = vec![it.quarter.to_string()];
        cells.extend(values.iter().map(|&value| format.cell(value)));
        cells.push(unit.cell(it.money));
        table.add_row("", named(&it.what, names), cells);
        let exact = values.iter().copied().map(Some);
        table.with_values(std::iter::once(None).chain(exact).chain([Some(it.money)]));
        let mut units = vec![1.0; values.len() + 1];
        units.push(unit.factor());
        table.in_units(units);
    }
    section.add_table(table);
    if section.blocks.is_empty() {
        return section;
    }
    let of_each = if each {
        "Under each future's name: its own best plan, if it were known from the start."
    } else {
        "Least and greatest: of the futures' own best plans, if each were known from the start."
    };
    let more = match differs.len() - shown.len() {
        0 => String::new(),
        more => format!(" {more} more in JSON and tables."),
    };
    section.add_paragraph(format!(
        "{of_each} Where several of its plans are equally good, it is one of them. Difference: at the list price, present value.{more}"
    ));
    section
}

/// Returns what the futures' own best plans decide in the first quarter.
pub(super) fn first_quarter(report: &HedgeReport, names: &Names) -> Section {
    let start = report.futures.base().horizon.start;
    let mut section = Section::new(format!("{start}, if each future were known"));
    let columns = vec![
        Column::number("Least"),
        Column::number("Greatest"),
        Column::number("Hedge"),
        Column::words("Depends on what comes"),
    ];
    let mut table = Table::new("First quarter", columns);
    for it in &report.hedge.whatever_happens {
        let values = [Some(it.least), Some(it.greatest), it.hedge];
        let format = Format::of(&values.iter().flatten().copied().collect::<Vec<_>>());
        let cell = |it: Option<f64>| it.map_or_else(|| NOTHING.to_owned(), |it| format.cell(it));
        let mut cells: Vec<String> = values.into_iter().map(cell).collect();
        cells.push(if it.is_same() { "no" } else { "yes" }.to_owned());
        table.add_row("", named(&it.what, names), cells);
        table.with_values(values.into_iter().chain([None]));
    }
    section.add_table(table);
    section
}

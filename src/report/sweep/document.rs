//! What a sweep shows, in words and tables.

use crate::input::AxisValue;
use crate::report::document::{Block, Column, Document, Section, Table};
use crate::report::number::{Format, Money, NOTHING, count, percent};
use crate::sweep::{Group, Spread, Study, Summary};

/// Combinations of values that are shown; the table of cases has all.
const MOST_GROUPS: usize = 60;
/// Two varied numbers with at most this many values of the second stand as a square.
const MOST_ACROSS: usize = 13;
/// Lines of the other tables.
const MOST_LINES: usize = 12;

/// Returns the report on the cases of a study.
#[must_use]
pub fn sweep_document(study: &Study, summary: &Summary) -> Document {
    let mut first = Section::new("");
    first.add_paragraph(asked(study, summary));
    first.add_paragraph(ended(summary));
    let mut sections = vec![first];
    let is_sampled = study.sample.is_some();
    match &study.axes[..] {
        [] => sections.push(spreads(study, summary)),
        [_, across] if !is_sampled && across.values.len() <= MOST_ACROSS => {
            sections.push(square(study, summary));
        }
        _ => sections.push(groups(study, summary, is_sampled)),
    }
    sections.push(sensitivities(study, summary));
    sections.push(limits(study, summary));
    sections.push(reasons(summary));
    let says_something = |section: &Section| !section.blocks.is_empty();
    Document {
        title: study.name.clone().unwrap_or_else(|| "Sweep".to_owned()),
        sections: sections.into_iter().filter(says_something).collect(),
    }
}

fn asked(study: &Study, summary: &Summary) -> String {
    let mut parts = Vec::new();
    if !study.axes.is_empty() {
        let lengths: Vec<String> = study
            .axes
            .iter()
            .map(|axis| {
                format!(
                    "{} of {}",
                    count(axis.values.len(), "value", "values"),
                    axis.vary
                )
            })
            .collect();
        parts.push(lengths.join(" x "));
    }
    if let Some(sample) = study.sample {
        parts.push(format!(
            "{} of {} (seed {})",
            count(sample.number, "draw", "draws"),
            count(
                study.uncertainties.len(),
                "uncertain input",
                "uncertain inputs"
            ),
            sample.seed
        ));
    }
    let changes: Vec<&str> = study
        .scenarios
        .iter()
        .chain(&study.sets)
        .map(String::as_str)
        .collect();
    let under = match &changes[..] {
        [] => String::new(),
        changes => format!(" Under {}.", changes.join(", ")),
    };
    format!(
        "{}: {}.{under}",
        count(summary.cases, "case", "cases"),
        parts.join(", each with ")
    )
}

fn ended(summary: &Summary) -> String {
    let share = |number: usize| percent(number as f64 / summary.cases.max(1) as f64);
    let have = if summary.optimal == 1 { "has" } else { "have" };
    let cases = count(summary.optimal, "case", "cases");
    let mut words = format!("{cases} {have} a proved best plan.");
    for (number, what) in [
        (summary.no_plan, "proved to have no plan"),
        (summary.unbounded, "with an unbounded margin"),
        (summary.errors, "without an answer"),
    ] {
        if number > 0 {
            words = format!(
                "{words} {} ({}) {what}.",
                count(number, "case", "cases"),
                share(number)
            );
        }
    }
    words
}

/// Returns the heading and format of a measure: money in its unit, quantities as they are.
fn reported(measure: &str, values: &[f64], currency: &str) -> (String, Box<dyn Fn(f64) -> String>) {
    let name = match measure {
        "margin" => "margin",
        "run_rate" => "run rate a year",
        "service_short" => "service units short",
        "service_waiting" => "service units waiting",
        "racks_outside" => "racks sold outside",
        "racks_own" => "racks for your own services",
        "wafers" => "wafers started",
        other => other,
    };
    if matches!(measure, "margin" | "run_rate") {
        let unit = Money::of(values);
        return (
            format!("{name}, {}", unit.unit(currency)),
            Box::new(move |value| unit.cell(value)),
        );
    }
    let format = Format::of(values);
    (name.to_owned(), Box::new(move |value| format.cell(value)))
}

/// Returns how the measures spread where only draws vary.
fn spreads(study: &Study, summary: &Summary) -> Section {
    let mut section = Section::new("How it spreads");
    let Some(group) = summary.groups.first() else {
        return section;
    };
    section.add_paragraph("Over the cases with a plan: a tenth of them is below P10, half below P50, nine tenths below P90.");
    let headings = ["Mean", "P10", "P50", "P90", "Least", "Greatest"];
    let mut table = Table::new("Of a plan", headings.map(Column::number).to_vec());
    for spread in &group.spreads {
        let values = [
            spread.mean,
            spread.p10,
            spread.p50,
            spread.p90,
            spread.least,
            spread.greatest,
        ];
        if values.iter().all(|&value| value == 0.0) {
            continue;
        }
        let (name, cell) = reported(&spread.measure, &values, &study.currency);
        table.add_row("", name, values.map(cell).to_vec());
    }
    section.add_table(table);
    section.add_paragraph(format!(
        "Probability that no plan is possible: {}.",
        percent(group.no_plan)
    ));
    section
}

fn spread<'a>(group: &'a Group, measure: &str) -> Option<&'a Spread> {
    group
        .spreads
        .iter()
        .find(|spread| spread.measure == measure)
}

/// Returns a line a combination of values: of single cases the plan, of draws how the margin spreads.
fn groups(study: &Study, summary: &Summary, is_sampled: bool) -> Section {
    let mut section = Section::new(if is_sampled {
        "How the margin spreads"
    } else {
        "Cases"
    });
    let means: Vec<f64> = summary
        .groups
        .iter()
        .filter_map(|it| spread(it, "margin"))
        .map(|it| it.mean)
        .collect();
    let unit = Money::of(&means);
    let heading = format!("Margin, {}", unit.unit(&study.currency));
    let headings: Vec<String> = if is_sampled {
        section.add_paragraph("Mean, P10, P50 and P90 of the margin over the cases with a plan; the same draws for each line.");
        [&heading, "P10", "P50", "P90", "No plan"]
            .map(str::to_owned)
            .to_vec()
    } else {
        [&heading, "Outside", "Own racks", "Short", "Waiting"]
            .map(str::to_owned)
            .to_vec()
    };
    let mut columns: Vec<Column> = headings.into_iter().map(Column::number).collect();
    columns.push(Column::words("Scarcest"));
    let varied: Vec<&str> = study.axes.iter().map(|axis| axis.vary.as_str()).collect();
    let label = if let [only] = varied[..] {
        only.to_owned()
    } else {
        section.add_paragraph(format!("Values in this order: {}.", varied.join(", ")));
        "Values".to_owned()
    };
    let mut table = Table::new(label, columns);
    for group in summary.groups.iter().take(MOST_GROUPS) {
        let margin = spread(group, "margin");
        let mut cells: Vec<String> = if is_sampled {
            let reported =
                |it: &Spread| [it.mean, it.p10, it.p50, it.p90].map(|value| unit.cell(value));
            let shown = margin.map_or([NOTHING; 4].map(str::to_owned), reported);
            shown.into_iter().chain([percent(group.no_plan)]).collect()
        } else {
            let margin = margin.map_or_else(|| without(group), |it| unit.cell(it.mean));
            let rest = [
                "racks_outside",
                "racks_own",
                "service_short",
                "service_waiting",
            ]
            .map(|measure| {
                spread(group, measure).map_or(NOTHING.to_owned(), |it| {
                    Format::of(&[it.mean]).cell(it.mean.round())
                })
            });
            [margin].into_iter().chain(rest).collect()
        };
        cells.push(group.scarcest.clone().unwrap_or_else(|| NOTHING.to_owned()));
        table.add_row("", values(&group.values), cells);
    }
    section.add_table(table);
    if let more @ 1.. = summary.groups.len().saturating_sub(MOST_GROUPS) {
        section.add_paragraph(format!(
            "And {} more; the table of cases has all.",
            count(more, "line", "lines")
        ));
    }
    section
}

/// Returns what stands in place of the margin of a case without a plan.
fn without(group: &Group) -> String {
    if group.no_plan > 0.0 {
        "no plan"
    } else {
        "no answer"
    }
    .to_owned()
}

/// Returns the margin over two varied inputs, the second across.
fn square(study: &Study, summary: &Summary) -> Section {
    let mut section = Section::new("Margin");
    let [down, across] = &study.axes[..] else {
        return section;
    };
    let means: Vec<f64> = summary
        .groups
        .iter()
        .filter_map(|it| spread(it, "margin"))
        .map(|it| it.mean)
        .collect();
    let unit = Money::of(&means);
    section.add_paragraph(format!(
        "{}; down: {}, across: {}.",
        unit.unit(&study.currency),
        down.vary,
        across.vary
    ));
    let columns = across
        .values
        .iter()
        .map(|value| Column::number(value.shown()));
    let mut table = Table::new(down.vary.clone(), columns.collect());
    for (row, group) in down
        .values
        .iter()
        .zip(summary.groups.chunks(across.values.len()))
    {
        let cell = |group: &Group| {
            spread(group, "margin").map_or_else(|| without(group), |it| unit.cell(it.mean))
        };
        table.add_row("", row.shown(), group.iter().map(cell).collect());
    }
    section.add_table(table);
    section
}

fn values(values: &[AxisValue]) -> String {
    values
        .iter()
        .map(AxisValue::shown)
        .collect::<Vec<_>>()
        .join(", ")
}

fn sensitivities(study: &Study, summary: &Summary) -> Section {
    let mut section = Section::new("What moves the margin most");
    if summary.sensitivities.is_empty() || (study.sample.is_none() && study.axes.len() == 1) {
        return section;
    }
    section.add_paragraph(
        "Rank correlation of each input with the margin: 1 if the margin always rises with it, -1 if it always falls. Mean \
         margin where the input is in its lowest and its highest fifth.",
    );
    let all = || summary.sensitivities.iter().take(MOST_LINES);
    let unit = Money::of(
        &all()
            .flat_map(|it| [it.margin_at_low, it.margin_at_high])
            .collect::<Vec<_>>(),
    );
    let heading = |what: &str| format!("{what}, {}", unit.unit(&study.currency));
    let columns = [
        "Rank correlation".to_owned(),
        heading("Lowest fifth"),
        heading("Highest fifth"),
        "Difference".to_owned(),
    ];
    let mut table = Table::new("Input", columns.map(Column::number).to_vec());
    for it in all() {
        let difference = it.margin_at_high - it.margin_at_low;
        let margins =
            [it.margin_at_low, it.margin_at_high, difference].map(|value| unit.cell(value));
        let cells = [format!("{:+.2}", it.rank_correlation)]
            .into_iter()
            .chain(margins)
            .collect();
        table.add_row("", study.title_of(&it.input), cells);
    }
    section.add_table(table);
    section
}

fn limits(study: &Study, summary: &Summary) -> Section {
    let mut section = Section::new("What limits, and how often");
    if summary.limits.is_empty() {
        return section;
    }
    section.add_paragraph(
        "Share of the cases with a plan in which a little more of the limit is worth something; in which 5% more of it in all \
         quarters is worth most; and what 5% would be worth at the price of the first bit, on average: the most it can be, except for shares.",
    );
    let shown = || summary.limits.iter().take(MOST_LINES);
    let unit = Money::of(&shown().map(|it| it.at_price).collect::<Vec<_>>());
    let heading = format!("5% at its price, {}", unit.unit(&study.currency));
    let columns = vec![
        Column::number("Limits"),
        Column::number("Scarcest"),
        Column::number(heading),
    ];
    let mut table = Table::new("Limit", columns);
    for it in shown() {
        let cells = vec![
            percent(it.limits),
            percent(it.scarcest),
            unit.cell(it.at_price),
        ];
        table.add_row("", it.path.clone(), cells);
    }
    section.add_table(table);
    if let more @ 1.. = summary.limits.len().saturating_sub(MOST_LINES) {
        section.add_paragraph(format!("And {} more.", count(more, "limit", "limits")));
    }
    section
}

fn reasons(summary: &Summary) -> Section {
    let mut section = Section::new("Cases without a plan");
    let mut lines: Vec<String> = summary
        .reasons
        .iter()
        .take(MOST_LINES)
        .map(|it| {
            let cases = count(it.cases, "case", "cases");
            let such = if it.cases == 1 { "" } else { ", the first" };
            format!("{cases} {}{such}: {}", it.status.word(), it.message)
        })
        .collect();
    if let more @ 1.. = summary.reasons.len().saturating_sub(MOST_LINES) {
        lines.push(format!(
            "and for {}",
            count(more, "other reason", "other reasons")
        ));
    }
    if !lines.is_empty() {
        section.blocks.push(Block::List(lines));
    }
    section
}

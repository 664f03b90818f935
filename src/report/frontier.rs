//! What must be given up of one thing for another: in words and a table, as data, as CSV.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::explain::{Frontier, FrontierPoint, FrontierStretch, Measure};
use crate::model::Model;
use crate::plan::Plan;
use crate::provenance::Provenance;

use super::document::{Column, Document, Section, Table};
use super::drawing;
use super::explain::words::Words;
use super::json::Report;
use super::names::Names;
use super::number::{Format, Money, NOTHING, count, money, quantity};
use super::options::held_by_id;
use super::spans::span;
use super::title;

/// How many limits are named on one stretch.
const NAMED: usize = 1;

/// The result of `waferline frontier --format json`: the frontier, or what `solve` says where there is no plan.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum FrontierDocument {
    /// There is a plan.
    Traded {
        /// `frontier`.
        status: FrontierStatus,
        /// The model's title.
        name: Option<String>,
        /// The currency of every amount.
        currency: String,
        /// The frontier.
        frontier: Box<Frontier>,
        /// How often each option that was to be decided is taken, by id: all of this holds with the options so.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        options_held: BTreeMap<String, f64>,
        /// What the answer was made from.
        provenance: Box<Provenance>,
    },
    /// There is none, or no answer.
    Refused(Box<Report>),
}

/// Says that this is a frontier.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum FrontierStatus {
    /// There is a plan, and this is what can be traded.
    Frontier,
}

impl FrontierDocument {
    /// Returns the document of a frontier, with the best plan.
    #[must_use]
    pub fn traded(model: &Model, frontier: Frontier, plan: &Plan, provenance: Provenance) -> Self {
        Self::Traded {
            status: FrontierStatus::Frontier,
            name: model.name.clone(),
            currency: model.currency.clone(),
            frontier: Box::new(frontier),
            options_held: held_by_id(plan),
            provenance: Box::new(provenance),
        }
    }

    /// Returns the document, indented, with a final newline.
    pub fn render(&self) -> serde_json::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// Returns the JSON Schema of every document of this kind.
    #[cfg(feature = "schema")]
    #[must_use]
    pub fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }
}

/// Returns the frontier as CSV, one line a corner, with the rate and the limits of the stretch that follows.
pub fn frontier_csv(frontier: &Frontier) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let headings = [
        &frontier.first,
        &frontier.second,
        "margin",
        "rate",
        "limits",
    ];
    writer.write_record(headings)?;
    for (i, point) in frontier.points.iter().enumerate() {
        let stretch = frontier.stretches.get(i);
        let limits = stretch.map_or_else(String::new, |stretch| {
            let paths = stretch.limits.iter().map(|limit| limit.path.as_str());
            paths.collect::<Vec<_>>().join(" ")
        });
        let rate = stretch.map(|stretch| stretch.rate);
        writer.serialize((point.first, point.second, point.margin, rate, limits))?;
    }
    let bytes = writer
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Returns the report of a frontier; of many corners about `top` are shown, both ends always.
#[must_use]
pub fn frontier_document(model: &Model, frontier: &Frontier, top: usize) -> Document {
    Document {
        title: format!(
            "{}: {} against {}",
            title(model),
            frontier.first,
            frontier.second
        ),
        sections: vec![overview(model, frontier), corners(model, frontier, top)],
    }
}

/// Returns what a measure counts, in words.
fn counted(measure: Measure) -> &'static str {
    match measure {
        Measure::Margin => "present value of the margin",
        Measure::OutsideRacks => "racks delivered to outside buyers",
        Measure::ServiceWait => "service units asked for that wait",
        Measure::ServiceShort => "committed service units not served",
        Measure::RunRate => "run rate of the chips business, mean of the quarters",
    }
}

fn is_money(measure: Measure) -> bool {
    matches!(measure, Measure::Margin | Measure::RunRate)
}

/// Returns an amount of a measure for a sentence.
fn amount(model: &Model, measure: Measure, value: f64) -> String {
    if is_money(measure) {
        money(value, &model.currency)
    } else {
        quantity(value)
    }
}

fn overview(model: &Model, frontier: &Frontier) -> Section {
    let mut section = Section::new("");
    let (a, b) = (frontier.first_measure, frontier.second_measure);
    let said = |point: &FrontierPoint| {
        format!(
            "{} of {} with {} of {}",
            amount(model, a, point.first),
            frontier.first,
            amount(model, b, point.second),
            frontier.second,
        )
    };
    let (Some(first), Some(last)) = (frontier.points.first(), frontier.points.last()) else {
        return section;
    };
    section.add_paragraph(format!(
        "{}: {}. {}: {}.",
        frontier.first,
        counted(a),
        frontier.second,
        counted(b)
    ));
    if frontier.stretches.is_empty() {
        section.add_paragraph(format!(
            "There is nothing to trade: one plan is best in both, {}.",
            said(first)
        ));
        return section;
    }
    section.add_paragraph(format!(
        "From {} to {}, in {}; the plan with the best margin has {}.",
        said(first),
        said(last),
        count(
            frontier.stretches.len(),
            "straight stretch",
            "straight stretches"
        ),
        said(&frontier.best_plan),
    ));
    let points: Vec<(f64, f64)> = frontier
        .points
        .iter()
        .map(|it| (it.first, it.second))
        .collect();
    section.add_paragraph(format!(
        "{} {} {} {}",
        frontier.first,
        amount(model, a, first.first),
        drawing::line(&points),
        amount(model, a, last.first),
    ));
    section
}

fn corners(model: &Model, frontier: &Frontier, top: usize) -> Section {
    let mut section = Section::new("Corners");
    let names = Names::of(model);
    let words = Words::of(model, &names);
    let points = &frontier.points;
    let shown = shown(points.len(), top);
    let heading = |name: &str, measure: Measure, values: &[f64]| {
        if is_money(measure) {
            format!("{name}, {}", Money::of(values).unit(&model.currency))
        } else {
            name.to_owned()
        }
    };
    let show = |measure: Measure, values: &[f64], value: f64| {
        if is_money(measure) {
            Money::of(values).cell(value)
        } else {
            Format::of(values).show(value)
        }
    };
    let first: Vec<f64> = points.iter().map(|it| it.first).collect();
    let second: Vec<f64> = points.iter().map(|it| it.second).collect();
    let margins: Vec<f64> = points.iter().map(|it| it.margin).collect();
    let (a, b) = (frontier.first_measure, frontier.second_measure);
    let has_margin = a != Measure::Margin && b != Measure::Margin;
    let mut columns = vec![Column::number(heading(&frontier.second, b, &second))];
    if has_margin {
        columns.push(Column::number(heading(
            "best margin",
            Measure::Margin,
            &margins,
        )));
    }
    let rates = Rates::of(frontier);
    columns.push(Column::number(rates.heading(model)));
    columns.push(Column::words("What holds it there"));
    let mut table = Table::new(heading(&frontier.first, a, &first), columns);
    for pair in shown.windows(2) {
        let (i, next) = (pair[0], pair[1]);
        let stretches = &frontier.stretches[i..next];
        let mut cells = vec![show(b, &second, second[i])];
        if has_margin {
            cells.push(show(Measure::Margin, &margins, margins[i]));
        }
        cells.push(rates.cell(stretches));
        cells.push(
            stretches
                .first()
                .map_or_else(String::new, |it| holds(it, &words)),
        );
        table.add_row("", show(a, &first, first[i]), cells);
    }
    if let Some(last) = points.len().checked_sub(1) {
        let mut cells = vec![show(b, &second, second[last])];
        if has_margin {
            cells.push(show(Measure::Margin, &margins, margins[last]));
        }
        cells.extend([NOTHING.to_owned(), String::new()]);
        table.add_row("", show(a, &first, first[last]), cells);
    }
    section.add_table(table);
    if shown.len() < points.len() {
        section.add_paragraph(format!(
            "{} of {} corners are shown; --top shows more, JSON and CSV all.",
            shown.len(),
            points.len()
        ));
    }
    if !frontier.stretches.is_empty() {
        section.add_paragraph(format!(
            "Rate: how much {} changes with each unit of {} up to the next corner. Named is the limit that is worth most at the \
             prices of the stretch, for the same share of each. Every corner and stretch is proved by a certified optimum.",
            rates.of.0, rates.of.1
        ));
    }
    section
}

/// Returns which of this many corners are shown: both ends, and evenly between.
fn shown(corners: usize, top: usize) -> Vec<usize> {
    let top = top.max(2);
    if corners <= top {
        return (0..corners).collect();
    }
    (0..top).map(|i| i * (corners - 1) / (top - 1)).collect()
}

/// In which direction rates are shown: of the second measure per unit of the first, or the other way round, whichever is more
/// than 1.
struct Rates<'a> {
    /// What changes, and with each unit of what.
    of: (&'a str, &'a str),
    is_turned: bool,
    /// In what unit, where it is money.
    money: Option<Money>,
}

impl<'a> Rates<'a> {
    fn of(frontier: &'a Frontier) -> Self {
        let rates = frontier.stretches.iter().map(|it| it.rate);
        let is_turned = rates.clone().all(|rate| rate.abs() < 1.0);
        let (first, second) = (frontier.first.as_str(), frontier.second.as_str());
        let (of, measure) = if is_turned {
            ((first, second), frontier.first_measure)
        } else {
            ((second, first), frontier.second_measure)
        };
        let reported: Vec<f64> = rates.map(|it| turned(it, is_turned)).collect();
        let is_plain = frontier.first_measure == frontier.second_measure
            || is_money(frontier.first_measure) == is_money(frontier.second_measure);
        Self {
            of,
            is_turned,
            money: (is_money(measure) && !is_plain).then(|| Money::of(&reported)),
        }
    }

    fn heading(&self, model: &Model) -> String {
        match self.money {
            Some(unit) => format!("Rate, {}", unit.unit(&model.currency)),
            None => "Rate".to_owned(),
        }
    }

    /// Returns the rate of a stretch, or those of the first and the last of several.
    fn cell(&self, stretches: &[FrontierStretch]) -> String {
        let rates = stretches.iter().map(|it| turned(it.rate, self.is_turned));
        let rates: Vec<f64> = rates.collect();
        let format = Format::of(&rates);
        let show = |rate: f64| match self.money {
            Some(unit) => unit.cell(rate),
            None => format.show(rate),
        };
        match (rates.first(), rates.last()) {
            (Some(&only), Some(_)) if rates.len() == 1 => show(only),
            (Some(&first), Some(&last)) => format!("{}..{}", show(first), show(last)),
            _ => NOTHING.to_owned(),
        }
    }
}

fn turned(rate: f64, is_turned: bool) -> f64 {
    if is_turned { 1.0 / rate } else { rate }
}

fn holds(stretch: &FrontierStretch, words: &Words) -> String {
    let said = stretch.limits.iter().take(NAMED).map(|limit| {
        let name = words.limit(&limit.path);
        match (limit.quarters.first(), limit.quarters.last()) {
            (Some(&first), Some(&last)) => format!("{name} in {}", span(first, last)),
            _ => name,
        }
    });
    let said = said.collect::<Vec<_>>().join("; ");
    match stretch.limits.len().saturating_sub(NAMED) {
        0 => said,
        more => format!("{said}, {more} more"),
    }
}

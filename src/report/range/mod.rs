//! What is certain among the plans that earn nearly as much as the best: in words and tables, as data, as CSV.

mod words;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::explain::{AmountRange, Measure, Ranged, Ranges, Stretch, Within};
use crate::model::Model;
use crate::plan::Plan;
use crate::provenance::Provenance;

use super::document::{Block, Column, Document, Section, Table};
use super::json::{Finding, Report};
use super::names::Names;
use super::number::{Format, Money, Toward, count, money};
use super::options::held_by_id;
use super::title;

/// This many statements of what is certain stand before the tables.
const CERTAIN: usize = 12;
/// How many characters the bar of a range has; the table then fits 60 columns.
const BAR: usize = 12;

/// The result of `waferline range --format json`: the ranges, or what `solve` says where there is no plan.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum RangeDocument {
    /// There is a plan.
    Ranged {
        /// `range`.
        status: RangeStatus,
        /// The model's title.
        name: Option<String>,
        /// The currency of every amount.
        currency: String,
        /// The ranges.
        #[serde(flatten)]
        ranges: Box<Ranges>,
        /// How often each option that was to be decided is taken, by id: all of this holds with the options so.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        options_held: BTreeMap<String, f64>,
        /// What the answer was made from.
        provenance: Box<Provenance>,
        /// What the model probably does not mean.
        warnings: Vec<Finding>,
    },
    /// There is none, or no answer.
    Refused(Box<Report>),
}

/// Says that these are ranges.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RangeStatus {
    /// There is a plan, and this is what it has in common with all that earn nearly as much.
    Range,
}

impl RangeDocument {
    /// Returns the document of ranges, with the best plan.
    #[must_use]
    pub fn ranged(
        model: &Model,
        ranges: Ranges,
        plan: &Plan,
        provenance: Provenance,
        warnings: Vec<Finding>,
    ) -> Self {
        Self::Ranged {
            status: RangeStatus::Range,
            name: model.name.clone(),
            currency: model.currency.clone(),
            ranges: Box::new(ranges),
            options_held: held_by_id(plan),
            provenance: Box::new(provenance),
            warnings,
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

/// Returns the ranges as CSV, one line each; `item` is a measure, a die, a rack or an activity, `place` a buyer or a site.
pub fn range_csv(ranges: &Ranges) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([
        "kind", "item", "place", "over", "planned", "least", "greatest",
    ])?;
    for it in &ranges.ranges {
        let measure;
        let (kind, item, place) = match &it.what {
            Ranged::Measure { measure: which } => {
                measure = name_of(*which);
                ("measure", measure, "")
            }
            Ranged::Sold { item, buyer } => ("sold", item.as_str(), buyer.as_str()),
            Ranged::Installed { rack, site } => ("installed", rack.as_str(), site.as_str()),
            Ranged::Started { die } => ("started", die.as_str(), ""),
            Ranged::PeakPower { site } => ("peak-power", "", site.as_str()),
            Ranged::Activity { activity, .. } => ("activity", activity.as_str(), ""),
        };
        let over = it.over.to_string();
        writer.serialize((kind, item, place, over, it.planned, it.least, it.greatest))?;
    }
    let bytes = writer
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Returns the name under which a measure is asked for.
fn name_of(measure: Measure) -> &'static str {
    let mut named = Measure::NAMED.into_iter();
    named.find(|it| it.1 == measure).map_or("", |it| it.0)
}

/// Returns the report of ranges: what is certain, then every range.
#[must_use]
pub fn range_document(model: &Model, ranges: &Ranges) -> Document {
    Document {
        title: format!(
            "{}: plans within {}",
            title(model),
            within(ranges, &model.currency)
        ),
        sections: range_sections(model, ranges),
    }
}

/// Returns how far below the best plans count, for a sentence.
fn within(ranges: &Ranges, currency: &str) -> String {
    match ranges.within {
        Within::Share(_) => format!("{} of the best margin", ranges.within),
        Within::Amount(amount) => format!("{} of the best margin", money(amount, currency)),
    }
}

/// Returns the same without a title, for a page.
#[must_use]
pub(super) fn range_sections(model: &Model, ranges: &Ranges) -> Vec<Section> {
    let mut all = vec![certain(model, ranges), tables(model, ranges)];
    all.retain(|section| !section.blocks.is_empty());
    all
}

fn is_money(what: &Ranged) -> bool {
    matches!(
        what,
        Ranged::Measure {
            measure: Measure::Margin | Measure::RunRate
        }
    )
}

/// Returns the ranges of each thing.
fn by_subject(ranges: &Ranges) -> impl Iterator<Item = &[AmountRange]> {
    ranges.ranges.chunk_by(|a, b| a.what == b.what)
}

fn certain(model: &Model, ranges: &Ranges) -> Section {
    let mut section = Section::new("");
    let names = Names::of(model);
    let within = within(ranges, &model.currency);
    let mut said: Vec<String> = by_subject(ranges)
        .flat_map(|of_one| words::certain(of_one, &names, &model.currency))
        .collect();
    let margins = format!(
        "the best is {}, the least that counts {}",
        money(ranges.best_margin, &model.currency),
        money(ranges.least_margin, &model.currency)
    );
    if said.is_empty() {
        section.add_paragraph(format!(
            "Among the plans within {within} ({margins}) nothing that was asked for is certain."
        ));
        return section;
    }
    section.add_paragraph(format!("In every plan within {within} ({margins}):"));
    let more = said.len().saturating_sub(CERTAIN);
    said.truncate(CERTAIN);
    section.blocks.push(Block::List(said));
    if more > 0 {
        section.add_paragraph(format!(
            "{} in the tables.",
            count(more, "more is certain", "more are certain")
        ));
    }
    let open = words::open(ranges, &names);
    if !open.is_empty() {
        section.add_paragraph("Most open:");
        section.blocks.push(Block::List(open));
    }
    section
}

fn tables(model: &Model, ranges: &Ranges) -> Section {
    let mut section = Section::new("All ranges");
    let names = Names::of(model);
    let of_money: Vec<f64> = ranges
        .ranges
        .iter()
        .filter(|it| is_money(&it.what))
        .flat_map(|it| [it.least, it.planned].into_iter().chain(it.greatest))
        .collect();
    let unit = Money::of(&of_money);
    let headings = ["Least", "Best plan", "Greatest"];
    let mut in_money = Table::new(
        format!("Money, {}", unit.unit(&model.currency)),
        headings.map(Column::money).to_vec(),
    );
    let mut amounts = Table::new("Amounts", headings.map(Column::number).to_vec());
    for table in [&mut in_money, &mut amounts] {
        table.columns.push(Column::words("Certain, open"));
    }
    for of_one in by_subject(ranges) {
        let what = &of_one[0].what;
        let name = words::name(what, &names);
        let values = of_one
            .iter()
            .flat_map(|it| [it.least, it.planned].into_iter().chain(it.greatest));
        let values: Vec<f64> = values.collect();
        let scale = values.iter().copied().fold(0.0, f64::max);
        let format = Format::of(&values);
        let table = if is_money(what) {
            &mut in_money
        } else {
            &mut amounts
        };
        let format = if is_money(what) {
            unit.format()
        } else {
            format
        };
        for it in of_one {
            let over = match it.over {
                Stretch::All => "in all".to_owned(),
                over => over.to_string(),
            };
            // An end that is the plan is shown as the plan is.
            let end = |toward: Toward, value: f64| {
                if value == it.planned {
                    format.cell(value)
                } else {
                    toward.cell(&format, value)
                }
            };
            let greatest = it.greatest.map(|value| end(Toward::More, value));
            let cells = vec![
                end(Toward::Less, it.least),
                format.cell(it.planned),
                greatest.unwrap_or("no end".to_owned()),
                bar(it, scale),
            ];
            table.add_row(&name, over, cells);
            table.with_values([Some(it.least), Some(it.planned), it.greatest]);
            if is_money(what) {
                table.in_unit(unit);
            }
        }
    }
    section.add_table(in_money);
    section.add_table(amounts);
    section.add_paragraph(
        "Bars: what every plan that counts has is filled, what some have is light; all bars of one thing have one scale. Each end is a \
         proved optimum. Margin is present value, nothing else is discounted.",
    );
    section
}

/// Returns a range as a bar: filled up to the least, light from there to the greatest.
fn bar(it: &AmountRange, scale: f64) -> String {
    let Some(greatest) = it.greatest.filter(|_| scale > 0.0) else {
        return String::new();
    };
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 to the length of a bar"
    )]
    let at = |value: f64| (value / scale * BAR as f64).clamp(0.0, BAR as f64).round() as usize;
    let (mut filled, mut end) = (at(it.least), at(greatest));
    // Something is never shown as nothing, nor an open end as a certain one.
    if !it.is_none() {
        end = end.max(1);
    }
    if !it.is_one() && filled == end {
        filled -= 1;
    }
    "█".repeat(filled) + &"░".repeat(end - filled)
}

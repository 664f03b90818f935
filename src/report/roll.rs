//! What is carried out, and what the next model starts with.

use serde::Serialize;

use super::document::{Column, Document, Section, Table};
use super::explain::words::Words;
use super::names::Names;
use super::number::{Format, money, quantity};
use super::title;
use crate::model::Address;
#[cfg(feature = "schema")]
use crate::provenance::Provenance;
use crate::quarter::Quarter;
use crate::roll::{CarriedOut, CarriedOver, Rolled};

/// The result of `waferline roll --format json`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "status", rename = "rolled")]
#[non_exhaustive]
pub struct RollReport {
    /// The model's title.
    pub name: Option<String>,
    /// The currency of every amount.
    pub currency: String,
    /// The next model file, as it was named.
    pub out: String,
    /// The first quarter of the next model.
    pub start: Quarter,
    /// How many quarters its horizon has.
    pub quarters: usize,
    /// How many quarters its tail has.
    pub tail_quarters: usize,
    /// The quarters carried out.
    pub carried_out: CarriedOut,
    /// What they leave behind, by where it stands in the next model.
    pub carried_over: Vec<CarriedNumber>,
    /// What is dropped or changes its meaning, in words.
    pub notes: Vec<String>,
    /// What the plan was made from.
    #[cfg_attr(feature = "schema", schemars(with = "Provenance"))]
    pub provenance: serde_json::Value,
}

/// A number of the next model that the quarters carried out have made.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CarriedNumber {
    /// Where it stands.
    pub address: Address,
    /// How much was carried over, in its own units; the number may hold more.
    pub amount: f64,
}

impl RollReport {
    /// Returns the report on a rolled model whose file went to `out`, of a plan made from `provenance`.
    #[must_use]
    pub fn new(rolled: &Rolled, out: &str, provenance: serde_json::Value) -> Self {
        let model = &rolled.model;
        let number = |it: &CarriedOver| CarriedNumber {
            address: it.address.clone(),
            amount: it.amount,
        };
        Self {
            name: model.name.clone(),
            currency: model.currency.clone(),
            out: out.to_owned(),
            start: model.horizon.start,
            quarters: model.horizon.quarters,
            tail_quarters: model.horizon.tail_quarters,
            carried_out: rolled.carried_out.clone(),
            carried_over: rolled.carried_over.iter().map(number).collect(),
            notes: rolled.notes.clone(),
            provenance,
        }
    }

    /// Returns the JSON Schema of these documents.
    #[cfg(feature = "schema")]
    #[must_use]
    pub fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }

    /// Returns the document, indented, with a final newline.
    pub fn render(&self) -> serde_json::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

/// Returns in words what is carried out and what the next model, written to `out`, starts with.
#[must_use]
pub fn document(rolled: &Rolled, out: &str) -> Document {
    let model = &rolled.model;
    let mut summary = Section::new("");
    summary.add_paragraph(carried_out(rolled, out));
    let mut sections = vec![summary];
    if !rolled.carried_over.is_empty() {
        sections.push(carried_over(rolled));
    }
    if !rolled.notes.is_empty() {
        let mut notes = Section::new("Notes");
        for note in &rolled.notes {
            notes.add_paragraph(note.clone());
        }
        sections.push(notes);
    }
    Document {
        title: format!("{}: from {} on", title(model), model.horizon.start),
        sections,
    }
}

fn carried_out(rolled: &Rolled, out: &str) -> String {
    let (model, done) = (&rolled.model, &rolled.carried_out);
    let currency = &model.currency;
    let quarters = match (done.quarters.first(), done.quarters.last()) {
        (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
        (Some(only), _) => only.to_string(),
        (None, _) => String::new(),
    };
    let horizon = model.horizon.words();
    format!(
        "Carried out: {quarters}, with a margin of {} at present value. {out} plans {horizon}; a margin there counts {} of it at the old start.",
        money(done.present_value, currency),
        quantity(done.discount),
    )
}

fn carried_over(rolled: &Rolled) -> Section {
    let model = &rolled.model;
    let mut section = Section::new("What the next model starts with");
    let names = Names::of(model);
    let words = Words::of(model, &names);
    let columns = vec![Column::words("What"), Column::number("Carried over")];
    let mut table = Table::new("Number", columns);
    for it in &rolled.carried_over {
        let amount = Format::of(&[it.amount]).cell(it.amount);
        let cells = vec![words.address(&it.address), amount];
        table.add_row("", it.address.to_string(), cells);
        table.with_values([None, Some(it.amount)]);
    }
    section.add_table(table);
    section
}

/// Returns what is carried over as one CSV table.
pub fn carried_over_csv(rolled: &Rolled) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["path", "quarter", "amount"])?;
    for it in &rolled.carried_over {
        let quarter = it
            .address
            .quarter
            .map_or_else(String::new, |it| it.to_string());
        let path = it.address.path.to_string();
        writer.write_record([path, quarter, it.amount.to_string()])?;
    }
    let content = writer
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&content).into_owned())
}

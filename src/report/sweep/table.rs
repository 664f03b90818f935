//! The cases as one tidy table: a row a case, a column an input or a number of its plan, each of one type.

use std::borrow::Cow;

use csv::Writer;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::input::AxisValue;
use crate::report::csv::plain;
use crate::sweep::{Case, CaseResult, Measures, Study};

/// A table of cases.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct CaseTable {
    /// The columns, all of the same length.
    pub columns: Vec<TableColumn>,
}

/// One column.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct TableColumn {
    /// Its heading.
    pub name: String,
    /// Its cells.
    pub cells: Cells,
}

/// The cells of a column, top down.
#[derive(Clone, Debug, PartialEq)]
pub enum Cells {
    /// Whole numbers.
    Counts(Vec<u64>),
    /// Numbers; `None` where there is no plan.
    Numbers(Vec<Option<f64>>),
    /// Texts; `None` where there is nothing to say.
    Texts(Vec<Option<String>>),
}

/// Between the paths in `limits`; no path has one in it.
const BETWEEN_LIMITS: &str = " ";

type Number = (&'static str, fn(&Measures) -> Option<f64>);
type Text = (&'static str, fn(&Measures) -> Option<String>);

const NUMBERS: [Number; 11] = [
    ("margin", |it| Some(it.margin)),
    ("run_rate", |it| Some(it.run_rate)),
    ("service_short", |it| Some(it.service_short)),
    ("service_waiting", |it| Some(it.service_waiting)),
    ("shortfall_penalty", |it| Some(it.shortfall_penalty)),
    ("orders_late", |it| Some(it.orders_late)),
    ("orders_lost", |it| Some(it.orders_lost)),
    ("racks_outside", |it| Some(it.racks_outside)),
    ("racks_own", |it| Some(it.racks_own)),
    ("wafers", |it| Some(it.wafers)),
    ("scarcest_worth", |it| it.scarcest_worth),
];

const TEXTS: [Text; 3] = [
    ("scarcest", |it| it.scarcest.clone()),
    ("scarcest_from", |it| it.scarcest_from.clone()),
    ("limits", |it| Some(limits(it))),
];

impl CaseTable {
    /// Returns the table of these cases of a study and their results, in the same order.
    #[must_use]
    pub fn of(study: &Study, cases: &[Case], results: &[CaseResult]) -> Self {
        let mut columns = Vec::new();
        let mut add = |name: &str, cells| {
            columns.push(TableColumn {
                name: name.to_owned(),
                cells,
            });
        };
        add(
            "number",
            Cells::Counts(cases.iter().map(|it| it.number as u64).collect()),
        );
        add("case", texts(cases.iter().map(|it| Some(it.id.clone()))));
        for (position, name) in study.inputs().iter().enumerate() {
            add(name, input(cases, position));
        }
        add(
            "status",
            texts(results.iter().map(|it| Some(it.status.word().to_owned()))),
        );
        let measures = || results.iter().map(|it| it.measures.as_ref());
        for (name, of) in NUMBERS {
            add(
                name,
                Cells::Numbers(measures().map(|it| it.and_then(of)).collect()),
            );
        }
        for option in options(results) {
            let taken = |it: &Measures| {
                let found = it.options.iter().find(|it| it.option == option);
                found.map(|it| it.taken)
            };
            let cells = measures().map(|it| it.and_then(taken));
            add(&format!("option.{option}"), Cells::Numbers(cells.collect()));
        }
        for (name, of) in TEXTS {
            add(name, texts(measures().map(|it| it.and_then(of))));
        }
        add(
            "message",
            texts(results.iter().map(|it| it.message.clone())),
        );
        Self { columns }
    }

    /// Returns how many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.columns
            .first()
            .map_or(0, |column| match &column.cells {
                Cells::Counts(cells) => cells.len(),
                Cells::Numbers(cells) => cells.len(),
                Cells::Texts(cells) => cells.len(),
            })
    }

    /// Returns the table as CSV; what is not there is empty.
    pub fn csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut writer = Writer::from_writer(Vec::new());
        let names = self.columns.iter().map(|column| plain(&column.name));
        writer.write_record(names.map(Cow::into_owned))?;
        for row in 0..self.rows() {
            writer.write_record(self.columns.iter().map(|column| column.cells.written(row)))?;
        }
        writer
            .into_inner()
            .map_err(|error| error.into_error().into())
    }

    /// Returns the table as JSON lines: an object a case; what is not there is null.
    pub fn json_lines(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut lines = Vec::new();
        for row in 0..self.rows() {
            serde_json::to_writer(&mut lines, &Row { table: self, row })?;
            lines.push(b'\n');
        }
        Ok(lines)
    }
}

/// Returns the options of all cases, in the order of the model.
fn options(results: &[CaseResult]) -> Vec<&str> {
    let mut options: Vec<&str> = Vec::new();
    let plans = results.iter().filter_map(|it| it.measures.as_ref());
    for it in plans.flat_map(|measures| &measures.options) {
        if !options.contains(&it.option.as_str()) {
            options.push(&it.option);
        }
    }
    options
}

/// One row, as an object with its cells in the order of the columns.
struct Row<'a> {
    table: &'a CaseTable,
    row: usize,
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let columns = self.table.columns.iter();
        serializer.collect_map(columns.map(|it| (&it.name, it.cells.value(self.row))))
    }
}

impl Cells {
    fn written(&self, row: usize) -> String {
        match self {
            Self::Counts(cells) => cells[row].to_string(),
            Self::Numbers(cells) => cells[row].map_or_else(String::new, |it| it.to_string()),
            Self::Texts(cells) => {
                let text = cells[row].as_deref().unwrap_or_default();
                plain(text).into_owned()
            }
        }
    }

    fn value(&self, row: usize) -> Value {
        match self {
            Self::Counts(cells) => json!(cells[row]),
            Self::Numbers(cells) => json!(cells[row]),
            Self::Texts(cells) => json!(cells[row]),
        }
    }
}

fn limits(measures: &Measures) -> String {
    let paths: Vec<&str> = measures.limits.iter().map(|it| &*it.path).collect();
    paths.join(BETWEEN_LIMITS)
}

fn texts(cells: impl Iterator<Item = Option<String>>) -> Cells {
    Cells::Texts(cells.collect())
}

/// Returns the values of one input: numbers if all are.
fn input(cases: &[Case], position: usize) -> Cells {
    let values = || cases.iter().map(|case| &case.inputs[position]);
    let is_number = |value: &AxisValue| matches!(value, AxisValue::Number(_));
    if values().all(is_number) {
        let number = |value: &AxisValue| match value {
            AxisValue::Number(number) => Some(*number),
            AxisValue::Written(_) => None,
        };
        return Cells::Numbers(values().map(number).collect());
    }
    texts(values().map(|value| Some(value.shown())))
}

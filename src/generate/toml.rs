//! A model file as it is written, line by line.

use std::fmt::{Display, Write as _};

use super::Path;
use crate::quarter::Quarter;

/// Digits that are written of a number: more would pretend that somebody measured it.
const DIGITS: usize = 3;

/// How many values stand in a line.
const VALUES_A_LINE: usize = 8;

/// Steps up to this many stand in one line.
const STEPS_IN_LINE: usize = 5;

/// A series, in one of the ways to write it.
#[derive(Clone, Debug)]
pub(super) enum Series {
    Constant(f64),
    /// One value a quarter.
    List(Path),
    /// Steps, by quarter from the horizon's start.
    From(Vec<(usize, f64)>),
    /// Points.
    At(Vec<(usize, f64)>),
    Growth {
        start: f64,
        growth: f64,
    },
    Step {
        start: f64,
        step: f64,
    },
}

impl Series {
    /// Returns the steps of a path, those left out that change it by less than this share.
    pub fn steps(path: &[f64], least: f64) -> Self {
        let mut steps: Vec<(usize, f64)> = Vec::new();
        for (t, &value) in path.iter().enumerate() {
            let last = steps.last().map_or(0.0, |&(_, value)| value);
            if (value - last).abs() > least * last || (value == 0.0 && last > 0.0) {
                steps.push((t, value));
            }
        }
        Self::From(steps)
    }

    /// Returns compound growth from the first value of a path to its last.
    pub fn growth(path: &[f64]) -> Self {
        let (Some(&start), Some(&end)) = (path.first(), path.last()) else {
            return Self::Constant(0.0);
        };
        let quarters = (path.len() as f64 - 1.0).max(1.0);
        Self::Growth {
            start,
            growth: (end / start).powf(1.0 / quarters) - 1.0,
        }
    }

    /// Returns the series over this many quarters, as it will be read.
    pub fn path(&self, quarters: usize) -> Path {
        let dated = |entries: &[(usize, f64)], t: usize| {
            let mut before = entries.iter().filter(|&&(from, _)| from <= t);
            before.next_back().map_or(0.0, |&(_, value)| rounded(value))
        };
        (0..quarters)
            .map(|t| match self {
                Self::Constant(value) => rounded(*value),
                Self::List(values) => values
                    .get(t)
                    .or(values.last())
                    .map_or(0.0, |&it| rounded(it)),
                Self::From(entries) => dated(entries, t),
                Self::At(entries) => {
                    let point = entries.iter().find(|&&(at, _)| at == t);
                    point.map_or(0.0, |&(_, value)| rounded(value))
                }
                Self::Growth { start, growth } => {
                    rounded(*start) * (1.0 + rounded(*growth)).powf(t as f64)
                }
                Self::Step { start, step } => {
                    (rounded(*start) + t as f64 * rounded(*step)).max(0.0)
                }
            })
            .collect()
    }
}

/// Returns the number as it is written.
pub(super) fn rounded(number: f64) -> f64 {
    let written = format!("{number:.*e}", DIGITS - 1);
    written.parse().unwrap_or(number)
}

/// Returns the greatest number that is written with so few digits and is not above this one.
pub(super) fn rounded_down(number: f64) -> f64 {
    let near = rounded(number);
    if near <= number {
        near
    } else {
        rounded(number * (1.0 - 0.6 * 0.1_f64.powf(DIGITS as f64 - 1.0)))
    }
}

/// The text while it grows.
#[derive(Clone, Debug)]
pub(super) struct Toml {
    text: String,
    start: Quarter,
    /// Tables of the one being written, which TOML wants after its fields.
    after: Vec<(String, Vec<(usize, f64)>)>,
    table: String,
}

impl Toml {
    pub fn new(start: Quarter) -> Self {
        Self {
            text: String::new(),
            start,
            after: Vec::new(),
            table: String::new(),
        }
    }

    /// Returns the whole text.
    pub fn finish(mut self) -> String {
        self.end_table();
        self.text
    }

    pub fn comment(&mut self, words: &str) {
        self.end_table();
        let gap = if self.text.is_empty() { "" } else { "\n" };
        let _ = writeln!(self.text, "{gap}# {words}");
    }

    /// Starts a table: `foundry.n3`.
    pub fn table(&mut self, path: &str) {
        self.end_table();
        let is_inside = path.starts_with(&format!("{}.", self.table)) && !self.table.is_empty();
        let gap = if is_inside || self.text.ends_with("\n\n") {
            ""
        } else {
            "\n"
        };
        let _ = writeln!(self.text, "{gap}[{path}]");
        path.clone_into(&mut self.table);
    }

    fn end_table(&mut self) {
        for (field, steps) in std::mem::take(&mut self.after) {
            let _ = writeln!(self.text, "[{}.{field}.from]", self.table);
            for (t, value) in steps {
                let _ = writeln!(self.text, "\"{}\" = {}", self.start.plus(t), rounded(value));
            }
        }
    }

    /// Writes a field with a value that is TOML already.
    pub fn value(&mut self, key: &str, value: impl Display) {
        let _ = writeln!(self.text, "{key} = {value}");
    }

    pub fn words(&mut self, key: &str, words: &str) {
        self.value(key, format_args!("\"{words}\""));
    }

    pub fn number(&mut self, key: &str, number: f64) {
        self.value(key, rounded(number));
    }

    pub fn count(&mut self, key: &str, count: usize) {
        self.value(key, count);
    }

    pub fn quarter(&mut self, key: &str, t: usize) {
        self.value(key, format_args!("\"{}\"", self.start.plus(t)));
    }

    pub fn ids<'a>(&mut self, key: &str, ids: impl IntoIterator<Item = &'a str>) {
        let quoted: Vec<String> = ids.into_iter().map(|id| format!("\"{id}\"")).collect();
        self.value(key, format_args!("[{}]", quoted.join(", ")));
    }

    /// Writes numbers by id, without those that are 0.
    pub fn numbers<'a>(&mut self, key: &str, entries: impl IntoIterator<Item = (&'a str, f64)>) {
        let entries: Vec<String> = entries
            .into_iter()
            .filter(|&(_, number)| number > 0.0)
            .map(|(id, number)| format!("{id} = {}", rounded(number)))
            .collect();
        self.value(key, format_args!("{{ {} }}", entries.join(", ")));
    }

    pub fn series(&mut self, key: &str, series: &Series) {
        match series {
            Series::From(steps) if steps.len() > STEPS_IN_LINE => {
                self.after.push((key.to_owned(), steps.clone()));
            }
            Series::List(values) if values.len() > VALUES_A_LINE => {
                let lines: Vec<String> = values.chunks(VALUES_A_LINE).map(joined).collect();
                self.value(key, format_args!("[\n    {},\n]", lines.join(",\n    ")));
            }
            short => {
                let value = self.in_line(short);
                self.value(key, value);
            }
        }
    }

    /// Returns a series as it stands in a line.
    pub(crate) fn in_line(&self, series: &Series) -> String {
        match series {
            Series::Constant(value) => rounded(*value).to_string(),
            Series::List(values) => format!("[{}]", joined(values)),
            Series::From(entries) if entries.is_empty() => "0".to_owned(),
            Series::At(entries) if entries.is_empty() => "0".to_owned(),
            Series::From(entries) => self.dated("from", entries),
            Series::At(entries) => self.dated("at", entries),
            Series::Growth { start, growth } => {
                format!(
                    "{{ start = {}, growth = {} }}",
                    rounded(*start),
                    rounded(*growth)
                )
            }
            Series::Step { start, step } => {
                format!(
                    "{{ start = {}, step = {} }}",
                    rounded(*start),
                    rounded(*step)
                )
            }
        }
    }

    fn dated(&self, form: &str, entries: &[(usize, f64)]) -> String {
        let entries: Vec<String> = entries
            .iter()
            .map(|&(t, value)| format!("\"{}\" = {}", self.start.plus(t), rounded(value)))
            .collect();
        format!("{{ {form} = {{ {} }} }}", entries.join(", "))
    }
}

fn joined(values: &[f64]) -> String {
    let values: Vec<String> = values.iter().map(|&it| rounded(it).to_string()).collect();
    values.join(", ")
}

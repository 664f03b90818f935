//! What a sweep varies: `ADDRESS OP 0.7..1.3 / 13`, `ADDRESS OP [..]`, `scenario = [..]`.

use serde::{Deserialize, Serialize};

use super::assign::{Operator, check_target, parse_change};
use super::document::Table;
use super::node::{Located, Value};
use super::read::Reader;
use super::schema::Word;
use super::text::parse_toml_value;
use super::{Input, Rejected, in_order, suggest};
use crate::diagnostic::Diagnostic;

/// One thing that is varied, and the values it takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Axis {
    /// An assignment without its value, `foundry.tsmc-n3p.capacity *=`, or `scenario`.
    pub vary: String,
    /// The values, in order.
    pub values: Vec<AxisValue>,
}

/// A value that is assigned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum AxisValue {
    /// A number.
    Number(f64),
    /// Anything else, as TOML; of scenarios the id, or `base` for none.
    Written(String),
}

/// What stands for the model without a scenario.
pub(super) const BASE: Word = "base";
const SCENARIO: Word = "scenario";
const SYNTAX: &str = "vary-syntax";
const HELP: &str = "write `foundry.a.capacity *= 0.7..1.3 / 13`, `component.b.price += [0, 60, 120]` or `scenario = [base, a, b]`";
/// The most values one range may have.
const MOST: usize = 100_000;

impl Axis {
    /// Returns whether it varies the scenario.
    #[must_use]
    pub fn is_scenario(&self) -> bool {
        self.vary == SCENARIO
    }
}

impl AxisValue {
    /// Returns the value as an assignment takes it: TOML that reads back exactly.
    #[must_use]
    pub fn assigned(&self) -> String {
        match self {
            Self::Number(number) => format!("{number:?}"),
            Self::Written(text) => text.clone(),
        }
    }

    /// Returns the value as a reader takes it: texts without their quotes.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Written(text) => text.trim_matches(['"', '\'']).to_owned(),
        }
    }

    /// Returns the scenario that a value of `scenario` stands for; `None` for none.
    #[must_use]
    pub fn scenario(&self) -> Option<&str> {
        match self {
            Self::Written(text) if text != BASE => Some(text),
            _ => None,
        }
    }
}

impl Input {
    /// Returns what these texts vary, each as `--vary` takes it, or everything wrong with them.
    ///
    /// ```
    /// # use std::path::Path;
    /// use waferline::input::{AxisValue, Input};
    /// let input = Input::open(Path::new("models/minimal.toml"))?;
    /// let axes = input.axes(&["foundry.fab.capacity *= 0.5..1.5 / 3"])?;
    /// assert_eq!(axes[0].vary, "foundry.fab.capacity *=");
    /// assert_eq!(axes[0].values, [0.5, 1.0, 1.5].map(AxisValue::Number));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn axes(&self, texts: &[&str]) -> Result<Vec<Axis>, Rejected> {
        let mut sources = self.sources.clone();
        let numbered = texts.iter().enumerate();
        let ids: Vec<_> = numbered
            .map(|(i, text)| sources.add(format!("--vary {}", i + 1), *text))
            .collect();
        let mut reader = self.reader(sources);
        let document = reader.document(&self.root);
        let mut found = self.syntax.clone();
        let mut axes: Vec<Axis> = Vec::new();
        for (text, source) in texts.iter().zip(ids) {
            let text = Located::at(text, source, 0);
            match self.axis(&text, &document, &reader) {
                Ok(axis) if axes.iter().any(|other| other.vary == axis.vary) => {
                    let message = format!("`{}` is varied twice", axis.vary);
                    let error = Diagnostic::error(SYNTAX, message).with_label(text.whole(), "");
                    found.push(error.with_help("name all its values at once, as a list"));
                }
                Ok(axis) => axes.push(axis),
                Err(error) => found.push(error),
            }
        }
        if found.is_empty() {
            return Ok(axes);
        }
        Err(Rejected {
            diagnostics: in_order(found),
            sources: reader.sources,
        })
    }

    fn axis(&self, text: &Located, document: &Table, reader: &Reader) -> Result<Axis, Diagnostic> {
        let (target, operator, value) =
            parse_change(text).map_err(|error| error.with_help(HELP))?;
        if value.text.is_empty() {
            return Err(wrong(&text.trimmed(), "is given no values"));
        }
        let is_scenario = target.path() == SCENARIO && operator == Operator::Set;
        let values = if is_scenario {
            self.scenario_values(&value)?
        } else {
            if let Some(error) = check_target(document, &reader.calendar, &target, operator) {
                return Err(error);
            }
            values(&value)?
        };
        let vary = match text.trimmed() {
            _ if is_scenario => SCENARIO.to_owned(),
            // The text up to the value, its blanks made one.
            text => {
                let change = text.text[..text.text.find('=').map_or(0, |at| at + 1)].to_owned();
                change.split_whitespace().collect::<Vec<_>>().join(" ")
            }
        };
        Ok(Axis { vary, values })
    }

    /// Returns the scenarios of `[base, a, b]`, or of `*`: the model as it is, and then every scenario.
    fn scenario_values(&self, text: &Located) -> Result<Vec<AxisValue>, Diagnostic> {
        let known: Vec<String> = self.scenarios().into_iter().map(|it| it.name).collect();
        let words: Vec<String> = if text.text == "*" {
            std::iter::once(BASE.to_owned())
                .chain(known.clone())
                .collect()
        } else {
            let inner = text
                .text
                .strip_prefix('[')
                .and_then(|it| it.strip_suffix(']'));
            let inner = inner.ok_or_else(|| wrong(text, "is no list of scenarios"))?;
            let words = inner.split(',').map(|word| word.trim().trim_matches('"'));
            words
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect()
        };
        let names = known.iter().map(String::as_str);
        if let Some(word) = words
            .iter()
            .find(|&word| word != BASE && !known.contains(word))
        {
            let message = format!("there is no scenario `{word}`");
            let error = Diagnostic::error("unknown-scenario", message).with_label(text.whole(), "");
            let help = suggest::help(word, names);
            return Err(
                error.with_help(help.unwrap_or_else(|| "the model has no scenarios".to_owned()))
            );
        }
        at_least_one(text, words.into_iter().map(AxisValue::Written).collect())
    }
}

/// Returns the values of a range or a list.
fn values(text: &Located) -> Result<Vec<AxisValue>, Diagnostic> {
    let is_list = text.text.starts_with('[');
    if let (false, Some(dots)) = (is_list, text.text.find("..")) {
        return range(text, dots);
    }
    let node = parse_toml_value(text)?;
    let Value::List(items) = &node.value else {
        return Err(wrong(text, "is one value; a sweep takes several"));
    };
    let written = |item: &super::node::Node| match item.value {
        Value::Number(number) => AxisValue::Number(number),
        // An item of a list stands in the text as it is.
        _ => AxisValue::Written(
            text.text[item.span.start - node.span.start..item.span.end - node.span.start]
                .to_owned(),
        ),
    };
    at_least_one(text, items.iter().map(written).collect())
}

/// Returns the values of `from..to / how many`, evenly spread, both ends among them.
fn range(text: &Located, dots: usize) -> Result<Vec<AxisValue>, Diagnostic> {
    let (from, rest) = (&text.text[..dots], &text.text[dots + 2..]);
    let (to, number) = rest
        .split_once('/')
        .ok_or_else(|| wrong(text, "does not say how many values"))?;
    let end = |written: &str| {
        let number = written.trim().replace('_', "").parse::<f64>().ok();
        let number = number.filter(|number| number.is_finite());
        number.ok_or_else(|| wrong(text, "is no range of numbers"))
    };
    let (from, to) = (end(from)?, end(to)?);
    let number: usize = number
        .trim()
        .parse()
        .map_err(|_| wrong(text, "does not say how many values"))?;
    if !(2..=MOST).contains(&number) {
        return Err(wrong(text, "should have from 2 to 100,000 values"));
    }
    let step = |i: usize| {
        let share = i as f64 / (number - 1) as f64;
        // Not 0.7500000000000001: what is printed is what is assigned.
        rounded(from + (to - from) * share, 12)
    };
    Ok((0..number).map(|i| AxisValue::Number(step(i))).collect())
}

/// Returns the number nearest to `value` with this many significant digits.
pub(crate) fn rounded(value: f64, digits: usize) -> f64 {
    format!("{value:.*e}", digits - 1).parse().unwrap_or(value)
}

fn at_least_one(text: &Located, values: Vec<AxisValue>) -> Result<Vec<AxisValue>, Diagnostic> {
    match values[..] {
        [] => Err(wrong(text, "has no values")),
        _ => Ok(values),
    }
}

fn wrong(text: &Located, what: &str) -> Diagnostic {
    Diagnostic::error(SYNTAX, format!("`{}` {what}", text.text))
        .with_label(text.whole(), "")
        .with_help(HELP)
}

//! From text and assignments to [`Model`], all findings collected.
//!
//! The way through: `text` parses TOML or JSON into `node`s with places; `read` types them by the description of
//! every table and field in `entities` (`schema` is its vocabulary, `domain` its numbers) into a `document`, with `series` written out over the
//! `calendar` (`formula` for those by growth or step, `column` for those in a `csv`, `cells` for those in a `sheet` of a `workbook`, `rows` what both have in common); `assign` parses assignments and `apply` carries them out (`before` on numbers of quarters before the start); `check` looks for everything wrong or doubtful;
//! `additions` reads what options add; `resolve` makes the [`Model`]; `uncertain` reads what is not known for sure, `vary` what a sweep varies, and `drawn` what is known only from a quarter on. The same description gives the [`json_schema`].

mod additions;
mod apply;
mod assign;
mod before;
mod builder;
mod calendar;
mod cells;
mod check;
mod column;
mod csv;
pub(crate) mod die_yield;
mod discount;
mod document;
mod domain;
mod drawn;
mod entities;
mod formula;
mod json_schema;
mod loaded;
mod nearby;
mod node;
#[cfg(feature = "desk")]
mod numbers;
mod places;
mod plan_table;
mod read;
mod rejected;
mod resolve;
#[cfg(feature = "roll")]
mod rewrite;
mod rows;
mod schema;
mod series;
mod sheet;
pub(crate) mod suggest;
mod text;
mod uncertain;
mod vary;
#[cfg_attr(not(feature = "xlsx-in"), path = "no_workbook.rs")]
mod workbook;
mod written_out;

use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Model;
use crate::quarter::Quarter;
use crate::source::{SourceId, Sources};

pub use builder::ModelBuilder;
pub use drawn::DrawnChange;
pub use json_schema::json_schema;
pub use loaded::{InputFile, LoadError, Loaded, OpenError, ScenarioInfo};
#[cfg(feature = "desk")]
pub(crate) use numbers::{Now, NumberInfo, path_of};
pub use places::Places;
pub(crate) use plan_table::{PlacedText, PlanLine, plan_table};
pub use rejected::Rejected;
#[cfg(feature = "roll")]
pub(crate) use rewrite::Next;
pub(crate) use vary::rounded;
pub use vary::{Axis, AxisValue};

use assign::Assignment;
use calendar::Calendar;
use document::{Data, Table};
use nearby::Nearby;
use node::{Located, Node, Value};
use read::Reader;

/// A model file as parsed, before assignments.
#[derive(Clone, Debug)]
pub struct Input {
    sources: Sources,
    root: Node,
    syntax: Vec<Diagnostic>,
    folder: PathBuf,
    allowed: Nearby,
    files: Vec<InputFile>,
    /// By how many quarters numbers are written out beyond the tail of the file.
    beyond: usize,
    #[cfg(feature = "roll")]
    is_json: bool,
}

impl Model {
    /// Returns the model in a file, TOML or `.json`, without scenarios; warnings are dropped.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, LoadError> {
        Ok(Input::open(path.as_ref())?.model(&[], &[])?.model)
    }

    /// Returns a builder of models without a file, in the language of addresses.
    ///
    /// ```
    /// use waferline::Model;
    /// let model = Model::builder("USD", "2027Q1", 4)
    ///     .set("component.hbm.supply", 1000)
    ///     .set("component.hbm.price", [430.0, 430.0, 440.0, 450.0])
    ///     .set("buyer.other.upside", 500)
    ///     .set("buyer.other.buys.hbm.price", 500)
    ///     .build()?;
    /// assert_eq!(model.components[0].price[2], 440.0);
    /// # Ok::<(), waferline::input::Rejected>(())
    /// ```
    #[must_use]
    pub fn builder(currency: &str, start: &str, quarters: usize) -> ModelBuilder {
        ModelBuilder::new(currency, start, quarters)
    }
}

impl Input {
    /// Returns the model file at `path`, JSON if it ends in `.json`, else TOML.
    ///
    /// Fails only if the file cannot be read; what is wrong in it is for [`Input::model`] to say.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let text = std::fs::read_to_string(path).map_err(|error| OpenError {
            path: path.to_owned(),
            error,
        })?;
        let is_json = path
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        Ok(Self::parsed(
            &path.display().to_string(),
            &text,
            is_json,
            folder,
        ))
    }

    /// Returns the model file in a TOML text; `name` stands for it in diagnostics.
    #[must_use]
    pub fn from_toml(name: &str, text: &str) -> Self {
        Self::parsed(name, text, false, PathBuf::new())
    }

    /// Returns the model file in a JSON text; `name` stands for it in diagnostics.
    #[must_use]
    pub fn from_json(name: &str, text: &str) -> Self {
        Self::parsed(name, text, true, PathBuf::new())
    }

    fn parsed(name: &str, text: &str, is_json: bool, folder: PathBuf) -> Self {
        let mut sources = Sources::default();
        let source = sources.add(name, text);
        // A byte order mark is no part of the model.
        let mark = text.len() - text.trim_start_matches('\u{feff}').len();
        let located = Located::at(&text[mark..], source, mark);
        let (root, syntax) = if is_json {
            text::parse_json(&located)
        } else {
            text::parse_toml(&located)
        };
        Self {
            sources,
            root,
            syntax,
            folder,
            allowed: Nearby::default(),
            beyond: 0,
            #[cfg(feature = "roll")]
            is_json,
            files: vec![InputFile {
                name: name.to_owned(),
                content: text.as_bytes().to_vec(),
            }],
        }
    }

    /// Returns the same input, whose CSV files and workbooks may be anywhere: without this, the path of each must stay in the folder of
    /// the model file (the current one for a text), links followed.
    ///
    /// Allow it for model files that you trust only.
    #[must_use]
    pub fn allow_outside(mut self) -> Self {
        self.allowed = Nearby::Anywhere;
        self
    }

    /// Returns the scenarios of the file, in its order; what is of the wrong type is missing, and for [`Input::model`] to say.
    #[must_use]
    pub fn scenarios(&self) -> Vec<ScenarioInfo> {
        let scenarios = self.root.get("scenario").map(Node::entries);
        let info = |entry: &node::Entry| {
            let value = |key: &str| entry.node.get(key).map(|node| &node.value);
            let text = |key: &str| match value(key)? {
                Value::Text(text) => Some(text.clone()),
                _ => None,
            };
            ScenarioInfo {
                name: entry.key.clone(),
                display_name: text("name"),
                description: text("description"),
                probability: match value("probability") {
                    Some(Value::Number(number)) => Some(*number),
                    _ => None,
                },
                known_from: text("known_from").and_then(|text| text.parse().ok()),
            }
        };
        scenarios.unwrap_or_default().iter().map(info).collect()
    }

    /// Returns the model after the assignments of these scenarios, in this order, and then of `sets`.
    pub fn model(&self, scenarios: &[&str], sets: &[&str]) -> Result<Loaded, Rejected> {
        self.changed(scenarios, sets, &[])
    }

    fn changed(
        &self,
        scenarios: &[&str],
        sets: &[&str],
        drawn: &[DrawnChange],
    ) -> Result<Loaded, Rejected> {
        let (loaded, ()) = self.changed_and(scenarios, sets, drawn, |_, _| ())?;
        Ok(loaded)
    }

    /// Returns the model after these changes, and what `then` makes of the document they were made in.
    fn changed_and<T>(
        &self,
        scenarios: &[&str],
        sets: &[&str],
        drawn: &[DrawnChange],
        then: impl FnOnce(&Table, &Calendar) -> T,
    ) -> Result<(Loaded, T), Rejected> {
        let mut sources = self.sources.clone();
        if !self.syntax.is_empty() {
            return Err(Rejected {
                diagnostics: self.syntax.clone(),
                sources,
            });
        }
        let numbered = sets.iter().enumerate();
        let sets: Vec<SourceId> = numbered
            .map(|(i, text)| sources.add(format!("--set {}", i + 1), *text))
            .collect();
        let numbered = drawn.iter().enumerate();
        let drawn: Vec<(SourceId, Quarter)> = numbered
            .map(
                |(
                    i,
                    DrawnChange {
                        change,
                        value,
                        from,
                    },
                )| {
                    let text = format!("{} {value:?}", change.trim());
                    (sources.add(format!("drawn change {}", i + 1), text), *from)
                },
            )
            .collect();
        let mut reader = self.reader(sources);
        let mut document = reader.document(&self.root);
        let mut assignments = chosen(&mut reader, &document, scenarios);
        for source in sets {
            let text = reader.sources.get(source).text.clone();
            match assign::parse(&Located::at(&text, source, 0)) {
                Ok(assignment) => assignments.push(assignment),
                Err(error) => reader.found.push(error),
            }
        }
        assignments.extend(drawn::assignments(&mut reader, &document, &drawn));
        let calendar = reader.calendar.clone();
        let loaded = finish(reader, &mut document, &assignments)?;
        Ok((loaded, then(&document, &calendar)))
    }
}

impl Input {
    fn reader(&self, sources: Sources) -> Reader {
        let reader = Reader::new(sources, self.folder.clone(), self.files.clone());
        Reader {
            beyond: self.beyond,
            ..reader.with_files(self.allowed)
        }
    }
}

/// Returns the assignments of the scenarios asked for; those of the others are only looked at.
fn chosen(reader: &mut Reader, document: &Table, names: &[&str]) -> Vec<Assignment> {
    let scenarios = document.entities("scenario");
    let mut parsed: Vec<Vec<Assignment>> = Vec::with_capacity(scenarios.len());
    for scenario in scenarios {
        let mut assignments = Vec::new();
        if let Some(Data::Assignments(texts)) = scenario.table.slot("set").map(|slot| &slot.data) {
            for named in texts {
                let whole = &reader.sources.get(named.span.source).text;
                match assign::parse(&Located::quoted(&named.text, named.span, whole)) {
                    Ok(assignment) => assignments.push(assignment),
                    Err(error) => reader.found.push(error),
                }
            }
        }
        if !names.contains(&scenario.id.as_str()) {
            let checked = assignments.iter().filter_map(|one| {
                assign::check_target(document, &reader.calendar, &one.target, one.operator)
            });
            reader.found.extend(checked);
        }
        parsed.push(assignments);
    }
    let mut chosen = Vec::new();
    for name in names {
        if let Some(position) = scenarios.iter().position(|scenario| scenario.id == *name) {
            chosen.extend(parsed[position].iter().cloned());
        } else {
            let message = format!("there is no scenario `{name}`");
            let known: Vec<&str> = scenarios.iter().map(|s| s.id.as_str()).collect();
            let help = suggest::help(name, known);
            reader.found.push(
                Diagnostic::error("unknown-scenario", message)
                    .with_help(help.unwrap_or_else(|| "the model has no scenarios".to_owned())),
            );
        }
    }
    chosen
}

/// Returns the model after the assignments, or everything that was found wrong on the way.
fn finish(
    mut reader: Reader,
    document: &mut Table,
    assignments: &[Assignment],
) -> Result<Loaded, Rejected> {
    let uncertainties = uncertain::uncertainties(&mut reader, document);
    for assignment in assignments {
        let (target, operator) = (&assignment.target, assignment.operator);
        match assign::check_target(document, &reader.calendar, target, operator) {
            None => apply::apply(&mut reader, document, assignment),
            Some(error) => reader.found.push(error),
        }
    }
    let additions = additions::additions(&mut reader, document);
    let found = std::mem::take(&mut reader.found);
    let diagnostics = in_order(check::check(document, &reader.calendar, &additions, found));
    if diagnostics
        .iter()
        .any(|found| found.severity == Severity::Error)
    {
        return Err(Rejected {
            diagnostics,
            sources: reader.sources,
        });
    }
    let model = resolve::resolve(document, &reader.calendar, additions);
    let doubts = check::doubts(document, &reader.calendar, &model);
    Ok(Loaded {
        model,
        warnings: in_order([diagnostics, doubts].concat()),
        places: Places::of_document(document, reader.calendar.horizon.start),
        sources: reader.sources,
        files: reader.files,
        assignments: assignments.iter().map(|one| one.text.clone()).collect(),
        uncertainties,
    })
}

/// Returns the findings in the order of the texts, each once: a pattern may meet the same trouble in many tables.
fn in_order(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let place = |found: &Diagnostic| found.labels.first().map(|label| label.span);
    diagnostics.sort_by(|a, b| (place(a), &a.message).cmp(&(place(b), &b.message)));
    diagnostics.dedup_by(|a, b| a.message == b.message && place(a) == place(b));
    diagnostics
}

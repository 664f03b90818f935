//! The next model file: the text of this one, with numbers by quarter from a later start on and with what is carried over.
//!
//! Comments, names, notes and the order of the file stay. `tables` goes through the tables, `forms` writes numbers by
//! quarter, `changes` cuts assignments, `state` puts in what is carried over, `json` makes TOML of a JSON file.

mod changes;
mod forms;
mod json;
mod state;
mod tables;

use std::collections::BTreeMap;

use toml_edit::DocumentMut;

use super::calendar::Calendar;
use super::document::Table;
use super::read::Reader;
use super::{Input, Rejected};
use crate::model::{Address, Cut, Field, Model};

/// The next model file.
#[derive(Clone, Debug)]
pub(crate) struct Rewritten {
    /// The file.
    pub text: String,
    /// What is dropped or changes its meaning, in words.
    pub notes: Vec<String>,
}

/// What the next file says.
pub(crate) struct Next<'a> {
    /// The next model.
    pub model: &'a Model,
    /// Where this one is cut.
    pub cut: &'a Cut,
    /// Where goods and promises carried over stand in the next model.
    pub carried_over: &'a [Address],
}

/// A file on its way to the next.
struct Rewriting<'a> {
    next: &'a Next<'a>,
    /// Reads this file.
    old: Reader,
    /// Reads the next one.
    new: Reader,
    /// This file, read.
    document: &'a Table,
    /// The numbers by quarter of the next model, by path.
    series: BTreeMap<String, (Field, Vec<f64>)>,
    notes: Vec<String>,
}

impl Input {
    /// Returns the same input, whose numbers by quarter are written out over so many quarters more: as a longer tail has them.
    #[must_use]
    pub(crate) fn further(mut self, quarters: usize) -> Self {
        self.beyond = quarters;
        self
    }

    /// Returns the file that says `next`, as TOML; whether that is a model is for whoever reads it to find out.
    pub(crate) fn rewritten(&self, next: &Next) -> Result<Rewritten, Rejected> {
        let rejected = |diagnostics, sources| Rejected {
            diagnostics,
            sources,
        };
        if !self.syntax.is_empty() {
            return Err(rejected(self.syntax.clone(), self.sources.clone()));
        }
        let mut old = self.reader(self.sources.clone());
        let document = old.document(&self.root);
        let mut new = self.reader(self.sources.clone());
        new.calendar = Calendar::of_horizon(next.cut.horizon());
        let mut toml = self.editable();
        let mut rewriting = Rewriting {
            next,
            old,
            new,
            document: &document,
            series: next.model.all_series(),
            notes: Vec::new(),
        };
        rewriting.horizon(&mut toml);
        rewriting.root(&mut toml);
        rewriting.state(&mut toml);
        Ok(Rewritten {
            text: toml.to_string(),
            notes: rewriting.notes,
        })
    }

    /// Returns the file to be edited: as it is, or as TOML where it is JSON.
    fn editable(&self) -> DocumentMut {
        let text = self.files.first().map(|file| &file.content[..]);
        let text = String::from_utf8_lossy(text.unwrap_or_default());
        let text = text.trim_start_matches('\u{feff}');
        let parsed = if self.is_json {
            None
        } else {
            text.parse::<DocumentMut>().ok()
        };
        parsed.unwrap_or_else(|| json::document(&self.root))
    }
}

impl Rewriting<'_> {
    fn horizon(&self, toml: &mut DocumentMut) {
        let horizon = self.next.cut.horizon();
        let Some(table) = toml
            .get_mut("horizon")
            .and_then(|item| item.as_table_like_mut())
        else {
            return;
        };
        tables::put(table, "start", horizon.start.to_string().into());
        let quarters = i64::try_from(horizon.quarters).unwrap_or(i64::MAX);
        tables::put(table, "quarters", quarters.into());
    }
}

//! Cases as typed: scenarios, assignments and files, `power-short; component.hbm3e.price += 60`.

use std::path::PathBuf;

use crate::input::{Input, Loaded};
use crate::outcome::Outcome;
use crate::provenance::Provenance;

use super::args;
use super::failure::Failure;
use super::load;
use super::terminal::Terminal;

/// A case with its model.
pub struct LoadedCase {
    /// As it was typed.
    pub name: String,
    /// Its model.
    pub loaded: Loaded,
    /// What was changed in which file.
    changes: args::Model,
}

impl LoadedCase {
    /// Returns what this answer to it is made from.
    pub fn provenance(&self, outcome: &Outcome) -> Provenance {
        load::provenance(&self.loaded, &self.changes, outcome)
    }
}

/// Model files, each read once.
pub struct Files<'a> {
    model: &'a args::Model,
    read: Vec<(PathBuf, Input)>,
}

impl<'a> Files<'a> {
    /// Reads the model file.
    pub fn open(model: &'a args::Model) -> Result<Self, Failure> {
        let input = load::open(model)?;
        Ok(Self {
            model,
            read: vec![(model.path.clone(), input)],
        })
    }

    /// Returns the case's model: its file, else the model file, under what holds for all cases and then what the case says.
    pub fn load(&mut self, case: &str, terminal: &Terminal) -> Result<LoadedCase, Failure> {
        let mut changes = self.model.clone();
        for part in case.split(';').map(str::trim) {
            if says_nothing(part) {
                continue;
            }
            if part.contains('=') {
                changes.sets.push(part.to_owned());
            } else if is_file(part) {
                changes.path = PathBuf::from(part);
            } else {
                changes.scenarios.push(part.to_owned());
            }
        }
        let loaded = load::build(self.input(&changes)?, &changes)?;
        terminal.report_warnings(&loaded.warnings, &loaded.sources);
        Ok(LoadedCase {
            name: match case.trim() {
                case if says_nothing(case) => "as it is".to_owned(),
                case => case.to_owned(),
            },
            loaded,
            changes,
        })
    }

    fn input(&mut self, changes: &args::Model) -> Result<&Input, Failure> {
        let known = self.read.iter().position(|(read, _)| *read == changes.path);
        let at = if let Some(at) = known {
            at
        } else {
            self.read.push((changes.path.clone(), load::open(changes)?));
            self.read.len() - 1
        };
        Ok(&self.read[at].1)
    }
}

/// Whether a part of a case leaves the model as its file has it.
fn says_nothing(part: &str) -> bool {
    matches!(part, "" | "none")
}

/// Whether a part of a case names a file: no id of a scenario has a dot or a slash.
fn is_file(part: &str) -> bool {
    part.contains(['.', '/', '\\'])
}

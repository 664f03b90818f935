//! Cases as typed: scenarios, assignments and files, `power-short; component.hbm3e.price += 60`.

use std::path::PathBuf;

use crate::hold::NoSuchKind;
use crate::input::{Input, Loaded};
use crate::outcome::Outcome;
use crate::provenance::Provenance;

use super::args;
use super::failure::Failure;
use super::load;
use super::terminal::Terminal;

/// What begins the part of a case that holds a plan: `hold:RESULT`, perhaps with ` until 2027Q3`, ` only sales,installs`, ` strict`.
const HOLD: &str = "hold:";

/// A case with its model.
pub struct LoadedCase {
    /// As it was typed.
    pub name: String,
    /// Its model.
    pub loaded: Loaded,
    /// What of another plan it holds.
    pub hold: args::Hold,
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
    /// What all cases hold that hold nothing of their own.
    hold: &'a args::Hold,
    read: Vec<(PathBuf, Input)>,
}

impl<'a> Files<'a> {
    /// Reads the model file.
    pub fn open(model: &'a args::Model, hold: &'a args::Hold) -> Result<Self, Failure> {
        let input = load::open(model)?;
        Ok(Self {
            model,
            hold,
            read: vec![(model.path.clone(), input)],
        })
    }

    /// Returns the case's model: its file, else the model file, under what holds for all cases and then what the case says.
    pub fn load(&mut self, case: &str, terminal: &Terminal) -> Result<LoadedCase, Failure> {
        let mut changes = self.model.clone();
        let mut hold = self.hold.clone();
        for part in case.split(';').map(str::trim) {
            if says_nothing(part) {
                continue;
            }
            if let Some(held) = part.strip_prefix(HOLD) {
                hold = to_hold(held.trim())?;
            } else if part.contains('=') {
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
            hold,
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

/// Returns what a case holds: a file, and what is held of it.
fn to_hold(said: &str) -> Result<args::Hold, Failure> {
    let wrong = |why: &str| {
        let words =
            format!("`{HOLD}{said}`: {why}; write hold:RESULT until QUARTER only KINDS strict");
        Failure::could_not_run("usage", words)
    };
    let mut words = said.split_whitespace();
    let file = words.next().ok_or_else(|| wrong("no plan is named"))?;
    let mut hold = args::Hold {
        plan: Some(PathBuf::from(file)),
        ..args::Hold::default()
    };
    while let Some(word) = words.next() {
        let mut next = |what: &str| {
            words
                .next()
                .ok_or_else(|| wrong(&format!("no {what} follows")))
        };
        match word {
            "until" => {
                let quarter = next("quarter")?;
                let quarter = quarter.parse();
                hold.until = Some(quarter.map_err(|_| wrong("a quarter is written like 2027Q3"))?);
            }
            "only" => {
                let kinds = next("kind of decision")?.split(',');
                let kinds = kinds.map(str::parse).collect::<Result<_, NoSuchKind>>();
                hold.only = kinds.map_err(|error| wrong(&error.to_string()))?;
            }
            "strict" => hold.strict = true,
            other => return Err(wrong(&format!("`{other}` is not understood"))),
        }
    }
    Ok(hold)
}

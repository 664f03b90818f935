//! Assignments of scenarios, what a draw changes, what options add: cut to the quarters that are left.

use toml_edit::{Array, InlineTable, Item, Value as Toml};

use super::Rewriting;
use super::forms::{Wanted, node, of_series};
use crate::input::assign::{Operator, Target, field_of, parse_change};
use crate::input::node::{Located, Node, Path, Value};
use crate::input::schema::{Domain, Field, Kind, Tail};
use crate::input::text::parse_toml_value;
use crate::model::{Address, Reach};
use crate::quarter::Quarter;

/// Fields whose numbers are what is carried over: what was to be changed of them is over.
const CARRIED: [&str; 7] = [
    "opening",
    "in_process",
    "backlog",
    "open",
    "due",
    "delivered_before",
    "committed_before",
];

/// Fields that hold goods carried over beside their own.
const ADDED_TO: [&str; 2] = ["receipts", "installed"];

/// What becomes of one text.
enum Fate {
    /// It stays as it is.
    Kept,
    /// It becomes this.
    Now(String),
    /// It goes, and why.
    Dropped(String),
}

/// Quarters of an address in the next file.
struct Picked {
    from: Quarter,
    /// The last one; `None`: all that follow.
    to: Option<Quarter>,
}

impl Rewriting<'_> {
    /// Rewrites a list of texts that stands at `path`.
    pub(super) fn texts(&mut self, texts: &mut Array, kind: Kind, path: &str) {
        let owner = path.rsplit_once('.').map_or(path, |(owner, _)| owner);
        let mut at = 0;
        while let Some(old) = texts.get(at) {
            let Some(text) = old.as_str().map(str::to_owned) else {
                at += 1;
                continue;
            };
            match self.text(&text, kind, owner) {
                Fate::Kept => at += 1,
                Fate::Now(new) => {
                    let decor = old.decor().clone();
                    let mut new = Toml::from(new);
                    *new.decor_mut() = decor;
                    texts.replace_formatted(at, new);
                    at += 1;
                }
                Fate::Dropped(why) => {
                    texts.remove(at);
                    self.notes
                        .push(format!("{owner}: `{text}` is dropped: {why}."));
                }
            }
        }
    }

    fn text(&mut self, text: &str, kind: Kind, owner: &str) -> Fate {
        let source = self.old.sources.add("a change", text);
        let located = Located::at(text, source, 0);
        let Ok((target, operator, value)) = parse_change(&located) else {
            return Fate::Kept;
        };
        let Ok(field) = field_of(self.document, &target) else {
            return Fate::Kept;
        };
        if CARRIED.contains(&field.key) {
            return Fate::Dropped("the plan carried out decides it".to_owned());
        }
        let Ok(picked) = self.picked(&target, field) else {
            return Fate::Dropped("its quarters are over".to_owned());
        };
        let new = if matches!(kind, Kind::Changes) {
            None
        } else {
            match parse_toml_value(&value) {
                Ok(given) => self.value(field, &target, &given, picked.as_ref()),
                Err(_) => return Fate::Kept,
            }
        };
        self.note_carried(&target, field, text, owner);
        self.note_decided(&target, field, text, owner);
        let is_cut = match (&picked, target.quarters) {
            (Some(picked), Some(old)) => (picked.from, picked.to) != (old.from, old.to),
            _ => false,
        };
        if new.is_none() && !is_cut {
            return Fate::Kept;
        }
        let operator = match operator {
            Operator::Set => "=",
            Operator::Times => "*=",
            Operator::Plus => "+=",
        };
        let quarters = picked.map_or(String::new(), |picked| match picked.to {
            None => format!("@{}..", picked.from),
            Some(to) if to == picked.from => format!("@{to}"),
            Some(to) => format!("@{}..{to}", picked.from),
        });
        let value = new.unwrap_or_else(|| value.text.to_owned());
        let text = format!("{}{quarters} {operator} {value}", target.path());
        Fate::Now(text.trim_end().to_owned())
    }

    /// Returns the quarters that are left of those that an address picks, `None` where it picks none in particular; an error
    /// where nothing is left.
    fn picked(&self, target: &Target, field: &Field) -> Result<Option<Picked>, ()> {
        let Some(quarters) = target.quarters else {
            return Ok(None);
        };
        let calendar = self.new.calendar.of(field.kind);
        let (start, periods) = (calendar.horizon.start, calendar.periods());
        let end = calendar.horizon.quarter(periods.saturating_sub(1));
        let from = quarters.from.max(start);
        let to = quarters.to.map(|to| to.min(end));
        if from > end || to.is_some_and(|to| to < from) {
            return Err(());
        }
        Ok(Some(Picked { from, to }))
    }

    /// Returns the value as it is from the new start on; `None` where it stays.
    fn value(
        &mut self,
        field: &Field,
        target: &Target,
        given: &Node,
        picked: Option<&Picked>,
    ) -> Option<String> {
        match (field.kind, &given.value) {
            (Kind::Series(..), Value::Number(_)) => None,
            (Kind::Series(domain, tail), _) => {
                self.series_value(target, (domain, tail), given, picked)
            }
            (Kind::Quarter, Value::Text(text)) => {
                let start = self.next.cut.horizon().start;
                let is_past = text.parse().is_ok_and(|quarter: Quarter| quarter < start);
                is_past.then(|| Toml::from(start.to_string()).to_string())
            }
            (Kind::Table(_) | Kind::Map(..), Value::Table(_)) => {
                self.table_value(field, target, given)
            }
            _ => None,
        }
    }

    fn series_value(
        &mut self,
        target: &Target,
        (domain, tail): (Domain, Tail),
        given: &Node,
        picked: Option<&Picked>,
    ) -> Option<String> {
        // Quarters that are named are given, tail or not.
        let tail = if target.quarters.is_some() {
            Tail::GoesOn
        } else {
            tail
        };
        // What is added may be negative.
        let domain = if domain == Domain::NonNegative {
            Domain::Signed
        } else {
            domain
        };
        let read = self.old.series(Path::ROOT, given, domain, tail).ok()?;
        self.old.doubts.clear();
        let values = self.next.cut.values(read.values(), Reach::GoesOn);
        let horizon = self.next.cut.horizon();
        let index = |quarter: Quarter| usize::try_from(quarter.since(horizon.start)).unwrap_or(0);
        let counts = match picked {
            None => 0..values.len(),
            Some(picked) => {
                let end = picked.to.map_or(values.len(), |to| index(to) + 1);
                index(picked.from)..end.min(values.len())
            }
        };
        let wanted = Wanted {
            values: &values,
            counts,
            domain,
            tail,
        };
        let toml = self.shortest(&wanted, given.span);
        let is_same = node(&toml, given.span).entries().is_empty() && given.entries().is_empty();
        let text = toml.to_string().trim().to_owned();
        // Where the form was one number already, it was not looked at.
        (!is_same || matches!(given.value, Value::List(_))).then_some(text)
    }

    /// Returns a whole table as it is from the new start on: without what is carried over.
    fn table_value(&mut self, field: &Field, target: &Target, given: &Node) -> Option<String> {
        let Toml::InlineTable(mut table) = super::json::value(given)? else {
            return None;
        };
        let path = target.path();
        let slot = self.old.value(field, Path::ROOT, given, given.span);
        let before = table.to_string();
        if let crate::input::document::Data::Table(read) = &slot.data {
            for key in CARRIED {
                table.remove(key);
            }
            self.below(&mut table, field, read);
        }
        if field.key == "stock" {
            self.notes.push(format!(
                "`{path} = ..` sets the whole stock, without the goods carried over: assign its fields one by one to keep them."
            ));
        }
        let after = table.to_string();
        (before != after).then(|| after.trim().to_owned())
    }

    /// Cuts the numbers by quarter of a table that is assigned as a whole.
    fn below(
        &mut self,
        table: &mut InlineTable,
        field: &Field,
        read: &crate::input::document::Table,
    ) {
        let Kind::Table(shape) = field.kind else {
            return;
        };
        for field in shape.fields {
            let (Some((domain, tail)), Some(series), Some(old)) = (
                of_series(field.kind),
                read.series(field.key),
                table.get(field.key),
            ) else {
                continue;
            };
            let values = self.next.cut.values(series.values(), Reach::GoesOn);
            let wanted = Wanted {
                values: &values,
                counts: 0..values.len(),
                domain,
                tail,
            };
            let Some(span) = series.origin(0).span else {
                continue;
            };
            let old = node(old, span);
            let mut item = Item::Value(
                table
                    .get(field.key)
                    .cloned()
                    .unwrap_or_else(|| Toml::from(0)),
            );
            self.write(&mut item, &old, &wanted);
            if let Item::Value(value) = item {
                table.insert(field.key, value);
            }
        }
    }

    /// Says of a change of receipts or fleets that goods carried over now lie in them.
    fn note_carried(&mut self, target: &Target, field: &Field, text: &str, owner: &str) {
        if !ADDED_TO.contains(&field.key) {
            return;
        }
        let is_meant = |address: &&Address| {
            let words: Vec<&str> = address.path.as_str().split('.').collect();
            let segments = &target.segments;
            let is_path = words.len() == segments.len()
                && segments
                    .iter()
                    .zip(&words)
                    .all(|(segment, word)| segment.matches(word));
            // Racks stand from the first quarter until their life ends.
            let quarter = address.quarter.filter(|_| field.key == "receipts");
            let is_then = match (target.quarters, quarter) {
                (Some(picked), Some(quarter)) => {
                    picked.from <= quarter && picked.to.is_none_or(|to| quarter <= to)
                }
                _ => true,
            };
            is_path && is_then
        };
        if let Some(address) = self.next.carried_over.iter().find(is_meant) {
            self.notes.push(format!(
                "{owner}: `{text}` now changes goods carried over too, among others `{address}`."
            ));
        }
    }

    /// Says of an assignment to an option that was decided before.
    fn note_decided(&mut self, target: &Target, field: &Field, text: &str, owner: &str) {
        let Some(id) = target.segments.get(1).filter(|_| field.key == "taken") else {
            return;
        };
        let model = self.next.model;
        let decided = self
            .document
            .entities("option")
            .iter()
            .zip(&model.options)
            .any(|(option, next)| {
                let was = option.table.quarter("decided");
                let start = self.next.cut.horizon().start;
                id.matches(&next.id) && was.is_some_and(|quarter| quarter < start)
            });
        if decided {
            self.notes.push(format!(
                "{owner}: `{text}` is about an option that was decided before the new start."
            ));
        }
    }
}

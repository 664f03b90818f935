//! Carrying out assignments on the written-out values.

use std::ops::Range;

use super::assign::{Assignment, Operator, Segment, Target};
use super::before;
use super::calendar::Calendar;
use super::document::{Data, Origin, Slot, Table, Written, default_slot};
use super::formula::without_rounding;
use super::node::{Path, Value};
use super::read::{Reader, wrong_type};
use super::schema::{Field, Kind, Presence, Tail};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// One assignment on its way through the document.
struct Change<'a> {
    reader: &'a mut Reader,
    assignment: &'a Assignment,
    /// How many values it has met.
    met: usize,
    error: Option<Diagnostic>,
}

/// Changes the document as the assignment says, which must have passed `check_target`.
pub(super) fn apply(reader: &mut Reader, root: &mut Table, assignment: &Assignment) {
    let mut change = Change {
        reader,
        assignment,
        met: 0,
        error: None,
    };
    change.table(root, Path::ROOT, &assignment.target.segments);
    let (met, error) = (change.met, change.error);
    let nothing = || (met == 0).then(|| matches_nothing(&assignment.target));
    reader.found.extend(error.or_else(nothing));
}

impl Assignment {
    /// Returns the positions of the quarters that it acts on.
    pub(crate) fn picked(&self, calendar: &Calendar) -> Range<usize> {
        let picked = match self.target.quarters {
            None => 0..calendar.periods(),
            Some(quarters) => quarters.range(calendar),
        };
        picked.start.max(self.begins)..picked.end
    }
}

/// Returns the error for a limit that is to be changed and is not there.
pub(super) fn no_limit(path: &str, place: Span) -> Diagnostic {
    let message = format!("`{path}` has no limit to change");
    Diagnostic::error("no-limit", message)
        .with_label(place, "")
        .with_help(format!("set one first: `{path} = ..`"))
}

/// Returns the error for an address that stands for no value.
pub(super) fn matches_nothing(target: &Target) -> Diagnostic {
    let message = format!("`{}` matches nothing", target.path());
    Diagnostic::error("matches-nothing", message)
        .with_label(target.span, "")
        .with_help("`*` stands for the tables in which the field is given or has a default")
}

impl Change<'_> {
    fn table(&mut self, table: &mut Table, path: Path, segments: &[Segment]) {
        let Some((segment, rest)) = segments.split_first() else {
            return;
        };
        let Some(position) = table.shape.position(&segment.text) else {
            return;
        };
        let field = &table.shape.fields[position];
        let path = path.child(field.key);
        let slot = &mut table.slots[position];
        match (field.kind, rest) {
            (Kind::Entities(..), [id, rest @ ..]) => {
                if let Some(Data::Entities(entities)) = slot.as_mut().map(|slot| &mut slot.data) {
                    for entity in entities.iter_mut().filter(|entity| id.matches(&entity.id)) {
                        self.table(&mut entity.table, path.child(&entity.id), rest);
                    }
                }
            }
            (Kind::Table(shape), [_, ..]) => match slot.as_mut().map(|slot| &mut slot.data) {
                Some(Data::Table(inner)) => self.table(inner, path, rest),
                Some(_) => self.met += 1,
                None => self.absent(path, || {
                    format!("assign the whole table: `{path} = {}`", shape.outline())
                }),
            },
            (Kind::Map(_, element), [key]) => match slot.as_mut().map(|slot| &mut slot.data) {
                Some(Data::Map(entries)) => {
                    let mut is_there = false;
                    for entry in entries.iter_mut().filter(|entry| key.matches(&entry.key)) {
                        is_there = true;
                        let path = path.child(&entry.key);
                        let mut slot = Some(entry.slot.clone());
                        self.value(element, &mut slot, path);
                        if let Some(slot) = slot {
                            entry.slot = slot;
                        }
                    }
                    if !is_there {
                        self.absent(path.child(&key.text), || {
                            format!("an assignment adds no keys; assign the whole table: `{path} = {{ .. }}`")
                        });
                    }
                }
                Some(_) => self.met += 1,
                None => self.absent(path, || {
                    format!("assign the whole table: `{path} = {{ .. }}`")
                }),
            },
            _ => {
                self.value(field, slot, path);
                let is_firm = matches!(slot, Some(slot) if matches!(slot.data, Data::Bool(true)));
                if field.key == "firm" && is_firm {
                    self.drop_against_firm(table);
                }
            }
        }
    }

    /// Says that a field is not there, unless a pattern only looks for tables that have it.
    fn absent(&mut self, path: Path, help: impl Fn() -> String) {
        if !self.assignment.target.has_pattern() {
            self.met += 1;
            self.fail(
                Diagnostic::error("not-given", format!("`{path}` is not given"))
                    .with_label(self.assignment.target.span, "")
                    .with_help(help()),
            );
        }
    }

    fn fail(&mut self, error: Diagnostic) {
        self.error.get_or_insert(error);
    }

    /// Returns the fields that contradict `firm = true` to what they are when not written.
    fn drop_against_firm(&mut self, table: &mut Table) {
        let known = self.reader.calendar.defaults();
        for (field, slot) in table.shape.fields.iter().zip(&mut table.slots) {
            if table.shape.against_firm.contains(&field.key) {
                *slot = default_slot(field, table.span, &known);
            }
        }
    }

    fn value(&mut self, field: &Field, slot: &mut Option<Slot>, path: Path) {
        let has_pattern = self.assignment.target.has_pattern();
        if slot.is_none() && has_pattern {
            return;
        }
        match self.assignment.operator {
            Operator::Set if self.names_quarters() || self.assignment.begins > 0 => {
                self.set_quarters(field, slot, path);
            }
            Operator::Set => {
                self.met += 1;
                let node = &self.assignment.value;
                let is_in_file = slot.as_ref().is_some_and(|slot| slot.is_in_file);
                *slot = Some(Slot {
                    is_in_file,
                    ..self.reader.value(field, path, node, node.span)
                });
            }
            Operator::Times | Operator::Plus => self.change(field, slot, path),
        }
    }

    fn set_quarters(&mut self, field: &Field, slot: &mut Option<Slot>, path: Path) {
        let Some(slot) = slot else {
            return self.absent(path, || {
                format!("give it for every quarter first: `{path} = ..`")
            });
        };
        self.met += 1;
        let node = &self.assignment.value;
        let Kind::Series(domain, tail) = field.kind else {
            before::set(slot, self.assignment, &self.reader.calendar, path);
            return;
        };
        let names_quarters = self.names_quarters();
        // Quarters that are named are given, tail or not.
        let tail = if names_quarters { Tail::GoesOn } else { tail };
        let kind = field.kind;
        let new = self
            .reader
            .over(kind, |reader| reader.series(path, node, domain, tail));
        let new = match new {
            Ok(new) => new,
            Err(faults) => {
                slot.faults.extend(faults);
                return;
            }
        };
        slot.faults.append(&mut self.reader.doubts);
        let picked = self.assignment.picked(&self.reader.calendar.of(kind));
        let origin = |new: Origin| Origin {
            is_dated: new.is_dated || names_quarters,
            ..new
        };
        if let Data::Series(series) = &mut slot.data {
            series.update(|t, _, _| {
                picked
                    .contains(&t)
                    .then(|| (new.values()[t], origin(new.origin(t))))
            });
            slot.origin.given = true;
        }
    }

    /// Returns whether the address says which quarters are meant.
    fn names_quarters(&self) -> bool {
        self.assignment.target.quarters.is_some()
    }

    /// Multiplies or adds.
    fn change(&mut self, field: &Field, slot: &mut Option<Slot>, path: Path) {
        let Value::Number(operand) = self.assignment.value.value else {
            self.met += 1;
            return self.fail(wrong_type(
                path,
                "changed by a number",
                &self.assignment.value,
            ));
        };
        let Some(slot) = slot else {
            return self.absent(path, || format!("give it a value first: `{path} = ..`"));
        };
        self.met += 1;
        let operator = self.assignment.operator;
        let changed = |value: f64| match operator {
            Operator::Times => value * operand,
            _ => without_rounding(value + operand, value),
        };
        let origin = |old: Origin| Origin {
            before: old.span.filter(|_| old.given),
            is_dated: old.is_dated || self.names_quarters(),
            ..Origin::given(self.assignment.span)
        };
        match &mut slot.data {
            Data::Number(value) if slot.origin.given || changed(*value) != *value => {
                *value = changed(*value);
                slot.origin = origin(slot.origin);
            }
            Data::Series(series) => {
                let picked = self.assignment.picked(&self.reader.calendar.of(field.kind));
                let any = change_series(series, &picked, &changed, &origin);
                slot.origin.given |= any;
                let is_unlimited = field.presence == Presence::Unlimited;
                if is_unlimited && !any && !self.assignment.target.has_pattern() {
                    self.fail(no_limit(&path.to_string(), self.assignment.span));
                }
            }
            Data::Numbers(numbers) => {
                before::change(numbers, self.assignment, &self.reader.calendar, &changed);
                slot.origin = origin(slot.origin);
            }
            // A default that stays as it is, or a value whose faults say what is wrong.
            _ => {}
        }
    }
}

/// Changes the quarters picked and returns whether any was there to change.
fn change_series(
    series: &mut Written,
    picked: &Range<usize>,
    changed: &dyn Fn(f64) -> f64,
    origin: &dyn Fn(Origin) -> Origin,
) -> bool {
    let mut any = false;
    series.update(|t, value, old| {
        let is_absent_limit = value == f64::INFINITY && !old.given;
        let is_untouched = !old.given && changed(value) == value;
        if !picked.contains(&t) || is_absent_limit || is_untouched {
            return None;
        }
        any = true;
        Some((changed(value), origin(old)))
    });
    any
}

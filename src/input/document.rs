//! The model file with every value typed, and where each came from: what assignments act on.

use super::discount::Step;
use super::node::{Path, Placed};
use super::schema::{FREE, Field, Kind, Noun, Presence, Shape, Tail};
use crate::diagnostic::Diagnostic;
use crate::quarter::Quarter;
use crate::source::Span;

pub(super) use super::written_out::Written;

/// Where a value came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    /// What set it; for a default, the table it belongs to.
    pub span: Option<Span>,
    /// Whether the file or an assignment gave it.
    pub given: bool,
    /// What an assignment changed by `*=` or `+=` was before.
    pub before: Option<Span>,
    /// Whether it was given for that quarter in particular: by its date, its place in a list, or an assignment to it.
    pub is_dated: bool,
}

impl Origin {
    pub fn given(span: Span) -> Self {
        Self {
            span: Some(span),
            given: true,
            before: None,
            is_dated: false,
        }
    }

    /// Returns the origin of a value that was given for one quarter or some.
    pub(crate) fn dated(span: Span) -> Self {
        Self {
            is_dated: true,
            ..Self::given(span)
        }
    }

    /// Returns the origin of a default in a table that stands at `span`.
    pub(crate) fn default_at(span: Option<Span>) -> Self {
        Self {
            span,
            given: false,
            before: None,
            is_dated: false,
        }
    }
}

/// The value of a field.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub data: Data,
    pub origin: Origin,
    /// Whether the file gave it, whatever was assigned since.
    pub is_in_file: bool,
    /// What is wrong with the value; gone if an assignment replaces it.
    pub faults: Vec<Diagnostic>,
}

impl Slot {
    /// Returns whether the file gave the value, or an assignment gave one that is not 0 throughout.
    pub(crate) fn means_something(&self) -> bool {
        let is_zero = match &self.data {
            Data::Series(series) => series.values().iter().all(|&value| value == 0.0),
            _ => false,
        };
        self.is_in_file || (self.origin.given && !is_zero)
    }
}

/// A typed value.
#[derive(Clone, Debug)]
pub(super) enum Data {
    Text(String),
    Bool(bool),
    Quarter(Quarter),
    Number(f64),
    Series(Written),
    Map(Vec<MapEntry>),
    References(Vec<Named>),
    Discounts(Vec<Step>),
    /// Assignments, with or without their values.
    Assignments(Vec<Named>),
    Numbers(Vec<Placed>),
    Table(Table),
    Entities(Vec<Entity>),
    /// Nothing usable; the faults say why.
    Faulty,
}

/// A table with a slot for each field of its shape.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub shape: &'static Shape,
    pub span: Option<Span>,
    pub slots: Vec<Option<Slot>>,
    /// Fields not to report as missing: a fault already speaks of them.
    pub excused: Vec<&'static str>,
}

/// A table with an id.
#[derive(Clone, Debug)]
pub(super) struct Entity {
    pub id: String,
    pub span: Span,
    pub table: Table,
}

/// A value with a key.
#[derive(Clone, Debug)]
pub(super) struct MapEntry {
    pub key: String,
    pub span: Span,
    pub slot: Slot,
}

/// A text that stands somewhere: an id in a list, an assignment.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub text: String,
    pub span: Span,
}

impl Table {
    /// Returns the table with nothing but its defaults.
    pub(crate) fn with_defaults(
        shape: &'static Shape,
        span: Option<Span>,
        known: &Defaults,
    ) -> Self {
        let slots = shape
            .fields
            .iter()
            .map(|field| default_slot(field, span, known))
            .collect();
        Self {
            shape,
            span,
            slots,
            excused: Vec::new(),
        }
    }

    /// Returns what a field holds; that there is no such field is a mistake of ours, which must not read as nothing given.
    pub(crate) fn slot(&self, key: &str) -> Option<&Slot> {
        let position = self.shape.position(key);
        assert!(position.is_some(), "no field `{key}`: {}", self.shape.doc);
        self.slots[position?].as_ref()
    }

    /// Returns whether the file or an assignment gave the field.
    pub(crate) fn is_given(&self, key: &str) -> bool {
        self.slot(key).is_some_and(|slot| slot.origin.given)
    }

    /// Returns where the field was given, else the table.
    pub(crate) fn span_of(&self, key: &str) -> Option<Span> {
        self.slot(key)
            .and_then(|slot| slot.origin.span)
            .or(self.span)
    }

    /// Returns where the field was given: of a series that was given in part, the first part.
    pub(crate) fn given_at(&self, key: &str) -> Option<Span> {
        let runs = self.series(key).map_or(&[][..], Written::runs);
        let given = runs.iter().find(|(_, origin)| origin.given);
        given
            .and_then(|(_, origin)| origin.span)
            .or_else(|| self.span_of(key))
    }

    pub fn text(&self, key: &str) -> Option<&str> {
        match &self.slot(key)?.data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn flag(&self, key: &str) -> bool {
        matches!(self.slot(key), Some(slot) if matches!(slot.data, Data::Bool(true)))
    }

    pub fn quarter(&self, key: &str) -> Option<Quarter> {
        match self.slot(key)?.data {
            Data::Quarter(quarter) => Some(quarter),
            _ => None,
        }
    }

    pub fn number(&self, key: &str) -> Option<f64> {
        match self.slot(key)?.data {
            Data::Number(number) => Some(number),
            _ => None,
        }
    }

    /// Returns a whole number from 0; `None` where a check has something to say about it.
    pub fn count(&self, key: &str) -> Option<usize> {
        as_count(self.number(key)?)
    }

    pub fn series(&self, key: &str) -> Option<&Written> {
        match &self.slot(key)?.data {
            Data::Series(series) => Some(series),
            _ => None,
        }
    }

    pub fn table(&self, key: &str) -> Option<&Table> {
        match &self.slot(key)?.data {
            Data::Table(table) => Some(table),
            _ => None,
        }
    }

    pub fn entities(&self, key: &str) -> &[Entity] {
        match self.slot(key).map(|slot| &slot.data) {
            Some(Data::Entities(entities)) => entities,
            _ => &[],
        }
    }

    pub fn map(&self, key: &str) -> &[MapEntry] {
        match self.slot(key).map(|slot| &slot.data) {
            Some(Data::Map(entries)) => entries,
            _ => &[],
        }
    }

    pub fn references(&self, key: &str) -> Option<&[Named]> {
        match &self.slot(key)?.data {
            Data::References(names) => Some(names),
            _ => None,
        }
    }

    pub fn assignments(&self, key: &str) -> &[Named] {
        match self.slot(key).map(|slot| &slot.data) {
            Some(Data::Assignments(texts)) => texts,
            _ => &[],
        }
    }

    pub fn numbers(&self, key: &str) -> Option<&[Placed]> {
        match &self.slot(key)?.data {
            Data::Numbers(numbers) => Some(numbers),
            _ => None,
        }
    }

    pub fn discounts(&self, key: &str) -> &[Step] {
        match self.slot(key).map(|slot| &slot.data) {
            Some(Data::Discounts(discounts)) => discounts,
            _ => &[],
        }
    }

    /// Calls `visit` for each table below this one and itself, each with its path.
    pub(crate) fn each_table<'a>(&'a self, path: Path, visit: &mut dyn FnMut(Path, &'a Table)) {
        visit(path, self);
        for (field, slot) in self.shape.fields.iter().zip(&self.slots) {
            let path = path.child(field.key);
            match slot.as_ref().map(|slot| &slot.data) {
                Some(Data::Table(table)) => table.each_table(path, visit),
                Some(Data::Entities(entities)) => {
                    for entity in entities {
                        entity.table.each_table(path.child(&entity.id), visit);
                    }
                }
                _ => {}
            }
        }
    }

    /// Calls `visit` for each value of this table and those below, each with its path and description.
    pub(crate) fn each_slot<'a>(
        &'a self,
        path: Path,
        visit: &mut dyn FnMut(Path, &Field, &'a Slot),
    ) {
        self.each_table(path, &mut |path, table| {
            for (field, slot) in table.shape.fields.iter().zip(&table.slots) {
                let Some(slot) = slot else { continue };
                let path = path.child(field.key);
                visit(path, field, slot);
                if let (Kind::Map(_, element), Data::Map(entries)) = (field.kind, &slot.data) {
                    for entry in entries {
                        visit(path.child(&entry.key), element, &entry.slot);
                    }
                }
            }
        });
    }
}

/// What defaults depend on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Defaults {
    pub start: Quarter,
    pub periods: usize,
    pub arrival_periods: usize,
}

/// Returns the value of a field that is not written, if it has one.
pub(super) fn default_slot(field: &Field, span: Option<Span>, known: &Defaults) -> Option<Slot> {
    let origin = Origin::default_at(span);
    let number = |value| match field.kind {
        Kind::Series(_, Tail::Arrives) => {
            Data::Series(Written::constant(value, known.arrival_periods, origin))
        }
        Kind::Series(..) => Data::Series(Written::constant(value, known.periods, origin)),
        _ => Data::Number(value),
    };
    let data = match (field.presence, field.kind) {
        (Presence::Default(value), _) => number(value),
        (Presence::Unlimited, _) => number(f64::INFINITY),
        (Presence::False, _) => Data::Bool(false),
        (Presence::True, _) => Data::Bool(true),
        (Presence::Free, _) => Data::Text(FREE.to_owned()),
        (Presence::Start, _) => Data::Quarter(known.start),
        (Presence::Empty, Kind::Entities(..)) => Data::Entities(Vec::new()),
        (Presence::Empty, Kind::Past(_)) => Data::Numbers(Vec::new()),
        (Presence::Empty, _) => Data::Map(Vec::new()),
        (Presence::Always, Kind::Table(shape)) => {
            Data::Table(Table::with_defaults(shape, span, known))
        }
        (Presence::Required | Presence::Optional | Presence::Always, _) => return None,
    };
    Some(Slot {
        data,
        origin,
        is_in_file: false,
        faults: Vec::new(),
    })
}

/// The largest whole number accepted anywhere: no plan looks further than this many quarters.
pub(super) const MAX_COUNT: f64 = 10_000.0;

/// Returns a number as a count, if it is whole, not negative and within [`MAX_COUNT`].
pub(super) fn as_count(number: f64) -> Option<usize> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole and from 0 to MAX_COUNT"
    )]
    (number.fract() == 0.0 && (0.0..=MAX_COUNT).contains(&number)).then_some(number as usize)
}

/// Returns the entities of a kind in the whole file; of items, all four kinds.
pub(super) fn all_of(root: &Table, noun: Noun) -> impl Iterator<Item = (Noun, &Entity)> {
    let kinds = match noun {
        Noun::Item => Noun::ITEMS.to_vec(),
        noun => vec![noun],
    };
    kinds.into_iter().flat_map(move |kind| {
        root.entities(kind.word())
            .iter()
            .map(move |entity| (kind, entity))
    })
}

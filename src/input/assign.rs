//! The language of assignments: `ADDRESS = value`, `*= factor`, `+= amount`, and whether an address means anything.

use super::calendar::Calendar;
use super::document::{Data, Table};
use super::node::{Located, Node};
use super::read::{is_id, is_line_name, unknown_key};
use super::schema::{Field, Kind, Noun, Shape};
use super::text::parse_toml_value;
use super::{before, entities, suggest};
use crate::diagnostic::Diagnostic;
use crate::quarter::Quarter;
use crate::source::Span;

/// One change of the written-out values.
#[derive(Clone, Debug)]
pub(super) struct Assignment {
    /// As written.
    pub text: String,
    pub span: Span,
    pub target: Target,
    pub operator: Operator,
    pub value: Node,
    /// The position of the first quarter that it acts on, whatever its address picks: above 0 only of what is drawn.
    pub begins: usize,
}

/// What an assignment is about.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub span: Span,
    pub segments: Vec<Segment>,
    pub quarters: Option<Quarters>,
}

/// One word of an address, or `*`.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    pub text: String,
    pub span: Span,
}

/// The quarters after `@`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quarters {
    pub from: Quarter,
    /// The last one; `None`: all that follow.
    pub to: Option<Quarter>,
    pub span: Span,
}

/// What to do with the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Set,
    Times,
    Plus,
}

pub(super) const SYNTAX: &str = "assignment-syntax";
const HELP: &str = "write `foundry.a.capacity = 5`, `foundry.a.capacity@2027Q3.. *= 0.8` or `component.b.price += 60`";

impl Segment {
    pub(crate) fn is_any(&self) -> bool {
        self.text == "*"
    }

    /// Returns whether it means this id.
    pub fn matches(&self, id: &str) -> bool {
        self.is_any() || self.text == id
    }
}

impl Target {
    /// Returns the address without quarters, as written.
    pub fn path(&self) -> String {
        let words: Vec<&str> = self.segments.iter().map(|s| s.text.as_str()).collect();
        words.join(".")
    }

    pub(crate) fn has_pattern(&self) -> bool {
        self.segments.iter().any(Segment::is_any)
    }
}

impl Quarters {
    /// Returns the positions it picks, from the first to one past the last.
    pub fn range(&self, calendar: &Calendar) -> std::ops::Range<usize> {
        let horizon = &calendar.horizon;
        let from = horizon.index(self.from).unwrap_or(0);
        let to = self.to.and_then(|to| horizon.index(to));
        from..to.map_or(calendar.periods(), |to| to + 1)
    }
}

/// Returns what an assignment says.
pub(super) fn parse(text: &Located) -> Result<Assignment, Diagnostic> {
    let text = text.trimmed();
    let (target, operator, value) = parse_change(&text)?;
    if value.text.is_empty() {
        let message = format!("`{}` is given no value", target.path());
        return Err(Diagnostic::error(SYNTAX, message)
            .with_label(text.whole(), "")
            .with_help(HELP));
    }
    Ok(Assignment {
        text: text.text.to_owned(),
        span: text.whole(),
        target,
        operator,
        value: parse_toml_value(&value)?,
        begins: 0,
    })
}

/// Returns what an assignment is about, what it does, and the text of the value after that.
pub(super) fn parse_change<'a>(
    text: &Located<'a>,
) -> Result<(Target, Operator, Located<'a>), Diagnostic> {
    let text = text.trimmed();
    let Some(equals) = text.text.find('=') else {
        let message = format!("`{}` is no assignment", text.text);
        return Err(Diagnostic::error(SYNTAX, message)
            .with_label(text.whole(), "")
            .with_help(HELP));
    };
    let before = text.part(0..equals);
    let (operator, length) = match before.text.as_bytes() {
        // `dies.*= 2` sets every die; a `*` after a dot is no operator.
        [.., b'.', b'*'] => (Operator::Set, 0),
        [.., b'*'] => (Operator::Times, 1),
        [.., b'+'] => (Operator::Plus, 1),
        _ => (Operator::Set, 0),
    };
    let target = parse_target(&before.part(0..equals - length))?;
    let value = text.part(equals + 1..text.text.len()).trimmed();
    Ok((target, operator, value))
}

/// Returns what an address is about.
pub(super) fn parse_target(text: &Located) -> Result<Target, Diagnostic> {
    let text = text.trimmed();
    let (path, quarters) = match text.text.find('@') {
        None => (text.clone(), None),
        Some(at) => {
            let quarters = parse_quarters(&text.part(at + 1..text.text.len()).trimmed())?;
            (text.part(0..at).trimmed(), Some(quarters))
        }
    };
    let mut start = 0;
    let mut segments = Vec::new();
    for word in path.text.split('.') {
        let span = path.span(start..start + word.len());
        start += word.len() + 1;
        let is_word = is_line_name(word) || word == "*" || word == "$schema";
        if !is_word {
            let message = format!("`{}` is not an address", text.text);
            return Err(Diagnostic::error(SYNTAX, message)
                .with_label(span, "")
                .with_help(HELP));
        }
        segments.push(Segment {
            text: word.to_owned(),
            span,
        });
    }
    Ok(Target {
        span: path.whole(),
        segments,
        quarters,
    })
}

fn parse_quarters(text: &Located) -> Result<Quarters, Diagnostic> {
    let quarter = |part: &Located| {
        part.text.parse::<Quarter>().map_err(|error| {
            Diagnostic::error("bad-quarter", error.to_string())
                .with_label(part.whole(), "")
                .with_help("pick quarters by `@2027Q3`, `@2027Q3..2028Q2` or `@2027Q3..`")
        })
    };
    let (from, to) = match text.text.find("..") {
        None => {
            let only = quarter(text)?;
            (only, Some(only))
        }
        Some(dots) => {
            let from = quarter(&text.part(0..dots).trimmed())?;
            let to = text.part(dots + 2..text.text.len()).trimmed();
            let to = if to.text.is_empty() {
                None
            } else {
                Some(quarter(&to)?)
            };
            (from, to)
        }
    };
    if to.is_some_and(|to| to < from) {
        let message = format!("`{}` ends before it starts", text.text);
        return Err(Diagnostic::error("bad-quarter", message).with_label(text.whole(), ""));
    }
    Ok(Quarters {
        from,
        to,
        span: text.whole(),
    })
}

/// Returns what makes an assignment meaningless in this file, whatever was assigned before.
pub(super) fn check_target(
    root: &Table,
    calendar: &Calendar,
    target: &Target,
    operator: Operator,
) -> Option<Diagnostic> {
    match target.segments[0].text.as_str() {
        "horizon" => return Some(not_assignable(target, "the horizon is fixed")),
        "scenario" => return Some(not_assignable(target, "scenarios are fixed")),
        "uncertainty" => return Some(not_assignable(target, "what is uncertain is fixed")),
        _ => {}
    }
    let kind = match field_of(root, target) {
        Ok(field) => field.kind,
        Err(error) => return Some(error),
    };
    if matches!(kind, Kind::Discounts) {
        return Some(not_assignable(target, "a volume discount is fixed"));
    }
    if matches!(kind, Kind::Entities(..)) {
        return Some(
            not_assignable(target, "an assignment adds no tables")
                .with_help("assign the fields of one that is defined"),
        );
    }
    if operator != Operator::Set && !is_numeric(kind) {
        let message = format!("`{}` is not a number; only `=` changes it", target.path());
        return Some(Diagnostic::error("not-numeric", message).with_label(target.span, ""));
    }
    check_quarters(calendar, target, kind)
}

/// Returns what makes the quarters of an address meaningless for a field of this kind.
pub(super) fn check_quarters(
    calendar: &Calendar,
    target: &Target,
    kind: Kind,
) -> Option<Diagnostic> {
    let quarters = target.quarters?;
    if !kind.is_by_quarter() {
        let message = format!("`{}` does not vary by quarter", target.path());
        return Some(
            Diagnostic::error("not-by-quarter", message)
                .with_label(quarters.span, "")
                .with_help("leave `@` and what follows out"),
        );
    }
    if let Kind::Past(_) = kind {
        return before::check_quarters(calendar, target, quarters);
    }
    let calendar = &calendar.of(kind);
    let outside = [Some(quarters.from), quarters.to]
        .into_iter()
        .flatten()
        .find(|&quarter| calendar.horizon.index(quarter).is_none());
    let quarter = outside.filter(|_| calendar.is_known)?;
    Some(calendar.outside(&target.path(), quarter, quarters.span))
}

/// Returns what makes it meaningless to draw numbers for a target, whatever was assigned before.
pub(super) fn check_drawn(
    root: &Table,
    calendar: &Calendar,
    target: &Target,
    operator: Operator,
) -> Option<Diagnostic> {
    let wrong = check_target(root, calendar, target, operator);
    let kind = field_of(root, target).map(|field| field.kind);
    let is_count = operator == Operator::Set && matches!(kind, Ok(Kind::Taken));
    if wrong.is_some() || is_count || kind.is_ok_and(is_numeric) {
        return wrong;
    }
    let message = format!("`{}` is not a number", target.path());
    Some(
        Diagnostic::error("not-numeric", message)
            .with_label(target.span, "")
            .with_help("only numbers can be drawn; compare other values by `sweep --vary`"),
    )
}

fn is_numeric(kind: Kind) -> bool {
    matches!(kind, Kind::Number(_) | Kind::Series(..) | Kind::Past(_))
}

fn not_assignable(target: &Target, why: &str) -> Diagnostic {
    let message = format!("`{}` cannot be assigned: {why}", target.path());
    Diagnostic::error("not-assignable", message).with_label(target.span, "")
}

/// Returns the field the address leads to; ids must be there, parts that may be written or not need not.
pub(super) fn field_of(root: &Table, target: &Target) -> Result<&'static Field, Diagnostic> {
    let mut shape: &'static Shape = &entities::ROOT;
    let mut tables = vec![root];
    let mut segments = target.segments.iter();
    let mut written = String::new();
    while let Some(segment) = segments.next() {
        let Some(position) = shape.position(&segment.text) else {
            return Err(unknown_key(&written, &segment.text, segment.span, shape));
        };
        let field = &shape.fields[position];
        let slots = || {
            tables
                .iter()
                .filter_map(|table| table.slots[position].as_ref())
        };
        write_segment(&mut written, segment);
        match field.kind {
            Kind::Table(inner) if segments.len() > 0 => {
                let inner_tables = slots().filter_map(|slot| match &slot.data {
                    Data::Table(table) => Some(table),
                    _ => None,
                });
                tables = inner_tables.collect();
                shape = inner;
            }
            Kind::Entities(noun, inner) => {
                let Some(id) = segments.next() else {
                    return Ok(field);
                };
                let entities: Vec<_> = slots()
                    .flat_map(|slot| match &slot.data {
                        Data::Entities(entities) => entities.as_slice(),
                        _ => &[],
                    })
                    .collect();
                tables = entities
                    .iter()
                    .filter(|entity| id.matches(&entity.id))
                    .map(|entity| &entity.table)
                    .collect();
                if tables.is_empty() && !id.is_any() {
                    let known = entities.iter().map(|entity| entity.id.as_str());
                    return Err(no_such_id(noun, id, known));
                }
                if segments.len() == 0 {
                    return Err(not_assignable(target, "it is a whole table with an id")
                        .with_help("assign its fields one by one"));
                }
                write_segment(&mut written, id);
                shape = inner;
            }
            Kind::Map(_, element) => {
                return match (segments.next(), segments.next()) {
                    (None, _) => Ok(field),
                    (Some(_), None) => Ok(element),
                    (Some(_), Some(extra)) => Err(nothing_below(&written, extra)),
                };
            }
            _ => {
                return match segments.next() {
                    None => Ok(field),
                    Some(extra) => Err(nothing_below(&written, extra)),
                };
            }
        }
    }
    Err(not_assignable(target, "it is a whole table"))
}

fn write_segment(written: &mut String, segment: &Segment) {
    if !written.is_empty() {
        written.push('.');
    }
    written.push_str(&segment.text);
}

fn no_such_id<'a>(
    noun: Noun,
    id: &Segment,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let message = if is_id(&id.text) {
        format!("there is no {} `{}`", noun.word(), id.text)
    } else {
        format!("`{}` is not an id", id.text)
    };
    let error = Diagnostic::error("unknown-id", message).with_label(id.span, "");
    match suggest::help(&id.text, known) {
        Some(help) => error.with_help(help),
        None => error,
    }
}

fn nothing_below(written: &str, extra: &Segment) -> Diagnostic {
    let message = format!("`{written}` has nothing below it");
    Diagnostic::error("unknown-key", message).with_label(extra.span, "")
}

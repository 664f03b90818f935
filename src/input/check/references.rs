//! Ids that are unique, and that something has.

use std::cell::Cell;
use std::collections::HashMap;

use super::super::document::{Data, all_of};
use super::super::node::Path;
use super::super::schema::{Kind, Noun};
use super::super::suggest;
use super::Check;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

impl Check<'_> {
    /// Dies, components, chips and racks share one namespace.
    pub(super) fn item_namespace(&mut self) {
        let mut first: HashMap<&str, (Noun, Span)> = HashMap::new();
        for (noun, entity) in all_of(self.root, Noun::Item) {
            if let Some((other, span)) = first.get(entity.id.as_str()) {
                let message = format!(
                    "`{}` is both a {} and a {}",
                    entity.id,
                    other.word(),
                    noun.word()
                );
                self.found.push(
                    Diagnostic::error("duplicate-id", message)
                        .with_label(entity.span, "here again")
                        .with_label(*span, "first here")
                        .with_help("dies, components, chips and racks share one namespace; rename one of them"),
                );
            } else {
                first.insert(&entity.id, (noun, entity.span));
            }
        }
    }

    /// Every id that is referred to is there.
    pub(super) fn references(&mut self) {
        let ids = Ids::of(self);
        let mut found = Vec::new();
        self.root.each_table(Path::ROOT, &mut |path, table| {
            for (field, slot) in table.shape.fields.iter().zip(&table.slots) {
                let Some(slot) = slot else { continue };
                let path = path.child(field.key);
                let mut refer = |noun: Noun, id: &str, span: Option<Span>| {
                    found.extend(ids.missing(path, noun, id, span));
                };
                match (field.kind, &slot.data) {
                    (Kind::Reference(noun), Data::Text(id)) => refer(noun, id, slot.origin.span),
                    (Kind::References(noun), Data::References(names)) => {
                        for name in names {
                            refer(noun, &name.text, Some(name.span));
                        }
                        let mut seen = HashMap::new();
                        for name in names {
                            if let Some(first) = seen.insert(&name.text, name.span) {
                                let message = format!("`{path}` names `{}` twice", name.text);
                                found.push(
                                    Diagnostic::error("duplicate-reference", message)
                                        .with_label(name.span, "here again")
                                        .with_label(first, "first here")
                                        .with_help("keep one of them"),
                                );
                            }
                        }
                    }
                    (Kind::Map(Some(noun), _), Data::Map(entries)) => {
                        for entry in entries {
                            refer(noun, &entry.key, Some(entry.span));
                        }
                    }
                    (Kind::Entities(noun, _), Data::Entities(entities))
                        if matches!(field.key, "fleet" | "buys") =>
                    {
                        for entity in entities {
                            refer(noun, &entity.id, Some(entity.span));
                        }
                    }
                    _ => {}
                }
            }
        });
        self.found.extend(found);
    }
}

/// Words compared for suggestions in one model: about a tenth of a second.
const COMPARISONS: usize = 200_000;

/// The kinds that each id names.
struct Ids<'a> {
    kinds: HashMap<&'a str, Vec<Noun>>,
    /// How many more words may be compared for suggestions: with thousands of ids missing among thousands, each with each
    /// would take minutes.
    comparisons: Cell<usize>,
    check: &'a Check<'a>,
}

impl<'a> Ids<'a> {
    fn of(check: &'a Check<'a>) -> Self {
        let mut kinds: HashMap<&str, Vec<Noun>> = HashMap::new();
        for kind in [
            Noun::Foundry,
            Noun::Item,
            Noun::Process,
            Noun::Site,
            Noun::Service,
            Noun::Buyer,
            Noun::Option,
        ] {
            for (noun, entity) in all_of(check.root, kind) {
                kinds.entry(&entity.id).or_default().push(noun);
            }
        }
        Self {
            kinds,
            comparisons: Cell::new(COMPARISONS),
            check,
        }
    }

    /// Returns the error if there is no such `noun`.
    fn missing(&self, path: Path, noun: Noun, id: &str, span: Option<Span>) -> Option<Diagnostic> {
        let known = self.kinds.get(id).map(Vec::as_slice).unwrap_or_default();
        let is_there = match noun {
            Noun::Item => Noun::ITEMS.iter().any(|item| known.contains(item)),
            noun => known.contains(&noun),
        };
        // A misspelled table has been reported where it stands.
        if is_there || self.check.root.excused.contains(&noun.word()) {
            return None;
        }
        let message = format!(
            "`{path}` refers to {} `{id}`, which is not defined",
            noun.word()
        );
        let mut error = Diagnostic::error("unknown-id", message);
        if let Some(span) = span {
            error = error.with_label(span, "");
        }
        let help = match known.first() {
            Some(other) => Some(format!("`{id}` is {}", other.one())),
            None => self
                .suggestion(noun, id)
                .or_else(|| Some(format!("add a table [{}.{id}]", noun.word()))),
        };
        Some(match help {
            Some(help) => error.with_help(help),
            None => error,
        })
    }

    /// Returns what may have been meant.
    fn suggestion(&self, noun: Noun, id: &str) -> Option<String> {
        let left = self.comparisons.get().checked_sub(self.kinds.len())?;
        self.comparisons.set(left);
        let entities = all_of(self.check.root, noun);
        let known: Vec<&str> = entities.map(|(_, entity)| entity.id.as_str()).collect();
        suggest::help(id, known)
    }
}

//! Fields that must be given, always or beside others.

use super::super::die_yield::MODELS;
use super::super::document::{Data, Slot, Table};
use super::super::node::Path;
use super::super::schema::{Kind, Presence};
use super::{Check, at};
use crate::diagnostic::Diagnostic;

const MISSING: &str = "missing-field";

impl Check<'_> {
    /// Fields without a default that are not optional.
    pub(super) fn missing_fields(&mut self) {
        let found = &mut self.found;
        self.root.each_table(Path::ROOT, &mut |path, table| {
            for (field, slot) in table.shape.fields.iter().zip(&table.slots) {
                if slot.is_none()
                    && field.presence == Presence::Required
                    && !table.excused.contains(&field.key)
                {
                    let example = match field.kind {
                        Kind::Map(..) => "{ .. }",
                        Kind::Text | Kind::Reference(_) => "\"..\"",
                        Kind::Quarter => "\"2027Q1\"",
                        Kind::References(_)
                        | Kind::Assignments
                        | Kind::Changes
                        | Kind::Numbers(_)
                        | Kind::Past(_) => "[ .. ]",
                        _ => "..",
                    };
                    found.push(missing(path, table, field.key, "").with_help(format!(
                        "add `{} = {example}`: {}",
                        field.key,
                        field.doc.trim_end_matches('.')
                    )));
                }
            }
        });
    }

    /// A die says how many good dies a wafer gives in one of two ways.
    pub(super) fn die_yields(&mut self) {
        let mut found = Vec::new();
        self.each("die", |path, die| {
            let excused = |key: &str| die.excused.contains(&key);
            let is_there = |key: &str| die.slot(key).is_some();
            let (direct, geometry, model) = (
                is_there("good_dies_per_wafer"),
                is_there("geometry"),
                is_there("yield"),
            );
            let is_derived = geometry && model;
            if direct && (geometry || model) {
                let other = if geometry { "geometry" } else { "yield" };
                let message = format!("`{path}` gives both `good_dies_per_wafer` and `{other}`");
                found.push(at(
                    Diagnostic::error("contradiction", message)
                        .with_help("keep `good_dies_per_wafer`, or both `geometry` and `yield`"),
                    [
                        (die.span_of("good_dies_per_wafer"), "here"),
                        (die.span_of(other), "and here"),
                    ],
                ));
            } else if !(direct || is_derived || excused("good_dies_per_wafer")) {
                let (key, because) = match (geometry, model) {
                    (true, false) => ("yield", " beside `geometry`"),
                    (false, true) => ("geometry", " beside `yield`"),
                    _ => ("good_dies_per_wafer", ""),
                };
                if !excused(key) {
                    found.push(
                        missing(path, die, key, because).with_help(
                            "give `good_dies_per_wafer`, or both `geometry` and `yield`",
                        ),
                    );
                }
            }
            if let Some(model) = die.table("yield") {
                found.extend(check_yield(path.child("yield"), model));
            }
        });
        self.found.extend(found);
    }

    /// A commitment has a price for not keeping it, unless it is firm.
    pub(super) fn penalties(&mut self) {
        let mut found = Vec::new();
        self.each("service", |path, service| {
            let is_committed = service.slot("committed").is_some_and(Slot::means_something);
            let committed = path.child("committed").to_string();
            let by_option = self.added.touches(&committed) && !is_committed;
            if (is_committed || by_option)
                && !service.flag("firm")
                && service.slot("shortfall_penalty").is_none()
                && !service.excused.contains(&"shortfall_penalty")
            {
                found.push(at(
                    missing(path, service, "shortfall_penalty", " beside `committed`").with_help(
                        "add `shortfall_penalty = ..`, or `firm = true` if there may be no shortfall",
                    ),
                    [if by_option {
                        let first = self.added.to(&committed).first();
                        (first.map(|by| by.added.place), "committed by this option")
                    } else {
                        (service.given_at("committed"), "committed here")
                    }],
                ));
            }
        });
        self.found.extend(found);
    }

    /// Orders that can be lost have a penalty for it.
    pub(super) fn cancellations(&mut self) {
        self.beside("buyer", "cancel_after", "cancel_penalty");
    }

    /// Displacing ends some quarters after delivery.
    pub(super) fn displacements(&mut self) {
        self.beside("buyer", "displaces", "displaces_quarters");
    }

    /// Says of each table of a kind that has `key` and not `needed` that it lacks that.
    fn beside(&mut self, kind: &str, key: &'static str, needed: &'static str) {
        let mut found = Vec::new();
        self.each(kind, |path, table| {
            if table.slot(key).is_some()
                && table.slot(needed).is_none()
                && !table.excused.contains(&needed)
            {
                let because = format!(" beside `{key}`");
                found.push(at(
                    missing(path, table, needed, &because)
                        .with_help(format!("add `{needed} = ..`")),
                    [(table.span_of(key), "because of this")],
                ));
            }
        });
        self.found.extend(found);
    }

    /// A rack that a service or a fleet uses has a power and a life.
    pub(super) fn racks_in_use(&mut self) {
        let mut users = std::collections::HashMap::new();
        for service in self.root.entities("service") {
            for entry in service.table.map("racks") {
                // A rack of no units is not used.
                if !matches!(entry.slot.data, Data::Number(0.0)) {
                    users.entry(entry.key.as_str()).or_insert(entry.span);
                }
            }
        }
        for site in self.root.entities("site") {
            for fleet in site.table.entities("fleet") {
                users.entry(fleet.id.as_str()).or_insert(fleet.span);
            }
        }
        let mut found = Vec::new();
        for rack in self.root.entities("rack") {
            let Some(&user) = users.get(rack.id.as_str()) else {
                continue;
            };
            for key in ["power_kw", "life_quarters"] {
                if rack.table.slot(key).is_none() && !rack.table.excused.contains(&key) {
                    let racks = Path::ROOT.child("rack");
                    let path = racks.child(&rack.id);
                    found.push(at(
                        missing(path, &rack.table, key, "").with_help(format!(
                            "add `{key} = ..`: a rack that a service or a fleet uses needs it"
                        )),
                        [(Some(user), "used here")],
                    ));
                }
            }
        }
        self.found.extend(found);
    }
}

fn missing(path: Path, table: &Table, key: &str, because: &str) -> Diagnostic {
    let message = match path.to_string().as_str() {
        "" => format!("`{key}` is missing{because}"),
        place => format!("`{place}.{key}` is missing{because}"),
    };
    at(Diagnostic::error(MISSING, message), [(table.span, "")])
}

/// Returns what is wrong with a yield model.
fn check_yield(path: Path, table: &Table) -> Vec<Diagnostic> {
    let Some(model) = table.text("model") else {
        return Vec::new();
    };
    if !MODELS.contains(&model) {
        let message = format!("there is no yield model `{model}`");
        let help = super::super::suggest::closest(model, MODELS).map_or_else(
            || format!("there are {}", MODELS.join(", ")),
            |meant| format!("did you mean `{meant}`?"),
        );
        return vec![at(
            Diagnostic::error("unknown-yield-model", message).with_help(help),
            [(table.span_of("model"), "")],
        )];
    }
    let needed = match model {
        "negative-binomial" => "clustering",
        "bose-einstein" => "layers",
        _ => return Vec::new(),
    };
    if table.slot(needed).is_some() || table.excused.contains(&needed) {
        return Vec::new();
    }
    let because = format!(" in the {model} model");
    vec![missing(path, table, needed, &because).with_help(format!("add `{needed} = ..`"))]
}

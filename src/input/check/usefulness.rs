//! What a model may say, but hardly means: warnings.

use std::collections::{HashMap, HashSet};

use super::super::document::{Data, Entity, MapEntry, Table, Written, all_of};
use super::super::schema::Noun;
use super::{Check, at};
use crate::diagnostic::Diagnostic;

impl Check<'_> {
    /// Where demand is below the commitment, the commitment counts as the demand.
    pub(super) fn demand_below_commitment(&mut self) {
        let mut found = Vec::new();
        self.each("service", |path, service| {
            let (Some(demand), Some(committed)) =
                (service.series("demand"), service.series("committed"))
            else {
                return;
            };
            // Of those that options change, it is an error of its own.
            let is_changed = |key: &str| !self.added.to(&path.child(key).to_string()).is_empty();
            if is_changed("demand") || is_changed("committed") {
                return;
            }
            let below: Vec<usize> = self
                .periods()
                .filter(|&t| demand.values()[t] < committed.values()[t])
                .collect();
            if let Some(&t) = below.first() {
                let message = format!(
                    "demand of `{path}` is below its commitment in {}; the commitment counts as the demand there",
                    self.quarters(&below)
                );
                found.push(at(
                    Diagnostic::warning("demand-below-commitment", message)
                        .with_help("demand includes the contracted part: raise it, or lower `committed`"),
                    [
                        (demand.origin(t).span, "demand"),
                        (committed.origin(t).span, "commitment"),
                    ],
                ));
            }
        });
        self.found.extend(found);
    }

    /// A tail that ends before what was decided in the horizon does.
    pub(super) fn short_tail(&mut self) {
        if self.periods().is_empty() {
            return;
        }
        let lives = self.root.entities("rack").iter().filter_map(|rack| {
            let life = rack.table.count("life_quarters")?;
            Some((life, rack.table.span_of("life_quarters"), "life"))
        });
        let supports = self
            .root
            .entities("buyer")
            .iter()
            .flat_map(|buyer| buyer.table.entities("buys"))
            .filter_map(|buys| {
                let support = buys.table.table("support")?;
                let quarters = support.count("quarters")?;
                Some((quarters, support.span_of("quarters"), "support"))
            });
        // The first of the longest, in the order of the file.
        let longest = lives
            .chain(supports)
            .reduce(|best, next| if next.0 > best.0 { next } else { best });
        let Some((longest, span, what)) = longest else {
            return;
        };
        let tail = self.calendar.horizon.tail_quarters;
        if tail + 1 < longest {
            let message = format!(
                "the tail of {tail} quarters is shorter than the longest {what} of {longest}: what is earned after it does not count"
            );
            let horizon = self.root.table("horizon");
            self.found.push(at(
                Diagnostic::warning("short-tail", message)
                    .with_help(format!("give `tail_quarters = {}`", longest - 1)),
                [
                    (
                        horizon.and_then(|horizon| horizon.span_of("tail_quarters")),
                        "the tail",
                    ),
                    (span, "the longest"),
                ],
            ));
        }
    }

    /// Wafers reserved that the foundry has no capacity to start.
    pub(super) fn commitment_above_capacity(&mut self) {
        let mut found = Vec::new();
        self.each("foundry", |path, foundry| {
            let (Some(commitment), Some(capacity)) =
                (foundry.series("commitment"), foundry.series("capacity"))
            else {
                return;
            };
            let above: Vec<usize> = self
                .horizon()
                .filter(|&t| {
                    let most = self.added.range(&path.child("capacity").to_string(), t).1;
                    commitment.values()[t] > capacity.values()[t] + most
                })
                .collect();
            if let Some(&t) = above.first() {
                let message = format!(
                    "commitment of `{path}` is above its capacity in {}",
                    self.quarters(&above)
                );
                found.push(at(
                    Diagnostic::warning("commitment-above-capacity", message)
                        .with_help("wafers reserved beyond capacity can only be paid for, or started in an expansion"),
                    [
                        (commitment.origin(t).span, "commitment"),
                        (capacity.origin(t).span, "capacity"),
                    ],
                ));
            }
        });
        self.found.extend(found);
    }

    /// Items that go into nothing, serve nothing and nobody buys.
    pub(super) fn useless_items(&mut self) {
        let mut used: HashSet<&str> = HashSet::new();
        for (kind, recipes) in [
            ("chip", &["dies", "components"][..]),
            ("rack", &["chips", "components"][..]),
        ] {
            for entity in self.root.entities(kind) {
                for recipe in recipes {
                    used.extend(keys_above_zero(entity.table.map(recipe)));
                }
            }
        }
        for buyer in self.root.entities("buyer") {
            used.extend(
                buyer
                    .table
                    .entities("buys")
                    .iter()
                    .map(|buys| buys.id.as_str()),
            );
        }
        let sites = self.root.entities("site");
        for service in self.root.entities("service") {
            let at_sites = sites
                .iter()
                .filter(|site| names(&service.table, "sites", &site.id));
            for site in at_sites {
                let racks = keys_above_zero(service.table.map("racks"));
                used.extend(racks.filter(|rack| {
                    let fleet = site.table.entities("fleet");
                    names(&site.table, "racks", rack) || fleet.iter().any(|f| f.id == *rack)
                }));
            }
        }
        for (noun, entity) in all_of(self.root, Noun::Item) {
            if !used.contains(entity.id.as_str()) {
                let what = match noun {
                    Noun::Rack => "no service can use it at any site and no buyer buys it",
                    _ => "no recipe needs it and no buyer buys it",
                };
                let message = format!("nothing can use `{}.{}`: {what}", noun.word(), entity.id);
                self.found
                    .push(Diagnostic::warning("unused-item", message).with_label(entity.span, ""));
            }
        }
    }

    /// Orders that displace more of a service than there is demand to displace.
    pub(super) fn displaced_demand(&mut self) {
        let mut found = Vec::new();
        let horizon = self.horizon();
        let services: HashMap<&str, &Entity> = self
            .root
            .entities("service")
            .iter()
            .map(|service| (service.id.as_str(), service))
            .collect();
        self.each("buyer", |path, buyer| {
            let (Some(orders), Some(quarters)) =
                (buyer.series("orders"), buyer.count("displaces_quarters"))
            else {
                return;
            };
            // Order units delivered up to and including t, each when it is due.
            let mut delivered = vec![0.0];
            for t in self.periods() {
                let due = if horizon.contains(&t) { orders.values()[t] } else { 0.0 };
                delivered.push(delivered[t] + due);
            }
            let past = buyer.numbers("delivered_before").unwrap_or_default();
            // What options add to orders is for them to answer for; what they add to demand is there to be displaced.
            for entry in buyer.map("displaces") {
                let demand_path = format!("service.{}.demand", entry.key);
                let Some(service) = services.get(entry.key.as_str()) else {
                    continue;
                };
                let (Some(demand), Some(committed), Data::Number(units)) = (
                    service.table.series("demand"),
                    service.table.series("committed"),
                    &entry.slot.data,
                ) else {
                    continue;
                };
                let excess = self.periods().find(|&t| {
                    let before = quarters.saturating_sub(t + 1).min(past.len());
                    let before: f64 = past[past.len() - before..].iter().map(|it| it.value).sum();
                    let since = delivered[t + 1] - delivered[(t + 1).saturating_sub(quarters)];
                    let active = before + since;
                    let more = self.added.range(&demand_path, t).1;
                    let asked = (demand.values()[t] + more).max(committed.values()[t]);
                    units * active > asked * (1.0 + 1e-9)
                });
                if let Some(t) = excess {
                    let message = format!(
                        "orders of `{path}` displace more of `service.{}` than its demand in {}",
                        entry.key,
                        self.quarter(t)
                    );
                    found.push(at(
                        Diagnostic::warning("displaces-too-much", message).with_help(
                            "deliveries stop where there is no demand left to displace: lower `displaces` or the orders",
                        ),
                        [
                            (Some(entry.span), "displaced here"),
                            (demand.origin(t).span, "the demand"),
                        ],
                    ));
                }
            }
        });
        self.found.extend(found);
    }

    /// Numbers of quarters so long before the start that they no longer count.
    pub(super) fn long_past(&mut self) {
        let mut found = Vec::new();
        let mut check = |path: &dyn std::fmt::Display,
                         table: &Table,
                         key: &str,
                         most: usize,
                         why: &str| {
            let given = table.numbers(key).unwrap_or_default();
            let Some(extra) = given.len().checked_sub(most + 1) else {
                return;
            };
            if given[..=extra].iter().all(|it| it.value == 0.0) {
                return;
            }
            let message = format!(
                "`{path}.{key}` has {} quarters before the start; {why}, only the last {most} count",
                given.len()
            );
            found.push(at(
                Diagnostic::warning("unread-field", message)
                    .with_help("the oldest stand first: leave them out"),
                [(Some(given[0].span), "")],
            ));
        };
        self.each("buyer", |path, buyer| {
            if let (Some(_), Some(quarters)) =
                (buyer.slot("displaces"), buyer.count("displaces_quarters"))
            {
                let why = format!("with `displaces_quarters` {quarters}");
                let most = quarters.saturating_sub(1);
                check(&path, buyer, "delivered_before", most, &why);
            }
            if let (Some(backlog), Some(after)) =
                (buyer.table("backlog"), buyer.count("cancel_after"))
            {
                let why = format!("with `cancel_after` {after}");
                let path = path.child("backlog");
                check(&path, backlog, "due", after.saturating_sub(1), &why);
            }
        });
        self.each("service", |path, service| {
            if let Some(wait) = service.count("max_wait_quarters") {
                let why = format!("with `max_wait_quarters` {wait}");
                check(&path, service, "committed_before", wait, &why);
            }
        });
        self.found.extend(found);
    }

    /// Fields that mean nothing without another one.
    pub(super) fn unread_fields(&mut self) {
        let mut found = Vec::new();
        let mut unread = |path: &dyn std::fmt::Display, table: &Table, key: &str, needs: &str| {
            if table.is_given(key) {
                let message = format!("`{path}.{key}` means nothing {needs}");
                found.push(at(
                    Diagnostic::warning("unread-field", message),
                    [(table.span_of(key), "")],
                ));
            }
        };
        self.each("buyer", |path, buyer| {
            if buyer.slot("cancel_after").is_none() && !buyer.flag("firm") {
                unread(&path, buyer, "cancel_penalty", "without `cancel_after`");
            }
            if buyer.slot("displaces").is_none() {
                unread(&path, buyer, "displaces_quarters", "without `displaces`");
                unread(&path, buyer, "delivered_before", "without `displaces`");
            }
            if let Some(backlog) = buyer.table("backlog")
                && buyer.slot("cancel_after").is_none()
                && !buyer.flag("firm")
            {
                let path = path.child("backlog");
                unread(&path, backlog, "due", "without `cancel_after`");
            }
        });
        self.each("service", |path, service| {
            if service.slot("max_wait_quarters").is_none() {
                unread(
                    &path,
                    service,
                    "committed_before",
                    "without `max_wait_quarters`",
                );
            }
        });
        let horizon = self.horizon();
        self.each("foundry", |path, foundry| {
            let is_nothing = |key: &str| {
                let series = foundry.series(key).map(Written::values);
                series.is_some_and(|values| values[horizon.clone()].iter().all(|&it| it == 0.0))
            };
            let is_reserved = self.added.touches(&path.child("commitment").to_string());
            if is_nothing("commitment") && !is_reserved && !is_nothing("take_or_pay") {
                unread(&path, foundry, "take_or_pay", "without a `commitment`");
            }
        });
        self.each("die", |path, die| {
            let Some(table) = die.table("yield") else {
                return;
            };
            let path = path.child("yield");
            for (key, model) in [
                ("clustering", "negative-binomial"),
                ("layers", "bose-einstein"),
            ] {
                if table.text("model").is_some_and(|name| name != model) {
                    unread(&path, table, key, &format!("outside the {model} model"));
                }
            }
        });
        self.found.extend(found);
    }
}

/// Returns the keys with a quantity that is not 0.
fn keys_above_zero(entries: &[MapEntry]) -> impl Iterator<Item = &str> {
    entries
        .iter()
        .filter(|entry| !matches!(entry.slot.data, Data::Number(0.0)))
        .map(|entry| entry.key.as_str())
}

/// Returns whether an optional list names the id; without the list, everything is meant.
fn names(table: &Table, key: &str, id: &str) -> bool {
    table
        .references(key)
        .is_none_or(|names| names.iter().any(|name| name.text == id))
}

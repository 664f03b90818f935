//! Numbers and fields that cannot stand together.

use super::super::document::{Slot, Table, all_of};
use super::super::node::Path;
use super::super::schema::Noun;
use super::{Check, at};
use crate::diagnostic::Diagnostic;

impl Check<'_> {
    /// What is firm cannot be late, lost or short, so it has no penalty for that.
    pub(super) fn firmness(&mut self) {
        let mut found = Vec::new();
        let root = self.root;
        root.each_table(Path::ROOT, &mut |path, table: &Table| {
            if table.shape.against_firm.is_empty() || !table.flag("firm") {
                return;
            }
            for key in table.shape.against_firm {
                if table.slot(key).is_some_and(Slot::means_something) {
                    let message = format!("`{path}.{key}` contradicts `firm = true`");
                    found.push(at(
                        Diagnostic::error("contradiction", message)
                            .with_help(format!("remove `{key}`, or `firm = true`")),
                        [
                            (table.given_at(key), "given here"),
                            (table.span_of("firm"), "firm here"),
                        ],
                    ));
                }
            }
        });
        self.found.extend(found);
    }

    /// A hot lot saves at most the lead.
    pub(super) fn hot_lots(&mut self) {
        let mut found = Vec::new();
        self.each("foundry", |path, foundry| {
            let Some(hot_lot) = foundry.table("hot_lot") else {
                return;
            };
            if let (Some(saved), Some(lead)) = (
                hot_lot.count("quarters_saved"),
                foundry.count("lead_quarters"),
            ) && saved > lead
            {
                let message = format!(
                    "`{path}.hot_lot.quarters_saved` is {saved}, more than the lead of {lead}"
                );
                found.push(at(
                    Diagnostic::error("saves-more-than-lead", message)
                        .with_help(format!("save at most {lead} quarters")),
                    [
                        (hot_lot.span_of("quarters_saved"), ""),
                        (foundry.span_of("lead_quarters"), "the lead"),
                    ],
                ));
            }
        });
        self.found.extend(found);
    }

    /// The stock required at the end may be kept.
    pub(super) fn closing_stocks(&mut self) {
        let Some(last) = self.horizon().last() else {
            return;
        };
        let mut found = Vec::new();
        for (noun, entity) in all_of(self.root, Noun::Item) {
            let Some(stock) = entity.table.table("stock") else {
                continue;
            };
            let path = |key: &str| format!("{}.{}.stock.{key}", noun.word(), entity.id);
            if let (Some(max), Some(min)) = (stock.series("max"), stock.number("closing_min"))
                && max.values()[last] < min
                // Where options can mend it, some selections have no plan, and that is for the plan to say.
                && max.values()[last] + self.added.range(&path("max"), last).1
                    < min + self.added.range(&path("closing_min"), last).0
            {
                let message = format!(
                    "`{}.{}.stock.max` is {} in {}, below the `closing_min` of {min}",
                    noun.word(),
                    entity.id,
                    max.values()[last],
                    self.quarter(last)
                );
                found.push(at(
                    Diagnostic::error("max-below-closing-min", message)
                        .with_help("raise `max` or lower `closing_min`"),
                    [
                        (max.origin(last).span, "at most"),
                        (stock.span_of("closing_min"), "at least"),
                    ],
                ));
            }
        }
        self.found.extend(found);
    }

    /// What is in process at the start and arrives within the horizon is a receipt.
    pub(super) fn goods_in_process(&mut self) {
        let horizon = self.horizon();
        let mut found = Vec::new();
        for (noun, entity) in all_of(self.root, Noun::Item) {
            let stock = entity.table.table("stock");
            let Some(arriving) = stock.and_then(|stock| stock.series("in_process")) else {
                continue;
            };
            let Some(t) = horizon.clone().find(|&t| arriving.values()[t] != 0.0) else {
                continue;
            };
            let path = format!("{}.{}.stock", noun.word(), entity.id);
            let after = self.quarter(horizon.end);
            let message = format!(
                "`{path}.in_process` arrives in {}, within the horizon",
                self.quarter(t)
            );
            found.push(at(
                Diagnostic::error("arrives-in-horizon", message).with_help(format!(
                    "write what arrives within the horizon as `receipts`, and date the rest from {after} on: `in_process = {{ at = {{ \"{after}\" = .. }} }}`"
                )),
                [(arriving.origin(t).span, "")],
            ));
        }
        self.found.extend(found);
    }

    /// Extra work costs at least as much as normal work.
    pub(super) fn expansions(&mut self) {
        let mut found = Vec::new();
        let horizon = self.horizon();
        self.each("process", |path, process| {
            let Some(normal) = process.series("cost") else {
                return;
            };
            for expansion in process.entities("expansion") {
                let Some(extra) = expansion.table.series("cost") else {
                    continue;
                };
                let cheaper = horizon
                    .clone()
                    .find(|&t| extra.values()[t] < normal.values()[t]);
                if let Some(t) = cheaper {
                    let message = format!(
                        "`{path}.expansion.{}.cost@{}` is {}, below the normal cost of {}",
                        expansion.id,
                        self.quarter(t),
                        extra.values()[t],
                        normal.values()[t]
                    );
                    found.push(at(
                        Diagnostic::error("cheap-expansion", message).with_help(
                            "an expansion is what is used last: it costs at least the normal cost",
                        ),
                        [
                            (extra.origin(t).span, "here"),
                            (normal.origin(t).span, "the normal cost"),
                        ],
                    ));
                }
            }
        });
        self.found.extend(found);
    }
}

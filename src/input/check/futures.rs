//! Scenarios and draws that become known: since when, and how likely which scenario is.

use super::super::document::Table;
use super::super::node::Path;
use super::super::rounded;
use super::super::vary::BASE;
use super::{Check, at};
use crate::diagnostic::Diagnostic;

/// What rounding may leave above 1 where probabilities sum to it.
const ROUNDING: f64 = 1e-9;

impl Check<'_> {
    /// What is known, is known from a quarter of horizon or tail on.
    pub(super) fn known_from(&mut self) {
        let mut found = Vec::new();
        let mut outside = |path: Path, table: &Table| {
            let given = table.quarter("known_from").zip(table.span_of("known_from"));
            let Some((quarter, place)) = given else {
                return;
            };
            if self.calendar.horizon.index(quarter).is_none() {
                let path = path.child("known_from").to_string();
                found.push(self.calendar.outside(&path, quarter, place));
            }
        };
        if self.calendar.is_known {
            self.each("scenario", &mut outside);
            self.each("uncertainty", &mut outside);
        }
        self.found.extend(found);
    }

    /// Scenarios with a probability exclude each other, and none of them is the model as it is.
    pub(super) fn probabilities(&mut self) {
        let futures = self.root.entities("scenario").iter();
        let futures: Vec<_> = futures
            .filter_map(|it| Some((it, it.table.number("probability")?)))
            .collect();
        let mut found = Vec::new();
        for (scenario, _) in futures.iter().filter(|(it, _)| it.id == BASE) {
            let message = format!(
                "`scenario.{BASE}` has a probability, but `{BASE}` stands for the model as it is"
            );
            found.push(at(
                Diagnostic::error("future-base", message).with_help(format!(
                    "give the scenario another id, or leave its probability out: what is missing to 1 is that of `{BASE}`"
                )),
                [
                    (scenario.table.span_of("probability"), ""),
                    (Some(scenario.span), "called so here"),
                ],
            ));
        }
        // One that is wrong by itself has an error of its own.
        let is_right = |probability: f64| probability > 0.0 && probability <= 1.0;
        let counted: Vec<_> = futures.iter().filter(|it| is_right(it.1)).collect();
        let sum: f64 = counted.iter().map(|it| it.1).sum();
        if sum > 1.0 + ROUNDING {
            let message = format!(
                "the probabilities of {} scenarios sum to {}; they must not exceed 1",
                counted.len(),
                rounded(sum, 12)
            );
            let error = Diagnostic::error("probabilities-above-1", message).with_help(format!(
                "scenarios with a probability exclude each other: lower them; what is missing to 1 is that of `{BASE}`, the model as it is"
            ));
            found.push(counted.iter().enumerate().fold(error, |error, (i, it)| {
                let text = if i == 0 { "" } else { "and here" };
                at(error, [(it.0.table.span_of("probability"), text)])
            }));
        }
        self.found.extend(found);
    }

    /// A scenario that changes nothing is the model as it is, which has what is missing to 1 already.
    pub(super) fn futures_without_change(&mut self) {
        let mut found = Vec::new();
        self.each("scenario", |path, scenario| {
            let has_probability = scenario.number("probability").is_some();
            if has_probability && scenario.assignments("set").is_empty() {
                let message = format!("`{path}` has a probability and changes nothing");
                found.push(at(
                    Diagnostic::warning("future-without-change", message).with_help(format!(
                        "leave its probability out: what is missing to 1 is that of `{BASE}`, the model as it is"
                    )),
                    [
                        (scenario.span_of("set"), "changes nothing"),
                        (scenario.span_of("probability"), "has a probability"),
                    ],
                ));
            }
        });
        self.found.extend(found);
    }
}

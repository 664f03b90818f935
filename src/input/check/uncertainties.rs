//! What is uncertain has one distribution, and its numbers are in order.

use super::super::document::Table;
use super::super::entities::DISTRIBUTIONS;
use super::super::node::Path;
use super::{Check, at};
use crate::diagnostic::Diagnostic;

/// Numbers of one table that must not shrink from one to the next.
const IN_ORDER: [(&str, &[&str]); 4] = [
    ("uniform", &["low", "high"]),
    ("triangular", &["low", "mode", "high"]),
    ("normal", &["min", "max"]),
    ("lognormal", &["min", "max"]),
];

impl Check<'_> {
    /// Each has exactly one distribution, and that is one.
    pub(super) fn uncertainties(&mut self) {
        let mut found = Vec::new();
        self.each("uncertainty", |path, table| {
            let given: Vec<&str> = DISTRIBUTIONS
                .into_iter()
                .filter(|key| table.slot(key).is_some())
                .collect();
            match given[..] {
                [] if !DISTRIBUTIONS.iter().any(|key| table.excused.contains(key)) => {
                    let message = format!("`{path}` has no distribution");
                    found.push(at(
                        Diagnostic::error("missing-field", message).with_help(format!(
                            "add one of {}, such as `uniform = {{ low = 0.9, high = 1.1 }}`",
                            DISTRIBUTIONS.map(|key| format!("`{key}`")).join(", ")
                        )),
                        [(table.span, "")],
                    ));
                }
                [first, second, ..] => {
                    let message = format!("`{path}` gives both `{first}` and `{second}`");
                    found.push(at(
                        Diagnostic::error("contradiction", message).with_help("keep one of them"),
                        [
                            (table.span_of(first), "here"),
                            (table.span_of(second), "and here"),
                        ],
                    ));
                }
                _ => {}
            }
            for (key, numbers) in IN_ORDER {
                if let Some(inner) = table.table(key) {
                    out_of_order(path.child(key), inner, numbers, &mut found);
                }
            }
            if let Some(discrete) = table.table("discrete") {
                weights(path.child("discrete"), discrete, &mut found);
            }
        });
        self.found.extend(found);
    }
}

fn out_of_order(path: Path, table: &Table, keys: &[&str], found: &mut Vec<Diagnostic>) {
    for pair in keys.windows(2) {
        let (Some(least), Some(most)) = (table.number(pair[0]), table.number(pair[1])) else {
            continue;
        };
        if least > most {
            let message = format!(
                "`{path}` has `{}` {least} above `{}` {most}",
                pair[0], pair[1]
            );
            found.push(at(
                Diagnostic::error("bad-distribution", message).with_help("swap or correct them"),
                [
                    (table.span_of(pair[0]), ""),
                    (table.span_of(pair[1]), "this is less"),
                ],
            ));
        }
    }
}

/// There is a value; weights are as many as values, and one of them is above 0.
fn weights(path: Path, table: &Table, found: &mut Vec<Diagnostic>) {
    let Some(values) = table.numbers("values") else {
        return;
    };
    let weights = table.numbers("weights");
    let wrong = match weights {
        _ if values.is_empty() => ("values", format!("`{path}` has no values")),
        Some(weights) if weights.len() != values.len() => (
            "weights",
            format!(
                "`{path}` has {}, but {}",
                counted(values.len(), "value"),
                counted(weights.len(), "weight")
            ),
        ),
        Some(weights) if weights.iter().all(|weight| weight.value == 0.0) => {
            ("weights", format!("every weight of `{path}` is 0"))
        }
        _ => return,
    };
    found.push(at(
        Diagnostic::error("bad-distribution", wrong.1)
            .with_help("give at least one value, and one weight a value or none at all"),
        [(table.span_of(wrong.0), "")],
    ));
}

fn counted(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

//! From the document to what is not known for sure.

use super::assign::{check_drawn, parse_change};
use super::document::{Named, Table};
use super::node::{Located, Path};
use super::read::Reader;
use crate::diagnostic::Diagnostic;
use crate::model::{Distribution, Uncertainty};

/// Returns what is uncertain, in the order of the file; reports changes that mean nothing in it.
///
/// Distributions are for `check`: one that is wrong there is left out here.
pub(super) fn uncertainties(reader: &mut Reader, document: &Table) -> Vec<Uncertainty> {
    let mut all = Vec::new();
    for entity in document.entities("uncertainty") {
        let path = Path::ROOT.child("uncertainty");
        let table = &entity.table;
        let changes = table.assignments("vary");
        if changes.is_empty() && table.slot("vary").is_some_and(|it| it.faults.is_empty()) {
            let message = format!("`{}` varies nothing", path.child(&entity.id));
            let error = Diagnostic::error("missing-field", message)
                .with_label(table.span_of("vary").unwrap_or(entity.span), "")
                .with_help("name what a draw changes: `vary = [\"component.hbm.price *=\"]`");
            reader.found.push(error);
        }
        for change in changes {
            let wrong = meaningless(reader, document, change);
            reader.found.extend(wrong);
        }
        if let Some(distribution) = distribution(table) {
            all.push(Uncertainty {
                id: entity.id.clone(),
                name: table.text("name").map(str::to_owned),
                description: table.text("description").map(str::to_owned),
                vary: changes.iter().map(|it| it.text.trim().to_owned()).collect(),
                distribution,
                known_from: table.quarter("known_from"),
            });
        }
    }
    all
}

/// Returns what makes an assignment without its value meaningless.
fn meaningless(reader: &Reader, document: &Table, change: &Named) -> Option<Diagnostic> {
    let whole = &reader.sources.get(change.span.source).text;
    let text = Located::quoted(&change.text, change.span, whole);
    match parse_change(&text) {
        Err(error) => Some(error.with_help(HELP)),
        Ok((_, _, value)) if !value.text.is_empty() => {
            let message = format!("`{}` has a value already", change.text.trim());
            Some(
                Diagnostic::error("assignment-syntax", message)
                    .with_label(value.whole(), "")
                    .with_help(HELP),
            )
        }
        Ok((target, operator, _)) => check_drawn(document, &reader.calendar, &target, operator),
    }
}

const HELP: &str =
    "end it with `=`, `*=` or `+=`: the draw is the value, as in `foundry.a.capacity@2027Q3.. *=`";

/// Returns the distribution of an entry, if it has a valid one.
fn distribution(table: &Table) -> Option<Distribution> {
    let of = |key: &str| table.table(key);
    if let Some(it) = of("uniform") {
        return Some(Distribution::Uniform {
            low: it.number("low")?,
            high: it.number("high")?,
        });
    }
    if let Some(it) = of("triangular") {
        return Some(Distribution::Triangular {
            low: it.number("low")?,
            mode: it.number("mode")?,
            high: it.number("high")?,
        });
    }
    if let Some(it) = of("normal") {
        return Some(Distribution::Normal {
            mean: it.number("mean")?,
            sd: it.number("sd")?,
            min: it.number("min"),
            max: it.number("max"),
        });
    }
    if let Some(it) = of("lognormal") {
        return Some(Distribution::Lognormal {
            median: it.number("median")?,
            sigma: it.number("sigma")?,
            min: it.number("min"),
            max: it.number("max"),
        });
    }
    let it = of("discrete")?;
    let numbers = |key: &str| {
        let placed = it.numbers(key)?.iter();
        Some(placed.map(|it| it.value).collect::<Vec<_>>())
    };
    let values = numbers("values")?;
    Some(Distribution::Discrete {
        weights: numbers("weights").unwrap_or_else(|| vec![1.0; values.len()]),
        values,
    })
}

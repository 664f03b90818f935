//! Two options at once: what they are to each other.

use crate::explain::{OptionPair, PairKind};
use crate::model::{Model, PlanOption};
use crate::report::document::{Block, Section};
use crate::report::names::Names;
use crate::report::number::{count, money};

use super::ValuedOptions;

/// Returns the pairs that are more or less than the sum of both.
pub(super) fn section(report: &ValuedOptions, names: &Names) -> Section {
    let mut section = Section::new("Two at once");
    let pairs = &report.values.pairs;
    let said: Vec<String> = pairs
        .iter()
        .filter_map(|pair| sentence(report, pair, names))
        .collect();
    if !said.is_empty() {
        section.blocks.push(Block::List(said));
    }
    let apart = pairs.iter();
    let apart = apart.filter(|it| it.together == PairKind::Independent);
    match apart.count() {
        0 => {}
        apart if apart == pairs.len() => section.add_paragraph(
            "No two options change what the other is worth: both are worth the sum of each alone.",
        ),
        apart => section.add_paragraph(format!(
            "{} worth the sum of each alone.",
            count(apart, "other pair is", "other pairs are")
        )),
    }
    match report.values.pairs_not_looked_at {
        0 => {}
        many => section.add_paragraph(format!(
            "{} not looked at; --pairs does.",
            count(many, "pair was", "pairs were")
        )),
    }
    section
}

fn sentence(report: &ValuedOptions, pair: &OptionPair, names: &Names) -> Option<String> {
    let currency = &report.model.currency;
    let (a, b) = (names.option(&pair.a), names.option(&pair.b));
    let more = || {
        let (neither, both) = (pair.neither?, pair.both?);
        Some(both + neither - pair.a_only? - pair.b_only?)
    };
    match pair.together {
        PairKind::Complements => Some(format!(
            "{a} and {b} are complements: both are worth {} more than the sum of each alone.",
            money(more()?, currency)
        )),
        PairKind::Substitutes => Some(format!(
            "{a} and {b} are substitutes: both are worth {} less than the sum of each alone.",
            money(-more()?, currency)
        )),
        PairKind::NeverBoth => never_both(report, pair, a, b),
        PairKind::Independent | PairKind::Unknown => None,
    }
}

/// Returns why there is no plan with both, unless one of them has none either way.
fn never_both(report: &ValuedOptions, pair: &OptionPair, a: &str, b: &str) -> Option<String> {
    let model = report.model;
    let with = |id: &String| {
        let found = report.values.options.iter().find(|it| it.id == *id);
        found.and_then(|it| it.with)
    };
    with(&pair.a).zip(with(&pair.b))?;
    let option = |id: &String| model.options.iter().find(|it| it.id == *id);
    let (one, other) = (option(&pair.a)?, option(&pair.b)?);
    Some(
        if excludes(model, one, other) || excludes(model, other, one) {
            format!("{a} and {b} are never taken both: the model says so.")
        } else {
            format!("{a} and {b} are never taken both: there is no plan with the two.")
        },
    )
}

fn excludes(model: &Model, one: &PlanOption, other: &PlanOption) -> bool {
    let mut excluded = one.excludes.iter();
    excluded.any(|&id| model.option(id).id == other.id)
}

//! Two options at once: what they are to each other.

use crate::explain::{OptionPair, PairKind};
use crate::model::{Model, PlanOption};
use crate::report::document::{Block, Section};
use crate::report::names::Names;
use crate::report::number::{count, money};

use super::ValuedOptions;

/// How many pairs are named.
const NAMED: usize = 8;

/// Returns the pairs that are more or less than the sum of both.
pub(super) fn section(report: &ValuedOptions, names: &Names) -> Section {
    let mut section = Section::new("Two at once");
    let pairs = &report.values.pairs;
    let mut said: Vec<(f64, String)> = pairs
        .iter()
        .filter_map(|pair| Some((size(pair), sentence(report, pair, names)?)))
        .collect();
    // Those never taken both first, then by how much they change each other.
    said.sort_by(|a, b| b.0.total_cmp(&a.0));
    let more = said.len().saturating_sub(NAMED);
    let said: Vec<String> = said.into_iter().take(NAMED).map(|it| it.1).collect();
    if !said.is_empty() {
        section.blocks.push(Block::List(said));
    }
    if more > 0 {
        section.add_paragraph(format!(
            "{} each other less; JSON and tables have all.",
            count(more, "more pair changes", "more pairs change")
        ));
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
            "{} not looked at; `waferline options --pairs` does.",
            count(many, "pair was", "pairs were")
        )),
    }
    section
}

/// Returns by how much both are more or less than the sum of each alone; without end where there is no plan with both.
fn size(pair: &OptionPair) -> f64 {
    more(pair).map_or(f64::INFINITY, f64::abs)
}

fn more(pair: &OptionPair) -> Option<f64> {
    Some(pair.both? + pair.neither? - pair.a_only? - pair.b_only?)
}

fn sentence(report: &ValuedOptions, pair: &OptionPair, names: &Names) -> Option<String> {
    let currency = &report.model.currency;
    let (a, b) = (names.option(&pair.a), names.option(&pair.b));
    match pair.together {
        PairKind::Complements => Some(format!(
            "{a} and {b} are complements: both are worth {} more than the sum of each alone.",
            money(more(pair)?, currency)
        )),
        PairKind::Substitutes => Some(format!(
            "{a} and {b} are substitutes: both are worth {} less than the sum of each alone.",
            money(-more(pair)?, currency)
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

//! What happens around today, where a curve has too many breakpoints to tell each.

use crate::explain::{Curve, CurvePoint};
use crate::report::document::{Block, Section};

use super::{FEW_CHANGES, amount, does, happens, step};
use crate::report::explain::words::Words;

/// Returns what happens at the breakpoints next to today's amount, and what a little more does in between.
pub(super) fn today(words: &Words, curve: &Curve) -> Section {
    let mut section = Section::new("Around today");
    let below = curve.points.iter().rev().find(|it| it.amount < curve.today);
    let above = curve.points.iter().find(|it| it.amount > curve.today);
    let at = curve.points.iter().find(|it| it.amount == curve.today);
    let bend = |point: Option<&CurvePoint>| {
        let point = point?;
        let happens = happens(point, words, FEW_CHANGES);
        (!happens.is_empty()).then(|| format!("at {}: {happens}", amount(point.amount)))
    };
    let is_today = |from: f64, to: f64| from <= curve.today && curve.today < to;
    let here = curve.stretches.iter().find(|it| is_today(it.from, it.to));
    let more = here.and_then(|it| {
        let does = does(it, curve, words, FEW_CHANGES)?;
        let (from, to) = (amount(it.from), amount(it.to));
        Some(format!(
            "{from} to {to}, {} more, on average: {does}",
            step(curve)
        ))
    });
    let points: Vec<String> = [bend(below), bend(at), more, bend(above)]
        .into_iter()
        .flatten()
        .collect();
    if !points.is_empty() {
        section.blocks.push(Block::List(points));
    }
    section
}

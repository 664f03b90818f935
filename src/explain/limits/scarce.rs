//! Which limits stand in the way, and which of them most: what is worth asking of every case of a sweep.

use super::LimitPrice;
use super::pricer::{Pricer, ROUNDING};
use super::rank::Relaxed;
use crate::explain::ExplainError;
use crate::formulation::Limit;
use crate::model::{FieldPath, Model};
use crate::outcome::Solved;
use crate::quarter::Quarter;

/// One path of the model file that limits the margin.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Scarce {
    /// The path, without a quarter.
    pub path: FieldPath,
    /// The first quarter in which nothing is left of it and its price is not 0; `None` for a number without quarters.
    pub from: Option<Quarter>,
    /// What relaxing it by 5% in all quarters would add at the price of the first bit: the most it can be worth, but for a share, which
    /// may apply to more then. Of what has no such price (a share of chips, a limit that holds the least shortfall of
    /// `service_first`), what it is worth.
    pub at_price: f64,
    /// What relaxing it by 5% in all quarters adds to the best margin (5% less of a commitment), by re-solve; `None`
    /// where another limit is worth more.
    pub worth_of_5_percent: Option<f64>,
}

/// Returns the paths of which a little more is worth something, the one of which 5% more is worth most first, the others
/// by their price.
///
/// The same as the first line of [`super::price_limits`]' ranking, without pricing each quarter.
pub fn scarce_limits(model: &Model, solved: &Solved) -> Result<Vec<Scarce>, ExplainError> {
    let model = &*solved.holding(model);
    let pricer = Pricer::of(model, solved);
    let limits = pricer.limits();
    let mut scarce: Vec<Open> = Vec::new();
    for group in limits.chunk_by(|a, b| a.address.path == b.address.path) {
        let relaxed = pricer.relaxed_by_5_percent(group)?;
        let (at_price, at_most, worth) = match &relaxed {
            Relaxed::Nothing => continue,
            // The optimum is concave in limits: no path is worth more than at its first price.
            &Relaxed::Moves {
                at_price,
                is_most: true,
                ..
            } => (at_price, at_price, None),
            &Relaxed::Shares { at_price, at_most } => (at_price, at_most, None),
            Relaxed::Moves { .. } | Relaxed::Otherwise => {
                let worth = pricer.worth(group, &relaxed)?;
                let known = worth.unwrap_or(0.0);
                (known, known, worth)
            }
        };
        if at_price > ROUNDING * pricer.money {
            let found = Scarce {
                path: group[0].address.path.clone(),
                from: pricer.first_binding(group),
                at_price,
                worth_of_5_percent: worth,
            };
            scarce.push(Open {
                found,
                at_most,
                relaxed,
                group,
            });
        }
    }
    scarce.sort_by(|a, b| {
        let by_most = b.at_most.total_cmp(&a.at_most);
        by_most.then_with(|| a.found.path.cmp(&b.found.path))
    });
    let mut best: Option<(f64, FieldPath)> = None;
    for open in &mut scarce {
        if best
            .as_ref()
            .is_some_and(|(worth, _)| *worth >= open.at_most)
        {
            break;
        }
        if open.found.worth_of_5_percent.is_none() {
            open.found.worth_of_5_percent = pricer.worth(open.group, &open.relaxed)?;
        }
        if let Some(worth) = open.found.worth_of_5_percent
            && best.as_ref().is_none_or(|(most, _)| worth > *most)
        {
            best = Some((worth, open.found.path.clone()));
        }
    }
    let mut scarce: Vec<Scarce> = scarce.into_iter().map(|open| open.found).collect();
    let is_best = |it: &Scarce| best.as_ref().is_some_and(|(_, path)| it.path == *path);
    scarce.sort_by(|a, b| {
        let by_price = b.at_price.total_cmp(&a.at_price);
        let order = is_best(b).cmp(&is_best(a)).then(by_price);
        order.then_with(|| a.path.cmp(&b.path))
    });
    Ok(scarce)
}

/// A path of which a little more is worth something.
struct Open<'a> {
    found: Scarce,
    /// The most that 5% more of it can be worth.
    at_most: f64,
    relaxed: Relaxed,
    group: &'a [Limit],
}

impl Pricer<'_> {
    fn first_binding(&self, group: &[Limit]) -> Option<Quarter> {
        let binds = |limit: &&Limit| {
            let mut parts = limit.part_of.iter();
            let priced = parts.any(|&(variable, _)| self.is_priced(variable));
            priced && LimitPrice::binds(self.usage(limit).1, limit.amount)
        };
        group.iter().find(binds)?.address.quarter
    }
}

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
    /// What relaxing it by 5% in all quarters would add at the price of the first bit: the most it can be worth. Of a share of hot
    /// lots, at the price of the first one and of all wafers that the foundry could start. Of what has no such price (a share of
    /// chips, a limit that holds the least shortfall of `service_first`), what it is worth.
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
    let mut scarce: Vec<(Scarce, Relaxed, &[Limit])> = Vec::new();
    for group in limits.chunk_by(|a, b| a.address.path == b.address.path) {
        let relaxed = pricer.relaxed_by_5_percent(group)?;
        let (at_price, worth) = match &relaxed {
            Relaxed::Nothing => continue,
            Relaxed::Moves {
                at_price,
                is_most: true,
                ..
            }
            | Relaxed::AtMost(at_price) => (*at_price, None),
            Relaxed::Moves { .. } | Relaxed::Otherwise => {
                let worth = pricer.worth(group, &relaxed)?;
                (worth.unwrap_or(0.0), worth)
            }
        };
        if at_price > ROUNDING * pricer.money {
            let found = Scarce {
                path: group[0].address.path.clone(),
                from: pricer.first_binding(group),
                at_price,
                worth_of_5_percent: worth,
            };
            scarce.push((found, relaxed, group));
        }
    }
    scarce.sort_by(|(a, ..), (b, ..)| {
        b.at_price
            .total_cmp(&a.at_price)
            .then_with(|| a.path.cmp(&b.path))
    });
    // The optimum is concave in limits: no path is worth more than at its first price.
    let mut best: Option<(f64, usize)> = None;
    for (index, (found, relaxed, group)) in scarce.iter_mut().enumerate() {
        if best.is_some_and(|(worth, _)| worth >= found.at_price) {
            break;
        }
        if found.worth_of_5_percent.is_none() {
            found.worth_of_5_percent = pricer.worth(group, relaxed)?;
        }
        if let Some(worth) = found.worth_of_5_percent
            && best.is_none_or(|(most, _)| worth > most)
        {
            best = Some((worth, index));
        }
    }
    let mut scarce: Vec<Scarce> = scarce.into_iter().map(|(found, ..)| found).collect();
    if let Some((_, index)) = best {
        scarce[..=index].rotate_right(1);
    }
    Ok(scarce)
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

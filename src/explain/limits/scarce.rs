//! Which limits stand in the way, and which of them most: what is worth asking of every case of a sweep.

use super::groups::all_alike;
use super::{LimitPrice, Pricer, ROUNDING, largest_term};
use crate::formulation::{Limit, limits};
use crate::lp::{Direction, Finish, Stuck};
use crate::model::Model;
use crate::outcome::Solved;
use crate::quarter::Quarter;

/// One path of the model file that limits the margin.
#[derive(Clone, Debug, PartialEq)]
pub struct Scarce {
    /// The path, without a quarter.
    pub path: String,
    /// The first quarter in which nothing is left of it and its price is not 0; `None` for a number without quarters.
    pub from: Option<Quarter>,
    /// What 5% more of it in all quarters would add at the price of the first bit: the most it can be worth.
    pub at_price: f64,
    /// What 5% more of it in all quarters adds to the best margin (5% less of a commitment), by re-solve; `None` for
    /// shares, and where another limit is worth more.
    pub worth_of_5_percent: Option<f64>,
}

/// Returns the paths of which a little more is worth something, the one of which 5% more is worth most first, the others
/// by their price.
///
/// The same as the first line of [`super::price_limits`]' ranking, without pricing each quarter.
pub fn scarce_limits(model: &Model, solved: &Solved) -> Result<Vec<Scarce>, Stuck> {
    let pricer = Pricer {
        solved,
        held: solved.held.iter().copied().collect(),
        money: largest_term(solved),
    };
    let limits = limits(model, &solved.lp);
    let mut scarce: Vec<(Scarce, Direction)> = Vec::new();
    for group in limits.chunk_by(|a, b| a.address.path == b.address.path) {
        let mut parts = group.iter().flat_map(|limit| &limit.part_of);
        if parts.any(|(variable, _)| pricer.held.contains(variable)) {
            continue;
        }
        let moves: Vec<_> = group
            .iter()
            .flat_map(|limit| pricer.five_percent(limit))
            .collect();
        let walked = pricer.walked(&moves, true, 1.0)?;
        let slope = walked.map_or(0.0, |(slope, _, _)| slope);
        if slope > ROUNDING * pricer.money {
            let found = Scarce {
                path: group[0].address.path.clone(),
                from: pricer.first_binding(group),
                at_price: slope,
                worth_of_5_percent: None,
            };
            scarce.push((found, Direction::Bounds(moves)));
        }
    }
    scarce.sort_by(|(a, _), (b, _)| {
        b.at_price
            .total_cmp(&a.at_price)
            .then_with(|| a.path.cmp(&b.path))
    });
    // The optimum is concave in limits: no path is worth more than at its first price.
    let mut best: Option<(f64, usize)> = None;
    for (index, (found, direction)) in scarce.iter_mut().enumerate() {
        if best.is_some_and(|(worth, _)| worth >= found.at_price) {
            break;
        }
        let walk = solved.simplex()?.walk(direction, 1.0)?;
        if let (Some(last), Finish::Reached) = (walk.segments.last(), walk.finish) {
            let end = last.objective + last.slope * (1.0 - last.from);
            let worth = end - solved.solution.objective;
            found.worth_of_5_percent = Some(worth);
            if best.is_none_or(|(most, _)| worth > most) {
                best = Some((worth, index));
            }
        }
    }
    let mut scarce: Vec<Scarce> = scarce.into_iter().map(|(found, _)| found).collect();
    if let Some((_, index)) = best {
        scarce[..=index].rotate_right(1);
    }
    Ok(scarce)
}

impl Pricer<'_> {
    /// Returns what relaxing a limit by 5%, its other quarters alike, moves.
    fn five_percent(&self, limit: &Limit) -> Vec<(crate::lp::Variable, f64, f64)> {
        let amount = 0.05 * limit.amount;
        if !limit.share_of.is_empty() {
            // A share moves its row by the sum it applies to, which the plan would change in turn.
            let sum = amount * self.share_sum(limit);
            return limit
                .part_of
                .iter()
                .map(|&(row, _)| (row, 0.0, sum))
                .collect();
        }
        all_alike(limit, true, amount)
    }

    fn first_binding(&self, group: &[Limit]) -> Option<Quarter> {
        let binds = |limit: &&Limit| {
            let priced = limit
                .part_of
                .iter()
                .any(|&(variable, _)| self.dual(variable, limit).abs() > 0.0);
            priced && LimitPrice::binds(self.usage(limit).1, limit.amount)
        };
        group.iter().find(binds)?.address.quarter
    }
}

//! Pairs of limits that are worth something only together.

use super::groups::relaxed;
use super::pricer::{Moves, Pricer};
use super::{LimitPrice, Together};
use crate::formulation::Limit;
use crate::lp::Stuck;

/// How many limits with a loss and no gain are tried in pairs.
const PAIRED: usize = 24;

impl Pricer<'_> {
    /// Finds pairs of limits that each gain nothing and together something.
    pub fn together(
        &self,
        limits: &[Limit],
        priced: &[LimitPrice],
    ) -> Result<Vec<Together>, Stuck> {
        let candidates: Vec<(f64, usize)> = priced
            .iter()
            .enumerate()
            .filter_map(|(index, price)| {
                let (gain, loss) = (price.gain?, price.loss?);
                let limit = &limits[index];
                let alone = gain.per_unit == 0.0 && self.differ(0.0, loss.per_unit, price.limit);
                (alone && limit.share_of.is_empty() && !self.is_held(limit))
                    .then_some((loss.per_unit * price.limit, index))
            })
            .collect();
        self.pairs(limits, candidates)
    }

    /// As [`Self::together`], pricing only limits that bind, and nothing where no limit with a price gains nothing alone: of
    /// two that gain only together one is such a limit, since the prices bound what both gain.
    pub(super) fn together_with_a_price(&self, limits: &[Limit]) -> Result<Vec<Together>, Stuck> {
        let mut binding = Vec::new();
        let mut is_there = false;
        for limit in limits {
            if !limit.share_of.is_empty()
                || self.is_held(limit)
                || !LimitPrice::binds(self.usage(limit).1, limit.amount)
            {
                continue;
            }
            let has_price = self.differ(0.0, self.most_of_one(limit), limit.amount);
            is_there |= has_price && self.gain(limit)?.is_some_and(|gain| gain.per_unit == 0.0);
            binding.push(limit.clone());
        }
        if !is_there {
            return Ok(Vec::new());
        }
        let priced = binding.iter().map(|limit| self.price(limit));
        self.together(&binding, &priced.collect::<Result<Vec<_>, _>>()?)
    }

    /// Returns the pairs among limits that each have a loss and no gain, given with the loss of all that there is of each.
    fn pairs(
        &self,
        limits: &[Limit],
        mut candidates: Vec<(f64, usize)>,
    ) -> Result<Vec<Together>, Stuck> {
        candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        candidates.truncate(PAIRED);
        let mut pairs = Vec::new();
        for (k, &(_, a)) in candidates.iter().enumerate() {
            for &(_, b) in &candidates[k + 1..] {
                let pair = [&limits[a], &limits[b]];
                let gain = |moves: &Moves| -> Result<f64, Stuck> {
                    let walked = self.walked_on_face(moves, true, f64::INFINITY)?;
                    Ok(walked.map_or(0.0, |walked| walked.per_unit))
                };
                let least = pair[0].amount.min(pair[1].amount);
                if self.differ(0.0, gain(&both(pair, [1.0, 1.0]))?, least) {
                    let one_percent = pair.map(|limit| 0.01 * limit.amount);
                    pairs.push(Together {
                        addresses: pair.map(|limit| limit.address.clone()),
                        relaxed_by_raising: pair.map(|limit| limit.relaxed_by_raising),
                        gain_of_one_each: self.one_each(pair)?,
                        gain_per_percent: gain(&both(pair, one_percent))?,
                    });
                }
            }
        }
        pairs.sort_by(|a, b| b.gain_per_percent.total_cmp(&a.gain_per_percent));
        Ok(pairs)
    }

    /// Returns what a whole unit more of both is worth, walked from end to end.
    fn one_each(&self, pair: [&Limit; 2]) -> Result<Option<f64>, Stuck> {
        let has_room = |limit: &&Limit| {
            if limit.relaxed_by_raising {
                limit.switch_above.is_none_or(|at| limit.amount + 1.0 <= at)
            } else {
                let least = limit.switch_below.unwrap_or(0.0);
                limit.amount - 1.0 >= least
            }
        };
        if pair.iter().all(has_room) {
            self.walked_whole(&both(pair, [1.0, 1.0]))
        } else {
            Ok(None)
        }
    }
}

fn both(pair: [&Limit; 2], amounts: [f64; 2]) -> Moves {
    let mut moves = relaxed(pair[0], amounts[0]);
    moves.extend(relaxed(pair[1], amounts[1]));
    moves
}

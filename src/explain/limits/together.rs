//! Pairs of limits that are worth something only together.

use std::ops::Range;

use super::groups::relaxed;
use super::pricer::{Moves, Pricer, ROUNDING};
use super::{LimitPrice, Together};
use crate::formulation::Limit;
use crate::lp::{Direction, Stuck};

/// How many limits with a loss and no gain are tried in pairs.
const PAIRED: usize = 24;
/// Many limits are relaxed together by this share of each: numbers of different units move the plan about as much.
const OF_ALL: f64 = 0.01;

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

    /// As [`Self::together`], pricing only limits that bind and gain nothing alone, and nothing where none of these has a price: of
    /// two that gain only together one is such a limit, since the prices bound what both gain.
    pub(super) fn together_with_a_price(&self, limits: &[Limit]) -> Result<Vec<Together>, Stuck> {
        let is_one = |limit: &&Limit| {
            // What is 0 cannot be both relaxed and tightened.
            limit.share_of.is_empty()
                && limit.amount > 0.0
                && !self.is_held(limit)
                && LimitPrice::binds(self.usage(limit).1, limit.amount)
        };
        let has_price = |limit: &&Limit| self.differ(0.0, self.most_of_one(limit), limit.amount);
        let binding = limits.iter().filter(is_one);
        let (with_price, without): (Vec<&Limit>, Vec<&Limit>) = binding.partition(has_price);
        let mut alone = self.gaining_nothing(with_price)?;
        if alone.is_empty() {
            return Ok(Vec::new());
        }
        alone.extend(self.gaining_nothing(without)?);
        if !self.may_gain(&alone)? {
            return Ok(Vec::new());
        }
        // In the order of addresses, as the whole has them.
        alone.sort_by(|a, b| a.address.cmp(&b.address));
        let alone: Vec<Limit> = alone.into_iter().cloned().collect();
        let priced = alone.iter().map(|limit| self.price(limit));
        self.together(&alone, &priced.collect::<Result<Vec<_>, _>>()?)
    }

    /// Returns those of some limits of which a little more is worth nothing.
    fn gaining_nothing<'l>(&self, limits: Vec<&'l Limit>) -> Result<Vec<&'l Limit>, Stuck> {
        let mut nothing = Vec::new();
        for limit in limits {
            let moves = self.on_face(&relaxed(limit, 1.0)).unwrap_or_default();
            let gain = self.walks()?.derivative(&Direction::Bounds(moves))?;
            if gain.is_some_and(|gain| !self.differ(0.0, gain, limit.amount)) {
                nothing.push(limit);
            }
        }
        Ok(nothing)
    }

    /// Returns whether some of these limits, none of which gains anything alone, may gain something together. No pair of them does
    /// where all do not: the optimum is concave, so that relaxed together they gain no less than in parts.
    fn may_gain(&self, limits: &[&Limit]) -> Result<bool, Stuck> {
        let moves: Moves = limits
            .iter()
            .flat_map(|limit| relaxed(limit, OF_ALL * limit.amount))
            .collect();
        let Some(moves) = self.on_face(&moves) else {
            return Ok(true);
        };
        let least = limits.iter().map(|limit| limit.amount).fold(1.0, f64::min);
        match self.walks()?.derivative(&Direction::Bounds(moves)) {
            Ok(Some(gain)) => Ok(gain > OF_ALL * least * ROUNDING * self.money),
            // Parts of them may be easier to walk along.
            Ok(None) | Err(Stuck::NoProgress(_)) => Ok(true),
            Err(stuck) => Err(stuck),
        }
    }

    /// Returns the pairs among limits that each have a loss and no gain, given with the loss of all that there is of each.
    fn pairs(
        &self,
        limits: &[Limit],
        mut candidates: Vec<(f64, usize)>,
    ) -> Result<Vec<Together>, Stuck> {
        candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        candidates.truncate(PAIRED);
        let candidates: Vec<&Limit> = candidates.iter().map(|&(_, it)| &limits[it]).collect();
        let mut may_gain = Vec::new();
        self.pairs_within(&candidates, 0..candidates.len(), &mut may_gain)?;
        may_gain.sort_unstable();
        let mut pairs = Vec::new();
        for (a, b) in may_gain {
            let pair = [candidates[a], candidates[b]];
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
        pairs.sort_by(|a, b| b.gain_per_percent.total_cmp(&a.gain_per_percent));
        Ok(pairs)
    }

    /// Adds the pairs of some candidates that may gain something together: all, halved until no part of them does.
    fn pairs_within(
        &self,
        candidates: &[&Limit],
        of: Range<usize>,
        found: &mut Vec<(usize, usize)>,
    ) -> Result<(), Stuck> {
        if of.len() < 2 || !self.may_gain(&candidates[of.clone()])? {
            return Ok(());
        }
        let middle = of.start.midpoint(of.end);
        self.pairs_within(candidates, of.start..middle, found)?;
        self.pairs_within(candidates, middle..of.end, found)?;
        self.pairs_across(candidates, (of.start..middle, middle..of.end), found)
    }

    /// Adds the pairs of one candidate of each of two parts that may gain something together.
    fn pairs_across(
        &self,
        candidates: &[&Limit],
        (some, others): (Range<usize>, Range<usize>),
        found: &mut Vec<(usize, usize)>,
    ) -> Result<(), Stuck> {
        let both = [&candidates[some.clone()], &candidates[others.clone()]].concat();
        if !self.may_gain(&both)? {
            return Ok(());
        }
        if some.len() == 1 && others.len() == 1 {
            found.push((some.start, others.start));
        } else if some.len() >= others.len() {
            let middle = some.start.midpoint(some.end);
            self.pairs_across(candidates, (some.start..middle, others.clone()), found)?;
            self.pairs_across(candidates, (middle..some.end, others), found)?;
        } else {
            let middle = others.start.midpoint(others.end);
            self.pairs_across(candidates, (some.clone(), others.start..middle), found)?;
            self.pairs_across(candidates, (some, middle..others.end), found)?;
        }
        Ok(())
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

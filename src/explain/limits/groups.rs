//! Limits in company: pairs that are worth something only together, paths over the quarters, and their rank.

use super::{LimitGroup, LimitPrice, Price, Pricer, ROUNDING, Together, scaled};
use crate::formulation::Limit;
use crate::lp::{Direction, Finish, Stuck, Variable};

/// How many paths are ranked by re-solve.
const RANKED: usize = 12;
/// How many limits with a loss and no gain are tried in pairs.
const PAIRED: usize = 24;

impl Pricer<'_> {
    /// Finds pairs of limits that each gain nothing and together something.
    pub(super) fn together(
        &self,
        limits: &[Limit],
        priced: &[LimitPrice],
    ) -> Result<Vec<Together>, Stuck> {
        let mut candidates: Vec<(f64, usize)> = priced
            .iter()
            .enumerate()
            .filter_map(|(index, price)| {
                let (gain, loss) = (price.gain?, price.loss?);
                let alone = gain.per_unit == 0.0 && self.differ(0.0, loss.per_unit, price.limit);
                (alone && limits[index].share_of.is_empty())
                    .then_some((loss.per_unit * price.limit, index))
            })
            .collect();
        candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        candidates.truncate(PAIRED);
        let mut pairs = Vec::new();
        for (k, &(_, a)) in candidates.iter().enumerate() {
            for &(_, b) in &candidates[k + 1..] {
                let gain = |one: f64, other: f64| -> Result<f64, Stuck> {
                    let mut moves = relaxed(&limits[a], one);
                    moves.extend(relaxed(&limits[b], other));
                    let walked = self.walked(&moves, true, f64::INFINITY)?;
                    Ok(walked.map_or(0.0, |(per_unit, _, _)| per_unit))
                };
                let gain_of_one_each = gain(1.0, 1.0)?;
                if self.differ(
                    0.0,
                    gain_of_one_each,
                    limits[a].amount.min(limits[b].amount),
                ) {
                    pairs.push(Together {
                        addresses: [limits[a].address.clone(), limits[b].address.clone()],
                        gain_of_one_each,
                        gain_per_percent: gain(0.01 * limits[a].amount, 0.01 * limits[b].amount)?,
                    });
                }
            }
        }
        pairs.sort_by(|a, b| b.gain_per_percent.total_cmp(&a.gain_per_percent));
        Ok(pairs)
    }

    pub(super) fn groups(
        &self,
        limits: &[Limit],
        priced: Vec<LimitPrice>,
    ) -> Result<Vec<LimitGroup>, Stuck> {
        let mut groups: Vec<LimitGroup> = Vec::new();
        let mut of_group: Vec<&Limit> = Vec::new();
        let mut rest = limits.iter().zip(priced).peekable();
        while let Some((limit, price)) = rest.next() {
            of_group.push(limit);
            let path = limit.address.path.clone();
            match groups.last_mut().filter(|group| group.path == path) {
                Some(group) => group.quarters.push(price),
                None => groups.push(LimitGroup {
                    path: path.clone(),
                    worth_of_5_percent: None,
                    gain: price.gain,
                    loss: price.loss,
                    imputed: 0.0,
                    quarters: vec![price],
                }),
            }
            if rest
                .peek()
                .is_none_or(|(next, _)| next.address.path != path)
                && let Some(group) = groups.last_mut()
            {
                group.imputed = group.quarters.iter().map(|price| price.imputed).sum();
                if of_group.len() > 1 {
                    group.gain = self.group_side(&of_group, &group.quarters, true)?;
                    group.loss = self.group_side(&of_group, &group.quarters, false)?;
                }
                of_group.clear();
            }
        }
        Ok(groups)
    }

    /// Returns the price of moving every quarter of a path by one unit. How far it holds is not said: the quarters'
    /// amounts differ.
    fn group_side(
        &self,
        limits: &[&Limit],
        quarters: &[LimitPrice],
        relax: bool,
    ) -> Result<Option<Price>, Stuck> {
        let is_priced = |price: &LimitPrice| price.gain.is_some() || price.loss.is_some();
        if limits.iter().any(|limit| !limit.share_of.is_empty()) || !quarters.iter().all(is_priced)
        {
            return Ok(None);
        }
        let moves: Vec<_> = limits
            .iter()
            .flat_map(|limit| all_alike(limit, relax, 1.0))
            .collect();
        let walked = self.walked(&moves, relax, f64::INFINITY)?;
        Ok(walked.map(|(per_unit, _, then_no_plan)| Price {
            per_unit,
            until: None,
            then_no_plan,
        }))
    }

    /// Ranks paths by what 5% is worth. The optimum is concave in limits, so 5% times the first slope is the most it
    /// can be worth: paths are walked in that order until no other can come before the last ranked one.
    pub(super) fn rank(&self, limits: &[Limit], groups: &mut [LimitGroup]) -> Result<(), Stuck> {
        let mut bounds: Vec<(f64, usize)> = Vec::new();
        let mut moves_of = Vec::with_capacity(groups.len());
        for (index, group) in groups.iter().enumerate() {
            let first = limits.partition_point(|limit| limit.address.path < group.path);
            let of_group = &limits[first..first + group.quarters.len()];
            let is_plain = of_group.iter().all(|limit| limit.share_of.is_empty())
                && group.quarters.iter().all(|price| price.gain.is_some());
            let moves: Vec<_> = of_group
                .iter()
                .flat_map(|limit| all_alike(limit, true, 0.05 * limit.amount))
                .collect();
            let slope = if is_plain {
                self.walked(&moves, true, 1.0)?
                    .map_or(0.0, |walked| walked.0)
            } else {
                0.0
            };
            if slope > ROUNDING * self.money {
                bounds.push((slope, index));
            }
            moves_of.push(moves);
        }
        bounds.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut worths: Vec<f64> = Vec::new();
        for (bound, index) in bounds {
            worths.sort_by(|a, b| b.total_cmp(a));
            if worths.get(RANKED - 1).is_some_and(|&last| last >= bound) {
                break;
            }
            let direction = Direction::Bounds(moves_of[index].clone());
            let walk = self.solved.simplex()?.walk(&direction, 1.0)?;
            if let (Some(last), Finish::Reached) = (walk.segments.last(), walk.finish) {
                let end = last.objective + last.slope * (1.0 - last.from);
                let worth = end - self.solved.solution.objective;
                groups[index].worth_of_5_percent = Some(worth);
                worths.push(worth);
            }
        }
        groups.sort_by(|a, b| {
            let worth = |group: &LimitGroup| group.worth_of_5_percent.unwrap_or(0.0);
            worth(b)
                .total_cmp(&worth(a))
                .then_with(|| a.path.cmp(&b.path))
        });
        Ok(())
    }
}

/// Returns what relaxing a limit by `amount` moves.
fn relaxed(limit: &Limit, amount: f64) -> Vec<(Variable, f64, f64)> {
    if limit.relaxed_by_raising {
        scaled(&limit.raise, amount)
    } else {
        scaled(&limit.lower, -amount)
    }
}

/// Returns what one quarter moves when all quarters of its path are relaxed (or tightened) alike.
pub(super) fn all_alike(limit: &Limit, relax: bool, amount: f64) -> Vec<(Variable, f64, f64)> {
    if relax == limit.relaxed_by_raising {
        scaled(&limit.raise_all, amount)
    } else {
        scaled(&limit.lower_all, -amount)
    }
}

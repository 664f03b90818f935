//! Paths over the quarters: what moving all of them together is worth.

use super::pricer::{Moves, Pricer, scaled};
use super::{GroupPrice, LimitGroup, LimitPrice, Price};
use crate::formulation::Limit;
use crate::lp::Stuck;

impl Pricer<'_> {
    pub fn groups(
        &self,
        limits: &[Limit],
        priced: Vec<LimitPrice>,
    ) -> Result<Vec<LimitGroup>, Stuck> {
        let mut groups = Vec::new();
        let mut priced = priced.into_iter();
        for of_group in limits.chunk_by(|a, b| a.address.path == b.address.path) {
            let quarters: Vec<LimitPrice> = priced.by_ref().take(of_group.len()).collect();
            let (gain, loss) = match (of_group, &quarters[..]) {
                ([limit], [alone]) => (
                    alone.gain.map(|price| of_one(limit, price)),
                    alone.loss.map(|price| of_one(limit, price)),
                ),
                _ => (
                    self.group_side(of_group, true)?,
                    self.group_side(of_group, false)?,
                ),
            };
            groups.push(LimitGroup {
                path: of_group[0].address.path.clone(),
                worth_of_5_percent: None,
                one_more: None,
                gain,
                loss,
                imputed: quarters.iter().map(|price| price.imputed).sum(),
                quarters,
            });
        }
        Ok(groups)
    }

    /// Returns the price of moving every quarter of a path by one unit, and how far: none of them goes below 0 or past
    /// where another number takes over.
    ///
    /// Shares of several quarters have none: the sums that they apply to change together, at no single rate.
    fn group_side(&self, limits: &[Limit], relax: bool) -> Result<Option<GroupPrice>, Stuck> {
        if limits.iter().any(|limit| !limit.share_of.is_empty()) {
            return Ok(None);
        }
        let up = |limit: &Limit| relax == limit.relaxed_by_raising;
        let most = limits
            .iter()
            .map(|limit| {
                let switch = if up(limit) {
                    limit.switch_all_above
                } else {
                    limit.switch_all_below
                };
                let floor = if up(limit) {
                    f64::INFINITY
                } else {
                    limit.amount
                };
                switch.map_or(floor, |at| floor.min((at - limit.amount).abs()))
            })
            .fold(f64::INFINITY, f64::min);
        if most == 0.0 {
            return Ok(None);
        }
        let moves: Moves = limits
            .iter()
            .flat_map(|limit| all_alike(limit, relax, 1.0))
            .collect();
        let walked = self.walked_on_face(&moves, relax, most)?;
        let same = |limit: &Limit| limit.amount == limits[0].amount;
        let amount = limits.iter().all(same).then_some(limits[0].amount);
        Ok(walked.map(|walked| {
            let sign = if up(&limits[0]) { 1.0 } else { -1.0 };
            let price = self.reported(walked, |length| length);
            GroupPrice {
                per_unit: price.per_unit,
                for_units: price.until,
                until: amount
                    .zip(price.until)
                    .map(|(amount, length)| amount + sign * length),
                then_no_plan: price.then_no_plan,
                then_not_same_shortfall: price.then_not_same_shortfall,
            }
        }))
    }
}

/// Returns the price of a path that limits in one quarter only.
fn of_one(limit: &Limit, price: Price) -> GroupPrice {
    GroupPrice {
        per_unit: price.per_unit,
        for_units: price.until.map(|until| (until - limit.amount).abs()),
        until: price.until,
        then_no_plan: price.then_no_plan,
        then_not_same_shortfall: price.then_not_same_shortfall,
    }
}

/// Returns what relaxing a limit by `amount` moves.
pub(super) fn relaxed(limit: &Limit, amount: f64) -> Moves {
    if limit.relaxed_by_raising {
        scaled(&limit.raise, amount)
    } else {
        scaled(&limit.lower, -amount)
    }
}

/// Returns what one quarter moves when all quarters of its path are relaxed (or tightened) alike.
pub(super) fn all_alike(limit: &Limit, relax: bool, amount: f64) -> Moves {
    if relax == limit.relaxed_by_raising {
        scaled(&limit.raise_all, amount)
    } else {
        scaled(&limit.lower_all, -amount)
    }
}

//! The two prices of a limit by a share, and the most that more of it can be worth.

use super::pricer::{Moves, Pricer, ROUNDING};
use super::rank::{Relaxed, factor};
use super::{Missing, Price};
use crate::formulation::{Limit, most_shared};
use crate::lp::{ColumnId, Direction, Stuck};

impl Pricer<'_> {
    /// Returns whether relaxing shares can be worth something: a row without a price proves the same optimum whatever its
    /// coefficients are.
    pub(super) fn has_priced_share(&self, group: &[Limit]) -> bool {
        group.iter().any(|limit| self.is_priced_share(limit))
    }

    fn is_priced_share(&self, limit: &Limit) -> bool {
        let mut rows = limit.part_of.iter();
        rows.any(|&(row, _)| self.is_priced(row))
    }

    /// Returns moves of the rows of a path of shares that allow at least all that relaxing the shares by 5% allows: as much more as
    /// that is of the greatest sum that a share can apply to. `None` where nothing says how great that is.
    pub(super) fn no_less_than_shares(&self, group: &[Limit]) -> Option<Moves> {
        let sums = most_shared(&self.program, group)?;
        Some(moved_by(group, &sums))
    }

    /// As [`Self::relaxed_by_5_percent`] for shares that have a price and do not hold the least shortfall.
    pub(super) fn shares_relaxed(&self, group: &[Limit]) -> Result<Relaxed, Stuck> {
        let Some(most) = self.no_less_than_shares(group) else {
            return Ok(Relaxed::Otherwise);
        };
        let sums: Vec<f64> = group.iter().map(|limit| self.share_sum(limit)).collect();
        let rise = |moves: &Moves| -> Result<Option<f64>, Stuck> {
            Ok(self.walked(moves, true, 1.0)?.map(|walked| walked.per_unit))
        };
        let (Some(at_most), Some(at_price)) = (rise(&most)?, rise(&moved_by(group, &sums))?) else {
            return Ok(Relaxed::Otherwise);
        };
        let nothing = ROUNDING * self.money;
        Ok(if at_most <= nothing {
            Relaxed::Nothing
        } else if at_price <= nothing {
            // A share of what is not done now may be worth nothing, however much more it could apply to.
            Relaxed::Otherwise
        } else {
            Relaxed::Shares { at_price, at_most }
        })
    }

    /// Returns the sum that a share applies to, in the plan; 0 where that is less than anything that is counted.
    pub(crate) fn share_sum(&self, limit: &Limit) -> f64 {
        limit.shared(&self.solved.solution.x)
    }

    /// A share moves its row by the sum it applies to, and that sum may differ between equally good plans: the gain
    /// takes the least dual and the greatest sum, the loss the greatest dual and the least sum.
    ///
    /// A share that holds the least shortfall has no price: it changes the first stage's own prices.
    pub(crate) fn share_side(
        &self,
        limit: &Limit,
        relax: bool,
    ) -> Result<Result<Price, Missing>, Stuck> {
        let price = |per_unit| {
            Ok(Ok(Price {
                per_unit,
                until: None,
                then_no_plan: false,
                then_not_same_shortfall: false,
            }))
        };
        if limit.amount == if relax { 1.0 } else { 0.0 } {
            return Ok(Err(Missing::AtItsEnd));
        }
        if self.is_held(limit) {
            return Ok(Err(Missing::NotComputed));
        }
        let Some(&(row, _)) = limit.part_of.first() else {
            return price(0.0);
        };
        let rate = if relax { 1.0 } else { -1.0 };
        let Some(walked) = self.walked(&[(row, 0.0, rate)], relax, f64::INFINITY)? else {
            // Tightened, there is no plan, unless the share applies to nothing.
            return if self.share_sum(limit) > 0.0 {
                Ok(Err(self.none_at_once(false)))
            } else {
                price(0.0)
            };
        };
        if walked.per_unit == 0.0 {
            return price(0.0);
        }
        let costs: Vec<(ColumnId, f64)> = limit
            .share_of
            .iter()
            .map(|&(column, weight)| (column, weight * rate))
            .collect();
        let walk = self
            .walks()?
            .first_segment(&Direction::Costs(costs), f64::INFINITY)?;
        let sum = walk
            .segments
            .first()
            .map_or_else(|| self.share_sum(limit), |segment| segment.slope * rate);
        price(walked.per_unit * sum)
    }
}

/// Returns how relaxing shares by 5% moves their rows where they apply to these sums.
fn moved_by(group: &[Limit], sums: &[f64]) -> Moves {
    let moves = |(limit, sum): (&Limit, &f64)| {
        let more = share_after(limit.amount, factor(true)) - limit.amount;
        let row = limit.part_of.first();
        row.map(|&(row, _)| (row, 0.0, more * sum))
    };
    group.iter().zip(sums).filter_map(moves).collect()
}

/// Returns whether a path is one of shares.
pub(super) fn is_of_shares(group: &[Limit]) -> bool {
    group.iter().any(|limit| !limit.share_of.is_empty())
}

/// Returns a share times a factor: no share is more than the whole.
pub(super) fn share_after(share: f64, factor: f64) -> f64 {
    (share * factor).min(1.0)
}

//! The two prices of a limit by a share.

use super::pricer::Pricer;
use super::{Missing, Price};
use crate::formulation::Limit;
use crate::lp::{ColumnId, Direction, Stuck};

impl Pricer<'_> {
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
        let walk = self.solved.simplex()?.first_segment_in(
            &mut self.walks(),
            &Direction::Costs(costs),
            f64::INFINITY,
        )?;
        let sum = walk
            .segments
            .first()
            .map_or_else(|| self.share_sum(limit), |segment| segment.slope * rate);
        price(walked.per_unit * sum)
    }
}

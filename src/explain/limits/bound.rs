//! What the prices of an optimum say without a walk: the most that a change can be worth, and whether other prices prove it too.

use super::Price;
use super::groups::relaxed;
use super::pricer::{Moves, Pricer, scaled};
use crate::formulation::Limit;
use crate::lp::{Direction, Stuck, Variable};

/// The rates of all limits moved together are sums of many prices: they are the same to this share of the largest term.
const SAME_RATE: f64 = 1e-8;

impl Pricer<'_> {
    /// Returns the most that the margin can rise along moves: as much as at the prices of the optimum, whichever prove it, since
    /// the optimum is concave. Not where the moves change the least shortfall of `service_first`.
    pub fn most_along(&self, moves: &[(Variable, f64, f64)]) -> f64 {
        self.prices.most_along(moves)
    }

    /// Returns the most that one unit more of a limit can be worth at first, without a walk; infinite where only that tells.
    pub fn most_of_one(&self, limit: &Limit) -> f64 {
        if !limit.share_of.is_empty() || self.is_held(limit) {
            return f64::INFINITY;
        }
        self.most_along(&relaxed(limit, 1.0))
    }

    /// Returns the least that one unit less of a limit can cost at first, without a walk: no less than at the prices of the
    /// optimum. 0 where it cannot be tightened, and where only a walk tells.
    pub fn least_loss(&self, limit: &Limit) -> f64 {
        if !limit.share_of.is_empty() || self.is_held(limit) || limit.amount == 0.0 {
            return 0.0;
        }
        let tightened = if limit.relaxed_by_raising {
            scaled(&limit.lower, -1.0)
        } else {
            scaled(&limit.raise, 1.0)
        };
        (-self.most_along(&tightened)).max(0.0)
    }

    /// Returns the price of relaxing a limit a little.
    pub fn gain(&self, limit: &Limit) -> Result<Option<Price>, Stuck> {
        Ok(self.side(limit, true)?.ok())
    }

    /// Returns whether no other prices prove the same optimum, by the rates along one direction that moves every limit by a
    /// different share of itself, and along its opposite: the least and the most of what any optimal prices make of it. That two
    /// sets of prices agree on such a direction would be a coincidence.
    pub fn prices_are_unique(&self, limits: &[Limit]) -> Result<bool, Stuck> {
        let moves = |relax: bool| -> Moves {
            let open = limits.iter().enumerate();
            let open = open.filter(|(_, limit)| limit.share_of.is_empty() && limit.amount > 0.0);
            open.flat_map(|(index, limit)| {
                let amount = unrelated(index) * limit.amount;
                let up = relax == limit.relaxed_by_raising;
                if up {
                    scaled(&limit.raise, amount)
                } else {
                    scaled(&limit.lower, -amount)
                }
            })
            .collect()
        };
        let rate = |relax: bool| -> Result<Option<f64>, Stuck> {
            let Some(moves) = self.on_face(&moves(relax)) else {
                return Ok(None);
            };
            self.walks()?.derivative(&Direction::Bounds(moves))
        };
        Ok(match (rate(true)?, rate(false)?) {
            (Some(gain), Some(loss)) => (gain + loss).abs() <= SAME_RATE * self.money,
            _ => false,
        })
    }
}

/// Returns a number between 0.005 and 0.01 for each limit, unrelated to its neighbors'.
fn unrelated(index: usize) -> f64 {
    let mixed = (index as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
    0.005 * (1.0 + mixed as f64 / f64::from(1 << 24))
}

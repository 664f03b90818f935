//! What each limit is worth: one more (gain), one fewer (loss), and up to where.
//!
//! Source of the method: the one-sided derivatives of the optimum in a right-hand side are its least and greatest
//! optimal dual (Gal, *Postoptimal Analyses*, 1979; Aucamp and Steinberg 1982). They are found by walking from the
//! optimal basis until the optimum moves, so they are exact at degenerate optima too.

mod groups;
mod scarce;

pub use scarce::{Scarce, scarce_limits};

use schemars::JsonSchema;
use serde::Serialize;

use crate::address::Address;
use crate::formulation::{Limit, Move, limits};
use crate::lp::{Certificate, ColumnId, Direction, Finish, Stuck, Variable};
use crate::model::Model;
use crate::outcome::Solved;

/// The price of a limit on one side, and how far it holds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Price {
    /// Money of present value per unit.
    pub per_unit: f64,
    /// The amount of the limit up to which it holds; null if without end, or if the limit is a share (whose price
    /// holds for a small change only).
    pub until: Option<f64>,
    /// Beyond `until` there is no plan.
    pub then_no_plan: bool,
}

/// A limit in one quarter with its two prices.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct LimitPrice {
    /// Which number of the model.
    pub address: Address,
    /// What it is.
    pub limit: f64,
    /// How much of it is used; the limit itself where the number is given rather than used (orders, receipts).
    pub used: f64,
    /// What is left of it.
    pub slack: f64,
    /// Nothing is left.
    pub binding: bool,
    /// Relaxed by raising it; otherwise by lowering it.
    pub relaxed_by_raising: bool,
    /// How much the best margin rises per unit if it is relaxed a little; null where it cannot be (a number at 0 that
    /// relaxes downward), where there is then no plan, or where it holds the least shortfall under `service_first`.
    pub gain: Option<Price>,
    /// How much the best margin falls per unit if it is tightened a little; null as for `gain`.
    pub loss: Option<Price>,
    /// Its part of the objective: price times limit. Over all limits these sum to the objective.
    pub imputed: f64,
}

impl LimitPrice {
    /// Returns whether nothing is left of a limit of this amount.
    fn binds(slack: f64, amount: f64) -> bool {
        slack <= 1e-9 * amount.abs().max(1.0)
    }
}

/// One path of the model file over the quarters.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct LimitGroup {
    /// The path, without a quarter.
    pub path: String,
    /// What 5% more of it in all quarters adds to the best margin (5% less of a commitment), by re-solve; null where
    /// it is 0, or not among the most valuable.
    pub worth_of_5_percent: Option<f64>,
    /// Gain when every quarter is relaxed by one unit; null where [`LimitPrice::gain`] would be.
    pub gain: Option<Price>,
    /// Loss when every quarter is tightened by one unit.
    pub loss: Option<Price>,
    /// Its part of the objective, all quarters.
    pub imputed: f64,
    /// The quarters.
    pub quarters: Vec<LimitPrice>,
}

/// Two limits that gain nothing alone and something together.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Together {
    /// The two.
    pub addresses: [Address; 2],
    /// Money of present value if each is relaxed by one unit.
    pub gain_of_one_each: f64,
    /// Money of present value per 1% that both are relaxed by, for a small change.
    pub gain_per_percent: f64,
}

/// The limits of a solved model, priced.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PricedLimits {
    /// By path, those worth most first.
    pub groups: Vec<LimitGroup>,
    /// Pairs that are worth something only together.
    pub together: Vec<Together>,
    /// No two sets of prices prove the same optimum: every gain equals its loss.
    pub prices_are_unique: bool,
}

/// Prices below this share of the largest term of the objective per unit are rounding.
const ROUNDING: f64 = 1e-9;

/// Returns every limit with its gain, loss and ranges, grouped by path and ranked by what 5% more is worth.
pub fn price_limits(model: &Model, solved: &Solved) -> Result<PricedLimits, Stuck> {
    let pricer = Pricer {
        solved,
        held: solved.held.iter().copied().collect(),
        money: largest_term(solved),
    };
    let limits = limits(model, &solved.lp);
    let priced = limits
        .iter()
        .map(|limit| pricer.price(limit))
        .collect::<Result<Vec<_>, _>>()?;
    let together = pricer.together(&limits, &priced)?;
    let prices_are_unique = priced.iter().all(|price| match (price.gain, price.loss) {
        (Some(gain), Some(loss)) => !pricer.differ(gain.per_unit, loss.per_unit, price.limit),
        _ => true,
    });
    let mut groups = pricer.groups(&limits, priced)?;
    pricer.rank(&limits, &mut groups)?;
    Ok(PricedLimits {
        groups,
        together,
        prices_are_unique,
    })
}

fn largest_term(solved: &Solved) -> f64 {
    solved
        .lp
        .columns()
        .iter()
        .zip(&solved.solution.x)
        .map(|(column, x)| (column.cost * x).abs())
        .fold(0.0, f64::max)
}

struct Pricer<'a> {
    solved: &'a Solved,
    held: std::collections::BTreeSet<Variable>,
    money: f64,
}

/// Returns moves as a direction, each times `rate`.
fn scaled(moves: &[Move], rate: f64) -> Vec<(Variable, f64, f64)> {
    moves
        .iter()
        .map(|m| (m.variable, m.lower * rate, m.upper * rate))
        .collect()
}

impl Pricer<'_> {
    /// Whether two prices of a limit of this size differ by more than rounding of the objective.
    fn differ(&self, a: f64, b: f64, amount: f64) -> bool {
        (a - b).abs() * amount.abs().max(1.0) > ROUNDING * self.money
            && (a - b).abs() > 1e-7 * a.abs().max(b.abs())
    }

    fn price(&self, limit: &Limit) -> Result<LimitPrice, Stuck> {
        let (used, slack) = self.usage(limit);
        let imputed = limit
            .part_of
            .iter()
            .map(|&(variable, amount)| self.dual(variable, limit) * amount)
            .sum();
        Ok(LimitPrice {
            address: limit.address.clone(),
            limit: limit.amount,
            used,
            slack,
            binding: LimitPrice::binds(slack, limit.amount),
            relaxed_by_raising: limit.relaxed_by_raising,
            gain: self.side(limit, true)?,
            loss: self.side(limit, false)?,
            imputed,
        })
    }

    /// Returns the price of the end that a number is part of; 0 for the other end.
    fn dual(&self, variable: Variable, limit: &Limit) -> f64 {
        let solution = &self.solved.solution;
        match variable {
            Variable::Row(row) => solution.dual[row.0],
            // A column at 0 has a price of its own that no number of the model sets.
            Variable::Column(column) if limit.share_of.is_empty() => {
                solution.reduced_cost[column.0].max(0.0)
            }
            Variable::Column(_) => 0.0,
        }
    }

    /// Returns how much of a limit is used and what is left of it, by the first range it is part of.
    fn usage(&self, limit: &Limit) -> (f64, f64) {
        let Some(&(variable, _)) = limit.part_of.first() else {
            return (0.0, 0.0);
        };
        let (value, lower, upper) = self.range(variable);
        if !limit.share_of.is_empty() {
            let sum = self.share_sum(limit);
            let used = if sum > 0.0 {
                limit.amount + (value - upper) / sum
            } else {
                0.0
            };
            return (used, limit.amount - used);
        }
        if lower == upper {
            return (limit.amount, 0.0);
        }
        let slack = if upper.is_finite() && limit.relaxed_by_raising {
            upper - value
        } else if lower.is_finite() {
            value - lower
        } else {
            upper - value
        };
        let slack = if slack.abs() <= 1e-9 * limit.amount.abs().max(1.0) {
            0.0
        } else {
            slack
        };
        let used = if limit.relaxed_by_raising {
            limit.amount - slack
        } else {
            limit.amount + slack
        };
        (used, slack)
    }

    fn range(&self, variable: Variable) -> (f64, f64, f64) {
        let (lp, solution) = (&self.solved.lp, &self.solved.solution);
        match variable {
            Variable::Row(row) => {
                let data = &lp.rows()[row.0];
                (solution.activity[row.0], data.lower, data.upper)
            }
            Variable::Column(column) => {
                let data = &lp.columns()[column.0];
                (solution.x[column.0], data.lower, data.upper)
            }
        }
    }

    fn share_sum(&self, limit: &Limit) -> f64 {
        let x = &self.solved.solution.x;
        limit
            .share_of
            .iter()
            .map(|&(c, weight)| weight * x[c.0])
            .sum()
    }

    /// Returns the price of relaxing a little (`relax`) or of tightening a little.
    fn side(&self, limit: &Limit, relax: bool) -> Result<Option<Price>, Stuck> {
        let variables = || limit.part_of.iter().map(|&(variable, _)| variable);
        if variables().any(|variable| self.held.contains(&variable)) {
            return Ok(None);
        }
        if !limit.share_of.is_empty() {
            return self.share_side(limit, relax).map(Some);
        }
        let up = relax == limit.relaxed_by_raising;
        let (moves, switch) = if up {
            (scaled(&limit.raise, 1.0), limit.switch_above)
        } else {
            (scaled(&limit.lower, -1.0), limit.switch_below)
        };
        // No number goes below 0, and none past where another takes over.
        let floor = if up { f64::INFINITY } else { limit.amount };
        if floor == 0.0 {
            return Ok(None);
        }
        let most = switch.map_or(floor, |at| floor.min((at - limit.amount).abs()));
        self.walked(&moves, relax, most).map(|price| {
            price.map(|(per_unit, length, then_no_plan)| Price {
                per_unit,
                until: length.map(|length| limit.amount + if up { length } else { -length }),
                then_no_plan,
            })
        })
    }

    /// Returns the price along moves, how far it holds (`None`: without end), and whether there is no plan beyond;
    /// `None` where there is no plan at once.
    fn walked(
        &self,
        moves: &[(Variable, f64, f64)],
        relax: bool,
        most: f64,
    ) -> Result<Option<(f64, Option<f64>, bool)>, Stuck> {
        if moves.is_empty() {
            return Ok(Some((0.0, most.is_finite().then_some(most), false)));
        }
        let direction = Direction::Bounds(moves.to_vec());
        let walk = self.solved.simplex()?.first_segment(&direction, most)?;
        let Some(segment) = walk.segments.first() else {
            return Ok(None);
        };
        let slope = if relax { segment.slope } else { -segment.slope };
        let ends = walk.finish == Finish::Infeasible && segment.to < most;
        let to = segment.to.is_finite().then_some(segment.to);
        Ok(Some((self.clean(slope), to, ends)))
    }

    /// Takes rounding for 0.
    fn clean(&self, slope: f64) -> f64 {
        let unit = self.money * Certificate::GAP * 1e-4;
        if slope.abs() <= unit * 1e-6 {
            0.0
        } else {
            slope
        }
    }

    /// A share moves its row by the sum it applies to, and that sum may differ between equally good plans: the gain
    /// takes the least dual and the greatest sum, the loss the greatest dual and the least sum.
    fn share_side(&self, limit: &Limit, relax: bool) -> Result<Price, Stuck> {
        let price = |per_unit| Price {
            per_unit,
            until: None,
            then_no_plan: false,
        };
        let Some(&(row, _)) = limit.part_of.first() else {
            return Ok(price(0.0));
        };
        let rate = if relax { 1.0 } else { -1.0 };
        let walked = self.walked(&[(row, 0.0, rate)], relax, f64::INFINITY)?;
        let dual = walked.map_or(0.0, |(per_unit, _, _)| per_unit);
        if dual == 0.0 {
            return Ok(price(0.0));
        }
        let costs: Vec<(ColumnId, f64)> = limit
            .share_of
            .iter()
            .map(|&(column, weight)| (column, weight * rate))
            .collect();
        let walk = self
            .solved
            .simplex()?
            .first_segment(&Direction::Costs(costs), f64::INFINITY)?;
        let sum = walk
            .segments
            .first()
            .map_or_else(|| self.share_sum(limit), |segment| segment.slope * rate);
        Ok(price(dual * sum))
    }
}

//! What one more or one fewer of a limit before the news is worth, over all futures.

use serde::Serialize;

use super::error::HedgeError;
use super::extensive::{Extensive, HedgeColumn, HedgeRow, Node};
use super::future::Futures;
use super::hedged::Hedge;
use crate::explain::Missing;
use crate::formulation::{Limit, limits};
use crate::lp::{ColumnId, Direction, Finish, Simplex, Stuck, Variable, Walk, WalkSpace};
use crate::model::Address;
use crate::solve::Uncertified;

/// Prices below this part of the objective, for as much of a limit as there is, are rounding.
const ROUNDING: f64 = 1e-13;

/// The two expected prices of a limit of a quarter before the news.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ExpectedPrice {
    /// The number of the model.
    pub address: Address,
    /// What it is.
    pub limit: f64,
    /// Relaxed by raising it; otherwise by lowering it.
    pub relaxed_by_raising: bool,
    /// How much the objective rises a unit if it is relaxed a little.
    pub gain: Option<SidePrice>,
    /// Why there is no gain; null where there is one.
    pub gain_missing: Option<Missing>,
    /// How much the objective falls a unit if it is tightened a little.
    pub loss: Option<SidePrice>,
    /// Why there is no loss; null where there is one.
    pub loss_missing: Option<Missing>,
}

/// A price on one side of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SidePrice {
    /// Money of present value a unit, the mean over all futures, or what the risk makes of it.
    pub per_unit: f64,
    /// The amount of the number up to which it holds; null where it has no end.
    pub until: Option<f64>,
    /// Beyond there is no plan.
    pub then_no_plan: bool,
}

/// Returns the expected prices of the limits of the quarters before the news, those that are worth most first: what the file says of
/// such a quarter is the same in every future, and moves in all of them at once.
///
/// None with `service_first`, whose prices are not those of the margin alone, and none of limits by a share, whose unit is another
/// amount in every plan.
pub fn expected_prices(futures: &Futures, hedge: &Hedge) -> Result<Vec<ExpectedPrice>, HedgeError> {
    let Some(optimum) = &hedge.optimum else {
        return Ok(Vec::new());
    };
    if futures.base().policy.service_first {
        return Ok(Vec::new());
    }
    let simplex = optimum
        .basis
        .of(&optimum.extensive.lp, &optimum.x, &optimum.watch);
    let pricer = Pricer {
        futures,
        extensive: &optimum.extensive,
        simplex: simplex.map_err(Uncertified::from)?,
        least: ROUNDING * hedge.objective.abs(),
    };
    let (base, program) = (futures.base(), &futures.base_program);
    let mut walks = WalkSpace::default();
    let mut prices = Vec::new();
    for limit in limits(base, &program.lp) {
        if limit.share_of.is_empty() && pricer.is_shared(&limit) {
            let gain = pricer.side(&limit, true, &mut walks);
            let loss = pricer.side(&limit, false, &mut walks);
            let (gain, loss) = (
                gain.map_err(Uncertified::from)?,
                loss.map_err(Uncertified::from)?,
            );
            prices.push(ExpectedPrice {
                address: limit.address.clone(),
                limit: limit.amount,
                relaxed_by_raising: limit.relaxed_by_raising,
                gain: gain.ok(),
                gain_missing: gain.err(),
                loss: loss.ok(),
                loss_missing: loss.err(),
            });
        }
    }
    let worth = |it: &ExpectedPrice| {
        it.gain
            .map_or(0.0, |gain| gain.per_unit * it.limit.max(1.0))
    };
    prices.sort_by(|a, b| worth(b).total_cmp(&worth(a)));
    Ok(prices)
}

struct Pricer<'a> {
    futures: &'a Futures,
    extensive: &'a Extensive,
    simplex: &'a Simplex,
    least: f64,
}

impl Pricer<'_> {
    /// Returns whether a limit is of a quarter before the news; of one that does not vary, whether all that it moves is.
    fn is_shared(&self, limit: &Limit) -> bool {
        let (base, program) = (self.futures.base(), &self.futures.base_program);
        let until = self.futures.shared_quarters();
        let t = limit.address.quarter.and_then(|it| base.horizon.index(it));
        let of = |variable: Variable| match variable {
            Variable::Column(column) => program.column_quarter[column.0],
            Variable::Row(row) => program.row_quarter[row.0],
        };
        t.map_or_else(
            || {
                let mut moves = limit.raise.iter().chain(&limit.lower);
                moves.all(|it| of(it.variable) < until)
            },
            |t| t < until,
        )
    }

    /// Returns the price of relaxing a little (`relax`) or of tightening a little.
    fn side(
        &self,
        limit: &Limit,
        relax: bool,
        walks: &mut WalkSpace,
    ) -> Result<Result<SidePrice, Missing>, Stuck> {
        let Some(side) = limit.side(relax) else {
            return Ok(Err(Missing::AtItsEnd));
        };
        let most = side.most;
        let moved = side.moved().flat_map(|(variable, lower, upper)| {
            let all = self.copies(variable).into_iter();
            all.map(move |variable| (variable, lower, upper))
        });
        let moved: Vec<(Variable, f64, f64)> = moved.collect();
        let until = |length: f64| limit.amount + side.rate * length;
        if moved.iter().all(|it| it.1 == 0.0 && it.2 == 0.0) {
            return Ok(Ok(SidePrice {
                per_unit: 0.0,
                until: most.is_finite().then(|| until(most)),
                then_no_plan: false,
            }));
        }
        let direction = Direction::Bounds(moved);
        let Walk {
            segments, finish, ..
        } = self.simplex.first_segment_in(walks, &direction, most)?;
        let Some(segment) = segments.first() else {
            return Ok(Err(Missing::NoPlan));
        };
        let slope = if relax { segment.slope } else { -segment.slope };
        let is_rounding = slope.abs() * limit.amount.max(1.0) <= self.least;
        let length = segment.to.min(most);
        Ok(Ok(SidePrice {
            per_unit: if is_rounding { 0.0 } else { slope },
            until: length.is_finite().then(|| until(length)),
            then_no_plan: finish == Finish::Infeasible && length < most,
        }))
    }

    /// Returns the ranges of the extensive form that stand for one of the program of the file.
    fn copies(&self, variable: Variable) -> Vec<Variable> {
        let (lp, program) = (&self.extensive.lp, &self.futures.base_program.lp);
        let own = (0..self.futures.all().len()).map(Node::Own);
        let nodes = std::iter::once(Node::Shared).chain(own);
        match variable {
            Variable::Column(ColumnId(j)) => {
                let column = program.columns()[j].key;
                let all =
                    nodes.filter_map(|node| lp.column(&HedgeColumn::Decision { node, column }));
                all.map(Variable::Column).collect()
            }
            Variable::Row(row) => {
                let row = program.rows()[row.0].key;
                let all = nodes.filter_map(|node| lp.row(&HedgeRow::Rule { node, row }));
                all.map(Variable::Row).collect()
            }
        }
    }
}

//! The optimum of a weighted sum of two measures, walked from one to the other and proved.

use crate::explain::ExplainError;
use crate::formulation::{Column, Constraint, Limit, limits};
use crate::lp::{
    Certificate, ColumnId, Direction, Finish, Lp, Segment, Simplex, Solution, Variable,
};
use crate::model::Model;
use crate::outcome::Solved;
use crate::solve::{Proved, prove_from, prove_near};

use super::measure::Form;
use super::{FrontierLimit, FrontierPoint, optimal};

/// Values that should be the same may differ by this share of the range that they are in.
const SAME: f64 = 100.0 * Certificate::GAP;
/// The weight that each measure has at least: what one gains at the ends of the line for less than this share of the other's
/// range is not told apart from the end.
const LEAST_WEIGHT: f64 = 1e-6;
/// A bend of the line between weights that are closer together than this is none: no certified optimum could tell.
const STRAIGHT: f64 = 1e-7;
/// Prices below this share of the greatest are rounding.
const ROUNDING: f64 = 1e-9;

/// The optimum of a weighted sum of two measures.
pub(super) struct Trade<'a> {
    solved: &'a Solved,
    forms: &'a [Form; 2],
    ranges: [f64; 2],
    /// In what each measure is counted: the same share of its range, such that no column adds more than 1.
    units: [f64; 2],
    /// What each column adds to the one and to the other, in these units.
    good: [Vec<f64>; 2],
    simplex: Simplex,
}

/// A plan that is best for all weights of the second measure from one to another.
pub(super) struct Corner {
    pub from: f64,
    pub to: f64,
    /// Both measures, as good things in the units of the trade, without constants.
    good: [f64; 2],
}

impl<'a> Trade<'a> {
    pub fn between(
        solved: &'a Solved,
        forms: &'a [Form; 2],
        ranges: [f64; 2],
    ) -> Result<Self, ExplainError> {
        let [a, b] = [forms[0].good(), forms[1].good()];
        let most = |good: &[f64], range: f64| {
            let size = good.iter().map(|it| it.abs() / range);
            size.fold(0.0, f64::max)
        };
        let share = most(&a, ranges[0]).max(most(&b, ranges[1]));
        let units = [share * ranges[0], share * ranges[1]];
        let counted = |good: Vec<f64>, unit: f64| good.into_iter().map(|it| it / unit).collect();
        let mut trade = Self {
            solved,
            forms,
            ranges,
            units,
            good: [counted(a, units[0]), counted(b, units[1])],
            simplex: solved.simplex()?.clone(),
        };
        // Scaled for both measures alike.
        let lp = trade.program(0.5);
        let proved = prove_near(&lp, &solved.solution.x, &solved.options)?;
        trade.stand(&lp, proved)?;
        Ok(trade)
    }

    fn cost(&self, column: usize, weight: f64) -> f64 {
        (1.0 - weight) * self.good[0][column] + weight * self.good[1][column]
    }

    /// Returns the program with this weight on the second measure.
    fn program(&self, weight: f64) -> Lp<Column, Constraint> {
        let columns = 0..self.good[0].len();
        let costs: Vec<f64> = columns.map(|j| self.cost(j, weight)).collect();
        self.solved.lp.clone().with_costs(&costs)
    }

    /// Moves to the certified optimum with this weight on the second measure.
    pub fn at(&mut self, weight: f64) -> Result<(Solution, Lp<Column, Constraint>), ExplainError> {
        let lp = self.program(weight);
        let mut simplex = self.simplex.clone();
        for j in 0..self.good[0].len() {
            if self.good[0][j] != 0.0 || self.good[1][j] != 0.0 {
                simplex.set_cost(ColumnId(j), self.cost(j, weight));
            }
        }
        let proved = prove_from(&lp, simplex, &self.solved.options)?;
        Ok((self.stand(&lp, proved)?, lp))
    }

    /// Moves to a proved optimum, and returns it.
    fn stand(
        &mut self,
        lp: &Lp<Column, Constraint>,
        proved: Proved,
    ) -> Result<Solution, ExplainError> {
        let solution = optimal(proved.answer)?;
        let watch = &self.solved.options.watch;
        self.simplex = proved.basis.of(lp, &solution.x, watch)?.clone();
        Ok(solution)
    }

    /// Returns the corners from all weight on the first measure to all on the second.
    pub fn corners(&mut self) -> Result<Vec<Corner>, ExplainError> {
        self.at(LEAST_WEIGHT)?;
        let columns = 0..self.good[0].len();
        let moves = columns
            .map(|j| (ColumnId(j), self.good[1][j] - self.good[0][j]))
            .filter(|it| it.1 != 0.0);
        let direction = Direction::Costs(moves.collect());
        let walk = self.simplex.walk(&direction, 1.0 - 2.0 * LEAST_WEIGHT)?;
        if walk.finish != Finish::Reached {
            return Err(ExplainError::Unconfirmed(
                "both measures have an end, and their sum has none".to_owned(),
            ));
        }
        let corner = |segment: &Segment| {
            let (from, to) = (LEAST_WEIGHT + segment.from, LEAST_WEIGHT + segment.to);
            let first = segment.objective - from * segment.slope;
            Corner {
                from,
                to,
                good: [first, first + segment.slope],
            }
        };
        Ok(without_bends_too_small(
            walk.segments.iter().map(corner).collect(),
        ))
    }

    /// Returns how much the second measure changes with each unit of the first between two corners.
    pub fn rate(&self, weight: f64) -> f64 {
        let [a, b] = self.forms;
        let [first, second] = self.units;
        -((1.0 - weight) * second * b.sign()) / (weight * first * a.sign())
    }

    /// Checks that a certified plan is where walking found it.
    pub fn confirm(&self, corner: &Corner, found: &FrontierPoint) -> Result<(), ExplainError> {
        let pairs = [(0, found.first), (1, found.second)];
        let (from, to) = (corner.from, corner.to);
        for (i, found) in pairs {
            let walked = self.forms[i].of_good(corner.good[i] * self.units[i]);
            let size = self.ranges[i].max(found.abs()).max(walked.abs());
            if (walked - found).abs() > SAME * size {
                return Err(ExplainError::Unconfirmed(format!(
                    "measure {} with weights from {from} to {to}: walking says {walked} and solving again {found}",
                    i + 1
                )));
            }
        }
        Ok(())
    }

    /// Returns the limits that hold the plans of a stretch with this rate; nothing where no certified optimum can tell.
    pub(crate) fn limits_at(&mut self, model: &Model, rate: f64) -> Vec<FrontierLimit> {
        let [a, b] = self.forms;
        let turned = -rate * self.units[0] * a.sign() / (self.units[1] * b.sign());
        let weight = 1.0 / (1.0 + turned);
        match self.at(weight) {
            Ok((plan, _)) => self.holding(model, &plan, weight),
            Err(_) => Vec::new(),
        }
    }

    /// Returns the limits that hold the optima with this weight, those with a price.
    pub(crate) fn holding(
        &self,
        model: &Model,
        optimum: &Solution,
        weight: f64,
    ) -> Vec<FrontierLimit> {
        let price = |limit: &Limit| -> f64 {
            let moves = limit.raise.iter().map(|it| {
                let price = match it.variable {
                    Variable::Column(id) => optimum.reduced_cost[id.0],
                    Variable::Row(id) => optimum.dual[id.0],
                };
                price * if price > 0.0 { it.upper } else { it.lower }
            });
            moves.sum::<f64>() * limit.amount
        };
        let priced: Vec<(Limit, f64)> = limits(model, &self.solved.lp)
            .into_iter()
            .map(|limit| {
                let price = price(&limit);
                (limit, price)
            })
            .collect();
        let greatest = priced.iter().fold(0.0_f64, |most, it| most.max(it.1.abs()));
        let per_percent = 0.01 * self.units[0] / (1.0 - weight) * self.forms[0].sign();
        let mut holding: Vec<FrontierLimit> = Vec::new();
        for (limit, price) in priced {
            if price.abs() <= ROUNDING * greatest || !price.is_finite() {
                continue;
            }
            match holding.last_mut() {
                Some(last) if last.path == limit.address.path => {
                    last.quarters.extend(limit.address.quarter);
                    last.per_percent += price * per_percent;
                }
                _ => holding.push(FrontierLimit {
                    path: limit.address.path,
                    quarters: limit.address.quarter.into_iter().collect(),
                    per_percent: price * per_percent,
                }),
            }
        }
        holding.sort_by(|a, b| {
            let by_size = b.per_percent.abs().total_cmp(&a.per_percent.abs());
            by_size.then_with(|| a.path.cmp(&b.path))
        });
        holding
    }
}

/// Returns the corners at which the line bends as much as can be told; the weights of the others go to their neighbors.
fn without_bends_too_small(corners: Vec<Corner>) -> Vec<Corner> {
    let count = corners.len();
    let mut kept: Vec<Corner> = Vec::with_capacity(count);
    // Many small bends make a large one.
    let mut left_out = 0.0;
    for (i, mut corner) in corners.into_iter().enumerate() {
        let width = corner.to - corner.from;
        let is_needed = kept.is_empty() && i + 1 == count;
        if width < STRAIGHT && left_out + width < LEAST_WEIGHT && !is_needed {
            left_out += width;
            continue;
        }
        if let Some(last) = kept.last_mut() {
            last.to = 0.5 * (last.to + corner.from);
            corner.from = last.to;
        }
        left_out = 0.0;
        kept.push(corner);
    }
    kept
}

/// Checks that no plan is beyond the line between two corners: the certified optimum with the weight of its slope is
/// what both corners have.
pub(super) fn confirm_stretch(
    from: &Corner,
    to: &Corner,
    optimum: &Solution,
    weight: f64,
) -> Result<(), ExplainError> {
    for corner in [from, to] {
        let value = (1.0 - weight) * corner.good[0] + weight * corner.good[1];
        let size = optimum.objective.abs().max(1.0);
        if (value - optimum.objective).abs() > SAME * size {
            return Err(ExplainError::Unconfirmed(format!(
                "at weight {weight} a corner has {value}, the best plan {}",
                optimum.objective
            )));
        }
    }
    Ok(())
}

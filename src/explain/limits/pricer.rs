//! The two prices of one limit.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use super::{LimitPrice, Missing, Price};
use crate::formulation::{Column, Constraint, Limit, Move, formulate, limits};
use crate::lp::{Certificate, Direction, Finish, Lp, Prices, Stuck, Variable, Walks};
use crate::model::Model;
use crate::outcome::Solved;

/// Prices below this share of the largest term of the objective per unit are rounding.
pub(super) const ROUNDING: f64 = 1e-9;

/// Stretches that end within this share of where a number's own end is, end there: the rest is rounding.
const SAME_END: f64 = 1e-9;

/// What moves: which, by how much its lower and its upper end.
pub(super) type Moves = Vec<(Variable, f64, f64)>;

/// At which of its ends something is held by the least shortfall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Lower,
    Upper,
    /// Both ends are one.
    Both,
}

/// A stretch of the best margin.
#[derive(Clone, Copy, Debug)]
pub(super) struct Walked {
    pub per_unit: f64,
    /// How far it holds; `None`: unbounded.
    pub length: Option<f64>,
    /// Beyond there is no plan, or under `service_first` none with the same shortfall.
    pub closes: bool,
}

/// Prices the limits of one solved model.
pub(in crate::explain) struct Pricer<'a> {
    pub model: &'a Model,
    pub solved: &'a Solved,
    /// The program as formulated; what was solved under `service_first` is its face of least shortfall.
    pub(super) program: Cow<'a, Lp<Column, Constraint>>,
    held: BTreeMap<Variable, End>,
    /// Those of the plan.
    pub prices: Prices,
    /// The largest term of the objective.
    pub money: f64,
    /// Every limit is walked along twice and more, from where the plan stands.
    walks: OnceLock<Mutex<Walks<'a>>>,
}

/// Returns moves as a direction, each times `rate`.
pub(super) fn scaled(moves: &[Move], rate: f64) -> Moves {
    moves
        .iter()
        .map(|m| (m.variable, m.lower * rate, m.upper * rate))
        .collect()
}

fn largest_term(solved: &Solved) -> f64 {
    let terms = solved.lp.columns().iter().zip(&solved.solution.x);
    terms
        .map(|(column, x)| (column.cost * x).abs())
        .fold(0.0, f64::max)
}

impl<'a> Pricer<'a> {
    pub fn of(model: &'a Model, solved: &'a Solved) -> Self {
        let program = if solved.held.is_empty() {
            Cow::Borrowed(&solved.lp)
        } else {
            Cow::Owned(formulate(model))
        };
        let end = |&variable: &Variable| {
            let (lower, upper) = program.range(variable);
            let (at, _) = solved.lp.range(variable);
            // It is held at one of them, or a breath beside.
            let end = if lower == upper {
                End::Both
            } else if (at - lower).abs() < (at - upper).abs() {
                End::Lower
            } else {
                End::Upper
            };
            (variable, end)
        };
        Self {
            held: solved.held.iter().map(end).collect(),
            prices: Prices::of(&solved.solution),
            money: largest_term(solved),
            model,
            solved,
            program,
            walks: OnceLock::new(),
        }
    }

    /// Returns walks from where the plan stands, which are one's own while one has them.
    pub(super) fn walks(&self) -> Result<MutexGuard<'_, Walks<'a>>, Stuck> {
        let simplex = self.solved.simplex()?;
        let walks = self.walks.get_or_init(|| Mutex::new(simplex.walks()));
        Ok(walks.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns every limit of the model, in the order of addresses.
    pub fn limits(&self) -> Vec<Limit> {
        limits(self.model, &self.program)
    }

    /// Whether two prices of a limit of this size differ by more than rounding of the objective.
    pub fn differ(&self, a: f64, b: f64, amount: f64) -> bool {
        (a - b).abs() * amount.abs().max(1.0) > ROUNDING * self.money
            && (a - b).abs() > 1e-7 * a.abs().max(b.abs())
    }

    /// Whether a limit's gain and loss differ; where it cannot be tightened at all, no price is the greatest.
    pub fn has_two(&self, price: &LimitPrice) -> bool {
        match (price.gain, price.loss, price.loss_missing) {
            (Some(gain), Some(loss), _) => self.differ(gain.per_unit, loss.per_unit, price.limit),
            (_, None, Some(Missing::NoPlan | Missing::NotSameShortfall)) => true,
            _ => false,
        }
    }

    pub fn price(&self, limit: &Limit) -> Result<LimitPrice, Stuck> {
        let (used, slack) = self.usage(limit);
        let imputed = self.imputed(limit);
        let (gain, loss) = (self.side(limit, true)?, self.side(limit, false)?);
        Ok(LimitPrice {
            address: limit.address.clone(),
            limit: limit.amount,
            used,
            slack,
            binding: LimitPrice::binds(slack, limit.amount),
            relaxed_by_raising: limit.relaxed_by_raising,
            gain: gain.ok(),
            gain_missing: gain.err(),
            loss: loss.ok(),
            loss_missing: loss.err(),
            imputed,
        })
    }

    /// Returns the plan whose prices these are.
    pub fn solved(&self) -> &Solved {
        self.solved
    }

    /// Returns a limit's part of the objective.
    pub fn imputed(&self, limit: &Limit) -> f64 {
        let parts = limit.part_of.iter();
        parts
            .map(|&(variable, amount)| self.dual(variable, limit) * amount)
            .sum()
    }

    /// Returns whether a number moves something that holds the least shortfall.
    pub(crate) fn is_held(&self, limit: &Limit) -> bool {
        let mut parts = limit.part_of.iter();
        parts.any(|(variable, _)| self.held.contains_key(variable))
    }

    /// Returns whether a row or column has a price, or holds the least shortfall.
    pub(crate) fn is_priced(&self, variable: Variable) -> bool {
        let solution = &self.solved.solution;
        let price = match variable {
            Variable::Row(row) => solution.dual[row.0],
            Variable::Column(column) => solution.reduced_cost[column.0],
        };
        price != 0.0 || self.held.contains_key(&variable)
    }

    /// Returns the price of the end that a number is part of; 0 for the other end.
    pub fn dual(&self, variable: Variable, limit: &Limit) -> f64 {
        let solution = &self.solved.solution;
        match variable {
            Variable::Row(row) => solution.dual[row.0],
            // A column held at its upper end has its price there, of either sign.
            Variable::Column(column) if self.held.get(&variable) == Some(&End::Upper) => {
                solution.reduced_cost[column.0]
            }
            // Held at its lower end it is not where its number is.
            Variable::Column(_) if self.held.get(&variable) == Some(&End::Lower) => 0.0,
            // A column at 0 has a price of its own that no number of the model sets.
            Variable::Column(column) if limit.share_of.is_empty() => {
                solution.reduced_cost[column.0].max(0.0)
            }
            Variable::Column(_) => 0.0,
        }
    }

    /// Returns how much of a limit is used and what is left of it, by the first range it is part of.
    pub(crate) fn usage(&self, limit: &Limit) -> (f64, f64) {
        let solution = &self.solved.solution;
        let Some(&(variable, _)) = limit.part_of.first() else {
            return (0.0, 0.0);
        };
        if !limit.counted.is_empty() {
            let sold: f64 = limit.counted.iter().map(|id| solution.x[id.0]).sum();
            let slack = tidy(limit.amount - sold, limit.amount).max(0.0);
            return (limit.amount - slack, slack);
        }
        let (lower, upper) = self.program.range(variable);
        let value = match variable {
            Variable::Row(row) => solution.activity[row.0],
            Variable::Column(column) => solution.x[column.0],
        };
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
        let slack = tidy(slack, limit.amount);
        let used = if limit.relaxed_by_raising {
            limit.amount - slack
        } else {
            limit.amount + slack
        };
        (used, slack)
    }

    /// Returns moves as the face of least shortfall makes them: what is held stays at its end, which moves along.
    /// `None` where the two ends of what is held are one and move apart.
    ///
    /// Where there still is a point on the moved face, it has the least shortfall: the first stage's prices prove it.
    pub(super) fn on_face(&self, moves: &[(Variable, f64, f64)]) -> Option<Moves> {
        let moved = |&(variable, lower, upper): &(Variable, f64, f64)| {
            Some(match self.held.get(&variable) {
                None => (variable, lower, upper),
                Some(End::Lower) => (variable, lower, lower),
                Some(End::Upper) => (variable, upper, upper),
                Some(End::Both) if lower == upper => (variable, lower, upper),
                Some(End::Both) => return None,
            })
        };
        moves.iter().map(moved).collect()
    }

    /// Returns the price of relaxing a little (`relax`) or of tightening a little.
    pub(super) fn side(&self, limit: &Limit, relax: bool) -> Result<Result<Price, Missing>, Stuck> {
        if !limit.share_of.is_empty() {
            return self.share_side(limit, relax);
        }
        let Some(side) = limit.side(relax) else {
            return Ok(Err(Missing::AtItsEnd));
        };
        let moves: Moves = side.moved().collect();
        let Some(moves) = self.on_face(&moves) else {
            return Ok(Err(Missing::NotComputed));
        };
        let Some(walked) = self.walked(&moves, relax, side.most)? else {
            return Ok(Err(self.none_at_once(self.is_held(limit))));
        };
        let until = |length: f64| limit.amount + side.rate * length;
        Ok(Ok(self.reported(walked, until)))
    }

    /// Returns what it means that a number cannot move at all.
    pub(crate) fn none_at_once(&self, is_held: bool) -> Missing {
        match (self.held.is_empty(), is_held) {
            (true, _) => Missing::NoPlan,
            // The shortfall may change, at a rate that another set of prices has.
            (false, true) => Missing::NotComputed,
            (false, false) => Missing::NotSameShortfall,
        }
    }

    pub(super) fn reported(&self, walked: Walked, until: impl Fn(f64) -> f64) -> Price {
        let is_whole = self.held.is_empty();
        Price {
            per_unit: walked.per_unit,
            until: walked.length.map(until),
            then_no_plan: walked.closes && is_whole,
            then_not_same_shortfall: walked.closes && !is_whole,
        }
    }

    /// Returns the price along moves that are not on the face yet, as [`Self::walked`]; `None` also where it has none.
    pub(super) fn walked_on_face(
        &self,
        moves: &[(Variable, f64, f64)],
        relax: bool,
        most: f64,
    ) -> Result<Option<Walked>, Stuck> {
        match self.on_face(moves) {
            Some(moves) => self.walked(&moves, relax, most),
            None => Ok(None),
        }
    }

    /// Returns the price along moves and how far it holds; `None` where there is no plan at once.
    pub(super) fn walked(
        &self,
        moves: &[(Variable, f64, f64)],
        relax: bool,
        most: f64,
    ) -> Result<Option<Walked>, Stuck> {
        if moves
            .iter()
            .all(|&(_, lower, upper)| lower == 0.0 && upper == 0.0)
        {
            return Ok(Some(Walked {
                per_unit: 0.0,
                length: most.is_finite().then_some(most),
                closes: false,
            }));
        }
        let direction = Direction::Bounds(moves.to_vec());
        let walk = self.walks()?.first_segment(&direction, most)?;
        let Some(segment) = walk.segments.first() else {
            return Ok(None);
        };
        let slope = if relax { segment.slope } else { -segment.slope };
        let length = if segment.to >= most * (1.0 - SAME_END) {
            most
        } else {
            segment.to
        };
        Ok(Some(Walked {
            per_unit: self.clean(slope),
            length: length.is_finite().then_some(length),
            closes: walk.finish == Finish::Infeasible && length < most,
        }))
    }

    /// Returns how much the best margin changes along the whole of these moves, walked from end to end; `None` where
    /// there is no plan (under `service_first`: none with the same shortfall) before their end.
    pub(super) fn walked_whole(
        &self,
        moves: &[(Variable, f64, f64)],
    ) -> Result<Option<f64>, Stuck> {
        let Some(moves) = self.on_face(moves) else {
            return Ok(None);
        };
        if moves
            .iter()
            .all(|&(_, lower, upper)| lower == 0.0 && upper == 0.0)
        {
            return Ok(Some(0.0));
        }
        let walk = self.walks()?.walk(&Direction::Bounds(moves), 1.0)?;
        let Some(last) = walk
            .segments
            .last()
            .filter(|_| walk.finish == Finish::Reached)
        else {
            return Ok(None);
        };
        let end = last.objective + last.slope * (1.0 - last.from);
        Ok(Some(end - self.solved.solution.objective))
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
}

/// Takes what is next to nothing of an amount for 0.
fn tidy(slack: f64, amount: f64) -> f64 {
    if slack.abs() <= 1e-9 * amount.abs().max(1.0) {
        0.0
    } else {
        slack
    }
}

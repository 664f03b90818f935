//! A number that limits the plan.

use crate::lp::{ColumnId, Variable};
use crate::model::{Address, SMALLEST};

/// What one unit more of a number does to one range of the program: lower and upper ends move by these amounts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Move {
    /// The row or column.
    pub variable: Variable,
    /// Change of the lower end.
    pub lower: f64,
    /// Change of the upper end.
    pub upper: f64,
}

/// A number that limits the plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// Its address.
    pub address: Address,
    /// What it is now, in the model file's units.
    pub amount: f64,
    /// Relaxed by raising it (a capacity); otherwise by lowering it (a commitment).
    pub relaxed_by_raising: bool,
    /// What raising it by one unit moves.
    pub raise: Vec<Move>,
    /// What lowering it by one unit moves, as changes per unit *raised*; differs from `raise` only where the number
    /// ties with another in a least or greatest of the two.
    pub lower: Vec<Move>,
    /// As `raise`, when all quarters of the path are raised alike.
    pub raise_all: Vec<Move>,
    /// As `lower`, when all quarters of the path are lowered alike.
    pub lower_all: Vec<Move>,
    /// At this smaller amount the number changes its part: another takes over as the least or greatest of two.
    pub switch_below: Option<f64>,
    /// At this greater amount the number changes its part.
    pub switch_above: Option<f64>,
    /// As `switch_below`, when all quarters of the path are lowered alike: numbers of one path stay in their order.
    pub switch_all_below: Option<f64>,
    /// As `switch_above`, when all quarters of the path are raised alike.
    pub switch_all_above: Option<f64>,
    /// For a step of a volume discount: the columns of the units that it divides. Those up to it use it.
    pub counted: Vec<ColumnId>,
    /// For a limit by a share: the columns whose sum the share applies to, with their weights. Raising the share by 1
    /// then moves the row's upper end by that sum.
    pub share_of: Vec<(ColumnId, f64)>,
    /// How much of each row's or bound's end is this number: (which, amount). Over all limits these sum to the ends.
    pub part_of: Vec<(Variable, f64)>,
}

/// One side of a limit: what moves a unit, and how far the number can.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LimitSide<'l> {
    /// What moves, as changes per unit raised.
    pub moves: &'l [Move],
    /// 1 where the number is raised, -1 where it is lowered.
    pub rate: f64,
    /// How far it can be moved: no number goes below 0, and none past where another takes over.
    pub most: f64,
}

impl LimitSide<'_> {
    /// Returns what a range moves per unit of the way: its lower and its upper end.
    pub fn moved(&self) -> impl Iterator<Item = (Variable, f64, f64)> {
        let rate = self.rate;
        let all = self.moves.iter();
        all.map(move |it| (it.variable, rate * it.lower, rate * it.upper))
    }
}

impl Limit {
    /// Returns the side on which the limit is relaxed, or the one on which it is tightened; `None` where its number is at its end.
    pub(crate) fn side(&self, relax: bool) -> Option<LimitSide<'_>> {
        let (moves, rate, switch, floor) = if relax == self.relaxed_by_raising {
            (&self.raise, 1.0, self.switch_above, f64::INFINITY)
        } else {
            (&self.lower, -1.0, self.switch_below, self.amount)
        };
        let most = switch.map_or(floor, |at| floor.min((at - self.amount).abs()));
        (floor != 0.0).then_some(LimitSide { moves, rate, most })
    }

    /// Returns a number that is one range's, relaxed by lowering it.
    pub(crate) fn of_one(address: Address, amount: f64, moved: Move) -> Self {
        Self {
            raise: vec![moved],
            lower: vec![moved],
            raise_all: vec![moved],
            lower_all: vec![moved],
            part_of: vec![(moved.variable, amount)],
            ..Self::of_none(address, amount, false)
        }
    }

    /// Returns a number that moves nothing yet.
    pub(super) fn of_none(address: Address, amount: f64, relaxed_by_raising: bool) -> Self {
        Self {
            address,
            amount,
            relaxed_by_raising,
            raise: Vec::new(),
            lower: Vec::new(),
            raise_all: Vec::new(),
            lower_all: Vec::new(),
            switch_below: None,
            switch_above: None,
            switch_all_below: None,
            switch_all_above: None,
            counted: Vec::new(),
            share_of: Vec::new(),
            part_of: Vec::new(),
        }
    }

    /// Returns the sum that a limit by a share applies to at a point; 0 where that is less than anything that is counted.
    #[must_use]
    pub fn shared(&self, x: &[f64]) -> f64 {
        let parts = self.share_of.iter();
        let sum: f64 = parts.map(|&(column, weight)| weight * x[column.0]).sum();
        if sum < SMALLEST { 0.0 } else { sum }
    }

    /// Notes an amount at which another number takes over; one of the same path moves along when all quarters do.
    pub(super) fn meets(&mut self, other: f64, moves_along: bool) {
        let least = |at: &mut Option<f64>| *at = Some(at.map_or(other, |at| at.min(other)));
        let greatest = |at: &mut Option<f64>| *at = Some(at.map_or(other, |at| at.max(other)));
        if other > self.amount {
            least(&mut self.switch_above);
            if !moves_along {
                least(&mut self.switch_all_above);
            }
        } else if other < self.amount {
            greatest(&mut self.switch_below);
            if !moves_along {
                greatest(&mut self.switch_all_below);
            }
        }
    }
}

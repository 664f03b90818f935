//! The optimum as a function of one number: exact breakpoints, by walking from basis to basis.
//!
//! Source of the method: parametric programming after Gass and Saaty (1955); Murty, *Linear Programming* (1983),
//! chapter 8. When bounds move the basis stays dual feasible and the dual ratio test says what comes next; when costs
//! move it stays primal feasible and the primal ratio test does. At a degenerate optimum the first pieces have length
//! 0 and are passed over, so the slope returned is the one-sided derivative.

use super::piece::NO_LENGTH;
use super::walker::{WalkSpace, Walker};
use super::{Phase, Simplex, Stuck};
use crate::{ColumnId, RowId};

/// A column or a row of a program: what can be at a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Variable {
    /// A column's value.
    Column(ColumnId),
    /// A row's activity.
    Row(RowId),
}

/// What moves, per unit of the parameter; in the program's units.
#[derive(Clone, Debug, PartialEq)]
pub enum Direction {
    /// Lower and upper bounds of columns and rows: (which, lower, upper).
    Bounds(Vec<(Variable, f64, f64)>),
    /// Costs of columns.
    Costs(Vec<(ColumnId, f64)>),
}

/// A stretch of the parameter on which the optimum is linear.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// Where it begins.
    pub from: f64,
    /// Where it ends; infinite if it does not.
    pub to: f64,
    /// The optimum at `from`.
    pub objective: f64,
    /// Change of the optimum per unit of the parameter.
    pub slope: f64,
    /// What happens at `to`: (reaches its limit, gets off its limit).
    pub event: Option<(Variable, Variable)>,
}

/// How a walk ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finish {
    /// Where it was meant to.
    Reached,
    /// At the last segment's end: beyond there is no feasible point.
    Infeasible,
    /// At the last segment's end: beyond the objective has no end.
    Unbounded,
}

/// The optimum along a direction.
#[derive(Clone, Debug, PartialEq)]
pub struct Walk {
    /// Segments in order, adjacent ones with different slopes.
    pub segments: Vec<Segment>,
    /// How it ended.
    pub finish: Finish,
}

/// Slopes that differ by less than this share of the larger are one.
const SAME_SLOPE: f64 = 1e-9;
/// After so many steps of length 0 in a row, jump ahead and look back.
const PATIENCE: usize = 60;

impl Simplex {
    /// Returns the optimum along `direction` from 0 to `until`; with `until` infinite, as far as it goes.
    ///
    /// The simplex must be at an optimum.
    pub fn walk(&self, direction: &Direction, until: f64) -> Result<Walk, Stuck> {
        self.walk_in(&mut WalkSpace::default(), direction, until)
    }

    /// As [`Self::walk`], in memory that earlier walks may have used.
    ///
    /// ```
    /// use waferline_lp::{Direction, LpBuilder, RowId, Simplex, Variable, WalkSpace};
    ///
    /// let mut lp = LpBuilder::default();
    /// lp.add_column("own", 10.0, 0.0, 6.0);
    /// lp.add_column("sell", 8.0, 0.0, f64::INFINITY);
    /// lp.add_row("wafers", f64::NEG_INFINITY, 10.0, [("own", 1.0), ("sell", 1.0)]);
    /// let mut simplex = Simplex::from_nothing(&lp.build());
    /// simplex.optimize()?;
    /// let mut space = WalkSpace::default();
    /// for (up, slope) in [(1.0, 8.0), (-1.0, -8.0)] {
    ///     let wafers = Direction::Bounds(vec![(Variable::Row(RowId(0)), 0.0, up)]);
    ///     let walk = simplex.walk_in(&mut space, &wafers, 1.0)?;
    ///     assert_eq!(walk.segments[0].slope, slope);
    /// }
    /// # Ok::<(), waferline_lp::Stuck>(())
    /// ```
    pub fn walk_in(
        &self,
        space: &mut WalkSpace,
        direction: &Direction,
        until: f64,
    ) -> Result<Walk, Stuck> {
        Self::walk_on(space.walker(self, direction), until, usize::MAX)
    }

    /// Returns the first segment of positive length along `direction`: the one-sided derivative and how far it holds.
    pub fn first_segment(&self, direction: &Direction, until: f64) -> Result<Walk, Stuck> {
        self.first_segment_in(&mut WalkSpace::default(), direction, until)
    }

    /// As [`Self::first_segment`], in memory that earlier walks may have used.
    pub fn first_segment_in(
        &self,
        space: &mut WalkSpace,
        direction: &Direction,
        until: f64,
    ) -> Result<Walk, Stuck> {
        Self::walk_on(space.walker(self, direction), until, 1)
    }

    fn walk_on(walker: &mut Walker, until: f64, most: usize) -> Result<Walk, Stuck> {
        let mut segments: Vec<Segment> = Vec::new();
        let mut t = 0.0;
        let mut stalled = 0;
        let limit = walker.simplex.iteration_limit();
        walker.simplex.watch.check()?;
        loop {
            walker.simplex.look(Phase::Walk)?;
            let slope = walker.slope();
            let piece = walker.next_piece();
            let length = piece.length.min(until - t);
            if length > NO_LENGTH * walker.unit {
                stalled = 0;
                let objective = walker.simplex.objective();
                extend(&mut segments, t, t + length, objective, slope);
                if segments.len() > most {
                    segments.truncate(most);
                    return Ok(Walk {
                        segments,
                        finish: Finish::Reached,
                    });
                }
            } else {
                stalled += 1;
            }
            if piece.closes && t + piece.length < until {
                return Ok(Walk {
                    segments,
                    finish: Finish::Infeasible,
                });
            }
            let Some(end) = piece.end.filter(|_| t + piece.length < until) else {
                if segments.is_empty() {
                    let objective = walker.simplex.objective();
                    extend(&mut segments, t, t, objective, slope);
                }
                return Ok(Walk {
                    segments,
                    finish: Finish::Reached,
                });
            };
            if walker.simplex.iterations >= limit {
                return Err(Stuck::NoProgress(walker.simplex.iterations));
            }
            walker.advance(&piece);
            t += piece.length;
            if stalled > PATIENCE {
                let ahead = 1e3 * NO_LENGTH * walker.unit;
                stalled = 0;
                match walker.jump(ahead)? {
                    Finish::Reached => {
                        t += ahead;
                        continue;
                    }
                    finish => return Ok(Walk { segments, finish }),
                }
            }
            match walker.pivot(end) {
                Ok(event) => {
                    if length > NO_LENGTH * walker.unit
                        && let Some(last) = segments.last_mut()
                    {
                        last.event = Some(event);
                    }
                }
                Err(finish) => return Ok(Walk { segments, finish }),
            }
        }
    }

    /// Returns the objective at the current point, in the program's units.
    #[must_use]
    pub fn objective(&self) -> f64 {
        let sum: f64 = self
            .form
            .cost
            .iter()
            .zip(&self.x)
            .map(|(cost, x)| cost * x)
            .sum();
        sum * self.scaling.money
    }

    pub(super) fn index(&self, variable: Variable) -> usize {
        match variable {
            Variable::Column(id) => id.0,
            Variable::Row(id) => self.form.columns + id.0,
        }
    }

    pub(super) fn variable(&self, index: usize) -> Variable {
        if index < self.form.columns {
            Variable::Column(ColumnId(index))
        } else {
            Variable::Row(RowId(index - self.form.columns))
        }
    }

    /// Returns one program unit of a variable in scaled units.
    pub(super) fn scaled_unit(&self, index: usize) -> f64 {
        if index < self.form.columns {
            1.0 / (self.scaling.column[index] * self.scaling.quantity)
        } else {
            self.scaling.row[index - self.form.columns] / self.scaling.quantity
        }
    }
}

/// Adds a piece to the last segment if its slope is the same, else as a new one.
fn extend(segments: &mut Vec<Segment>, from: f64, to: f64, objective: f64, slope: f64) {
    if let Some(last) = segments.last_mut() {
        let size = last.slope.abs().max(slope.abs());
        if (last.slope - slope).abs() <= SAME_SLOPE * size {
            last.to = to;
            last.event = None;
            return;
        }
    }
    segments.push(Segment {
        from,
        to,
        objective,
        slope,
        event: None,
    });
}

//! The optimum as a function of one number: exact breakpoints, by walking from basis to basis.
//!
//! With `b(t) = b + t b'` the value is `z(t) = max { c x | A x = b(t) }`, concave and piecewise linear; on a piece
//! `x_B(t) = x_B + t B^-1 b'` and the slope is `y b'`. With `c(t) = c + t c'` it is convex, `d(t) = d + t (c' - A' y')` with
//! `B' y' = c'_B`, and the slope is `c' x`. A piece ends where a basic variable is at a bound, or a reduced cost at 0: one
//! pivot leads to the next. Every 20 to 100 pivots the factors and all numbers are computed again.
//!
//! Source of the method: parametric programming after Gass and Saaty (1955); Murty, *Linear Programming* (1983),
//! chapter 8. When bounds move the basis stays dual feasible and the dual ratio test says what comes next; when costs
//! move it stays primal feasible and the primal ratio test does. At a degenerate optimum the first pieces have length
//! 0 and are passed over, so the slope returned is the one-sided derivative.

use super::direction::{Direction, Finish};
use super::end::Stuck;
use super::mark::{Mark, Marks};
use super::method::Simplex;
use super::piece::NO_LENGTH;
use super::walker::{WalkSpace, Walker};
use crate::program::Variable;
use crate::watch::Phase;

/// A stretch of the parameter on which the optimum is linear.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
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

/// The optimum along a direction.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[doc(alias = "parametric")]
pub struct Walk {
    /// Segments in order, adjacent ones with different slopes.
    pub segments: Vec<Segment>,
    /// How it ended.
    pub finish: Finish,
}

/// Slopes that differ by less than this share of the larger are one: they are sums of reduced costs, each right to about the
/// tolerance of the method.
const SAME_SLOPE: f64 = 1e-9;
/// After this many steps of length 0 in a row, jump ahead and look back: a knot of degenerate bases may be walked around for
/// ever, and solving a little ahead costs some ten pivots.
const PATIENCE: usize = 60;
/// How far ahead, in lengths that count as 0: beyond the knot, and still so little that no breakpoint worth reporting is passed.
const AHEAD: f64 = 1e3;

/// Where a walk is far enough.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    /// Nowhere before its end.
    AtTheEnd,
    /// Where the first stretch of one slope ends.
    AfterASegment,
    /// Where the optimum has begun to move: at the first piece that has a length.
    OnceMoving,
}

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
        space.walker(self, direction).walk(until)
    }

    /// As [`Self::walk`], with at most `most` bases on the way, the first one at 0: to start from where the optimum at some value
    /// of the parameter is asked for afterwards.
    ///
    /// ```
    /// use waferline_lp::{Direction, LpBuilder, RowId, Simplex, Variable};
    ///
    /// let mut lp = LpBuilder::default();
    /// lp.add_column("own", 10.0, 0.0, 6.0);
    /// lp.add_column("sell", 8.0, 0.0, f64::INFINITY);
    /// lp.add_row("wafers", f64::NEG_INFINITY, 4.0, [("own", 1.0), ("sell", 1.0)]);
    /// let mut simplex = Simplex::from_nothing(&lp.build());
    /// simplex.optimize()?;
    /// let wafers = Direction::Bounds(vec![(Variable::Row(RowId(0)), 0.0, 1.0)]);
    /// let (walk, marks) = simplex.walk_marked(&wafers, 10.0, 8)?;
    /// assert_eq!((walk.segments.len(), marks.len()), (2, 2));
    /// // From 6 wafers on more are sold.
    /// assert_eq!(marks[1].at, 2.0);
    /// # Ok::<(), waferline_lp::Stuck>(())
    /// ```
    pub fn walk_marked(
        &self,
        direction: &Direction,
        until: f64,
        most: usize,
    ) -> Result<(Walk, Vec<Mark>), Stuck> {
        let mut space = WalkSpace::default();
        let mut marks = Marks::of(most);
        let walker = space.walker(self, direction);
        let walk = walker.walk_on(until, Stop::AtTheEnd, &mut marks)?;
        Ok((walk, marks.passed))
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
        space.walker(self, direction).first_segment(until)
    }

    /// Returns the one-sided derivative of the optimum along `direction`, without looking how far it holds; `None` where
    /// there is no optimum at once.
    ///
    /// The walk ends at the basis at which the optimum begins to move, so that its reduced costs are those that the
    /// derivative is made of; [`Self::stand_at_end_of`] goes on from there.
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
    /// let wafers = Direction::Bounds(vec![(Variable::Row(RowId(0)), 0.0, 1.0)]);
    /// assert_eq!(simplex.derivative_in(&mut WalkSpace::default(), &wafers)?, Some(8.0));
    /// # Ok::<(), waferline_lp::Stuck>(())
    /// ```
    pub fn derivative_in(
        &self,
        space: &mut WalkSpace,
        direction: &Direction,
    ) -> Result<Option<f64>, Stuck> {
        space.walker(self, direction).derivative(self.iterations())
    }

    /// Takes over the basis at which the latest walk in this memory ended, keeping its own costs and ranges;
    /// [`Self::optimize`] goes on from it. The walk must have been one of this program.
    pub fn stand_at_end_of(&mut self, space: &WalkSpace) {
        if let Some(simplex) = space.simplex() {
            self.known_edges = None;
            self.state.stand_where(&simplex.state);
        }
    }
}

impl Walker {
    pub(super) fn walk(&mut self, until: f64) -> Result<Walk, Stuck> {
        self.walk_on(until, Stop::AtTheEnd, &mut Marks::of(0))
    }

    pub(super) fn first_segment(&mut self, until: f64) -> Result<Walk, Stuck> {
        self.walk_on(until, Stop::AfterASegment, &mut Marks::of(0))
    }

    /// Returns the one-sided derivative, where `begun` iterations had been made when it set out.
    pub(super) fn derivative(&mut self, begun: usize) -> Result<Option<f64>, Stuck> {
        let walk = self.walk_on(f64::INFINITY, Stop::OnceMoving, &mut Marks::of(0))?;
        if walk.segments.is_empty() {
            return Ok(None);
        }
        if self.simplex.iterations() > begun {
            self.price_again();
        }
        Ok(Some(self.slope()))
    }

    fn walk_on(&mut self, until: f64, stop: Stop, marks: &mut Marks) -> Result<Walk, Stuck> {
        let mut segments: Vec<Segment> = Vec::new();
        let mut t = 0.0;
        let mut stalled = 0;
        let limit = self.simplex.state.iteration_limit();
        self.simplex.watch.check()?;
        loop {
            self.simplex.look(Phase::Walk)?;
            let slope = self.slope();
            let piece = self.next_piece();
            let length = piece.length.min(until - t);
            if length > NO_LENGTH * self.unit {
                stalled = 0;
                let objective = self.simplex.objective();
                if extend(&mut segments, t, t + length, objective, slope) {
                    marks.pass(segments.len() - 1, t, &self.simplex);
                }
                if stop == Stop::OnceMoving || (stop == Stop::AfterASegment && segments.len() > 1) {
                    segments.truncate(1);
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
                    let objective = self.simplex.objective();
                    extend(&mut segments, t, t, objective, slope);
                }
                return Ok(Walk {
                    segments,
                    finish: Finish::Reached,
                });
            };
            if self.simplex.state.iterations >= limit {
                return Err(Stuck::NoProgress(self.simplex.state.iterations));
            }
            if stop == Stop::AfterASegment
                && let [segment] = &mut segments[..]
                && let Some(turn) = self.turn(&piece, end)
                && !is_same(segment.slope, slope + turn.change)
            {
                segment.event = Some(turn.event);
                return Ok(Walk {
                    segments,
                    finish: Finish::Reached,
                });
            }
            self.advance(&piece);
            t += piece.length;
            if stalled > PATIENCE {
                let ahead = AHEAD * NO_LENGTH * self.unit;
                stalled = 0;
                match self.jump(ahead)? {
                    Finish::Reached => {
                        t += ahead;
                        continue;
                    }
                    finish => return Ok(Walk { segments, finish }),
                }
            }
            match self.pivot(end) {
                Ok(event) => {
                    if length > NO_LENGTH * self.unit
                        && let Some(last) = segments.last_mut()
                    {
                        last.event = Some(event);
                    }
                }
                Err(finish) => return Ok(Walk { segments, finish }),
            }
        }
    }
}

fn is_same(one: f64, other: f64) -> bool {
    (one - other).abs() <= SAME_SLOPE * one.abs().max(other.abs())
}

/// Adds a piece to the last segment if its slope is the same, else as a new one; returns whether that is so.
fn extend(segments: &mut Vec<Segment>, from: f64, to: f64, objective: f64, slope: f64) -> bool {
    if let Some(last) = segments.last_mut()
        && is_same(last.slope, slope)
    {
        last.to = to;
        last.event = None;
        return false;
    }
    segments.push(Segment {
        from,
        to,
        objective,
        slope,
        event: None,
    });
    true
}

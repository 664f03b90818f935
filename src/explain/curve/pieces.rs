//! Walking a number both ways, piece by piece where another number takes over.

use crate::explain::ExplainError;
use crate::formulation::{Column, Constraint, formulate};
use crate::lp::{Basis, Direction, Finish, Lp, Variable, Walk};
use crate::model::Model;
use crate::outcome::{Outcome, Solved, solve_again};

use super::CurveOf;
use super::direction::{direction, is_alike, reversed};
use super::number::Number;

/// So many bases are kept on the way to either side: enough that a plan anywhere is some dozens of pivots from one of them, and
/// small beside the program.
const MARKS: usize = 64;
/// Slopes that differ by less than this share are one.
const SAME_SLOPE: f64 = 1e-9;
/// Stretches shorter than this share of the curve are rounding.
const NO_LENGTH: f64 = 1e-9;

/// A straight part of the optimum.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    pub from: f64,
    pub to: f64,
    /// The optimum at `from`.
    pub margin: f64,
    pub slope: f64,
    /// What happens at `from` as the number rises.
    pub begins: Option<Bend>,
}

/// Why the optimum bends.
#[derive(Clone, Debug)]
pub(super) enum Bend {
    /// What reaches its limit and what gets off its limit, in the program of the plan walked.
    Basis { reaches: Key, leaves: Key },
    /// Another number takes over as the least or greatest of two.
    TakesOver,
}

/// A column or row, by what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Column(Column),
    Row(Constraint),
}

impl Stretch {
    pub fn margin_at(&self, x: f64) -> f64 {
        self.margin + self.slope * (x - self.from)
    }
}

/// The optimum between two amounts.
#[derive(Debug)]
pub(super) struct Pieces {
    pub of: CurveOf,
    /// Ascending, adjacent, with different slopes.
    pub stretches: Vec<Stretch>,
    pub no_plan_below: Option<f64>,
    pub no_plan_above: Option<f64>,
    pub no_end_beyond: Option<f64>,
    pub passed: Vec<Passed>,
}

/// Bases that the walks of one piece passed.
#[derive(Debug)]
pub(super) struct Passed {
    lp: Lp<Column, Constraint>,
    /// Each with the amount at which it is optimal.
    bases: Vec<(f64, Basis)>,
}

/// One of them.
#[derive(Clone, Copy)]
pub(super) struct PassedAt<'a> {
    pub at: f64,
    pub lp: &'a Lp<Column, Constraint>,
    pub basis: &'a Basis,
}

/// What one piece's walks found.
struct Piece {
    of: CurveOf,
    stretches: Vec<Stretch>,
    /// How the walks to the lower and the upper end finished.
    finish: (Finish, Finish),
}

struct Walker<'a> {
    model: &'a Model,
    number: &'a Number,
    address: &'a str,
    solved: &'a Solved,
}

impl Pieces {
    /// Returns the basis that was passed nearest to an amount.
    pub fn nearest(&self, x: f64) -> Option<PassedAt<'_>> {
        let bases = self.passed.iter().flat_map(|passed| {
            let lp = &passed.lp;
            let bases = passed.bases.iter();
            bases.map(move |&(at, ref basis)| PassedAt { at, lp, basis })
        });
        bases.min_by(|a, b| (a.at - x).abs().total_cmp(&(b.at - x).abs()))
    }

    pub fn walk(
        model: &Model,
        solved: &Solved,
        number: &Number,
        address: &str,
        (from, to): (f64, f64),
    ) -> Result<Self, ExplainError> {
        let walker = Walker {
            model,
            number,
            address,
            solved,
        };
        let mut cuts = vec![from];
        cuts.extend(number.switches(model, from, to));
        cuts.push(to);
        let ranges: Vec<(f64, f64)> = cuts.windows(2).map(|pair| (pair[0], pair[1])).collect();
        let today = number.today().clamp(from, to);
        let first = ranges
            .iter()
            .position(|&(_, end)| today <= end)
            .unwrap_or_default();
        let mut found: Vec<Option<(Piece, Passed)>> = Vec::new();
        found.resize_with(ranges.len(), || None);
        found[first] = walker.piece(ranges[first], None)?;
        // Outwards: a neighbor is entered where the last one was left.
        for i in first + 1..ranges.len() {
            if found[i - 1]
                .as_ref()
                .is_some_and(|(it, _)| it.finish.1 != Finish::Reached)
            {
                break;
            }
            found[i] = walker.piece(ranges[i], Some(ranges[i].0))?;
        }
        for i in (0..first).rev() {
            if found[i + 1]
                .as_ref()
                .is_some_and(|(it, _)| it.finish.0 != Finish::Reached)
            {
                break;
            }
            found[i] = walker.piece(ranges[i], Some(ranges[i].1))?;
        }
        let (found, passed): (Vec<Piece>, Vec<Passed>) = found.into_iter().flatten().unzip();
        let (Some(lowest), Some(highest)) = (found.first(), found.last()) else {
            return Err(ExplainError::Unknown(format!(
                "{address}: from {from} to {to} there is no plan at all"
            )));
        };
        let ends = (lowest.finish.0, highest.finish.1);
        let of = found
            .iter()
            .map(|piece| piece.of)
            .find(|&of| of == CurveOf::Limit)
            .unwrap_or(lowest.of);
        let mut stretches = joined(found, to - from);
        // An edge within rounding of the end is the end.
        if let Some(first) = stretches.first_mut()
            && first.from - from <= NO_LENGTH * (to - from)
        {
            first.from = from;
        }
        if let Some(last) = stretches.last_mut()
            && to - last.to <= NO_LENGTH * (to - from)
        {
            last.to = to;
        }
        let least = stretches.first().map_or(from, |it| it.from);
        let most = stretches.last().map_or(to, |it| it.to);
        let unbounded = match ends {
            (Finish::Unbounded, _) => Some(least),
            (_, Finish::Unbounded) => Some(most),
            _ => None,
        };
        let is_inside = |x: f64| x > from && x < to;
        Ok(Self {
            of,
            no_plan_below: (unbounded.is_none() && least > from).then_some(least),
            no_plan_above: (unbounded.is_none() && most < to).then_some(most),
            no_end_beyond: unbounded.filter(|&x| is_inside(x)),
            stretches,
            passed,
        })
    }
}

/// Returns the stretches of all pieces with those of one slope made one.
fn joined(pieces: Vec<Piece>, length: f64) -> Vec<Stretch> {
    let mut all: Vec<Stretch> = Vec::new();
    for (i, piece) in pieces.into_iter().enumerate() {
        for (k, mut stretch) in piece.stretches.into_iter().enumerate() {
            if i > 0 && k == 0 {
                stretch.begins = Some(Bend::TakesOver);
            }
            if stretch.to - stretch.from <= NO_LENGTH * length {
                continue;
            }
            match all.last_mut() {
                Some(last) if is_same(last.slope, stretch.slope) => last.to = stretch.to,
                Some(last) => {
                    last.to = stretch.from;
                    all.push(stretch);
                }
                None => all.push(stretch),
            }
        }
    }
    all
}

fn is_same(a: f64, b: f64) -> bool {
    (a - b).abs() <= SAME_SLOPE * a.abs().max(b.abs())
}

/// Returns a breakpoint without the last digits, which are rounding.
fn tidy(x: f64) -> f64 {
    format!("{x:.11e}").parse().unwrap_or(x)
}

impl Walker<'_> {
    /// Returns the optimum over one range in which the program moves along one direction; `None` if no plan was found.
    fn piece(
        &self,
        (from, to): (f64, f64),
        enter_at: Option<f64>,
    ) -> Result<Option<(Piece, Passed)>, ExplainError> {
        let program = |share: f64| formulate(&self.at(from + share * (to - from)));
        let (a, b) = (program(0.25), program(0.75));
        let direction = direction(&a, &b, 0.5 * (to - from), self.address)?;
        let Some((solved, base)) = self.enter(&a, (from, to), enter_at)? else {
            return Ok(None);
        };
        let simplex = solved.simplex()?;
        // Both ways at a time; each is the same whichever ends first.
        let mut both = solved.options.threads().lanes(2, |lane| match lane {
            0 => simplex.walk_marked(&direction, to - base, MARKS),
            _ => simplex.walk_marked(&reversed(&direction), base - from, MARKS),
        });
        let (Some(down), Some(up)) = (both.pop(), both.pop()) else {
            return Ok(None);
        };
        let ((up, above), (down, below)) = (up?, down?);
        let bend = |event: Option<(Variable, Variable)>, falling: bool| {
            let (reaches, leaves) = event?;
            let (reaches, leaves) = if falling {
                (leaves, reaches)
            } else {
                (reaches, leaves)
            };
            Some(Bend::Basis {
                reaches: key(&solved.lp, reaches),
                leaves: key(&solved.lp, leaves),
            })
        };
        // Where another number takes over two ends meet, and rounding may let them meet a breath before: that is there.
        let is_at = |end: f64, length: f64| end >= length - NO_LENGTH * (to - from);
        let finish = |walk: &Walk, length: f64| match walk.segments.last() {
            Some(last) if is_at(last.to, length) => Finish::Reached,
            _ => walk.finish,
        };
        let finish = (finish(&down, base - from), finish(&up, to - base));
        let mut stretches: Vec<Stretch> = Vec::new();
        for segment in down.segments.iter().rev() {
            let length = segment.to - segment.from;
            stretches.push(Stretch {
                from: if is_at(segment.to, base - from) {
                    from
                } else {
                    tidy(base - segment.to)
                },
                to: tidy(base - segment.from),
                margin: segment.objective + segment.slope * length,
                slope: 0.0 - segment.slope,
                begins: bend(segment.event, true),
            });
        }
        // A stretch walked down begins where its own event happens; one walked up where the one before ended.
        let mut begins = None;
        for segment in &up.segments {
            stretches.push(Stretch {
                from: tidy(base + segment.from),
                to: if is_at(segment.to, to - base) {
                    to
                } else {
                    tidy(base + segment.to)
                },
                margin: segment.objective,
                slope: segment.slope,
                begins: begins.take(),
            });
            begins = bend(segment.event, false);
        }
        let above = above.into_iter().map(|mark| (base + mark.at, mark.basis));
        let below = below.into_iter().map(|mark| (base - mark.at, mark.basis));
        let passed = Passed {
            bases: above.chain(below).collect(),
            lp: solved.lp,
        };
        let piece = Piece {
            of: match direction {
                Direction::Bounds(_) => CurveOf::Limit,
                Direction::Costs(_) => CurveOf::Price,
            },
            stretches,
            finish,
        };
        Ok(Some((piece, passed)))
    }

    fn at(&self, x: f64) -> Model {
        self.number.with(self.model, x)
    }

    /// Returns a plan within the range whose program is like those inside it, and where it is.
    fn enter(
        &self,
        like: &Lp<Column, Constraint>,
        (from, to): (f64, f64),
        enter_at: Option<f64>,
    ) -> Result<Option<(Solved, f64)>, ExplainError> {
        let today = self.number.today();
        if (from..=to).contains(&today) && is_alike(&self.solved.lp, like) {
            return Ok(Some((self.solved.clone(), today)));
        }
        let share = |share: f64| from + share * (to - from);
        let tried = enter_at
            .into_iter()
            .chain([0.5, 1.0, 0.0, 0.75, 0.25, 0.999, 0.001].map(share));
        for x in tried {
            if let Outcome::Optimal(solved) = solve_again(&self.at(x), self.solved)?
                && is_alike(&solved.lp, like)
            {
                return Ok(Some((*solved, x)));
            }
        }
        Ok(None)
    }
}

fn key(lp: &Lp<Column, Constraint>, variable: Variable) -> Key {
    match variable {
        Variable::Column(id) => Key::Column(lp.columns()[id.0].key),
        Variable::Row(id) => Key::Row(lp.rows()[id.0].key),
    }
}

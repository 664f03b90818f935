//! A walked curve drawn: its stretches confirmed by solving again, and what happens between them.

use super::number::Number;
use super::pieces::{Pieces, Stretch};
use super::{Change, CurveOf, CurvePoint, CurveStretch, Event, event, totals};
use crate::explain::ExplainError;
use crate::lp::Certificate;
use crate::model::Model;
use crate::outcome::{Outcome, Solved, solve_again, solve_from};

/// Walk and re-solve may differ by this share of the margin.
const SAME_MARGIN: f64 = 100.0 * Certificate::GAP;

/// Returns which stretches are confirmed: all, or of a limit with many about `some`, the first, the last and those beside today
/// among them.
pub(super) fn confirmed(stretches: &[Stretch], today: f64, of: CurveOf, some: usize) -> Vec<bool> {
    let all = stretches.len();
    // What is sold at a price is read from the plan of each stretch.
    if all <= some || of == CurveOf::Price {
        return vec![true; all];
    }
    let at = stretches.partition_point(|stretch| stretch.to < today);
    let step = all.div_ceil(some.max(1));
    // Where today is a breakpoint, the next one is two stretches on.
    let is_beside = |i: usize| i.abs_diff(at) <= 2;
    (0..all)
        .map(|i| i % step == 0 || i + 1 == all || is_beside(i))
        .collect()
}

/// Confirms stretches and says what happens between them.
pub(super) struct Drawer<'a> {
    pub model: &'a Model,
    pub number: &'a Number,
    pub address: &'a str,
    pub of: CurveOf,
    /// The plan of today.
    pub solved: &'a Solved,
    pub pieces: &'a Pieces,
}

/// Stretches as they follow each other on one side of today, and which of them are confirmed.
#[derive(Clone, Copy)]
struct Course<'a> {
    stretches: &'a [Stretch],
    confirmed: &'a [bool],
    is_upward: bool,
}

/// What was seen on one side of today. Point `i` is where stretch `i` begins.
#[derive(Default)]
struct Side {
    /// Points that were confirmed.
    points: Vec<usize>,
    /// By stretch: units sold, and what one unit more changes.
    stretches: Vec<(usize, Option<f64>, Vec<Change>)>,
    bends: Vec<(usize, Bent)>,
    /// The plan in the middle of the first stretch, beside today.
    first_middle: Option<Solved>,
}

/// What happens at a point between two stretches.
struct Bent {
    events: Vec<Event>,
    changes: Vec<Change>,
}

impl Drawer<'_> {
    /// Draws stretches; from that of today outwards, both ways at a time, so that each plan is near the one before.
    pub fn draw(
        &self,
        stretches: &[Stretch],
        confirmed: &[bool],
    ) -> Result<(Vec<CurvePoint>, Vec<CurveStretch>), ExplainError> {
        let mut points = outline(stretches);
        let mut drawn: Vec<CurveStretch> = stretches.iter().map(straight).collect();
        let today = self.number.today();
        let at = stretches.partition_point(|stretch| stretch.to < today);
        let at = at.min(stretches.len().saturating_sub(1));
        let Some(middle) = stretches.get(at) else {
            return Ok((points, drawn));
        };
        let entry = self.confirm(
            (today, self.solved),
            middle.from,
            middle.margin_at(middle.from),
        )?;
        points[at].confirmed = entry.is_some();
        let course = |is_upward| Course {
            stretches,
            confirmed,
            is_upward,
        };
        let threads = self.solved.options.threads();
        let sides = threads.lanes(2, |lane| match lane {
            0 => self.side((0..at).rev(), course(false), entry.as_ref()),
            _ => self.side(at..stretches.len(), course(true), entry.as_ref()),
        });
        let mut middles = Vec::with_capacity(sides.len());
        for side in sides {
            let side = side?;
            for point in side.points {
                points[point].confirmed = true;
            }
            for (stretch, units_sold, changes) in side.stretches {
                drawn[stretch].units_sold = units_sold;
                drawn[stretch].changes_per_unit = changes;
            }
            for (point, bent) in side.bends {
                points[point].take(bent);
            }
            middles.push(side.first_middle);
        }
        if let [Some(below), Some(above)] = &middles[..] {
            points[at].take(self.bent(middle, below, above));
        }
        Ok((points, drawn))
    }

    /// Confirms the stretches of one side in this order, the first of them from the plan where it is entered.
    fn side(
        &self,
        order: impl Iterator<Item = usize>,
        course: Course,
        entry: Option<&Solved>,
    ) -> Result<Side, ExplainError> {
        let mut side = Side::default();
        let mut near = (self.number.today(), entry.unwrap_or(self.solved).clone());
        // Where the last stretch was left, if it was confirmed, and the plan in its middle.
        let mut entered = Some(entry.cloned());
        let mut last: Option<Solved> = None;
        for (place, i) in order.enumerate() {
            if !course.confirmed[i] {
                (entered, last) = (None, None);
                continue;
            }
            let stretch = &course.stretches[i];
            let mut confirm = |x: f64| -> Result<Option<Solved>, ExplainError> {
                let found = self.confirm((near.0, &near.1), x, stretch.margin_at(x))?;
                if let Some(found) = &found {
                    near = (x, found.clone());
                }
                Ok(found)
            };
            let (from, to) = ((i, stretch.from), (i + 1, stretch.to));
            let (enters, leaves) = if course.is_upward {
                (from, to)
            } else {
                (to, from)
            };
            let at_entry = match entered {
                Some(plan) => plan,
                None => confirm(enters.1)?,
            };
            let middle = confirm(0.5 * (stretch.from + stretch.to))?;
            let at_exit = confirm(leaves.1)?;
            let both = [(enters.0, &at_entry), (leaves.0, &at_exit)];
            let there = both.into_iter().filter(|(_, plan)| plan.is_some());
            side.points.extend(there.map(|(point, _)| point));
            let (before, after) = in_order(course.is_upward, at_entry.as_ref(), at_exit.as_ref());
            let changes = match (before, after) {
                (Some(before), Some(after)) if self.of == CurveOf::Limit => {
                    let length = stretch.to - stretch.from;
                    totals::changes(&before.plan, &after.plan, length)
                }
                _ => Vec::new(),
            };
            let units_sold = middle.as_ref().map(|solved| &solved.plan);
            let units_sold =
                units_sold.and_then(|plan| totals::units_sold(plan, self.number, self.model));
            side.stretches.push((i, units_sold, changes));
            let (before, after) = in_order(course.is_upward, last.as_ref(), middle.as_ref());
            if let (Some(before), Some(after)) = (before, after) {
                let upper = &course.stretches[if course.is_upward { i } else { i + 1 }];
                let bent = self.bent(upper, before, after);
                side.bends.push((enters.0, bent));
            }
            if place == 0 {
                side.first_middle.clone_from(&middle);
            }
            (entered, last) = (Some(at_exit), middle);
        }
        Ok(side)
    }

    /// Returns what happens where a stretch begins, with the plans in the middle of the stretch before and of itself.
    fn bent(&self, stretch: &Stretch, before: &Solved, after: &Solved) -> Bent {
        Bent {
            events: event::events(self.model, stretch.begins.as_ref(), before, after),
            changes: if self.of == CurveOf::Limit {
                Vec::new()
            } else {
                totals::changes(&before.plan, &after.plan, 1.0)
            },
        }
    }

    /// Solves again with the number at `x`, from a plan near by or from where the walk passed, whichever is nearer; `None` where
    /// rounding at the edge of the possible leaves no plan.
    fn confirm(
        &self,
        (at, near): (f64, &Solved),
        x: f64,
        margin: f64,
    ) -> Result<Option<Solved>, ExplainError> {
        let changed = self.number.with(self.model, x);
        let passed = self.pieces.nearest(x).filter(|_| changed.is_linear());
        let outcome = match passed.filter(|it| (it.at - x).abs() < (at - x).abs()) {
            Some(it) => solve_from(&changed, (it.lp, it.basis), &near.options)?,
            None => solve_again(&changed, near)?,
        };
        let Outcome::Optimal(solved) = outcome else {
            return Ok(None);
        };
        let again = solved.solution.objective;
        if (again - margin).abs() > SAME_MARGIN * again.abs().max(margin.abs()).max(1.0) {
            return Err(ExplainError::Unconfirmed(format!(
                "{} at {x}: walking says a margin of {margin}, solving again {again}",
                self.address
            )));
        }
        Ok(Some(*solved))
    }
}

impl CurvePoint {
    fn take(&mut self, bent: Bent) {
        self.events = bent.events;
        self.changes = bent.changes;
    }
}

/// Returns two plans of which the second was found later, the lower number's first.
fn in_order<T>(is_upward: bool, sooner: T, later: T) -> (T, T) {
    if is_upward {
        (sooner, later)
    } else {
        (later, sooner)
    }
}

/// Returns the points between stretches, none of them confirmed yet.
fn outline(stretches: &[Stretch]) -> Vec<CurvePoint> {
    let mut points: Vec<CurvePoint> = Vec::with_capacity(stretches.len() + 1);
    let first = stretches.first();
    points.extend(first.map(|first| point(first.from, first.margin, false)));
    for stretch in stretches {
        if let Some(last) = points.last_mut() {
            last.per_unit_after = Some(stretch.slope);
        }
        let mut end = point(stretch.to, stretch.margin_at(stretch.to), false);
        end.per_unit_before = Some(stretch.slope);
        points.push(end);
    }
    points
}

fn straight(stretch: &Stretch) -> CurveStretch {
    CurveStretch {
        from: stretch.from,
        to: stretch.to,
        per_unit: stretch.slope,
        units_sold: None,
        changes_per_unit: Vec::new(),
    }
}

pub(super) fn point(amount: f64, margin: f64, confirmed: bool) -> CurvePoint {
    CurvePoint {
        amount,
        margin,
        per_unit_before: None,
        per_unit_after: None,
        events: Vec::new(),
        changes: Vec::new(),
        confirmed,
    }
}

//! Exact proofs, from the program and the answer alone: no basis, no factors.

use std::hash::Hash;

use dashu_ratio::RBig;

use super::end::{ExactEnd, ExactFailure, ExactOptimum};
use super::form::{end, number};
use super::rational::Rational;
use crate::program::{ColumnId, Lp};
use crate::watch::Watch;

impl ExactEnd {
    /// Fails unless this is proved of the program: an optimum by a feasible point and prices whose bound is what it earns; no
    /// point by multipliers that ask more of the columns than their ranges can give; no end by a feasible point and a
    /// direction that keeps every range and earns something.
    pub fn check<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
        &self,
        lp: &Lp<C, R>,
        watch: &Watch,
    ) -> Result<(), ExactFailure> {
        match self {
            Self::Optimal(optimum) => check_optimum(lp, optimum, watch),
            Self::Infeasible { multipliers, .. } => check_infeasible(lp, multipliers, watch),
            Self::Unbounded { x, ray, .. } => check_unbounded(lp, x, ray, watch),
        }
    }
}

/// Returns whether a column or row has a range with its lower end above its upper end.
pub(super) fn has_empty_range<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(lp: &Lp<C, R>) -> bool {
    let columns = lp.columns().iter().map(|it| (it.lower, it.upper));
    let mut ranges = columns.chain(lp.rows().iter().map(|it| (it.lower, it.upper)));
    ranges.any(|(lower, upper)| lower > upper)
}

fn check_optimum<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    optimum: &ExactOptimum,
    watch: &Watch,
) -> Result<(), ExactFailure> {
    check_feasible(lp, &optimum.x, watch)?;
    let mut earned = RBig::ZERO;
    let mut bound = RBig::ZERO;
    for (j, column) in lp.columns().iter().enumerate() {
        watch.check()?;
        let cost = number(column.cost)?;
        let d = &cost - used(lp, j, &optimum.y)?;
        bound += most(&d, column.lower, column.upper)?
            .ok_or(ExactFailure::Check("a reduced cost of the wrong sign"))?;
        if !optimum.x[j].0.is_zero() {
            earned += cost * &optimum.x[j].0;
        }
    }
    for (row, y) in lp.rows().iter().zip(&optimum.y) {
        watch.check()?;
        bound += most(&y.0, row.lower, row.upper)?
            .ok_or(ExactFailure::Check("a price of the wrong sign"))?;
    }
    holds(earned == optimum.objective.0, "another objective")?;
    holds(bound == earned, "a gap")
}

/// Checks that a point keeps every row and bound.
fn check_feasible<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    x: &[Rational],
    watch: &Watch,
) -> Result<(), ExactFailure> {
    let activity = activity(lp, x, watch)?;
    for (column, x) in lp.columns().iter().zip(x) {
        holds(is_within(&x.0, column.lower, column.upper)?, "a bound")?;
    }
    for (row, activity) in lp.rows().iter().zip(&activity) {
        holds(is_within(activity, row.lower, row.upper)?, "a row")?;
    }
    Ok(())
}

fn check_infeasible<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    multipliers: &[Rational],
    watch: &Watch,
) -> Result<(), ExactFailure> {
    if has_empty_range(lp) {
        return Ok(());
    }
    // The most that `y (A x - s)` can be, which is 0 at every feasible point.
    let mut most_of_all = RBig::ZERO;
    let without_end = ExactFailure::Check("multipliers of a range without an end");
    for (j, column) in lp.columns().iter().enumerate() {
        watch.check()?;
        let used = used(lp, j, multipliers)?;
        most_of_all += most(&used, column.lower, column.upper)?.ok_or(without_end.clone())?;
    }
    for (row, y) in lp.rows().iter().zip(multipliers) {
        watch.check()?;
        most_of_all += most(&-&y.0, row.lower, row.upper)?.ok_or(without_end.clone())?;
    }
    holds(most_of_all < RBig::ZERO, "multipliers that ask too little")
}

fn check_unbounded<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    x: &[Rational],
    ray: &[Rational],
    watch: &Watch,
) -> Result<(), ExactFailure> {
    check_feasible(lp, x, watch)?;
    let stays = |moves: &RBig, lower: f64, upper: f64| {
        (upper == f64::INFINITY || *moves <= RBig::ZERO)
            && (lower == f64::NEG_INFINITY || *moves >= RBig::ZERO)
    };
    let mut earned = RBig::ZERO;
    for (column, moves) in lp.columns().iter().zip(ray) {
        let stays = stays(&moves.0, column.lower, column.upper);
        holds(stays, "a direction that leaves a bound")?;
        earned += number(column.cost)? * &moves.0;
    }
    for (row, moves) in lp.rows().iter().zip(activity(lp, ray, watch)?) {
        let stays = stays(&moves, row.lower, row.upper);
        holds(stays, "a direction that leaves a row")?;
    }
    holds(earned > RBig::ZERO, "a direction that earns nothing")
}

/// Returns `A x`.
fn activity<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    x: &[Rational],
    watch: &Watch,
) -> Result<Vec<RBig>, ExactFailure> {
    let mut activity = vec![RBig::ZERO; lp.rows().len()];
    for (j, value) in x.iter().enumerate() {
        if !value.0.is_zero() {
            watch.check()?;
            for (row, coefficient) in lp.entries(ColumnId(j)) {
                activity[row.0] += number(coefficient)? * &value.0;
            }
        }
    }
    Ok(activity)
}

/// Returns `a_j y`.
fn used<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    column: usize,
    y: &[Rational],
) -> Result<RBig, ExactFailure> {
    let mut used = RBig::ZERO;
    for (row, value) in lp.entries(ColumnId(column)) {
        if !y[row.0].0.is_zero() {
            used += number(value)? * &y[row.0].0;
        }
    }
    Ok(used)
}

/// Returns the most that `multiplier` times a number in the range can be, `None` for no end.
fn most(multiplier: &RBig, lower: f64, upper: f64) -> Result<Option<RBig>, ExactFailure> {
    if multiplier.is_zero() {
        return Ok(Some(RBig::ZERO));
    }
    let end = if *multiplier > RBig::ZERO {
        end(upper, f64::INFINITY)?
    } else {
        end(lower, f64::NEG_INFINITY)?
    };
    Ok(end.map(|end| end * multiplier))
}

fn is_within(value: &RBig, lower: f64, upper: f64) -> Result<bool, ExactFailure> {
    let above = end(lower, f64::NEG_INFINITY)?.is_none_or(|lower| *value >= lower);
    let below = end(upper, f64::INFINITY)?.is_none_or(|upper| *value <= upper);
    Ok(above && below)
}

fn holds(it: bool, else_what: &'static str) -> Result<(), ExactFailure> {
    if it {
        Ok(())
    } else {
        Err(ExactFailure::Check(else_what))
    }
}

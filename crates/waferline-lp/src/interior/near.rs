//! The point near the optimum of a program, as crossover takes it.

use std::hash::Hash;
use std::ops::Range;

use super::iterate::{Iterate, Slacks};
use super::method::optimize;
use super::normal::Normal;
use super::standard::Standard;
use crate::program::{ColumnData, Lp};
use crate::scale::Scaling;
use crate::simplex::{Interior, Status};
use crate::watch::{Interrupted, Watch};

/// A point further from optimal than this, relative to the program's numbers, is not worth crossing over from: the pushes would end as
/// far from optimal, and the simplex method is as soon there from nothing.
const NEAR: f64 = 1e-5;

/// Returns a point near the optimum of a program, `None` if none was reached: it may have none, be too dense, or have numbers
/// that the method cannot deal with.
pub(crate) fn near_optimum<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    watch: &Watch,
) -> Result<Option<Interior>, Interrupted> {
    let scaling = Scaling::of(lp);
    let program = Standard::of(lp, &scaling);
    if program.rows.is_empty() || program.variables.is_empty() {
        return Ok(None);
    }
    watch.check()?;
    let Some((program, mut normal)) = Normal::of(program) else {
        return Ok(None);
    };
    let ended = optimize(&program, &mut normal, watch)?;
    let is_near = ended.distance.most() <= NEAR;
    Ok(is_near.then(|| hand_over(lp, &scaling, &program, &ended.point)))
}

/// Returns the point, the prices and where each variable of the whole program is.
fn hand_over<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    scaling: &Scaling,
    program: &Standard,
    point: &Iterate,
) -> Interior {
    let (columns, rows) = (lp.columns().len(), lp.rows().len());
    // What is not among the variables is fixed, or the activity of a row without limits.
    let fixed = |(column, scale): (&ColumnData<C>, &f64)| {
        if column.lower == column.upper {
            column.lower / (scale * scaling.quantity)
        } else {
            0.0
        }
    };
    let mut interior = Interior {
        x: lp
            .columns()
            .iter()
            .zip(&scaling.column)
            .map(fixed)
            .collect(),
        y: vec![0.0; rows],
        status: vec![Status::Lower; columns + rows],
        weight: vec![0.0; columns + rows],
    };
    for (i, row) in lp.rows().iter().enumerate() {
        if row.lower == f64::NEG_INFINITY && row.upper == f64::INFINITY {
            interior.status[columns + i] = Status::Basic;
            interior.weight[columns + i] = f64::INFINITY;
        }
    }
    // The program here maximizes.
    for (&i, y) in program.rows.iter().zip(&point.y) {
        interior.y[i] = -y;
    }
    let mut first = 0;
    for copies in program.variables.chunk_by(|one, other| one == other) {
        let (variable, all) = (copies[0], first..first + copies.len());
        let (lower, upper) = (program.lower[first], program.upper[first]);
        let mean = |values: &[f64]| values[all.clone()].iter().sum::<f64>() / copies.len() as f64;
        interior.status[variable] = point.status(program, all.clone());
        let curvature: f64 = all.clone().map(|k| point.curvature(k)).sum();
        interior.weight[variable] = 1.0 / curvature.max(f64::MIN_POSITIVE);
        if variable < columns {
            interior.x[variable] = mean(&point.x).max(lower).min(upper);
        }
        first = all.end;
    }
    interior
}

impl Iterate {
    /// Returns at which bound a variable is taken to be: one whose multiplier is greater than its slack, in scaled units. Of the two
    /// the one that goes to 0 is soon much the smaller. Copies of a variable have one slack and share its multiplier.
    fn status(&self, program: &Standard, copies: Range<usize>) -> Status {
        let is_at = |slacks: &Slacks| {
            let slack: f64 = slacks.x[copies.clone()].iter().sum();
            let multiplier: f64 = slacks.z[copies.clone()].iter().sum();
            slack < multiplier * copies.len() as f64
        };
        if program.lower[copies.start].is_finite() && is_at(&self.lower) {
            Status::Lower
        } else if program.upper[copies.start].is_finite() && is_at(&self.upper) {
            Status::Upper
        } else {
            Status::Basic
        }
    }
}

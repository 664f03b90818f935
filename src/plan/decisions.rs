//! Reads the decisions off a solution: one series a column family, solver noise taken off.

use crate::formulation::{Column, Constraint};
use crate::lp::Lp;
use crate::model::Model;

/// Values this small beside the greatest of their series, or beside one unit, are solver noise.
pub(super) const NOISE: f64 = 1e-9;

/// The values of a solution, by what they decide.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decisions<'a> {
    /// The problem.
    pub model: &'a Model,
    lp: &'a Lp<Column, Constraint>,
    x: &'a [f64],
}

impl<'a> Decisions<'a> {
    /// Returns the decisions that `x` takes in the program of `model`.
    pub fn new(model: &'a Model, lp: &'a Lp<Column, Constraint>, x: &'a [f64]) -> Self {
        Self { model, lp, x }
    }

    /// Returns every column with its value as solved, noise included.
    pub fn columns(&self) -> impl Iterator<Item = (Column, f64)> + '_ {
        self.lp
            .columns()
            .iter()
            .zip(self.x)
            .map(|(c, &x)| (c.key, x))
    }

    /// Returns the value of a column that is of no quarter.
    pub fn value(&self, column: Column) -> f64 {
        self.lp.value(self.x, &column)
    }

    /// Returns a column's values over the horizon.
    pub fn horizon(&self, column: impl Fn(usize) -> Column) -> Vec<f64> {
        self.series(self.model.horizon.quarters, column)
    }

    /// Returns a column's values over horizon and tail.
    pub fn periods(&self, column: impl Fn(usize) -> Column) -> Vec<f64> {
        self.series(self.model.horizon.periods(), column)
    }

    /// Returns whether the program has the column in any quarter.
    pub fn has(&self, column: impl Fn(usize) -> Column) -> bool {
        (0..self.model.horizon.periods()).any(|t| self.lp.column(&column(t)).is_some())
    }

    fn series(&self, quarters: usize, column: impl Fn(usize) -> Column) -> Vec<f64> {
        let mut values: Vec<f64> = (0..quarters)
            .map(|t| self.lp.value(self.x, &column(t)))
            .collect();
        settle(&mut values, 1.0);
        values
    }
}

/// Sets to 0 what is noise beside `scale` or the greatest value of the series, and what is negative:
/// a quantity that cannot be negative is negative only by noise.
pub(super) fn settle(values: &mut [f64], scale: f64) {
    let noise = NOISE * values.iter().copied().fold(scale, f64::max);
    for value in values {
        if *value < noise {
            *value = 0.0;
        }
    }
}

/// Returns the shares of the parts in their sum, noise left out; all 0 if there is no sum. They sum to 1 otherwise.
pub(super) fn shares(parts: &[f64]) -> Vec<f64> {
    let noise = NOISE * parts.iter().sum::<f64>();
    let kept = |part: f64| if part > noise { part } else { 0.0 };
    let sum: f64 = parts.iter().map(|&part| kept(part)).sum();
    if sum <= 0.0 {
        return vec![0.0; parts.len()];
    }
    parts.iter().map(|&part| kept(part) / sum).collect()
}

/// Returns the sum of series, quarter by quarter, each times its factor; `quarters` zeros if there are none.
pub(super) fn total<'s>(
    quarters: usize,
    parts: impl IntoIterator<Item = (f64, &'s [f64])>,
) -> Vec<f64> {
    let mut sum = vec![0.0; quarters];
    for (factor, part) in parts {
        for (sum, value) in sum.iter_mut().zip(part) {
            *sum += factor * value;
        }
    }
    sum
}

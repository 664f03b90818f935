//! The columns that must be whole, in the order that breaks ties.

use std::hash::Hash;

use super::selection::Within;
use crate::program::{ColumnId, Lp, Variable};

/// A value this close to a whole number is taken for it: far above what the simplex method leaves (1e-9 in scaled units), far
/// below any part of a decision that means something. Nothing rests on it. It says when a relaxed point is worth being rounded
/// to a selection; that one is then solved with its columns held at whole numbers, and a box is closed by bounds alone.
pub(super) const NEARLY: f64 = 1e-6;

/// The whole columns of a program.
#[derive(Clone, Debug)]
pub(super) struct Whole {
    pub(super) columns: Vec<ColumnId>,
    /// Their bounds, rounded inward.
    pub(super) bounds: Within,
}

impl Whole {
    /// Returns the whole columns, or one whose bounds are no finite numbers from 0 to what a count can be.
    pub(super) fn of<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
        lp: &Lp<C, R>,
        columns: Vec<ColumnId>,
    ) -> Result<Self, Variable> {
        let bound = |&id: &ColumnId| {
            let column = &lp.columns()[id.0];
            let ends = (count(column.lower.ceil()), count(column.upper.floor()));
            match ends {
                (Some(least), Some(most)) => Ok((least, most)),
                _ => Err(Variable::Column(id)),
            }
        };
        let bounds = columns.iter().map(bound).collect::<Result<_, _>>()?;
        Ok(Self { columns, bounds })
    }

    /// Returns the values of the whole columns in a point.
    pub(super) fn values(&self, x: &[f64]) -> Vec<f64> {
        self.columns.iter().map(|id| x[id.0]).collect()
    }

    /// Sets the ranges of the whole columns in a copy of the program.
    pub(super) fn hold<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
        &self,
        lp: &mut Lp<C, R>,
        within: &[(u32, u32)],
    ) {
        for (&column, &(least, most)) in self.columns.iter().zip(within) {
            lp.set_column_range(column, f64::from(least), f64::from(most));
        }
    }
}

/// Returns the selection in a box that is nearest to relaxed values.
pub(super) fn rounded(values: &[f64], within: &[(u32, u32)]) -> Vec<u32> {
    let both = values.iter().zip(within);
    both.map(|(value, &(least, most))| count(value.round()).unwrap_or(least).clamp(least, most))
        .collect()
}

/// Returns whether all values are whole numbers, or nearly.
pub(super) fn are_whole(values: &[f64]) -> bool {
    values
        .iter()
        .all(|value| (value - value.round()).abs() <= NEARLY)
}

/// Returns how far a value is from the nearest whole number, 0 where it is taken for it.
pub(super) fn from_whole(value: f64) -> f64 {
    let far = (value - value.round()).abs();
    if far <= NEARLY { 0.0 } else { far }
}

/// Returns a whole number as a count, if it is one.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "whole and in the range of the type"
)]
pub(super) fn count(value: f64) -> Option<u32> {
    (0.0..=f64::from(u32::MAX))
        .contains(&value)
        .then_some(value as u32)
}

/// Returns a value as a count, if it is exactly one.
pub(super) fn exactly(value: f64) -> Option<u32> {
    count(value).filter(|&count| f64::from(count) == value)
}

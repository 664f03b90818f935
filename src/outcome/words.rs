//! Proofs that there is no plan, or no best one, in words.

use std::hash::Hash;

use super::ConflictingLimit;
use crate::formulation::{
    Column, Constraint, bound_address, describe_column, describe_row, row_address,
};
use crate::lp::{ColumnId, Double, Lp, RowData};
use crate::model::{Address, Model};

/// Multipliers below this share of the largest term of the proof are rounding.
const NEGLIGIBLE: f64 = 1e-9;

/// A row or bound that a proof of infeasibility rests on, and at which end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct InTheWay<C, R> {
    pub of: Limiting<C, R>,
    /// `at least`, `at most` or `exactly`.
    pub sense: &'static str,
    pub bound: f64,
}

/// What limits: a column by its bound, or a row by its range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Limiting<C, R> {
    Column(C),
    Row(R),
}

/// Returns the limits that a proof of infeasibility rests on: rows, of which `constraint` says the family, by their range as
/// `range` says it, and the bounds of columns in them.
pub(crate) fn in_the_way<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    multipliers: &[Double],
    constraint: impl Fn(R) -> Option<Constraint>,
    range: impl Fn(&RowData<R>) -> (f64, f64),
) -> Vec<InTheWay<C, R>> {
    let mut limits = Vec::new();
    for (row, multiplier) in lp.rows().iter().zip(multipliers) {
        let multiplier = multiplier.value();
        let is_lower = multiplier > 0.0;
        let (lower, upper) = range(row);
        let bound = if is_lower { lower } else { upper };
        // Rows that only define something (balances at 0) are how limits meet, not limits. Options and what is held limit by 0 too.
        let is_decided = matches!(
            constraint(row.key),
            Some(
                Constraint::Remains { .. }
                    | Constraint::Requires { .. }
                    | Constraint::Excludes { .. }
                    | Constraint::Held { .. }
            )
        );
        if multiplier.abs() > NEGLIGIBLE && (bound != 0.0 || is_decided) {
            let is_one =
                lower == upper || matches!(constraint(row.key), Some(Constraint::Held { .. }));
            let sense = match is_one {
                true => "exactly",
                false if is_lower => "at least",
                false => "at most",
            };
            let of = Limiting::Row(row.key);
            limits.push(InTheWay { of, sense, bound });
        }
    }
    for (j, column) in lp.columns().iter().enumerate() {
        let use_of: f64 = lp
            .entries(ColumnId(j))
            .map(|(row, value)| value * multipliers[row.0].value())
            .sum();
        let (bound, sense) = if use_of > 0.0 {
            (column.upper, "at most")
        } else {
            (column.lower, "at least")
        };
        // All columns are at least 0, which is no limit.
        let is_limit = bound.is_finite() && (use_of > 0.0 || bound > 0.0);
        if use_of.abs() > NEGLIGIBLE && is_limit {
            let of = Limiting::Column(column.key);
            limits.push(InTheWay { of, sense, bound });
        }
    }
    limits
}

impl InTheWay<Column, Constraint> {
    /// Returns the number of the model that limits, where it is one, what it limits, and at which amount.
    pub(crate) fn named(&self, model: &Model) -> (Option<Address>, String, f64) {
        let (address, what) = match self.of {
            Limiting::Row(row) => (row_address(model, row), describe_row(model, row)),
            Limiting::Column(column) => {
                (bound_address(model, column), describe_column(model, column))
            }
        };
        // What is held is held to its amount, but for rounding.
        let amount = match self.of {
            Limiting::Row(Constraint::Held { at }) => model.held[at].amount,
            _ => self.bound,
        };
        (address, what, amount)
    }
}

impl ConflictingLimit {
    /// Returns what a row or a bound of the model's program limits.
    pub(crate) fn of(model: &Model, limit: InTheWay<Column, Constraint>) -> Self {
        let (address, what, bound) = limit.named(model);
        let sense = limit.sense;
        Self {
            address,
            description: format!("{what} {sense} {bound}"),
        }
    }
}

/// Returns the limits that a proof of infeasibility rests on: its rows, and the bounds of columns in them.
pub(super) fn conflict(
    model: &Model,
    lp: &Lp<Column, Constraint>,
    multipliers: &[Double],
) -> Vec<ConflictingLimit> {
    let limits = in_the_way(lp, multipliers, Some, |row| (row.lower, row.upper));
    let limits = limits.into_iter();
    limits.map(|it| ConflictingLimit::of(model, it)).collect()
}

pub(super) fn describe_ray(model: &Model, lp: &Lp<Column, Constraint>, ray: &[f64]) -> Vec<String> {
    let greatest = ray
        .iter()
        .fold(0.0_f64, |most, value| most.max(value.abs()));
    lp.columns()
        .iter()
        .zip(ray)
        .filter(|&(_, value)| value.abs() > NEGLIGIBLE * greatest)
        .map(|(column, value)| {
            format!(
                "{}: {:+}",
                describe_column(model, column.key),
                value / greatest
            )
        })
        .collect()
}

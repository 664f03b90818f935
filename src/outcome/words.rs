//! Proofs that there is no plan, or no best one, in words.

use super::ConflictingLimit;
use crate::formulation::{
    Column, Constraint, bound_address, describe_column, describe_row, row_address,
};
use crate::lp::{ColumnId, Double, Lp};
use crate::model::Model;

/// Multipliers below this share of the largest term of the proof are rounding.
const NEGLIGIBLE: f64 = 1e-9;

/// Returns the limits that a proof of infeasibility rests on: its rows, and the bounds of columns in them.
pub(super) fn conflict(
    model: &Model,
    lp: &Lp<Column, Constraint>,
    multipliers: &[Double],
) -> Vec<ConflictingLimit> {
    let mut limits = Vec::new();
    for (row, multiplier) in lp.rows().iter().zip(multipliers) {
        let multiplier = multiplier.value();
        let is_lower = multiplier > 0.0;
        let bound = if is_lower { row.lower } else { row.upper };
        // Rows that only define something (balances at 0) are how limits meet, not limits.
        let is_of_options = matches!(
            row.key,
            Constraint::Remains { .. } | Constraint::Requires { .. } | Constraint::Excludes { .. }
        );
        if multiplier.abs() > NEGLIGIBLE && (bound != 0.0 || is_of_options) {
            let sense = match row.lower == row.upper {
                true => "exactly",
                false if is_lower => "at least",
                false => "at most",
            };
            limits.push(ConflictingLimit {
                address: row_address(model, row.key),
                description: format!("{} {sense} {bound}", describe_row(model, row.key)),
            });
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
            limits.push(ConflictingLimit {
                address: bound_address(model, column.key),
                description: format!("{} {sense} {bound}", describe_column(model, column.key)),
            });
        }
    }
    limits
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

//! First one objective, then another on the face of the first one's optima.

use std::hash::Hash;

use super::{Answer, Uncertified, solve_program};
use crate::lp::{ColumnId, Lp, RowId, Solution};

/// Reduced costs and duals of the first objective above this (its greatest cost scaled to 1) hold their column or row.
const HELD: f64 = 1e-9;

/// Returns the face on which `first` (a cost a column) is greatest, as a program with the costs of `lp`: columns
/// with a nonzero reduced cost stay at their bound, rows with a nonzero dual stay at theirs. `Err` holds the answer
/// if `first` has no optimum.
pub fn solve_lexicographic<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    first: &[f64],
) -> Result<(Answer, Lp<C, R>), Uncertified> {
    let greatest = first
        .iter()
        .fold(0.0_f64, |most, cost| most.max(cost.abs()));
    if greatest == 0.0 {
        return Ok((solve_program(lp)?, lp.clone()));
    }
    let weights: Vec<f64> = first.iter().map(|cost| cost / greatest).collect();
    let stage = lp.clone().with_costs(&weights);
    match solve_program(&stage)? {
        Answer::Optimal(solution) => {
            let face = optimal_face(lp, &solution);
            Ok((solve_program(&face)?, face))
        }
        other => Ok((other, lp.clone())),
    }
}

/// Fixes what the optimum of the first objective holds.
fn optimal_face<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    solution: &Solution,
) -> Lp<C, R> {
    let mut face = lp.clone();
    for (j, &d) in solution.reduced_cost.iter().enumerate() {
        if d.abs() > HELD {
            let column = &lp.columns()[j];
            let bound = if d > 0.0 { column.upper } else { column.lower };
            face.set_column_range(ColumnId(j), bound, bound);
        }
    }
    for (i, &dual) in solution.dual.iter().enumerate() {
        if dual.abs() > HELD {
            let row = &lp.rows()[i];
            let bound = if dual > 0.0 { row.upper } else { row.lower };
            face.set_row_range(RowId(i), bound, bound);
        }
    }
    face
}

//! First one objective, then another on the face of the first one's optima.

use std::hash::Hash;

use super::{Answer, SolveOptions, Uncertified, solve_with_basis};
use crate::lp::{ColumnId, Lp, RowId, Simplex, Solution, Variable};

/// Reduced costs and duals of the first objective above this (its greatest cost scaled to 1) hold their column or row.
const HELD: f64 = 1e-9;

/// The answer to a program, or to the face of it on which another objective is greatest.
#[derive(Clone, Debug)]
pub struct Face<C, R> {
    /// The answer; if the first objective has no optimum, that.
    pub answer: Answer,
    /// The simplex at its basis.
    pub simplex: Simplex,
    /// The program that was answered: the face.
    pub lp: Lp<C, R>,
    /// What was fixed to stay on the face.
    pub held: Vec<Variable>,
}

impl<C, R> Face<C, R> {
    /// Returns a whole program with its answer: nothing is held.
    pub(crate) fn whole(lp: Lp<C, R>, answer: Answer, simplex: Simplex) -> Self {
        Self {
            answer,
            simplex,
            lp,
            held: Vec::new(),
        }
    }
}

/// Returns the answer to `lp` on the face on which `first` (a cost a column) is greatest: columns with a nonzero
/// reduced cost stay at their bound, rows with a nonzero dual stay at theirs.
pub fn solve_lexicographic<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: Lp<C, R>,
    first: &[f64],
    options: &SolveOptions,
) -> Result<Face<C, R>, Uncertified> {
    let greatest = first
        .iter()
        .fold(0.0_f64, |most, cost| most.max(cost.abs()));
    let mut face = lp;
    let mut held = Vec::new();
    if greatest > 0.0 {
        let weights: Vec<f64> = first.iter().map(|cost| cost / greatest).collect();
        let stage = face.clone().with_costs(&weights);
        let (answer, simplex) = solve_with_basis(&stage, options)?;
        let Answer::Optimal(solution) = answer else {
            return Ok(Face {
                answer,
                simplex,
                lp: face,
                held,
            });
        };
        held = hold(&mut face, &solution);
    }
    let (answer, simplex) = solve_with_basis(&face, options)?;
    Ok(Face {
        answer,
        simplex,
        lp: face,
        held,
    })
}

/// Fixes what the optimum of the first objective holds, and returns it.
pub(crate) fn hold<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    face: &mut Lp<C, R>,
    solution: &Solution,
) -> Vec<Variable> {
    let mut held = Vec::new();
    for (j, &d) in solution.reduced_cost.iter().enumerate() {
        if d.abs() > HELD {
            let column = &face.columns()[j];
            let bound = if d > 0.0 { column.upper } else { column.lower };
            face.set_column_range(ColumnId(j), bound, bound);
            held.push(Variable::Column(ColumnId(j)));
        }
    }
    for (i, &dual) in solution.dual.iter().enumerate() {
        if dual.abs() > HELD {
            let row = &face.rows()[i];
            let bound = if dual > 0.0 { row.upper } else { row.lower };
            face.set_row_range(RowId(i), bound, bound);
            held.push(Variable::Row(RowId(i)));
        }
    }
    held
}

//! Whether a best plan could have decided otherwise in the first quarters.

use crate::formulation::{Column, Constraint};
use crate::lp::{ColumnId, Lp, RowId, Simplex, Stuck};
use crate::outcome::Solved;
use crate::solve::{Answer, SolveOptions, Uncertified, prove_from};

/// Amounts of another best plan that differ by less than this, beside the greatest of the plan, are rounding.
const ROUNDING: f64 = 1e-7;

/// Prices below this part of what they are made of are rounding.
const NO_PRICE: f64 = 1e-11;

/// Returns whether another plan that earns as much decides otherwise in the quarters before `until`.
///
/// On the face of the best plans a weighting of those decisions has one value where they are all one, and a range otherwise,
/// whatever the weights are, unless they happen to be at a right angle to the face: irrational ones are not.
pub(super) fn is_one_of_several(
    solved: &Solved,
    decided: impl Fn(ColumnId) -> bool,
    options: &SolveOptions,
) -> Result<bool, Uncertified> {
    let face = face_of_best(solved);
    let x = &solved.solution.x;
    let counted = (0..face.columns().len()).map(ColumnId);
    let counted: Vec<bool> = counted.map(decided).collect();
    let greatest = x.iter().zip(&counted).filter(|it| *it.1);
    let greatest = greatest.fold(1.0_f64, |most, (x, _)| most.max(x.abs()));
    for sign in [1.0, -1.0] {
        let mut place = 0.0;
        let weights: Vec<f64> = counted
            .iter()
            .map(|&counted| {
                if !counted {
                    return 0.0;
                }
                place += 1.0;
                // The fractional parts of multiples of the golden ratio are spread evenly: no two weights are alike.
                sign * (0.5 + (place * GOLDEN).fract())
            })
            .collect();
        let weighted = face.clone().with_costs(&weights);
        let simplex = at_the_plan(&weighted, solved);
        let Ok(simplex) = simplex else {
            return Ok(false);
        };
        let other = match prove_from(&weighted, simplex, options)?.answer {
            Answer::Optimal(other) => other,
            Answer::Unbounded(_) => return Ok(true),
            // The plan is a point of the face: that there is none is rounding.
            Answer::Infeasible(_) => return Ok(false),
        };
        let both = x.iter().zip(&other.x).zip(&counted);
        let mut differs = both
            .filter(|it| *it.1)
            .map(|(both, _)| (both.0 - both.1).abs());
        if differs.any(|by| by > ROUNDING * greatest) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Returns the program with everything that has a price held where it is: its points are the best plans.
fn face_of_best(solved: &Solved) -> Lp<Column, Constraint> {
    let (lp, solution) = (&solved.lp, &solved.solution);
    let mut face = lp.clone();
    let mut size = vec![0.0_f64; lp.rows().len()];
    for (j, column) in lp.columns().iter().enumerate() {
        let reduced = solution.reduced_cost[j];
        let mut terms = column.cost.abs();
        for (row, n) in lp.entries(ColumnId(j)) {
            terms += (n * solution.dual[row.0]).abs();
            size[row.0] = size[row.0].max((n * solution.x[j]).abs());
        }
        if reduced.abs() > NO_PRICE * terms {
            let bound = if reduced > 0.0 {
                column.upper
            } else {
                column.lower
            };
            face.set_column_range(ColumnId(j), bound, bound);
        }
    }
    let terms = lp.columns().iter().zip(&solution.x);
    let money = terms.fold(0.0_f64, |most, (column, x)| {
        most.max((column.cost * x).abs())
    });
    for (i, row) in lp.rows().iter().enumerate() {
        let dual = solution.dual[i];
        if dual.abs() * size[i].max(1.0) > NO_PRICE * money {
            let bound = if dual > 0.0 { row.upper } else { row.lower };
            face.set_row_range(RowId(i), bound, bound);
        }
    }
    face
}

/// The golden ratio.
const GOLDEN: f64 = 1.618_033_988_749_895;

fn at_the_plan(weighted: &Lp<Column, Constraint>, solved: &Solved) -> Result<Simplex, Stuck> {
    let basis = solved.simplex()?.basis();
    Ok(Simplex::from_basis(weighted, &basis))
}

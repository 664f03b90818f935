//! Proofs, computed from the program itself: of optimality, of infeasibility, of unboundedness.

use std::hash::Hash;

use super::{Certificate, ColumnId, Lp, Scaling, Solution};

/// Returns the solution that a point and row duals make, with the residuals that prove or disprove it.
///
/// Values within rounding of a bound are put on it first. Each residual is relative to the largest term of its row
/// or column, and at least to one unit of the program's [`Scaling`] there.
#[must_use]
pub fn certify<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    scaling: &Scaling,
    mut x: Vec<f64>,
    dual: Vec<f64>,
) -> Solution {
    for ((value, column), scale) in x.iter_mut().zip(lp.columns()).zip(&scaling.column) {
        let rounding = 1e-10 * scale * scaling.quantity;
        for bound in [column.lower, column.upper] {
            if bound.is_finite() && (*value - bound).abs() <= rounding.max(1e-14 * bound.abs()) {
                *value = bound;
            }
        }
    }
    let activity = lp.activity(&x);
    let mut reduced_cost = Vec::with_capacity(x.len());
    let mut primal_residual = 0.0_f64;
    let mut dual_residual = 0.0_f64;
    let mut dual_objective = 0.0;
    let mut row_terms: Vec<f64> = scaling
        .row
        .iter()
        .map(|scale| scaling.quantity / scale)
        .collect();
    for (j, column) in lp.columns().iter().enumerate() {
        let mut d = column.cost;
        let mut largest = (scaling.money / (scaling.quantity * scaling.column[j])).max(d.abs());
        for (row, value) in lp.entries(ColumnId(j)) {
            let used = value * dual[row.0];
            d -= used;
            largest = largest.max(used.abs());
            row_terms[row.0] = row_terms[row.0].max((value * x[j]).abs());
        }
        let unit = (scaling.column[j] * scaling.quantity).max(x[j].abs());
        primal_residual = primal_residual.max(miss(x[j], column.lower, column.upper) / unit);
        let (earned, wrong) = support(d, column.lower, column.upper);
        dual_objective += earned;
        dual_residual = dual_residual.max(wrong / largest);
        reduced_cost.push(d);
    }
    for (i, row) in lp.rows().iter().enumerate() {
        let missed = miss(activity[i], row.lower, row.upper);
        primal_residual = primal_residual.max(missed / row_terms[i]);
        let (earned, wrong) = support(dual[i], row.lower, row.upper);
        dual_objective += earned;
        let unit = (scaling.money * scaling.row[i] / scaling.quantity).max(dual[i].abs());
        dual_residual = dual_residual.max(wrong / unit);
    }
    let objective = lp.objective(&x);
    // `f64::max` passes over NaN: a point or price that is no number proves nothing.
    if x.iter().chain(&dual).any(|value| !value.is_finite()) {
        primal_residual = f64::INFINITY;
    }
    let size = objective.abs().max(dual_objective.abs()).max(scaling.money);
    Solution {
        objective,
        x,
        activity,
        dual,
        reduced_cost,
        certificate: Certificate {
            primal_residual,
            dual_residual,
            gap: (objective - dual_objective).abs() / size,
        },
    }
}

/// Returns whether the row multipliers `y` prove that no point keeps every row and bound (Farkas): the most that the
/// columns within their bounds can make of `y A x` is less than the least that the rows' ranges ask of it. A range whose
/// lower end is above its upper end is a proof by itself.
#[must_use]
pub fn proves_infeasible<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    y: &[f64],
) -> bool {
    let is_empty = |lower: f64, upper: f64| lower > upper;
    if lp.rows().iter().any(|row| is_empty(row.lower, row.upper))
        || lp
            .columns()
            .iter()
            .any(|column| is_empty(column.lower, column.upper))
    {
        return true;
    }
    let mut asked = 0.0;
    let mut size = 0.0_f64;
    for (row, &multiplier) in lp.rows().iter().zip(y) {
        let bound = if multiplier > 0.0 {
            row.lower
        } else {
            row.upper
        };
        if multiplier != 0.0 {
            asked += multiplier * bound;
            size = size.max((multiplier * bound).abs());
        }
    }
    let mut reachable = 0.0;
    for (j, column) in lp.columns().iter().enumerate() {
        let mut use_of = 0.0;
        let mut largest = 0.0_f64;
        for (row, value) in lp.entries(ColumnId(j)) {
            use_of += value * y[row.0];
            largest = largest.max((value * y[row.0]).abs());
        }
        if use_of.abs() > 1e-11 * largest {
            let bound = if use_of > 0.0 {
                column.upper
            } else {
                column.lower
            };
            reachable += use_of * bound;
            if bound.is_finite() {
                size = size.max((use_of * bound).abs());
            }
        }
    }
    asked.is_finite() && reachable < asked - Certificate::TOLERANCE * size
}

/// Returns whether moving along `ray` (one entry a column) from any feasible point keeps every row and bound and
/// raises the objective without end.
#[must_use]
pub fn proves_unbounded<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    ray: &[f64],
) -> bool {
    let mut largest = vec![0.0_f64; lp.rows().len()];
    for (j, &value) in ray.iter().enumerate() {
        for (row, coefficient) in lp.entries(ColumnId(j)) {
            largest[row.0] = largest[row.0].max((coefficient * value).abs());
        }
    }
    let stays = |moves: f64, lower: f64, upper: f64, size: f64| {
        let tolerance = Certificate::TOLERANCE * size;
        (upper == f64::INFINITY || moves <= tolerance)
            && (lower == f64::NEG_INFINITY || moves >= -tolerance)
    };
    let greatest = ray
        .iter()
        .fold(0.0_f64, |most, value| most.max(value.abs()));
    let rows_stay = lp
        .activity(ray)
        .into_iter()
        .zip(lp.rows())
        .zip(&largest)
        .all(|((moves, row), &size)| stays(moves, row.lower, row.upper, size));
    let columns_stay = ray
        .iter()
        .zip(lp.columns())
        .all(|(&moves, column)| stays(moves, column.lower, column.upper, greatest * 1e-3));
    let earned = lp.objective(ray);
    let size = ray
        .iter()
        .zip(lp.columns())
        .fold(0.0_f64, |most, (value, column)| {
            most.max((value * column.cost).abs())
        });
    rows_stay && columns_stay && earned > Certificate::TOLERANCE * size
}

fn miss(value: f64, lower: f64, upper: f64) -> f64 {
    (lower - value).max(value - upper).max(0.0)
}

/// Returns the greatest `price * value` over the range, and by how much the price has a sign that its range forbids.
fn support(price: f64, lower: f64, upper: f64) -> (f64, f64) {
    let bound = if price > 0.0 { upper } else { lower };
    if price == 0.0 {
        (0.0, 0.0)
    } else if bound.is_finite() {
        (price * bound, 0.0)
    } else {
        (0.0, price.abs())
    }
}

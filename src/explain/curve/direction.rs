//! What moving a number moves in the program, read off the programs of two models.

use crate::explain::ExplainError;
use crate::formulation::{Column, Constraint};
use crate::lp::{ColumnId, Direction, Lp, RowId, Variable};

type Program = Lp<Column, Constraint>;

/// Rates below this share of the largest are rounding.
const ROUNDING: f64 = 1e-12;

/// Whether two programs have the same columns and rows with the same matrix.
pub(in crate::explain) fn is_alike(a: &Program, b: &Program) -> bool {
    let same_keys = a.columns().len() == b.columns().len()
        && a.rows().len() == b.rows().len()
        && a.columns()
            .iter()
            .zip(b.columns())
            .all(|(a, b)| a.key == b.key)
        && a.rows().iter().zip(b.rows()).all(|(a, b)| a.key == b.key);
    same_keys
        && (0..a.columns().len())
            .map(ColumnId)
            .all(|column| a.entries(column).eq(b.entries(column)))
}

/// Returns what changes from one program to another, per unit of a number that is `step` greater in the other.
///
/// An error if the number is multiplied with decisions, or stands both in limits and in prices: the best margin is
/// then not piecewise linear in it.
pub(super) fn direction(
    a: &Program,
    b: &Program,
    step: f64,
    address: &str,
) -> Result<Direction, ExplainError> {
    let not_linear = || {
        ExplainError::Unknown(format!(
            "{address}: the number multiplies decisions, so the best margin is not piecewise linear in it; solve again \
             with --set instead"
        ))
    };
    if !is_alike(a, b) {
        return Err(not_linear());
    }
    let mut bounds: Vec<(Variable, f64, f64)> = Vec::new();
    let mut costs: Vec<(ColumnId, f64)> = Vec::new();
    for (j, (a, b)) in a.columns().iter().zip(b.columns()).enumerate() {
        let moved = (rate(a.lower, b.lower, step), rate(a.upper, b.upper, step));
        if moved != (0.0, 0.0) {
            bounds.push((Variable::Column(ColumnId(j)), moved.0, moved.1));
        }
        let cost = rate(a.cost, b.cost, step);
        if cost != 0.0 {
            costs.push((ColumnId(j), cost));
        }
    }
    for (i, (a, b)) in a.rows().iter().zip(b.rows()).enumerate() {
        let moved = (rate(a.lower, b.lower, step), rate(a.upper, b.upper, step));
        if moved != (0.0, 0.0) {
            bounds.push((Variable::Row(RowId(i)), moved.0, moved.1));
        }
    }
    match (bounds.is_empty(), costs.is_empty()) {
        (false, false) => Err(not_linear()),
        (true, _) => Ok(Direction::Costs(costs)),
        (false, true) => Ok(Direction::Bounds(bounds)),
    }
}

/// Returns the change per unit; what is unbounded on both sides does not move.
fn rate(a: f64, b: f64, step: f64) -> f64 {
    if a == b || !a.is_finite() || !b.is_finite() {
        return 0.0;
    }
    let rate = (b - a) / step;
    let size = a.abs().max(b.abs()) / step;
    if (b - a).abs() <= ROUNDING * size * step {
        return 0.0;
    }
    // Rates are almost always whole: one of a limit moves one of a bound.
    let whole = rate.round();
    if (rate - whole).abs() <= 1e-9 * whole.abs() {
        whole
    } else {
        rate
    }
}

/// Returns the opposite direction.
pub(super) fn reversed(direction: &Direction) -> Direction {
    match direction {
        Direction::Bounds(moves) => {
            Direction::Bounds(moves.iter().map(|&(v, l, u)| (v, -l, -u)).collect())
        }
        Direction::Costs(moves) => Direction::Costs(moves.iter().map(|&(c, r)| (c, -r)).collect()),
    }
}

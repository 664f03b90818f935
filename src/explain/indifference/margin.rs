//! The twin of an indifference price: how much more or less own services would have to earn.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{IndifferencePrice, Sale};
use crate::explain::ExplainError;
use crate::explain::price_out::{ASIDE, Activity, Trial};
use crate::formulation::Column;
use crate::lp::{ColumnId, Direction, Walk, WalkSpace};
use crate::model::Model;
use crate::outcome::Solved;
use crate::quarter::Quarter;

/// The least change of what own services earn that decides a sale the other way.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ServiceMargin {
    /// From this quarter on, that of the sale, up to the end of the tail.
    pub from: Quarter,
    /// Money per service unit, the same for every own service and quarter, undiscounted. Above 0: if own services earned
    /// that much more, the sale would stop; below 0: if they earned that much less, it would start.
    pub change: f64,
    /// Whether a proved optimum a little to either side confirmed it.
    pub checked: bool,
}

/// Returns the change of margin of all own services, per unit and quarter, from the quarter of the sale on, at which
/// the sale flips; `None` where none up to the greatest price of a service does, where no price decides, or where a re-solve
/// does not confirm it.
///
/// The best margin with and without the sale are walked along that change, both exactly; they part or meet where the
/// sale flips.
pub(super) fn flips(
    model: &Model,
    solved: &Solved,
    activity: &Activity,
    price: &IndifferencePrice,
) -> Result<Option<ServiceMargin>, ExplainError> {
    let sign = match price.sale {
        Sale::Sold => 1.0,
        Sale::NotSold => -1.0,
        _ => return Ok(None),
    };
    let lp = &solved.lp;
    let columns: Vec<ColumnId> = activity
        .columns(model)
        .iter()
        .filter_map(|key| lp.column(key))
        .collect();
    let rates = served_from(model, solved, activity.t, sign);
    let most = greatest_price(model);
    let mut without = Trial::of(solved)?;
    without.fix_at_zero(columns.iter().copied());
    if rates.is_empty() || most == 0.0 || without.optimize()?.is_none() {
        return Ok(None);
    }
    let direction = Direction::Costs(rates.clone());
    let mut space = WalkSpace::default();
    // Most sales flip soon: the whole way is walked only where they do not.
    for until in [0.1 * most, most] {
        let with_sale = solved.simplex()?.walk_in(&mut space, &direction, until)?;
        let without_sale = without.simplex().walk_in(&mut space, &direction, until)?;
        let noise = noise(solved);
        if let Some(change) = meeting(&with_sale, &without_sale, sign > 0.0, until, noise) {
            let checked = confirmed(solved, &columns, &rates, change, most, sign)?;
            return Ok(checked.then(|| ServiceMargin {
                from: model.horizon.quarter(activity.t),
                change: sign * change,
                checked,
            }));
        }
    }
    Ok(None)
}

/// Returns the columns of service from quarter `from` on, with the present value of one more of margin a unit.
fn served_from(model: &Model, solved: &Solved, from: usize, sign: f64) -> Vec<(ColumnId, f64)> {
    let columns = solved.lp.columns().iter().enumerate();
    columns
        .filter_map(|(j, column)| match column.key {
            Column::Serve { t, .. } if t >= from => {
                Some((ColumnId(j), sign * model.horizon.rho(t)))
            }
            _ => None,
        })
        .collect()
}

fn greatest_price(model: &Model) -> f64 {
    let prices = model.services.iter().flat_map(|it| it.price.values());
    prices.fold(0.0, |most, &price| most.max(price))
}

/// Returns differences of the best margin that are rounding.
fn noise(solved: &Solved) -> f64 {
    1e-13 * solved.solution.objective.abs()
}

/// Returns the first point at which two optima meet (if they are apart at 0), or part.
fn meeting(with: &Walk, without: &Walk, meet: bool, until: f64, noise: f64) -> Option<f64> {
    let ends = with.segments.iter().chain(&without.segments);
    let points: BTreeSet<u64> = ends
        .flat_map(|segment| [segment.from, segment.to])
        .filter(|point| (0.0..=until).contains(point))
        // Bits of numbers from 0 up are in their order.
        .map(f64::to_bits)
        .collect();
    let mut before = 0.0;
    for point in points.into_iter().map(f64::from_bits) {
        let apart = at(with, point)? - at(without, point)?;
        if meet && apart <= noise {
            return Some(point);
        }
        if !meet && apart > noise {
            return Some(before);
        }
        before = point;
    }
    None
}

/// Returns the optimum of a walk at a point.
fn at(walk: &Walk, point: f64) -> Option<f64> {
    let next = walk.segments.partition_point(|it| it.from <= point);
    let segment = walk.segments.get(next.checked_sub(1)?)?;
    (point <= segment.to * (1.0 + 1e-12))
        .then_some(segment.objective + segment.slope * (point - segment.from))
}

/// Re-solves a little before and after the change.
fn confirmed(
    solved: &Solved,
    columns: &[ColumnId],
    rates: &[(ColumnId, f64)],
    change: f64,
    most: f64,
    sign: f64,
) -> Result<bool, ExplainError> {
    let mut trial = Trial::of(solved)?;
    let aside = ASIDE * most;
    for (change, after) in [(change - aside, false), (change + aside, true)] {
        trial.move_costs(&solved.lp, rates, change);
        let Some(solution) = trial.optimize()? else {
            return Ok(false);
        };
        let sells = trial.is_done(&solution.x, columns);
        if sells != ((sign > 0.0) != after) {
            return Ok(false);
        }
    }
    Ok(true)
}

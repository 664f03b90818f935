//! What a page shows beside an explanation: curves of what matters most, and statements of what would change most.

use std::sync::OnceLock;

use crate::model::Model;
use crate::outcome::Solved;

use super::curve::curve_around;
use super::indifference::why_priced;
use super::{
    Curve, CurveRange, ExplainError, Explanation, IndifferencePrice, LimitGroup, Waiter, WaitsFor,
    Why,
};

/// How many limits, and how many prices, have a curve: what a page may cost beside its explanation allows no more.
const LIMITS: usize = 2;
/// Programs of more columns than this have a curve of one limit only.
const SMALL: usize = 1500;
const PRICES: usize = 1;
/// How far a curve goes to either side of today's number at most, as a share of it, and how many stretches it has at most.
const ASIDE: f64 = 0.1;
const STRETCHES: usize = 3;
/// How many sales, and how many services with customers who wait, have a statement.
const SALES: usize = 8;
const SERVICES: usize = 4;

/// Curves and statements of what matters most.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Highlights {
    /// The best margin along the limits that are worth most, each in the quarter in which it is, and the units sold
    /// along the price of the sale of which most money or racks would move.
    pub curves: Vec<Curve>,
    /// The sales of which most money or racks would move, then the services of which most waits, in the quarter of most.
    pub statements: Vec<Why>,
}

/// Returns curves and statements of what matters most in an explanation.
///
/// A number without a curve (the step of a volume discount in one quarter) is left out.
pub fn highlights(
    model: &Model,
    solved: &Solved,
    explanation: &Explanation,
) -> Result<Highlights, ExplainError> {
    let model = &*solved.holding(model);
    let decided = decided(explanation);
    // As long as each other, about; each is the same whichever ends first.
    let (limits, prices) = (OnceLock::new(), OnceLock::new());
    let of_limits = || limit_curves(model, solved, explanation);
    let of_prices = || {
        let curves = price_curves(model, solved, &decided)?;
        Ok::<_, ExplainError>((curves, statements(model, solved, explanation, &decided)?))
    };
    solved.options.threads().lanes(2, |lane| {
        if lane == 0 {
            limits.get_or_init(of_limits);
        } else {
            prices.get_or_init(of_prices);
        }
    });
    let mut curves = limits.into_inner().unwrap_or_else(of_limits)?;
    let (more, statements) = prices.into_inner().unwrap_or_else(of_prices)?;
    curves.extend(more);
    Ok(Highlights { curves, statements })
}

/// Returns the sales that a price decides, each buyer and item once, those of which most money or racks move first.
fn decided(explanation: &Explanation) -> Vec<&IndifferencePrice> {
    let mut once: Vec<&IndifferencePrice> = Vec::new();
    for (it, _) in explanation.indifference.deciding() {
        let known =
            |other: &&IndifferencePrice| (&other.buyer, &other.item) == (&it.buyer, &it.item);
        if !once.iter().any(known) {
            once.push(it);
        }
    }
    once
}

fn limit_curves(
    model: &Model,
    solved: &Solved,
    explanation: &Explanation,
) -> Result<Vec<Curve>, ExplainError> {
    let groups = explanation.limits.groups.iter();
    let of_worth = groups.filter(|group| group.worth_of_5_percent.is_some_and(|it| it > 0.0));
    let is_small = solved.lp.columns().len() <= SMALL;
    let most = if is_small { LIMITS } else { 1 };
    let mut curves = Vec::new();
    for group in of_worth {
        let Some((address, today)) = worth_most(group) else {
            continue;
        };
        let greatest = if group.path.field.is_share() {
            1.0
        } else {
            f64::INFINITY
        };
        let range = CurveRange {
            from: Some((1.0 - ASIDE) * today),
            to: Some(((1.0 + ASIDE) * today).min(greatest)),
        };
        curves.extend(drawn(curve_around(
            model, solved, &address, range, STRETCHES,
        ))?);
        if curves.len() == most {
            break;
        }
    }
    Ok(curves)
}

/// Returns the quarter of a limit in which relaxing it by the same share gains most, and the limit there.
fn worth_most(group: &LimitGroup) -> Option<(String, f64)> {
    let gain = |it: &&super::LimitPrice| it.gain.map_or(0.0, |gain| gain.per_unit) * it.limit;
    let best = group
        .quarters
        .iter()
        .max_by(|a, b| gain(a).total_cmp(&gain(b)))?;
    (gain(&best) > 0.0).then(|| (best.address.to_string(), best.limit))
}

fn price_curves(
    model: &Model,
    solved: &Solved,
    decided: &[&IndifferencePrice],
) -> Result<Vec<Curve>, ExplainError> {
    let mut curves = Vec::new();
    for it in decided {
        let (Some(price), Some(from)) = (it.price, it.indifference) else {
            continue;
        };
        let address = format!("buyer.{}.buys.{}.price@{}", it.buyer, it.item, it.quarter);
        let range = CurveRange {
            from: Some((1.0 - ASIDE) * price.min(from)),
            to: Some((1.0 + ASIDE) * price.max(from)),
        };
        curves.extend(drawn(curve_around(
            model, solved, &address, range, STRETCHES,
        ))?);
        if curves.len() == PRICES {
            break;
        }
    }
    Ok(curves)
}

/// Returns the curves of the same numbers over the same ranges in another model; of numbers that have none there, nothing.
#[cfg(feature = "desk")]
pub(crate) fn same_curves(
    model: &Model,
    solved: &Solved,
    curves: &[Curve],
) -> Result<Vec<Curve>, ExplainError> {
    let model = &*solved.holding(model);
    let mut same = Vec::new();
    for curve in curves {
        let end = |point: Option<&super::CurvePoint>| point.map(|it| it.amount);
        let range = CurveRange {
            from: end(curve.points.first()),
            to: end(curve.points.last()),
        };
        let found = curve_around(model, solved, &curve.address, range, STRETCHES);
        same.extend(drawn(found)?);
    }
    Ok(same)
}

/// Returns the curve, or nothing where the number has none.
fn drawn(curve: Result<Curve, ExplainError>) -> Result<Option<Curve>, ExplainError> {
    match curve {
        Ok(curve) => Ok(Some(curve)),
        Err(ExplainError::Unknown(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

fn statements(
    model: &Model,
    solved: &Solved,
    explanation: &Explanation,
    decided: &[&IndifferencePrice],
) -> Result<Vec<Why>, ExplainError> {
    let sales = decided.iter().take(SALES).map(|it| {
        let address = format!("buyer.{}.{}@{}", it.buyer, it.item, it.quarter);
        (address, Some(*it))
    });
    let mut asked: Vec<(String, Option<&IndifferencePrice>)> = sales.collect();
    let mut waits: Vec<_> = explanation.waiting.shortages.iter().collect();
    waits.sort_by_key(|wait| wait.waits_for != WaitsFor::Commitment);
    let mut reported: Vec<&Waiter> = Vec::new();
    for wait in waits {
        let Waiter::Service(id) = &wait.who else {
            continue;
        };
        if reported.len() == SERVICES || reported.contains(&&wait.who) {
            continue;
        }
        reported.push(&wait.who);
        asked.push((format!("service.{id}@{}", wait.worst_in), None));
    }
    why_priced(model, solved, &asked)
}

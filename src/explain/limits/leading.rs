//! The limits worth most, without pricing the others.
//!
//! At the prices of any optimal basis the optimum rises no further than linearly (weak duality), so that what 5% more of a path is
//! worth is bounded before anything is solved, and so is what one more is worth in a quarter. Paths and quarters are looked at in
//! the order of that bound, until what was found is no less than the next one can be. Several are solved at a time, and each only as
//! far as it may be worth most; what was not needed after all is as if it had not been.

use std::sync::{Mutex, PoisonError};

use super::pricer::{Moves, ROUNDING};
use super::rank::by_worth;
use super::relaxed::{PIVOTS, Relaxing};
use super::{LimitGroup, LimitPrice, Missing, PricedLimits, Pricer};
use crate::explain::ExplainError;
use crate::formulation::Limit;
use crate::lp::{Prices, Stuck};
use crate::solve::Threads;

/// So many paths that a decision can move are looked at whatever was asked for: a summary names them.
const OPEN: usize = 3;
/// Of so many paths the quarters are priced: a report shows them.
const BY_QUARTER: usize = 3;

/// Returns the paths of [`worth_most`], as [`super::price_limits`] does, with the prices of the first `top` quarters in which
/// the first of them bind. Not computed are the prices of all quarters moved together.
pub(in crate::explain) fn leading_limits(
    pricer: &Pricer,
    limits: &[Limit],
    found: Vec<WorthMost>,
    top: usize,
) -> Result<PricedLimits, ExplainError> {
    let all = limits
        .chunk_by(|a, b| a.address.path == b.address.path)
        .count();
    let mut groups = Vec::with_capacity(found.len());
    for (index, (mut group, path)) in found.into_iter().enumerate() {
        let mut left = if index < BY_QUARTER { top } else { 0 };
        for limit in path {
            let is_priced = left > 0;
            let price = quarter(pricer, limit, is_priced)?;
            left -= usize::from(is_priced && price.binds_at_a_price());
            group.quarters.push(price);
        }
        if group.worth_of_5_percent.is_some_and(|worth| worth > 0.0)
            && let Some(limit) = worth_most_first(pricer, path)?
        {
            // How far the rate holds at which a whole unit begins is said beside it.
            let price = pricer.price(limit)?;
            group.one_more = pricer.one_more(limit, price.gain)?;
            let mut quarters = group.quarters.iter_mut();
            if let Some(known) = quarters.find(|it| it.address == limit.address) {
                *known = price;
            }
        }
        groups.push(group);
    }
    let prices_are_unique = pricer.prices_are_unique(limits)?;
    Ok(PricedLimits {
        together: if prices_are_unique {
            Vec::new()
        } else {
            pricer.together_with_a_price(limits)?
        },
        prices_are_unique,
        not_priced: all - groups.len(),
        groups,
    })
}

/// A path and what 5% more of it is worth; quarters are not there yet.
pub(in crate::explain) type WorthMost<'a> = (LimitGroup, &'a [Limit]);

/// A path that was not looked at yet.
struct Open<'a> {
    path: &'a [Limit],
    /// Where it is among the paths of the model.
    place: usize,
    /// What 5% more of it moves, if prices bound what that is worth.
    moves: Option<Moves>,
    /// The most that it can be worth.
    most: f64,
    /// How far it is solved again.
    relaxing: Relaxing,
}

impl<'a> Open<'a> {
    fn of(pricer: &Pricer, (place, path): (usize, &'a [Limit])) -> Self {
        let moves = pricer.bounded_by_prices(path);
        Self {
            most: match &moves {
                Some(moves) => pricer.most_along(moves),
                None => f64::INFINITY,
            },
            moves,
            path,
            place,
            relaxing: Relaxing::New,
        }
    }

    /// Lowers the most that it can be worth to what the prices of another optimum say, at which as little as `beyond` was bound
    /// to be gained.
    fn bound_by(&mut self, there: &Prices, beyond: f64) {
        if let Some(moves) = &self.moves {
            self.most = self.most.min(beyond + there.most_along(moves));
        }
    }
}

/// Goes on with those of the paths, in their order, that can be worth most and are not solved, as many as there are threads.
fn go_on(pricer: &Pricer, paths: &mut [Open], nothing: f64, threads: Threads) {
    let open = |it: &&mut Open| it.most > nothing && !matches!(it.relaxing, Relaxing::Done(_));
    let next = paths.iter_mut().filter(open).take(threads.count());
    let next: Vec<Mutex<&mut Open>> = next.map(Mutex::new).collect();
    threads.lanes(next.len(), |lane| {
        let mut open = next[lane].lock().unwrap_or_else(PoisonError::into_inner);
        let relaxing = std::mem::replace(&mut open.relaxing, Relaxing::New);
        open.relaxing = relaxing.go_on(pricer, open.path, PIVOTS);
        if let Relaxing::On(on) = &open.relaxing {
            open.most = open.most.min(on.at_most);
        }
    });
}

/// Returns the `top` paths that are worth most and those whose worth was not computed.
///
/// Always the one is looked at that can be worth most. The prices of its optimum bound what others can be worth too, since prices
/// prove a bound whatever the limits are.
pub(in crate::explain) fn worth_most<'a>(
    pricer: &Pricer,
    limits: &'a [Limit],
    top: usize,
    threads: Threads,
) -> Result<Vec<WorthMost<'a>>, ExplainError> {
    let nothing = ROUNDING * pricer.money;
    let paths = limits.chunk_by(|a, b| a.address.path == b.address.path);
    let paths = paths.enumerate().map(|path| Open::of(pricer, path));
    let mut paths: Vec<Open> = paths.collect();
    let mut found: Vec<WorthMost> = Vec::new();
    loop {
        // Of equal ones the first, as in the model.
        let by_most = |a: &Open, b: &Open| b.most.total_cmp(&a.most);
        paths.sort_by(|a, b| by_most(a, b).then(a.place.cmp(&b.place)));
        let Some(first) = paths.first().filter(|it| it.most > nothing) else {
            break;
        };
        let at_least =
            |group: &LimitGroup| group.worth_of_5_percent.is_some_and(|it| it >= first.most);
        let ahead = found.iter().filter(|(group, _)| at_least(group));
        let open = ahead.clone().filter(|(it, _)| !it.path.field.is_given());
        if ahead.count() >= top && open.count() >= OPEN {
            break;
        }
        if !matches!(first.relaxing, Relaxing::Done(_)) {
            go_on(pricer, &mut paths, nothing, threads);
            continue;
        }
        let Open {
            path,
            moves,
            relaxing: Relaxing::Done(again),
            ..
        } = paths.remove(0)
        else {
            continue;
        };
        let again = again?;
        if let (Some(moves), Some((there, worth))) = (&moves, &again.there) {
            let beyond = worth - there.most_along(moves);
            for open in &mut paths {
                open.bound_by(there, beyond);
            }
        }
        let group = LimitGroup {
            path: path[0].address.path.clone(),
            worth_of_5_percent: again.worth,
            one_more: None,
            gain: None,
            loss: None,
            imputed: path.iter().map(|limit| pricer.imputed(limit)).sum(),
            quarters: Vec::new(),
        };
        found.push((group, path));
    }
    found.sort_by(|(a, _), (b, _)| by_worth(a, b));
    let (mut kept, mut open) = (0, 0);
    found.retain(|(group, _)| {
        let is_open = !group.path.field.is_given();
        let is_kept = kept < top || (is_open && open < OPEN);
        kept += 1;
        open += usize::from(is_open);
        is_kept || group.worth_of_5_percent.is_none()
    });
    Ok(found)
}

/// Returns a quarter of a path, its prices only if they are asked for, or where only they say whether it has one.
fn quarter(pricer: &Pricer, limit: &Limit, is_priced: bool) -> Result<LimitPrice, Stuck> {
    let (used, slack) = pricer.usage(limit);
    let binding = LimitPrice::binds(slack, limit.amount);
    let has_price = pricer.differ(0.0, pricer.least_loss(limit), limit.amount);
    if binding && (is_priced || !has_price) {
        return pricer.price(limit);
    }
    Ok(LimitPrice {
        address: limit.address.clone(),
        limit: limit.amount,
        used,
        slack,
        binding,
        relaxed_by_raising: limit.relaxed_by_raising,
        gain: None,
        gain_missing: Some(Missing::NotComputed),
        loss: None,
        loss_missing: Some(Missing::NotComputed),
        imputed: pricer.imputed(limit),
    })
}

/// Returns the quarter in which relaxing a path by the same share gains most at first; where none has a price, the first in which
/// it binds.
fn worth_most_first<'a>(
    pricer: &Pricer,
    path: &'a [Limit],
) -> Result<Option<&'a Limit>, ExplainError> {
    let size = |limit: &Limit| limit.amount.max(1.0);
    let mut open: Vec<(f64, &Limit)> = path
        .iter()
        .map(|limit| (pricer.most_of_one(limit) * size(limit), limit))
        .collect();
    open.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut best: Option<(f64, &Limit)> = None;
    for (most, limit) in open {
        if most <= 0.0 || best.is_some_and(|(worth, _)| worth >= most) {
            break;
        }
        let worth = pricer
            .gain(limit)?
            .map_or(0.0, |gain| gain.per_unit * size(limit));
        if worth > best.map_or(0.0, |(most, _)| most) {
            best = Some((worth, limit));
        }
    }
    let binds = |limit: &&Limit| LimitPrice::binds(pricer.usage(limit).1, limit.amount);
    Ok(best
        .map(|(_, limit)| limit)
        .or_else(|| path.iter().find(binds)))
}

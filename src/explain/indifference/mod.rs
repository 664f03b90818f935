//! From which price the plan sells to a buyer, and how much more own services would have to earn for it not to.
//!
//! The best margin as a function of one price, `V(P)`, is convex; `V0` is the best margin with nothing sold at that
//! price. The plan sells from the greatest P on at which still `V(P) = V0`.
//!
//! With `W(u)` the best margin at the model's price if exactly `u` is sold, `V(P) = max_u { W(u) + (P - price) u }`, and `W`
//! is concave: nothing is sold as long as `price - P >= W'(0+)`, so `P = price - W'(0+)`. That derivative is found by forcing
//! the first bit from a plan in which nothing is sold (`forced`). Of several steps of a volume discount the first is forced,
//! whose price is the best; should another one pay sooner, the re-solves on both sides of the price say so. Then, as where
//! they do not confirm it, the price is walked from the optimal basis, down where it sells and up where it does not, until
//! the quantity sold (the slope of `V`) vanishes or appears.
//!
//! Source of the method: `V` and `-W` are conjugate to each other (Rockafellar, *Convex Analysis*, 1970, section 12), so that
//! an end of a range of prices is a one-sided derivative in a quantity, exact at degenerate optima too (Jansen, de Jong, Roos
//! and Terlaky, "Sensitivity analysis in linear programming: just be careful!", 1997).

mod beyond;
mod forced;
mod leading;
mod margin;

use serde::Serialize;

pub use beyond::{Beyond, Destination, Move};
pub(super) use leading::leading_indifference;
pub use margin::ServiceMargin;

use super::price_out::{ASIDE, PriceOut, PriceOuts, Trial, activities};
use crate::explain::ExplainError;
use crate::formulation::Column;
use crate::lp::{ColumnId, Solution, Stuck, WalkSpace};
use crate::model::{BuyerId, GREATEST, Item, Model};
use crate::outcome::Solved;
use crate::quarter::Quarter;

/// Whether a sale is made, and whether a price decides it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Sale {
    /// Sold: below the indifference price it would stop.
    Sold,
    /// Not sold: above the indifference price it would start.
    NotSold,
    /// Sold whatever the price: without it there is no plan that keeps every promise.
    Promised,
    /// Not sold whatever the price: limits leave no room for it.
    NoRoom,
    /// Cannot be sold: nothing is asked for in this quarter, or the item can never be there.
    Impossible,
}

/// The price from which the plan sells an item to a buyer in one quarter.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct IndifferencePrice {
    /// Buyer id.
    pub buyer: String,
    /// Item id.
    pub item: String,
    /// The quarter of delivery.
    pub quarter: Quarter,
    /// Whether it is sold.
    pub sale: Sale,
    /// Units sold in the plan.
    pub units: f64,
    /// The price in the model, before discounts; null where it cannot be sold.
    pub price: Option<f64>,
    /// The price from which it is sold, all other prices as they are; null where no price decides. May be below 0.
    pub indifference: Option<f64>,
    /// The price less the indifference price: how far it could fall, or, below 0, how much is missing.
    pub distance: Option<f64>,
    /// Whether a proved optimum a millionth above (sold) and one below (not sold) confirmed it.
    pub checked: bool,
    /// What else changes just beyond the indifference price; null where no price decides.
    pub beyond: Option<Beyond>,
}

/// The indifference prices of every buyer, item and quarter of the horizon.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct IndifferenceTable {
    /// By buyer, then item, then quarter.
    pub prices: Vec<IndifferencePrice>,
    /// With `service_first`: all of it among the plans with the least shortfall.
    pub after_service_first: bool,
    /// Further sales that were not looked at; none where everything was asked for.
    #[serde(skip)]
    pub not_looked_at: usize,
}

impl IndifferenceTable {
    /// Returns the sales that a price above 0 decides, those of which most money or most racks move first; of equal ones the
    /// nearest to it.
    #[must_use]
    pub fn deciding(&self) -> Vec<(&IndifferencePrice, &Beyond)> {
        let decided = self.prices.iter().filter_map(|it| {
            let is_above_0 = it.price? > 0.0 && it.indifference? > 0.0;
            Some((it, it.beyond.as_ref().filter(|_| is_above_0)?))
        });
        let mut decided: Vec<_> = decided.collect();
        // The last digits are rounding.
        let weight = |it: &Beyond| (1e6 * it.weight()).round();
        let nearness = |it: &IndifferencePrice| {
            let pair = it.price.zip(it.distance);
            pair.map_or(f64::INFINITY, |(price, distance)| (distance / price).abs())
        };
        decided.sort_by(|a, b| {
            let by_weight = weight(b.1).total_cmp(&weight(a.1));
            by_weight.then_with(|| nearness(a.0).total_cmp(&nearness(b.0)))
        });
        decided
    }
}

/// Why one activity is done or not.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Why {
    /// The itemized statement.
    pub price_out: PriceOut,
    /// For a delivery, the price that decides it.
    pub indifference: Option<IndifferencePrice>,
    /// For a delivery, which change of what own services earn would decide it the other way.
    pub service_margin: Option<ServiceMargin>,
}

/// Returns why the activities at an address are done or not: all quarters that it names.
pub fn why(model: &Model, solved: &Solved, address: &str) -> Result<Vec<Why>, ExplainError> {
    let model = &*solved.holding(model);
    let price_outs = PriceOuts::of(model, solved);
    activities(model, address)?
        .into_iter()
        .map(|activity| {
            let indifference = match activity.delivery() {
                Some((buyer, item)) => Some(indifference(model, solved, buyer, item, activity.t)?),
                None => None,
            };
            let service_margin = match &indifference {
                Some(price) => margin::flips(model, solved, &activity, price)?,
                None => None,
            };
            Ok(Why {
                price_out: price_outs.price(&activity)?,
                indifference,
                service_margin,
            })
        })
        .collect()
}

/// Returns why single activities are done or not, where the price that decides each is known already.
pub(in crate::explain) fn why_priced(
    model: &Model,
    solved: &Solved,
    asked: &[(String, Option<&IndifferencePrice>)],
) -> Result<Vec<Why>, ExplainError> {
    let price_outs = PriceOuts::of(model, solved);
    let mut whys = Vec::new();
    for (address, indifference) in asked {
        for activity in activities(model, address)? {
            whys.push(Why {
                price_out: price_outs.price(&activity)?,
                indifference: indifference.cloned(),
                service_margin: None,
            });
        }
    }
    Ok(whys)
}

/// Returns the indifference prices of every buyer, item and quarter of the horizon.
pub fn indifference_table(
    model: &Model,
    solved: &Solved,
) -> Result<IndifferenceTable, ExplainError> {
    let model = &*solved.holding(model);
    let mut prices = Vec::new();
    let mut desk = Desk::of(solved)?;
    for sale in leading::sales(model) {
        prices.push(found(model, solved, sale, &mut desk)?);
    }
    Ok(IndifferenceTable {
        prices,
        after_service_first: !solved.held.is_empty(),
        not_looked_at: 0,
    })
}

/// Returns the price from which the plan sells the item to the buyer in quarter `t`.
pub fn indifference(
    model: &Model,
    solved: &Solved,
    buyer: BuyerId,
    item: Item,
    t: usize,
) -> Result<IndifferencePrice, ExplainError> {
    let model = &*solved.holding(model);
    found(model, solved, (buyer, item, t), &mut Desk::of(solved)?)
}

fn found(
    model: &Model,
    solved: &Solved,
    (buyer, item, t): (BuyerId, Item, usize),
    desk: &mut Desk,
) -> Result<IndifferencePrice, ExplainError> {
    let entity = model.buyer(buyer);
    let mut result = IndifferencePrice {
        buyer: entity.id.clone(),
        item: model.item_id(item).to_owned(),
        quarter: model.horizon.quarter(t),
        sale: Sale::Impossible,
        units: 0.0,
        price: None,
        indifference: None,
        distance: None,
        checked: false,
        beyond: None,
    };
    let rates = price_rates(model, solved, buyer, item, t);
    let buys = entity.buys.iter().find(|buys| buys.item == item);
    let (Some(buys), false) = (buys, rates.is_empty()) else {
        return Ok(result);
    };
    let price = buys.price[t];
    result.price = Some(price);
    let x = &solved.solution.x;
    result.units = rates.iter().map(|&(column, _)| x[column.0]).sum();
    let search = Search {
        solved,
        price,
        columns: rates.iter().map(|&(column, _)| column).collect(),
        rates,
    };
    let is_sold = desk.trial.is_done(x, &search.columns);
    let (sale, found) = match search.forced(desk, is_sold)? {
        Some(found) => found,
        None => search.walked(desk, is_sold, &result)?,
    };
    result.sale = sale;
    if let Some((found, other)) = found {
        result.checked = true;
        result.beyond = other.map(|other| {
            // Without the sale its price counts nothing. Where one starts, both plans earn the same.
            let less = other.objective - solved.solution.objective;
            let margin = if is_sold { less.min(0.0) } else { 0.0 };
            Beyond::of(
                model,
                solved,
                &desk.trial,
                (buyer, item, t),
                &other.x,
                margin,
            )
        });
        result.indifference = Some(found);
        result.distance = Some(price - found);
    }
    Ok(result)
}

/// Returns the columns of a delivery, with what one unit of price adds to the objective per unit delivered.
fn price_rates(
    model: &Model,
    solved: &Solved,
    buyer: BuyerId,
    item: Item,
    t: usize,
) -> Vec<(ColumnId, f64)> {
    let offers = &model.buyer(buyer).buys;
    let Some(buys) = offers.iter().find(|buys| buys.item == item) else {
        return Vec::new();
    };
    let rho = model.horizon.rho(t);
    let steps = buys.steps.iter().enumerate();
    steps
        .filter_map(|(step, volume)| {
            let key = Column::Deliver {
                buyer,
                item,
                step,
                t,
            };
            Some((solved.lp.column(&key)?, rho * (1.0 - volume.discount)))
        })
        .collect()
}

/// What one search after another works in.
struct Desk {
    trial: Trial,
    space: WalkSpace,
}

impl Desk {
    fn of(solved: &Solved) -> Result<Self, Stuck> {
        Ok(Self {
            trial: Trial::of(solved)?,
            space: WalkSpace::default(),
        })
    }
}

/// One price that is looked for.
struct Search<'a> {
    solved: &'a Solved,
    price: f64,
    columns: Vec<ColumnId>,
    rates: Vec<(ColumnId, f64)>,
}

/// Whether there is a sale, and the price that decides it, with the plan on the other side of it than the model's price; no
/// plan where the margin has no end there.
type Decided = (Sale, Option<(f64, Option<Solution>)>);

impl Search<'_> {
    /// Returns the price below which a sale stops, or above which one starts, by walking it.
    fn walked(
        &self,
        desk: &mut Desk,
        is_sold: bool,
        what: &IndifferencePrice,
    ) -> Result<Decided, ExplainError> {
        let Desk { trial, space } = desk;
        trial.restart(self.solved)?;
        let (found, sale, otherwise) = if is_sold {
            // A sale that goes on at the greatest price below 0 goes on at any.
            let shift = trial.stops_from(space, &self.rates, self.price + GREATEST)?;
            (
                shift.map(|shift| self.price - shift),
                Sale::Sold,
                Sale::Promised,
            )
        } else {
            let shift = trial.pays_from(space, &self.rates)?;
            (
                shift.map(|shift| self.price + shift),
                Sale::NotSold,
                Sale::NoRoom,
            )
        };
        let Some(found) = found else {
            return Ok((otherwise, None));
        };
        match self.check(trial, found, is_sold)? {
            Ok(other) => Ok((sale, Some((found, other)))),
            Err((price, verb)) => Err(ExplainError::Unconfirmed(format!(
                "{} to {} in {}: at {price} the plan {verb}, which contradicts {found} (at a price of {})",
                what.item, what.buyer, what.quarter, self.price
            ))),
        }
    }

    /// Re-solves a little below the price found, where nothing may be sold, and a little above, where something must;
    /// returns the plan on the other side than the one that the price is on, if the margin has an end there, or at which price
    /// it does what contradicts the price found.
    fn check(
        &self,
        trial: &mut Trial,
        found: f64,
        is_sold: bool,
    ) -> Result<Result<Option<Solution>, (f64, &'static str)>, ExplainError> {
        let aside = self.aside(trial, found);
        let mut other = None;
        for (price, sells) in [(found - aside, false), (found + aside, true)] {
            trial.move_costs(&self.solved.lp, &self.rates, price - self.price);
            // Mostly the plan as it is, in which nothing is sold, is proved best by the prices there.
            if !is_sold && !sells && trial.proves(self.solved) {
                continue;
            }
            let solution = trial.optimize()?;
            let done = match &solution {
                Some(solution) => trial.is_done(&solution.x, &self.columns),
                // At more than any price the margin has no end: then it sells.
                None => true,
            };
            if done != sells {
                return Ok(Err((price, if sells { "does not sell" } else { "sells" })));
            }
            if sells != is_sold {
                other = solution;
            }
        }
        Ok(Ok(other))
    }

    /// Returns how far from a price a re-solve confirms it: a millionth, or more where that tells no plans apart.
    fn aside(&self, trial: &Trial, price: f64) -> f64 {
        let size = price.abs().max(self.price.abs());
        let told_apart = self
            .rates
            .iter()
            .map(|&(column, rate)| trial.resolution(column) / rate);
        told_apart.fold(ASIDE * size, f64::max)
    }
}

//! At which price the answer turns.

use serde::Serialize;

use super::question::Question;
use crate::explain::error::ExplainError;
use crate::model::{BuyerField, BuyerId, Field, Model, OptionId, PlanOption, Series};
use crate::outcome::{Outcome, Solved, solve};
use crate::quarter::Quarter;

/// How much less an option could bring, or must bring more, before the answer turns: taken or not.
pub(super) struct BreakEven {
    /// Present value per time taken: the most that its cash can lose before it is not taken at all; negative for what its cash
    /// must gain before it is taken.
    pub present_value: f64,
    /// The same as one sum.
    pub cash: CashBreakEven,
    /// The same as a price, where the option brings a buyer of its own; nothing elsewhere, and where no price from 0 up is low
    /// enough.
    pub price: Option<PriceBreakEven>,
}

/// A change of cash in one quarter.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CashBreakEven {
    /// The first quarter in which the option has cash, else that in which it is decided.
    pub quarter: Quarter,
    /// What its cash in that quarter can lose, per time taken; negative for what it must gain.
    pub amount: f64,
    /// What its cash in that quarter is.
    pub now: f64,
}

/// A change of the price in all quarters alike.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PriceBreakEven {
    /// Buyer id.
    pub buyer: String,
    /// How much lower the price of each unit ordered can be, in every quarter; negative for how much higher it must be.
    pub amount: f64,
    /// The lowest price of a unit ordered that the model has now.
    pub lowest_now: f64,
}

/// Steps after which the search for a price is given up: each is at least one corner of a convex function further.
const STEPS: usize = 40;

/// A price is found when the margin is this share of itself from that of the other answer.
const FOUND: f64 = 1e-10;

/// Returns where the answer about an option turns, from its best margins by count; `None` where no count has a plan.
pub(super) fn break_even(
    question: &mut Question,
    id: OptionId,
    by_count: &[Option<f64>],
    without: f64,
) -> Result<Option<BreakEven>, ExplainError> {
    let model = question.model;
    let option = model.option(id);
    let counts = by_count.iter().enumerate();
    let each = counts.filter_map(|(i, margin)| Some(((*margin)? - without) / (i + 1) as f64));
    let Some(present_value) = each.reduce(f64::max) else {
        return Ok(None);
    };
    let first = option.cash.values().iter().position(|&cash| cash != 0.0);
    let t = first.unwrap_or(option.decided);
    Ok(Some(BreakEven {
        present_value,
        cash: CashBreakEven {
            quarter: model.horizon.quarter(t),
            amount: present_value / model.horizon.rho(t),
            now: option.cash[t],
        },
        price: price(question, id, without)?,
    }))
}

/// Returns the buyer whose orders and upside come from this option alone.
fn buyer_of(model: &Model, option: &PlanOption) -> Option<BuyerId> {
    let is_of = |field: Field, buyer: BuyerId| matches!(field, Field::Buyer(id, BuyerField::Orders | BuyerField::Upside) if id == buyer);
    let adds = |option: &PlanOption, buyer| option.adds.iter().any(|add| is_of(add.field, buyer));
    let mut alone = model.buyer_ids().filter(|&buyer| {
        let entity = model.buyer(buyer);
        let others = model.options.iter().filter(|other| other.id != option.id);
        entity.orders.is_zero()
            && entity.upside.is_zero()
            && adds(option, buyer)
            && !others.into_iter().any(|other| adds(other, buyer))
    });
    let buyer = alone.next()?;
    alone.next().is_none().then_some(buyer)
}

/// Returns the quarters of the horizon in which an option brings orders of a buyer, and those after them: an order may come late.
fn sold_in(model: &Model, option: &PlanOption, buyer: BuyerId) -> std::ops::Range<usize> {
    let of_buyer = option
        .adds
        .iter()
        .filter(|add| matches!(add.field, Field::Buyer(id, _) if id == buyer));
    let firsts = of_buyer.filter_map(|add| {
        let mut amounts = add.amounts.values().iter();
        amounts.position(|&amount| amount != 0.0)
    });
    let end = model.horizon.quarters;
    firsts.min().unwrap_or(0).min(end)..end
}

/// Returns the model in which a unit ordered by a buyer is sold for so much less, in every quarter; `None` where that takes a
/// price below 0.
fn cheaper(
    model: &Model,
    buyer: BuyerId,
    quarters: std::ops::Range<usize>,
    by: f64,
) -> Option<Model> {
    let mut model = model.clone();
    for buys in &mut model.buyers[buyer.0].buys {
        let by = by * buys.order_units;
        let mut prices = buys.price.values().to_vec();
        for price in &mut prices[quarters.clone()] {
            *price -= by;
        }
        if prices.iter().any(|&price| price < 0.0) {
            return None;
        }
        buys.price = Series::new(prices);
    }
    Some(model)
}

/// Returns the change of price at which taking an option is as good as leaving it. The best margin with the option is convex
/// in the price, so that Newton's steps along its slopes, which are the units sold, never go beyond (Dinkelbach 1967).
fn price(
    question: &mut Question,
    id: OptionId,
    without: f64,
) -> Result<Option<PriceBreakEven>, ExplainError> {
    let model = question.model;
    let option = model.option(id);
    let Some(buyer) = buyer_of(model, option) else {
        return Ok(None);
    };
    if option.at_most > 1 {
        return Ok(None);
    }
    let mut taken = model.clone();
    taken.options[id.0].taken = Some(1.0);
    let quarters = sold_in(model, option, buyer);
    let mut by = 0.0;
    for _ in 0..STEPS {
        let Some(model) = cheaper(&taken, buyer, quarters.clone(), by) else {
            return Ok(None);
        };
        let Outcome::Optimal(solved) = solve(&model, question.how)? else {
            return Ok(None);
        };
        question.solved(&solved);
        let over = solved.solution.objective - without;
        if over.abs() <= FOUND * without.abs().max(solved.solution.objective.abs()) {
            let entity = model.buyer(buyer);
            let now = entity.buys.iter().flat_map(|buys| {
                let prices = buys.price.values()[quarters.clone()].iter();
                prices.map(|price| price / buys.order_units + by)
            });
            return Ok(Some(PriceBreakEven {
                buyer: entity.id.clone(),
                amount: by,
                lowest_now: now.fold(f64::INFINITY, f64::min),
            }));
        }
        let units = units(&model, &solved, buyer);
        if units <= 0.0 {
            return Ok(None);
        }
        by += over / units;
    }
    Ok(None)
}

/// Returns the units ordered that a buyer pays for, each counted at its discount and present value: how fast the margin falls
/// with the price.
fn units(model: &Model, solved: &Solved, buyer: BuyerId) -> f64 {
    let columns = solved.lp.columns().iter().zip(&solved.solution.x);
    columns
        .map(|(column, &x)| match column.key {
            crate::formulation::Column::Deliver {
                buyer: of,
                item,
                step,
                t,
            } if of == buyer => {
                let buys = model
                    .buyer(buyer)
                    .buys
                    .iter()
                    .find(|buys| buys.item == item);
                buys.map_or(0.0, |buys| {
                    let paid = 1.0 - buys.steps[step].discount;
                    model.horizon.rho(t) * paid * buys.order_units * x
                })
            }
            _ => 0.0,
        })
        .sum()
}

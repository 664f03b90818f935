//! The money of the quarters carried out.

use serde::Serialize;

use super::saved::{Done, SavedPlan};
use crate::model::{Cut, Model};
use crate::quarter::Quarter;

/// The quarters of a plan that are carried out.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CarriedOut {
    /// Which quarters.
    pub quarters: Vec<Quarter>,
    /// Their margin, undiscounted, support counted with its delivery; what is left at the end of the horizon is not in it.
    pub margin: Vec<f64>,
    /// Their margin at present value, at the start of the first of them.
    pub present_value: f64,
    /// What the margin of the next model is worth at the start of the first of them: (1 + `discount_rate`)^(-k/4).
    pub discount: f64,
}

impl CarriedOut {
    pub(super) fn of(model: &Model, plan: &SavedPlan, done: &Done, cut: &Cut) -> Self {
        let horizon = &model.horizon;
        let mut margin = plan.margin.by_quarter[..cut.done].to_vec();
        if cut.done == horizon.quarters {
            // The horizon goes on: what is left is not sold off, and open orders are not lost.
            let last = cut.done - 1;
            margin[last] -= left(model, plan, done);
        }
        let worth = margin.iter().enumerate();
        Self {
            quarters: (0..cut.done).map(|t| horizon.quarter(t)).collect(),
            present_value: worth.map(|(t, money)| horizon.rho(t) * money).sum(),
            discount: horizon.rho(cut.done),
            margin,
        }
    }
}

/// Returns what is counted at the end of the horizon for what is left then.
fn left(model: &Model, plan: &SavedPlan, done: &Done) -> f64 {
    let last = model.horizon.quarters - 1;
    let goods = model.items().zip(&plan.stocks).map(|(item, level)| {
        let units = level.closing[last] + level.in_process_at_end;
        units * model.stock(item).salvage_value
    });
    let orders = model
        .buyers
        .iter()
        .zip(&done.orders)
        .map(|(buyer, orders)| {
            let penalty = buyer.cancel.as_ref().map_or(0.0, |it| it.penalty[last]);
            penalty * orders.late[last]
        });
    goods.sum::<f64>() - orders.sum::<f64>()
}

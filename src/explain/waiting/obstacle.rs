//! Limits by their addresses, with what they are worth in the plan as it is.

use std::collections::BTreeMap;

use crate::formulation::{Limit, limits};
use crate::lp::{ColumnId, Variable};
use crate::model::Address;
use crate::model::Model;
use crate::outcome::Solved;

use super::ReasonLimit;

/// Ends are reached, and prices are there, from this share of the terms they are made of.
const ROUNDING: f64 = 1e-9;

/// The numbers of a model that limit its plan.
pub(super) struct Obstacles<'a> {
    solved: &'a Solved,
    limits: BTreeMap<Address, Limit>,
    /// The largest term of each row.
    terms: Vec<f64>,
}

impl<'a> Obstacles<'a> {
    pub fn of(model: &Model, solved: &'a Solved) -> Self {
        let all = limits(model, &solved.lp).into_iter();
        let mut terms = vec![0.0_f64; solved.lp.rows().len()];
        for (j, &x) in solved.solution.x.iter().enumerate() {
            for (row, a) in solved.lp.entries(ColumnId(j)) {
                terms[row.0] = terms[row.0].max((a * x).abs());
            }
        }
        Self {
            solved,
            terms,
            limits: all.map(|limit| (limit.address.clone(), limit)).collect(),
        }
    }

    /// Returns the limit at an address; `None` where the model has no such number, or it neither binds nor has a price
    /// in the plan.
    pub fn named(&self, address: &Address) -> Option<ReasonLimit> {
        let limit = self.limits.get(address)?;
        // A share of nothing is at its end whatever it is.
        let binding = (limit.share_of.is_empty() || limit.shared(&self.solved.solution.x) > 0.0)
            && limit
                .part_of
                .iter()
                .any(|&(range, _)| self.is_at_end(range));
        let price = self.price(limit);
        (binding || price != 0.0).then(|| ReasonLimit {
            address: address.clone(),
            limit: limit.amount,
            binding,
            price,
        })
    }

    /// Returns what one unit less of a holding, one unit more of a promise, costs at the margin.
    fn price(&self, limit: &Limit) -> f64 {
        let solution = &self.solved.solution;
        let dual = |range: Variable| match range {
            Variable::Row(row) => solution.dual[row.0],
            Variable::Column(column) => solution.reduced_cost[column.0].max(0.0),
        };
        if !limit.share_of.is_empty() {
            let sum = limit.shared(&self.solved.solution.x);
            return limit
                .part_of
                .first()
                .map_or(0.0, |&(row, _)| dual(row) * sum);
        }
        let moves = if limit.relaxed_by_raising {
            &limit.raise
        } else {
            &limit.lower
        };
        let mut sum = 0.0;
        let mut largest = 0.0_f64;
        for of in moves {
            let price = dual(of.variable);
            let rate = if price > 0.0 { of.upper } else { of.lower };
            sum += rate * price;
            largest = largest.max((rate * price).abs());
        }
        // What a unit of a promise costs is a price as well.
        if sum.abs() > ROUNDING * largest {
            sum.abs()
        } else {
            0.0
        }
    }

    fn is_at_end(&self, range: Variable) -> bool {
        let (lp, solution) = (&self.solved.lp, &self.solved.solution);
        let (value, lower, upper, size) = match range {
            Variable::Row(row) => {
                let data = &lp.rows()[row.0];
                let size = self.terms[row.0];
                (solution.activity[row.0], data.lower, data.upper, size)
            }
            Variable::Column(column) => {
                let data = &lp.columns()[column.0];
                // That a column is not below 0 is no number of the model.
                (solution.x[column.0], f64::NEG_INFINITY, data.upper, 0.0)
            }
        };
        let near = |end: f64| (value - end).abs() <= ROUNDING * end.abs().max(size);
        (lower.is_finite() && near(lower)) || (upper.is_finite() && near(upper))
    }
}

//! The decisions of a given plan, as a model has them.

use crate::explain::{PlanQuantity, list_price};
use crate::formulation::{Column, Constraint, decided_by};
use crate::lp::{ColumnId, Lp};
use crate::model::{Decision, Model};
use crate::quarter::Quarter;

use super::GivenPlan;
use super::kinds::{all_decisions, decision_of};
use super::program::Compared;

/// Amounts that differ by less than this share of the greater, or of one unit, are one.
const ROUNDING: f64 = 1e-7;

/// A decision of a given plan, as a model has it.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    /// What is decided, in the words of plans.
    pub what: PlanQuantity,
    pub quarter: Quarter,
    pub decision: Decision,
    /// The quarter of the horizon.
    pub t: usize,
    /// How much of it is given.
    pub amount: f64,
    /// What a unit of change counts: its list price, present value.
    pub weight: f64,
}

impl Given {
    /// Returns what of a program it is.
    pub fn compared(&self, model: &Model, lp: &Lp<Column, Constraint>) -> Compared {
        Compared {
            columns: columns_of(model, lp, self.decision, self.t),
            given: self.amount,
            weight: self.weight,
        }
    }
}

/// Returns the columns of a program that a decision is the sum of.
fn columns_of(
    model: &Model,
    lp: &Lp<Column, Constraint>,
    decision: Decision,
    t: usize,
) -> Vec<ColumnId> {
    let columns = decided_by(model, decision, t).into_iter();
    columns.filter_map(|key| lp.column(&key)).collect()
}

impl GivenPlan {
    /// Returns the decisions that count, of the quarters that the plan and the model are both about; what a program has no column for
    /// is there if the plan does it.
    pub(crate) fn decisions(
        &self,
        model: &Model,
        lp: &Lp<Column, Constraint>,
        counts: &dyn Fn(&PlanQuantity, Quarter) -> bool,
    ) -> Vec<Given> {
        let known = known(model);
        let mut all = Vec::new();
        for &quarter in &self.quarters {
            let t = model.horizon.index(quarter);
            let Some(t) = t.filter(|&t| t < model.horizon.quarters) else {
                continue;
            };
            for (what, decision) in known.iter().filter(|it| counts(&it.0, quarter)) {
                let Some(amount) = self.amount(what, quarter) else {
                    continue;
                };
                if amount == 0.0 && columns_of(model, lp, *decision, t).is_empty() {
                    continue;
                }
                all.push(given(model, (what, *decision), t, amount));
            }
        }
        all
    }
}

/// Returns the decisions of these quarters that a program can take, as much of each as another one's columns have.
#[cfg(feature = "sweep")]
pub(crate) fn decided_before(
    model: &Model,
    lp: &Lp<Column, Constraint>,
    quarters: std::ops::Range<usize>,
    value: &dyn Fn(Column) -> f64,
) -> Vec<Given> {
    let mut all = Vec::new();
    for (what, decision) in known(model) {
        for t in quarters.start..quarters.end.min(model.horizon.quarters) {
            let columns = decided_by(model, decision, t).into_iter();
            let amount = columns.map(value).sum();
            if amount != 0.0 || !columns_of(model, lp, decision, t).is_empty() {
                all.push(given(model, (&what, decision), t, amount));
            }
        }
    }
    all
}

/// Returns every decision that a model knows.
fn known(model: &Model) -> Vec<(PlanQuantity, Decision)> {
    let all = all_decisions(model).into_iter();
    all.filter_map(|what| decision_of(model, &what).map(|decision| (what, decision)))
        .collect()
}

fn given(
    model: &Model,
    (what, decision): (&PlanQuantity, Decision),
    t: usize,
    amount: f64,
) -> Given {
    Given {
        what: what.clone(),
        quarter: model.horizon.quarter(t),
        decision,
        t,
        amount,
        weight: list_price(model, what, t),
    }
}

/// Returns how much one amount is above another; nothing where that is rounding.
pub(crate) fn without_rounding(amount: f64, before: f64) -> f64 {
    let change = amount - before;
    if change.abs() <= ROUNDING * amount.abs().max(before.abs()).max(1.0) {
        0.0
    } else {
        change
    }
}

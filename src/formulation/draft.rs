//! The program while it grows.

use super::key::{Column, Constraint};
use super::line::LineGroup;
use super::links::Links;
use super::objective::terms;
use crate::lp::{Lp, LpBuilder};
use crate::model::Model;

/// A program that grows, beside the model it is about.
pub(crate) struct Draft<'a> {
    pub(crate) model: &'a Model,
    pub(crate) links: &'a Links,
    /// T: decisions are made in quarters `0..horizon`.
    pub(crate) horizon: usize,
    /// T + U: horizon and tail.
    pub(crate) periods: usize,
    builder: LpBuilder<Column, Constraint>,
    rho: Vec<f64>,
    spending: Vec<Vec<(Column, f64)>>,
}

impl<'a> Draft<'a> {
    pub(crate) fn new(model: &'a Model, links: &'a Links) -> Self {
        let periods = model.horizon.periods();
        Self {
            model,
            links,
            horizon: model.horizon.quarters,
            periods,
            builder: LpBuilder::default(),
            rho: (0..periods).map(|t| model.horizon.rho(t)).collect(),
            spending: vec![Vec::new(); model.horizon.quarters],
        }
    }

    /// Adds a column from 0 to `upper` that earns what the objective says.
    pub(crate) fn add_column(&mut self, key: Column, upper: f64) {
        let mut cost = 0.0;
        for term in terms(self.model, key) {
            cost += self.rho[term.t] * term.amount;
            if term.group == LineGroup::Supply && self.model.policy.budget[term.t].is_finite() {
                self.spending[term.t].push((key, -term.amount));
            }
        }
        self.builder.add_column(key, cost, 0.0, upper);
    }

    /// Returns whether the column was created.
    pub(crate) fn has(&self, key: Column) -> bool {
        self.builder.column(&key).is_some()
    }

    /// Returns what supply spends in the quarter a unit of each column; empty where there is no budget.
    pub(crate) fn take_spending(&mut self, t: usize) -> Vec<(Column, f64)> {
        std::mem::take(&mut self.spending[t])
    }

    /// Adds `terms <= limit`.
    pub(crate) fn at_most(
        &mut self,
        key: Constraint,
        limit: f64,
        terms: impl IntoIterator<Item = (Column, f64)>,
    ) {
        self.add_row(key, f64::NEG_INFINITY, limit, terms);
    }

    /// Adds `terms >= limit`.
    pub(crate) fn at_least(
        &mut self,
        key: Constraint,
        limit: f64,
        terms: impl IntoIterator<Item = (Column, f64)>,
    ) {
        self.add_row(key, limit, f64::INFINITY, terms);
    }

    /// Adds `terms = amount`.
    pub(crate) fn equal(
        &mut self,
        key: Constraint,
        amount: f64,
        terms: impl IntoIterator<Item = (Column, f64)>,
    ) {
        self.add_row(key, amount, amount, terms);
    }

    /// Adds a row unless none of its columns exist and 0 satisfies it; an impossible one is kept, to be found.
    fn add_row(
        &mut self,
        key: Constraint,
        lower: f64,
        upper: f64,
        terms: impl IntoIterator<Item = (Column, f64)>,
    ) {
        let builder = &self.builder;
        let terms: Vec<_> = terms
            .into_iter()
            .filter(|&(column, n)| n != 0.0 && builder.column(&column).is_some())
            .collect();
        if !terms.is_empty() || lower > 0.0 || upper < 0.0 {
            self.builder.add_row_of_existing(key, lower, upper, terms);
        }
    }

    pub(crate) fn build(self) -> Lp<Column, Constraint> {
        self.builder.build()
    }
}

//! The program while it grows.

use std::collections::BTreeMap;
use std::ops::{Add, Neg};

use super::key::{Column, Constraint};
use super::line::LineGroup;
use super::links::Links;
use super::objective::terms;
use crate::lp::{Lp, LpBuilder};
use crate::model::{Additions, Field, Model, OptionId};

/// An end of a range: an amount of the model, and how much options add to it every time they are taken.
#[derive(Clone, Debug, Default)]
pub(crate) struct End {
    amount: f64,
    added: Vec<(OptionId, f64)>,
}

impl From<f64> for End {
    fn from(amount: f64) -> Self {
        Self {
            amount,
            added: Vec::new(),
        }
    }
}

impl Add for End {
    type Output = Self;

    fn add(mut self, other: Self) -> Self {
        self.amount += other.amount;
        self.added.extend(other.added);
        self
    }
}

impl Neg for End {
    type Output = Self;

    fn neg(mut self) -> Self {
        self.amount = -self.amount;
        self.added
            .iter_mut()
            .for_each(|(_, added)| *added = -*added);
        self
    }
}

/// A program that grows, beside the model it is about.
pub(crate) struct Draft<'a> {
    pub(crate) model: &'a Model,
    /// The model with the greatest numbers that options can make: it says what there is.
    pub(crate) widest: &'a Model,
    pub(crate) links: &'a Links,
    /// T: decisions are made in quarters `0..horizon`.
    pub(crate) horizon: usize,
    /// T + U: horizon and tail.
    pub(crate) periods: usize,
    builder: LpBuilder<Column, Constraint>,
    rho: Vec<f64>,
    spending: Vec<Vec<(Column, f64)>>,
    additions: Additions,
    bounds: Vec<(Column, End)>,
}

impl<'a> Draft<'a> {
    pub(crate) fn new(model: &'a Model, widest: &'a Model, links: &'a Links) -> Self {
        let periods = model.horizon.periods();
        Self {
            model,
            widest,
            links,
            horizon: model.horizon.quarters,
            periods,
            builder: LpBuilder::default(),
            rho: (0..periods).map(|t| model.horizon.rho(t)).collect(),
            spending: vec![Vec::new(); model.horizon.quarters],
            additions: model.additions(),
            bounds: Vec::new(),
        }
    }

    /// Returns an amount of the model, which is the number of `field` in `t`, with what options add to it.
    pub(crate) fn end(&self, field: Field, t: usize, amount: f64) -> End {
        let added = self.additions.get(&(field, t));
        End {
            amount,
            added: added.cloned().unwrap_or_default(),
        }
    }

    /// Adds a column from 0 to `upper` that earns what the objective says. Where options add to that bound it is a row, which
    /// [`Draft::take_bounds`] hands out.
    pub(crate) fn add_column(&mut self, key: Column, upper: impl Into<End>) {
        let upper = upper.into();
        if upper.added.is_empty() {
            self.add_ranged(key, 0.0, upper.amount);
        } else {
            self.add_ranged(key, 0.0, f64::INFINITY);
            self.bounds.push((key, upper));
        }
    }

    /// Adds a column in a range that earns what the objective says.
    pub(crate) fn add_ranged(&mut self, key: Column, lower: f64, upper: f64) {
        let mut cost = 0.0;
        for term in terms(self.model, key) {
            cost += self.rho[term.t] * term.amount;
            if term.group == LineGroup::Supply && self.model.policy.budget[term.t].is_finite() {
                self.spending[term.t].push((key, -term.amount));
            }
        }
        self.builder.add_column(key, cost, lower, upper);
    }

    /// Returns whether the column was created.
    pub(crate) fn has(&self, key: Column) -> bool {
        self.builder.column(&key).is_some()
    }

    /// Returns what supply spends in the quarter a unit of each column; empty where there is no budget.
    pub(crate) fn take_spending(&mut self, t: usize) -> Vec<(Column, f64)> {
        std::mem::take(&mut self.spending[t])
    }

    /// Returns the columns whose bounds options add to, with those bounds.
    pub(crate) fn take_bounds(&mut self) -> Vec<(Column, End)> {
        std::mem::take(&mut self.bounds)
    }

    /// Returns what options add to which numbers.
    pub(crate) fn additions(&self) -> &Additions {
        &self.additions
    }

    /// Adds `terms <= limit`.
    pub(crate) fn at_most(
        &mut self,
        key: Constraint,
        limit: impl Into<End>,
        terms: impl IntoIterator<Item = (Column, f64)>,
    ) {
        let limit = limit.into();
        self.add_row(key, f64::NEG_INFINITY, limit.amount, &limit.added, terms);
    }

    /// Adds `terms >= limit`.
    pub(crate) fn at_least(
        &mut self,
        key: Constraint,
        limit: impl Into<End>,
        terms: impl IntoIterator<Item = (Column, f64)>,
    ) {
        let limit = limit.into();
        self.add_row(key, limit.amount, f64::INFINITY, &limit.added, terms);
    }

    /// Adds `terms = amount`.
    pub(crate) fn equal(
        &mut self,
        key: Constraint,
        amount: impl Into<End>,
        terms: impl IntoIterator<Item = (Column, f64)>,
    ) {
        let amount = amount.into();
        self.add_row(key, amount.amount, amount.amount, &amount.added, terms);
    }

    /// Adds `lower <= terms <= upper`.
    pub(crate) fn between(
        &mut self,
        key: Constraint,
        lower: f64,
        upper: f64,
        terms: impl IntoIterator<Item = (Column, f64)>,
    ) {
        self.add_row(key, lower, upper, &[], terms);
    }

    /// Adds a row unless none of its columns exist and 0 satisfies it; an impossible one is kept, to be found. What options
    /// add to its ends, they take from its activity.
    fn add_row(
        &mut self,
        key: Constraint,
        lower: f64,
        upper: f64,
        added: &[(OptionId, f64)],
        terms: impl IntoIterator<Item = (Column, f64)>,
    ) {
        let builder = &self.builder;
        let mut of_options: BTreeMap<OptionId, f64> = BTreeMap::new();
        for &(option, amount) in added {
            *of_options.entry(option).or_default() -= amount;
        }
        let of_options = of_options.into_iter();
        let terms: Vec<_> = terms
            .into_iter()
            .chain(of_options.map(|(option, n)| (Column::Taken { option }, n)))
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

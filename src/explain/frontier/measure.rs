//! What a frontier trades: quantities that every plan has, each a sum over the columns of its program.

use std::ops::RangeInclusive;

use serde::Serialize;

use crate::explain::ExplainError;
use crate::explain::curve::span;
use crate::formulation::{Column, Constraint};
use crate::lp::Lp;
use crate::model::{Item, Model};

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// The present value of the combined margin: the objective of `solve`. More is better.
    Margin,
    /// Racks delivered to outside buyers, not discounted. More is better.
    OutsideRacks,
    /// Service units asked for (demand, or the commitment where that is more), neither served nor displaced, all services
    /// together, not discounted. Less is better.
    ServiceWait,
    /// Committed service units not served, all services together, not discounted. Less is better.
    ServiceShort,
    /// The chips business standing alone, the mean of the quarters: four times what a quarter sells at its net price and
    /// installs at its transfer price. More is better.
    RunRate,
}

impl Measure {
    /// All of them with the names that `--trade` takes.
    pub const NAMED: [(&'static str, Self); 5] = [
        ("margin", Self::Margin),
        ("outside-racks", Self::OutsideRacks),
        ("service-wait", Self::ServiceWait),
        ("service-short", Self::ServiceShort),
        ("run-rate", Self::RunRate),
    ];

    /// Returns the measure of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let found = Self::NAMED.iter().find(|(known, _)| *known == name);
        found.map(|it| it.1)
    }

    /// Returns whether more of it is better.
    #[must_use]
    pub fn is_better_if_more(self) -> bool {
        !matches!(self, Self::ServiceWait | Self::ServiceShort)
    }
}

/// A measure over a stretch of quarters, as a function of the columns: `constant + weights x`.
#[derive(Clone, Debug)]
pub(in crate::explain) struct Form {
    pub measure: Measure,
    constant: f64,
    /// One a column.
    weights: Vec<f64>,
}

impl Form {
    /// Returns the measure that `name` or `name@2028Q1..2028Q4` names; without quarters over the horizon.
    pub fn of(
        model: &Model,
        lp: &Lp<Column, Constraint>,
        name: &str,
    ) -> Result<Self, ExplainError> {
        let unknown = |why: String| ExplainError::Unknown(format!("{name}: {why}"));
        let (measure, quarters) = match name.split_once('@') {
            None => (name, None),
            Some((measure, quarters)) => (measure, Some(quarters)),
        };
        let Some(measure) = Measure::named(measure) else {
            let known = Measure::NAMED.map(|it| it.0).join(", ");
            return Err(unknown(format!("no measure; there are {known}")));
        };
        let horizon = model.horizon.quarters;
        let over = match quarters {
            None => 0..=horizon.saturating_sub(1),
            Some(_) if measure == Measure::Margin => {
                return Err(unknown("the margin is of all quarters".to_owned()));
            }
            Some(text) => span(model, text).map_err(unknown)?,
        };
        let decides_in_tail = matches!(measure, Measure::ServiceWait | Measure::ServiceShort);
        if *over.end() >= horizon && !decides_in_tail {
            return Err(unknown(
                "nothing is sold or installed after the horizon".to_owned(),
            ));
        }
        let columns = lp.columns().iter();
        let weights = columns
            .map(|column| weight(model, measure, &over, column.key, column.cost))
            .collect();
        Ok(Self {
            measure,
            constant: constant(model, measure, &over),
            weights,
        })
    }

    /// Returns what each column adds to it.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// Returns how much there is of it in the plan `x`.
    pub fn value(&self, x: &[f64]) -> f64 {
        let terms = self.weights.iter().zip(x).map(|(weight, x)| weight * x);
        self.constant + terms.sum::<f64>()
    }

    /// Returns what each column adds to its being good.
    pub fn good(&self) -> Vec<f64> {
        let sign = self.sign();
        self.weights.iter().map(|weight| sign * weight).collect()
    }

    /// 1 if more is better, -1 if less is.
    pub fn sign(&self) -> f64 {
        if self.measure.is_better_if_more() {
            1.0
        } else {
            -1.0
        }
    }

    /// Returns the measure of a plan whose columns add so much to its being good.
    pub(crate) fn of_good(&self, good: f64) -> f64 {
        self.constant + self.sign() * good
    }
}

fn constant(model: &Model, measure: Measure, over: &RangeInclusive<usize>) -> f64 {
    if measure != Measure::ServiceWait {
        return 0.0;
    }
    let taken = model.as_taken();
    let asked = taken.services.iter().flat_map(|service| {
        let asked = |t: usize| service.demand[t].max(service.committed[t]);
        over.clone().map(asked)
    });
    asked.sum()
}

fn weight(
    model: &Model,
    measure: Measure,
    over: &RangeInclusive<usize>,
    column: Column,
    cost: f64,
) -> f64 {
    let mean = 4.0 / (over.end() + 1 - over.start()) as f64;
    match (measure, column) {
        (Measure::Margin, _) => cost,
        (
            Measure::OutsideRacks,
            Column::Deliver {
                item: Item::Rack(_),
                t,
                ..
            },
        ) if over.contains(&t) => 1.0,
        (Measure::ServiceWait, Column::Serve { t, .. }) if over.contains(&t) => -1.0,
        (Measure::ServiceWait, Column::Displacing { buyer, t }) if over.contains(&t) => {
            let displaces = model.buyer(buyer).displaces.iter();
            -displaces.map(|&(_, units)| units).sum::<f64>()
        }
        (Measure::ServiceShort, Column::Shortfall { t, .. }) if over.contains(&t) => 1.0,
        (
            Measure::RunRate,
            Column::Deliver {
                buyer,
                item,
                step,
                t,
            },
        ) if over.contains(&t) => {
            let buys = model.buyer(buyer).buys.iter().find(|it| it.item == item);
            buys.map_or(0.0, |buys| {
                mean * buys.price[t] * (1.0 - buys.steps[step].discount)
            })
        }
        (Measure::RunRate, Column::Install { rack, t, .. }) if over.contains(&t) => {
            let price = model.rack(rack).transfer_price.as_ref();
            price.map_or(0.0, |price| mean * price[t])
        }
        _ => 0.0,
    }
}

//! Numbers by quarter, from a later quarter on.

use super::{BuyerField, Field, Horizon, StockField};

/// Where a model is cut, and where the next one ends.
#[derive(Clone, Debug)]
pub(crate) struct Cut {
    old: Horizon,
    /// How many quarters are carried out.
    pub done: usize,
    /// T of the next model.
    pub quarters: usize,
}

/// What numbers by quarter are beyond the old horizon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// As in a tail.
    GoesOn,
    /// Nothing: who decides about those quarters has not been asked yet.
    Ends,
    /// Goods in process arrive when they do, and no more after that.
    Arrives,
}

impl Reach {
    /// Returns what the numbers of a field are.
    pub fn of(field: Field) -> Self {
        match field {
            Field::Buyer(_, BuyerField::Orders | BuyerField::Upside)
            | Field::Stock(_, StockField::Receipts) => Self::Ends,
            Field::Stock(_, StockField::InProcess) => Self::Arrives,
            _ => Self::GoesOn,
        }
    }
}

impl Cut {
    /// Returns the cut after so many quarters of a horizon, with so many left.
    pub fn new(old: &Horizon, done: usize, quarters: usize) -> Self {
        Self {
            old: old.clone(),
            done,
            quarters,
        }
    }

    /// Returns the quarters of the next model: its tail is as long as before.
    pub fn horizon(&self) -> Horizon {
        Horizon {
            start: self.old.quarter(self.done),
            quarters: self.quarters,
            ..self.old.clone()
        }
    }

    /// Returns how many quarters of the next horizon lie beyond the old one.
    pub fn beyond(&self) -> usize {
        (self.done + self.quarters).saturating_sub(self.old.quarters)
    }

    /// Returns the numbers from the cut on, to the end of the next tail.
    pub fn values(&self, old: &[f64], reach: Reach) -> Vec<f64> {
        let next = self.horizon();
        let periods = match reach {
            Reach::Arrives => next.arrival_periods(),
            _ => next.periods(),
        };
        let value = |t: usize| match reach {
            Reach::Ends if t >= self.old.quarters && self.beyond() > 0 => 0.0,
            Reach::Arrives => old.get(t).copied().unwrap_or(0.0),
            _ => old.get(t).or(old.last()).copied().unwrap_or(0.0),
        };
        (self.done..self.done + periods).map(value).collect()
    }

    /// Returns what to say of quarters that the old horizon did not have.
    pub fn note(&self) -> Option<String> {
        if self.beyond() == 0 {
            return None;
        }
        let first = self.old.quarter(self.old.quarters);
        Some(format!(
            "From {first} on, beyond the old horizon, orders, upside and receipts are 0, and so are commitments unless the old tail had some: fill in what is known."
        ))
    }
}

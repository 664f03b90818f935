//! Numbers at fields: what they are, and models with one of them changed.

#[cfg(feature = "roll")]
use std::collections::BTreeMap;

use super::list::field;
#[cfg(feature = "roll")]
use super::list::fields;
use super::{
    Address, BuyerField, BuysField, Field, FieldMut, OptionField, ServiceField, StockField,
};
use crate::model::{Model, Past, SMALLEST, SMALLEST_SHARE, Series, VolumeStep};
use crate::quarter::Quarter;

/// How near the `from` of a step may come to its neighbors', as a share of the distance: steps keep their order.
const APART: f64 = 1e-6;

/// The numbers of a field.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Amounts {
    /// One a quarter, horizon and tail.
    ByQuarter(Vec<f64>),
    /// One for each of the last quarters before the start, the oldest first.
    Before(Vec<f64>),
    /// One that does not vary.
    One(f64),
}

/// Returns the steps of a volume discount and which of them a field is the `from` of.
fn step(model: &mut Model, wanted: Field) -> Option<(&mut Vec<VolumeStep>, usize)> {
    let Field::Buyer(buyer, BuyerField::Bought(item, BuysField::VolumeStep(step))) = wanted else {
        return None;
    };
    let buys = &mut model.buyers.get_mut(buyer.0)?.buys;
    let steps = &mut buys.iter_mut().find(|it| it.item == item)?.steps;
    (1..steps.len()).contains(&step).then_some((steps, step))
}

/// Returns the units from which a step of a volume discount sells.
fn from(steps: &[VolumeStep], step: usize) -> f64 {
    steps[..step].iter().map(|it| it.width).sum()
}

/// Moves the `from` of a step; `None` unless it stays between those of its neighbors.
fn set_from(steps: &mut [VolumeStep], step: usize, amount: f64) -> Option<()> {
    let before = from(steps, step - 1);
    let after = from(steps, step + 1);
    if !(before < amount && amount < after) {
        return None;
    }
    steps[step - 1].width = amount - before;
    steps[step].width = after - amount;
    Some(())
}

impl Model {
    /// Returns the model with the number at the address set to `amount`; without a quarter in every quarter.
    /// `None` where the address names no number. The `from` of a volume step moves in all quarters.
    ///
    /// The same as the assignment `ADDRESS = amount`.
    #[must_use]
    pub fn with_number(&self, address: &Address, amount: f64) -> Option<Model> {
        let mut model = self.with_changed_number(address, |_| amount)?;
        if let (Field::Service(id, ServiceField::Committed), None) =
            (address.field(), address.quarter)
        {
            // What is committed in the tail is given there by quarter, or nothing.
            let horizon = &model.horizon;
            let amount = |t| if t < horizon.quarters { amount } else { 0.0 };
            let committed = (0..horizon.periods()).map(amount).collect();
            model.services[id.0].committed = Series::new(committed);
        }
        Some(model)
    }

    /// Returns the model with the number at the address changed; without a quarter in every quarter.
    pub(crate) fn with_changed_number(
        &self,
        address: &Address,
        change: impl Fn(f64) -> f64,
    ) -> Option<Model> {
        let mut model = self.clone();
        if let Some(FieldMut::Past(past)) = field(&mut model, address.field()) {
            *past = match address.quarter {
                None => Past::new(past.values().iter().map(|&value| change(value)).collect()),
                Some(quarter) => {
                    let before = self.horizon.quarters_before(quarter)?;
                    let value = past.before(before).unwrap_or(0.0);
                    past.clone().with(before, change(value))
                }
            };
            return Some(model);
        }
        let t = match address.quarter {
            None => None,
            Some(quarter) => Some(self.index_of(address.field(), quarter)?),
        };
        if let Some((steps, step)) = step(&mut model, address.field()) {
            let amount = change(from(steps, step));
            t.is_none().then(|| set_from(steps, step, amount))??;
            return Some(model);
        }
        // Before the decision there is no cash, whatever is assigned to all quarters.
        let decided = self.first_counted(address.field());
        match (field(&mut model, address.field())?, t) {
            (FieldMut::Series(_), Some(t)) if t < decided => return None,
            (FieldMut::Series(series), Some(t)) => {
                let value = change(series[t]);
                *series = series.clone().with(t, value);
            }
            (FieldMut::Series(series), None) => {
                let values = series.values().iter().enumerate();
                let changed =
                    values.map(|(t, &value)| if t < decided { 0.0 } else { change(value) });
                *series = Series::new(changed.collect());
            }
            (FieldMut::Number(number), None) => *number = change(*number),
            (FieldMut::Count(count), None) => {
                *count = format!("{}", change(*count as f64)).parse().ok()?;
            }
            _ => return None,
        }
        Some(model)
    }

    /// Returns the numbers of a field: those of all quarters, or the one that does not vary by quarter; `None` where it has
    /// neither.
    pub(crate) fn amounts(&self, wanted: Field) -> Option<Amounts> {
        let mut model = self.clone();
        if let Some((steps, step)) = step(&mut model, wanted) {
            return Some(Amounts::One(from(steps, step)));
        }
        match field(&mut model, wanted)? {
            FieldMut::Series(series) => Some(Amounts::ByQuarter(series.values().to_vec())),
            FieldMut::Past(past) => Some(Amounts::Before(past.values().to_vec())),
            FieldMut::Number(number) => Some(Amounts::One(*number)),
            _ => None,
        }
    }

    /// Returns the position of a quarter among those of a field; `None` where the field has no number there. Goods in process
    /// arrive after the tail too.
    pub(crate) fn index_of(&self, field: Field, quarter: Quarter) -> Option<usize> {
        match field {
            Field::Stock(_, StockField::InProcess) => {
                let t = usize::try_from(quarter.since(self.horizon.start)).ok()?;
                (t < self.horizon.arrival_periods()).then_some(t)
            }
            _ => self.horizon.index(quarter),
        }
    }

    /// Returns the numbers by quarter of every field that has some, by its path.
    #[cfg(feature = "roll")]
    pub(crate) fn all_series(&self) -> BTreeMap<String, (Field, Vec<f64>)> {
        let mut model = self.clone();
        let all = fields(&mut model, &|_| false).into_iter();
        let series = all.filter_map(|(field, found)| match found {
            FieldMut::Series(series) => Some((field, series.values().to_vec())),
            _ => None,
        });
        series
            .map(|(field, values)| (self.path(field).to_string(), (field, values)))
            .collect()
    }

    /// Returns the number at an address; `None` where there is none.
    pub(crate) fn number_at(&self, address: &Address) -> Option<f64> {
        match (self.amounts(address.field())?, address.quarter) {
            (Amounts::ByQuarter(amounts), Some(quarter)) => {
                let t = self.index_of(address.field(), quarter)?;
                amounts.get(t).copied()
            }
            (Amounts::Before(amounts), Some(quarter)) => {
                Past::new(amounts).before(self.horizon.quarters_before(quarter)?)
            }
            (Amounts::One(amount), _) => Some(amount),
            (Amounts::ByQuarter(_) | Amounts::Before(_), None) => None,
        }
    }

    /// Returns between which amounts the number of a field has to stay: the `from` of a step between its neighbors', a
    /// share below 1.
    pub(crate) fn room_of(&self, wanted: Field) -> (f64, f64) {
        let mut model = self.clone();
        if let Some((steps, step)) = step(&mut model, wanted) {
            let now = from(steps, step);
            let (before, after) = (from(steps, step - 1), from(steps, step + 1));
            let most = if after.is_finite() {
                after - APART * (after - now)
            } else {
                f64::INFINITY
            };
            return (before + APART * (now - before), most);
        }
        match wanted {
            Field::Option(_, OptionField::Cash) => (f64::NEG_INFINITY, f64::INFINITY),
            _ if wanted.is_share() => (0.0, 1.0),
            _ => (0.0, f64::INFINITY),
        }
    }

    /// Returns the model with the numbers of a field replaced; unchanged where it has none of that shape.
    pub(crate) fn with_amounts(&self, wanted: Field, amounts: Amounts) -> Model {
        let mut model = self.clone();
        if let Some((steps, step)) = step(&mut model, wanted) {
            if let Amounts::One(value) = amounts {
                // Outside its room there is no such model; who asks knows the room.
                let _ = set_from(steps, step, value);
            }
            return model;
        }
        match (field(&mut model, wanted), amounts) {
            (Some(FieldMut::Series(series)), Amounts::ByQuarter(values)) => {
                *series = Series::new(values);
            }
            (Some(FieldMut::Past(past)), Amounts::Before(values)) => *past = Past::new(values),
            (Some(FieldMut::Number(number)), Amounts::One(value)) => *number = value,
            _ => {}
        }
        model
    }

    /// Adds to the number of a field: in quarter `t` what `added` says, for one that does not vary what it says of 0.
    pub(crate) fn add(&mut self, wanted: Field, added: impl Fn(usize) -> f64) {
        match field(self, wanted) {
            Some(FieldMut::Series(series)) => {
                let values = series.values().iter().enumerate();
                *series = Series::new(values.map(|(t, &value)| value + added(t)).collect());
            }
            Some(FieldMut::Number(number)) => *number += added(0),
            _ => {}
        }
    }

    /// Returns the sum of a field's number over its quarters; 0 where it has none.
    pub(crate) fn total_of(&self, wanted: Field) -> f64 {
        match self.amounts(wanted) {
            Some(Amounts::ByQuarter(values) | Amounts::Before(values)) => values.iter().sum(),
            Some(Amounts::One(value)) => value,
            None => 0.0,
        }
    }
}

/// Returns the smallest amount above 0 that the number of a field can be.
pub(crate) fn smallest(field: Field) -> f64 {
    if field.is_share() {
        SMALLEST_SHARE
    } else {
        SMALLEST
    }
}

//! The fields of a model by their paths: what curves follow, repairs change and comparisons exchange.

mod all;

use crate::address::Address;
use crate::model::{
    Buys, Cancel, FoundryExpansion, FoundryId, HotLot, Model, ProcessExpansion, RackId, Series,
    SiteId, Support, VolumeStep,
};

pub(super) use all::fields;

/// Where a field lives in the model.
#[derive(Debug)]
pub(super) enum Field<'a> {
    /// A number by quarter.
    Series(&'a mut Series),
    /// A number.
    Number(&'a mut f64),
    /// A number of quarters.
    Count(&'a mut usize),
    /// Yes or no.
    Flag(&'a mut bool),
    /// The first quarter in which something may start.
    Start(&'a mut Option<usize>),
    /// Which foundry.
    Foundry(&'a mut FoundryId),
    /// Which sites; `None`: every one.
    Sites(&'a mut Option<Vec<SiteId>>),
    /// Which racks; `None`: every one.
    Racks(&'a mut Option<Vec<RackId>>),
    /// Steps of a volume discount.
    Steps(&'a mut Vec<VolumeStep>),
    /// A part that may be missing, or has entries by key, as one.
    Part(Part<'a>),
    /// What is there of such a part, its entries being fields of their own: its keys.
    Keys(Vec<String>),
}

/// A part of an entity that may be missing, or has entries by key.
#[derive(Debug)]
pub(super) enum Part<'a> {
    OptionalSeries(&'a mut Option<Series>),
    OptionalCount(&'a mut Option<usize>),
    HotLot(&'a mut Option<HotLot>),
    Cancel(&'a mut Option<Cancel>),
    Support(&'a mut Option<Support>),
    FoundryExpansions(&'a mut Vec<FoundryExpansion>),
    ProcessExpansions(&'a mut Vec<ProcessExpansion>),
    Fleet(&'a mut Vec<(RackId, Series)>),
    Attach(&'a mut Vec<(String, Series)>),
    Buys(&'a mut Vec<Buys>),
}

/// Returns the field at a path, parts by their entries.
fn field<'a>(model: &'a mut Model, path: &str) -> Option<Field<'a>> {
    let found = fields(model, &|_| false);
    found.into_iter().find(|(at, _)| at == path).map(|it| it.1)
}

/// Returns the model with the number at the address set to `amount`; without a quarter in every quarter.
/// `None` where the address names no number.
///
/// The same as the assignment `ADDRESS = amount`.
#[must_use]
pub fn with_limit(model: &Model, address: &Address, amount: f64) -> Option<Model> {
    changed(model, address, |_| amount)
}

/// Returns the model with the number at the address changed; without a quarter in every quarter.
pub(super) fn changed(
    model: &Model,
    address: &Address,
    change: impl Fn(f64) -> f64,
) -> Option<Model> {
    let at = match address.quarter {
        None => None,
        Some(quarter) => Some(model.horizon.index(quarter)?),
    };
    let mut model = model.clone();
    match (field(&mut model, &address.path)?, at) {
        (Field::Series(series), Some(t)) => {
            let value = change(series[t]);
            *series = series.clone().with(t, value);
        }
        (Field::Series(series), None) => {
            *series = Series::new(series.values().iter().map(|&value| change(value)).collect());
        }
        (Field::Number(number), None) => *number = change(*number),
        (Field::Count(count), None) => {
            *count = format!("{}", change(*count as f64)).parse().ok()?;
        }
        _ => return None,
    }
    Some(model)
}

/// Returns the numbers at a path: those of all quarters, or the one that does not vary by quarter; `None` where the path
/// names neither.
pub(super) fn numbers(model: &Model, path: &str) -> Option<Numbers> {
    match field(&mut model.clone(), path)? {
        Field::Series(series) => Some(Numbers::ByQuarter(series.values().to_vec())),
        Field::Number(number) => Some(Numbers::One(*number)),
        _ => None,
    }
}

/// The numbers at a path.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Numbers {
    /// One a quarter, horizon and tail.
    ByQuarter(Vec<f64>),
    /// One that does not vary.
    One(f64),
}

/// Returns the model with the numbers at a path replaced; unchanged where the path names none of that shape.
pub(super) fn with_numbers(model: &Model, path: &str, numbers: Numbers) -> Model {
    let mut model = model.clone();
    match (field(&mut model, path), numbers) {
        (Some(Field::Series(series)), Numbers::ByQuarter(values)) => *series = Series::new(values),
        (Some(Field::Number(number)), Numbers::One(value)) => *number = value,
        _ => {}
    }
    model
}

/// Returns the sum of the number at a path over its quarters; 0 where the path names none.
pub(super) fn total(model: &Model, path: &str) -> f64 {
    match numbers(model, path) {
        Some(Numbers::ByQuarter(values)) => values.iter().sum(),
        Some(Numbers::One(value)) => value,
        None => 0.0,
    }
}

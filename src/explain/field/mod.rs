//! The fields of a model by their paths: what curves follow, repairs change and comparisons exchange.

mod all;

use crate::address::Address;
use crate::model::{
    Buys, Cancel, FoundryExpansion, FoundryId, HotLot, Model, ProcessExpansion, RackId, SMALLEST,
    SMALLEST_SHARE, Series, SiteId, Support, VolumeStep,
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
    /// The `from` of one of them, the first being 1.
    From(&'a mut Vec<VolumeStep>, usize),
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
    let (path, step) = match path.rsplit_once(".volume_discount.") {
        Some((buys, step)) => (format!("{buys}.volume_discount"), Some(step)),
        None => (path.to_owned(), None),
    };
    let found = fields(model, &|_| false).into_iter();
    let found = found.into_iter().find(|(at, _)| *at == path)?.1;
    match (found, step) {
        (Field::Steps(steps), Some(step)) => {
            let step: usize = step.parse().ok()?;
            (1..steps.len())
                .contains(&step)
                .then_some(Field::From(steps, step))
        }
        (found, None) => Some(found),
        _ => None,
    }
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

/// Returns the model with the number at the address set to `amount`; without a quarter in every quarter.
/// `None` where the address names no number. The `from` of a volume step moves in all quarters.
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
        (Field::From(steps, step), None) => {
            let amount = change(from(steps, step));
            set_from(steps, step, amount)?;
        }
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
        Field::From(steps, step) => Some(Numbers::One(from(steps, step))),
        _ => None,
    }
}

/// How near the `from` of a step may come to its neighbors', as a share of the distance: steps keep their order.
const APART: f64 = 1e-6;

/// Returns between which amounts the number at a path has to stay: the `from` of a step between its neighbors', a share
/// below 1.
pub(super) fn room(model: &Model, path: &str) -> (f64, f64) {
    match field(&mut model.clone(), path) {
        Some(Field::From(steps, step)) => {
            let now = from(steps, step);
            let (before, after) = (from(steps, step - 1), from(steps, step + 1));
            let most = if after.is_finite() {
                after - APART * (after - now)
            } else {
                f64::INFINITY
            };
            (before + APART * (now - before), most)
        }
        _ if is_share(path) => (0.0, 1.0),
        _ => (0.0, f64::INFINITY),
    }
}

/// Returns whether the number at a path is a limit by a share: the best margin is then not piecewise linear in it.
pub(crate) fn is_share(path: &str) -> bool {
    path == "policy.external_share_max" || path.ends_with(".hot_lot.max_share")
}

/// Returns the smallest amount above 0 that the number at a path can be.
pub(super) fn smallest(path: &str) -> f64 {
    if is_share(path) {
        SMALLEST_SHARE
    } else {
        SMALLEST
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
        (Some(Field::From(steps, step)), Numbers::One(value)) => {
            // Outside its room there is no such model; who asks knows the room.
            let _ = set_from(steps, step, value);
        }
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

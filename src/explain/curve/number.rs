//! The numbers that curves move: which they are, and a model with one of them changed.

use std::ops::RangeInclusive;

use crate::explain::ExplainError;
use crate::input::suggest;
use crate::model::{
    Amounts, BuyerField, Field, FieldPath, GREATEST, Model, Service, ServiceField, smallest,
};
use crate::quarter::Quarter;

/// One number of the model, or several that move together.
#[derive(Clone, Debug)]
pub(super) struct Number {
    /// The path, without quarters.
    pub path: FieldPath,
    /// What it is now, by quarter; one value where it does not vary.
    pub base: Vec<f64>,
    /// The quarters of `base` that move; `None`: the number does not vary by quarter.
    pub moved: Option<RangeInclusive<usize>>,
}

impl Number {
    /// Returns the number at an address: `path`, `path@2027Q3`, `path@2027Q3..2028Q1` or `path@2027Q3..`.
    pub fn at(model: &Model, address: &str) -> Result<Self, ExplainError> {
        let unknown = |why: String| ExplainError::Unknown(format!("{address}: {why}"));
        let (path, quarters) = match address.split_once('@') {
            None => (address, None),
            Some((path, quarters)) => (path, Some(quarters)),
        };
        // Discounting is a power: the margin is bent along it although it multiplies no decision.
        let path = model.find_path(path);
        let path = path.filter(|path| path.field != Field::DiscountRate);
        let followed = path.and_then(|path| Some((model.amounts(path.field)?, path)));
        let Some((found, path)) = followed else {
            let written = address.split('@').next().unwrap_or_default();
            let paths = model.paths();
            let known = paths.iter().map(FieldPath::as_str);
            let help = suggest::closest_path(written, known)
                .map_or(String::new(), |path| format!("; did you mean `{path}`?"));
            return Err(unknown(format!(
                "no limit, price or cost of the model that a curve can follow{help}"
            )));
        };
        let is_one = matches!(found, Amounts::One(_));
        let is_before = is_before(path.field);
        let base = match found {
            Amounts::Before(values) if values.is_empty() => {
                return Err(unknown("nothing is given before the start".to_owned()));
            }
            Amounts::ByQuarter(values) | Amounts::Before(values) => values,
            Amounts::One(value) if quarters.is_none() => vec![value],
            Amounts::One(_) => {
                return Err(unknown("does not vary by quarter".to_owned()));
            }
        };
        let moved = if is_one {
            None
        } else {
            let named = |text: &str| {
                let index = |quarter| {
                    if is_before {
                        at_before(model, base.len(), quarter)
                    } else {
                        model.index_of(path.field, quarter)
                    }
                };
                let last = base.len() - 1;
                let first = if is_before {
                    model.horizon.quarter_before(base.len())
                } else {
                    model.horizon.start
                };
                span_of(text, last, &index, &|| {
                    format!("{first}..{}", first.plus(last))
                })
            };
            Some(quarters.map_or(Ok(0..=base.len() - 1), |text| named(text).map_err(unknown))?)
        };
        Ok(Self { path, base, moved })
    }

    /// Returns whether one value moves, as an amount; otherwise all move together, as a factor.
    pub(crate) fn is_single(&self) -> bool {
        self.moved
            .as_ref()
            .is_none_or(|moved| moved.start() == moved.end())
    }

    /// Returns the values that move now, with their positions.
    pub fn now(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        let moved = self.moved.clone().unwrap_or(0..=0);
        moved.map(|t| (t, self.base[t]))
    }

    /// Returns where the number stands today: its amount, or the factor 1.
    pub fn today(&self) -> f64 {
        if self.is_single() {
            self.now().next().map_or(0.0, |(_, value)| value)
        } else {
            1.0
        }
    }

    /// Returns what the value at `t` is when the number stands at `x`.
    pub fn value(&self, t: usize, x: f64) -> f64 {
        if self.is_single() {
            x
        } else {
            self.base[t] * x
        }
    }

    /// Returns from where to where it can go: its amount, or the factor on all that move.
    pub fn room(&self, model: &Model) -> (f64, f64) {
        let (least, most) = model.room_of(self.path.field);
        let (least, most) = (least.max(-GREATEST), most.min(GREATEST));
        if self.is_single() {
            return (least, most);
        }
        let greatest = self
            .now()
            .fold(0.0_f64, |most, (_, value)| most.max(value.abs()));
        (0.0, most / greatest)
    }

    /// Returns the least the number can be above 0: what moves has to be an amount that a model file can hold.
    pub(crate) fn least_above_0(&self) -> f64 {
        let smallest = smallest(self.path.field);
        if self.is_single() {
            return smallest;
        }
        let values = self.now().map(|(_, value)| value.abs());
        let least = values
            .filter(|&value| value > 0.0)
            .fold(f64::INFINITY, f64::min);
        smallest / least
    }

    /// Returns the model in which the number stands at `x`.
    pub fn with(&self, model: &Model, x: f64) -> Model {
        if self.moved.is_none() {
            return model.with_amounts(self.path.field, Amounts::One(x));
        }
        let mut values = self.base.clone();
        for (t, _) in self.now() {
            values[t] = self.value(t, x);
        }
        let amounts = if is_before(self.path.field) {
            Amounts::Before(values)
        } else {
            Amounts::ByQuarter(values)
        };
        model.with_amounts(self.path.field, amounts)
    }

    /// Returns where between `from` and `to` levels committed before the start meet those of the quarters in which they have
    /// waited longest.
    fn switches_before(&self, service: &Service, from: f64, to: f64) -> Vec<f64> {
        let Some(wait) = service.max_wait_quarters else {
            return Vec::new();
        };
        let meets = self.now().filter_map(|(at, value)| {
            let before = self.base.len() - at;
            let other = service.committed[wait.checked_sub(before)?];
            Some(if self.is_single() {
                other
            } else {
                other / value
            })
        });
        let mut switches: Vec<f64> = meets
            .filter(|&x| x.is_finite() && x > from && x < to)
            .collect();
        switches.sort_by(f64::total_cmp);
        switches.dedup();
        switches
    }

    /// Returns where between `from` and `to` another number takes over as the least or greatest of two: demand below
    /// its commitment, and the commitments of two quarters under a wait limit.
    pub fn switches(&self, model: &Model, from: f64, to: f64) -> Vec<f64> {
        let (service, is_demand) = match self.path.field {
            Field::Service(id, ServiceField::CommittedBefore) => {
                return self.switches_before(model.service(id), from, to);
            }
            Field::Service(id, ServiceField::Demand) => (id, true),
            Field::Service(id, ServiceField::Committed) => (id, false),
            _ => return Vec::new(),
        };
        // What options add to either moves where they meet.
        let taken = model.as_taken();
        let added = |t: usize| {
            let (now, before) = (taken.service(service), model.service(service));
            (now.demand[t] - before.demand[t]) - (now.committed[t] - before.committed[t])
        };
        let service = model.service(service);
        let is_moved = |t: usize| self.moved.as_ref().is_none_or(|moved| moved.contains(&t));
        let mut switches = Vec::new();
        let mut meets = |t: usize, other: f64| {
            let x = if self.is_single() {
                other
            } else {
                other / self.base[t]
            };
            if x.is_finite() && x > from && x < to {
                switches.push(x);
            }
        };
        for (t, _) in self.now() {
            if is_demand {
                meets(t, service.committed[t] - added(t));
                continue;
            }
            meets(t, service.demand[t] + added(t));
            let Some(wait) = service.max_wait_quarters else {
                continue;
            };
            if let (None, Some(earlier)) = (t.checked_sub(wait), service.committed_earlier(t)) {
                meets(t, earlier);
            }
            let neighbors = [t.checked_sub(wait), Some(t + wait)];
            for other in neighbors.into_iter().flatten() {
                if other < self.base.len() && !is_moved(other) {
                    meets(t, service.committed[other]);
                }
            }
        }
        switches.sort_by(f64::total_cmp);
        switches.dedup();
        switches
    }
}

/// Returns the quarters that `2027Q3`, `2027Q3..2028Q1`, `2027Q3..` or `..2028Q1` name.
pub(in crate::explain) fn span(model: &Model, text: &str) -> Result<RangeInclusive<usize>, String> {
    let horizon = &model.horizon;
    let last = horizon.periods().saturating_sub(1);
    let all = || format!("{}..{}", horizon.start, horizon.quarter(last));
    span_of(text, last, &|quarter| horizon.index(quarter), &all)
}

/// Returns whether the numbers of a field are those of the quarters before the start.
fn is_before(field: Field) -> bool {
    matches!(
        field,
        Field::Service(_, ServiceField::CommittedBefore)
            | Field::Buyer(_, BuyerField::DeliveredBefore | BuyerField::BacklogDue)
    )
}

/// Returns the position of a quarter among so many before the start, the oldest first.
fn at_before(model: &Model, length: usize, quarter: Quarter) -> Option<usize> {
    length.checked_sub(model.horizon.quarters_before(quarter)?)
}

/// Returns the positions that quarters name, of positions from 0 to `last`, which go over the quarters that `all` says.
fn span_of(
    text: &str,
    last: usize,
    index: &dyn Fn(Quarter) -> Option<usize>,
    all: &dyn Fn() -> String,
) -> Result<RangeInclusive<usize>, String> {
    let index = |text: &str| {
        let quarter: Quarter = text.parse().map_err(|error| format!("{error}"))?;
        index(quarter).ok_or_else(|| format!("{quarter} is outside {}", all()))
    };
    let (from, to) = match text.split_once("..") {
        None => (index(text)?, index(text)?),
        Some((from, to)) => (
            if from.is_empty() { 0 } else { index(from)? },
            if to.is_empty() { last } else { index(to)? },
        ),
    };
    if from > to {
        return Err(format!("{text} ends before it starts"));
    }
    Ok(from..=to)
}

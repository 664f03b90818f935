//! The numbers that curves move: which they are, and a model with one of them changed.

use std::ops::RangeInclusive;

use crate::explain::ExplainError;
use crate::model::{Buyer, Item, Model, Series, Stock};
use crate::quarter::Quarter;

/// One number of the model, or several that move together.
#[derive(Clone, Debug)]
pub(super) struct Number {
    /// The path, without quarters.
    pub path: String,
    /// What it is now, by quarter; one value where it does not vary.
    pub base: Vec<f64>,
    /// The quarters of `base` that move; `None`: the number does not vary by quarter.
    pub moved: Option<RangeInclusive<usize>>,
}

/// A field of the model, to be changed.
enum Field<'a> {
    Series(&'a mut Series),
    Single(&'a mut f64),
}

impl Number {
    /// Returns the number at an address: `path`, `path@2027Q3`, `path@2027Q3..2028Q1` or `path@2027Q3..`.
    pub fn at(model: &Model, address: &str) -> Result<Self, ExplainError> {
        let unknown = |why: String| ExplainError::Unknown(format!("{address}: {why}"));
        let (path, quarters) = match address.split_once('@') {
            None => (address, None),
            Some((path, quarters)) => (path, Some(quarters)),
        };
        let mut copy = model.clone();
        let base = match field(&mut copy, path) {
            Some(Field::Series(series)) => series.values().to_vec(),
            Some(Field::Single(value)) if quarters.is_none() => vec![*value],
            Some(Field::Single(_)) => {
                return Err(unknown("does not vary by quarter".to_owned()));
            }
            None => {
                return Err(unknown(
                    "no limit, price or cost of the model that a curve can follow".to_owned(),
                ));
            }
        };
        let moved = if base.len() == 1 && model.horizon.periods() != 1 {
            None
        } else {
            Some(quarters.map_or(Ok(0..=base.len() - 1), |text| {
                span(model, text).map_err(unknown)
            })?)
        };
        Ok(Self {
            path: path.to_owned(),
            base,
            moved,
        })
    }

    /// Returns whether one value moves, as an amount; otherwise all move together, as a factor.
    pub fn is_single(&self) -> bool {
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

    /// Returns the model in which the number stands at `x`.
    pub fn with(&self, model: &Model, x: f64) -> Model {
        let mut changed = model.clone();
        match field(&mut changed, &self.path) {
            Some(Field::Single(value)) => *value = x,
            Some(Field::Series(series)) => {
                let mut values = self.base.clone();
                for (t, _) in self.now() {
                    values[t] = self.value(t, x);
                }
                *series = Series::new(values);
            }
            None => {}
        }
        changed
    }

    /// Returns where between `from` and `to` another number takes over as the least or greatest of two: demand below
    /// its commitment, and the commitments of two quarters under a wait limit.
    pub fn switches(&self, model: &Model, from: f64, to: f64) -> Vec<f64> {
        let segments: Vec<&str> = self.path.split('.').collect();
        let ["service", id, noun @ ("demand" | "committed")] = segments[..] else {
            return Vec::new();
        };
        let Some(service) = model.services.iter().find(|it| it.id == id) else {
            return Vec::new();
        };
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
            if noun == "demand" {
                meets(t, service.committed[t]);
                continue;
            }
            meets(t, service.demand[t]);
            let Some(wait) = service.max_wait_quarters else {
                continue;
            };
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
fn span(model: &Model, text: &str) -> Result<RangeInclusive<usize>, String> {
    let horizon = &model.horizon;
    let index = |text: &str| {
        let quarter: Quarter = text.parse().map_err(|error| format!("{error}"))?;
        horizon.index(quarter).ok_or_else(|| {
            let last = horizon.quarter(horizon.periods().saturating_sub(1));
            format!("{quarter} is outside {}..{last}", horizon.start)
        })
    };
    let (from, to) = match text.split_once("..") {
        None => (index(text)?, index(text)?),
        Some((from, to)) => (
            if from.is_empty() { 0 } else { index(from)? },
            if to.is_empty() {
                horizon.periods().saturating_sub(1)
            } else {
                index(to)?
            },
        ),
    };
    if from > to {
        return Err(format!("{text} ends before it begins"));
    }
    Ok(from..=to)
}

/// Returns the field at a path: limits, prices and costs.
fn field<'a>(model: &'a mut Model, path: &str) -> Option<Field<'a>> {
    let segments: Vec<&str> = path.split('.').collect();
    let found = match segments[..] {
        ["policy", "budget"] => &mut model.policy.budget,
        ["policy", "external_share_max"] => &mut model.policy.external_share_max,
        [kind, id, "stock", noun] => return stock_field(stock(model, kind, id)?, noun),
        ["foundry", id, ..] => {
            let foundry = model.foundries.iter_mut().find(|it| it.id == id)?;
            match segments[2..] {
                ["capacity"] => &mut foundry.capacity,
                ["wafer_price"] => &mut foundry.wafer_price,
                ["commitment"] => &mut foundry.commitment,
                ["take_or_pay"] => &mut foundry.take_or_pay,
                ["hot_lot", "premium"] => &mut foundry.hot_lot.as_mut()?.premium,
                ["hot_lot", "max_share"] => &mut foundry.hot_lot.as_mut()?.max_share,
                ["expansion", id, noun] => {
                    let extra = foundry.expansions.iter_mut().find(|it| it.id == id)?;
                    match noun {
                        "capacity" => &mut extra.capacity,
                        "premium" => &mut extra.premium,
                        _ => return None,
                    }
                }
                _ => return None,
            }
        }
        ["process", id, ..] => {
            let process = model.processes.iter_mut().find(|it| it.id == id)?;
            match segments[2..] {
                ["capacity"] => &mut process.capacity,
                ["cost"] => &mut process.cost,
                ["expansion", id, noun] => {
                    let extra = process.expansions.iter_mut().find(|it| it.id == id)?;
                    match noun {
                        "capacity" => &mut extra.capacity,
                        "cost" => &mut extra.cost,
                        _ => return None,
                    }
                }
                _ => return None,
            }
        }
        ["component", id, noun] => {
            let component = model.components.iter_mut().find(|it| it.id == id)?;
            match noun {
                "supply" => &mut component.supply,
                "price" => &mut component.price,
                _ => return None,
            }
        }
        ["chip", id, "cost"] => &mut model.chips.iter_mut().find(|it| it.id == id)?.cost,
        ["rack", id, noun] => {
            let rack = model.racks.iter_mut().find(|it| it.id == id)?;
            match noun {
                "cost" => &mut rack.cost,
                "operating_cost" => &mut rack.operating_cost,
                _ => return None,
            }
        }
        ["site", id, "fleet", rack, "installed"] => {
            let rack = model.rack_ids().find(|&it| model.rack(it).id == rack)?;
            let site = model.sites.iter_mut().find(|it| it.id == id)?;
            let fleet = site.fleet.iter_mut().find(|(kind, _)| *kind == rack)?;
            &mut fleet.1
        }
        ["site", id, noun] => {
            let site = model.sites.iter_mut().find(|it| it.id == id)?;
            match noun {
                "power_mw" => &mut site.power_mw,
                "energy_price" => &mut site.energy_price,
                _ => return None,
            }
        }
        ["service", id, ..] => {
            let service = model.services.iter_mut().find(|it| it.id == id)?;
            match segments[2..] {
                ["price"] => &mut service.price,
                ["variable_cost"] => &mut service.variable_cost,
                ["demand"] => &mut service.demand,
                ["committed"] => &mut service.committed,
                ["shortfall_penalty"] => service.shortfall_penalty.as_mut()?,
                ["attach", line] => {
                    let margin = service.attach.iter_mut().find(|(name, _)| name == line)?;
                    &mut margin.1
                }
                _ => return None,
            }
        }
        ["buyer", id, ..] => {
            let item = match segments[2..] {
                ["buys", item, ..] => Some(item_of(model, item)?),
                _ => None,
            };
            let buyer = model.buyers.iter_mut().find(|it| it.id == id)?;
            return buyer_field(buyer, item, &segments[2..]);
        }
        _ => return None,
    };
    Some(Field::Series(found))
}

fn item_of(model: &Model, id: &str) -> Option<Item> {
    model.items().find(|&item| model.item_id(item) == id)
}

fn buyer_field<'a>(
    buyer: &'a mut Buyer,
    item: Option<Item>,
    segments: &[&str],
) -> Option<Field<'a>> {
    let found = match segments {
        ["orders"] => &mut buyer.orders,
        ["upside"] => &mut buyer.upside,
        ["late_penalty"] => &mut buyer.late_penalty,
        ["cancel_penalty"] => &mut buyer.cancel.as_mut()?.penalty,
        ["buys", _, rest @ ..] => {
            let buys = buyer.buys.iter_mut().find(|it| Some(it.item) == item)?;
            match rest {
                ["price"] => &mut buys.price,
                ["delivery_cost"] => &mut buys.delivery_cost,
                ["support", "margin"] => {
                    return Some(Field::Single(&mut buys.support.as_mut()?.margin));
                }
                _ => return None,
            }
        }
        _ => return None,
    };
    Some(Field::Series(found))
}

fn stock<'a>(model: &'a mut Model, kind: &str, id: &str) -> Option<&'a mut Stock> {
    match kind {
        "die" => Some(&mut model.dies.iter_mut().find(|it| it.id == id)?.stock),
        "component" => Some(&mut model.components.iter_mut().find(|it| it.id == id)?.stock),
        "chip" => Some(&mut model.chips.iter_mut().find(|it| it.id == id)?.stock),
        "rack" => Some(&mut model.racks.iter_mut().find(|it| it.id == id)?.stock),
        _ => None,
    }
}

fn stock_field<'a>(stock: &'a mut Stock, noun: &str) -> Option<Field<'a>> {
    Some(match noun {
        "opening" => Field::Single(&mut stock.opening),
        "closing_min" => Field::Single(&mut stock.closing_min),
        "salvage_value" => Field::Single(&mut stock.salvage_value),
        "receipts" => Field::Series(&mut stock.receipts),
        "max" => Field::Series(&mut stock.max),
        "holding_cost" => Field::Series(&mut stock.holding_cost),
        _ => return None,
    })
}

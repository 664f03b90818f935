//! Changes of one number of a model, as an assignment says them.

use crate::address::Address;
use crate::model::{Model, Series, Stock};

/// Where a number of a limit lives in the model.
enum Slot<'a> {
    Series(&'a mut Series),
    Number(&'a mut f64),
    Count(&'a mut usize),
}

/// Returns the model with the limiting number at the address set to `amount`; without a quarter in every quarter.
/// `None` where the address names no such number.
///
/// The same as the assignment `ADDRESS = amount`.
#[must_use]
pub fn with_limit(model: &Model, address: &Address, amount: f64) -> Option<Model> {
    changed(model, address, |_| amount)
}

/// Returns the model with the limiting number at the address changed; without a quarter in every quarter.
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
    match (slot(&mut model, &address.path)?, at) {
        (Slot::Series(series), Some(t)) => {
            let value = change(series[t]);
            *series = series.clone().with(t, value);
        }
        (Slot::Series(series), None) => {
            *series = Series::new(series.values().iter().map(|&value| change(value)).collect());
        }
        (Slot::Number(number), None) => *number = change(*number),
        (Slot::Count(count), None) => {
            *count = format!("{}", change(*count as f64)).parse().ok()?;
        }
        (Slot::Number(_) | Slot::Count(_), Some(_)) => return None,
    }
    Some(model)
}

fn slot<'a>(model: &'a mut Model, path: &str) -> Option<Slot<'a>> {
    let words: Vec<&str> = path.split('.').collect();
    let (&kind, rest) = words.split_first()?;
    if kind == "policy" {
        return Some(Slot::Series(match rest {
            ["external_share_max"] => &mut model.policy.external_share_max,
            ["budget"] => &mut model.policy.budget,
            _ => return None,
        }));
    }
    let (&id, rest) = rest.split_first()?;
    match (kind, rest) {
        ("foundry", rest) => {
            let foundry = model.foundries.iter_mut().find(|it| it.id == id)?;
            Some(Slot::Series(match rest {
                ["capacity"] => &mut foundry.capacity,
                ["commitment"] => &mut foundry.commitment,
                ["hot_lot", "max_share"] => &mut foundry.hot_lot.as_mut()?.max_share,
                ["expansion", extra, "capacity"] => {
                    let extra = foundry.expansions.iter_mut().find(|it| it.id == *extra)?;
                    &mut extra.capacity
                }
                _ => return None,
            }))
        }
        ("process", rest) => {
            let process = model.processes.iter_mut().find(|it| it.id == id)?;
            Some(Slot::Series(match rest {
                ["capacity"] => &mut process.capacity,
                ["expansion", extra, "capacity"] => {
                    let extra = process.expansions.iter_mut().find(|it| it.id == *extra)?;
                    &mut extra.capacity
                }
                _ => return None,
            }))
        }
        ("component", ["supply"]) => {
            let component = model.components.iter_mut().find(|it| it.id == id)?;
            Some(Slot::Series(&mut component.supply))
        }
        ("die" | "component" | "chip" | "rack", ["stock", field]) => {
            stock_slot(stock(model, kind, id)?, field)
        }
        ("site", rest) => {
            let racks = &model.racks;
            let site = model.sites.iter_mut().find(|it| it.id == id)?;
            match rest {
                ["power_mw"] => Some(Slot::Series(&mut site.power_mw)),
                ["fleet", rack, "installed"] => {
                    let mut fleet = site.fleet.iter_mut();
                    let (_, installed) = fleet.find(|(kind, _)| racks[kind.0].id == *rack)?;
                    Some(Slot::Series(installed))
                }
                _ => None,
            }
        }
        ("service", [field]) => {
            let service = model.services.iter_mut().find(|it| it.id == id)?;
            match *field {
                "demand" => Some(Slot::Series(&mut service.demand)),
                "committed" => Some(Slot::Series(&mut service.committed)),
                "max_wait_quarters" => service.max_wait_quarters.as_mut().map(Slot::Count),
                _ => None,
            }
        }
        ("buyer", [field]) => {
            let buyer = model.buyers.iter_mut().find(|it| it.id == id)?;
            match *field {
                "orders" => Some(Slot::Series(&mut buyer.orders)),
                "upside" => Some(Slot::Series(&mut buyer.upside)),
                "cancel_after" => buyer.cancel.as_mut().map(|it| Slot::Count(&mut it.after)),
                _ => None,
            }
        }
        _ => None,
    }
}

fn stock<'a>(model: &'a mut Model, kind: &str, id: &str) -> Option<&'a mut Stock> {
    macro_rules! of {
        ($list:ident) => {
            &mut model.$list.iter_mut().find(|it| it.id == id)?.stock
        };
    }
    Some(match kind {
        "die" => of!(dies),
        "component" => of!(components),
        "chip" => of!(chips),
        _ => of!(racks),
    })
}

fn stock_slot<'a>(stock: &'a mut Stock, field: &str) -> Option<Slot<'a>> {
    match field {
        "opening" => Some(Slot::Number(&mut stock.opening)),
        "closing_min" => Some(Slot::Number(&mut stock.closing_min)),
        "receipts" => Some(Slot::Series(&mut stock.receipts)),
        "max" => Some(Slot::Series(&mut stock.max)),
        _ => None,
    }
}

/// Returns the sum of the limiting number at a path over its quarters; 0 where the path names none.
pub(super) fn total(model: &Model, path: &str) -> f64 {
    match slot(&mut model.clone(), path) {
        Some(Slot::Series(series)) => series.values().iter().sum(),
        Some(Slot::Number(number)) => *number,
        Some(Slot::Count(_)) | None => 0.0,
    }
}

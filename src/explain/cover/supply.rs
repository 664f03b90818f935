//! The limits that more supply can raise: capacity and its expansions, components, power, budget, stock and shares.

use super::{Extra, ROUNDING};
use crate::address::Address;
use crate::explain::infeasible::{self, numbers};
use crate::formulation::{Column, Constraint};
use crate::lp::{Give, Lp};
use crate::model::Model;

/// A quarter later, extra supply counts this much of what it counts now: it comes when it is needed, not before.
const LATER: f64 = 0.99;

/// The limits that more supply can raise.
pub(super) struct Supply {
    pub gives: Vec<Give>,
    /// What a unit of each costs: its share of the greatest amount on its path.
    pub price: Vec<f64>,
    /// What a unit of each costs in money at the model's prices, present value, and in its quarter; `None`: no price.
    pub money: Vec<Option<f64>>,
    unit_price: Vec<Option<f64>>,
    addresses: Vec<Address>,
    limits: Vec<f64>,
    /// Amounts up to this are the solver's rounding.
    rounding: Vec<f64>,
    /// For a limit by a share: the columns it is a share of, with their weights, and which of them are sold.
    shares: Vec<Vec<(usize, f64, bool)>>,
}

impl Supply {
    pub fn of(model: &Model, wide: &Model, lp: &Lp<Column, Constraint>) -> Self {
        let mut supply = Self {
            gives: Vec::new(),
            price: Vec::new(),
            money: Vec::new(),
            unit_price: Vec::new(),
            addresses: Vec::new(),
            limits: Vec::new(),
            rounding: Vec::new(),
            shares: Vec::new(),
        };
        let raised = numbers(wide, lp).into_iter().filter(|of| of.raises);
        let raised: Vec<_> = raised.filter(|of| is_supply(&of.limit.address)).collect();
        for of in &raised {
            let address = &of.limit.address;
            if has_dearer_way(model, address) {
                continue;
            }
            let of_path = raised.iter().map(|other| &other.limit);
            let of_path = of_path.filter(|limit| limit.address.path == address.path);
            // Beside the quarter's own limit, or the least of the path: limits of a path can lie decades apart.
            let some = of_path.clone().map(|limit| limit.amount);
            let some = some.filter(|&amount| amount > 0.0).fold(1.0, f64::min);
            let own = of.limit.amount;
            supply
                .rounding
                .push(ROUNDING * if own > 0.0 { own } else { some });
            let most = of_path.fold(0.0_f64, |most, limit| most.max(limit.amount));
            let share = of.limit.share_of.iter();
            let share: Vec<_> = share
                .map(|&(column, weight)| {
                    let key = lp.columns()[column.0].key;
                    let sold = matches!(key, Column::Deliver { .. } | Column::HotLotStart { .. });
                    (column.0, weight, sold)
                })
                .collect();
            // A share gives in units of what it is a share of: wafers, chips.
            let unit = if share.is_empty() {
                most
            } else {
                share_unit(model, address)
            };
            let t = address
                .quarter
                .and_then(|quarter| model.horizon.index(quarter));
            let later = LATER.powi(t.and_then(|t| i32::try_from(t).ok()).unwrap_or(0));
            supply
                .price
                .push(if unit > 0.0 { later / unit } else { later });
            let unit_price = t.and_then(|t| unit_price(model, address, t));
            let rho = model.horizon.rho(t.unwrap_or(0));
            supply.money.push(unit_price.map(|price| rho * price));
            supply.unit_price.push(unit_price);
            supply.gives.push(of.give.clone());
            supply.limits.push(of.limit.amount);
            supply.addresses.push(address.clone());
            supply.shares.push(share);
        }
        supply
    }

    /// Returns what is needed of each, rounded up, where something is.
    pub fn extra(&self, amounts: &[f64], x: &[f64]) -> Vec<Extra> {
        let mut all = Vec::new();
        for (position, &amount) in amounts.iter().take(self.gives.len()).enumerate() {
            if amount <= self.rounding[position] {
                continue;
            }
            let limit = self.limits[position];
            let address = &self.addresses[position];
            let needed = if self.shares[position].is_empty() {
                amount
            } else {
                let sum = |only_sold: bool| -> f64 {
                    let columns = self.shares[position].iter();
                    let counted = columns.filter(|(_, _, sold)| *sold || !only_sold);
                    counted.map(|&(column, weight, _)| weight * x[column]).sum()
                };
                (sum(true) / sum(false) - limit).clamp(0.0, 1.0 - limit)
            };
            let (mut extra, mut assignment) = infeasible::more(address, limit, needed);
            // Rounded up, a share would be more than all of it.
            if !self.shares[position].is_empty() && limit + extra > 1.0 {
                extra = 1.0 - limit;
                assignment = format!("{address} = 1");
            }
            all.push(Extra {
                address: address.clone(),
                limit,
                extra,
                price: self.unit_price[position],
                cost: self.money[position].map(|money| money * amount),
                share: (limit > 0.0 && self.shares[position].is_empty()).then(|| extra / limit),
                assignment,
            });
        }
        all
    }
}

/// Returns how much a share of everything would be: the foundry's greatest capacity, the most chips that buyers ask
/// for in a quarter.
fn share_unit(model: &Model, address: &Address) -> f64 {
    let greatest = |values: &[f64]| values.iter().fold(0.0_f64, |most, &value| most.max(value));
    let id = address.path.split('.').nth(1);
    if let Some(foundry) = model.foundries.iter().find(|it| Some(it.id.as_str()) == id) {
        return greatest(foundry.capacity.values());
    }
    let chips = model.buyers.iter().map(|buyer| {
        let chips = buyer
            .buys
            .iter()
            .map(|buys| model.chips_in(buys.item) / buys.order_units);
        let units = greatest(buyer.orders.values()) + greatest(buyer.upside.values());
        units * chips.fold(0.0, f64::max)
    });
    chips.sum()
}

/// Returns what a unit more of a supply costs in quarter `t` at the model's own prices; `None` where it gives none.
fn unit_price(model: &Model, address: &Address, t: usize) -> Option<f64> {
    let words: Vec<&str> = address.path.split('.').collect();
    let foundry = |id: &str| model.foundries.iter().find(|it| it.id == id);
    let process = |id: &str| model.processes.iter().find(|it| it.id == id);
    let price = match words[..] {
        ["foundry", id, "capacity"] => foundry(id)?.wafer_price[t],
        ["foundry", id, "expansion", extra, "capacity"] => {
            let foundry = foundry(id)?;
            let expansion = foundry.expansions.iter().find(|it| it.id == extra)?;
            foundry.wafer_price[t] * (1.0 + expansion.premium[t])
        }
        ["foundry", id, "hot_lot", "max_share"] => {
            let foundry = foundry(id)?;
            foundry.wafer_price[t] * foundry.hot_lot.as_ref()?.premium[t]
        }
        ["process", id, "capacity"] => process(id)?.cost[t],
        ["process", id, "expansion", extra, "capacity"] => {
            let process = process(id)?;
            process.expansions.iter().find(|it| it.id == extra)?.cost[t]
        }
        ["component", id, "supply"] => model.components.iter().find(|it| it.id == id)?.price[t],
        _ => return None,
    };
    (price > 0.0).then_some(price)
}

/// Returns whether more of the number is more supply (or room for it), rather than more demand or given stock.
fn is_supply(address: &Address) -> bool {
    let field = address.path.rsplit('.').next().unwrap_or_default();
    let fields = [
        "capacity",
        "supply",
        "power_mw",
        "budget",
        "max_share",
        "external_share_max",
    ];
    fields.contains(&field) || address.path.ends_with(".stock.max")
}

/// Returns whether the model has an expansion of this capacity in this quarter: more then comes from there, at its
/// price; the cheapest where there are several.
fn has_dearer_way(model: &Model, address: &Address) -> bool {
    let Some(t) = address
        .quarter
        .and_then(|quarter| model.horizon.index(quarter))
    else {
        return false;
    };
    let words: Vec<&str> = address.path.split('.').collect();
    let cheapest = |prices: Vec<(&str, f64, f64)>| {
        let there = prices
            .into_iter()
            .filter(|&(_, capacity, _)| capacity > 0.0);
        let cheapest = there.min_by(|a, b| a.2.total_cmp(&b.2));
        cheapest.map(|(id, ..)| id.to_owned())
    };
    let from = match words.as_slice() {
        ["foundry", id, ..] => model.foundries.iter().find(|it| it.id == *id).map(|it| {
            let all = it.expansions.iter();
            cheapest(
                all.map(|e| (e.id.as_str(), e.capacity[t], e.premium[t]))
                    .collect(),
            )
        }),
        ["process", id, ..] => model.processes.iter().find(|it| it.id == *id).map(|it| {
            let all = it.expansions.iter();
            cheapest(
                all.map(|e| (e.id.as_str(), e.capacity[t], e.cost[t]))
                    .collect(),
            )
        }),
        _ => None,
    };
    match (from.flatten(), words.as_slice()) {
        (Some(_), [_, _, "capacity"]) => true,
        (Some(from), [_, _, "expansion", id, "capacity"]) => from != *id,
        _ => false,
    }
}

//! The limits that more supply can raise: capacity and its expansions, components, power, budget, stock and shares.

use super::{Extra, ROUNDING};
use crate::explain::infeasible::{self, numbers};
use crate::formulation::{Column, Constraint};
use crate::lp::{Lp, Relaxation};
use crate::model::{
    Address, ComponentField, Field, FoundryExpansionField, FoundryField, Model, PolicyField,
    ProcessExpansionField, ProcessField, SiteField, StockField,
};

/// A quarter later, extra supply counts this much of what it counts now: it comes when it is needed, not before.
const LATER: f64 = 0.99;

/// The limits that more supply can raise.
pub(super) struct Supply {
    pub gives: Vec<Relaxation>,
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
    if let Field::Foundry(id, _) = address.field() {
        return greatest(model.foundry(id).capacity.values());
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
    use {FoundryField as Wafers, ProcessField as Work};
    let price = match address.field() {
        Field::Foundry(id, Wafers::Capacity) => model.foundry(id).wafer_price[t],
        Field::Foundry(id, Wafers::Expansion(extra, FoundryExpansionField::Capacity)) => {
            let foundry = model.foundry(id);
            foundry.wafer_price[t] * (1.0 + foundry.expansions[extra].premium[t])
        }
        Field::Foundry(id, Wafers::HotLotMaxShare) => {
            let foundry = model.foundry(id);
            foundry.wafer_price[t] * foundry.hot_lot.as_ref()?.premium[t]
        }
        Field::Process(id, Work::Capacity) => model.process(id).cost[t],
        Field::Process(id, Work::Expansion(extra, ProcessExpansionField::Capacity)) => {
            model.process(id).expansions[extra].cost[t]
        }
        Field::Component(id, ComponentField::Supply) => model.component(id).price[t],
        _ => return None,
    };
    (price > 0.0).then_some(price)
}

/// Returns whether more of the number is more supply (or room for it), rather than more demand or given stock.
fn is_supply(address: &Address) -> bool {
    use {FoundryField as Wafers, ProcessField as Work};
    matches!(
        address.field(),
        Field::Foundry(
            _,
            Wafers::Capacity
                | Wafers::HotLotMaxShare
                | Wafers::Expansion(_, FoundryExpansionField::Capacity)
        ) | Field::Process(
            _,
            Work::Capacity | Work::Expansion(_, ProcessExpansionField::Capacity)
        ) | Field::Component(_, ComponentField::Supply)
            | Field::Site(_, SiteField::PowerMw)
            | Field::Policy(PolicyField::Budget | PolicyField::ExternalShareMax)
            | Field::Stock(_, StockField::Max)
    )
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
    // The cheapest expansion of those that have some, by position.
    let cheapest = |prices: Vec<(f64, f64)>| {
        let all = prices.into_iter().enumerate();
        let there = all.filter(|&(_, (capacity, _))| capacity > 0.0);
        let cheapest = there.min_by(|a, b| a.1.1.total_cmp(&b.1.1));
        cheapest.map(|(position, _)| position)
    };
    let (from, expansion) = match address.field() {
        Field::Foundry(id, field) => {
            let all = model.foundry(id).expansions.iter();
            let from = cheapest(all.map(|it| (it.capacity[t], it.premium[t])).collect());
            match field {
                FoundryField::Capacity => (from, None),
                FoundryField::Expansion(extra, FoundryExpansionField::Capacity) => {
                    (from, Some(extra))
                }
                _ => return false,
            }
        }
        Field::Process(id, field) => {
            let all = model.process(id).expansions.iter();
            let from = cheapest(all.map(|it| (it.capacity[t], it.cost[t])).collect());
            match field {
                ProcessField::Capacity => (from, None),
                ProcessField::Expansion(extra, ProcessExpansionField::Capacity) => {
                    (from, Some(extra))
                }
                _ => return false,
            }
        }
        _ => return false,
    };
    from.is_some() && from != expansion
}

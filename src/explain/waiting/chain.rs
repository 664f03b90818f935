//! What one unit more would run into: the price of an item rolled back to the limits it is made of.
//!
//! An item's price in a quarter is the cost of the activity that supplies it at the margin: money, its inputs at their
//! own prices in the quarter of starting, and the limits it uses at theirs.

use std::collections::BTreeMap;

use crate::formulation::{Column, Constraint, arrival, bound_address, row_address};
use crate::lp::{ColumnId, RowId};
use crate::model::{BuyerId, Item, Model, ServiceId};
use crate::outcome::Solved;

use crate::model::Address;

/// A limit that one unit more runs into.
#[derive(Clone, Debug)]
pub(super) struct Met {
    /// Which number.
    pub address: Address,
    /// What the unit pays for it: how much it takes of it, at its price.
    pub pays: f64,
}

/// Money below this share of the amounts it is the difference of is rounding.
const ROUNDING: f64 = 1e-7;

/// Prices of a solved model, ready to be rolled back.
pub(super) struct Chain<'a> {
    model: &'a Model,
    solved: &'a Solved,
    /// What brings an item into stock in a quarter: starts that arrive, purchases, stock from the quarter before.
    suppliers: BTreeMap<(Item, usize), Vec<ColumnId>>,
}

impl<'a> Chain<'a> {
    pub fn of(model: &'a Model, solved: &'a Solved) -> Self {
        let mut suppliers: BTreeMap<(Item, usize), Vec<ColumnId>> = BTreeMap::new();
        for (j, column) in solved.lp.columns().iter().enumerate() {
            let arrives = match column.key {
                Column::Purchase { component, t } => Some((Item::Component(component), t)),
                Column::Stock { item, t } => Some((item, t + 1)),
                key => arrival(model, key).map(|it| (it.item, it.t)),
            };
            if let Some(arrives) = arrives {
                suppliers.entry(arrives).or_default().push(ColumnId(j));
            }
        }
        Self {
            model,
            solved,
            suppliers,
        }
    }

    /// Returns what one unit more of a service in quarter `t` runs into.
    pub fn service(&self, service: ServiceId, t: usize) -> Vec<Met> {
        // The racks that serve at the margin: those whose use breaks even.
        let mut best: Option<(bool, f64, ColumnId, f64)> = None;
        for (rack, units) in &self.model.service(service).racks {
            for site in self.model.site_ids() {
                let key = Column::Use {
                    rack: *rack,
                    site,
                    service,
                    t,
                };
                let Some(column) = self.solved.lp.column(&key).filter(|_| *units > 0.0) else {
                    continue;
                };
                let installs = Column::Install {
                    rack: *rack,
                    site,
                    t,
                };
                let can_grow = self.solved.lp.column(&installs).is_some();
                let missing = self.missing(column) / units;
                let is_better = best.is_none_or(|(grows, least, ..)| {
                    (can_grow && !grows) || (can_grow == grows && missing < least)
                });
                if is_better {
                    best = Some((can_grow, missing, column, *units));
                }
            }
        }
        let Some((_, _, column, units)) = best else {
            return Vec::new();
        };
        let mut reasons = Vec::new();
        let share = 1.0 / units;
        let Column::Use { rack, site, .. } = self.solved.lp.columns()[column.0].key else {
            return reasons;
        };
        for (row, a, price) in self.uses(column) {
            match self.solved.lp.rows()[row.0].key {
                Constraint::ServiceSupply { .. } => {}
                Constraint::FleetUse { .. } => {
                    let install = Column::Install { rack, site, t };
                    if let Some(install) = self.solved.lp.column(&install) {
                        self.roll_back_column(install, share, None, &mut reasons);
                    }
                }
                _ => self.add_limit(row, a * share, price, &mut reasons),
            }
        }
        reasons
    }

    /// Returns what one order unit more to a buyer in quarter `t` runs into.
    pub fn order(&self, buyer: BuyerId, t: usize) -> Vec<Met> {
        let items = self.model.buyer(buyer).buys.iter();
        let columns = items.filter_map(|buys| {
            let key = Column::Deliver {
                buyer,
                item: buys.item,
                step: 0,
                t,
            };
            let column = self.solved.lp.column(&key)?;
            Some((self.missing(column) / buys.order_units, column, buys))
        });
        let Some((_, column, buys)) = columns.min_by(|a, b| a.0.total_cmp(&b.0)) else {
            return Vec::new();
        };
        let mut reasons = Vec::new();
        self.roll_back_column(column, 1.0 / buys.order_units, None, &mut reasons);
        reasons
    }

    /// Returns by how much a column's earnings fall short of what it uses.
    fn missing(&self, column: ColumnId) -> f64 {
        (-self.solved.solution.reduced_cost[column.0]).max(0.0)
    }

    /// Returns the rows a column uses at a price, with its coefficient and the price.
    fn uses(&self, column: ColumnId) -> impl Iterator<Item = (RowId, f64, f64)> + '_ {
        let (lp, solution) = (&self.solved.lp, &self.solved.solution);
        let largest = self.largest(column);
        lp.entries(column)
            .map(|(row, a)| (row, a, solution.dual[row.0]))
            .filter(move |&(_, a, price)| (a * price).abs() > ROUNDING * largest)
    }

    /// Returns the largest amount in a column's reduced cost.
    fn largest(&self, column: ColumnId) -> f64 {
        let (lp, solution) = (&self.solved.lp, &self.solved.solution);
        lp.entries(column)
            .map(|(row, a)| (a * solution.dual[row.0]).abs())
            .fold(lp.columns()[column.0].cost.abs(), f64::max)
    }

    /// Adds the limits that `amount` of a column uses, its inputs rolled back; `of` is the balance it supplies.
    fn roll_back_column(
        &self,
        column: ColumnId,
        amount: f64,
        of: Option<RowId>,
        reasons: &mut Vec<Met>,
    ) {
        for (row, a, price) in self.uses(column) {
            if Some(row) == of {
                continue;
            }
            match self.item_of(row) {
                Some((item, t)) => self.roll_back_item(row, item, t, a.abs() * amount, reasons),
                None => self.add_limit(row, a * amount, price, reasons),
            }
        }
        let lp = &self.solved.lp;
        let data = &lp.columns()[column.0];
        let earned = self.solved.solution.reduced_cost[column.0];
        if earned > ROUNDING * self.largest(column)
            && let Some(address) = bound_address(self.model, data.key)
        {
            reasons.push(Met {
                address,
                pays: amount * earned,
            });
        }
    }

    /// Adds the limits that `amount` of an item in quarter `t` uses.
    fn roll_back_item(
        &self,
        row: RowId,
        item: Item,
        t: usize,
        amount: f64,
        reasons: &mut Vec<Met>,
    ) {
        let none = Vec::new();
        let suppliers = self.suppliers.get(&(item, t)).unwrap_or(&none);
        let supply = |column: ColumnId| {
            let entry = self.solved.lp.entries(column).find(|&(r, _)| r == row);
            entry.map_or(0.0, |(_, a)| a.abs())
        };
        let price = self.solved.solution.dual[row.0].abs();
        let usable = suppliers
            .iter()
            .copied()
            .filter(|&column| supply(column) > 0.0);
        // The cheapest source; of equals the one in use.
        let x = &self.solved.solution.x;
        let best = usable.min_by(|&a, &b| {
            let missing = |column| self.missing(column) / supply(column);
            let (of_a, of_b) = (missing(a), missing(b));
            if (of_a - of_b).abs() <= ROUNDING * price {
                x[b.0].total_cmp(&x[a.0]).then(a.cmp(&b))
            } else {
                of_a.total_cmp(&of_b)
            }
        });
        match best {
            Some(column) if self.missing(column) / supply(column) <= ROUNDING * price => {
                self.roll_back_column(column, amount / supply(column), Some(row), reasons);
            }
            // Nothing more is made at this price: what was given is all there is.
            _ => self.add_limit(row, amount, price, reasons),
        }
    }

    /// Returns the item and quarter that a row balances.
    fn item_of(&self, row: RowId) -> Option<(Item, usize)> {
        match self.solved.lp.rows()[row.0].key {
            Constraint::DieBalance { die, t } => Some((Item::Die(die), t)),
            Constraint::ComponentBalance { component, t } => Some((Item::Component(component), t)),
            Constraint::ChipBalance { chip, t } => Some((Item::Chip(chip), t)),
            Constraint::RackBalance { rack, t } => Some((Item::Rack(rack), t)),
            _ => None,
        }
    }

    /// Adds a row with an address if using it costs something; promises that more supply would help are no obstacle.
    fn add_limit(&self, row: RowId, takes: f64, price: f64, reasons: &mut Vec<Met>) {
        let key = self.solved.lp.rows()[row.0].key;
        let defines = matches!(
            key,
            Constraint::FleetBalance { .. } | Constraint::OrderUnits { .. }
        );
        if let Some(address) =
            row_address(self.model, key).filter(|_| !defines && takes * price > 0.0)
        {
            reasons.push(Met {
                address,
                pays: (takes * price).abs(),
            });
        }
    }
}

//! What one unit more would run into: the limits that its supply uses at a price, by the same roll-back as the
//! statements of `price_out`.

use crate::explain::roll_back::{ByRow, Key, Prices, RollBack, by_row};
use crate::formulation::{Column, Constraint, bound_address, row_address};
use crate::lp::{ColumnId, RowId, Variable};
use crate::model::{Address, BuyerId, Model, ServiceId};
use crate::outcome::Solved;

/// A limit that one unit more runs into.
#[derive(Clone, Debug)]
pub(super) struct Met {
    /// Which number.
    pub address: Address,
    /// What the unit pays for it: how much it takes of it, at its price.
    pub pays: f64,
}

/// Prices of a solved model, ready to be rolled back.
pub(super) struct Chain<'a> {
    model: &'a Model,
    solved: &'a Solved,
    rows: ByRow,
    prices: Prices,
}

impl<'a> Chain<'a> {
    pub fn of(model: &'a Model, solved: &'a Solved) -> Self {
        Self {
            model,
            solved,
            rows: by_row(&solved.lp),
            prices: Prices::of(&solved.solution),
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
        // The racks come in now, rather than from other uses: what those lose is no limit.
        let mut reasons = self.limits_of(column, 1.0 / units, |row| {
            matches!(
                row,
                Constraint::ServiceSupply { .. } | Constraint::FleetUse { .. }
            )
        });
        if let Column::Use { rack, site, .. } = self.solved.lp.columns()[column.0].key
            && let Some(install) = self.solved.lp.column(&Column::Install { rack, site, t })
        {
            let fleet = |row| matches!(row, Constraint::FleetBalance { .. });
            reasons.extend(self.limits_of(install, 1.0 / units, fleet));
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
        let orders = |row| matches!(row, Constraint::OrderUnits { .. });
        self.limits_of(column, 1.0 / buys.order_units, orders)
    }

    /// Returns by how much a column's earnings fall short of what it uses.
    fn missing(&self, column: ColumnId) -> f64 {
        (-self.solved.solution.reduced_cost[column.0]).max(0.0)
    }

    /// Returns the limits that `amount` of a column uses at a price, without the rows it is done for.
    fn limits_of(
        &self,
        column: ColumnId,
        amount: f64,
        is_purpose: impl Fn(Constraint) -> bool,
    ) -> Vec<Met> {
        let lp = &self.solved.lp;
        let purpose: Vec<RowId> = lp
            .entries(column)
            .map(|(row, _)| row)
            .filter(|row| is_purpose(lp.rows()[row.0].key))
            .collect();
        let activity = [column];
        let roll_back = RollBack::new(self.model, lp, &self.rows, &self.prices, &activity);
        let mut roll_back = roll_back.of_limits();
        let statement = roll_back.unit_for(column, &purpose);
        // Promises that more supply would help are no obstacle: they earn.
        let uses = statement.0.iter().filter(|&(_, &worth)| worth < 0.0);
        uses.filter_map(|(key, worth)| {
            let address = match *key {
                Key::Limit(Variable::Row(row)) => row_address(self.model, lp.rows()[row.0].key),
                Key::Limit(Variable::Column(column)) => {
                    bound_address(self.model, lp.columns()[column.0].key)
                }
                // Nothing more is made at this price: what was given is all there is.
                Key::Elsewhere(row) => row_address(self.model, row),
                Key::Money { .. } | Key::NotDone(_) => None,
            };
            Some(Met {
                address: address?,
                pays: -worth * amount,
            })
        })
        .collect()
    }
}

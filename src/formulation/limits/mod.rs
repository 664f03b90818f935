//! Every number of the model that limits: which ranges and bounds of the program it moves, and which way relaxes it.

mod limit;
mod parts;
mod service;
mod share;
mod volume;

use std::collections::BTreeMap;

pub use limit::{Limit, Move};
pub(crate) use parts::keeps_parts;
pub(crate) use share::{most_shared, share_of, with_share};

use super::key::{Column, Constraint};
use super::rows::displacement::of_past;
use super::{bound_address, row_address};
use crate::lp::{ColumnId, Lp, RowId, Variable};
use crate::model::{
    Address, BuyerField, Field, FoundryField, Item, Model, ServiceField, SiteField, StockField,
};

/// Returns every limit of the program that [`super::formulate`] returns, in the order of addresses. (The face of it that
/// holds the least shortfall has other ranges: ask the whole program.)
///
/// Numbers that stand in several rows (`committed`, `demand`, `orders`, `installed`) move them all.
#[must_use]
pub fn limits(model: &Model, lp: &Lp<Column, Constraint>) -> Vec<Limit> {
    let taken = model.as_taken();
    let mut ledger = Ledger {
        model,
        taken: &taken,
        entries: BTreeMap::new(),
    };
    for (i, row) in lp.rows().iter().enumerate() {
        ledger.add_row(lp, RowId(i), row.key);
    }
    for (j, column) in lp.columns().iter().enumerate() {
        if column.upper.is_finite() {
            ledger.add_bound(lp, ColumnId(j), column.key, column.upper);
        }
    }
    // Numbers that are not the least or greatest now limit nothing. Raising an order or receipt from 0 would add
    // activities that the program does not have, so it says nothing about their price.
    let given = |address: &Address| {
        matches!(
            address.field(),
            Field::Buyer(
                _,
                BuyerField::Orders
                    | BuyerField::BacklogOpen
                    | BuyerField::BacklogDue
                    | BuyerField::DeliveredBefore
            ) | Field::Stock(
                _,
                StockField::Receipts | StockField::Opening | StockField::InProcess
            )
        )
    };
    let counts = |limit: &Limit| {
        let is_given = given(&limit.address);
        !limit.part_of.is_empty() && (limit.amount != 0.0 || !is_given)
    };
    ledger.entries.into_values().filter(counts).collect()
}

struct Ledger<'a> {
    model: &'a Model,
    /// The model with what its options add.
    taken: &'a Model,
    entries: BTreeMap<Address, Limit>,
}

/// Which ends of a range a number is.
#[derive(Clone, Copy)]
enum Ends {
    Lower,
    Upper,
    Both,
}

impl Ends {
    fn moved(self, variable: Variable, rate: f64) -> Move {
        let (lower, upper) = match self {
            Self::Lower => (rate, 0.0),
            Self::Upper => (0.0, rate),
            Self::Both => (rate, rate),
        };
        Move {
            variable,
            lower,
            upper,
        }
    }
}

impl Ledger<'_> {
    fn entry(&mut self, address: Address, amount: f64, relaxed_by_raising: bool) -> &mut Limit {
        let entry = self.entries.entry(address.clone());
        entry.or_insert_with(|| Limit::of_none(address, amount, relaxed_by_raising))
    }

    /// Books `rate` of an end per unit of a number, in both directions.
    fn book(
        &mut self,
        (address, amount, relaxed_by_raising): (Address, f64, bool),
        variable: Variable,
        ends: Ends,
        rate: f64,
    ) {
        let limit = self.entry(address, amount, relaxed_by_raising);
        let moved = ends.moved(variable, rate);
        for moves in [
            &mut limit.raise,
            &mut limit.lower,
            &mut limit.raise_all,
            &mut limit.lower_all,
        ] {
            moves.push(moved);
        }
        limit.part_of.push((variable, amount * rate));
    }

    fn at(&self, field: Field, t: usize) -> Address {
        self.model.address(field, t)
    }

    fn add_row(&mut self, lp: &Lp<Column, Constraint>, row: RowId, key: Constraint) {
        let variable = Variable::Row(row);
        let data = &lp.rows()[row.0];
        match key {
            Constraint::FoundryCapacity { .. }
            | Constraint::ProcessCapacity { .. }
            | Constraint::SitePower { .. }
            | Constraint::Budget { .. } => {
                if let Some(address) = row_address(self.model, key) {
                    self.book((address, data.upper, true), variable, Ends::Upper, 1.0);
                }
            }
            Constraint::TakeOrPay { .. } | Constraint::ClosingStock { .. } => {
                if let Some(address) = row_address(self.model, key) {
                    self.book((address, data.lower, false), variable, Ends::Lower, 1.0);
                }
            }
            Constraint::HotLotShare { foundry, t } => {
                let Some(hot_lot) = &self.model.foundry(foundry).hot_lot else {
                    return;
                };
                self.add_share(lp, row, key, hot_lot.max_share[t]);
            }
            Constraint::ExternalShare { t } => {
                self.add_share(lp, row, key, self.model.policy.external_share_max[t]);
            }
            Constraint::DieBalance { die, t } => self.add_inflow(variable, Item::Die(die), t),
            Constraint::ComponentBalance { component, t } => {
                self.add_inflow(variable, Item::Component(component), t);
            }
            Constraint::ChipBalance { chip, t } => self.add_inflow(variable, Item::Chip(chip), t),
            Constraint::RackBalance { rack, t } => self.add_inflow(variable, Item::Rack(rack), t),
            Constraint::FleetBalance { rack, site, t } => {
                let model = self.model;
                let Some(installed) = model.site(site).installed(rack) else {
                    return;
                };
                let field = Field::Site(site, SiteField::Installed(rack));
                let number = (self.at(field, t), installed[t], true);
                self.book(number, variable, Ends::Both, 1.0);
                if let Some(before) = t.checked_sub(1) {
                    let number = (self.at(field, before), installed[before], true);
                    self.book(number, variable, Ends::Both, -1.0);
                }
            }
            Constraint::OrderBalance { buyer, t } => {
                let address = self.at(Field::Buyer(buyer, BuyerField::Orders), t);
                let entity = self.model.buyer(buyer);
                let number = (address, entity.orders[t], false);
                self.book(number, variable, Ends::Both, 1.0);
                if t == 0 {
                    let open = Field::Buyer(buyer, BuyerField::BacklogOpen);
                    let address = Address::fixed(self.model.path(open));
                    let number = (address, entity.backlog.open, false);
                    self.book(number, variable, Ends::Both, 1.0);
                }
            }
            Constraint::Displacement { buyer, t } => {
                let entity = self.model.buyer(buyer);
                let field = Field::Buyer(buyer, BuyerField::DeliveredBefore);
                for (before, sign) in of_past(entity, t) {
                    let address = self.model.address_before(field, before);
                    let units = entity.delivered_before.before(before).unwrap_or(0.0);
                    self.book((address, units, false), variable, Ends::Both, sign);
                }
            }
            Constraint::ServiceDemand { .. }
            | Constraint::ServiceCommitment { .. }
            | Constraint::MaxWait { .. } => self.add_service(variable, key),
            Constraint::Bound { column } => self.add_upper(variable, column, data.upper),
            // Raising a number from 0 may add activities and rows that the program does not have.
            Constraint::Remains { .. } if data.lower == 0.0 => {}
            Constraint::Remains { field, .. } => {
                if let Some(address) = row_address(self.model, key) {
                    let relaxed_by_raising = !matches!(
                        field,
                        Field::Foundry(_, FoundryField::Commitment)
                            | Field::Service(_, ServiceField::Committed)
                            | Field::Buyer(_, BuyerField::Orders)
                            | Field::Stock(_, StockField::ClosingMin)
                    );
                    let number = (address, -data.lower, relaxed_by_raising);
                    self.book(number, variable, Ends::Lower, -1.0);
                }
            }
            Constraint::OrderUnits { .. }
            | Constraint::FleetUse { .. }
            | Constraint::ServiceSupply { .. }
            | Constraint::Requires { .. }
            | Constraint::Excludes { .. }
            | Constraint::Held { .. } => {}
        }
    }

    /// Books opening stock and receipts, which stand together in an item's balance.
    fn add_inflow(&mut self, variable: Variable, item: Item, t: usize) {
        let stock = self.model.stock(item);
        if t == 0 {
            let opening = Field::Stock(item, StockField::Opening);
            let address = Address::fixed(self.model.path(opening));
            self.book((address, stock.opening, true), variable, Ends::Both, 1.0);
        }
        let address = self.at(Field::Stock(item, StockField::Receipts), t);
        let number = (address, stock.receipts[t], true);
        self.book(number, variable, Ends::Both, 1.0);
    }

    /// Books a limit by a share, which moves its row by the sum that it applies to.
    fn add_share(&mut self, lp: &Lp<Column, Constraint>, row: RowId, key: Constraint, share: f64) {
        let share_of = share_of(self.model, lp, key);
        if let Some(address) = row_address(self.model, key) {
            let limit = self.entry(address, share, true);
            limit.share_of = share_of;
            limit.part_of.push((Variable::Row(row), 0.0));
        }
    }

    fn add_bound(
        &mut self,
        lp: &Lp<Column, Constraint>,
        column: ColumnId,
        key: Column,
        upper: f64,
    ) {
        let variable = Variable::Column(column);
        if let Column::Deliver {
            buyer,
            item,
            step,
            t,
        } = key
        {
            self.add_step(lp, column, (buyer, item, step), t);
            return;
        }
        self.add_upper(variable, key, upper);
    }

    /// Books the number that is the greatest value of a column, as a bound or, where options add to it, as a row.
    fn add_upper(&mut self, variable: Variable, key: Column, upper: f64) {
        if let Column::OpenOrders { buyer, t } = key {
            // At most this many quarters late: what was ordered since then may be open.
            let id = buyer;
            let field = Field::Buyer(id, BuyerField::Orders);
            let buyer = self.model.buyer(id);
            let Some(cancel) = &buyer.cancel else { return };
            for due in (t + 1).saturating_sub(cancel.after)..=t {
                let number = (self.at(field, due), buyer.orders[due], false);
                self.book(number, variable, Ends::Upper, 1.0);
            }
            let before_start = Field::Buyer(id, BuyerField::BacklogDue);
            for before in 1..=cancel.after.saturating_sub(t + 1) {
                let address = self.model.address_before(before_start, before);
                let due = buyer.backlog.due.before(before).unwrap_or(0.0);
                self.book((address, due, false), variable, Ends::Upper, 1.0);
            }
            return;
        }
        if let Column::InProcess { .. } = key {
            if let Some(address) = bound_address(self.model, key) {
                self.book((address, upper, true), variable, Ends::Both, 1.0);
            }
            return;
        }
        if let Some(address) = bound_address(self.model, key) {
            let relaxed_by_raising = !matches!(key, Column::IdleWafers { .. });
            self.book(
                (address, upper, relaxed_by_raising),
                variable,
                Ends::Upper,
                1.0,
            );
        }
    }
}

//! What nobody waiting means in the program: every end that then has to hold, and how it can fail to.
//!
//! Quarters of the horizon count: in the tail nothing can be installed any more, so what is asked there is for later
//! plans to cover.

use super::{ROUNDING, Uncovered};
use crate::formulation::{Column, Constraint};
use crate::lp::{Lp, Relaxation, Variable};
use crate::model::{BuyerField, Field, FieldPath, Model, ServiceField};
use crate::outcome::Solved;

/// What is asked for, range by range.
pub(super) struct Asked {
    /// How each may stay uncovered.
    pub gives: Vec<Relaxation>,
    /// What a unit uncovered costs: its share of what is asked.
    pub price: Vec<f64>,
    /// Units asked for.
    pub amount: Vec<f64>,
    who: Vec<(FieldPath, usize)>,
    demands: Vec<Demand>,
    /// Asked for where the program has no activity at all.
    never: Vec<((FieldPath, usize), f64)>,
}

/// One range that has to hold, on its row or column by key.
#[derive(Clone, Copy)]
enum Demand {
    /// Units served and displaced are all that is asked.
    Served(Constraint),
    /// Upside is sold.
    Sold(Column),
    /// Nothing is open or lost.
    Nothing(Column),
}

impl Demand {
    /// Returns whether what is missing are orders lost, not open.
    fn is_lost(self) -> bool {
        matches!(self, Self::Nothing(Column::LostOrders { .. }))
    }
}

impl Asked {
    pub fn of(model: &Model, lp: &Lp<Column, Constraint>) -> Self {
        let mut asked = Self {
            gives: Vec::new(),
            price: Vec::new(),
            amount: Vec::new(),
            who: Vec::new(),
            demands: Vec::new(),
            never: Vec::new(),
        };
        for service in model.service_ids() {
            let entity = model.service(service);
            let path = model.path(Field::Service(service, ServiceField::Demand));
            for t in 0..model.horizon.quarters {
                let units = entity.demand[t].max(entity.committed[t]);
                let key = Constraint::ServiceDemand { service, t };
                match lp.row(&key) {
                    _ if units == 0.0 => {}
                    Some(row) => {
                        let may = (Variable::Row(row), -1.0, -1.0);
                        asked.add(&path, t, units, Demand::Served(key), may);
                    }
                    None => asked.never.push(((path.clone(), t), units)),
                }
            }
        }
        for buyer in model.buyer_ids() {
            let entity = model.buyer(buyer);
            let orders = model.path(Field::Buyer(buyer, BuyerField::Orders));
            let upside = model.path(Field::Buyer(buyer, BuyerField::Upside));
            let most = entity
                .orders
                .values()
                .iter()
                .fold(0.0_f64, |a, &b| a.max(b));
            for t in 0..model.horizon.quarters {
                let sold = Column::UpsideDelivery { buyer, t };
                match lp.column(&sold) {
                    Some(column) => {
                        let may = (Variable::Column(column), -1.0, -1.0);
                        asked.add(&upside, t, entity.upside[t], Demand::Sold(sold), may);
                    }
                    None if entity.upside[t] > 0.0 => {
                        asked.never.push(((upside.clone(), t), entity.upside[t]));
                    }
                    None => {}
                }
                let waits = [
                    Column::OpenOrders { buyer, t },
                    Column::LostOrders { buyer, t },
                ];
                for key in waits {
                    if let Some(column) = lp.column(&key) {
                        let may = (Variable::Column(column), 0.0, 1.0);
                        asked.add(&orders, t, most, Demand::Nothing(key), may);
                        if let Some(give) = asked.gives.last_mut() {
                            give.most = lp.columns()[column.0].upper;
                        }
                    }
                }
            }
        }
        asked
    }

    fn add(
        &mut self,
        path: &FieldPath,
        t: usize,
        amount: f64,
        demand: Demand,
        may: (Variable, f64, f64),
    ) {
        self.gives.push(Relaxation {
            moves: vec![may],
            most: amount,
        });
        self.price
            .push(if amount > 0.0 { 1.0 / amount } else { 1.0 });
        self.amount.push(amount);
        self.who.push((path.clone(), t));
        self.demands.push(demand);
    }

    /// Demands of the program that everything is covered but what is `missing`.
    pub fn demand(&self, lp: &mut Lp<Column, Constraint>, missing: impl Fn(usize) -> f64) {
        for (position, demand) in self.demands.iter().enumerate() {
            let missing = missing(position);
            match demand {
                Demand::Served(key) => {
                    if let Some(row) = lp.row(key) {
                        let upper = lp.rows()[row.0].upper;
                        lp.set_row_range(row, (upper - missing).max(0.0), upper);
                    }
                }
                Demand::Sold(key) => {
                    if let Some(column) = lp.column(key) {
                        let upper = lp.columns()[column.0].upper;
                        lp.set_column_range(column, (upper - missing).max(0.0), upper);
                    }
                }
                Demand::Nothing(key) => {
                    if let Some(column) = lp.column(key) {
                        let upper = lp.columns()[column.0].upper.min(missing);
                        lp.set_column_range(column, 0.0, upper);
                    }
                }
            }
        }
    }

    /// Returns what waits in a plan, in the order of the demands.
    pub(crate) fn in_plan(&self, solved: &Solved) -> Vec<f64> {
        let (lp, solution) = (&solved.lp, &solved.solution);
        let waits = self
            .demands
            .iter()
            .zip(&self.amount)
            .map(|(demand, &asked)| match demand {
                Demand::Served(key) => lp
                    .row(key)
                    .map_or(asked, |row| asked - solution.activity[row.0]),
                Demand::Sold(key) => asked - lp.value(&solution.x, key),
                Demand::Nothing(key) => lp.value(&solution.x, key),
            });
        waits.map(|waits| waits.max(0.0)).collect()
    }

    /// Returns what stays uncovered, in the order of the model.
    pub fn uncovered(&self, model: &Model, missing: &[f64]) -> Vec<Uncovered> {
        let of = |(path, t): &(FieldPath, usize), lost, asked, uncovered| Uncovered {
            path: path.clone(),
            lost,
            quarter: model.horizon.quarter(*t),
            asked,
            uncovered,
        };
        let some = self.who.iter().zip(&self.demands).zip(&self.amount);
        let some = some
            .zip(missing)
            .filter(|&((_, asked), missing)| *missing > ROUNDING * asked.max(1.0))
            .map(|(((who, demand), &asked), &uncovered)| {
                of(who, demand.is_lost(), asked, uncovered)
            });
        let never = self.never.iter();
        let never = never.map(|(who, asked)| of(who, false, *asked, *asked));
        let mut all: Vec<Uncovered> = some.chain(never).collect();
        all.sort_by(|a, b| (&a.path, a.lost, a.quarter).cmp(&(&b.path, b.lost, b.quarter)));
        all
    }
}

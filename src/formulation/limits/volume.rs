//! Steps of a volume discount: the `from` of a step is where the step before it ends and where it begins itself.

use super::{Ends, Ledger};
use crate::formulation::Constraint;
use crate::formulation::key::Column;
use crate::lp::{ColumnId, Lp, Variable};
use crate::model::{BuyerField, BuyerId, Buys, BuysField, Field, Item};

impl Ledger<'_> {
    /// Books the two numbers of a step's width: the `from` of the next step adds to it, its own takes from it.
    ///
    /// Raising a `from` sells more units at the better price, so it relaxes. At 0 it would add a step that the program
    /// does not have, so it says nothing about its price.
    pub(super) fn add_step(
        &mut self,
        lp: &Lp<Column, Constraint>,
        column: ColumnId,
        (buyer, item, step): (BuyerId, Item, usize),
        t: usize,
    ) {
        let model = self.model;
        let entity = model.buyer(buyer);
        let Some(buys) = entity.buys.iter().find(|buys| buys.item == item) else {
            return;
        };
        let counted: Vec<ColumnId> = (0..buys.steps.len())
            .filter_map(|step| {
                let key = Column::Deliver {
                    buyer,
                    item,
                    step,
                    t,
                };
                lp.column(&key)
            })
            .collect();
        for (number, rate) in [(step + 1, 1.0), (step, -1.0)] {
            let amount = from(buys, number);
            if number == 0 || amount == 0.0 {
                continue;
            }
            let step = BuyerField::Bought(item, BuysField::VolumeStep(number));
            let at = model.address(Field::Buyer(buyer, step), t);
            let key = (at.clone(), amount, true);
            self.book(key, Variable::Column(column), Ends::Upper, rate);
            let limit = self.entry(at, amount, true);
            limit.counted.clone_from(&counted);
            for neighbor in [number - 1, number + 1] {
                // Steps keep their order, in one quarter as in all.
                if neighbor < buys.steps.len() {
                    limit.meets(from(buys, neighbor), false);
                }
            }
        }
    }
}

/// Returns the units from which a step of a volume discount sells; 0 for the units before the first.
pub(super) fn from(buys: &Buys, step: usize) -> f64 {
    buys.steps[..step].iter().map(|step| step.width).sum()
}

//! Limits that are the greatest or least of two numbers: demand and commitment, and commitments of two quarters.

use super::{Ends, Ledger};
use crate::formulation::key::Constraint;
use crate::lp::Variable;
use crate::model::{Address, Field, ServiceField};

impl Ledger<'_> {
    /// Books the rows of a service, whose ends are a least or greatest of two numbers.
    pub(super) fn add_service(&mut self, variable: Variable, key: Constraint) {
        match key {
            Constraint::ServiceCommitment { service, t } => {
                let entity = self.model.service(service);
                let address = self.at(Field::Service(service, ServiceField::Committed), t);
                let number = (address, entity.committed[t], false);
                self.book(number, variable, Ends::Lower, 1.0);
            }
            Constraint::ServiceDemand { service, t } => {
                let entity = self.model.service(service);
                let (demand, committed) = (entity.demand[t], entity.committed[t]);
                // Which is the greater, and where they meet, is a matter of what options add to both.
                let taken = self.taken.service(service);
                let between = (taken.demand[t] - demand) - (taken.committed[t] - committed);
                let demand_at = self.at(Field::Service(service, ServiceField::Demand), t);
                let committed_at = self.at(Field::Service(service, ServiceField::Committed), t);
                let numbers = [(demand_at, demand, true), (committed_at, committed, false)];
                let counts = usize::from(taken.demand[t] < taken.committed[t]);
                let meets = [committed - between, demand + between];
                self.add_extreme(numbers, meets, counts, variable, Ends::Upper);
            }
            Constraint::MaxWait { service, t } => {
                let entity = self.model.service(service);
                let (Some(wait), Some(earlier)) =
                    (entity.max_wait_quarters, entity.committed_earlier(t))
                else {
                    return;
                };
                let field = Field::Service(service, ServiceField::Committed);
                let number = |at: usize| (self.at(field, at), entity.committed[at], false);
                if wait == 0 {
                    let now = number(t);
                    self.book(now, variable, Ends::Lower, 1.0);
                    return;
                }
                let first = if let Some(before) = t.checked_sub(wait) {
                    number(before)
                } else {
                    let field = Field::Service(service, ServiceField::CommittedBefore);
                    (self.model.address_before(field, wait - t), earlier, false)
                };
                let numbers = [first, number(t)];
                let counts = usize::from(entity.committed[t] < earlier);
                let meets = [numbers[1].1, numbers[0].1];
                self.add_extreme(numbers, meets, counts, variable, Ends::Lower);
            }
            _ => {}
        }
    }

    /// Books an end that is the greatest or least of two numbers, each of which meets the other at an amount; `counts` says
    /// which of them it is now.
    fn add_extreme(
        &mut self,
        numbers: [(Address, f64, bool); 2],
        meets: [f64; 2],
        counts: usize,
        variable: Variable,
        ends: Ends,
    ) {
        let tie = numbers[0].1 == meets[0];
        let one_path = numbers[0].0.path == numbers[1].0.path;
        let greatest = matches!(ends, Ends::Upper);
        for (index, (address, amount, relaxed_by_raising)) in numbers.into_iter().enumerate() {
            let limit = self.entry(address, amount, relaxed_by_raising);
            let moved = ends.moved(variable, 1.0);
            let is_it = index == counts;
            limit.meets(meets[index], one_path);
            // At a tie, raising either raises the greatest and lowering either lowers the least; the other way round
            // the other number holds on.
            let rises = if tie { greatest } else { is_it };
            let falls = if tie { !greatest } else { is_it };
            if rises {
                limit.raise.push(moved);
            }
            if falls {
                limit.lower.push(moved);
            }
            // Quarters of one path move alike and stay tied: the end moves with them, once.
            if if one_path { is_it } else { rises } {
                limit.raise_all.push(moved);
            }
            if if one_path { is_it } else { falls } {
                limit.lower_all.push(moved);
            }
            if is_it {
                limit.part_of.push((variable, amount));
            }
        }
    }
}

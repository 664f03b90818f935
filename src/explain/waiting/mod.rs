//! Who waits, why, and who got the supply instead.
//!
//! A reason is decided by solving again: with the shortage at 0 there is no plan, and the conflict is the reason; or
//! there is one that earns less, and what gives way for it is.

mod budget;
mod chain;
mod changes;
mod data;
mod force;
mod obstacle;
mod reasons;
mod search;

use std::ops::Range;

use crate::model::{Item, Model, ServiceId};
use crate::outcome::Solved;

use super::ExplainError;

pub use data::{
    Concession, Given, Reason, ReasonKind, ReasonLimit, SoldInstead, Wait, WaitLevel, Waiter,
    Waiting, WaitsFor,
};
use reasons::Party;
pub(super) use search::WaitingSearch;

/// Quantities below this share of the largest are rounding.
const ROUNDING: f64 = 1e-6;

/// Returns who waits, why, and who got the supply instead.
///
/// In large models only the largest shortages are solved again; the others say that they were not.
pub fn waiting(model: &Model, solved: &Solved) -> Result<Waiting, ExplainError> {
    let model = &*solved.holding(model);
    let search = WaitingSearch::of(model, solved);
    let threads = solved.options.threads();
    threads.lanes(search.parts(), |part| search.find(part));
    search.found()
}

/// Returns where in a report a shortage stands: broken promises first, then other demand, what waits after the plan last.
fn rank(in_tail: bool, waits_for: WaitsFor) -> (bool, u8) {
    let promise = match waits_for {
        WaitsFor::Commitment => 0,
        WaitsFor::LostOrders => 1,
        WaitsFor::LateOrders => 2,
        WaitsFor::Demand => 3,
    };
    (in_tail, promise)
}

impl Waiting {
    /// Returns the shortages in the order in which they are reported: broken promises first, then other demand, what waits
    /// after the plan last; those of one waiter together.
    #[must_use]
    pub fn in_order(&self) -> Vec<&Wait> {
        let mut ordered: Vec<&Wait> = self.shortages.iter().collect();
        ordered.sort_by_key(|it| rank(it.in_tail, it.waits_for));
        ordered
    }
}

/// Consecutive quarters in which one party waits for one thing.
struct Shortage {
    party: Party,
    waits_for: WaitsFor,
    in_tail: bool,
    quarters: Range<usize>,
    /// What waits, by quarter of horizon and tail.
    values: Vec<f64>,
    /// The most asked for in a quarter.
    asked: f64,
}

impl Shortage {
    fn share(&self) -> f64 {
        let waits: f64 = self.values[self.quarters.clone()].iter().sum();
        waits / self.asked.max(f64::MIN_POSITIVE)
    }
}

/// Returns what waits at a service beyond its commitment, by quarter.
fn beyond(it: &crate::plan::ServiceLevel) -> Vec<f64> {
    let both = it.waiting.iter().zip(&it.short);
    both.map(|(waiting, short)| (waiting - short).max(0.0))
        .collect()
}

fn levels(model: &Model, solved: &Solved) -> Vec<WaitLevel> {
    let mut levels = Vec::new();
    let horizon = model.horizon.quarters;
    for it in &solved.plan.services {
        for (t, other) in beyond(it).into_iter().enumerate() {
            if !is_nothing(it.short[t], it.asked[t]) || !is_nothing(other, it.asked[t]) {
                levels.push(WaitLevel {
                    who: Waiter::Service(it.service.clone()),
                    quarter: model.horizon.quarter(t),
                    in_tail: t >= horizon,
                    asked: it.asked[t],
                    served: it.served[t],
                    short: it.short[t],
                    other,
                    late: 0.0,
                    lost: 0.0,
                });
            }
        }
    }
    for it in &solved.plan.orders {
        for t in 0..horizon {
            if !is_nothing(it.late[t], 1.0) || !is_nothing(it.lost[t], 1.0) {
                levels.push(WaitLevel {
                    who: Waiter::Buyer(it.buyer.clone()),
                    quarter: model.horizon.quarter(t),
                    in_tail: false,
                    asked: it.due[t] + if t == 0 { it.open_before } else { 0.0 },
                    served: it.delivered[t],
                    short: 0.0,
                    other: 0.0,
                    late: it.late[t],
                    lost: it.lost[t],
                });
            }
        }
    }
    levels
}

fn services(model: &Model, solved: &Solved) -> Vec<Shortage> {
    let mut all = Vec::new();
    for (id, it) in model.service_ids().zip(&solved.plan.services) {
        let asked = it.asked.iter().copied().fold(0.0, f64::max);
        let kinds = [
            (WaitsFor::Commitment, it.short.clone()),
            (WaitsFor::Demand, beyond(it)),
        ];
        for (waits_for, values) in kinds {
            for quarters in stretches(&values, asked, model.horizon.quarters) {
                all.push(Shortage {
                    party: Party::Service(id),
                    waits_for,
                    in_tail: quarters.start >= model.horizon.quarters,
                    quarters,
                    values: values.clone(),
                    asked,
                });
            }
        }
    }
    all
}

fn buyers(model: &Model, solved: &Solved) -> Vec<Shortage> {
    let mut all = Vec::new();
    for (id, it) in model.buyer_ids().zip(&solved.plan.orders) {
        let asked = it.due.iter().copied().fold(it.open_before, f64::max);
        let kinds = [
            (WaitsFor::LateOrders, &it.late),
            (WaitsFor::LostOrders, &it.lost),
        ];
        for (waits_for, values) in kinds {
            for quarters in stretches(values, 1.0, model.horizon.quarters) {
                all.push(Shortage {
                    party: Party::Buyer(id),
                    waits_for,
                    in_tail: false,
                    quarters,
                    values: values.clone(),
                    asked,
                });
            }
        }
    }
    all
}

fn is_nothing(value: f64, size: f64) -> bool {
    value <= ROUNDING * size.max(1.0)
}

/// Returns the runs of consecutive quarters in which there is something, those of the tail apart.
fn stretches(values: &[f64], size: f64, horizon: usize) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (t, &value) in values.iter().enumerate() {
        if is_nothing(value, size) {
            continue;
        }
        match runs.last_mut() {
            Some(run) if run.end == t && t != horizon => run.end = t + 1,
            _ => runs.push(t..t + 1),
        }
    }
    runs
}

fn wait(model: &Model, solved: &Solved, it: Shortage, reasons: Vec<data::Reason>) -> Wait {
    let quarter = |t: usize| model.horizon.quarter(t);
    let (quarters, values) = (it.quarters, it.values);
    let worst = quarters
        .clone()
        .max_by(|&a, &b| values[a].total_cmp(&values[b]).then(b.cmp(&a)))
        .unwrap_or(quarters.start);
    let (who, sold_instead) = match it.party {
        Party::Service(id) => (
            Waiter::Service(model.service(id).id.clone()),
            sold_instead_of_service(model, solved, id, &quarters),
        ),
        Party::Buyer(id) => {
            let id = &model.buyer(id).id;
            let sold = sold_instead_of_orders(model, solved, id, &quarters);
            (Waiter::Buyer(id.clone()), sold)
        }
    };
    Wait {
        who,
        waits_for: it.waits_for,
        in_tail: it.in_tail,
        from: quarter(quarters.start),
        to: quarter(quarters.end - 1),
        amount: values[quarters].iter().sum(),
        at_worst: values[worst],
        worst_in: quarter(worst),
        reasons,
        sold_instead,
    }
}

/// Returns the units sold from `lead` quarters before a stretch to its end, by buyer and item that `serves` something.
fn sold_instead(
    model: &Model,
    solved: &Solved,
    stretch: &Range<usize>,
    serves: impl Fn(&str, Item) -> Option<Option<f64>>,
) -> Vec<SoldInstead> {
    let mut all = Vec::new();
    for sold in &solved.plan.sold {
        let Some(item) = model.items().find(|&it| model.item_id(it) == sold.item) else {
            continue;
        };
        let Some(units_each) = serves(&sold.buyer, item) else {
            continue;
        };
        let lead = match item {
            Item::Rack(rack) => model.rack(rack).lead_quarters,
            _ => 0,
        };
        let from = stretch.start.saturating_sub(lead);
        let to = stretch.end.min(model.horizon.quarters);
        if from >= to {
            continue;
        }
        let units: f64 = sold.units[from..to].iter().sum();
        if units > ROUNDING {
            all.push(SoldInstead {
                buyer: sold.buyer.clone(),
                item: sold.item.clone(),
                from: model.horizon.quarter(from),
                to: model.horizon.quarter(to - 1),
                units,
                could_serve: units_each.map(|each| each * units),
            });
        }
    }
    all
}

fn sold_instead_of_service(
    model: &Model,
    solved: &Solved,
    service: ServiceId,
    stretch: &Range<usize>,
) -> Vec<SoldInstead> {
    sold_instead(model, solved, stretch, |_, item| match item {
        Item::Rack(rack) => model.service(service).units_per_rack(rack).map(Some),
        _ => None,
    })
}

fn sold_instead_of_orders(
    model: &Model,
    solved: &Solved,
    buyer: &str,
    stretch: &Range<usize>,
) -> Vec<SoldInstead> {
    let wanted = model.buyers.iter().find(|it| it.id == buyer);
    sold_instead(model, solved, stretch, |other, item| {
        let buys = wanted?.buys.iter().any(|buys| buys.item == item);
        (other != buyer && buys).then_some(None)
    })
}

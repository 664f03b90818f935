//! Who waits, which limits are the reason, and who got the supply instead.

mod chain;

use schemars::JsonSchema;
use serde::Serialize;

use crate::address::Address;
use crate::model::{Item, Model, ServiceId};
use crate::outcome::Solved;
use crate::quarter::Quarter;

use chain::Chain;

/// Who waits in a plan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Waiting {
    /// Every service and buyer in every quarter in which somebody waits.
    pub levels: Vec<WaitLevel>,
    /// Stretches of quarters of one service or buyer, with reasons.
    pub shortages: Vec<Wait>,
}

/// Who is meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "kind", content = "id", rename_all = "kebab-case")]
pub enum Waiter {
    /// Customers of a service.
    Service(String),
    /// A buyer with orders.
    Buyer(String),
}

/// One service or buyer in one quarter in which somebody waits; in units of the service or order units.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct WaitLevel {
    /// Who.
    pub who: Waiter,
    /// When.
    pub quarter: Quarter,
    /// Asked for; for a buyer: orders due in the quarter.
    pub asked: f64,
    /// Served; for a buyer: delivered against orders.
    pub served: f64,
    /// Committed and not served.
    pub short: f64,
    /// Asked for beyond the commitment, neither served nor displaced.
    pub other: f64,
    /// Orders open at the quarter's end.
    pub late: f64,
    /// Orders lost.
    pub lost: f64,
}

/// What somebody waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum WaitsFor {
    /// What was committed.
    Commitment,
    /// Demand beyond the commitment; in the horizon.
    Demand,
    /// Orders, late.
    LateOrders,
    /// Orders, lost.
    LostOrders,
}

/// Consecutive quarters in which one service or buyer waits for one thing.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Wait {
    /// Who waits.
    pub who: Waiter,
    /// For what.
    pub waits_for: WaitsFor,
    /// The first quarter.
    pub from: Quarter,
    /// The last quarter.
    pub to: Quarter,
    /// Unit-quarters in all; for late orders the sum of what is open at each quarter's end.
    pub amount: f64,
    /// The most in one quarter.
    pub at_worst: f64,
    /// When that is.
    pub worst_in: Quarter,
    /// What one unit more would run into, in any of these quarters; what weighs most first.
    pub reasons: Vec<Reason>,
    /// Racks and other items sold outside that could have served, from the first quarter back by the rack's lead.
    pub sold_instead: Vec<SoldInstead>,
}

/// Why one unit more is not there.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Reason {
    /// What kind of reason.
    pub kind: ReasonKind,
    /// The quarters of waiting that it explains.
    pub quarters: Vec<Quarter>,
    /// The limit, with the quarter in which it stops the unit.
    pub address: Option<Address>,
    /// How much of the limit one unit more takes.
    pub takes: f64,
    /// The limit's price, money of present value per unit of it; one of several where prices are not unique.
    pub price: f64,
}

/// Kinds of reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReasonKind {
    /// A limit with a price stands in the way.
    Limit,
    /// Nothing started within the plan can be there in time.
    TooEarly,
    /// Nothing scarce stands in the way: one unit more earns less than it costs.
    DoesNotPay,
    /// After the horizon nothing more is installed.
    AfterHorizon,
}

/// What was sold outside while somebody waited.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SoldInstead {
    /// Buyer id.
    pub buyer: String,
    /// Item id.
    pub item: String,
    /// Counted from this quarter on.
    pub from: Quarter,
    /// Counted to this quarter.
    pub to: Quarter,
    /// Units sold.
    pub units: f64,
    /// What these could serve a quarter; null for orders.
    pub could_serve: Option<f64>,
}

/// Quantities below this share of the largest are rounding.
const ROUNDING: f64 = 1e-6;

/// Returns who waits, why, and who got the supply instead.
#[must_use]
pub fn waiting(model: &Model, solved: &Solved) -> Waiting {
    let chain = Chain::of(model, solved);
    let mut waiting = Waiting::default();
    let horizon = model.horizon.quarters;
    for (id, it) in model.service_ids().zip(&solved.plan.services) {
        let who = Waiter::Service(it.service.clone());
        let other: Vec<f64> = it
            .waiting
            .iter()
            .zip(&it.short)
            .map(|(waiting, short)| (waiting - short).max(0.0))
            .collect();
        for t in 0..it.asked.len() {
            let other = if t < horizon { other[t] } else { 0.0 };
            if !is_nothing(it.short[t], it.asked[t]) || !is_nothing(other, it.asked[t]) {
                waiting.levels.push(WaitLevel {
                    who: who.clone(),
                    quarter: model.horizon.quarter(t),
                    asked: it.asked[t],
                    served: it.served[t],
                    short: it.short[t],
                    other,
                    late: 0.0,
                    lost: 0.0,
                });
            }
        }
        for (waits_for, values) in [
            (WaitsFor::Commitment, &it.short[..]),
            (WaitsFor::Demand, &other[..horizon]),
        ] {
            let asked = it.asked.iter().copied().fold(0.0, f64::max);
            for stretch in stretches(values, asked) {
                let reasons = explained(model, &stretch, |t| chain.service(id, t));
                waiting.shortages.push(Wait {
                    sold_instead: sold_instead_of_service(model, solved, id, &stretch),
                    ..wait(model, &who, waits_for, &stretch, values, reasons)
                });
            }
        }
    }
    for (id, it) in model.buyer_ids().zip(&solved.plan.orders) {
        let who = Waiter::Buyer(it.buyer.clone());
        for t in 0..horizon {
            if !is_nothing(it.late[t], 1.0) || !is_nothing(it.lost[t], 1.0) {
                waiting.levels.push(WaitLevel {
                    who: who.clone(),
                    quarter: model.horizon.quarter(t),
                    asked: it.due[t],
                    served: it.delivered[t],
                    short: 0.0,
                    other: 0.0,
                    late: it.late[t],
                    lost: it.lost[t],
                });
            }
        }
        for (waits_for, values) in [
            (WaitsFor::LateOrders, &it.late[..]),
            (WaitsFor::LostOrders, &it.lost[..]),
        ] {
            for stretch in stretches(values, 1.0) {
                let reasons = explained(model, &stretch, |t| chain.order(id, t));
                waiting.shortages.push(Wait {
                    sold_instead: sold_instead_of_orders(model, solved, &it.buyer, &stretch),
                    ..wait(model, &who, waits_for, &stretch, values, reasons)
                });
            }
        }
    }
    waiting
}

fn is_nothing(value: f64, size: f64) -> bool {
    value <= ROUNDING * size.max(1.0)
}

/// Returns the runs of consecutive quarters in which there is something.
fn stretches(values: &[f64], size: f64) -> Vec<std::ops::Range<usize>> {
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    for (t, &value) in values.iter().enumerate() {
        if is_nothing(value, size) {
            continue;
        }
        match runs.last_mut() {
            Some(run) if run.end == t => run.end = t + 1,
            _ => runs.push(t..t + 1),
        }
    }
    runs
}

fn wait(
    model: &Model,
    who: &Waiter,
    waits_for: WaitsFor,
    stretch: &std::ops::Range<usize>,
    values: &[f64],
    reasons: Vec<Reason>,
) -> Wait {
    let quarter = |t: usize| model.horizon.quarter(t);
    let worst = stretch
        .clone()
        .max_by(|&a, &b| values[a].total_cmp(&values[b]).then(b.cmp(&a)))
        .unwrap_or(stretch.start);
    Wait {
        who: who.clone(),
        waits_for,
        from: quarter(stretch.start),
        to: quarter(stretch.end - 1),
        amount: values[stretch.clone()].iter().sum(),
        at_worst: values[worst],
        worst_in: quarter(worst),
        reasons: merged(reasons),
        sold_instead: Vec::new(),
    }
}

/// Returns the reasons of every quarter of a stretch.
fn explained(
    model: &Model,
    stretch: &std::ops::Range<usize>,
    reasons: impl Fn(usize) -> Vec<Reason>,
) -> Vec<Reason> {
    let of_quarter = |t: usize| {
        let quarter = model.horizon.quarter(t);
        let reasons = reasons(t).into_iter();
        reasons.map(move |reason| Reason {
            quarters: vec![quarter],
            ..reason
        })
    };
    stretch.clone().flat_map(of_quarter).collect()
}

/// Returns each reason once, at its heaviest, the heaviest first.
fn merged(reasons: Vec<Reason>) -> Vec<Reason> {
    let mut merged: Vec<Reason> = Vec::new();
    for reason in reasons {
        let same = merged
            .iter_mut()
            .find(|it| it.kind == reason.kind && it.address == reason.address);
        let Some(known) = same else {
            merged.push(reason);
            continue;
        };
        for quarter in &reason.quarters {
            if !known.quarters.contains(quarter) {
                known.quarters.push(*quarter);
            }
        }
        if known.takes * known.price < reason.takes * reason.price {
            (known.takes, known.price) = (reason.takes, reason.price);
        }
    }
    merged.sort_by(|a, b| (b.takes * b.price).total_cmp(&(a.takes * a.price)));
    merged
}

/// Returns the units sold from `lead` quarters before a stretch to its end, by buyer and item that `serves` something.
fn sold_instead(
    model: &Model,
    solved: &Solved,
    stretch: &std::ops::Range<usize>,
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
    stretch: &std::ops::Range<usize>,
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
    stretch: &std::ops::Range<usize>,
) -> Vec<SoldInstead> {
    let wanted = model.buyers.iter().find(|it| it.id == buyer);
    sold_instead(model, solved, stretch, |other, item| {
        let buys = wanted?.buys.iter().any(|buys| buys.item == item);
        (other != buyer && buys).then_some(None)
    })
}

//! What each promise costs: the margin gained if it were lifted, by solving the model without it.

use serde::Serialize;

use super::ExplainError;
use crate::model::{Model, Series};
use crate::outcome::{Outcome, Solved, solve_again};

/// What kind of promise or policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PromiseKind {
    /// Service units contracted. Lifted: nothing is committed, as much may be sold as before.
    Commitment,
    /// A service allows no shortfall. Lifted: it may fall short, at no penalty.
    FirmService,
    /// A service is served within so many quarters. Lifted: customers may wait as long as it takes.
    WaitLimit,
    /// Orders of a buyer. Lifted: as if not taken; upside stays.
    Orders,
    /// Orders are delivered when due. Lifted: they may be late, at the late penalty given (none if none is).
    FirmOrders,
    /// Orders are lost when too late. Lifted: they stay open, late penalties go on, none is lost or penalized as lost.
    CancelRule,
    /// Wafers reserved at a foundry. Lifted: nothing is owed for wafers not started.
    TakeOrPay,
    /// Least stock at the end. Lifted: any closing stock will do.
    ClosingStock,
    /// Greatest share sold outside. Lifted: any share may be.
    ExternalShare,
    /// Most supply spending. Lifted: any amount may be spent.
    Budget,
    /// The least shortfall before the most margin. Lifted: the most margin.
    ServiceFirst,
}

/// A promise and what it costs.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Promise {
    /// Which field of the model: `service.bedrock.committed`, all quarters.
    pub path: String,
    /// What it is.
    pub kind: PromiseKind,
    /// Margin gained if it were lifted and nothing else changed, present value, by re-solve; null if the margin then
    /// has no end, or there is no plan. Negative where the promise helps: orders earn as well as bind, a rule by which late orders are lost
    /// may cost less than keeping them open; and beside `service_first`, which puts shortfall before margin.
    pub gained: Option<f64>,
    /// There is no plan without it: orders that displace rentals also keep what was promised to those customers.
    pub no_plan: bool,
}

/// What all promises cost.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Promises {
    /// Those that cost most first.
    pub promises: Vec<Promise>,
    /// How many models were solved for it.
    pub re_solves: usize,
}

/// Returns what each commitment, order, wait limit, reservation and policy costs, each lifted alone.
///
/// `progress` is told after each re-solve how many are done, and of how many.
pub fn promises(
    model: &Model,
    solved: &Solved,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Promises, ExplainError> {
    let lifts = lifts(model);
    let mut promises = Vec::with_capacity(lifts.len());
    for (done, (path, kind, lifted)) in lifts.iter().enumerate() {
        let (gained, no_plan) = match solve_again(lifted, solved)? {
            Outcome::Optimal(better) => {
                let gained = better.solution.objective - solved.solution.objective;
                (Some(gained), false)
            }
            Outcome::Unbounded(_) => (None, false),
            Outcome::Infeasible(_) => (None, true),
        };
        promises.push(Promise {
            path: path.clone(),
            kind: *kind,
            gained,
            no_plan,
        });
        progress(done + 1, lifts.len());
    }
    promises.sort_by(|a, b| {
        let gained = |promise: &Promise| match promise.gained {
            Some(gained) => gained,
            None if promise.no_plan => f64::NEG_INFINITY,
            None => f64::INFINITY,
        };
        let by_gain = gained(b).total_cmp(&gained(a));
        by_gain.then_with(|| (&a.path, a.kind).cmp(&(&b.path, b.kind)))
    });
    Ok(Promises {
        re_solves: promises.len(),
        promises,
    })
}

/// Returns every promise with the model in which it is lifted.
fn lifts(model: &Model) -> Vec<(String, PromiseKind, Model)> {
    let mut lifts = Vec::new();
    let mut add = |path: String, kind, lift: &dyn Fn(&mut Model)| {
        let mut lifted = model.clone();
        lift(&mut lifted);
        lifts.push((path, kind, lifted));
    };
    let periods = model.horizon.periods();
    let none = Series::constant(0.0, periods);
    let no_limit = Series::constant(f64::INFINITY, periods);
    for (s, service) in model.services.iter().enumerate() {
        let path = |field: &str| format!("service.{}.{field}", service.id);
        if !service.committed.is_zero() {
            let pairs = service
                .demand
                .values()
                .iter()
                .zip(service.committed.values());
            let asked = Series::new(
                pairs
                    .map(|(demand, committed)| demand.max(*committed))
                    .collect(),
            );
            add(path("committed"), PromiseKind::Commitment, &|model| {
                model.services[s].demand = asked.clone();
                model.services[s].committed = none.clone();
            });
            if service.firm {
                add(path("firm"), PromiseKind::FirmService, &|model| {
                    model.services[s].firm = false;
                });
            }
            if service.max_wait_quarters.is_some() {
                add(
                    path("max_wait_quarters"),
                    PromiseKind::WaitLimit,
                    &|model| {
                        model.services[s].max_wait_quarters = None;
                    },
                );
            }
        }
    }
    for (b, buyer) in model.buyers.iter().enumerate() {
        let path = |field: &str| format!("buyer.{}.{field}", buyer.id);
        if buyer.orders.is_zero() {
            continue;
        }
        add(path("orders"), PromiseKind::Orders, &|model| {
            model.buyers[b].orders = none.clone();
        });
        if buyer.firm {
            add(path("firm"), PromiseKind::FirmOrders, &|model| {
                model.buyers[b].firm = false;
            });
        }
        if buyer.cancel.is_some() {
            add(path("cancel_after"), PromiseKind::CancelRule, &|model| {
                model.buyers[b].cancel = None;
            });
        }
    }
    for (n, foundry) in model.foundries.iter().enumerate() {
        if !foundry.commitment.is_zero() {
            let path = format!("foundry.{}.commitment", foundry.id);
            add(path, PromiseKind::TakeOrPay, &|model| {
                model.foundries[n].commitment = none.clone();
            });
        }
    }
    for item in model.items() {
        if model.stock(item).closing_min > 0.0 {
            let path = format!("{}.stock.closing_min", model.item_path(item));
            let address = crate::address::Address::fixed(path.clone());
            if let Some(lifted) = super::with_limit(model, &address, 0.0) {
                add(path, PromiseKind::ClosingStock, &|model| {
                    *model = lifted.clone();
                });
            }
        }
    }
    let policy = &model.policy;
    let limits = |series: &Series| series.values().iter().any(|value| value.is_finite());
    if limits(&policy.external_share_max) {
        let path = "policy.external_share_max".to_owned();
        add(path, PromiseKind::ExternalShare, &|model| {
            model.policy.external_share_max = no_limit.clone();
        });
    }
    if limits(&policy.budget) {
        add("policy.budget".to_owned(), PromiseKind::Budget, &|model| {
            model.policy.budget = no_limit.clone();
        });
    }
    if policy.service_first {
        let path = "policy.service_first".to_owned();
        add(path, PromiseKind::ServiceFirst, &|model| {
            model.policy.service_first = false;
        });
    }
    lifts
}

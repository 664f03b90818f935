//! What each promise costs: the margin gained if it were lifted, by solving the model without it.

use serde::Serialize;

use super::ExplainError;
use crate::model::{
    Amounts, BuyerField, BuyerId, Field, FieldPath, FoundryField, Model, PolicyField, Series,
    ServiceField, ServiceId, StockField,
};
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
    /// A service is served within this many quarters. Lifted: customers may wait as long as it takes.
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
#[non_exhaustive]
pub struct Promise {
    /// Which field of the model: `service.bedrock.committed`, all quarters.
    pub path: FieldPath,
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
#[non_exhaustive]
pub struct Promises {
    /// Those that cost most first.
    pub promises: Vec<Promise>,
    /// How many models were solved for it.
    pub re_solves: usize,
}

/// Returns what each commitment, order, wait limit, reservation and policy costs, each lifted alone.
///
/// `progress` is called after each re-solve with how many are done, and of how many.
pub fn promises(
    model: &Model,
    solved: &Solved,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Promises, ExplainError> {
    let model = &*solved.holding(model);
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
fn lifts(model: &Model) -> Vec<(FieldPath, PromiseKind, Model)> {
    let periods = model.horizon.periods();
    let mut lifts = Lifts {
        model,
        none: Series::constant(0.0, periods),
        no_limit: Series::constant(f64::INFINITY, periods),
        found: Vec::new(),
    };
    for id in model.service_ids() {
        lifts.service(id);
    }
    for id in model.buyer_ids() {
        lifts.buyer(id);
    }
    lifts.supply();
    lifts.policy();
    lifts.found
}

/// Promises with the models in which they are lifted, growing.
struct Lifts<'a> {
    model: &'a Model,
    none: Series,
    no_limit: Series,
    found: Vec<(FieldPath, PromiseKind, Model)>,
}

impl Lifts<'_> {
    fn add(&mut self, field: Field, kind: PromiseKind, lift: impl FnOnce(&mut Model)) {
        let mut lifted = self.model.clone();
        lift(&mut lifted);
        self.found.push((self.model.path(field), kind, lifted));
    }

    fn service(&mut self, id: ServiceId) {
        let service = self.model.service(id);
        if service.committed.is_zero() {
            return;
        }
        let of = |field| Field::Service(id, field);
        let (demand, committed) = (service.demand.values(), service.committed.values());
        let asked = demand.iter().zip(committed);
        let asked = Series::new(asked.map(|(demand, it)| demand.max(*it)).collect());
        let none = self.none.clone();
        self.add(of(ServiceField::Committed), PromiseKind::Commitment, |it| {
            it.services[id.0].demand = asked;
            it.services[id.0].committed = none;
        });
        if service.firm {
            self.add(of(ServiceField::Firm), PromiseKind::FirmService, |it| {
                it.services[id.0].firm = false;
            });
        }
        if service.max_wait_quarters.is_some() {
            let wait = of(ServiceField::MaxWaitQuarters);
            self.add(wait, PromiseKind::WaitLimit, |it| {
                it.services[id.0].max_wait_quarters = None;
            });
        }
    }

    fn buyer(&mut self, id: BuyerId) {
        let buyer = self.model.buyer(id);
        if buyer.orders.is_zero() {
            return;
        }
        let of = |field| Field::Buyer(id, field);
        let none = self.none.clone();
        self.add(of(BuyerField::Orders), PromiseKind::Orders, |it| {
            it.buyers[id.0].orders = none;
        });
        if buyer.firm {
            self.add(of(BuyerField::Firm), PromiseKind::FirmOrders, |it| {
                it.buyers[id.0].firm = false;
            });
        }
        if buyer.cancel.is_some() {
            self.add(of(BuyerField::CancelAfter), PromiseKind::CancelRule, |it| {
                it.buyers[id.0].cancel = None;
            });
        }
    }

    fn supply(&mut self) {
        let model = self.model;
        for id in model.foundry_ids() {
            if !model.foundry(id).commitment.is_zero() {
                let reserved = Field::Foundry(id, FoundryField::Commitment);
                let none = self.none.clone();
                self.add(reserved, PromiseKind::TakeOrPay, |it| {
                    it.foundries[id.0].commitment = none;
                });
            }
        }
        for item in model.items() {
            if model.stock(item).closing_min > 0.0 {
                let field = Field::Stock(item, StockField::ClosingMin);
                self.add(field, PromiseKind::ClosingStock, |it| {
                    *it = it.with_amounts(field, Amounts::One(0.0));
                });
            }
        }
    }

    fn policy(&mut self) {
        let policy = &self.model.policy;
        let limits = |series: &Series| series.values().iter().any(|value| value.is_finite());
        if limits(&policy.external_share_max) {
            let field = Field::Policy(PolicyField::ExternalShareMax);
            let no_limit = self.no_limit.clone();
            self.add(field, PromiseKind::ExternalShare, |it| {
                it.policy.external_share_max = no_limit;
            });
        }
        if limits(&policy.budget) {
            let field = Field::Policy(PolicyField::Budget);
            let no_limit = self.no_limit.clone();
            self.add(field, PromiseKind::Budget, |it| {
                it.policy.budget = no_limit;
            });
        }
        if policy.service_first {
            let field = Field::Policy(PolicyField::ServiceFirst);
            self.add(field, PromiseKind::ServiceFirst, |it| {
                it.policy.service_first = false;
            });
        }
    }
}

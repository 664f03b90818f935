//! What promises cost, against models solved anew without them.

use proptest::prelude::*;
use waferline::explain::{PromiseKind, promises};
use waferline::model::{Model, Series};
use waferline::outcome::{Outcome, SolveOptions, Solved, solve};

use crate::sample;

fn solved(model: &Model) -> Option<Box<Solved>> {
    match solve(model, &SolveOptions::default()).expect("proved") {
        Outcome::Optimal(solved) => Some(solved),
        _ => None,
    }
}

/// Returns the model without the promise, written anew from what lifting is said to mean.
fn without(model: &Model, path: &str, kind: PromiseKind) -> Model {
    let mut model = model.clone();
    let id = path.split('.').nth(1).unwrap_or_default().to_owned();
    let none = Series::constant(0.0, model.horizon.periods());
    let no_limit = Series::constant(f64::INFINITY, model.horizon.periods());
    for service in model.services.iter_mut().filter(|it| it.id == id) {
        match kind {
            PromiseKind::Commitment => {
                for t in 0..service.demand.values().len() {
                    let asked = service.demand[t].max(service.committed[t]);
                    service.demand = service.demand.clone().with(t, asked);
                }
                service.committed = none.clone();
            }
            PromiseKind::FirmService => service.firm = false,
            PromiseKind::WaitLimit => service.max_wait_quarters = None,
            _ => {}
        }
    }
    for buyer in model.buyers.iter_mut().filter(|it| it.id == id) {
        match kind {
            PromiseKind::Orders => buyer.orders = none.clone(),
            PromiseKind::FirmOrders => buyer.firm = false,
            PromiseKind::CancelRule => buyer.cancel = None,
            _ => {}
        }
    }
    for foundry in model.foundries.iter_mut().filter(|it| it.id == id) {
        foundry.commitment = none.clone();
    }
    match kind {
        PromiseKind::ExternalShare => model.policy.external_share_max = no_limit,
        PromiseKind::Budget => model.policy.budget = no_limit,
        PromiseKind::ServiceFirst => model.policy.service_first = false,
        PromiseKind::ClosingStock => {
            let racks = model.racks.iter_mut().map(|it| (&it.id, &mut it.stock));
            let chips = model.chips.iter_mut().map(|it| (&it.id, &mut it.stock));
            let dies = model.dies.iter_mut().map(|it| (&it.id, &mut it.stock));
            let bought = model
                .components
                .iter_mut()
                .map(|it| (&it.id, &mut it.stock));
            for (_, stock) in racks
                .chain(chips)
                .chain(dies)
                .chain(bought)
                .filter(|it| *it.0 == id)
            {
                stock.closing_min = 0.0;
            }
        }
        _ => {}
    }
    model
}

proptest! {
    #![proptest_config(sample::tried(12))]

    #[test]
    fn promises_cost_what_solving_anew_says(
        knobs in prop::collection::vec(0.0_f64..1.0, sample::KNOBS),
        service_first in prop::bool::weighted(0.2),
    ) {
        let mut model = sample::model(&knobs);
        model.policy.service_first = service_first;
        let Some(base) = solved(&model) else { return Ok(()) };
        let mut told = Vec::new();
        let found = promises(&model, &base, &mut |done, of| told.push((done, of))).expect("solved");
        prop_assert_eq!(found.re_solves, found.promises.len());
        prop_assert_eq!(told.last().copied(), Some((found.re_solves, found.re_solves)));
        for pair in found.promises.windows(2) {
            prop_assert!(pair[0].gained >= pair[1].gained);
        }
        let unit = base.solution.objective.abs().max(1.0);
        for promise in &found.promises {
            let Some(anew) = solved(&without(&model, &promise.path, promise.kind)) else {
                prop_assert!(promise.no_plan && promise.gained.is_none(), "{:?}", promise);
                continue;
            };
            let gained = anew.solution.objective - base.solution.objective;
            let said = promise.gained.expect("an end");
            prop_assert!((said - gained).abs() <= 1e-7 * unit, "{:?}: {}", promise, gained);
            // Orders earn as well as bind, and orders that stay open may cost more than orders lost.
            let helps = [PromiseKind::Orders, PromiseKind::CancelRule];
            let may_help = service_first || helps.contains(&promise.kind);
            prop_assert!(may_help || said >= -1e-7 * unit, "{:?}", promise);
        }
    }
}

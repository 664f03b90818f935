//! What promises cost, against models solved again without them.

use std::cell::RefCell;

use waferline::explain::{PromiseKind, promises};
use waferline::model::{Model, Series};
use waferline::{Outcome, SolveOptions, Solved, solve};

use crate::{sample, tally};

fn solved(model: &Model) -> Option<Box<Solved>> {
    match solve(model, &SolveOptions::default()).expect("proved") {
        Outcome::Optimal(solved) => Some(solved),
        _ => None,
    }
}

/// Returns the model without the promise, written again from what lifting is said to mean.
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

#[test]
fn promises_cost_what_solving_again_says() {
    let counts = RefCell::new((0, 0));
    sample::models(12, |model, knobs| {
        let mut model = model.clone();
        model.policy.service_first |= knobs[2] < 0.2;
        let said = check_promises(&model)?;
        let mut counts = counts.borrow_mut();
        counts.0 += said;
        counts.1 += 1;
        Ok(())
    });
    let (said, models) = counts.into_inner();
    tally::report("what a promise costs", said, models);
}

/// Returns how many promises were solved again without.
fn check_promises(model: &Model) -> Result<usize, String> {
    let Some(base) = solved(model) else {
        return Ok(0);
    };
    let mut reported = Vec::new();
    let found = promises(model, &base, &mut |done, of| reported.push((done, of))).expect("solved");
    assert_eq!(found.re_solves, found.promises.len());
    assert_eq!(
        reported.last().copied(),
        Some((found.re_solves, found.re_solves))
    );
    assert!(found.promises.is_sorted_by(|a, b| a.gained >= b.gained));
    let terms = base.lp.columns().iter().zip(&base.solution.x);
    let money = terms.map(|(c, x)| (c.cost * x).abs()).fold(1.0, f64::max);
    for promise in &found.promises {
        let Some(again) = solved(&without(model, promise.path.as_str(), promise.kind)) else {
            if !promise.no_plan || promise.gained.is_some() {
                return Err(format!("{promise:?}: no plan found"));
            }
            continue;
        };
        let gained = again.solution.objective - base.solution.objective;
        let said = promise.gained.expect("an end");
        if (said - gained).abs() > 1e-8 * money {
            return Err(format!("{promise:?}: {gained} found"));
        }
        // Orders earn as well as bind, and orders that stay open may cost more than orders lost.
        let helps = [PromiseKind::Orders, PromiseKind::CancelRule];
        let may_help = model.policy.service_first || helps.contains(&promise.kind);
        if !may_help && said < -1e-8 * money {
            return Err(format!("{promise:?}: it helps"));
        }
    }
    Ok(found.promises.len())
}

//! Who waits: levels agree with the plan, reasons are limits that help when relaxed.

use waferline::explain::{ReasonKind, Waiter, WaitsFor, waiting};
use waferline::input::Input;
use waferline::outcome::{Outcome, SolveOptions, Solved, solve};
use waferline::{Address, Model};

fn base() -> (Input, Model, Box<Solved>) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/models/trainium.toml");
    let input = Input::open(path.as_ref()).expect("readable");
    let model = input.model(&[], &[]).expect("sound").model;
    let outcome = solve(&model, &SolveOptions::default()).expect("solves");
    let Outcome::Optimal(solved) = outcome else {
        panic!("no plan");
    };
    (input, model, solved)
}

#[test]
fn levels_and_shortages_are_those_of_the_plan() {
    let (_, model, solved) = base();
    let told = waiting(&model, &solved);
    for service in &solved.plan.services {
        let who = Waiter::Service(service.service.clone());
        let of = |what: WaitsFor| -> f64 {
            let all = told.shortages.iter();
            let of_it = all.filter(|it| it.who == who && it.waits_for == what);
            of_it.map(|it| it.amount).sum()
        };
        let short: f64 = service.short.iter().sum();
        let waits: f64 = service.waiting[..model.horizon.quarters].iter().sum();
        assert!((of(WaitsFor::Commitment) - short).abs() < 1.0);
        assert!((of(WaitsFor::Commitment) + of(WaitsFor::Demand) - waits).abs() < 1.0);
    }
    for level in &told.levels {
        assert!(level.short + level.other + level.late + level.lost > 0.0);
    }
}

#[test]
fn every_shortage_has_a_reason_for_every_quarter() {
    let (_, model, solved) = base();
    for shortage in waiting(&model, &solved).shortages {
        let quarters = shortage.to.since(shortage.from) + 1;
        for t in 0..usize::try_from(quarters).expect("positive") {
            let quarter = shortage.from.plus(t);
            let explained = shortage
                .reasons
                .iter()
                .any(|reason| reason.quarters.contains(&quarter));
            assert!(explained, "{shortage:#?} in {quarter}");
        }
        for reason in &shortage.reasons {
            let is_limit = reason.kind == ReasonKind::Limit;
            assert!(!is_limit || reason.address.is_some(), "{reason:?}");
            assert!(!is_limit || (reason.takes > 0.0 && reason.price > 0.0));
        }
    }
}

/// A limit with a price is worth something: a little more of it raises the margin, or a little less lowers it.
#[test]
fn limits_named_as_reasons_are_worth_something() {
    let (input, model, solved) = base();
    let told = waiting(&model, &solved);
    let mut addresses: Vec<Address> = told
        .shortages
        .iter()
        .filter(|it| it.waits_for != WaitsFor::Demand)
        .flat_map(|it| &it.reasons)
        .filter(|reason| reason.kind == ReasonKind::Limit)
        .filter_map(|reason| reason.address.clone())
        .collect();
    addresses.sort();
    addresses.dedup();
    assert!(addresses.len() >= 3);
    for address in addresses {
        let margin = |factor: f64| {
            let set = format!("{address} *= {factor}");
            let model = input.model(&[], &[&set]).expect("sound").model;
            match solve(&model, &SolveOptions::default()).expect("solves") {
                Outcome::Optimal(solved) => solved.solution.objective,
                _ => f64::NEG_INFINITY,
            }
        };
        let today = solved.solution.objective;
        let moves = margin(1.001) > today * (1.0 + 1e-12) || margin(0.999) < today * (1.0 - 1e-12);
        assert!(moves, "{address}");
    }
}

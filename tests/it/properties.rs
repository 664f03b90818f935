//! Random models: proofs, plans, and what must not change the optimum.
//!
//! The same models in every run; `PROPTEST_RNG_SEED` draws others.

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};

use waferline::formulation::{Column, Constraint, formulate};
use waferline::lp::{ColumnId, Lp, LpBuilder};
use waferline::model::{Model, Series, Stock};
use waferline::solve::{Answer, solve_program};
use waferline::{Outcome, Solved};

use crate::bundled::{answer, objective};
use crate::sample;

fn cases(cases: u32) -> ProptestConfig {
    let default = ProptestConfig::default();
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: match default.rng_seed {
            RngSeed::Random => RngSeed::Fixed(2027),
            chosen @ RngSeed::Fixed(_) => chosen,
        },
        ..default
    }
}

fn knobs() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(0.0..1.0, sample::KNOBS)
}

/// A column of the relaxed program: one of the program, or what a row is missed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Relaxed {
    Original(usize),
    Below(usize),
    Above(usize),
}

/// Returns the least total by which rows have to be missed, each relative to its limit or to its largest coefficient.
fn least_violation(lp: &Lp<Column, Constraint>) -> f64 {
    let mut builder = LpBuilder::default();
    let mut terms = vec![Vec::new(); lp.rows().len()];
    for (j, column) in lp.columns().iter().enumerate() {
        builder.add_column(Relaxed::Original(j), 0.0, column.lower, column.upper);
        for (row, value) in lp.entries(ColumnId(j)) {
            terms[row.0].push((Relaxed::Original(j), value));
        }
    }
    for i in 0..lp.rows().len() {
        builder.add_column(Relaxed::Below(i), -1.0, 0.0, f64::INFINITY);
        builder.add_column(Relaxed::Above(i), -1.0, 0.0, f64::INFINITY);
    }
    for (i, (row, mut terms)) in lp.rows().iter().zip(terms).enumerate() {
        let largest = terms
            .iter()
            .map(|(_, value)| value.abs())
            .chain([row.lower, row.upper].map(f64::abs))
            .filter(|value| value.is_finite())
            .fold(1.0, f64::max);
        terms.extend([(Relaxed::Below(i), largest), (Relaxed::Above(i), -largest)]);
        builder.add_row(i, row.lower, row.upper, terms);
    }
    match solve_program(&builder.build()).expect("proved") {
        Answer::Optimal(solution) => -solution.objective,
        other => panic!("rows may be missed by anything: {other:?}"),
    }
}

/// Each is certified, its plan feasible in the model's own terms, its pegs and money exact ([`answer`] checks); or
/// infeasible, by its proof and because no plan comes near.
#[test]
fn a_thousand_small_models_are_answered() {
    let (with_plan, without) = (Cell::new(0), Cell::new(0));
    let count = |of: &Cell<u32>| of.set(of.get() + 1);
    TestRunner::new(cases(1000))
        .run(&knobs(), |knobs| {
            let model = sample::model(&knobs);
            match answer(&model) {
                Outcome::Optimal(_) => count(&with_plan),
                Outcome::Infeasible(why) => {
                    count(&without);
                    prop_assert!(!why.conflict.is_empty());
                    let missed = least_violation(&formulate(&model));
                    prop_assert!(missed > 1e-7, "{missed} off a plan");
                }
                Outcome::Unbounded(why) => prop_assert!(false, "{why:?}"),
            }
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
    // Enough of both that neither is tested in name only.
    let counts = (with_plan.get(), without.get());
    assert!(counts.0 >= 300 && counts.1 >= 50, "{counts:?}");
}

/// Changes a number of a model.
type Change<'a> = &'a mut dyn FnMut(&mut f64);

fn each(series: &mut Series, change: Change) {
    let mut values = series.values().to_vec();
    values.iter_mut().for_each(change);
    *series = Series::new(values);
}

/// Visits every amount of money, with the wafer prices.
fn each_money(model: &mut Model, change: Change) {
    fn stock(stock: &mut Stock, change: Change) {
        each(&mut stock.holding_cost, change);
        change(&mut stock.salvage_value);
    }
    for foundry in &mut model.foundries {
        each(&mut foundry.wafer_price, change);
    }
    for die in &mut model.dies {
        stock(&mut die.stock, change);
    }
    for component in &mut model.components {
        each(&mut component.price, change);
        stock(&mut component.stock, change);
    }
    for process in &mut model.processes {
        each(&mut process.cost, change);
        for expansion in &mut process.expansions {
            each(&mut expansion.cost, change);
        }
    }
    for chip in &mut model.chips {
        each(&mut chip.cost, change);
        stock(&mut chip.stock, change);
    }
    for rack in &mut model.racks {
        each(&mut rack.cost, change);
        each(&mut rack.operating_cost, change);
        if let Some(price) = &mut rack.transfer_price {
            each(price, change);
        }
        stock(&mut rack.stock, change);
    }
    for site in &mut model.sites {
        each(&mut site.energy_price, change);
    }
    for option in &mut model.options {
        each(&mut option.cash, change);
    }
    for service in &mut model.services {
        each(&mut service.price, change);
        each(&mut service.variable_cost, change);
        for (_, margin) in &mut service.attach {
            each(margin, change);
        }
        if let Some(penalty) = &mut service.shortfall_penalty {
            each(penalty, change);
        }
    }
    for buyer in &mut model.buyers {
        each(&mut buyer.late_penalty, change);
        if let Some(cancel) = &mut buyer.cancel {
            each(&mut cancel.penalty, change);
        }
        for buys in &mut buyer.buys {
            each(&mut buys.price, change);
            each(&mut buys.delivery_cost, change);
            if let Some(support) = &mut buys.support {
                change(&mut support.margin);
            }
        }
    }
    each(&mut model.policy.budget, change);
}

/// Visits every limit of supply: more of it forbids nothing that was possible before.
fn each_supply(model: &mut Model, change: Change) {
    for foundry in &mut model.foundries {
        each(&mut foundry.capacity, change);
        for expansion in &mut foundry.expansions {
            each(&mut expansion.capacity, change);
        }
    }
    for component in &mut model.components {
        each(&mut component.supply, change);
        each(&mut component.stock.max, change);
    }
    for process in &mut model.processes {
        each(&mut process.capacity, change);
        for expansion in &mut process.expansions {
            each(&mut expansion.capacity, change);
        }
    }
    for site in &mut model.sites {
        each(&mut site.power_mw, change);
        for (_, fleet) in &mut site.fleet {
            each(fleet, change);
        }
    }
    each(&mut model.policy.budget, change);
}

/// Returns the model with wafers counted in lots of `lot`.
fn in_lots(mut model: Model, lot: f64) -> Model {
    let fewer = &mut |wafers: &mut f64| *wafers /= lot;
    let dearer = &mut |price: &mut f64| *price *= lot;
    for foundry in &mut model.foundries {
        each(&mut foundry.capacity, fewer);
        each(&mut foundry.commitment, fewer);
        for expansion in &mut foundry.expansions {
            each(&mut expansion.capacity, fewer);
        }
        each(&mut foundry.wafer_price, dearer);
    }
    for die in &mut model.dies {
        each(&mut die.good_dies_per_wafer, dearer);
    }
    model
}

/// Asserts the same optimum up to rounding beside the money that changes hands, or no plan both times.
fn assert_same(one: Option<f64>, other: Option<f64>, money: f64) -> Result<(), TestCaseError> {
    match (one, other) {
        (Some(one), Some(other)) => prop_assert!(
            (one - other).abs() <= 1e-9 * money.max(one.abs()),
            "{one} and {other}"
        ),
        (one, other) => prop_assert_eq!(one, other),
    }
    Ok(())
}

/// Returns all the money that changes hands in a plan: what rounding is relative to. 0 without a plan.
fn turnover(outcome: &Outcome) -> f64 {
    match outcome {
        Outcome::Optimal(solved) => {
            let lines = solved.plan.margin.lines.iter();
            lines.map(|line| line.present_value.abs()).sum()
        }
        _ => 0.0,
    }
}

/// Returns the committed units not served, at their penalties, discounted.
fn valued_shortfall(model: &Model, solved: &Solved) -> f64 {
    let services = model.services.iter().zip(&solved.plan.services);
    services
        .filter_map(|(service, level)| Some((service.shortfall_penalty.as_ref()?, level)))
        .flat_map(|(penalty, level)| {
            let value = |(t, short): (usize, &f64)| short * penalty[t] * model.horizon.rho(t);
            level.short.iter().enumerate().map(value)
        })
        .sum()
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn more_supply_is_never_worse(
        knobs in knobs(),
        more in prop::collection::vec(0.0..0.5, 16),
    ) {
        let mut model = sample::model(&knobs);
        model.policy.service_first = false;
        let before = answer(&model);
        let mut more = more.iter().cycle();
        each_supply(&mut model, &mut |limit| *limit *= 1.0 + more.next().unwrap_or(&0.0));
        let after = answer(&model);
        if let Some(before_value) = objective(&before) {
            let after_value = objective(&after);
            prop_assert!(
                after_value.is_some_and(|after| after >= before_value - 1e-9 * turnover(&before)),
                "{before_value}, then {after_value:?}"
            );
        }
    }

    #[test]
    fn units_do_not_matter(knobs in knobs()) {
        let model = sample::model(&knobs).merged().into_owned();
        let plain = answer(&model);
        let money = turnover(&plain);

        let mut in_thousandths = model.clone();
        each_money(&mut in_thousandths, &mut |money| *money *= 1e3);
        let thousandths = objective(&answer(&in_thousandths));
        assert_same(objective(&plain), thousandths.map(|it| it / 1e3), money)?;

        let lots = objective(&answer(&in_lots(model, 25.0)));
        assert_same(objective(&plain), lots, money)?;
    }

    #[test]
    fn service_first_is_never_shorter(knobs in knobs()) {
        let mut model = sample::model(&knobs);
        model.policy.service_first = false;
        let margin_first = answer(&model);
        model.policy.service_first = true;
        let service_first = answer(&model);
        if let (Outcome::Optimal(plain), Outcome::Optimal(first)) = (&margin_first, &service_first) {
            let money = turnover(&margin_first);
            let (short, least) = (valued_shortfall(&model, plain), valued_shortfall(&model, first));
            prop_assert!(least <= short + 1e-9 * money, "{least} and {short}");
            let (most, margin) = (plain.solution.objective, first.solution.objective);
            prop_assert!(margin <= most + 1e-9 * money, "{margin} and {most}");
        } else {
            prop_assert_eq!(objective(&margin_first), objective(&service_first));
        }
    }
}

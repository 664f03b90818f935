//! One unit more, one unit fewer, and what could replace what at no cost: each forced, and solved again from nothing.

use std::cell::Cell;
use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use waferline::explain::{PriceOuts, Standing, activities, ties};
use waferline::formulation::{Column, describe_column};
use waferline::input::Input;
use waferline::model::Model;
use waferline::{Outcome, SolveOptions, Solved, solve};

use crate::again::Again;
use crate::{sample, tally};

fn solved(model: &Model) -> Option<Box<Solved>> {
    match solve(model, &SolveOptions::default()).expect("proved") {
        Outcome::Optimal(solved) => Some(solved),
        _ => None,
    }
}

/// The path and quarter by which to ask about a column.
fn asked(model: &Model, column: Column) -> Option<(String, usize)> {
    let (path, t) = match column {
        Column::WaferStart { die, t } => (format!("die.{}", model.die(die).id), t),
        Column::HotLotStart { die, t } => (format!("die.{}.hot_lot", model.die(die).id), t),
        Column::ChipStart { chip, t } => (format!("chip.{}", model.chip(chip).id), t),
        Column::RackStart { rack, t } => (format!("rack.{}", model.rack(rack).id), t),
        Column::Purchase { component, t } => {
            (format!("component.{}", model.component(component).id), t)
        }
        Column::Serve { service, t } => (format!("service.{}", model.service(service).id), t),
        Column::Deliver { buyer, item, t, .. } => {
            let buyer = &model.buyer(buyer).id;
            (format!("buyer.{buyer}.{}", model.item_id(item)), t)
        }
        Column::Install { rack, site, t } => {
            let (rack, site) = (&model.rack(rack).id, &model.site(site).id);
            (format!("rack.{rack}.site.{site}"), t)
        }
        _ => return None,
    };
    Some((path, t))
}

/// Checks every so manieth activity; returns how many whole steps were solved again.
fn check_steps(model: &Model, base: &Solved, every: usize) -> Result<usize, TestCaseError> {
    let mut columns: BTreeMap<(String, usize), Vec<(Column, f64)>> = BTreeMap::new();
    for (j, column) in base.lp.columns().iter().enumerate() {
        if let Some(asked) = asked(model, column.key).filter(|it| it.1 < model.horizon.quarters) {
            let all = columns.entry(asked).or_default();
            all.push((column.key, base.solution.x[j]));
        }
    }
    let priced = PriceOuts::of(model, base);
    let mut steps = 0;
    for ((path, t), columns) in columns.into_iter().step_by(every) {
        let address = format!("{path}@{}", model.horizon.quarter(t));
        let activity = &activities(model, &address).expect("known")[0];
        let it = priced.price(activity).expect("priced");
        let planned: f64 = columns.iter().map(|it| it.1).sum();
        for (change, by) in [(it.one_more, 1.0), (it.one_fewer, -1.0)] {
            let Some(change) = change else { continue };
            let mut again = Again::of(base);
            let is_raised = by > 0.0 && it.standing == Standing::AtLimit;
            for &(column, _) in columns.iter().filter(|_| is_raised) {
                again = again.within(column, 0.0, f64::INFINITY);
            }
            let terms = columns.iter().map(|it| (it.0, 1.0)).collect();
            let again = again.hold(planned + by, planned + by, terms);
            let best = again.optimum();
            let best = best.ok_or_else(|| TestCaseError::fail(format!("no plan: {address}")))?;
            let off = best - base.solution.objective - change;
            let largest = it.lines.iter().map(|line| line.present_value.abs());
            let largest = largest.fold(change.abs(), f64::max);
            let rounding = 1e-6 * largest + 1e-10 * base.solution.objective.abs();
            prop_assert!(
                off.abs() <= rounding,
                "{address} {by}: {change} off by {off}"
            );
            steps += 1;
        }
    }
    Ok(steps)
}

/// Forces every tie with what it is instead of; returns how many.
fn check_ties(model: &Model, base: &Solved) -> Result<usize, TestCaseError> {
    let lp = &base.lp;
    let mut known: BTreeMap<String, Vec<Column>> = BTreeMap::new();
    for column in lp.columns() {
        let words = describe_column(model, column.key);
        known.entry(words).or_default().push(column.key);
    }
    let reported = ties(model, base).expect("reported");
    prop_assert!(!reported.plan_is_unique || reported.ties.is_empty());
    let terms = |words: &str| -> (Vec<(Column, f64)>, f64) {
        let columns = &known[words];
        let now = columns.iter().map(|key| lp.value(&base.solution.x, key));
        (columns.iter().map(|&key| (key, 1.0)).collect(), now.sum())
    };
    let mut checked = 0;
    for tie in &reported.ties {
        let Some(up_to) = tie.up_to else { continue };
        let (swapped, _) = terms(&tie.activity);
        let mut again = Again::of(base).hold(up_to * (1.0 - 1e-9), f64::INFINITY, swapped);
        for instead in &tie.instead_of {
            let (less, now) = terms(&instead.activity);
            let most = now - instead.less;
            again = again.hold(f64::NEG_INFINITY, most + 1e-6 * now.abs(), less);
        }
        let best = again.optimum();
        let best = best.ok_or_else(|| TestCaseError::fail(format!("no plan: {tie:?}")))?;
        let lost = base.solution.objective - best;
        prop_assert!(
            lost.abs() <= 2e-9 * base.solution.objective.abs(),
            "{tie:?}: {lost}"
        );
        checked += 1;
    }
    Ok(checked)
}

#[test]
fn whole_steps_and_ties_are_what_solving_again_finds() {
    let input = Input::open("models/trainium.toml".as_ref()).expect("readable");
    let model = input.model(&[], &[]).expect("valid").model;
    let base = solved(&model).expect("a plan");
    let counts = (
        Cell::new(check_steps(&model, &base, 23).expect("true")),
        Cell::new(check_ties(&model, &base).expect("true")),
        Cell::new(1),
    );
    let runner = &mut TestRunner::new(sample::tried(20));
    let knobs = prop::collection::vec(0.0..1.0_f64, sample::KNOBS);
    let tried = runner.run(&knobs, |knobs| {
        let model = sample::model(&knobs);
        let Some(base) = solved(&model) else {
            return Ok(());
        };
        counts
            .0
            .set(counts.0.get() + check_steps(&model, &base, 9)?);
        counts.1.set(counts.1.get() + check_ties(&model, &base)?);
        counts.2.set(counts.2.get() + 1);
        Ok(())
    });
    if let Err(why) = tried {
        panic!("{why}");
    }
    tally::report("one unit more or fewer", counts.0.get(), counts.2.get());
    tally::report("ties", counts.1.get(), counts.2.get());
}

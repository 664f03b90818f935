//! Frontiers: monotone, concave, and what solving with one measure held finds.

use std::cell::Cell;

use approx::assert_relative_eq;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use waferline::Model;
use waferline::explain::{ExplainError, Frontier, Measure, frontier};
use waferline::formulation::Column;
use waferline::input::Input;
use waferline::model::Item;
use waferline::{Outcome, SolveOptions, Solved, solve};

use crate::again::Again;
use crate::{sample, tally};

fn open(path: &str) -> Input {
    let path = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    Input::open(path.as_ref()).expect("readable")
}

fn solved(model: &Model) -> Option<Box<Solved>> {
    match solve(model, &SolveOptions::default()).expect("solves") {
        Outcome::Optimal(solved) => Some(solved),
        _ => None,
    }
}

/// Returns what is wrong with the shape of a frontier.
fn wrong(found: &Frontier) -> Option<String> {
    let sign = |measure: Measure| {
        if measure.is_better_if_more() {
            1.0
        } else {
            -1.0
        }
    };
    let (a, b) = (sign(found.first_measure), sign(found.second_measure));
    let good = |i: usize| (a * found.points[i].first, b * found.points[i].second);
    for i in 1..found.points.len() {
        let (before, after) = (good(i - 1), good(i));
        if after.0 >= before.0 || after.1 <= before.1 {
            return Some(format!("not a trade: {before:?} {after:?}"));
        }
        let rate = (found.points[i].second - found.points[i - 1].second)
            / (found.points[i].first - found.points[i - 1].first);
        let reported = found.stretches[i - 1].rate;
        // Of a very short stretch the difference quotient has few digits.
        let length = (after.0 - before.0) / (good(found.points.len() - 1).0 - good(0).0);
        if (rate - reported).abs() > 1e-6 * reported.abs() / length.clamp(1e-9, 1.0) {
            return Some(format!("a rate of {reported} is {rate}"));
        }
    }
    // What is given up for one more good unit of the second grows.
    let prices = found.stretches.iter().map(|it| (1.0 / it.rate).abs());
    let prices: Vec<f64> = prices.collect();
    let falls = prices
        .windows(2)
        .any(|pair| pair[1] < pair[0] * (1.0 - 1e-6));
    falls.then(|| format!("not concave: {prices:?}"))
}

/// Returns the second measure of the frontier where the first is `at`.
fn second_at(found: &Frontier, at: f64) -> f64 {
    let is_in = |pair: &&[waferline::explain::FrontierPoint]| {
        let (x, y) = (pair[0].first, pair[1].first);
        (x.min(y)..=x.max(y)).contains(&at)
    };
    let pair = found.points.windows(2).find(is_in).expect("inside");
    let share = (at - pair[0].first) / (pair[1].first - pair[0].first);
    pair[0].second + share * (pair[1].second - pair[0].second)
}

/// Solves for the most racks sold with the margin held at `margin`, from a program written out again.
fn most_racks(solved: &Solved, margin: f64) -> f64 {
    let costs = solved.lp.columns().iter();
    let again = Again::of(solved)
        .with_costs(|column| weight(solved, Measure::OutsideRacks, column))
        .hold(
            margin,
            f64::INFINITY,
            costs.map(|it| (it.key, it.cost)).collect(),
        );
    again.optimum().expect("a plan")
}

/// What one unit of a column adds to a measure over the horizon; the run rate left out.
fn weight(solved: &Solved, measure: Measure, column: Column) -> f64 {
    let last = solved.plan.quarters.len();
    match (measure, column) {
        (Measure::Margin, _) => {
            let id = solved.lp.column(&column).expect("known");
            solved.lp.columns()[id.0].cost
        }
        (
            Measure::OutsideRacks,
            Column::Deliver {
                item: Item::Rack(_),
                ..
            },
        ) => 1.0,
        (Measure::ServiceShort, Column::Shortfall { t, .. }) if t < last => 1.0,
        _ => 0.0,
    }
}

/// Checks that no corner is better than another in one measure and no worse in the other, and that, with either measure held
/// where it is, no plan has more of the other; returns how many were solved again.
fn corners_are_best(
    solved: &Solved,
    found: &Frontier,
    at_most: usize,
) -> Result<usize, TestCaseError> {
    let measures = [found.first_measure, found.second_measure];
    let known = [
        Measure::Margin,
        Measure::OutsideRacks,
        Measure::ServiceShort,
    ];
    let sign = |measure: Measure| {
        if measure.is_better_if_more() {
            1.0
        } else {
            -1.0
        }
    };
    let of = |i: usize, measure: usize| {
        let point = &found.points[i];
        sign(measures[measure])
            * if measure == 0 {
                point.first
            } else {
                point.second
            }
    };
    for i in 1..found.points.len() {
        prop_assert!(of(i, 0) < of(i - 1, 0) && of(i, 1) > of(i - 1, 1), "{}", i);
    }
    if !measures.iter().all(|measure| known.contains(measure)) {
        return Ok(0);
    }
    let last = found.points.len() - 1;
    let mut checked = 0;
    // Both ends always, and evenly between.
    let inside = (0..=last).step_by(last / at_most + 1);
    for i in inside.chain([last]) {
        for (held, free) in [(0, 1), (1, 0)] {
            let columns = solved.lp.columns().iter();
            let good = |measure: usize, key| {
                sign(measures[measure]) * weight(solved, measures[measure], key)
            };
            let terms: Vec<_> = columns.map(|it| (it.key, good(held, it.key))).collect();
            let terms: Vec<_> = terms.into_iter().filter(|it| it.1 != 0.0).collect();
            let at = of(i, held);
            // What the breath that rounding needs is worth along the line: much, where a trade is steep.
            let breath = 1e-12 * at.abs();
            let beside = found.stretches[i.saturating_sub(1)..].iter().take(2);
            let steepest = beside.map(|it| if held == 0 { it.rate } else { 1.0 / it.rate });
            let steepest = steepest.fold(0.0_f64, |most, rate| most.max(rate.abs()));
            let best = Again::of(solved)
                .with_costs(|key| good(free, key))
                .hold(at - breath, f64::INFINITY, terms)
                .optimum()
                .ok_or_else(|| TestCaseError::fail(format!("no plan at corner {i}")))?;
            let range = (of(0, free) - of(last, free)).abs();
            let room = 1e-6 * range + 1e-8 * best.abs() + breath * steepest;
            prop_assert!(
                (best - of(i, free)).abs() <= room,
                "corner {} of {}: {} with {} held at {}, solving again {}",
                i,
                last,
                of(i, free),
                held,
                at,
                best
            );
            checked += 1;
        }
    }
    Ok(checked)
}

#[test]
fn every_trade_of_trainium_is_monotone_and_concave() {
    let input = open("models/trainium.toml");
    let model = input.model(&[], &[]).expect("valid").model;
    let solved = solved(&model).expect("a plan");
    for trade in [
        ["outside-racks", "service-wait"],
        ["margin", "outside-racks"],
        ["margin", "service-wait"],
        ["outside-racks", "run-rate"],
        ["run-rate@2029Q1..2029Q4", "margin"],
    ] {
        let found = frontier(&model, &solved, trade[0], trade[1]).expect("traded");
        assert_eq!(wrong(&found), None, "{trade:?}");
        assert!(!found.stretches.is_empty(), "{trade:?}");
        corners_are_best(&solved, &found, 3).expect("no plan is better");
        assert!(
            found.stretches.iter().all(|it| !it.limits.is_empty()),
            "{trade:?}"
        );
    }
}

#[test]
fn measures_are_what_the_plan_says() {
    let input = open("models/trainium.toml");
    let model = input.model(&[], &[]).expect("valid").model;
    let solved = solved(&model).expect("a plan");
    let plan = &solved.plan;
    let best = |first: &str, second: &str| {
        frontier(&model, &solved, first, second)
            .expect("traded")
            .best_plan
    };
    let horizon = model.horizon.quarters;
    let waiting = plan.services.iter().flat_map(|it| &it.waiting[..horizon]);
    let short = plan.services.iter().flat_map(|it| &it.short[..horizon]);
    let sold = plan.sold.iter().flat_map(|it| &it.units);
    let both = best("service-wait", "service-short");
    assert_relative_eq!(both.first, waiting.sum(), max_relative = 1e-9);
    assert_relative_eq!(both.second, short.sum(), max_relative = 1e-9);
    let both = best("outside-racks", "run-rate");
    let run_rate: f64 = plan.run_rate.by_quarter.iter().sum();
    assert_relative_eq!(both.first, sold.sum(), max_relative = 1e-9);
    assert_relative_eq!(both.second, run_rate / horizon as f64, max_relative = 1e-9);
    assert_relative_eq!(both.margin, solved.solution.objective, max_relative = 1e-9);
}

#[test]
fn solving_with_one_measure_held_finds_the_line() {
    for path in ["models/minimal.toml", "models/trainium.toml"] {
        let model = open(path).model(&[], &[]).expect("valid").model;
        let solved = solved(&model).expect("a plan");
        let found = frontier(&model, &solved, "margin", "outside-racks").expect("traded");
        let (first, last) = (found.points[0], found.points[found.points.len() - 1]);
        assert_relative_eq!(first.first, solved.solution.objective, max_relative = 1e-6);
        for i in 1..6 {
            let margin = first.first + f64::from(i) / 6.0 * (last.first - first.first);
            let again = most_racks(&solved, margin);
            assert_relative_eq!(second_at(&found, margin), again, max_relative = 1e-6);
        }
    }
}

#[test]
fn wrong_trades_say_what_is_wrong() {
    let model = open("models/minimal.toml")
        .model(&[], &[])
        .expect("valid")
        .model;
    let solved = solved(&model).expect("a plan");
    for (first, second, says) in [
        ("margin", "margin", "two different measures"),
        ("margin", "racks", "there are margin, outside-racks"),
        ("margin@2027Q1", "outside-racks", "of all quarters"),
        ("margin", "outside-racks@2028Q1", "after the horizon"),
        ("margin", "run-rate@2031Q1", "outside"),
    ] {
        match frontier(&model, &solved, first, second) {
            Err(ExplainError::Unknown(why)) => assert!(why.contains(says), "{why}"),
            other => panic!("{first}:{second}: {other:?}"),
        }
    }
}

#[test]
fn one_plan_best_in_both_leaves_nothing_to_trade() {
    let input = open("models/minimal.toml");
    let sets = ["buyer.neocloud.upside = 0"];
    let model = input.model(&[], &sets).expect("valid").model;
    let solved = solved(&model).expect("a plan");
    let found = frontier(&model, &solved, "margin", "outside-racks").expect("reported");
    assert_eq!((found.points.len(), found.stretches.len()), (1, 0));
    assert_relative_eq!(
        found.points[0].margin,
        solved.solution.objective,
        max_relative = 1e-9
    );
}

#[test]
fn frontiers_of_random_models_are_monotone_and_concave_and_their_corners_best() {
    let knobs = prop::collection::vec(0.0_f64..1.0, sample::KNOBS);
    let counts = (Cell::new(0), Cell::new(0));
    let runner = &mut TestRunner::new(sample::tried(16));
    let tried = runner.run(&(knobs, 0..10_usize), |(knobs, pair)| {
        let model = sample::model(&knobs);
        let Some(solved) = solved(&model) else {
            return Ok(());
        };
        let names = Measure::NAMED.map(|it| it.0);
        let pairs: Vec<(&str, &str)> = (0..5)
            .flat_map(|i| (i + 1..5).map(move |j| (names[i], names[j])))
            .collect();
        for (first, second) in [pairs[pair], ("margin", "outside-racks")] {
            match frontier(&model, &solved, first, second) {
                Ok(found) => {
                    prop_assert_eq!(wrong(&found), None, "{}:{}", first, second);
                    counts
                        .0
                        .set(counts.0.get() + corners_are_best(&solved, &found, 60)?);
                }
                Err(error) => {
                    return Err(TestCaseError::fail(format!("{first}:{second}: {error}")));
                }
            }
        }
        counts.1.set(counts.1.get() + 1);
        Ok(())
    });
    if let Err(why) = tried {
        panic!("{why}");
    }
    tally::report("frontier corners", counts.0.get(), counts.1.get());
}

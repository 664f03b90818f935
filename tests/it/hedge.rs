//! What to decide now, before it is known what comes: against programs made another way.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use waferline::formulation::{Column, Constraint, formulate};
use waferline::hedge::{
    Future, FutureOutcome, Futures, Hedge, HedgeError, Hedged, Risk, hedge, mean,
};
use waferline::lp::{ColumnId, Lp, LpBuilder};
use waferline::model::{Model, Series};
use waferline::solve::{Answer, solve_program};
use waferline::{Outcome, SolveOptions, Solved, solve};

use crate::sample::{self, PERIODS};
use crate::tally;

/// Two proved optima may differ by this share of the greater.
pub(crate) const SAME: f64 = 1e-8;

pub(crate) fn same(a: f64, b: f64, scale: f64) -> bool {
    (a - b).abs() <= SAME * a.abs().max(b.abs()).max(scale)
}

/// Returns how many of the models tried must have an answer at least, so that the test says something.
pub(crate) fn a_tenth(ordinary: u32) -> usize {
    (sample::tried(ordinary).cases / 10).max(1) as usize
}

pub(crate) fn solved(model: &Model) -> Option<Box<Solved>> {
    match solve(model, &SolveOptions::default()).expect("proved") {
        Outcome::Optimal(solved) => Some(solved),
        _ => None,
    }
}

pub(crate) fn best(futures: &Futures, risk: Risk) -> Option<Box<Hedge>> {
    match hedge(futures, risk, &SolveOptions::default()).expect("proved") {
        Hedged::Best(best) => Some(best),
        Hedged::None(_) => None,
    }
}

/// Random numbers for futures, from knobs that the model did not take.
struct Turns<'a>(std::iter::Cycle<std::slice::Iter<'a, f64>>);

impl Turns<'_> {
    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + self.0.next().expect("knobs") * (high - low)
    }

    fn below(&mut self, many: usize) -> usize {
        let at = self.between(0.0, many as f64);
        (0..many).rfind(|&i| i as f64 <= at).unwrap_or(0)
    }
}

/// Changes a series from a quarter on.
pub(crate) fn turn(series: &mut Series, from: usize, factor: f64) {
    let values = series.values().iter().enumerate();
    let values = values.map(|(t, &it)| if t >= from { it * factor } else { it });
    *series = Series::new(values.collect());
}

/// Returns the model with some of its numbers changed from a quarter on, of the kind that is news: prices, supply, demand.
fn turned(base: &Model, from: usize, turns: &mut Turns<'_>) -> Model {
    let mut model = base.clone();
    for _ in 0..=turns.below(3) {
        let factor = turns.between(0.5, 1.5);
        let (which, at) = (turns.below(9), turns.below(8));
        let nth = |count: usize| at % count.max(1);
        match which {
            0 => {
                let at = nth(model.foundries.len());
                turn(&mut model.foundries[at].capacity, from, factor);
                let commitment = &mut model.foundries[at].commitment;
                turn(commitment, from, factor.min(1.0));
            }
            1 => {
                let at = nth(model.foundries.len());
                turn(&mut model.foundries[at].wafer_price, from, factor);
            }
            2 => {
                let at = nth(model.components.len());
                turn(&mut model.components[at].supply, from, factor);
            }
            3 => {
                let at = nth(model.components.len());
                turn(&mut model.components[at].price, from, factor);
            }
            4 => {
                let at = nth(model.sites.len());
                turn(&mut model.sites[at].power_mw, from, factor);
            }
            5 => {
                let at = nth(model.services.len());
                turn(&mut model.services[at].demand, from, factor);
            }
            6 => {
                let at = nth(model.services.len());
                turn(&mut model.services[at].price, from, factor);
            }
            7 => {
                let at = nth(model.buyers.len());
                turn(&mut model.buyers[at].upside, from, factor);
            }
            _ => {
                let at = nth(model.buyers.len());
                for buys in &mut model.buyers[at].buys {
                    turn(&mut buys.price, from, factor);
                }
            }
        }
    }
    model
}

/// Returns futures of a random model: up to `most`, known from one quarter or one by one.
pub(crate) fn futures_of(base: &Model, knobs: &[f64], most: usize) -> Futures {
    let mut turns = Turns(knobs.iter().cycle());
    for _ in 0..17 {
        turns.between(0.0, 1.0);
    }
    let number = 1 + turns.below(most);
    let at_once = turns.between(0.0, 1.0) < 0.5;
    let first = turns.below(5);
    let mut left = 1.0;
    let mut all = Vec::new();
    for i in 0..number {
        let from = if at_once { first } else { turns.below(PERIODS) };
        let probability = left * turns.between(0.1, 0.8);
        left -= probability;
        let model = turned(base, from, &mut turns);
        all.push(Future::new(format!("future {i}"), probability, model).known_from(from));
    }
    Futures::new(base.clone(), all).expect("futures of one model")
}

/// A column of one future's copy of the whole program.
type Copied = (usize, Column);

/// What a row says: a rule of one future, or that two futures decide the same.
type Row = (usize, Option<Constraint>, Option<Column>);

/// Returns the program in which every future has all columns, and rows say that what is not known is decided alike.
fn split(futures: &Futures, costs: impl Fn(usize, usize, f64) -> f64) -> Lp<Copied, Row> {
    let mut builder: LpBuilder<Copied, Row> = LpBuilder::default();
    let programs: Vec<_> = futures
        .all()
        .iter()
        .map(|it| formulate(&it.model))
        .collect();
    let quarter = |column: Column| column.decided_in(futures.base());
    for (s, lp) in programs.iter().enumerate() {
        for (j, column) in lp.columns().iter().enumerate() {
            let cost = costs(s, j, column.cost);
            builder.add_column((s, column.key), cost, column.lower, column.upper);
        }
    }
    for (s, lp) in programs.iter().enumerate() {
        let mut terms: Vec<Vec<(Copied, f64)>> = vec![Vec::new(); lp.rows().len()];
        for (j, column) in lp.columns().iter().enumerate() {
            for (row, n) in lp.entries(ColumnId(j)) {
                terms[row.0].push(((s, column.key), n));
            }
        }
        for (row, terms) in lp.rows().iter().zip(terms) {
            builder.add_row((s, Some(row.key), None), row.lower, row.upper, terms);
        }
    }
    // Each future is tied to one that is never known before it, wherever neither is known.
    let all = futures.all();
    let late = |s: usize| all[s].known_from.unwrap_or(usize::MAX);
    let last = (0..all.len()).max_by_key(|&s| late(s)).expect("a future");
    for s in (0..all.len()).filter(|&s| s != last) {
        let keys = programs[s].columns().iter().chain(programs[last].columns());
        let keys: BTreeSet<Column> = keys.map(|it| it.key).collect();
        for key in keys.into_iter().filter(|&key| quarter(key) < late(s)) {
            let tied = [((s, key), 1.0), ((last, key), -1.0)];
            builder.add_row_of_existing((s, None, Some(key)), 0.0, 0.0, tied);
        }
    }
    builder.build()
}

/// Returns the best expected margin of the program in which every future has all columns; `None` where there is no plan.
fn split_optimum(futures: &Futures) -> Option<f64> {
    let lp = split(futures, |s, _, cost| futures.all()[s].probability * cost);
    match solve_program(&lp).expect("proved") {
        Answer::Optimal(solution) => Some(solution.objective),
        _ => None,
    }
}

pub(crate) fn is_plain(model: &Model) -> bool {
    !model.policy.service_first && model.is_decided()
}

#[test]
fn a_hedge_is_the_optimum_of_a_program_with_all_columns_for_each_future() {
    let (compared, none, one_by_one) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let count = |it: &Cell<usize>| it.set(it.get() + 1);
    sample::models(60, |model, knobs| {
        if !is_plain(model) {
            return Ok(());
        }
        let futures = futures_of(model, knobs, 5);
        let alone: Vec<_> = futures.all().iter().map(|it| solved(&it.model)).collect();
        if alone.iter().any(Option::is_none) {
            return match best(&futures, Risk::default()) {
                None => Ok(()),
                Some(_) => Err("a future without a plan is part of a hedge".to_owned()),
            };
        }
        let found = best(&futures, Risk::default());
        let expected = split_optimum(&futures);
        if futures.known_at_once().is_none() {
            count(&one_by_one);
        }
        match (found, expected) {
            (None, None) => count(&none),
            (Some(found), Some(expected)) => {
                count(&compared);
                let scale = found
                    .futures
                    .iter()
                    .map(|it| it.margin.abs())
                    .fold(1.0, f64::max);
                if !same(found.objective, expected, scale) {
                    return Err(format!("{} and {expected}", found.objective));
                }
                check(&futures, &found, scale)?;
            }
            (found, expected) => {
                return Err(format!("{} and {expected:?}", found.is_some()));
            }
        }
        Ok(())
    });
    let (compared, none) = (compared.get(), none.get());
    tally::report(
        "hedges against explicit nonanticipativity",
        compared,
        compared + none,
    );
    assert!(
        compared >= a_tenth(60) && one_by_one.get() > 0,
        "{compared} {none}"
    );
}

/// Checks what must hold of every hedge.
fn check(futures: &Futures, found: &Hedge, scale: f64) -> Result<(), String> {
    let margins: Vec<f64> = found.futures.iter().map(|it| it.margin).collect();
    let say = |holds: bool, what: &str| {
        let of = |(future, it): (&Future, &FutureOutcome)| {
            let (known, margin) = (future.known_from, it.margin);
            format!("{known:?} {margin} {} {:?}", it.wait_and_see, it.replanned)
        };
        let all: Vec<String> = futures.all().iter().zip(&found.futures).map(of).collect();
        if holds {
            Ok(())
        } else {
            Err(format!("{what}: {:?}, {all:#?}", found.worth))
        }
    };
    say(
        found.certificate.is_some_and(|it| it.holds()),
        "certificate",
    )?;
    say(
        same(futures.mean_of(&margins), found.expected_margin, scale),
        "mean of margins",
    )?;
    say(
        same(found.expected_margin, found.objective, scale),
        "objective",
    )?;
    for (future, it) in futures.all().iter().zip(&found.futures) {
        say(it.regret() >= -SAME * scale, "regret")?;
        let statement = it.plan.margin.present_value;
        say(same(statement, it.margin, scale), "margin of the plan")?;
        let own = solved(&future.model).expect("a plan").solution.objective;
        say(same(own, it.wait_and_see, scale), "wait and see")?;
    }
    let worth = &found.worth;
    say(
        worth.knowing.is_some_and(|it| it >= -SAME * scale),
        "knowing",
    )?;
    say(
        worth.hedging.is_none_or(|it| it >= -SAME * scale),
        "hedging",
    )?;
    let file = solved(futures.base());
    let mean = solved(&mean(futures));
    for (s, it) in found.futures.iter().enumerate() {
        for (plan, margin) in [(&file, it.replanned.file), (&mean, it.replanned.mean)] {
            let Some(plan) = plan else { continue };
            let again = replanned(futures, s, plan);
            let agrees = match (margin, again) {
                (Some(a), Some(b)) => same(a, b, scale),
                (None, None) => true,
                _ => false,
            };
            say(agrees, &format!("replanned {margin:?} and {again:?}"))?;
        }
    }
    // Before the news all plans decide the same.
    let shared = futures.shared_quarters();
    let first = &found.futures[0].plan;
    for it in &found.futures[1..] {
        for (a, b) in first.starts.iter().zip(&it.plan.starts) {
            let same = a
                .normal
                .iter()
                .zip(&b.normal)
                .take(shared)
                .all(|(a, b)| a == b);
            say(same, "starts before the news")?;
        }
    }
    Ok(())
}

/// Returns the best margin of a future whose columns before the news are held at those of a plan, within rounding.
fn replanned(futures: &Futures, s: usize, plan: &Solved) -> Option<f64> {
    let future = &futures.all()[s];
    let mut lp = formulate(&future.model);
    for j in 0..lp.columns().len() {
        let column = &lp.columns()[j];
        let told = futures.told_from(s).unwrap_or(PERIODS);
        if column.key.decided_in(futures.base()) < told {
            let value = plan.lp.value(&plan.solution.x, &column.key);
            let reach = 1e-9 * value.abs().max(1.0);
            let (lower, upper) = (column.lower, column.upper);
            if value < lower - reach || value > upper + reach {
                return None;
            }
            let held = (
                (value - reach).clamp(lower, upper),
                (value + reach).clamp(lower, upper),
            );
            lp.set_column_range(ColumnId(j), held.0, held.1);
        }
    }
    match solve_program(&lp).expect("proved") {
        Answer::Optimal(solution) => Some(solution.objective),
        _ => None,
    }
}

#[test]
fn worse_futures_weigh_more_by_the_risk() {
    let compared = Cell::new(0);
    sample::models(30, |model, knobs| {
        if !is_plain(model) {
            return Ok(());
        }
        let mut turns = Turns(knobs.iter().cycle());
        let futures = futures_of(model, knobs, 5);
        let risk = Risk::new(turns.between(0.0, 0.95), turns.between(0.05, 1.0)).expect("a risk");
        if futures.known_at_once().is_none() {
            return match hedge(&futures, risk, &SolveOptions::default()) {
                Err(HedgeError::RiskInStages) => Ok(()),
                other => Err(format!("{other:?}")),
            };
        }
        let (Some(found), Some(neutral)) = (best(&futures, risk), best(&futures, Risk::default()))
        else {
            return Ok(());
        };
        compared.set(compared.get() + 1);
        let margins: Vec<f64> = found.futures.iter().map(|it| it.margin).collect();
        let scale = margins.iter().fold(1.0_f64, |most, it| most.max(it.abs()));
        if !same(risk.value(&futures, &margins), found.objective, scale) {
            return Err(format!("{} is not what it is worth", found.objective));
        }
        let others: Vec<f64> = neutral.futures.iter().map(|it| it.margin).collect();
        if risk.value(&futures, &others) > found.objective + SAME * scale {
            return Err("the hedge without risk is better".to_owned());
        }
        // No weights within p/B of each future are better for it: the least of the best over them is the best of the least.
        let probability = futures.all().iter().map(|it| it.probability);
        let order: Vec<usize> = (0..margins.len()).collect();
        for first in &order {
            let mut left = 1.0;
            let mut weights = vec![0.0; margins.len()];
            let turned = order.iter().cycle().skip(*first).take(margins.len());
            for &s in turned {
                weights[s] = f64::min(left, futures.all()[s].probability / risk.worst);
                left -= weights[s];
            }
            let weighted: Vec<f64> = probability
                .clone()
                .zip(&weights)
                .map(|(p, q)| (1.0 - risk.weight) * p + risk.weight * q)
                .collect();
            let lp = split(&futures, |s, _, cost| weighted[s] * cost);
            let Answer::Optimal(bound) = solve_program(&lp).expect("proved") else {
                return Err("no bound".to_owned());
            };
            if found.objective > bound.objective + SAME * scale {
                return Err(format!("{} is above {}", found.objective, bound.objective));
            }
        }
        Ok(())
    });
    assert!(compared.get() >= a_tenth(30), "{compared:?}");
}

#[test]
fn one_certain_future_is_a_plan_and_those_known_at_once_are_their_own() {
    let model = Model::load("models/trainium.toml").expect("a model");
    let mut cheap = model.clone();
    for service in &mut cheap.services {
        turn(&mut service.price, 4, 0.8);
    }
    let one = Futures::new(
        model.clone(),
        vec![Future::new("cheap", 1.0, cheap.clone())],
    );
    let one = one.expect("futures");
    let alone = solved(&cheap).expect("a plan").solution.objective;
    let found = best(&one, Risk::default()).expect("a hedge");
    assert!(same(found.objective, alone, 1.0));
    assert!(
        found
            .worth
            .knowing
            .is_some_and(|it| it.abs() <= SAME * alone)
    );

    let known = Future::new("cheap", 0.5, cheap).known_from(0);
    let both = Futures::new(model.clone(), vec![known]).expect("futures");
    let found = best(&both, Risk::default()).expect("a hedge");
    // What is left when the other has not come is known too.
    assert_eq!(found.shared_quarters, 0);
    assert!(found.now().is_none() && found.differs.is_empty());
    let base = solved(&model).expect("a plan").solution.objective;
    assert!(same(found.futures[0].margin, alone, 1.0));
    assert!(same(found.futures[1].margin, base, 1.0));

    let alike = ["one", "two"].map(|name| Future::new(name, 0.5, model.clone()).known_from(3));
    let found = Futures::new(model, alike.to_vec()).expect("futures");
    let found = best(&found, Risk::default()).expect("a hedge");
    assert!(same(found.objective, base, 1.0));
    assert!(found.differs.len() <= usize::from(found.worth.file_is_one_of_several) * 1000);
    for worth in [
        found.worth.knowing,
        found.worth.correcting,
        found.worth.hedging,
    ] {
        assert!(worth.is_some_and(|it| it.abs() <= SAME * base), "{worth:?}");
    }
}

#[test]
fn a_future_says_nothing_before_it_is_known() {
    let base = Model::load("models/minimal.toml").expect("a model");
    let mut short = base.clone();
    turn(&mut short.components[0].supply, 1, 0.5);
    let new = |known| {
        Futures::new(
            base.clone(),
            vec![Future::new("short", 0.5, short.clone()).known_from(known)],
        )
    };
    assert!(new(1).is_ok());
    let Err(HedgeError::KnownTooLate(late)) = new(2) else {
        panic!("known too late")
    };
    let address = late[0].address.as_ref().expect("an address").to_string();
    assert_eq!((late.len(), &*address), (1, "component.hbm.supply@2027Q2"));
    let found = Futures::new(base.clone(), vec![Future::new("short", 0.5, short.clone())]);
    assert_eq!(found.expect("futures").all()[0].known_from, Some(1));
    // Prices may be others before they are known; by default they are known when they are.
    let mut dear = base.clone();
    turn(&mut dear.components[0].price, 0, 1.5);
    let late = Futures::new(
        base.clone(),
        vec![Future::new("dear", 0.5, dear.clone()).known_from(3)],
    );
    assert!(late.is_ok());
    let found = Futures::new(base.clone(), vec![Future::new("dear", 0.5, dear)]);
    assert_eq!(found.expect("futures").all()[0].known_from, Some(0));

    let wrong = |probability| {
        Futures::new(
            base.clone(),
            vec![Future::new("short", probability, short.clone())],
        )
    };
    assert!(matches!(wrong(0.0), Err(HedgeError::Probability { .. })));
    assert!(matches!(
        wrong(f64::NAN),
        Err(HedgeError::Probability { .. })
    ));
    assert!(matches!(wrong(1.1), Err(HedgeError::Probabilities(_))));
    let twice = ["a", "a"].map(|name| Future::new(name, 0.3, short.clone()));
    assert!(matches!(
        Futures::new(base.clone(), twice.to_vec()),
        Err(HedgeError::SameName(_))
    ));
    assert!(matches!(
        Futures::new(base.clone(), Vec::new()),
        Err(HedgeError::NothingMayCome)
    ));
    let mut other = base.clone();
    other.horizon.discount_rate += 0.01;
    let other = Futures::new(base, vec![Future::new("other", 0.3, other)]);
    assert!(matches!(other, Err(HedgeError::OtherBusiness { .. })));
}

#[test]
fn options_are_shared_until_they_are_decided() {
    let (hedged, compared) = (Cell::new(0), Cell::new(0));
    sample::models(12, |_, knobs| {
        let model = &sample::model_with_options(knobs, 2);
        let futures = futures_of(model, knobs, 2);
        let whole: Vec<_> = model
            .option_ids()
            .filter(|&id| model.option(id).is_free() && model.option(id).whole)
            .collect();
        let shares = model.options.iter().any(|it| it.is_free() && !it.whole);
        if whole.is_empty() || shares || model.policy.service_first {
            return Ok(());
        }
        let Some(found) = best(&futures, Risk::default()) else {
            return Ok(());
        };
        hedged.set(hedged.get() + 1);
        // Every selection for every future, those decided before the news alike.
        let choices: Vec<(usize, usize, u32)> = (0..futures.all().len())
            .flat_map(|s| whole.iter().map(move |&id| (s, id.0)))
            .map(|(s, id)| (s, id, model.options[id].at_most))
            .collect();
        let count: u32 = choices.iter().map(|it| it.2 + 1).product();
        if count > 600 {
            return Ok(());
        }
        compared.set(compared.get() + 1);
        let mut greatest = f64::NEG_INFINITY;
        for number in 0..count {
            let mut left = number;
            let mut taken: BTreeMap<(usize, usize), f64> = BTreeMap::new();
            for &(s, id, most) in &choices {
                taken.insert((s, id), f64::from(left % (most + 1)));
                left /= most + 1;
            }
            let mut lp = split(&futures, |s, _, cost| futures.all()[s].probability * cost);
            for (&(s, id), &times) in &taken {
                let option = waferline::model::OptionId(id);
                if let Some(column) = lp.column(&(s, Column::Taken { option })) {
                    lp.set_column_range(column, times, times);
                }
            }
            if let Answer::Optimal(solution) = solve_program(&lp).expect("proved") {
                greatest = greatest.max(solution.objective);
            }
        }
        let scale = found
            .futures
            .iter()
            .map(|it| it.margin.abs())
            .fold(1.0, f64::max);
        if !same(found.objective, greatest, scale) {
            return Err(format!("{} and {greatest}", found.objective));
        }
        Ok(())
    });
    let (hedged, compared) = (hedged.get(), compared.get());
    tally::report(
        "hedges with options against every selection",
        compared,
        hedged,
    );
    assert!(compared >= a_tenth(12), "{compared} of {hedged}");
}

//! Options: what is taken whole or left, against models without options and against all selections.

use std::cell::RefCell;

use waferline::model::{
    BuyerField, Field, FoundryField, Item, Model, PolicyField, ProcessField, Series, ServiceField,
    SiteField, StockField,
};
use waferline::{Outcome, SolveOptions, Solved, solve};

use waferline::explain::{OptionsAsked, bridge, explain, options};

use crate::limits_random::check_limits_of;
use crate::{sample, sample_options};

fn solved(model: &Model) -> Option<Solved> {
    match solve(model, &SolveOptions::default()).expect("proved") {
        Outcome::Optimal(solved) => Some(*solved),
        _ => None,
    }
}

/// Adds to one number of a model, by hand, and returns what it is then.
fn add(model: &mut Model, field: Field, t: usize, by: f64) -> f64 {
    let series = match field {
        Field::Foundry(id, FoundryField::Capacity) => &mut model.foundries[id.0].capacity,
        Field::Foundry(id, FoundryField::Commitment) => &mut model.foundries[id.0].commitment,
        Field::Foundry(id, FoundryField::Expansion(which, _)) => {
            &mut model.foundries[id.0].expansions[which].capacity
        }
        Field::Component(id, _) => &mut model.components[id.0].supply,
        Field::Process(id, ProcessField::Capacity) => &mut model.processes[id.0].capacity,
        Field::Process(id, ProcessField::Expansion(which, _)) => {
            &mut model.processes[id.0].expansions[which].capacity
        }
        Field::Site(id, SiteField::PowerMw) => &mut model.sites[id.0].power_mw,
        Field::Site(id, SiteField::Installed(rack)) => {
            let fleet = model.sites[id.0].fleet.iter_mut();
            &mut fleet
                .into_iter()
                .find(|it| it.0 == rack)
                .expect("a fleet")
                .1
        }
        Field::Service(id, ServiceField::Demand) => &mut model.services[id.0].demand,
        Field::Service(id, ServiceField::Committed) => &mut model.services[id.0].committed,
        Field::Buyer(id, BuyerField::Orders) => &mut model.buyers[id.0].orders,
        Field::Buyer(id, BuyerField::Upside) => &mut model.buyers[id.0].upside,
        Field::Policy(PolicyField::Budget) => &mut model.policy.budget,
        Field::Stock(item, field) => {
            let stock = match item {
                Item::Component(id) => &mut model.components[id.0].stock,
                Item::Rack(id) => &mut model.racks[id.0].stock,
                _ => panic!("{item:?}"),
            };
            match field {
                StockField::Receipts => &mut stock.receipts,
                StockField::Max => &mut stock.max,
                _ => {
                    let number = match field {
                        StockField::Opening => &mut stock.opening,
                        _ => &mut stock.closing_min,
                    };
                    *number += if t == 0 { by } else { 0.0 };
                    return *number;
                }
            }
        }
        other => panic!("{other:?}"),
    };
    *series = series.clone().with(t, series[t] + by);
    series[t]
}

/// Returns whether a number counts after the horizon too.
fn counts_in_tail(field: Field) -> bool {
    matches!(field, Field::Site(..) | Field::Service(..))
}

/// Returns the model without its decided options, what they add written into its numbers, and the present value of their cash;
/// `None` where a number is below 0 then.
fn without_options(model: &Model) -> Option<(Model, f64)> {
    let mut plain = model.clone();
    let mut cash = 0.0;
    for option in std::mem::take(&mut plain.options) {
        let times = option.taken.expect("decided");
        for addition in &option.adds {
            for t in 0..model.horizon.periods() {
                add(&mut plain, addition.field, t, times * addition.amounts[t]);
            }
        }
        let values = option.cash.values().iter().enumerate();
        cash += values
            .map(|(t, money)| times * money * model.horizon.rho(t))
            .sum::<f64>();
    }
    let added = model.options.iter().flat_map(|option| &option.adds);
    for field in added.map(|addition| addition.field) {
        let quarters = if counts_in_tail(field) {
            model.horizon.periods()
        } else {
            model.horizon.quarters
        };
        if (0..quarters).any(|t| add(&mut plain, field, t, 0.0) < 0.0) {
            return None;
        }
    }
    Some((plain, cash))
}

#[test]
fn what_is_taken_is_as_if_it_were_written_into_the_numbers() {
    let counts = RefCell::new([0_usize; 3]);
    sample::models(60, |_, knobs| {
        let mut model = sample::model_with_options(knobs, 4);
        for (i, option) in model.options.iter_mut().enumerate() {
            option.taken = Some(f64::from(option.at_most) * f64::from(u8::from(knobs[i] < 0.6)));
            option.requires.clear();
            option.excludes.clear();
        }
        let plain = without_options(&model);
        let cash = plain.as_ref().map_or(0.0, |(_, cash)| *cash);
        let plain = plain.and_then(|(plain, _)| solved(&plain));
        let mut counts = counts.borrow_mut();
        counts[2] += 1;
        match (solved(&model), plain) {
            (Some(one), Some(other)) => {
                counts[0] += 1;
                let (one, other) = (one.solution.objective, other.solution.objective + cash);
                let scale = 1e-9 * one.abs().max(cash.abs()).max(1.0);
                if (one - other).abs() > scale {
                    return Err(format!("{one} is not {other}"));
                }
                Ok(())
            }
            (None, None) => {
                counts[1] += 1;
                Ok(())
            }
            (one, other) => Err(format!("a plan: {}, {}", one.is_some(), other.is_some())),
        }
    });
    let [plans, none, models] = counts.into_inner();
    let (is_short, _) = sample::must_meet(0, 60);
    assert!(
        is_short || (plans > models / 2 && none > 0),
        "{plans} {none} {models}"
    );
}

/// Returns every selection of the whole options of a model with its best margin; shares are left to be decided.
pub fn all_selections(model: &Model) -> Vec<(Vec<u32>, Option<f64>)> {
    let whole: Vec<usize> = (0..model.options.len())
        .filter(|&i| model.options[i].whole && model.options[i].is_free())
        .collect();
    let mut all = vec![Vec::new()];
    for &i in &whole {
        let counts = |before: &Vec<u32>| {
            let before = before.clone();
            (0..=model.options[i].at_most).map(move |n| [&before[..], &[n]].concat())
        };
        all = all.iter().flat_map(counts).collect();
    }
    let margin = |counts: &[u32]| {
        let mut held = model.clone();
        for (&i, &count) in whole.iter().zip(counts) {
            held.options[i].taken = Some(f64::from(count));
        }
        solved(&held).map(|solved| solved.solution.objective)
    };
    all.into_iter()
        .map(|counts| {
            let margin = margin(&counts);
            (counts, margin)
        })
        .collect()
}

/// Returns the selection that is the best, and of those that earn the same the one that takes least, then more of the first.
fn best(all: &[(Vec<u32>, Option<f64>)]) -> Option<(Vec<u32>, f64)> {
    let most = all
        .iter()
        .filter_map(|it| it.1)
        .fold(f64::NEG_INFINITY, f64::max);
    let ties = all.iter().filter_map(|(counts, margin)| {
        let margin = (*margin)?;
        (most - margin <= 1e-9 * most.abs()).then_some((counts.clone(), margin))
    });
    let order = |counts: &[u32]| {
        let least: Vec<u32> = counts.iter().map(|&n| u32::MAX - n).collect();
        (counts.iter().sum::<u32>(), least)
    };
    ties.min_by_key(|(counts, _)| order(counts))
}

/// Returns whether a selection comes before another where both earn the same: the one that takes less in all, then the one with
/// more of what is listed first.
fn comes_first(one: &[f64], other: &[f64]) -> bool {
    let (less, more) = (one.iter().sum::<f64>(), other.iter().sum::<f64>());
    less < more || less == more && one > other
}

#[test]
fn the_best_selection_is_the_best_of_all() {
    let counts = RefCell::new([0_usize; 4]);
    sample::models(40, |_, knobs| {
        let model = sample::model_with_options(knobs, sample_options::at_most(5));
        let all = all_selections(&model);
        let found = solve(&model, &SolveOptions::default()).map_err(|error| error.to_string())?;
        let mut counts = counts.borrow_mut();
        counts[0] += 1;
        match (found, best(&all)) {
            (Outcome::Optimal(found), Some((selection, margin))) => {
                counts[1] += 1;
                let objective = found.solution.objective;
                let scale = 2e-9 * margin.abs().max(1.0);
                if (objective - margin).abs() > scale {
                    return Err(format!("{objective}, but {selection:?} earns {margin}"));
                }
                let free = model.options.iter().zip(&found.plan.options);
                let taken = free.clone().filter(|(option, _)| option.whole);
                let taken: Vec<f64> = taken.map(|(_, it)| it.taken).collect();
                // What surely ties with the best comes no earlier; what only just does may change places.
                let most = all.iter().filter_map(|it| it.1).fold(margin, f64::max);
                let surely = |it: &&(Vec<u32>, Option<f64>)| {
                    it.1.is_some_and(|margin| most - margin <= 0.5e-9 * most.abs())
                };
                let counted = |counts: &[u32]| counts.iter().map(|&n| f64::from(n)).collect();
                let mut surely = all.iter().filter(surely).map(|it| counted(&it.0));
                let earlier = surely.find(|it: &Vec<f64>| comes_first(it, &taken));
                if let Some(earlier) = earlier {
                    return Err(format!("takes {taken:?}, not {earlier:?}, of {all:?}"));
                }
                counts[2] += usize::from(taken.iter().any(|&n| n > 0.0));
                let proof = found
                    .selection
                    .as_ref()
                    .ok_or("no proof of the selection")?;
                if !proof.is_proved || (proof.bound - margin).abs() > scale {
                    return Err(format!("{proof:?} of {margin}"));
                }
                // Held so, the model has the same plan.
                let held = found.holding(&model).into_owned();
                let again = solved(&held).ok_or("no plan when held")?;
                if (again.solution.objective - objective).abs() > scale {
                    return Err(format!("held: {} of {objective}", again.solution.objective));
                }
                for ((option, is), held) in free.zip(&again.plan.options) {
                    if !option.whole && (is.taken - held.taken).abs() > 0.0 {
                        return Err(format!("a share of {} and {}", is.taken, held.taken));
                    }
                    if is.is_decided || !held.is_decided {
                        return Err(format!("{is:?} {held:?}"));
                    }
                }
                Ok(())
            }
            (Outcome::Infeasible(why), None) => {
                counts[3] += 1;
                if why.conflict.is_empty() {
                    return Err(format!("no conflict: {why:?}"));
                }
                Ok(())
            }
            (found, best) => Err(format!("{found:?} against {best:?}")),
        }
    });
    let [models, plans, taken, none] = counts.into_inner();
    let (is_short, _) = sample::must_meet(0, 40);
    assert!(
        is_short || (plans > models / 2 && taken > models / 4),
        "{models} {plans} {taken} {none}"
    );
}

#[test]
fn prices_hold_with_the_options_as_taken() {
    let counts = RefCell::new([0_usize; 2]);
    sample::models(16, |_, knobs| {
        let model = sample::model_with_options(knobs, 4);
        let Some(found) = solved(&model) else {
            return Ok(());
        };
        let held = found.holding(&model).into_owned();
        let told = explain(&model, &found).map_err(|error| error.to_string())?;
        let objective = found.solution.objective;
        if (told.imputation.total - objective).abs() > 1e-8 * objective.abs().max(1.0) {
            return Err(format!("{} of {objective}", told.imputation.total));
        }
        let pick = knobs.iter().filter(|&&knob| knob < 0.5).count();
        let (said, wrong) = check_limits_of(&model, &held, Box::new(found), Some(pick));
        let mut counts = counts.borrow_mut();
        counts[0] += 1;
        counts[1] += said.prices;
        if wrong.is_empty() {
            Ok(())
        } else {
            Err(wrong.join("\n"))
        }
    });
    let [models, statements] = counts.into_inner();
    let (is_short, least) = sample::must_meet(6, 16);
    assert!(models >= least, "{models}");
    assert!(
        is_short || statements > 20 * models,
        "{models} {statements}"
    );
}

#[test]
fn it_is_known_whether_those_are_all_selections() {
    let model = Model::builder("USD", "2027Q1", 2)
        .set("component.hbm.supply", 100)
        .set("component.hbm.price", 5)
        .set("buyer.shop.upside", 500)
        .set("buyer.shop.buys.hbm.price", 8)
        .set("option.line.adds", vec!["component.hbm.supply += 40"])
        .build()
        .expect("valid");
    for (top, listed, is_all) in [(1, 1, false), (2, 2, true), (3, 2, true)] {
        let asked = OptionsAsked { top, pairs: false };
        let found = options(&model, &SolveOptions::default(), &asked).expect("proved");
        assert_eq!((found.selections.len(), found.is_all), (listed, is_all));
    }
}

#[test]
fn a_margin_without_end_is_proved_exactly_beside_an_option_too() {
    let model = Model::builder("USD", "2027Q1", 2)
        .set("component.hbm.supply", 100)
        .set("component.hbm.price", 5)
        .set("buyer.shop.upside", 500)
        .set("buyer.shop.buys.hbm.price", 8)
        .set("option.line.adds", vec!["component.hbm.supply += 40"])
        .build()
        .expect("valid");
    let mut free = model.clone();
    // No file can say this: buying earns money, and nothing limits what is kept.
    free.components[0].supply = Series::constant(f64::INFINITY, model.horizon.periods());
    free.components[0].price = Series::constant(-1.0, model.horizon.periods());
    for model in [free.holding(&[0.0]), free] {
        let found = solve(&model, &SolveOptions::default().exactly()).expect("proved");
        let Outcome::Unbounded(why) = found else {
            panic!("{found:?}");
        };
        assert!(!why.ray.is_empty() && why.exact.is_some(), "{why:?}");
    }
}

/// Each model between two is searched again: what a part of an option would earn is nobody's.
#[test]
fn a_bridge_takes_options_whole() {
    let compared = RefCell::new([0_usize; 2]);
    sample::models(16, |_, knobs| {
        let base = sample::model_with_options(knobs, 4);
        let grown = |series: &Series, by: f64| {
            Series::new(series.values().iter().map(|value| value * by).collect())
        };
        let more = |model: &Model| {
            let mut model = model.clone();
            model.components[0].supply = grown(&model.components[0].supply, 1.2);
            model
        };
        let dearer = |model: &Model| {
            let mut model = model.clone();
            model.services[0].price = grown(&model.services[0].price, 1.3);
            model
        };
        let with = dearer(&more(&base));
        let (Some(from), Some(to)) = (solved(&base), solved(&with)) else {
            return Ok(());
        };
        let found = bridge(&base, &from, &with, &to).map_err(|error| error.to_string())?;
        let margin = |model: &Model| solved(model).map(|it| it.solution.objective);
        let (from, to) = (from.solution.objective, to.solution.objective);
        let mut compared = compared.borrow_mut();
        compared[0] += 1;
        for (path, alone, others) in [
            ("component.hbm.supply", more(&base), dearer(&base)),
            ("service.bedrock.price", dearer(&base), more(&base)),
        ] {
            let line = found.lines.iter().find(|line| line.inputs == [path]);
            let Some(line) = line else { continue };
            let alone = margin(&alone).map(|margin| margin - from);
            let last = margin(&others).map(|margin| to - margin);
            for (said, by_hand) in [(line.alone, alone), (line.last, last)] {
                let is_so = match (said, by_hand) {
                    (Some(said), Some(by_hand)) => {
                        (said - by_hand).abs() <= 1e-7 * from.abs().max(to.abs())
                    }
                    (said, by_hand) => said.is_none() && by_hand.is_none(),
                };
                if !is_so {
                    return Err(format!("{path}: {by_hand:?}, not {line:?}"));
                }
                compared[1] += 1;
            }
        }
        Ok(())
    });
    let [models, compared] = compared.into_inner();
    let (is_short, least) = sample::must_meet(6, 16);
    assert!(models >= least, "{models}");
    assert!(is_short || compared > models, "{compared} of {models}");
}

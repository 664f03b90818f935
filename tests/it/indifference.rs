//! What a sale gives way to and what it takes the place of, against models solved again at another price.

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use waferline::explain::{Beyond, Destination, IndifferencePrice, Sale, indifference_table, why};
use waferline::formulation::Column;
use waferline::input::Input;
use waferline::model::{Item, Model};
use waferline::{Outcome, SolveOptions, Solved, solve};

use crate::again::Again;
use crate::{sample, tally};

fn solved(model: &Model) -> Option<Box<Solved>> {
    match solve(model, &SolveOptions::default()).expect("proved") {
        Outcome::Optimal(solved) => Some(solved),
        _ => None,
    }
}

/// The model with the price of one sale at `price`.
fn at_price(model: &Model, it: &IndifferencePrice, price: f64) -> Model {
    let mut moved = model.clone();
    let t = model.horizon.index(it.quarter).expect("within");
    let buyer = moved.buyers.iter_mut().find(|buyer| buyer.id == it.buyer);
    let buys = buyer.expect("known").buys.iter_mut();
    let mut buys = buys.filter(|buys| model.item_id(buys.item) == it.item);
    let buys = buys.next().expect("known");
    buys.price = buys.price.clone().with(t, price);
    moved
}

/// Who gets what of a column: `None` for racks installed for own services.
fn goes_to(model: &Model, column: Column) -> Option<(Option<String>, String, usize)> {
    match column {
        Column::Deliver { buyer, item, t, .. } => {
            let buyer = model.buyer(buyer).id.clone();
            Some((Some(buyer), model.item_id(item).to_owned(), t))
        }
        Column::Install { rack, t, .. } => Some((None, model.rack(rack).id.clone(), t)),
        _ => None,
    }
}

fn is_rack(model: &Model, item: &str) -> bool {
    model.racks.iter().any(|rack| rack.id == item)
}

/// Checks all that is said of the plan just beyond a price; the other plan need not be the one that solving again finds, but
/// one that earns as much must do exactly what is said.
fn check(
    model: &Model,
    base: &Solved,
    it: &IndifferencePrice,
    beyond: &Beyond,
) -> Result<(), TestCaseError> {
    let found = it.indifference.expect("decided");
    let pays = it.price.expect("given");
    let is_sold = it.sale == Sale::Sold;
    let aside = 1e-6 * found.abs().max(pays.abs());
    let at = if is_sold {
        found - aside
    } else {
        found + aside
    };
    let other = solved(&at_price(model, it, at)).expect("still a plan");
    let money = 1e-8 * base.solution.objective.abs()
        + 4e-6 * found.abs().max(pays.abs()) * (1.0 + beyond.units.abs());
    if is_sold {
        let less = other.solution.objective - base.solution.objective;
        prop_assert!((less - beyond.margin).abs() <= money, "{it:?}: {less}");
        prop_assert!((beyond.units + it.units).abs() <= 1e-6 * it.units.max(1.0));
    } else {
        prop_assert_eq!(beyond.margin, 0.0);
        prop_assert!(beyond.units > 0.0, "{:?}", it);
    }
    let t = model.horizon.index(it.quarter).expect("within");
    let of = |who: &Option<String>, item: &str, sale: bool| -> (Vec<(Column, f64)>, f64) {
        let mut terms = Vec::new();
        let mut now = 0.0;
        for (j, column) in base.lp.columns().iter().enumerate() {
            let Some((to, what, at)) = goes_to(model, column.key) else {
                continue;
            };
            let is_sale = to.as_deref() == Some(&it.buyer) && what == it.item && at == t;
            if to == *who && what == item && is_sale == sale {
                terms.push((column.key, 1.0));
                now += base.solution.x[j];
            }
        }
        (terms, now)
    };
    let mut again = Again::of(&other);
    let mut held = |terms: Vec<(Column, f64)>, value: f64| {
        let room = 1e-5 * value.abs().max(1.0);
        let whole = std::mem::replace(&mut again, Again::of(&other));
        again = whole.hold(value - room, value + room, terms);
    };
    let (terms, now) = of(&Some(it.buyer.clone()), &it.item, true);
    held(terms, now + beyond.units);
    let (mut up, mut down) = (0.0_f64, 0.0_f64);
    let mut add = |net: f64| {
        up += net.max(0.0);
        down += (-net).max(0.0);
    };
    if is_rack(model, &it.item) {
        add(beyond.units);
    }
    for moved in &beyond.moves {
        let who = match &moved.to {
            Destination::Buyer { buyer } => Some(buyer.clone()),
            Destination::OwnUse => None,
        };
        let (terms, now) = of(&who, &moved.item, false);
        prop_assert!(!terms.is_empty());
        held(terms, now + moved.net());
        if is_rack(model, &moved.item) {
            add(moved.net());
        }
        let same = who.as_deref() == Some(&it.buyer) && moved.item == it.item;
        prop_assert_eq!(moved.is_same_sale, same);
    }
    let best = again.optimum();
    let best = best.ok_or_else(|| TestCaseError::fail(format!("cannot be: {it:?}")))?;
    prop_assert!(
        best >= other.solution.objective - money,
        "{it:?}: {best} instead of {}",
        other.solution.objective
    );
    prop_assert!((beyond.racks - up.max(down)).abs() <= 1e-9 * up.max(down));
    let placed = base.lp.columns().iter().zip(&base.solution.x);
    let placed: f64 = placed
        .filter(|(column, _)| {
            let is_sold = |item| matches!(item, Item::Rack(_));
            match column.key {
                Column::Install { .. } => true,
                Column::Deliver { item, .. } => is_sold(item),
                _ => false,
            }
        })
        .map(|(_, x)| x)
        .sum();
    prop_assert!((beyond.share_of_racks * placed.max(beyond.racks) - beyond.racks).abs() <= 1e-6);
    Ok(())
}

/// Checks every so manieth sale that a price decides; returns how many.
fn check_all(model: &Model, base: &Solved, step: usize) -> Result<usize, TestCaseError> {
    let table = indifference_table(model, base).expect("explained");
    let weights = table
        .deciding()
        .iter()
        .map(|it| it.1.weight())
        .collect::<Vec<_>>();
    prop_assert!(weights.windows(2).all(|pair| pair[0] >= pair[1] - 1e-6));
    let decided = table
        .prices
        .iter()
        .filter_map(|it| Some((it, it.beyond.as_ref()?)));
    let mut checked = 0;
    for (it, beyond) in decided.step_by(step) {
        check(model, base, it, beyond)?;
        checked += 1;
    }
    Ok(checked)
}

/// Checks that what own services would have to earn more or less flips a sale.
fn check_service_margins(model: &Model, base: &Solved) -> Result<usize, TestCaseError> {
    let mut checked = 0;
    let prices = model.services.iter().flat_map(|it| it.price.values());
    let most = prices.fold(0.0_f64, |most, &price| most.max(price));
    for buyer in &model.buyers {
        let Some(buys) = buyer.buys.first() else {
            continue;
        };
        let address = format!("buyer.{}.{}", buyer.id, model.item_id(buys.item));
        for reported in why(model, base, &address)
            .expect("explained")
            .into_iter()
            .step_by(2)
        {
            let (Some(margin), Some(price)) = (reported.service_margin, reported.indifference)
            else {
                continue;
            };
            let from = model.horizon.index(margin.from).expect("within");
            let sold = |change: f64| {
                let mut moved = model.clone();
                for service in &mut moved.services {
                    for t in from..model.horizon.periods() {
                        let price = service.price[t] + change;
                        service.price = service.price.clone().with(t, price);
                    }
                }
                let again = solved(&moved).expect("still a plan");
                let t = model.horizon.index(price.quarter).expect("within");
                let mut sold = again.plan.sold.iter();
                let sold = sold.find(|it| it.buyer == price.buyer && it.item == price.item);
                sold.map_or(0.0, |it| it.units[t]) > 1e-6
            };
            let aside = 2e-6 * most * margin.change.signum();
            let was = price.sale == Sale::Sold;
            prop_assert_eq!(sold(margin.change - aside), was, "{} {:?}", address, margin);
            prop_assert_eq!(
                sold(margin.change + aside),
                !was,
                "{} {:?}",
                address,
                margin
            );
            checked += 1;
        }
    }
    Ok(checked)
}

#[test]
fn what_replaces_a_sale_is_what_solving_again_finds() {
    let input = Input::open("models/trainium.toml".as_ref()).expect("readable");
    let mut statements = 0;
    let mut models = 0;
    let mut scenarios = vec![Vec::new()];
    scenarios.extend(input.scenarios().into_iter().map(|it| vec![it.name]));
    let is_full = std::env::var("WAFERLINE_CASES").is_ok();
    for scenario in scenarios {
        let names: Vec<&str> = scenario.iter().map(String::as_str).collect();
        let model = input.model(&names, &[]).expect("valid").model;
        let Some(base) = solved(&model) else { continue };
        statements += check_all(&model, &base, if is_full { 1 } else { 13 }).expect("true");
        models += 1;
    }
    let runner = &mut TestRunner::new(sample::tried(20));
    let counts = (Cell::new(statements), Cell::new(models), Cell::new(0));
    let knobs = prop::collection::vec(0.0..1.0_f64, sample::KNOBS);
    let tried = runner.run(&knobs, |knobs| {
        let model = sample::model(&knobs);
        let Some(base) = solved(&model) else {
            return Ok(());
        };
        counts.0.set(counts.0.get() + check_all(&model, &base, 4)?);
        counts.1.set(counts.1.get() + 1);
        counts
            .2
            .set(counts.2.get() + check_service_margins(&model, &base)?);
        Ok(())
    });
    if let Err(why) = tried {
        panic!("{why}");
    }
    tally::report("what replaces a sale", counts.0.get(), counts.1.get());
    tally::report(
        "service margin that flips a sale",
        counts.2.get(),
        counts.1.get(),
    );
}

#[test]
fn the_other_buyer_takes_the_racks_where_the_share_is_limited() {
    let input = Input::open("models/trainium.toml".as_ref()).expect("readable");
    let model = input.model(&[], &[]).expect("valid").model;
    let base = solved(&model).expect("a plan");
    let reported = why(&model, &base, "buyer.neocloud.trn3-ultra@2028Q1").expect("explained");
    let price = reported[0].indifference.as_ref().expect("a delivery");
    assert_eq!(price.sale, Sale::NotSold);
    let beyond = price.beyond.as_ref().expect("decided");
    let lab = Destination::Buyer {
        buyer: "frontier-lab".to_owned(),
    };
    let first = &beyond.moves[0];
    assert_eq!((&first.to, first.item.as_str()), (&lab, "trn3-ultra"));
    assert!((first.net() + beyond.units).abs() < 1e-6 * beyond.units);
    // Far from the whole answer: left to the table.
    assert!(!beyond.is_news());
}

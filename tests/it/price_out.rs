//! Why an activity is done or not: statements that add up, indifference prices that re-solves confirm, ties.

use approx::assert_relative_eq;
use proptest::prelude::*;
use waferline::explain::{
    IndifferencePrice, PriceLineKind, PriceOuts, Sale, Standing, Why, activities,
    indifference_table, ties, why,
};
use waferline::model::{Buys, Model, Series};
use waferline::report::document::{Block, Row};
use waferline::report::{text, why::document};
use waferline::{Outcome, SolveOptions, Solved, solve};

use crate::sample;

fn solved(model: &Model) -> Option<Box<Solved>> {
    match solve(model, &SolveOptions::default()).expect("certified") {
        Outcome::Optimal(solved) => Some(solved),
        _ => None,
    }
}

fn load(path: &str) -> (Model, Box<Solved>) {
    let model = Model::load(path).expect("loads");
    let solved = solved(&model).expect("has a plan");
    (model, solved)
}

fn one(model: &Model, solved: &Solved, address: &str) -> Why {
    let mut all = why(model, solved, address).expect("explained");
    assert_eq!(all.len(), 1);
    all.remove(0)
}

/// Every address that can be asked about, without quarters.
fn addresses(model: &Model) -> Vec<String> {
    let mut all = Vec::new();
    for buyer in &model.buyers {
        for buys in &buyer.buys {
            all.push(format!("buyer.{}.{}", buyer.id, model.item_id(buys.item)));
        }
    }
    for item in model.items() {
        all.push(model.item_path(item));
    }
    for die in &model.dies {
        all.push(format!("die.{}.hot_lot", die.id));
    }
    for service in &model.services {
        all.push(format!("service.{}", service.id));
    }
    for rack in &model.racks {
        for site in &model.sites {
            let path = format!("rack.{}.site.{}", rack.id, site.id);
            for service in &model.services {
                all.push(format!("{path}.service.{}", service.id));
            }
            all.push(path);
        }
    }
    all
}

/// Prices every activity of the model out; returns how many can happen and how many lines could not be rolled back.
fn price_everything(model: &Model, solved: &Solved) -> (usize, usize) {
    let price_outs = PriceOuts::of(model, solved);
    let (mut possible, mut elsewhere) = (0, 0);
    for address in addresses(model) {
        for activity in activities(model, &address).expect("known") {
            let priced = price_outs.price(&activity).expect("adds up");
            if matches!(priced.standing, Standing::Impossible { .. }) {
                continue;
            }
            possible += 1;
            let sum: f64 = priced.lines.iter().map(|line| line.present_value).sum();
            let largest = priced
                .lines
                .iter()
                .map(|line| line.present_value.abs())
                .fold(priced.net.abs(), f64::max);
            assert!(
                (sum - priced.net).abs() <= 1e-9 * largest,
                "{}: {sum} {}",
                priced.activity,
                priced.net
            );
            if let Some(short) = priced.falls_short_by {
                assert!(priced.checked);
                let missing = short * priced.discount;
                assert!(
                    (priced.net + missing).abs() <= 1e-7 * largest,
                    "{}: {} {missing} of {largest}",
                    priced.activity,
                    priced.net
                );
            }
            for line in &priced.lines {
                match &line.kind {
                    PriceLineKind::Elsewhere { .. } => elsewhere += 1,
                    PriceLineKind::DoesNotPay { activity } => {
                        panic!("{}: {activity} {}", priced.activity, line.present_value)
                    }
                    _ => {}
                }
            }
        }
    }
    (possible, elsewhere)
}

#[test]
fn every_statement_of_trainium_adds_up() {
    let (model, solved) = load("models/trainium.toml");
    let (possible, elsewhere) = price_everything(&model, &solved);
    assert!(possible > 300);
    // Nearly everything reaches its sources.
    assert!(elsewhere < 10, "{elsewhere}");
}

#[test]
fn the_degenerate_pair_sells_at_any_price() {
    let (model, solved) = load("models/known/degenerate-pair.toml");
    let table = indifference_table(&model, &solved).expect("explained");
    assert_eq!(table.prices.len(), 1);
    let price = &table.prices[0];
    assert_eq!(price.sale, Sale::Sold);
    assert_relative_eq!(price.units, 4.0);
    assert_relative_eq!(price.indifference.expect("found"), 0.0, epsilon = 1e-9);
    assert!(price.checked);
    // Where power is no limit, own service takes all ten boxes: outside has to pay what own service earns.
    let mut model = model;
    model.sites[0].power_mw = Series::constant(60.0, 1);
    let solved = self::solved(&model).expect("has a plan");
    let why = one(&model, &solved, "buyer.outside.box@2027Q1");
    let price = why.indifference.expect("a delivery");
    assert_eq!(price.sale, Sale::NotSold);
    assert_relative_eq!(price.indifference.expect("found"), 10.0, epsilon = 1e-9);
    assert_relative_eq!(
        why.price_out.falls_short_by.expect("not done"),
        2.0,
        epsilon = 1e-9
    );
    let margin = why.service_margin.expect("two less and it is sold");
    assert_relative_eq!(margin.change, -2.0, epsilon = 1e-9);
    let ties = ties(&model, &solved).expect("reported");
    assert!(ties.plan_is_unique);
}

#[test]
fn equal_plans_are_named() {
    let (mut model, _) = load("models/known/degenerate-pair.toml");
    model.buyers[0].buys[0].price = Series::constant(10.0, 1);
    let solved = solved(&model).expect("has a plan");
    let ties = ties(&model, &solved).expect("reported");
    assert!(!ties.plan_is_unique);
    let text = format!("{:?}", ties.ties);
    assert!(text.contains("own") || text.contains("outside"), "{text}");
}

#[test]
fn unknown_activities_are_told_the_nearest() {
    let (model, _) = load("models/trainium.toml");
    let error = activities(&model, "buyer.neocluod.trn3-ultra@2028Q2").expect_err("unknown");
    assert!(
        error.to_string().contains("buyer.neocloud.trn3-ultra"),
        "{error}"
    );
    for address in [
        "buyer.neocloud.buys.trn3-ultra@2028Q2",
        "site.aws.trn3-ultra@2028Q1..2028Q2",
        "die.trn3-compute@..2027Q2",
    ] {
        assert!(!activities(&model, address).expect("known").is_empty());
    }
    for address in [
        "service.bedrock@2099Q1",
        "service.bedrock@soon",
        "service.bedrock@2028Q2..2028Q1",
    ] {
        assert!(activities(&model, address).is_err());
    }
}

#[test]
fn indifference_prices_of_trainium_hold() {
    let (model, solved) = load("models/trainium.toml");
    let table = indifference_table(&model, &solved).expect("explained");
    assert_eq!(table.prices.len(), 48);
    let some: Vec<_> = table.prices.into_iter().step_by(7).collect();
    confirm(&model, &some).expect("confirmed");
}

#[test]
fn a_sale_that_is_not_made_says_what_is_missing() {
    let (model, solved) = load("models/trainium.toml");
    let why = one(&model, &solved, "buyer.neocloud.trn3-ultra@2028Q1");
    let price = why.indifference.clone().expect("a delivery");
    let short = why.price_out.falls_short_by.expect("not sold");
    assert_relative_eq!(
        price.indifference.expect("found") - price.price.expect("given"),
        short,
        max_relative = 1e-6
    );
    assert!(why.service_margin.expect("flips").change < 0.0);
    let text = text::render(&document(&model, std::slice::from_ref(&why), None), 100);
    for words in [
        "scarcity: CoWoS capacity",
        "falls short by",
        "sold from a price",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let json = serde_json::to_value(&why).expect("serializes");
    assert_eq!(json["price_out"]["standing"], "not-done");
    assert_eq!(json["price_out"]["lines"][0]["kind"], "money");
}

/// Solves from scratch with the price a millionth above and below.
fn confirm(model: &Model, prices: &[IndifferencePrice]) -> Result<(), TestCaseError> {
    for price in prices {
        let Some(found) = price.indifference else {
            continue;
        };
        prop_assert!(price.checked);
        let t = model.horizon.index(price.quarter).expect("within");
        let aside = 1e-6 * found.abs().max(price.price.unwrap_or(0.0).abs());
        for (at, sells) in [(found - aside, false), (found + aside, true)] {
            let mut moved = model.clone();
            let buyer = moved.buyers.iter_mut().find(|it| it.id == price.buyer);
            let item = |buys: &Buys| model.item_id(buys.item) == price.item;
            let buys = &mut buyer.expect("known").buys;
            let buys = buys.iter_mut().find(|buys| item(buys)).expect("known");
            let mut values = buys.price.values().to_vec();
            values[t] = at;
            buys.price = Series::new(values);
            let again = solved(&moved).expect("has a plan");
            let sold = again
                .plan
                .sold
                .iter()
                .find(|it| it.buyer == price.buyer && it.item == price.item);
            let units = sold.map_or(0.0, |it| it.units[t]);
            prop_assert!((units > 1e-6) == sells, "{price:?} at {at}: {units}");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(sample::tried(10))]

    #[test]
    fn random_models_are_explained(knobs in prop::collection::vec(0.0..1.0_f64, sample::KNOBS)) {
        let model = sample::model(&knobs);
        let Some(solved) = solved(&model) else { return Ok(()) };
        price_everything(&model, &solved);
        let table = indifference_table(&model, &solved).expect("explained");
        let some: Vec<_> = table.prices.into_iter().step_by(5).collect();
        confirm(&model, &some)?;
        ties(&model, &solved).expect("reported");
    }
}

/// The two parts of a statement sum to what is said beneath each, and together to what is left.
#[test]
fn the_parts_of_a_statement_sum() {
    let (model, _) = load("models/trainium.toml");
    let solved = solved(&model).expect("has a plan");
    let mut sums = 0;
    for address in [
        "buyer.neocloud.trn3-ultra@2028Q2",
        "rack.trn3-ultra.site.aws@2028Q2",
        "rack.trn3-ultra.site.aws.service.ec2@2028Q2",
        "buyer.frontier-lab.trn4-rack@2029Q1",
    ] {
        let whys = why(&model, &solved, address).expect("explained");
        let document = waferline::report::why::document(&model, &whys, None);
        let blocks = document.sections.iter().flat_map(|it| &it.blocks);
        let tables = blocks.filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        });
        for table in tables {
            let amount = |row: &Row| match row.cells[0].replace(',', "").as_str() {
                "-" => 0.0,
                small if small.starts_with('<') => 0.0,
                said => said.parse::<f64>().expect("a number"),
            };
            // Each line is rounded by half a hundredth at most, or by half a unit.
            let whole = table.rows.iter().all(|row| !row.cells[0].contains('.'));
            let rounding = if whole { 0.5 } else { 0.05 } * table.rows.len() as f64;
            let (mut part, mut all) = (0.0, 0.0);
            for row in &table.rows {
                match row.label.as_str() {
                    "together" => {
                        assert!((part - amount(row)).abs() <= rounding, "{address}: {row:?}");
                        sums += 1;
                        part = 0.0;
                    }
                    "what is left" => assert!((all - amount(row)).abs() <= rounding, "{address}"),
                    "falls short by" => assert!((all + amount(row)).abs() <= rounding, "{address}"),
                    _ => (part, all) = (part + amount(row), all + amount(row)),
                }
                // A part of one line has no sum of its own.
                if table.rows.iter().filter(|it| it.group == row.group).count() == 1 {
                    part = 0.0;
                }
            }
        }
    }
    assert!(sums >= 4, "{sums}");
}

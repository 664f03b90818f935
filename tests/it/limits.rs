//! Gain, loss and their ranges, against models solved again with the number moved.

use std::path::Path;

use approx::assert_relative_eq;
use proptest::prelude::*;
use waferline::explain::{LimitPrice, Price, price_limits, with_limit};
use waferline::input::Input;
use waferline::outcome::Solved;
use waferline::{Model, Outcome, SolveOptions, solve};

use crate::sample;

fn model(input: &Input) -> Model {
    input.model(&[], &[]).expect("a sound model").model
}

fn solved(model: &Model) -> Option<Box<Solved>> {
    match solve(model, &SolveOptions::default()).expect("proved") {
        Outcome::Optimal(solved) => Some(solved),
        _ => None,
    }
}

fn degenerate_pair() -> Input {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/known/degenerate-pair.toml");
    Input::open(&path).expect("readable")
}

#[test]
fn the_degenerate_pair_has_both_prices() {
    let model = model(&degenerate_pair());
    let solved = solved(&model).expect("a plan");
    let limits = price_limits(&model, &solved).expect("walks");
    assert!(!limits.prices_are_unique);
    let prices = |end: &str| {
        let group = limits
            .groups
            .iter()
            .find(|group| group.path.contains(end))
            .expect("a limit");
        let price = |side: Option<Price>| side.expect("priced").per_unit;
        (price(group.gain), price(group.loss))
    };
    // Worked by hand: known-optima, case 5.
    for (path, gain, loss) in [
        ("foundry", 0.0, 8.0),
        ("component", 0.0, 8.0),
        ("power", 2.0, 2.0),
    ] {
        let (g, l) = prices(path);
        assert_relative_eq!(g, gain, epsilon = 1e-9);
        assert_relative_eq!(l, loss, epsilon = 1e-9);
    }
    assert_eq!(limits.together.len(), 1);
    assert_relative_eq!(limits.together[0].gain_of_one_each, 8.0, epsilon = 1e-9);
}

/// Solves with one number moved inside a price's range and close to its end; the line must hold.
fn confirm(model: &Model, base: f64, money: f64, price: &LimitPrice, relax: bool) -> Vec<String> {
    let side = if relax { price.gain } else { price.loss };
    let up = relax == price.relaxed_by_raising;
    let sign = if up { 1.0 } else { -1.0 };
    let what = format!("{} {}", price.address, if relax { "gain" } else { "loss" });
    let is_share = price.address.path.contains("share");
    // The number can be outside its own bounds: a share above 1.
    let solve_at = |amount: f64| {
        let model = with_limit(model, &price.address, amount)?;
        (!is_share || amount <= 1.0).then(|| solved(&model).map(|solved| solved.solution.objective))
    };
    let Some(side) = side else {
        // Neither way out of here.
        let step = 1e-3 * price.limit.max(1.0);
        return match solve_at(price.limit + sign * step) {
            Some(Some(_)) => vec![format!("{what}: no price, but there is a plan")],
            _ => vec![],
        };
    };
    let reach = side
        .until
        .map_or(price.limit.max(1.0), |until| (until - price.limit).abs());
    let shares: &[f64] = if is_share {
        &[1e-4]
    } else {
        &[0.01, 0.5, 0.999]
    };
    let mut wrong = Vec::new();
    for share in shares {
        let step = if is_share {
            share * price.limit
        } else {
            share * reach
        };
        let amount = price.limit + sign * step;
        if step == 0.0 || amount < 0.0 {
            continue;
        }
        let change = if relax {
            side.per_unit * step
        } else {
            -side.per_unit * step
        };
        let tolerance = 1e-8 * money
            + if is_share {
                1e-2 * change.abs()
            } else {
                1e-6 * change.abs()
            };
        match solve_at(amount) {
            None => {}
            Some(Some(value)) if (value - base - change).abs() <= tolerance => {}
            other => wrong.push(format!(
                "{what} at {amount} ({share} of its range): {change} expected, {:?} found; {price:?}",
                other.flatten().map(|value| value - base)
            )),
        }
    }
    if let (Some(until), false) = (side.until, is_share) {
        let beyond = until + sign * 0.02 * reach.max(1e-3 * price.limit);
        if side.then_no_plan && beyond >= 0.0 && matches!(solve_at(beyond), Some(Some(_))) {
            wrong.push(format!("{what}: there is a plan beyond {until}"));
        }
    }
    wrong
}

/// Confirms every limit's prices of one model; returns how many sides were confirmed and what was contradicted.
fn confirm_all(model: &Model) -> (usize, Vec<String>) {
    if model.policy.service_first {
        return (0, Vec::new());
    }
    let Some(solved) = solved(model) else {
        return (0, Vec::new());
    };
    let limits = price_limits(model, &solved).expect("walks");
    let base = solved.solution.objective;
    let terms = solved.lp.columns().iter().zip(&solved.solution.x);
    let money = terms.map(|(c, x)| (c.cost * x).abs()).fold(1.0, f64::max);
    let imputed: f64 = limits.groups.iter().map(|group| group.imputed).sum();
    let mut wrong = Vec::new();
    if (imputed - base).abs() > 1e-9 * money {
        wrong.push(format!("imputed {imputed} of {base}"));
    }
    let mut sides = 0;
    for price in limits.groups.iter().flat_map(|group| &group.quarters) {
        if let (Some(gain), Some(loss)) = (price.gain, price.loss)
            && gain.per_unit > loss.per_unit + 1e-9 * money
            // Commitments tied in a wait limit: lowering one lowers the least of them, raising one does not raise it.
            && !price.address.path.ends_with(".committed")
        {
            wrong.push(format!("{}: gain above loss", price.address));
        }
        for relax in [true, false] {
            sides += 1;
            wrong.extend(confirm(model, base, money, price, relax));
        }
    }
    (sides, wrong)
}

#[test]
fn prices_of_the_minimal_model_are_confirmed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/minimal.toml");
    let (sides, wrong) = confirm_all(&model(&Input::open(&path).expect("readable")));
    assert!(sides > 50);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Ten wafers a quarter, rented out for 5 a rack or sold for 3; what else limits is set by each case.
const TEN_WAFERS: &str = r#"
model = { currency = "USD" }
horizon = { start = "2027Q1", quarters = 2, tail_quarters = 0 }
[foundry.fab]
capacity = 10
wafer_price = 1
[die.d]
foundry = "fab"
good_dies_per_wafer = 1
[process.pack]
capacity = 50
[chip.c]
dies = { d = 1 }
processes = { pack = 1 }
[rack.r]
chips = { c = 1 }
power_kw = 1
life_quarters = 1
[rack.r.stock]
holding_cost = 1
[site.s]
power_mw = 1
pue = 1
energy_price = 0
[service.v]
racks = { r = 1 }
price = 5
demand = 20
committed = 0
shortfall_penalty = 2
[buyer.b]
upside = 20
[buyer.b.buys.r]
price = 3
"#;

#[test]
fn degenerate_models_have_the_prices_of_solving_anew() {
    let cases: [(&str, &[&str]); 6] = [
        ("two capacities", &["process.pack.capacity = 10"]),
        ("demand as large as supply", &["service.v.demand = 10"]),
        (
            "all promised",
            &["service.v.committed = 10", "service.v.firm = true"],
        ),
        (
            "upside takes the rest",
            &["service.v.demand = 6", "buyer.b.upside = 4"],
        ),
        (
            "power as large as supply",
            &["site.s.power_mw = 0.01", "buyer.b.upside = 0"],
        ),
        (
            "three at once",
            &[
                "process.pack.capacity = 10",
                "service.v.demand = 4",
                "buyer.b.upside = 6",
            ],
        ),
    ];
    for (name, sets) in cases {
        let input = Input::from_toml("ten-wafers.toml", TEN_WAFERS);
        let model = input.model(&[], sets).expect("a sound model").model;
        let solved = solved(&model).expect("a plan");
        let limits = price_limits(&model, &solved).expect("walks");
        // Degenerate: some binding limit has two prices, or only one side on which there is a plan.
        let quarters = limits.groups.iter().flat_map(|group| &group.quarters);
        let mut two_sided = quarters.filter(|price| price.binding && price.limit > 0.0);
        let per_unit = |side: Option<Price>| side.map(|price| price.per_unit);
        assert!(
            two_sided.any(|price| per_unit(price.gain) != per_unit(price.loss)),
            "{name} is meant to be degenerate"
        );
        let (sides, wrong) = confirm_all(&model);
        assert!(sides > 10, "{name}");
        assert!(wrong.is_empty(), "{name}: {}", wrong.join("\n"));
    }
}

proptest! {
    #![proptest_config(sample::tried(2))]

    /// Every gain and loss is the difference of two models solved, up to where it holds.
    #[test]
    fn prices_of_random_models_are_confirmed(
        knobs in prop::collection::vec(0.0_f64..1.0, sample::KNOBS)
    ) {
        let (_, wrong) = confirm_all(&sample::model(&knobs));
        prop_assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

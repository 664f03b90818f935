//! Gain, loss and their ranges, against models solved again with the number moved.

use std::path::Path;

use approx::assert_relative_eq;
use waferline::Solved;
use waferline::explain::{Price, price_limits};
use waferline::input::Input;
use waferline::{Model, Outcome, SolveOptions, solve};

use crate::limits_random::check_limits;

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
            .find(|group| group.path.as_str().contains(end))
            .expect("a limit");
        let quarter = &group.quarters[0];
        let price = |side: Option<Price>| side.expect("priced").per_unit;
        (price(quarter.gain), price(quarter.loss))
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
    let one_each = limits.together[0].gain_of_one_each;
    assert_relative_eq!(one_each.expect("room"), 8.0, epsilon = 1e-9);
}

#[test]
fn prices_of_the_minimal_model_are_confirmed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/minimal.toml");
    let (said, wrong) = check_limits(&model(&Input::open(&path).expect("readable")), None);
    assert!(said.prices > 50);
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
        let (said, wrong) = check_limits(&model, None);
        assert!(said.prices > 10, "{name}");
        assert!(wrong.is_empty(), "{name}: {}", wrong.join("\n"));
    }
}

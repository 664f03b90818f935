//! What a plan does that its planner may not have meant.

use waferline::input::Input;
use waferline::plan::cautions;
use waferline::{Outcome, SolveOptions, solve};

const MODEL: &str = r#"
model = { currency = "USD" }
horizon = { start = "2027Q1", quarters = 3 }
[foundry.f]
capacity = [10, 20, 10]
wafer_price = 1
[die.d]
foundry = "f"
good_dies_per_wafer = 1
[chip.c]
dies = { d = 1 }
[rack.r]
chips = { c = 1 }
power_kw = 1
life_quarters = 2
operating_cost = 100
[site.s]
power_mw = 1
pue = 1
energy_price = 0
[service.v]
racks = { r = 1 }
price = 1
demand = 10
[buyer.b]
orders = { at = { "2027Q1" = 4 } }
upside = 10
late_penalty = 1
[buyer.b.buys.r]
price = [500, 100, 100]
[policy]
"#;

fn codes(sets: &[&str]) -> Vec<(&'static str, String)> {
    let loaded = Input::from_toml("cautions.toml", MODEL)
        .model(&[], sets)
        .expect("a sound model");
    let Outcome::Optimal(solved) = solve(&loaded.model, &SolveOptions::default()).expect("proved")
    else {
        panic!("there is a plan");
    };
    let found = cautions(&loaded.model, &solved.plan);
    found.into_iter().map(|it| (it.code, it.message)).collect()
}

#[test]
fn upside_sold_before_an_order_is_said() {
    let found = codes(&[]);
    let codes: Vec<_> = found.iter().map(|it| it.0).collect();
    assert_eq!(codes, ["upside-before-order"]);
    assert!(found[0].1.ends_with("in 2027Q1"), "{}", found[0].1);
    assert!(codes_are_none(&["buyer.b.late_penalty = 1000"]));
}

#[test]
fn racks_that_only_make_room_are_said() {
    let found = codes(&["policy.external_share_max = 0.5"]);
    let codes: Vec<_> = found.iter().map(|it| it.0).collect();
    assert!(codes.contains(&"installed-never-used"), "{found:?}");
    assert!(codes_are_none(&[
        "policy.external_share_max = 0.5",
        "buyer.b.late_penalty = 1000",
        "rack.r.operating_cost = 0"
    ]));
}

fn codes_are_none(sets: &[&str]) -> bool {
    let found = codes(sets);
    assert!(found.is_empty(), "{found:?}");
    true
}

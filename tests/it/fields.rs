//! The catalogue of fields: it has every field of the model file and no other, and means by each what an assignment means.

use std::collections::BTreeSet;

use serde_json::Value;
use waferline::Address;
use waferline::input::Input;
use waferline::model::Model;

/// A model with every part that a model can have.
pub(crate) const WHOLE: &str = r#"
[model]
currency = "USD"
[horizon]
start = "2027Q1"
quarters = 4
tail_quarters = 3
discount_rate = 0.1
[foundry.n3]
capacity = 100
wafer_price = 20
lead_quarters = 1
commitment = 10
take_or_pay = 0.5
hot_lot = { premium = 0.5, quarters_saved = 1, max_share = 0.2 }
expansion.fab2 = { capacity = 20, premium = 0.3 }
[die.compute]
foundry = "n3"
available_from = "2027Q1"
good_dies_per_wafer = 60
stock = { opening = 5, receipts = 1, in_process = { at = { "2028Q1" = 2 } }, max = 1000, closing_min = 2, holding_cost = 0.1, salvage_value = 1 }
[component.hbm]
supply = 400
price = 3
stock = { opening = 5, receipts = 1, in_process = { at = { "2028Q1" = 2 } }, max = 1000, closing_min = 2, holding_cost = 0.1, salvage_value = 1 }
[process.cowos]
capacity = 90
cost = 2
expansion.line2 = { capacity = 9, cost = 4 }
[chip.trn]
dies = { compute = 2 }
components = { hbm = 4 }
processes = { cowos = 1 }
yield = 0.9
lead_quarters = 1
cost = 7
stock = { opening = 5, receipts = 1, in_process = { at = { "2028Q1" = 2 } }, max = 1000, closing_min = 2, holding_cost = 0.1, salvage_value = 1 }
[rack.ultra]
chips = { trn = 8 }
components = { hbm = 1 }
processes = { cowos = 1 }
cost = 50
lead_quarters = 0
power_kw = 30
life_quarters = 4
operating_cost = 1
transfer_price = 500
stock = { opening = 1, receipts = 1, in_process = { at = { "2028Q1" = 2 } }, max = 1000, closing_min = 0, holding_cost = 0.1, salvage_value = 1 }
[site.home]
power_mw = 3
pue = 1.2
energy_price = 0.00005
racks = ["ultra"]
fleet.ultra = { installed = 5 }
[service.rent]
unit = "chip-quarter"
racks = { ultra = 8 }
sites = ["home"]
price = 40
variable_cost = 2
attach = { storage = 3 }
demand = 90
committed = 20
shortfall_penalty = 10
max_wait_quarters = 1
committed_before = [5]
[buyer.lab]
orders = 1
upside = 2
late_penalty = 3
cancel_after = 2
cancel_penalty = 4
backlog = { open = 1, due = [2] }
displaces = { rent = 8 }
displaces_quarters = 2
delivered_before = [1]
buys.ultra = { price = 900, delivery_cost = 3, order_units = 1, support = { margin = 2, quarters = 2 }, volume_discount = [{ from = 2, discount = 0.1 }, { from = 5, discount = 0.2 }] }
[option.grid]
cash = -100
[option.hall]
adds = ["site.home.power_mw@2027Q3.. += 1"]
cash = { at = { "2027Q3" = -50 } }
decided = "2027Q2"
requires = ["grid"]
excludes = ["lease"]
[option.lease]
adds = ["site.home.power_mw += 1"]
[policy]
external_share_max = 0.8
budget = 1000000
"#;

/// What the model file has that no plan sees: names, texts, quarters of the horizon, and how good dies per wafer come
/// about, which the model has as their number.
const NONE: [&str; 13] = [
    "$schema",
    "model.name",
    "model.currency",
    "horizon.start",
    "horizon.quarters",
    "horizon.tail_quarters",
    "service.*.unit",
    "die.*.geometry.",
    "die.*.yield.",
    "scenario.",
    "uncertainty.",
    ".name",
    ".note",
];

fn input() -> Input {
    Input::from_toml("whole.toml", WHOLE)
}

fn model(assignments: &[&str]) -> Model {
    let made = input().model(&[], assignments);
    made.unwrap_or_else(|wrong| panic!("{assignments:?}: {:?}", wrong.diagnostics))
        .model
}

/// Adds every path of a schema, ids as `*`.
fn walk(schema: &Value, path: &str, into: &mut BTreeSet<String>) {
    let at = |key: &str| {
        if path.is_empty() {
            key.to_owned()
        } else {
            format!("{path}.{key}")
        }
    };
    let inner = schema["properties"].as_object();
    let each = schema["additionalProperties"].is_object();
    if inner.is_none() && !each {
        into.insert(path.to_owned());
    }
    for (key, schema) in inner.into_iter().flatten() {
        walk(schema, &at(key), into);
    }
    if each {
        walk(&schema["additionalProperties"], &at("*"), into);
    }
}

/// Returns the path with its ids as `*`; steps of a volume discount are one field.
fn pattern(path: &str) -> String {
    let ids = [
        "n3", "fab2", "compute", "hbm", "cowos", "line2", "trn", "ultra", "home", "rent",
        "storage", "lab", "grid", "hall", "lease",
    ];
    let words = path
        .split('.')
        .map(|word| if ids.contains(&word) { "*" } else { word });
    words.collect::<Vec<_>>().join(".")
}

#[test]
fn every_field_of_the_model_file_is_in_the_catalogue_and_no_other() {
    let text = include_str!("../../schema/model.json");
    let schema: Value = serde_json::from_str(text).expect("the published schema");
    let mut of_file = BTreeSet::new();
    walk(&schema, "", &mut of_file);
    of_file.retain(|path| {
        let is_none =
            |of: &&str| path.starts_with(*of) || (of.starts_with('.') && path.ends_with(*of));
        !NONE.iter().any(is_none)
    });
    let of_catalogue: BTreeSet<String> = model(&[])
        .paths()
        .iter()
        .map(|path| pattern(path.as_str()))
        .collect();
    assert_eq!(of_file, of_catalogue);
}

#[test]
fn a_path_is_found_by_its_text() {
    let model = model(&[]);
    for path in model.paths() {
        let found = model.find_path(path.as_str()).expect("a field");
        assert_eq!(found.field, path.field, "{path}");
    }
    for step in ["1", "2"] {
        let text = format!("buyer.lab.buys.ultra.volume_discount.{step}");
        assert_eq!(model.find_path(&text).expect("a step"), text.as_str());
    }
    for wrong in [
        "",
        ".",
        "foundry",
        "foundry.n3",
        "foundry.n4.capacity",
        "foundry.n3.capacity.",
        "buyer.lab.buys.ultra.volume_discount.3",
    ] {
        assert!(model.find_path(wrong).is_none(), "{wrong}");
    }
}

#[test]
fn a_number_set_is_the_same_as_assigned() {
    let base = model(&[]);
    let mut set = 0;
    for path in base.paths() {
        // What each takes: a share, a number of quarters, any number.
        for amount in [0.125, 2.0] {
            let quarters = [
                None,
                Some(base.horizon.quarter(2)),
                Some(base.horizon.quarter(5)),
                Some(base.horizon.quarter_before(1)),
            ];
            for quarter in quarters {
                let address = Address {
                    path: path.clone(),
                    quarter,
                };
                let assignment = format!("{address} = {amount}");
                let Some(changed) = base.with_number(&address, amount) else {
                    continue;
                };
                // A demand below its commitment, a share above 1 are refused; what is taken means the same.
                if let Ok(assigned) = input().model(&[], &[&assignment]) {
                    assert!(assigned.model == changed, "{assignment}");
                    set += 1;
                }
            }
        }
    }
    assert!(set > 150, "only {set} numbers could be set");
}

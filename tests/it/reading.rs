//! What the model file means: series, defaults, assignments, CSV, JSON.

use std::path::Path;

use approx::assert_relative_eq;
use serde_json::{Value, json};
use waferline::Model;
use waferline::input::{Input, Loaded, json_schema};
use waferline::model::{BuyerId, DieId, Item, RackId, Series};

const BASE: &str = include_str!("../fixtures/base.toml");

/// Returns the base with one passage replaced, after the assignments.
fn loaded(passage: &str, instead: &str, sets: &[&str]) -> Loaded {
    assert_eq!(BASE.matches(passage).count(), 1, "{passage:?} in the base");
    let text = BASE.replacen(passage, instead, 1);
    Input::from_toml("base.toml", &text)
        .model(&[], sets)
        .unwrap_or_else(|rejected| panic!("{rejected}"))
}

fn model(passage: &str, instead: &str, sets: &[&str]) -> Model {
    loaded(passage, instead, sets).model
}

/// Returns the base after the assignments.
fn set(sets: &[&str]) -> Model {
    model("capacity = 1000", "capacity = 1000", sets)
}

fn values(series: &Series) -> &[f64] {
    series.values()
}

/// Returns the values of a capacity written in this form, over 4 quarters and a tail of 3.
fn written(form: &str) -> Vec<f64> {
    let model = model("capacity = 1000", &format!("capacity = {form}"), &[]);
    values(&model.foundries[0].capacity).to_vec()
}

#[test]
fn each_form_of_a_series() {
    assert_eq!(written("7"), [7.0; 7]);
    assert_eq!(written("7.5"), [7.5; 7]);
    assert_eq!(
        written("[1, 2, 3, 4.5]"),
        [1.0, 2.0, 3.0, 4.5, 4.5, 4.5, 4.5]
    );
    assert_eq!(
        written("[1, 2, 3, 4, 5, 6, 7]"),
        [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]
    );
    assert_eq!(
        written("{ from = { \"2027Q4\" = 9, \"2027Q2\" = 5, \"2028Q3\" = 1 } }"),
        [0.0, 5.0, 5.0, 9.0, 9.0, 9.0, 1.0]
    );
    assert_eq!(written("{ from = {} }"), [0.0; 7]);
    assert_eq!(
        written("{ at = { \"2027Q2\" = 5, \"2028Q1\" = 6 } }"),
        [0.0, 5.0, 0.0, 0.0, 6.0, 0.0, 0.0]
    );
    assert_eq!(
        written("{ start = 100, growth = 1 }"),
        [100.0, 200.0, 400.0, 800.0, 1600.0, 3200.0, 6400.0]
    );
    assert_eq!(
        written("{ start = 100, growth = -0.5 }"),
        [100.0, 50.0, 25.0, 12.5, 6.25, 3.125, 1.5625]
    );
    assert_eq!(
        written("{ start = 100, step = 50 }"),
        [100.0, 150.0, 200.0, 250.0, 300.0, 350.0, 400.0]
    );
    assert_eq!(
        written("{ start = 100, step = -40 }"),
        [100.0, 60.0, 20.0, 0.0, 0.0, 0.0, 0.0]
    );
    assert_eq!(
        written("{ csv = \"tests/fixtures/supply.csv\", column = \"hbm\" }"),
        // The row before the start does not hold; the rows after the tail are skipped.
        [
            240_000.0, 240_000.0, 250_000.0, 250_000.0, 260_000.0, 260_000.0, 260_000.0
        ]
    );
}

#[test]
fn what_is_committed_ends_with_the_horizon_unless_given_in_the_tail() {
    let committed = |form: &str, sets: &[&str]| {
        let model = model("committed = 6000", &format!("committed = {form}"), sets);
        values(&model.services[0].committed).to_vec()
    };
    assert_eq!(committed("5", &[]), [5.0, 5.0, 5.0, 5.0, 0.0, 0.0, 0.0]);
    assert_eq!(
        committed("[1, 2, 3, 4]", &[]),
        [1.0, 2.0, 3.0, 4.0, 0.0, 0.0, 0.0]
    );
    assert_eq!(
        committed("[1, 2, 3, 4, 5, 6, 7]", &[]),
        [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]
    );
    assert_eq!(
        committed("{ start = 1, step = 1 }", &[]),
        [1.0, 2.0, 3.0, 4.0, 0.0, 0.0, 0.0]
    );
    assert_eq!(
        committed("{ from = { \"2027Q1\" = 1, \"2028Q2\" = 9 } }", &[]),
        [1.0, 1.0, 1.0, 1.0, 0.0, 9.0, 9.0]
    );
    assert_eq!(
        committed("{ at = { \"2027Q1\" = 1, \"2028Q2\" = 9 } }", &[]),
        [1.0, 0.0, 0.0, 0.0, 0.0, 9.0, 0.0]
    );
    assert_eq!(
        committed(
            "{ csv = \"tests/fixtures/committed.csv\", column = \"units\" }",
            &[]
        ),
        [1.0, 1.0, 1.0, 1.0, 0.0, 9.0, 9.0]
    );
    let path = "service.rental.committed";
    let after = |form: &str, set: &str| committed(form, &[&format!("{path}{set}")]);
    assert_eq!(
        after("[1, 2, 3, 4, 5, 6, 7]", " = 9"),
        [9.0, 9.0, 9.0, 9.0, 0.0, 0.0, 0.0]
    );
    assert_eq!(
        after("5", "@2027Q4.. = 9"),
        [5.0, 5.0, 5.0, 9.0, 9.0, 9.0, 9.0]
    );
    assert_eq!(
        after("5", "@2028Q1 = 9"),
        [5.0, 5.0, 5.0, 5.0, 9.0, 0.0, 0.0]
    );
    assert_eq!(after("5", " *= 2"), [10.0, 10.0, 10.0, 10.0, 0.0, 0.0, 0.0]);
    // `=` alone leaves the tail out; a change acts on every quarter written out.
    assert_eq!(after("5", " += 2"), [7.0, 7.0, 7.0, 7.0, 2.0, 2.0, 2.0]);
    assert_eq!(
        after("5", "@2028Q1.. += 2"),
        [5.0, 5.0, 5.0, 5.0, 2.0, 2.0, 2.0]
    );
    assert_eq!(
        after("[1, 2, 3, 4, 5, 6, 7]", " += 1"),
        [2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]
    );
}

#[test]
fn the_tail_lasts_as_long_as_the_longest_life_or_support_in_the_file() {
    let tail =
        |passage, instead, sets: &[&str]| model(passage, instead, sets).horizon.tail_quarters;
    let derived = "quarters = 4";
    let given = "quarters = 4\ntail_quarters = 3";
    assert_eq!(tail(given, derived, &[]), 3);
    assert_eq!(tail(given, derived, &["rack.ultra.life_quarters = 9"]), 3);
    let text = BASE.replace("\ntail_quarters = 3", "");
    let of = |text: &str| {
        let loaded = Input::from_toml("base.toml", text).model(&[], &[]);
        loaded.map(|loaded| loaded.model.horizon.tail_quarters)
    };
    let support = format!("{text}support = {{ margin = 5, quarters = 6 }}\n");
    assert_eq!(of(&support).ok(), Some(5));
    let short = text.replace("life_quarters = 4", "life_quarters = 1");
    assert_eq!(of(&short).ok(), Some(0));
    let displacing =
        format!("{text}[buyer.x]\ndisplaces = {{ rental = 1 }}\ndisplaces_quarters = 9");
    assert_eq!(of(&displacing).ok(), Some(3));
}

#[test]
fn everything_has_its_default() {
    let model = set(&[]);
    let (foundry, chip, rack) = (&model.foundries[0], &model.chips[0], &model.racks[0]);
    assert!(foundry.commitment.is_zero() && foundry.take_or_pay.is_zero());
    assert!(foundry.hot_lot.is_none() && foundry.expansions.is_empty());
    assert_eq!(model.dies[0].available_from, Some(0));
    assert_eq!(values(&chip.good_share), [1.0; 7]);
    assert_eq!((chip.lead_quarters, rack.lead_quarters), (0, 0));
    assert!(chip.cost.is_zero() && rack.cost.is_zero() && rack.operating_cost.is_zero());
    assert!(rack.transfer_price.is_none() && rack.components.is_empty());
    // Goods in process arrive up to ten years after the horizon.
    let free = waferline::model::Stock {
        in_process: Series::constant(0.0, 44),
        ..waferline::model::Stock::free(7)
    };
    assert_eq!(rack.stock, free);
    let backlog = waferline::model::Backlog::default();
    assert_eq!(model.buyers[0].backlog, backlog);
    assert!(model.buyers[0].delivered_before.values().is_empty());
    assert!(model.services[0].committed_before.values().is_empty());
    assert!(model.sites[0].racks.is_none() && model.sites[0].fleet.is_empty());
    let service = &model.services[0];
    assert!(service.sites.is_none() && service.attach.is_empty() && !service.firm);
    assert!(service.variable_cost.is_zero() && service.max_wait_quarters.is_none());
    let buyer = &model.buyers[0];
    assert!(buyer.upside.is_zero() && buyer.cancel.is_none() && buyer.displaces.is_empty());
    let buys = &buyer.buys[0];
    assert_eq!((buys.item, buys.order_units), (Item::Rack(RackId(0)), 1.0));
    assert!(buys.delivery_cost.is_zero() && buys.support.is_none() && buys.steps.len() == 1);
    assert_eq!(buys.steps[0].width, f64::INFINITY);
    assert_eq!(values(&model.policy.budget), [f64::INFINITY; 7]);
    assert_eq!(values(&model.policy.external_share_max), [f64::INFINITY; 7]);
    assert!(!model.policy.service_first && model.name.is_none());
    assert_eq!(model.horizon.discount_rate, 0.0);
}

#[test]
fn a_die_is_available_from_a_quarter() {
    let from = |quarter: &str| {
        set(&[&format!("die.*.available_from = \"{quarter}\"")]).dies[0].available_from
    };
    assert_eq!(from("2026Q1"), Some(0));
    assert_eq!(from("2027Q3"), Some(2));
    assert_eq!(from("2027Q4"), Some(3));
    assert_eq!(from("2028Q1"), None);
    assert_eq!(from("2050Q1"), None);
}

#[test]
fn good_dies_come_from_geometry_and_yield() {
    let good = |model_and_more: &str| {
        let instead = format!(
            "geometry = {{ width_mm = 22, height_mm = 21.8, edge_exclusion_mm = 3, scribe_mm = 0.1 }}\nyield = {{ defects_per_cm2 = 0.09, {model_and_more} }}"
        );
        model("good_dies_per_wafer = 93", &instead, &[]).dies[0].good_dies_per_wafer[0]
    };
    // By hand: d = 294 mm, S = 22.1 x 21.9 = 483.99 mm2, 140.266 - 29.686 gross dies; x = 0.09 x 4.796 = 0.43164.
    let gross = 110.580;
    let expect = |written: &str, share: f64| {
        assert_relative_eq!(good(written), gross * share, max_relative = 1e-4);
    };
    expect("model = \"poisson\"", 0.649_442);
    expect("model = \"murphy\"", 0.659_619);
    expect("model = \"seeds\"", 0.698_500);
    expect("model = \"negative-binomial\", clustering = 3", 0.668_080);
    expect("model = \"bose-einstein\", layers = 10", 0.655_334);
    expect("model = \"poisson\", salvage = 0.5", 0.824_721);
    expect("model = \"murphy\", salvage = 1", 1.0);
    let perfect = model(
        "good_dies_per_wafer = 93",
        "geometry = { width_mm = 20, height_mm = 20 }\nyield = { model = \"murphy\", defects_per_cm2 = 0 }",
        &[],
    );
    assert_relative_eq!(
        perfect.dies[0].good_dies_per_wafer[0],
        143.393,
        max_relative = 1e-5
    );
}

#[test]
fn a_volume_discount_is_marginal() {
    let steps = |written: &str| {
        let instead = format!("price = 2250000\nvolume_discount = {written}");
        let model = model("price = 2250000", &instead, &[]);
        let steps = &model.buyer(BuyerId(0)).buys[0].steps;
        steps
            .iter()
            .map(|step| (step.width, step.discount))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        steps("[{ from = 250, discount = 0.1 }, { from = 100, discount = 0.05 }]"),
        [(100.0, 0.0), (150.0, 0.05), (f64::INFINITY, 0.1)]
    );
    assert_eq!(
        steps("[{ from = 0, discount = 0.1 }]"),
        [(0.0, 0.0), (f64::INFINITY, 0.1)]
    );
    assert_eq!(steps("[]"), [(f64::INFINITY, 0.0)]);
}

#[test]
fn assignments_act_on_the_written_out_values() {
    let capacity = |sets: &[&str]| {
        let model = model(
            "capacity = 1000",
            "capacity = { start = 100, step = 10 }",
            sets,
        );
        values(&model.foundries[0].capacity).to_vec()
    };
    assert_eq!(
        capacity(&["foundry.n3.capacity *= 2"]),
        [200.0, 220.0, 240.0, 260.0, 280.0, 300.0, 320.0]
    );
    assert_eq!(
        capacity(&[
            "foundry.n3.capacity += -10",
            "foundry.n3.capacity@2027Q2..2027Q3 *= 10"
        ]),
        [90.0, 1000.0, 1100.0, 120.0, 130.0, 140.0, 150.0]
    );
    assert_eq!(
        capacity(&[" foundry.n3.capacity @ 2027Q4.. =0 "]),
        [100.0, 110.0, 120.0, 0.0, 0.0, 0.0, 0.0]
    );
    assert_eq!(
        capacity(&["foundry.n3.capacity@2027Q3.. = { start = 1, growth = 1 }"]),
        [100.0, 110.0, 4.0, 8.0, 16.0, 32.0, 64.0]
    );
    assert_eq!(
        capacity(&["foundry.*.capacity = [1, 2, 3, 4]"])[3..],
        [4.0; 4]
    );
    assert_eq!(capacity(&["foundry.n3.capacity@2027Q2 = 1_000"])[1], 1000.0);
}

#[test]
fn any_field_of_a_table_that_is_there_can_be_set() {
    let model = set(&[
        "foundry.n3.hot_lot = { premium = 0.5, quarters_saved = 1, max_share = 0.1 }",
        "foundry.n3.hot_lot.premium@2027Q2 *= 2",
        "chip.accelerator.dies = { compute = 3 }",
        "chip.*.dies.compute += 1",
        "service.rental.attach = { storage = 300 }",
        "service.*.attach.* *= 2",
        "rack.ultra.lead_quarters += 1",
        "rack.ultra.stock = { opening = 7 }",
        "rack.ultra.stock.receipts@2027Q1 = 3",
        "buyer.neocloud.buys.ultra.support = { margin = 5, quarters = 2 }",
        "buyer.*.buys.*.price *= 2",
        "policy.budget@2027Q2 = 1e9",
        "policy.service_first = true",
        "model.name = \"other\"",
        "site.own.racks = []",
    ]);
    let hot_lot = model.foundries[0].hot_lot.as_ref();
    assert_eq!(
        hot_lot.map(|hot_lot| values(&hot_lot.premium)[..3].to_vec()),
        Some(vec![0.5, 1.0, 0.5])
    );
    assert_eq!(model.chips[0].dies, [(DieId(0), 4.0)]);
    assert_eq!(model.services[0].attach[0].1[6], 600.0);
    assert_eq!(model.racks[0].lead_quarters, 1);
    assert_eq!(model.racks[0].stock.opening, 7.0);
    assert_eq!(values(&model.racks[0].stock.receipts)[..2], [3.0, 0.0]);
    assert_eq!(model.buyers[0].buys[0].price[0], 4_500_000.0);
    // An absent limit means none: setting one quarter limits that quarter only.
    assert_eq!(
        values(&model.policy.budget)[..3],
        [f64::INFINITY, 1e9, f64::INFINITY]
    );
    assert!(model.policy.service_first);
    assert_eq!(model.name.as_deref(), Some("other"));
    assert_eq!(model.sites[0].racks, Some(Vec::new()));
}

#[test]
fn a_star_means_the_tables_that_have_the_field() {
    let more = "[rack.old]\nstock = { max = 5 }\ntransfer_price = 8\n[buyer.neocloud.buys.old]\nprice = 5\n[service.rental]";
    let model = model(
        "[service.rental]",
        more,
        &[
            "rack.*.transfer_price *= 2",
            "rack.*.stock.max += 1",
            "rack.*.operating_cost = 4",
        ],
    );
    let [ultra, old] = &model.racks[..] else {
        panic!("two racks");
    };
    assert!(ultra.transfer_price.is_none());
    assert_eq!(
        old.transfer_price.as_ref().map(|price| price[0]),
        Some(16.0)
    );
    assert_eq!((ultra.stock.max[0], old.stock.max[0]), (f64::INFINITY, 6.0));
    assert_eq!((ultra.operating_cost[0], old.operating_cost[0]), (4.0, 4.0));
}

#[test]
fn firm_by_assignment_drops_the_penalties() {
    let model = model(
        "late_penalty = 50000",
        "late_penalty = 50000\ncancel_after = 2\ncancel_penalty = 5",
        &[
            "service.*.firm = true",
            "buyer.*.firm = true",
            "buyer.*.late_penalty *= 2",
        ],
    );
    assert!(model.services[0].firm && model.services[0].shortfall_penalty.is_none());
    assert!(model.buyers[0].firm && model.buyers[0].cancel.is_none());
    assert!(model.buyers[0].late_penalty.is_zero());
}

#[test]
fn scenarios_come_before_sets_in_the_order_named() {
    let text = format!(
        "{BASE}[scenario.double]\ndescription = \"twice\"\nset = [\"foundry.n3.capacity *= 2\", 'foundry.n3.lead_quarters = 3']\n[scenario.more]\nset = [\"foundry.n3.capacity += 1\"]\n"
    );
    let input = Input::from_toml("base.toml", &text);
    let names: Vec<_> = input
        .scenarios()
        .into_iter()
        .map(|s| (s.name, s.description))
        .collect();
    let double = ("double".to_owned(), Some("twice".to_owned()));
    assert_eq!(names, [double, ("more".to_owned(), None)]);
    let capacity = |scenarios: &[&str]| {
        let loaded = input.model(scenarios, &["foundry.n3.capacity *= 10"]);
        let loaded = loaded.unwrap_or_else(|rejected| panic!("{rejected}"));
        (
            loaded.model.foundries[0].capacity[0],
            loaded.assignments.len(),
        )
    };
    assert_eq!(capacity(&[]), (10_000.0, 1));
    assert_eq!(capacity(&["double", "more"]), (20_010.0, 4));
    assert_eq!(capacity(&["more", "double"]), (20_020.0, 4));
}

#[test]
fn futures_are_read_with_the_scenarios() {
    let text = format!(
        r#"{BASE}
[scenario.short]
name = "Power is short"
description = "a hall comes later"
probability = 0.25
known_from = "2027Q3"
set = []
[scenario.wrong]
name = 3
probability = "half"
known_from = "2027Q7"
set = ["foundry.n3.capacity *= 2"]
[uncertainty.price]
vary = ["component.hbm.price *="]
uniform = {{ low = 0.9, high = 1.1 }}
known_from = "2028Q1"
[uncertainty.supply]
vary = ["component.hbm.supply *="]
uniform = {{ low = 0.9, high = 1.1 }}
"#
    );
    let input = Input::from_toml("base.toml", &text);
    let [short, wrong] = &input.scenarios()[..] else {
        panic!("two scenarios");
    };
    assert_eq!(short.display_name.as_deref(), Some("Power is short"));
    assert_eq!(short.description.as_deref(), Some("a hall comes later"));
    assert_eq!(short.probability, Some(0.25));
    assert_eq!(short.known_from, "2027Q3".parse().ok());
    // What cannot be read is missing here, and reported whole by `Input::model`.
    assert_eq!(wrong.name, "wrong");
    let read = (&wrong.display_name, wrong.probability, wrong.known_from);
    assert_eq!(read, (&None, None, None));
    let rejected = input.model(&[], &[]).expect_err("three mistakes");
    let codes = rejected.diagnostics.iter().map(|it| it.code);
    assert_eq!(
        codes.collect::<Vec<_>>(),
        ["wrong-type", "wrong-type", "bad-quarter"]
    );
    let right = text.replace(
        "[scenario.wrong]\nname = 3\nprobability = \"half\"\nknown_from = \"2027Q7\"",
        "[scenario.wrong]",
    );
    let loaded = Input::from_toml("base.toml", &right).model(&[], &[]);
    let loaded = loaded.unwrap_or_else(|rejected| panic!("{rejected}"));
    let known: Vec<_> = loaded
        .uncertainties
        .iter()
        .map(|it| it.known_from)
        .collect();
    assert_eq!(known, ["2028Q1".parse().ok(), None]);
}

fn full() -> Input {
    Input::open(Path::new("tests/fixtures/full.toml")).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_file_with_everything_loads_without_warnings() {
    let input = full();
    for scenarios in [&[][..], &["outbid"], &["late"], &["outbid", "late"]] {
        let loaded = input
            .model(scenarios, &[])
            .unwrap_or_else(|rejected| panic!("{rejected}"));
        assert_eq!(loaded.warnings, []);
        let names: Vec<&str> = loaded.files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(
            names,
            ["tests/fixtures/full.toml", "tests/fixtures/supply.csv"]
        );
    }
    let model = Model::load("tests/fixtures/full.toml");
    assert_eq!(
        model.ok(),
        input.model(&[], &[]).ok().map(|loaded| loaded.model)
    );
}

/// Returns the JSON of a TOML text; its tables are in the order of the alphabet.
fn as_json(text: &str) -> String {
    let mut tree: Value = toml::from_str(text).unwrap_or_else(|error| panic!("{error}"));
    tree["$schema"] = json!("https://example.org/schema.json");
    tree.to_string()
}

#[test]
fn json_says_the_same_as_toml() {
    let json = Input::from_json("base.json", &as_json(BASE)).model(&[], &[]);
    assert_eq!(json.ok().map(|loaded| loaded.model), Some(set(&[])));
    let full = include_str!("../fixtures/full.toml");
    let full = full.replace("supply.csv", "tests/fixtures/supply.csv");
    let json = Input::from_json("full.json", &as_json(&full)).model(&["outbid", "late"], &[]);
    let loaded = json.unwrap_or_else(|rejected| panic!("{rejected}"));
    assert_eq!(loaded.warnings, []);
    assert_eq!(loaded.assignments.len(), 4);
}

#[test]
fn the_order_of_keys_changes_nothing() {
    let reordered =
        BASE.replace(
            "capacity = 1000\nwafer_price = 27000\n",
            "wafer_price = 27000\ncapacity = 1000\n",
        )
        .replace(
            "[horizon]\nstart = \"2027Q1\"\nquarters = 4\ntail_quarters = 3\n",
            "",
        ) + "\n[horizon]\ntail_quarters = 3\nquarters = 4\nstart = \"2027Q1\"\n";
    assert_ne!(reordered, BASE);
    let of = |text: &str| {
        Input::from_toml("base.toml", text)
            .model(&[], &[])
            .ok()
            .map(|l| l.model)
    };
    assert!(of(BASE).is_some());
    assert_eq!(of(BASE), of(&reordered));
}

#[test]
fn every_number_knows_what_set_it() {
    let loaded = loaded(
        "capacity = 1000",
        "capacity = { from = { \"2027Q1\" = 1, \"2027Q3\" = 2 } }",
        &[
            "foundry.n3.capacity@2027Q4.. *= 2",
            "policy.budget@2027Q2 = 5",
        ],
    );
    let text_of = |path: &str, quarter: Option<&str>| {
        let quarter =
            quarter.map(|quarter| quarter.parse().unwrap_or_else(|error| panic!("{error}")));
        let span = loaded.places.of(path, quarter)?;
        let source = loaded.sources.get(span.source);
        Some(format!(
            "{}: {}",
            source.name,
            &source.text[span.start..span.end]
        ))
    };
    let found = |path: &str, quarter: Option<&str>| text_of(path, quarter).unwrap_or_default();
    let capacity = "foundry.n3.capacity";
    assert_eq!(found(capacity, Some("2027Q2")), "base.toml: 1");
    assert_eq!(found(capacity, Some("2027Q3")), "base.toml: 2");
    assert_eq!(
        found(capacity, Some("2028Q1")),
        "--set 1: foundry.n3.capacity@2027Q4.. *= 2"
    );
    assert_eq!(found(capacity, None), "base.toml: 1");
    assert_eq!(found("policy.budget", Some("2027Q2")), "--set 2: 5");
    assert_eq!(text_of("policy.budget", Some("2027Q3")), None);
    assert_eq!(found("foundry.n3", None), "base.toml: n3");
    assert_eq!(found("chip.accelerator.dies.compute", None), "base.toml: 2");
    assert_eq!(text_of("rack.ultra.operating_cost", Some("2027Q1")), None);
}

#[test]
fn a_model_can_be_built_in_rust() {
    let built = Model::builder("USD", "2027Q1", 4)
        .set("horizon.tail_quarters", 3)
        .set("foundry.n3.capacity", 1000)
        .set("foundry.n3.wafer_price", 27000.0)
        .set("foundry.n3.lead_quarters", 2)
        .set("die.compute.foundry", "n3")
        .set("die.compute.good_dies_per_wafer", 93)
        .set("component.hbm", json!({ "supply": 2400, "price": 430 }))
        .set("process.cowos.capacity", 100)
        .set("process.cowos.cost", 18000)
        .set("chip.accelerator.dies.compute", 2)
        .set("chip.accelerator.components.hbm", 4)
        .set("chip.accelerator.processes.cowos", 0.04)
        .set("rack.ultra.chips.accelerator", 144)
        .set("rack.ultra.power_kw", 187)
        .set("rack.ultra.life_quarters", 4)
        .set(
            "site.own",
            json!({ "power_mw": 30, "pue": 1.14, "energy_price": 0.08 }),
        )
        .set("service.rental.racks.ultra", 144)
        .set("service.rental.price", vec![3700; 4])
        .set("service.rental.demand", 9000)
        .set("service.rental.committed", 6000)
        .set("service.rental.shortfall_penalty", 2500)
        .set("buyer.neocloud.orders", 0)
        .set("buyer.neocloud.orders@2027Q3", 20)
        .set("buyer.*.late_penalty", 50000)
        .set("buyer.neocloud.buys.ultra.price", 2_250_000);
    assert_eq!(
        built
            .build()
            .unwrap_or_else(|rejected| panic!("{rejected}")),
        set(&[])
    );
    let wrong = built
        .set("foundry.n3.capacty", 5)
        .set("process.cowos.cost", "dear")
        .build();
    let reported = wrong.err().map(|rejected| rejected.to_string());
    insta::assert_snapshot!(reported.unwrap_or_default());
}

#[test]
fn the_schema_knows_every_key_in_use() {
    let schema = json_schema();
    let full: Value = toml::from_str(include_str!("../fixtures/full.toml"))
        .unwrap_or_else(|error| panic!("{error}"));
    let mut known = 0;
    assert_known(&schema, &schema, &full, &mut known);
    assert!(known > 150, "{known} keys");
    insta::assert_json_snapshot!(schema);
}

/// Every key of the value has a place in the schema, and every required key is there.
fn assert_known(root: &Value, schema: &Value, value: &Value, known: &mut usize) {
    let schema = match schema["$ref"].as_str() {
        Some(reference) => root.pointer(&reference[1..]).unwrap_or(&Value::Null),
        None => schema,
    };
    let (Some(entries), true) = (value.as_object(), schema["anyOf"].is_null()) else {
        return;
    };
    for required in schema["required"].as_array().into_iter().flatten() {
        assert!(
            required
                .as_str()
                .is_some_and(|key| entries.contains_key(key)),
            "{required}"
        );
    }
    for (key, value) in entries {
        let inner = match &schema["properties"][key] {
            Value::Null => &schema["additionalProperties"],
            inner => inner,
        };
        assert!(inner.is_object(), "{key} in {schema}");
        *known += 1;
        assert_known(root, inner, value, known);
    }
}

#[test]
fn goods_in_process_are_dated_by_their_arrival() {
    let model = |in_process: &str, sets: &[&str]| {
        let stock = format!("life_quarters = 4\nstock = {{ in_process = {in_process} }}");
        let model = model("life_quarters = 4", &stock, sets);
        let stock = model.racks[0].stock.clone();
        stock.arriving_later(4).collect::<Vec<_>>()
    };
    // In the tail, and after it: what was started arrives when it does.
    let dated = "{ at = { \"2028Q2\" = 3, \"2029Q4\" = 2 } }";
    assert_eq!(model(dated, &[]), [(5, 3.0), (11, 2.0)]);
    assert_eq!(
        model(dated, &["rack.ultra.stock.in_process *= 2"]),
        [(5, 6.0), (11, 4.0)]
    );
    assert_eq!(
        model(dated, &["rack.ultra.stock.in_process@2029Q4 = 7"]),
        [(5, 3.0), (11, 7.0)]
    );
    assert_eq!(
        model(dated, &["rack.ultra.stock.in_process@2028Q1..2028Q2 += 1"]),
        [(4, 1.0), (5, 4.0), (11, 2.0)]
    );
    // Other forms say something of the tail alone.
    assert_eq!(model("{ from = { \"2028Q3\" = 1 } }", &[]), [(6, 1.0)]);
}

#[test]
fn numbers_before_the_start_are_assigned_by_quarter() {
    let before = |sets: &[&str]| {
        let model = model(
            "late_penalty = 50000",
            "late_penalty = 50000\ndisplaces = { rental = 1 }\ndisplaces_quarters = 4\ndelivered_before = [3, 5]",
            sets,
        );
        model.buyers[0].delivered_before.values().to_vec()
    };
    assert_eq!(before(&[]), [3.0, 5.0]);
    let path = "buyer.neocloud.delivered_before";
    let set = |change: &str| before(&[&format!("{path}{change}")]);
    assert_eq!(set(" *= 2"), [6.0, 10.0]);
    assert_eq!(set(" += 1"), [4.0, 6.0]);
    assert_eq!(set(" = [7]"), [7.0]);
    assert_eq!(set("@2026Q3 = 1"), [1.0, 5.0]);
    assert_eq!(set("@2026Q2 = 9"), [9.0, 3.0, 5.0]);
    assert_eq!(set("@2026Q3..2026Q4 += 1"), [4.0, 6.0]);
    assert_eq!(set("@2026Q4.. = 0"), [3.0, 0.0]);
    assert_eq!(
        before(&["buyer.*.delivered_before *= 3"]),
        [9.0, 15.0],
        "by pattern"
    );
}

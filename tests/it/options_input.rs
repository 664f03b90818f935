//! Options as they are read: every form, every error with its place.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};
use waferline::Model;
use waferline::explain::input_changes;
use waferline::input::{AxisValue, Input, Loaded, Rejected, json_schema};
use waferline::model::{
    Addition, BuyerField, BuyerId, ComponentField, ComponentId, Field, OptionId, PlanOption,
    Series, SiteField, SiteId,
};

use crate::fields::WHOLE;

const BASE: &str = include_str!("../fixtures/base.toml");

/// Horizon 2027Q1 to 2027Q4, tail to 2028Q3.
const PERIODS: usize = 7;

pub(crate) fn input(options: &str) -> Input {
    Input::from_toml("base.toml", &format!("{BASE}\n{options}"))
}

pub(crate) fn loaded(options: &str, sets: &[&str]) -> Loaded {
    let made = input(options).model(&[], sets);
    made.unwrap_or_else(|rejected| panic!("{rejected}"))
}

fn option(options: &str, sets: &[&str]) -> PlanOption {
    let model = loaded(options, sets).model;
    model.options.first().expect("an option").clone()
}

/// Returns what one text adds, of an option that is decided in this quarter.
fn added(text: &str, decided: &str) -> Vec<f64> {
    let option = option(
        &format!("[option.hall]\nadds = ['{text}']\ndecided = \"{decided}\""),
        &[],
    );
    let [Addition { amounts, .. }] = &option.adds[..] else {
        panic!("{option:?}");
    };
    amounts.values().to_vec()
}

/// Returns code, message and the text at the place of everything that is wrong.
pub(crate) fn wrong(input: &Input, sets: &[&str]) -> Vec<(&'static str, String, String)> {
    let Err(Rejected {
        diagnostics,
        sources,
    }) = input.model(&[], sets)
    else {
        panic!("accepted");
    };
    let place = |span: waferline::source::Span| {
        sources.get(span.source).text[span.start..span.end].to_owned()
    };
    let found = diagnostics.iter().map(|it| {
        let at = it.labels.first().map(|label| place(label.span));
        (it.code, it.message.clone(), at.unwrap_or_default())
    });
    found.collect()
}

/// Asserts that options have one error, with this code, at this text, and that its message has these words.
pub(crate) fn one_wrong(options: &str, sets: &[&str], code: &str, at: &str, words: &str) {
    let found = wrong(&input(options), sets);
    let [(is, message, place)] = &found[..] else {
        panic!("{options}: {found:?}");
    };
    assert_eq!((*is, place.as_str()), (code, at), "{message}");
    assert!(message.contains(words), "{message}");
}

/// The example of the documentation, with what it needs around it.
const PAGE: &str = r#"
[model]
currency = "USD"
[horizon]
start = "2027Q1"
quarters = 12
tail_quarters = 8
[foundry.n3]
capacity = 12000
wafer_price = 27000
[die.trn4]
foundry = "n3"
good_dies_per_wafer = 93
[component.hbm4]
supply = 200000
price = 430
[chip.trainium4]
dies = { trn4 = 2 }
components = { hbm4 = 4 }
[rack.trn4-rack]
chips = { trainium4 = 144 }
power_kw = 187
life_quarters = 9
[site.aws]
power_mw = 100
pue = 1.14
energy_price = 0.08
[service.bedrock]
racks = { trn4-rack = 144 }
price = 3700
demand = 90000

[buyer.lab-deal]
late_penalty = 90000
[buyer.lab-deal.buys.trn4-rack]
price = { start = 2.35e6, growth = -0.02 }
[option.lab-deal]
name = "Agreement with the lab"
note = "until 2029"
adds = ["buyer.lab-deal.orders@2028Q1..2029Q4 += 250", "component.hbm4.supply@2028Q1.. += 40000"]
cash = { at = { "2027Q1" = 300e6 } }
[option.hall]
adds = ["site.aws.power_mw@2028Q3.. += 120"]
cash = { at = { "2027Q3" = -900e6 } }
at_most = 3
decided = "2027Q2"
requires = ["grid-link"]
[option.grid-link]
cash = { at = { "2027Q2" = -50e6 } }
[option.leased-hall]
adds = ["site.aws.power_mw@2027Q4.. += 60"]
cash = { from = { "2027Q4" = -30e6, "2030Q1" = 0 } }
excludes = ["second-lease"]
[option.second-lease]
adds = ["site.aws.power_mw@2028Q4.. += 60"]
cash = { from = { "2028Q4" = -30e6, "2030Q1" = 0 } }
[option.reserve]
adds = ["component.hbm4.supply += 1000"]
whole = false
taken = 0.5
"#;

fn stretch(from: usize, to: usize, amount: f64) -> Series {
    let amounts = (0..20).map(|t| if (from..to).contains(&t) { amount } else { 0.0 });
    Series::new(amounts.collect())
}

#[test]
fn the_example_of_the_documentation() {
    let loaded = Input::from_toml("page.toml", PAGE)
        .model(&[], &[])
        .unwrap_or_else(|rejected| panic!("{rejected}"));
    assert!(loaded.warnings.is_empty(), "{:?}", loaded.warnings);
    let model = &loaded.model;
    let [lab, hall, grid, lease, second, reserve] = &model.options[..] else {
        panic!("{:?}", model.options);
    };
    assert_eq!(
        *lab,
        PlanOption {
            id: "lab-deal".to_owned(),
            name: Some("Agreement with the lab".to_owned()),
            adds: vec![
                Addition {
                    field: Field::Buyer(BuyerId(0), BuyerField::Orders),
                    amounts: stretch(4, 12, 250.0),
                },
                Addition {
                    field: Field::Component(ComponentId(0), ComponentField::Supply),
                    amounts: stretch(4, 20, 40000.0),
                },
            ],
            cash: stretch(0, 1, 300e6),
            at_most: 1,
            decided: 0,
            requires: Vec::new(),
            excludes: Vec::new(),
            whole: true,
            taken: None,
        }
    );
    assert_eq!((hall.at_most, hall.decided), (3, 1));
    assert_eq!(hall.requires, [OptionId(2)]);
    assert_eq!(hall.adds[0].amounts, stretch(6, 20, 120.0));
    assert_eq!(hall.cash, stretch(2, 3, -900e6));
    assert!(grid.adds.is_empty());
    assert_eq!(lease.excludes, [OptionId(4)]);
    assert_eq!(lease.cash, stretch(3, 12, -30e6));
    // Said on one side.
    assert!(second.excludes.is_empty());
    assert!(!reserve.whole);
    assert_eq!(reserve.taken, Some(0.5));
    // What is added changes no number.
    assert_eq!(model.sites[0].power_mw, Series::constant(100.0, 20));
    assert!(model.buyers[0].orders.is_zero());
}

#[test]
fn the_same_in_json_and_within_the_schema() {
    let value: Value = toml::from_str(PAGE).expect("TOML");
    let input = Input::from_json("page.json", &value.to_string());
    let of_json = input.model(&[], &[]).unwrap_or_else(|it| panic!("{it}"));
    let of_toml = Input::from_toml("page.toml", PAGE).model(&[], &[]);
    // The library that writes the JSON sorts keys, so the order is another.
    let changes = input_changes(&of_json.model, &of_toml.expect("valid").model);
    assert!(changes.is_empty(), "{changes:?}");

    let schema = json_schema();
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    assert!(validator.is_valid(&value));
    for (key, wrong) in [
        ("adds", json!(["site.aws.power_mw = 5"])),
        ("adds", json!("site.aws.power_mw += 5")),
        ("at_most", json!(0)),
        ("taken", json!("yes")),
        ("taken", json!(-1)),
        ("cash", json!("much")),
        ("whole", json!(1)),
        ("requires", json!(["Grid"])),
    ] {
        let mut changed = value.clone();
        changed["option"]["hall"][key] = wrong.clone();
        assert!(!validator.is_valid(&changed), "{key} = {wrong}");
        let input = Input::from_json("page.json", &changed.to_string());
        assert!(input.model(&[], &[]).is_err(), "{key} = {wrong}");
    }
    for (key, right) in [
        ("taken", json!("free")),
        ("taken", json!(2)),
        ("cash", json!(-5.5)),
    ] {
        let mut changed = value.clone();
        changed["option"]["hall"][key] = right.clone();
        assert!(validator.is_valid(&changed), "{key} = {right}");
    }
}

#[test]
fn each_form_of_an_amount() {
    let at = "site.own.power_mw";
    let from_the_start = |form: &str| added(&format!("{at} += {form}"), "2027Q1");
    assert_eq!(from_the_start("7"), [7.0; PERIODS]);
    assert_eq!(from_the_start("-7.5"), [-7.5; PERIODS]);
    assert_eq!(
        from_the_start("[1, -2, 3, 4]"),
        [1.0, -2.0, 3.0, 4.0, 4.0, 4.0, 4.0]
    );
    assert_eq!(
        from_the_start(r#"{ from = { "2027Q2" = -5, "2028Q3" = 1 } }"#),
        [0.0, -5.0, -5.0, -5.0, -5.0, -5.0, 1.0]
    );
    assert_eq!(
        from_the_start(r#"{ at = { "2027Q2" = -5 } }"#),
        [0.0, -5.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    );
    assert_eq!(
        from_the_start("{ start = -8, growth = 0.5 }")[..3],
        [-8.0, -12.0, -18.0]
    );
    // What may be negative stops on its way to 0, from either side, and goes on away from it.
    assert_eq!(
        from_the_start("{ start = 5, step = -2 }")[..4],
        [5.0, 3.0, 1.0, 0.0]
    );
    assert_eq!(
        from_the_start("{ start = -5, step = 2 }")[..4],
        [-5.0, -3.0, -1.0, 0.0]
    );
    assert_eq!(
        from_the_start("{ start = -5, step = -2 }")[..3],
        [-5.0, -7.0, -9.0]
    );
    assert_eq!(
        from_the_start("{ start = 0, step = -2 }")[..3],
        [0.0, -2.0, -4.0]
    );
    // Numbers that do not vary.
    assert_eq!(
        added("component.hbm.stock.opening += 50", "2027Q1")[0],
        50.0
    );
    assert_eq!(
        added("component.hbm.stock.closing_min += 50", "2027Q4")[0],
        50.0
    );
}

#[test]
fn an_amount_from_a_csv() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("model.toml");
    let csv = "quarter,mw\n2026Q4,5\n2027Q2,20\n2027Q4,-30\n";
    std::fs::write(folder.path().join("hall.csv"), csv).expect("written");
    let options =
        "[option.hall]\nadds = ['site.own.power_mw += { csv = \"hall.csv\", column = \"mw\" }']";
    std::fs::write(&file, format!("{BASE}\n{options}")).expect("written");
    let loaded = Input::open(Path::new(&file))
        .expect("there")
        .model(&[], &[])
        .unwrap_or_else(|rejected| panic!("{rejected}"));
    assert_eq!(
        loaded.model.options[0].adds[0].amounts.values(),
        [0.0, 20.0, 20.0, -30.0, -30.0, -30.0, -30.0]
    );
    assert_eq!(loaded.files.len(), 2);
}

#[test]
fn an_amount_from_a_workbook() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("Power").expect("a name");
    for (row, (quarter, mw)) in (1..).zip([("2027Q2", 20.0), ("2027Q4", -30.0)]) {
        sheet.write_string(row, 0, quarter).expect("a cell");
        sheet.write_number(row, 1, mw).expect("a cell");
    }
    sheet.write_string(0, 0, "quarter").expect("a cell");
    sheet.write_string(0, 1, "mw").expect("a cell");
    book.save(folder.path().join("hall.xlsx")).expect("written");
    let file = folder.path().join("model.toml");
    let form = "{ xlsx = \"hall.xlsx\", sheet = \"Power\", column = \"mw\" }";
    let options = format!("[option.hall]\nadds = ['site.own.power_mw += {form}']\ncash = {form}");
    std::fs::write(&file, format!("{BASE}\n{options}")).expect("written");
    let model = Model::load(&file).unwrap_or_else(|it| panic!("{it}"));
    let values = [0.0, 20.0, 20.0, -30.0, -30.0, -30.0, -30.0];
    assert_eq!(model.options[0].adds[0].amounts.values(), values);
    assert_eq!(model.options[0].cash.values(), values);
}

#[test]
fn dates_of_an_address_and_of_the_decision() {
    let at = "site.own.power_mw";
    assert_eq!(
        added(&format!("{at}@2027Q2 += 5"), "2027Q1"),
        [0.0, 5.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    );
    assert_eq!(
        added(&format!("{at}@2027Q4.. += 5"), "2027Q2"),
        [0.0, 0.0, 0.0, 5.0, 5.0, 5.0, 5.0]
    );
    // With a series: its values in these quarters.
    assert_eq!(
        added(
            &format!("{at}@2027Q3..2028Q1 += {{ start = 10, step = 1 }}"),
            "2027Q1"
        ),
        [0.0, 0.0, 12.0, 13.0, 14.0, 0.0, 0.0]
    );
    // Undated: from the decision on, through the tail.
    assert_eq!(
        added(&format!("{at} += 5"), "2027Q3"),
        [0.0, 0.0, 5.0, 5.0, 5.0, 5.0, 5.0]
    );
    assert_eq!(
        added(&format!("{at} += [0, 0, 1, 2]"), "2027Q3"),
        [0.0, 0.0, 1.0, 2.0, 2.0, 2.0, 2.0]
    );
    // What is committed by an option is so in the tail too.
    assert_eq!(
        added("service.rental.committed += 5", "2027Q1"),
        [5.0; PERIODS]
    );
    assert_eq!(
        added("service.rental.committed += [1, 2, 3, 4]", "2027Q1"),
        [1.0, 2.0, 3.0, 4.0, 4.0, 4.0, 4.0]
    );
    let cash = |options: &str| option(options, &[]).cash;
    assert_eq!(
        cash("[option.a]\ncash = -5\ndecided = \"2027Q3\"").values(),
        [0.0, 0.0, -5.0, -5.0, -5.0, -5.0, -5.0]
    );
    assert_eq!(
        cash("[option.a]\ncash = [0, 0, -5, 2]\ndecided = \"2027Q3\"").values(),
        [0.0, 0.0, -5.0, 2.0, 2.0, 2.0, 2.0]
    );
}

#[test]
fn patterns_and_sums() {
    let options = r#"
[component.wire]
supply = 5
price = 1
stock.max = 100
[chip.test]
components = { hbm = 1, wire = 1 }
[buyer.tests]
upside = 5
buys.test.price = 10
[option.hall]
adds = ["component.*.supply += 5", "component.hbm.supply@2027Q2 += 7", "component.*.stock.max += 3", "*.own.power_mw += 1"]
"#;
    let found = wrong(&input(options), &[]);
    // A pattern stands for ids, not for kinds.
    assert_eq!(found.len(), 1, "{found:?}");
    let options = options.replace("*.own", "site.*");
    let option = option(&options, &[]);
    let all: Vec<(Field, f64, f64)> = option
        .adds
        .iter()
        .map(|it| (it.field, it.amounts[0], it.amounts[1]))
        .collect();
    let supply = |id| Field::Component(ComponentId(id), ComponentField::Supply);
    assert_eq!(all[0], (supply(0), 5.0, 12.0));
    assert_eq!(all[1], (supply(1), 5.0, 5.0));
    // Only where there is a limit.
    assert_eq!((all[2].1, all.len()), (3.0, 4));
    assert_eq!(all[3].0, Field::Site(SiteId(0), SiteField::PowerMw));
}

#[test]
fn a_limit_of_some_quarters_is_added_to_in_these() {
    let option = option(
        "[option.hall]\nadds = [\"policy.budget += 5\"]",
        &["policy.budget@2027Q2 = 1e6"],
    );
    assert_eq!(option.adds[0].amounts.values()[..3], [0.0, 5.0, 0.0]);
}

#[test]
fn additions_come_after_all_assignments() {
    let options = "[option.hall]\nadds = [\"site.own.power_mw += 5\"]\n[scenario.more]\nset = [\"site.own.power_mw *= 2\", \"option.hall.taken = 1\"]";
    let loaded = input(options)
        .model(&["more"], &["site.*.power_mw += 1"])
        .unwrap_or_else(|rejected| panic!("{rejected}"));
    let model = &loaded.model;
    assert_eq!(model.sites[0].power_mw, Series::constant(61.0, PERIODS));
    assert_eq!(
        model.options[0].adds[0].amounts,
        Series::constant(5.0, PERIODS)
    );
    assert_eq!(model.options[0].taken, Some(1.0));
}

const HALL: &str = r#"
[option.hall]
adds = ["site.own.power_mw += 5"]
cash = { at = { "2027Q3" = -900 } }
taken = 0
[option.grid]
cash = { from = { "2027Q2" = -10 } }
taken = 2
at_most = 2
[uncertainty.cost]
vary = ["option.*.cash *="]
uniform = { low = 0.9, high = 1.4 }
[uncertainty.signed]
vary = ["option.hall.taken ="]
discrete = { values = [0, 1] }
"#;

#[test]
fn options_are_assigned_to_as_any_table() {
    let of = |sets: &[&str]| option(HALL, sets);
    assert_eq!(of(&[]).taken, Some(0.0));
    assert_eq!(of(&["option.hall.taken = 1"]).taken, Some(1.0));
    assert_eq!(of(&["option.hall.taken = \"free\""]).taken, None);
    assert_eq!(of(&["option.*.taken = \"free\""]).taken, None);
    let cash = |sets: &[&str]| of(sets).cash;
    assert_eq!(cash(&["option.hall.cash@2027Q3 *= 1.5"])[2], -1350.0);
    assert_eq!(
        cash(&["option.hall.cash@2027Q4 += -5"]).values()[2..4],
        [-900.0, -5.0]
    );
    assert_eq!(cash(&["option.hall.cash = 7"]).values(), [7.0; PERIODS]);
    assert_eq!(
        cash(&["option.hall.cash += 7", "option.hall.decided = \"2027Q2\""]).values()[..3],
        [0.0, 7.0, -893.0]
    );
    assert_eq!(of(&["option.hall.at_most = 4"]).at_most, 4);
    assert!(!of(&["option.hall.whole = false"]).whole);
    assert_eq!(
        of(&["option.hall.requires = [\"grid\"]"]).requires,
        [OptionId(1)]
    );
    let adds = of(&["option.hall.adds = [\"site.own.power_mw@2027Q2 += 9\"]"]).adds;
    assert_eq!(adds[0].amounts.values()[..3], [0.0, 9.0, 0.0]);
    assert!(of(&["option.hall.adds = []"]).adds.is_empty());
    let wrong = wrong(
        &input(HALL),
        &["option.hall.taken *= 2", "option.hal.taken = 1"],
    );
    let codes: Vec<&str> = wrong.iter().map(|it| it.0).collect();
    assert_eq!(codes, ["not-numeric", "unknown-id"]);
}

#[test]
fn options_are_drawn_and_varied() {
    let input = input(HALL);
    let loaded = input.model(&[], &[]).unwrap_or_else(|it| panic!("{it}"));
    assert_eq!(loaded.uncertainties.len(), 2);
    let axes = input
        .axes(&[
            "option.hall.cash *= 0.5..1.5 / 3",
            "option.hall.taken = [0, 1, \"free\"]",
        ])
        .expect("axes");
    let taken: Vec<Option<f64>> = axes[1]
        .values
        .iter()
        .map(|value| {
            let set = format!("{} {}", axes[1].vary, value.assigned());
            option(HALL, &[&set]).taken
        })
        .collect();
    assert_eq!(taken, [Some(0.0), Some(1.0), None]);
    assert_eq!(axes[0].values[2], AxisValue::Number(1.5));
}

#[test]
fn options_are_built_in_rust() {
    let builder = Model::builder("USD", "2027Q1", 4)
        .set("component.hbm.supply", 1000)
        .set("component.hbm.price", 430)
        .set("buyer.other.buys.hbm.price", 500)
        .set(
            "option.deal.adds",
            json!(["buyer.other.orders@2027Q2 += 50"]),
        )
        .set("option.deal.cash", json!({ "at": { "2027Q1": 3 } }))
        .set("option.deal.cash@2027Q2", -1);
    let model = builder.build().unwrap_or_else(|it| panic!("{it}"));
    let option = &model.options[0];
    assert_eq!(option.adds[0].amounts.values(), [0.0, 50.0, 0.0, 0.0]);
    assert_eq!(option.cash.values(), [3.0, -1.0, 0.0, 0.0]);
    let wrong = builder
        .set("option.deal.adds", json!(["buyer.other.firm += 1"]))
        .build();
    let wrong = wrong.expect_err("not a number that is added to");
    assert_eq!(wrong.diagnostics[0].code, "option-cannot-add");
    let span = wrong.diagnostics[0].labels[0].span;
    let text = &wrong.sources.get(span.source).text[span.start..span.end];
    assert_eq!(text, "buyer.other.firm");
}

#[test]
fn places_lead_to_what_was_written() {
    let loaded = loaded(HALL, &["option.hall.taken = 1"]);
    let text = |path: &str, quarter: Option<&str>| {
        let quarter = quarter.map(|it| it.parse().expect("a quarter"));
        let span = loaded.places.of(path, quarter)?;
        Some(loaded.sources.get(span.source).text[span.start..span.end].to_owned())
    };
    let is = |path: &str, quarter: Option<&str>| text(path, quarter).unwrap_or_default();
    assert_eq!(is("option.hall.cash", Some("2027Q3")), "-900");
    assert_eq!(is("option.hall.taken", None), "1");
    assert_eq!(is("option.hall.adds", None), "[\"site.own.power_mw += 5\"]");
    assert_eq!(is("option.hall", None), "hall");
    assert_eq!(text("option.hall.decided", None), None);
}

#[test]
fn what_can_be_added_to_and_nothing_else() {
    // A commitment that is served after a wait cannot be; without the rule it can.
    let text = WHOLE.replace("max_wait_quarters = 1\n", "");
    let without = text.find("[option.grid]").expect("options");
    let policy = text.find("[policy]").expect("a policy");
    let text = format!("{}{}", &text[..without], &text[policy..]);
    let model =
        |option: &str| Input::from_toml("whole.toml", &format!("{text}\n{option}")).model(&[], &[]);
    let base = model("").unwrap_or_else(|it| panic!("{it}")).model;
    let mut can = BTreeSet::new();
    for path in base.paths() {
        let option =
            format!("[option.more]\nadds = [\"{path} += 1\", \"service.rent.demand += 1\"]");
        match model(&option) {
            Ok(loaded) => {
                let of_option = &loaded.model.options[0].adds;
                assert!(of_option.iter().any(|it| it.field == path.field), "{path}");
                can.insert(path.to_string());
            }
            Err(rejected) => {
                let found = &rejected.diagnostics;
                assert_eq!(found[0].code, "option-cannot-add", "{path}: {rejected}");
                let help = found[0].help.as_deref().unwrap_or_default();
                assert!(help.contains("of its own"), "{help}");
            }
        }
    }
    let stocked = ["die.compute", "component.hbm", "chip.trn", "rack.ultra"];
    let stocks = stocked.iter().flat_map(|item| {
        ["opening", "receipts", "max", "closing_min"].map(|key| format!("{item}.stock.{key}"))
    });
    let others = [
        "foundry.n3.capacity",
        "foundry.n3.commitment",
        "foundry.n3.expansion.fab2.capacity",
        "component.hbm.supply",
        "process.cowos.capacity",
        "process.cowos.expansion.line2.capacity",
        "site.home.power_mw",
        "site.home.fleet.ultra.installed",
        "service.rent.demand",
        "service.rent.committed",
        "buyer.lab.orders",
        "buyer.lab.upside",
        "policy.budget",
    ];
    let all: BTreeSet<String> = stocks.chain(others.map(str::to_owned)).collect();
    assert_eq!(can, all);
}

/// What is added, the code of what is wrong with it, the text at its place, and words of the message.
const WRONG: &[(&str, &str, &str, &str)] = &[
    (
        "site.own.power_mw = 5",
        "not-an-addition",
        "site.own.power_mw = 5",
        "only `+=` adds",
    ),
    (
        "site.own.power_mw *= 5",
        "not-an-addition",
        "site.own.power_mw *= 5",
        "only `+=` adds",
    ),
    (
        "site.own.power_mw",
        "assignment-syntax",
        "site.own.power_mw",
        "no assignment",
    ),
    (
        "site.own.power_mw +=",
        "assignment-syntax",
        "site.own.power_mw +=",
        "no value",
    ),
    (
        "site.own.power_mv += 5",
        "unknown-key",
        "power_mv",
        "power_mv",
    ),
    ("site.owm.power_mw += 5", "unknown-id", "owm", "no site"),
    ("sites.own.power_mw += 5", "unknown-key", "sites", "sites"),
    ("site.own.power_mw += many", "syntax", "many", ""),
    (
        "site.own.power_mw += \"5\"",
        "wrong-type",
        "\"5\"",
        "not a text",
    ),
    (
        "site.own.power_mw += [1, 2]",
        "series-length",
        "[1, 2]",
        "2 values",
    ),
    (
        "site.own.power_mw += 1e16",
        "number-out-of-range",
        "1e16",
        "1e15",
    ),
    ("site.own.power_mw += inf", "not-finite", "inf", "finite"),
    (
        "site.own.power_mw@2030Q1 += 5",
        "outside-horizon",
        "2030Q1",
        "2030Q1",
    ),
    ("site.own.power_mw@2030 += 5", "bad-quarter", "2030", "2030"),
    (
        "component.hbm.stock.opening@2027Q1 += 5",
        "not-by-quarter",
        "2027Q1",
        "vary",
    ),
    (
        "component.hbm.stock.opening += [1, 2, 3, 4]",
        "wrong-type",
        "[1, 2, 3, 4]",
        "a list",
    ),
    (
        "component.*.stock.max += 5",
        "matches-nothing",
        "component.*.stock.max",
        "nothing",
    ),
    (
        "component.hbm.stock.max += 5",
        "no-limit",
        "component.hbm.stock.max",
        "no limit",
    ),
    (
        "policy.budget += 5",
        "no-limit",
        "policy.budget",
        "no limit",
    ),
    (
        "site.own.fleet.ultra.installed += 5",
        "unknown-id",
        "ultra",
        "ultra",
    ),
    (
        "horizon.discount_rate += 0.1",
        "option-cannot-add",
        "horizon.discount_rate",
        "cannot add",
    ),
    (
        "buyer.*.buys.*.price += 5",
        "option-cannot-add",
        "buyer.*.buys.*.price",
        "cannot add",
    ),
    (
        "option.hall.cash += 5",
        "option-cannot-add",
        "option.hall.cash",
        "cannot add",
    ),
    ("site.own += 5", "not-assignable", "site.own", "whole table"),
];

#[test]
fn what_is_wrong_with_an_addition() {
    let adds = |text: &str| format!("[option.hall]\nadds = ['{text}']");
    for (text, code, at, words) in WRONG {
        one_wrong(&adds(text), &[], code, at, words);
    }
    // All at once, each at its place.
    let found = wrong(
        &input(
            "[option.hall]\nadds = ['site.own.pue += 1', 'site.own.power_mw = 1']\nrequire = []",
        ),
        &[],
    );
    let codes: Vec<&str> = found.iter().map(|it| it.0).collect();
    assert_eq!(
        codes,
        ["option-cannot-add", "not-an-addition", "unknown-key"]
    );
}

#[test]
fn what_comes_before_the_decision() {
    let late = |rest: &str| format!("[option.hall]\ndecided = \"2027Q3\"\n{rest}");
    for (rest, at) in [
        ("adds = ['site.own.power_mw@2027Q2.. += 5']", "2027Q2.."),
        (
            "adds = ['site.own.power_mw += { from = { \"2027Q1\" = 5 } }']",
            "5",
        ),
        ("adds = ['site.own.power_mw += [0, 6, 1, 1]']", "6"),
        (
            "adds = ['component.hbm.stock.opening += 5']",
            "component.hbm.stock.opening",
        ),
        ("cash = { at = { \"2027Q2\" = -7 } }", "-7"),
        ("cash = { from = { \"2027Q1\" = -7 } }", "-7"),
        ("cash = [0, -7, 0, 0]", "-7"),
    ] {
        one_wrong(
            &late(rest),
            &[],
            "before-decided",
            at,
            "is decided in 2027Q3",
        );
    }
    one_wrong(
        HALL,
        &["option.hall.decided = \"2027Q4\""],
        "before-decided",
        "-900",
        "`option.hall.cash@2027Q3`",
    );
    one_wrong(
        &late("cash = -1"),
        &["option.hall.cash@2027Q1 += -5"],
        "before-decided",
        "option.hall.cash@2027Q1 += -5",
        "2027Q1",
    );
    // Nothing there is no cash and no addition.
    loaded(
        &late("cash = { from = { \"2027Q1\" = 0, \"2027Q3\" = -5 } }"),
        &[],
    );
    loaded(
        &late("adds = ['site.own.power_mw@2027Q1.. += [0, 0, 5, 5]']"),
        &[],
    );
    for decided in ["2028Q1", "2026Q4"] {
        one_wrong(
            &format!(
                "[option.hall]\ncash = {{ at = {{ \"2027Q3\" = 1 }} }}\ndecided = \"{decided}\""
            ),
            &[],
            "outside-horizon",
            &format!("\"{decided}\""),
            "outside the horizon",
        );
    }
}

//! Wrong and doubtful models: a snapshot of what each is reported.
//!
//! Each case is `base.toml` with one passage replaced, and assignments where it needs some.

use std::fmt::Write;

use waferline::input::{Input, Rejected};

/// Compares with the snapshot, which need not repeat the cases.
macro_rules! snapshot {
    ($reported:expr) => {
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!($reported);
        });
    };
}

const BASE: &str = include_str!("../fixtures/base.toml");

/// A passage of the base, what stands there instead, and assignments.
type Case<'a> = (&'a str, &'a str, &'a [&'a str]);

/// Returns what each case is reported, in plain text.
fn reported(cases: &[Case]) -> String {
    let mut all = String::new();
    for (passage, instead, sets) in cases {
        assert_eq!(BASE.matches(passage).count(), 1, "{passage:?} in the base");
        let text = BASE.replacen(passage, instead, 1);
        let sets_shown = sets.iter().fold(String::new(), |reported, set| {
            reported + " --set '" + set + "'"
        });
        let _ = writeln!(all, "## {:?}{sets_shown}", instead.replace('\n', " ⏎ "));
        let _ = writeln!(
            all,
            "{}\n",
            findings_of(&Input::from_toml("base.toml", &text), &[], sets)
        );
    }
    all
}

fn findings_of(input: &Input, scenarios: &[&str], sets: &[&str]) -> String {
    match input.model(scenarios, sets) {
        Err(rejected) => rejected.to_string(),
        Ok(loaded) if loaded.warnings.is_empty() => "accepted".to_owned(),
        Ok(loaded) => Rejected {
            diagnostics: loaded.warnings,
            sources: loaded.sources,
        }
        .to_string(),
    }
}

#[test]
fn the_base_is_accepted_without_a_word() {
    assert_eq!(
        findings_of(&Input::from_toml("base.toml", BASE), &[], &[]),
        "accepted"
    );
}

#[test]
fn syntax() {
    snapshot!(reported(&[
        ("currency = \"USD\"", "currency = \"USD", &[]),
        ("capacity = 1000\n", "capacity = \n", &[]),
        (
            "capacity = 1000\n",
            "capacity = 1000\ncapacity = 1100\n",
            &[]
        ),
        ("[component.hbm]", "[foundry.n3]\n[component.hbm]", &[]),
        (
            "capacity = 1000\nwafer_price = 27000",
            "capacity = 1 0\nwafer_price = 2 7",
            &[]
        ),
        (
            "supply = 2400",
            "supply = { from = { \"2027Q1\" = 1, \"2027Q1\" = 2 } }",
            &[],
        ),
    ]));
}

#[test]
fn json_syntax() {
    let reported = |text: &str| findings_of(&Input::from_json("model.json", text), &[], &[]);
    let texts = [
        "",
        "[]",
        "{ \"model\": { \"currency\": \"USD\", }, }",
        "{ \"model\": { \"currency\": null } }",
        "{ \"model\": { \"currency\": \"USD\", \"currency\": \"EUR\" } }",
        "{ 'model': {} }",
    ];
    let all = texts.iter().fold(String::new(), |all, text| {
        all + "## " + text + "\n" + &reported(text) + "\n\n"
    });
    snapshot!(all);
}

#[test]
fn keys_and_types() {
    snapshot!(reported(&[
        ("capacity = 1000", "capactiy = 1000", &[]),
        ("capacity = 1000", "capacity = 1000\ncolor = \"red\"", &[]),
        ("[process.cowos]", "[proces.cowos]", &[]),
        ("capacity = 1000", "", &[]),
        ("capacity = 1000", "capacity = \"1000\"", &[]),
        ("capacity = 1000", "capacity = true", &[]),
        (
            "capacity = 1000",
            "capacity = [1000, \"1100\", 1200, 1300]",
            &[]
        ),
        ("start = \"2027Q1\"", "start = 2027-01-01", &[]),
        ("start = \"2027Q1\"", "start = \"2027Q5\"", &[]),
        ("start = \"2027Q1\"\nquarters = 4\n", "", &[]),
        ("currency = \"USD\"", "currency = 5", &[]),
        ("[foundry.n3]", "[foundry.N3]", &[]),
        ("[foundry.n3]", "[foundry]\nn2 = 5\n[foundry.n3]", &[]),
        ("dies = { compute = 2 }", "dies = { compute = [2] }", &[]),
        ("dies = { compute = 2 }", "dies = [\"compute\"]", &[]),
        ("power_mw = 30", "power_mw = 30\nracks = \"ultra\"", &[]),
        ("power_mw = 30", "power_mw = 30\nracks = [5]", &[]),
        (
            "demand = 9000",
            "demand = 9000\nattach = { \"stor age\" = 5 }",
            &[]
        ),
        ("demand = 9000", "demand = 9000\nfirm = \"no\"", &[]),
        (
            "price = 2250000",
            "price = 2250000\nvolume_discount = [5, { from = 5 }, { form = 5, discount = 0.1 }]",
            &[]
        ),
        (
            "price = 2250000",
            "price = 2250000\nsupport = { margin = 5 }",
            &[]
        ),
    ]));
}

#[test]
fn series() {
    snapshot!(reported(&[
        ("capacity = 1000", "capacity = [1, 2, 3]", &[]),
        ("capacity = 1000", "capacity = []", &[]),
        ("capacity = 1000", "capacity = { \"2027Q1\" = 5 }", &[]),
        ("capacity = 1000", "capacity = {}", &[]),
        ("capacity = 1000", "capacity = { start = 5 }", &[]),
        (
            "capacity = 1000",
            "capacity = { start = 5, growht = 0.1 }",
            &[]
        ),
        (
            "capacity = 1000",
            "capacity = { start = 5, growth = 0.1, step = 1 }",
            &[]
        ),
        (
            "capacity = 1000",
            "capacity = { start = \"5\", growth = true }",
            &[]
        ),
        (
            "capacity = 1000",
            "capacity = { from = { \"2026Q4\" = 5 }, at = { \"2027Q1\" = 5 } }",
            &[]
        ),
        (
            "capacity = 1000",
            "capacity = { from = { \"2026Q4\" = 5, \"2028Q4\" = 5, \"2027q1\" = 5 } }",
            &[]
        ),
        ("capacity = 1000", "capacity = { at = [5] }", &[]),
        (
            "capacity = 1000",
            "capacity = { csv = \"no-such.csv\", column = \"n3\" }",
            &[]
        ),
        (
            "capacity = 1000",
            "capacity = { csv = \"tests/fixtures/bad.csv\", column = \"n3\" }",
            &[]
        ),
        (
            "capacity = 1000",
            "capacity = { csv = \"tests/fixtures/supply.csv\", column = \"hmb\" }",
            &[]
        ),
        (
            "capacity = 1000",
            "capacity = { csv = 5, column = \"hbm\" }",
            &[]
        ),
    ]));
}

#[test]
fn numbers() {
    snapshot!(reported(&[
        ("capacity = 1000", "capacity = -5", &[]),
        ("capacity = 1000", "capacity = [1, -2, 3, -4]", &[]),
        ("capacity = 1000", "capacity = inf", &[]),
        (
            "capacity = 1000",
            "capacity = { start = 5, growth = nan }",
            &[]
        ),
        (
            "capacity = 1000",
            "capacity = { start = 5, growth = -1.5 }",
            &[]
        ),
        (
            "capacity = 1000",
            "capacity = { start = 1e300, growth = 1e9 }",
            &[]
        ),
        (
            "capacity = 1000",
            "capacity = { start = -5, step = 10 }",
            &[]
        ),
        (
            "capacity = 1000",
            "capacity = { csv = \"tests/fixtures/negative.csv\", column = \"n3\" }",
            &[]
        ),
        (
            "capacity = 1000",
            "capacity = 1000",
            &["foundry.n3.capacity@2027Q2 += -1500"]
        ),
        ("lead_quarters = 2", "lead_quarters = 1.5", &[]),
        ("lead_quarters = 2", "lead_quarters = 1e9", &[]),
        ("lead_quarters = 2", "take_or_pay = 80", &[]),
        ("power_kw = 187", "power_kw = -187", &[]),
        ("life_quarters = 4", "life_quarters = 0", &[]),
        ("quarters = 4\ntail", "quarters = 0\ntail", &[]),
        ("quarters = 4\ntail", "quarters = 1e6\ntail", &[]),
        ("quarters = 4\ntail", "quarters = 4000\ntail", &[]),
        (
            "quarters = 4\ntail_quarters = 3",
            "quarters = -4\ndiscount_rate = -0.1",
            &[]
        ),
        ("price = 2250000", "price = 2250000\norder_units = 0", &[]),
        (
            "price = 2250000",
            "price = 2250000\nsupport = { margin = 5, quarters = 0 }",
            &[]
        ),
        ("dies = { compute = 2 }", "dies = { compute = -2 }", &[]),
        (
            "price = 2250000",
            "price = 2250000\nvolume_discount = [{ from = -1, discount = 1.5 }]",
            &[]
        ),
        (
            "good_dies_per_wafer = 93",
            "geometry = { width_mm = 0, height_mm = 20 }\nyield = { model = \"poisson\", defects_per_cm2 = 0.1 }",
            &[]
        ),
        (
            "good_dies_per_wafer = 93",
            "geometry = { width_mm = 240, height_mm = 218 }\nyield = { model = \"poisson\", defects_per_cm2 = 0.1 }",
            &[]
        ),
        (
            "good_dies_per_wafer = 93",
            "geometry = { width_mm = 20, height_mm = 20, edge_exclusion_mm = 151 }\nyield = { model = \"poisson\", defects_per_cm2 = 0.1, salvage = 2 }",
            &[]
        ),
    ]));
}

#[test]
fn references() {
    snapshot!(reported(&[
        ("foundry = \"n3\"", "foundry = \"n2\"", &[]),
        ("dies = { compute = 2 }", "dies = { compte = 2 }", &[]),
        ("dies = { compute = 2 }", "dies = { hbm = 2 }", &[]),
        ("[rack.ultra]", "[rack.compute]\n[rack.ultra]", &[]),
        (
            "power_mw = 30",
            "power_mw = 30\nracks = [\"ultra\", \"ulta\", \"ultra\"]",
            &[]
        ),
        (
            "power_mw = 30",
            "power_mw = 30\nfleet = { old = { installed = 5 } }",
            &[]
        ),
        (
            "demand = 9000",
            "demand = 9000\nsites = [\"own\", \"hosted\"]",
            &[]
        ),
        (
            "[buyer.neocloud.buys.ultra]",
            "displaces = { rentals = 5 }\ndisplaces_quarters = 4\n[buyer.neocloud.buys.ultra]",
            &[]
        ),
        (
            "[buyer.neocloud.buys.ultra]",
            "[buyer.neocloud.buys.cowos]",
            &[]
        ),
        (
            "foundry = \"n3\"",
            "foundry = \"n3\"",
            &["die.compute.foundry = \"n2\""]
        ),
    ]));
}

#[test]
fn presence() {
    snapshot!(reported(&[
        ("good_dies_per_wafer = 93", "", &[]),
        (
            "good_dies_per_wafer = 93",
            "geometry = { width_mm = 20, height_mm = 20 }",
            &[]
        ),
        (
            "good_dies_per_wafer = 93",
            "yield = { model = \"poison\", defects_per_cm2 = 0.1 }",
            &[]
        ),
        (
            "good_dies_per_wafer = 93",
            "geometry = { width_mm = 20, height_mm = 20 }\nyield = { model = \"negative-binomial\", defects_per_cm2 = 0.1 }",
            &[]
        ),
        (
            "good_dies_per_wafer = 93",
            "geometry = { width_mm = 20, height_mm = 20 }\nyield = { model = \"bose-einstein\", defects_per_cm2 = 0.1, clustering = 2 }",
            &[]
        ),
        ("shortfall_penalty = 2500", "", &[]),
        (
            "committed = 6000\nshortfall_penalty = 2500",
            "",
            &["service.rental.committed@2027Q2 = 5"]
        ),
        (
            "committed = 6000\nshortfall_penalty = 2500",
            "",
            &["service.*.committed = 0"]
        ),
        ("late_penalty = 50000", "cancel_after = 2", &[]),
        ("late_penalty = 50000", "displaces = { rental = 5 }", &[]),
        ("power_kw = 187\nlife_quarters = 4", "", &[]),
        ("power_mw = 30", "", &["site.own.power_mw = 30"]),
    ]));
}

#[test]
fn contradictions() {
    snapshot!(reported(&[
        (
            "shortfall_penalty = 2500",
            "shortfall_penalty = 2500\nfirm = true",
            &[]
        ),
        (
            "shortfall_penalty = 2500",
            "shortfall_penalty = 2500",
            &["service.rental.firm = true"]
        ),
        (
            "shortfall_penalty = 2500",
            "firm = true",
            &["service.rental.shortfall_penalty = 5"],
        ),
        (
            "late_penalty = 50000",
            "late_penalty = 0\ncancel_after = 2\ncancel_penalty = 5\nfirm = true",
            &[]
        ),
        (
            "good_dies_per_wafer = 93",
            "good_dies_per_wafer = 93\ngeometry = { width_mm = 20, height_mm = 20 }",
            &[]
        ),
        (
            "lead_quarters = 2",
            "lead_quarters = 2\nhot_lot = { premium = 0.5, quarters_saved = 3, max_share = 0.1 }",
            &[]
        ),
        (
            "power_kw = 187",
            "power_kw = 187\nstock = { max = [9, 9, 9, 4], closing_min = 5 }",
            &[]
        ),
        (
            "cost = 18000",
            "cost = 18000\nexpansion = { osat = { capacity = 5, cost = { start = 19000, step = -600 } } }",
            &[]
        ),
        (
            "price = 2250000",
            "price = 2250000\nvolume_discount = [{ from = 100, discount = 0.1 }, { from = 200, discount = 0.05 }]",
            &[]
        ),
        (
            "price = 2250000",
            "price = 2250000\nvolume_discount = [{ from = 100, discount = 0.1 }, { from = 100, discount = 0.2 }]",
            &[]
        ),
    ]));
}

#[test]
fn numbers_that_no_plan_can_have() {
    snapshot!(reported(&[
        ("capacity = 1000", "capacity = 1e300", &[]),
        ("capacity = 1000", "capacity = [1, 2e15, 3, 1e-10]", &[]),
        (
            "capacity = 1000",
            "capacity = { start = 1e12, growth = 9 }",
            &[]
        ),
        (
            "capacity = 1000",
            "capacity = { start = 1e-3, growth = -0.9 }",
            &["horizon.quarters = 4"]
        ),
        (
            "capacity = 1000",
            "capacity = { start = 1000, growth = 1e-13 }",
            &[]
        ),
        (
            "capacity = 1000",
            "capacity = { start = 1000, step = 1e-10 }",
            &[]
        ),
        (
            "capacity = 1000",
            "capacity = 1000",
            &["foundry.n3.capacity@2027Q2 *= 1e-20"]
        ),
        (
            "capacity = 1000",
            "capacity = 1000",
            &["foundry.n3.capacity = 1e16"]
        ),
        (
            "lead_quarters = 2",
            "commitment = 5\ntake_or_pay = 1e-13",
            &[]
        ),
        (
            "lead_quarters = 2",
            "commitment = 5\ntake_or_pay = 1e-11",
            &[]
        ),
        ("dies = { compute = 2 }", "dies = { compute = 1e-10 }", &[]),
        (
            "power_kw = 187",
            "power_kw = 187\nstock = { max = 1e18, opening = 1e18 }",
            &[]
        ),
        (
            "price = 2250000",
            "price = 2250000\nvolume_discount = [{ from = 1e16, discount = 1e-13 }]",
            &[]
        ),
        (
            "good_dies_per_wafer = 93",
            "geometry = { width_mm = 20, height_mm = 20 }\nyield = { model = \"poisson\", defects_per_cm2 = 10 }",
            &[]
        ),
        // What rounding alone leaves of a difference is 0.
        (
            "capacity = 1000",
            "capacity = { start = 0.3, step = -0.1 }",
            &[]
        ),
        (
            "capacity = 1000",
            "capacity = 0.3",
            &[
                "foundry.n3.capacity += -0.1",
                "foundry.n3.capacity += -0.1",
                "foundry.n3.capacity += -0.1"
            ]
        ),
    ]));
}

#[test]
fn recipes_name_what_is_needed() {
    snapshot!(reported(&[
        ("dies = { compute = 2 }", "dies = { compute = 0 }", &[]),
        (
            "processes = { cowos = 0.04 }",
            "processes = { cowos = 0.04 }",
            &["chip.*.components.* = 0"]
        ),
        (
            "chips = { accelerator = 144 }",
            "chips = { accelerator = 0 }",
            &[]
        ),
    ]));
}

#[test]
fn implausible_numbers() {
    snapshot!(reported(&[
        (
            "quarters = 4\ntail",
            "quarters = 4\ndiscount_rate = 10\ntail",
            &[]
        ),
        ("pue = 1.14", "pue = 0.14", &[]),
        ("pue = 1.14", "pue = [1.14, 1.14, 114, 1.14]", &[]),
        ("energy_price = 0.08", "energy_price = 80", &[]),
        (
            "energy_price = 0.08",
            "energy_price = 80",
            &["model.currency = \"JPY\""]
        ),
        ("power_kw = 187", "power_kw = 187000", &[]),
        ("power_kw = 187", "power_kw = 0.03", &[]),
        (
            "power_kw = 187",
            "power_kw = 187",
            &["rack.ultra.power_kw = 2000"]
        ),
        (
            "capacity = 1000",
            "capacity = { start = 1000, growth = 4 }",
            &[]
        ),
        (
            "capacity = 1000",
            "capacity = { start = 1000, growth = 4 }",
            &["foundry.n3.capacity = 900"]
        ),
        (
            "capacity = 1000",
            "capacity = 1000",
            &["foundry.n3.capacity@2027Q2.. = { start = 5, growth = 0.6 }"]
        ),
        (
            "processes = { cowos = 0.04 }",
            "processes = { cowos = 0.04 }\nyield = 0.04",
            &[]
        ),
        (
            "good_dies_per_wafer = 93",
            "geometry = { width_mm = 20, height_mm = 20 }\nyield = { model = \"poisson\", defects_per_cm2 = 1 }",
            &[]
        ),
        ("lead_quarters = 2", "lead_quarters = 4", &[]),
        (
            "lead_quarters = 2",
            "lead_quarters = 4\nhot_lot = { premium = 0.5, quarters_saved = 1, max_share = 0.1 }",
            &[]
        ),
        (
            "processes = { cowos = 0.04 }",
            "processes = { cowos = 0.04 }\nlead_quarters = 12",
            &[]
        ),
        ("wafer_price = 27000", "wafer_price = 27", &[]),
        ("wafer_price = 27000", "wafer_price = 27e9", &[]),
        ("wafer_price = 27000", "wafer_price = 0", &[]),
        ("lead_quarters = 2", "take_or_pay = 0.8", &[]),
        ("supply = 2400", "supply = [2400, 2.4, 2400, 2400]", &[]),
        (
            "supply = 2400",
            "supply = { from = { \"2027Q1\" = 2, \"2027Q3\" = 2000 } }",
            &[]
        ),
        (
            "supply = 2400",
            "supply = { at = { \"2027Q1\" = 2, \"2027Q3\" = 2000 } }",
            &[]
        ),
        ("supply = 2400", "supply = { start = 1, step = 2000 }", &[]),
        (
            "supply = 2400",
            "supply = 2400",
            &["component.hbm.supply@2027Q3.. *= 1000"]
        ),
    ]));
}

#[test]
fn csv_files() {
    let files = [
        "semicolons",
        "tabs",
        "capitals",
        "column-twice",
        "no-rows",
        "long-ago",
        "no-quarter",
        "no-table",
        "secret",
        "decimal-commas",
        "cell-too-many",
    ];
    let forms = files.map(|file| {
        format!("capacity = {{ csv = \"tests/fixtures/csv/{file}.csv\", column = \"n3\" }}")
    });
    let cases: Vec<Case> = forms
        .iter()
        .map(|form| ("capacity = 1000", form.as_str(), &[][..]))
        .collect();
    let outside = [
        "/etc/passwd",
        "../waferline.csv",
        "tests/../../waferline.csv",
        "tests/fixtures",
        "tests/./fixtures/csv/capitals.csv",
    ]
    .map(|path| format!("capacity = {{ csv = \"{path}\", column = \"n3\" }}"));
    let outside = outside
        .iter()
        .map(|form| ("capacity = 1000", form.as_str(), &[][..]));
    snapshot!(reported(&[cases, outside.collect()].concat()));
}

#[test]
fn warnings() {
    snapshot!(reported(&[
        ("demand = 9000", "demand = [9000, 5000, 5000, 9000]", &[]),
        ("tail_quarters = 3", "tail_quarters = 2", &[]),
        (
            "price = 2250000",
            "price = 2250000\nsupport = { margin = 5, quarters = 5 }",
            &[]
        ),
        (
            "life_quarters = 4",
            "life_quarters = 4",
            &["rack.ultra.life_quarters = 6"]
        ),
        (
            "lead_quarters = 2",
            "commitment = { step = 100, start = 900 }",
            &[]
        ),
        (
            "[chip.accelerator]",
            "[component.hbm4]\nsupply = 5\nprice = 5\n[chip.accelerator]",
            &[]
        ),
        (
            "[buyer.neocloud.buys.ultra]\nprice = 2250000",
            "",
            &["service.rental.racks = { ultra = 0 }"]
        ),
        (
            "late_penalty = 50000",
            "displaces = { rental = 600 }\ndisplaces_quarters = 2",
            &[]
        ),
        (
            "late_penalty = 50000",
            "cancel_penalty = 5\ndisplaces_quarters = 2",
            &[]
        ),
    ]));
}

#[test]
fn assignments() {
    snapshot!(reported(&[
        (
            "capacity = 1000",
            "capacity = 1000",
            &[
                "foundry.n3.capacity",
                "= 5",
                "foundry.n3.capacity =",
                "foundry..capacity = 5",
                "foundry.n3.capacity -= 5"
            ]
        ),
        (
            "capacity = 1000",
            "capacity = 1000",
            &[
                "foundry.n3.capactiy = 5",
                "foundy.n3.capacity = 5",
                "foundry.n2.capacity = 5",
                "foundry.n3.capacity.from = 5"
            ]
        ),
        (
            "capacity = 1000",
            "capacity = 1000",
            &[
                "foundry.n3.capacity = \"5\"",
                "foundry.n3.capacity = five",
                "foundry.n3.capacity = [1, 2]",
                "foundry.n3.capacity *= [1, 2]"
            ]
        ),
        (
            "capacity = 1000",
            "capacity = 1000",
            &[
                "foundry.n3.capacity@2030Q1 = 5",
                "foundry.n3.capacity@2027Q3..2027Q1 = 5",
                "foundry.n3.capacity@2027 = 5",
                "foundry.n3.lead_quarters@2027Q1 = 5"
            ]
        ),
        (
            "capacity = 1000",
            "capacity = 1000",
            &[
                "horizon.quarters = 5",
                "buyer.neocloud.buys.ultra.volume_discount = []",
                "foundry.n3 = {}",
                "foundry = {}",
                "buyer.neocloud.buys = {}"
            ]
        ),
        (
            "capacity = 1000",
            "capacity = 1000",
            &[
                "foundry.n3.hot_lot.premium = 5",
                "foundry.*.hot_lot.premium = 5",
                "rack.ultra.stock.max *= 2",
                "rack.*.transfer_price *= 2",
                "rack.ultra.transfer_price *= 2",
                "rack.ultra.transfer_price@2027Q1 = 2"
            ]
        ),
        (
            "capacity = 1000",
            "capacity = 1000",
            &[
                "chip.accelerator.dies.io = 2",
                "service.rental.firm += 1",
                "model.currency *= 2",
                "foundry.n3.hot_lot = { premium = 1, quarters_saved = 1 }",
                "foundry.n3.hot_lot = { premum = 1 }"
            ]
        ),
        (
            "[buyer.neocloud]",
            "[scenario.a]\nset = [\"foundry.n3.capacity = \\\"x\\\" oops\", \"foundry.\\u006e4.capacity = 5\", \"foundry.n3.capacity = -5\"]\n[buyer.neocloud]",
            &[]
        ),
    ]));
}

#[test]
fn uncertainties() {
    let with = |entry: &str| format!("{entry}\n[component.hbm]");
    let entries = [
        "[uncertainty.a]\nvary = [\"component.hbm.price *=\"]\nuniform = { low = 0.9, high = 1.1 }",
        "[uncertainty.a]\nuniform = { low = 0.9, high = 1.1 }",
        "[uncertainty.a]\nvary = [\"component.hbm.price *=\"]",
        "[uncertainty.a]\nvary = []\nuniform = { low = 0.9, high = 1.1 }",
        "[uncertainty.a]\nvary = \"component.hbm.price *=\"\nuniform = { low = 0.9 }",
        "[uncertainty.a]\nvary = [\"component.hbm.price *=\"]\nuniform = { low = 0.9, high = 1.1 }\nnormal = { mean = 1, sd = 0.1 }",
        "[uncertainty.a]\nvary = [\"component.hbm.price *=\"]\nunifrom = { low = 0.9, high = 1.1 }",
        "[uncertainty.a]\nvary = [\"component.hmb.price *=\", \"component.hbm.price\", \"component.hbm.price *= 2\", \"chip.*.lead =\"]\nuniform = { low = 0, high = 1 }",
        "[uncertainty.a]\nvary = [\"service.rental.firm =\", \"model.currency *=\", \"horizon.quarters =\", \"component.hbm.price@2040Q1 =\"]\nuniform = { low = 0, high = 1 }",
        "[uncertainty.a]\nvary = [\"component.hbm.price *=\"]\ntriangular = { low = 1.2, mode = 1, high = 0.9 }",
        "[uncertainty.a]\nvary = [\"component.hbm.price *=\"]\nnormal = { mean = 1, sd = -1, min = 2, max = 1 }",
        "[uncertainty.a]\nvary = [\"component.hbm.price *=\"]\nlognormal = { median = 0, sigma = inf }",
        "[uncertainty.a]\nvary = [\"component.hbm.price *=\"]\ndiscrete = { values = [1, 2], weights = [1] }",
        "[uncertainty.a]\nvary = [\"component.hbm.price *=\"]\ndiscrete = { values = [1, 2], weights = [0, 0] }",
        "[uncertainty.a]\nvary = [\"component.hbm.price *=\"]\ndiscrete = { values = [] }",
        "[uncertainty.a]\nvary = [\"component.hbm.price *=\"]\ndiscrete = { values = [1, \"2\"], weights = [1, -1] }",
        "[uncertainty.A]\nvary = [\"component.hbm.price *=\"]\nuniform = { low = 0.9, high = 1.1 }",
    ]
    .map(with);
    let cases: Vec<Case> = entries
        .iter()
        .map(|entry| ("[component.hbm]", entry.as_str(), &[][..]))
        .collect();
    let assigned: &[&str] = &["uncertainty.a.uniform.low = 1"];
    let assignment = ("[component.hbm]", entries[0].as_str(), assigned);
    snapshot!(reported(&[cases, vec![assignment]].concat()));
}

#[test]
fn futures() {
    let scenario = |id: &str, fields: &str| {
        format!("[scenario.{id}]\n{fields}\nset = [\"foundry.n3.capacity *= 0.8\"]\n")
    };
    let uncertain = |known_from: &str| {
        format!(
            "[uncertainty.u]\nvary = [\"component.hbm.price *=\"]\nuniform = {{ low = 0.9, high = 1.1 }}\nknown_from = {known_from}\n"
        )
    };
    let two = |one: &str, other: &str| scenario("a", one) + &scenario("b", other);
    let entries = [
        two(
            "probability = 0.2\nknown_from = \"2027Q3\"",
            "probability = 0.8",
        ),
        // Of the horizon's first quarter, of the tail, and without a probability: all mean something.
        two("known_from = \"2027Q1\"", "known_from = \"2028Q3\"") + &uncertain("\"2027Q1\""),
        // Rounding is no error.
        two("probability = 0.7", "probability = 0.3000000001"),
        two("probability = 0.7", "probability = 0.300001") + &scenario("c", ""),
        two("probability = 0", "probability = -0.5"),
        two("probability = 20", "probability = 1.5"),
        two("probability = inf", "probability = 1e-15"),
        two(
            "probability = \"0.2\"",
            "probability = [0.2]\nknown_from = 2027",
        ),
        two("known_from = \"2027Q5\"", "known_from = \"2026Q4\"") + &uncertain("\"2028Q4\""),
        // Each of these is wrong by itself, and the rest together.
        scenario("base", "probability = 0.6\nknown_from = \"2040Q1\"")
            + &two("probability = 0.6", "probability = 2"),
        scenario("base", "known_from = \"2027Q2\""),
        "[scenario.same]\nprobability = 0.5\nset = []\n".to_owned(),
        "[scenario.same]\nknown_from = \"2027Q2\"\nset = []\n".to_owned(),
        scenario("a", "probabilty = 0.2\nknown = \"2027Q2\""),
    ]
    .map(|entry| format!("{entry}[component.hbm]"));
    let cases = entries.iter();
    let cases: Vec<Case> = cases
        .map(|entry| ("[component.hbm]", entry.as_str(), &[][..]))
        .collect();
    let assigned: &[&str] = &[
        "scenario.a.probability = 0.1",
        "uncertainty.u.known_from = \"2027Q1\"",
    ];
    let assignment = ("[component.hbm]", entries[1].as_str(), assigned);
    snapshot!(reported(&[cases, vec![assignment]].concat()));
}

#[test]
fn known_from_waits_for_a_horizon() {
    let text = BASE.replace("quarters = 4", "quarters = 0")
        + "[scenario.a]\nknown_from = \"2040Q1\"\nset = []\n";
    let found = findings_of(&Input::from_toml("base.toml", &text), &[], &[]);
    assert!(!found.contains("2040Q1"), "{found}");
}

#[test]
fn scenarios() {
    let text = format!(
        "{BASE}\n[scenario.less]\nset = [\"foundry.n3.capacity += -1200\"]\n[scenario.more]\nset = [\"foundry.n3.capacity *= 2\"]\n"
    );
    let input = Input::from_toml("base.toml", &text);
    snapshot!(
        [
            findings_of(&input, &["less"], &[]),
            findings_of(&input, &["more", "less"], &[]),
            findings_of(&input, &["les"], &[]),
            findings_of(&Input::from_toml("base.toml", BASE), &["less"], &[]),
        ]
        .join("\n\n")
    );
}

#[test]
fn what_is_carried_over() {
    let rental = "shortfall_penalty = 2500";
    let orders = "late_penalty = 50000";
    let rack = "life_quarters = 4";
    let buyer = |fields: &str| format!("late_penalty = 50000\n{fields}");
    let displaces = "displaces = { rental = 1 }\ndisplaces_quarters = 2\n";
    let stock = |it: &str| format!("life_quarters = 4\nstock = {{ in_process = {it} }}");
    let texts = [
        stock("5"),
        stock("{ at = { \"2027Q3\" = 5 } }"),
        stock("{ at = { \"2080Q3\" = 5 } }"),
        stock("{ at = { \"2028Q1\" = -5 } }"),
        stock("\"5\""),
        stock("{ at = { \"2029Q4\" = 5 } }"),
        buyer("backlog = { open = -1, due = [-2, 3] }"),
        buyer("backlog = { opne = 1 }"),
        buyer("backlog = 4"),
        buyer("backlog = { open = 1, due = 4 }"),
        buyer("backlog = { open = 1, due = [4] }"),
        buyer("cancel_after = 2\ncancel_penalty = 1\nbacklog = { open = 1, due = [3, 4] }"),
        buyer("delivered_before = [1]"),
        buyer(&format!("{displaces}delivered_before = [1, 2]")),
        buyer(&format!("{displaces}delivered_before = [1e20]")),
        "shortfall_penalty = 2500\ncommitted_before = [1]".to_owned(),
        "shortfall_penalty = 2500\nmax_wait_quarters = 1\ncommitted_before = [1, 2]".to_owned(),
    ];
    let mut cases: Vec<Case> = texts
        .iter()
        .map(|text| {
            let mut places = [rack, orders, rental].into_iter();
            let place = places.find(|place| text.starts_with(place));
            (place.unwrap_or(rack), text.as_str(), &[][..])
        })
        .collect();
    let assigned: [&[&str]; 6] = [
        &["buyer.neocloud.delivered_before@2027Q1 = 2"],
        &["buyer.neocloud.delivered_before@2010Q1 = 2"],
        &["buyer.neocloud.backlog.due@2026Q4 = \"much\""],
        &["buyer.neocloud.backlog.open@2026Q4 = 2"],
        &["rack.ultra.stock.in_process@2027Q2 = 2"],
        &["rack.ultra.stock.in_process = 2"],
    ];
    cases.extend(assigned.iter().map(|sets| (rack, rack, *sets)));
    snapshot!(reported(&cases));
}

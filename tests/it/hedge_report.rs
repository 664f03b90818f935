//! What is said of hedges: numbers against the JSON and models solved again, refusals with their codes, widths, names.

use std::process::Command;

use serde_json::Value;
use waferline::hedge::{FuturesAsked, Hedged, LoadedFutures, Risk, hedge};
use waferline::input::Input;
use waferline::report::hedge::{HedgeDocument, HedgeReport};
use waferline::report::json::Report;
use waferline::report::{grid, xlsx::Book};
use waferline::{Outcome, SolveOptions, solve};

const FUTURES: &str = "tests/fixtures/futures.toml";
const APART: &str = "tests/fixtures/futures-apart.toml";
/// Differences of margins are as exact as the margins.
const SAME: f64 = 1e-8;

fn run(args: &[&str], width: &str) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_waferline"))
        .args(args)
        .env("COLUMNS", width)
        .output()
        .expect("the command runs");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

/// Returns the answer as data, which keeps its schema.
fn json(args: &[&str]) -> Value {
    let args = [&["hedge"], args, &["--format", "json", "-q"]].concat();
    let (_, out, error) = run(&args, "100");
    let document: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{error}"));
    let is_ours = ["hedge", "no-hedge"].contains(&document["status"].as_str().expect("a status"));
    let schema = if is_ours {
        HedgeDocument::schema()
    } else {
        Report::schema()
    };
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let errors = validator.iter_errors(&document).map(|it| it.to_string());
    assert_eq!(errors.collect::<Vec<_>>(), Vec::<String>::new(), "{args:?}");
    document
}

/// Returns what is said, on one line.
fn said(args: &[&str]) -> String {
    let (code, out, error) = run(&[&["hedge"], args, &["-q"]].concat(), "100");
    assert_eq!(code, Some(0), "{error}");
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value}"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn assert_same(a: f64, b: f64, scale: f64, what: &str) {
    assert!(
        (a - b).abs() <= SAME * scale.abs().max(1.0),
        "{what}: {a}, not {b}"
    );
}

/// Returns the best margin of the file under a scenario.
fn best(scenario: Option<&str>) -> f64 {
    let input = Input::open(FUTURES.as_ref()).expect("a file");
    let scenarios: Vec<&str> = scenario.into_iter().collect();
    let model = input.model(&scenarios, &[]).expect("valid").model;
    match solve(&model, &SolveOptions::default()).expect("proved") {
        Outcome::Optimal(solved) => solved.solution.objective,
        other => panic!("{other:?}"),
    }
}

/// Checks that what is said of margins follows from those of the futures.
fn check_margins(document: &Value) {
    let futures = list(&document["futures"]);
    let sum = |of: &dyn Fn(&Value) -> f64| -> f64 {
        let all = futures.iter();
        all.map(|it| number(&it["probability"]) * of(it)).sum()
    };
    let probability = sum(&|_| 1.0);
    assert_same(probability, 1.0, 1.0, "probabilities");
    let scale = number(&document["expected_margin"]);
    let margin = sum(&|it| number(&it["margin"]));
    assert_same(scale, margin, scale, "expected margin");
    for it in futures {
        let [margin, known] = [&it["margin"], &it["wait_and_see"]].map(number);
        assert_same(number(&it["regret"]), known - margin, scale, "regret");
        for other in ["file", "mean"] {
            let then = &it["planned_then_replanned"][other];
            let most = known + SAME * known.abs().max(1.0);
            assert!(then.as_f64().is_none_or(|then| then <= most), "{it}");
        }
    }
    if document["risk"]["weight"] != 0.0 {
        return;
    }
    let knowing = sum(&|it| number(&it["wait_and_see"])) - margin;
    assert_same(
        number(&document["value_of_knowing"]),
        knowing,
        scale,
        "knowing",
    );
    assert_same(number(&document["objective"]), margin, scale, "objective");
    let then = |which: &'static str| move |it: &Value| number(&it["planned_then_replanned"][which]);
    let (file, mean) = (sum(&then("file")), sum(&then("mean")));
    assert_same(
        number(&document["value_of_correcting"]),
        mean - file,
        scale,
        "correcting",
    );
    assert_same(
        number(&document["value_of_hedging"]),
        margin - mean,
        scale,
        "hedging",
    );
    assert!(
        margin >= mean.max(file) - SAME * scale.abs(),
        "{margin} {mean} {file}"
    );
    assert!(number(&document["bound"]) >= margin - SAME * scale.abs());
}

#[test]
fn margins_and_worths_follow_from_each_other_and_from_models_solved_again() {
    let document = json(&[FUTURES, "--plans"]);
    assert_eq!(document["status"], "hedge");
    check_margins(&document);
    let futures = list(&document["futures"]);
    for (future, scenario) in futures
        .iter()
        .zip([Some("power-late"), Some("more-orders"), None])
    {
        assert_eq!(future["name"].as_str(), scenario.or(Some("base")));
        let again = best(scenario);
        assert_same(
            number(&future["wait_and_see"]),
            again,
            again,
            "wait and see",
        );
        let plan = &document["plans"][future["name"].as_str().expect("a name")];
        let margin = number(&plan["margin"]["present_value"]);
        assert_same(
            number(&future["margin"]),
            margin,
            margin,
            "margin of its plan",
        );
        // Until the news all plans are what is to be done now.
        let now = &document["now"];
        let quarters = list(&now["quarters"]).len();
        assert_eq!(quarters, 2);
        for (table, series) in [
            ("starts", "normal"),
            ("components", "bought"),
            ("made", "started"),
            ("installed", "racks"),
            ("sold", "units"),
            ("stocks", "closing"),
            ("services", "served"),
            ("power", "used_mw"),
        ] {
            let (shown, whole) = (list(&now[table]), list(&plan[table]));
            assert_eq!(shown.len(), whole.len(), "{table}");
            for (shown, whole) in shown.iter().zip(whole) {
                let (shown, whole) = (list(&shown[series]), list(&whole[series]));
                assert_eq!(shown.len(), quarters, "{table}");
                for (a, b) in shown.iter().zip(whole) {
                    assert_same(number(a), number(b), number(b), table);
                }
            }
        }
    }
    let options = list(&document["now"]["options"]);
    let decided: Vec<_> = options.iter().map(|it| it["option"].as_str()).collect();
    assert_eq!(decided, [Some("hall-b")]);
    for it in list(&document["whatever_happens"]) {
        assert_eq!(it["same"] == true, it["least"] == it["greatest"], "{it}");
    }
    let money: Vec<f64> = list(&document["differs"])
        .iter()
        .map(|it| number(&it["money"]))
        .collect();
    assert!(
        !money.is_empty() && money.is_sorted_by(|a, b| a >= b),
        "{money:?}"
    );
}

#[test]
fn differences_are_from_plans_solved_again() {
    let document = json(&[FUTURES]);
    let input = Input::open(FUTURES.as_ref()).expect("a file");
    let started = |scenarios: &[&str], t: usize| {
        let model = input.model(scenarios, &[]).expect("valid").model;
        match solve(&model, &SolveOptions::default()).expect("proved") {
            Outcome::Optimal(solved) => {
                let of_die = &solved.plan.starts[0];
                of_die.normal[t] + of_die.hot_lot[t]
            }
            other => panic!("{other:?}"),
        }
    };
    for it in list(&document["differs"]) {
        assert_eq!(it["kind"], "started");
        let t = usize::from(it["quarter"] == "2027Q2");
        assert_same(number(&it["file"]), started(&[], t), 1e3, "the file");
        let known = list(&it["known"]);
        assert_same(
            number(&known[0]),
            started(&["power-late"], t),
            1e3,
            "power-late",
        );
        assert_same(
            number(&known[1]),
            started(&["more-orders"], t),
            1e3,
            "more-orders",
        );
        let price = 20_000.0 * 1.1_f64.powf(-(t as f64) / 4.0);
        let [file, hedge] = [&it["file"], &it["hedge"]].map(number);
        let money = (hedge - file).abs() * price;
        assert!(
            (number(&it["money"]) / money - 1.0).abs() < 0.03,
            "{it}: {money}"
        );
    }
}

/// Returns an amount as sentences have it.
fn money(amount: f64) -> String {
    if amount.abs() >= 1e6 {
        format!("USD {:.2}m", amount / 1e6)
    } else {
        let whole = format!("{amount:.0}");
        let (first, last) = whole.split_at(whole.len() - 3);
        format!("USD {first},{last}")
    }
}

#[test]
fn sentences_say_what_the_numbers_do() {
    let document = json(&[FUTURES]);
    let words = said(&[FUTURES]);
    let of = |key: &str| money(number(&document[key]));
    let worst = &document["futures"][0];
    for expected in [
        "2027Q1..2027Q2 are decided before it is known which of 3 futures comes".to_owned(),
        format!("Expected margin {}", of("expected_margin")),
        format!(
            "at worst {} (Power comes late)",
            money(number(&worst["margin"]))
        ),
        format!("which future comes would bring {}", of("value_of_knowing")),
        format!(
            "in place of the numbers of the file, brings {}",
            of("value_of_correcting")
        ),
        format!("Hedging brings {} beside", of("value_of_hedging")),
        "Exactly one of these comes".to_owned(),
        "base is the model as it is".to_owned(),
        "Short lease (2027Q4) waits for the news.".to_owned(),
        "Left: Second hall.".to_owned(),
        "Proved optimal: no plan over all futures is expected to earn more than USD 33,301,094"
            .to_owned(),
        "1 other decision depends on what comes.".to_owned(),
    ] {
        assert!(words.contains(&expected), "{expected}: {words}");
    }
    for it in list(&document["differs"]) {
        let format = |key: &str| {
            let amount = number(&it[key]);
            if (amount - amount.round()).abs() < 1e-6 {
                format!("{amount:.0}")
            } else {
                format!("{amount:.1}")
            }
        };
        let expected = format!(
            "Compute die in {}: {}, not {}. Known from the start,",
            it["quarter"].as_str().expect("a quarter"),
            format("hedge"),
            format("file")
        );
        assert!(words.contains(&expected), "{expected}: {words}");
        // Each future pulls the way of its own best plan.
        let hedge = number(&it["hedge"]);
        let names = ["Power comes late", "Neocloud wants more", "base"];
        let from = words.find(&expected).expect("said") + expected.len();
        let rest = &words[from..];
        let sentence = &rest[..rest
            .find(" would have less.")
            .or(rest.find(". "))
            .unwrap_or(rest.len())];
        for (name, known) in names.iter().zip(list(&it["known"])) {
            let differs = (number(known) - hedge).abs() > 1e-6 * hedge;
            assert_eq!(sentence.contains(name), differs, "{name}: {sentence}");
        }
    }
    for it in list(&document["whatever_happens"])
        .iter()
        .filter(|it| it["same"] == true)
    {
        assert!(number(&it["least"]) == number(&it["greatest"]), "{it}");
    }
}

#[test]
fn draws_have_errors_and_are_judged_on_others() {
    let asked = [FUTURES, "--sample", "8", "--seed", "5", "--judge", "6"];
    let document = json(&asked);
    check_margins(&document);
    let futures = list(&document["futures"]);
    assert_eq!(futures.len(), 8);
    let error = |of: &dyn Fn(&Value) -> f64| {
        let all: Vec<f64> = futures.iter().map(of).collect();
        let mean = all.iter().sum::<f64>() / 8.0;
        let squares: f64 = all.iter().map(|it| (it - mean).powi(2)).sum();
        (squares / 7.0 / 8.0).sqrt()
    };
    let then = |it: &Value, which: &str| number(&it["planned_then_replanned"][which]);
    let errors = &document["sample"]["standard_errors"];
    let by_hand = [
        ("expected_margin", error(&|it| number(&it["margin"]))),
        ("value_of_knowing", error(&|it| number(&it["regret"]))),
        (
            "value_of_correcting",
            error(&|it| then(it, "mean") - then(it, "file")),
        ),
        (
            "value_of_hedging",
            error(&|it| number(&it["margin"]) - then(it, "mean")),
        ),
    ];
    for (what, error) in by_hand {
        assert_same(number(&errors[what]), error, 1e6, what);
    }
    assert_eq!(document["sample"]["seed"], 5);
    let judged = &document["judged"];
    assert_eq!((&judged["seed"], &judged["draws"]), (&6.into(), &6.into()));
    assert!(judged["margin"]["standard_error"].is_number(), "{judged}");
    assert_eq!(list(&document["stays"]), ["rack.ultra.power_kw *="]);
    // Another seed, other draws; the same one, the same.
    assert_eq!(json(&asked)["judged"], *judged);
    let words = said(&asked);
    for expected in [
        "which of 8 draws comes",
        "Expected margin in sample",
        "On 6 fresh draws that it was not made for",
        "8 draws of what is uncertain (seed 5)",
        "known from 2027Q3, the earliest of them",
        "rests on 1 of them",
        "(seed 6)",
        "rack.ultra.power_kw",
    ] {
        assert!(words.contains(expected), "{expected}: {words}");
    }
    let with_risk = json(&[FUTURES, "--sample", "4", "--judge", "0", "--risk", "0.3"]);
    assert!(with_risk["sample"]["standard_errors"]["expected_margin"].is_null());
    assert!(with_risk.get("judged").is_none());
    // Many draws are shown as they spread, and JSON has all.
    let many = ["--sample", "24", "--judge", "0"];
    let words = said(&[&[FUTURES], &many[..]].concat());
    assert!(
        words.contains("How the margins of 24 draws spread"),
        "{words}"
    );
}

#[test]
fn the_worst_weigh_as_asked() {
    let document = json(&[FUTURES, "--risk", "0.4"]);
    check_margins(&document);
    let [expected, worst, objective] =
        ["expected_margin", "worst_margin", "objective"].map(|it| number(&document[it]));
    assert_same(
        objective,
        0.6 * expected + 0.4 * worst,
        objective,
        "objective",
    );
    assert_same(
        worst,
        number(&document["futures"][0]["margin"]),
        worst,
        "the worst",
    );
    let words = said(&[FUTURES, "--risk", "0.4"]);
    for expected in [
        "The worst weigh 40%, the expected margin 60%",
        "compared under the same weight of the worst futures",
        "with the worst futures so weighed",
    ] {
        assert!(words.contains(expected), "{expected}: {words}");
    }
}

#[test]
fn nothing_to_hedge_is_said() {
    let known = [FUTURES, "--known-from", "2027Q1"];
    let document = json(&known);
    assert!(document["now"].is_null() && list(&document["differs"]).is_empty());
    assert!(document["whatever_happens"][0]["hedge"].is_null());
    for it in list(&document["futures"]) {
        assert_same(number(&it["regret"]), 0.0, number(&it["margin"]), "regret");
    }
    let words = said(&known);
    assert!(words.contains("there is nothing to hedge"), "{words}");
    assert!(words.contains("would bring nothing"), "{words}");

    let one = [FUTURES, "--futures", "base"];
    let document = json(&one);
    assert_same(
        number(&document["objective"]),
        best(None),
        best(None),
        "one future",
    );
    let words = said(&one);
    assert!(words.contains("There is one future"), "{words}");
    assert!(
        words.contains("nothing differs from the plan of the file"),
        "{words}"
    );

    let decided = [
        "--set",
        "option.hall-b.taken = 0",
        "--set",
        "option.late-lease.taken = 0",
    ];
    let first = [
        &[FUTURES],
        &decided[..],
        &["--set", "policy.service_first = true"],
    ]
    .concat();
    let document = json(&first);
    for worth in [
        "value_of_knowing",
        "value_of_correcting",
        "value_of_hedging",
    ] {
        assert!(document[worth].is_null(), "{worth}");
    }
    let words = said(&first);
    assert!(
        words.contains("With service_first the least shortfall"),
        "{words}"
    );
    assert!(
        words.contains("with the same expected shortfall"),
        "{words}"
    );
}

#[test]
fn what_breaks_on_other_plans_is_named() {
    // A firm order that comes with one future cannot be kept with as few wafers as the plan of the file starts.
    let text = std::fs::read_to_string(FUTURES).expect("a file");
    let text = text.replace("buys.ultra.price =", "firm = true\nbuys.ultra.price =");
    let order = "set = [\"buyer.cloud.orders@2027Q3 = 250\", \"buyer.cloud.upside@2027Q3.. *= 2\"";
    let text = text.replace("set = [\"buyer.cloud.upside@2027Q3.. *= 2\"", order);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("firm.toml");
    std::fs::write(&path, text).expect("written");
    let path = path.to_str().expect("a path");
    let document = json(&[path]);
    let broken = list(&document["broken"]);
    let plans: Vec<_> = broken.iter().map(|it| it["plan"].as_str()).collect();
    assert!(plans.contains(&Some("file")), "{broken:?}");
    for it in broken {
        assert_eq!(it["future"], "more-orders");
        assert!(!list(&it["conflict"]).is_empty(), "{it}");
        let which = it["plan"].as_str().expect("a plan");
        let future = &document["futures"][1]["planned_then_replanned"][which];
        assert!(future.is_null(), "{future}");
    }
    assert!(document["value_of_correcting"].is_null());
    assert!(document["value_of_knowing"].is_number());
    let words = said(&[path]);
    let expected = "cannot be said: no plan can follow in Neocloud wants more, decided as in the plan of the file: ";
    assert!(words.contains(expected), "{words}");
    assert!(
        words.contains("orders of Neocloud in 2027Q3, 250"),
        "{words}"
    );
    assert!(words.contains("no plan"), "{words}");
}

#[test]
fn no_plan_for_all_is_told_with_its_limits_and_futures() {
    let document = json(&[APART]);
    assert_eq!(document["status"], "no-hedge");
    let futures: Vec<_> = list(&document["conflict"])
        .iter()
        .map(|it| it["future"].as_str())
        .collect();
    assert_eq!(futures, [Some("for-a"), Some("for-b"), None]);
    let (code, out, _) = run(&["hedge", APART, "-q"], "100");
    assert_eq!(code, Some(1));
    for expected in [
        "Each future alone has a plan",
        "if Orders of A comes: orders of Buyer A in 2027Q2, 5 (tests/fixtures/futures-apart.toml:",
        "until the news: part supply in 2027Q1, 5",
    ] {
        assert!(out.contains(expected), "{expected}: {out}");
    }
    // That is so: with each future alone there is a plan.
    for scenario in ["for-a", "for-b"] {
        assert_eq!(
            run(&["solve", APART, "--scenario", scenario, "-q"], "100").0,
            Some(0)
        );
    }

    let firm = [
        "--set",
        "service.rental.firm = true",
        "--set",
        "service.rental.committed = 12000",
    ];
    let alone = [&["hedge", FUTURES], &firm[..]].concat();
    let (code, out, _) = run(&alone, "100");
    assert_eq!(code, Some(1));
    assert!(
        out.contains("The future Power comes late has no plan of its own"),
        "{out}"
    );
    let document = json(&alone[1..]);
    assert_eq!(document["status"], "infeasible");
    assert_eq!(document["future"], "power-late");
    assert_eq!(
        document["provenance"]["scenarios"],
        serde_json::json!(["power-late"])
    );
}

#[test]
fn what_is_asked_wrongly_has_a_code() {
    let cases: [(&[&str], i32, &str, &str); 9] = [
        (
            &["models/minimal.toml"],
            2,
            "no-futures",
            "[scenario.ID] with probability",
        ),
        (
            &[FUTURES, "--futures", "nope"],
            2,
            "usage",
            "there is no scenario `nope`",
        ),
        (
            &[FUTURES, "--known-from", "2028Q1"],
            1,
            "future-known-too-late",
            "buyer.cloud.upside@2027Q3",
        ),
        (
            &[FUTURES, "--known-from", "2035Q1"],
            2,
            "usage",
            "outside the quarters",
        ),
        (&[FUTURES, "--risk", "1"], 2, "usage", "below 1"),
        (&[FUTURES, "--worst", "0"], 2, "usage", "above 0"),
        (
            &[FUTURES, "--sample", "2", "--seed", "4", "--judge-seed", "4"],
            2,
            "usage",
            "another number than --seed",
        ),
        (&[APART, "--sample", "2"], 2, "usage", "no [uncertainty]"),
        (
            &[
                FUTURES,
                "--risk",
                "0.5",
                "--set",
                "model.name = \"x\"",
                "--futures",
                "power-late,more-orders",
            ],
            0,
            "",
            "",
        ),
    ];
    for (args, code, name, words) in cases {
        let args = [&["hedge", "-q", "--format", "json"], args].concat();
        let (found, out, error) = run(&args, "100");
        assert_eq!(found, Some(code), "{args:?}: {out}{error}");
        if code > 0 {
            let document: Value = serde_json::from_str(&out).expect("JSON");
            let finding = &document["diagnostics"][0];
            assert_eq!(finding["code"], name, "{args:?}");
            assert!(finding["message"].to_string().contains(words), "{finding}");
        }
    }
}

#[test]
fn what_is_said_fits_and_names_nothing_by_its_id() {
    for width in ["60", "100"] {
        for args in [&["--plans"][..], &["--sample", "6", "--judge", "4"]] {
            let args = [&["hedge", FUTURES, "-q"], args].concat();
            let (_, out, _) = run(&args, width);
            let most: usize = width.parse().expect("a number");
            for line in out.lines() {
                assert!(line.chars().count() <= most, "{width}: {line}");
            }
            for id in [
                "power-late",
                "more-orders",
                "hall-b",
                "late-lease",
                "hbm",
                "compute",
                "cloud",
            ] {
                let words = out.split(|it: char| !it.is_alphanumeric() && it != '-');
                assert!(!words.into_iter().any(|word| word == id), "{id}: {out}");
            }
        }
    }
}

#[test]
fn tables_and_the_workbook_have_all() {
    let input = Input::open(FUTURES.as_ref()).expect("a file");
    let loaded = LoadedFutures::of_scenarios(&input, &FuturesAsked::default()).expect("futures");
    let found = hedge(&loaded.futures, Risk::default(), &SolveOptions::default()).expect("proved");
    let Hedged::Best(found) = found else {
        panic!("there is a plan");
    };
    let report = HedgeReport::of(&loaded.futures, &found);
    let grids = grid::hedge(&report);
    let names: Vec<&str> = grids.iter().map(|it| it.name).collect();
    let expected = [
        "summary",
        "futures",
        "differs",
        "first-quarter",
        "now",
        "broken",
    ];
    assert_eq!(names, expected);
    for grid in &grids {
        for row in &grid.rows {
            assert_eq!(row.len(), grid.headings.len(), "{}", grid.name);
        }
    }
    assert_eq!(grids[1].rows.len(), 3);
    assert_eq!(grids[2].rows.len(), 3 * found.differs.len());
    let book = Book::hedge(&report).render().expect("a workbook");
    assert!(book.starts_with(b"PK"));
}

#[test]
fn the_page_has_a_strip_of_margins_when_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = |args: &[&str]| {
        let path = folder.path().join("page.html");
        let out = path.to_str().expect("a path");
        let (code, _, error) = run(
            &[&["report"], args, &["--quiet", "--out", out]].concat(),
            "100",
        );
        assert!(code == Some(0), "{error}");
        std::fs::read_to_string(&path).expect("a page")
    };
    let with = page(&[FUTURES, "--hedge"]);
    assert!(!page(&[FUTURES]).contains("id=\"hedge\""));
    let from = with.find("id=\"hedge\"").expect("a section");
    let part = &with[from..];
    let part = &part[..part.find("</section>").expect("an end")];
    assert!(part.contains("id=\"futures\""), "{part}");
    for it in list(&json(&[FUTURES])["futures"]) {
        let margin = format!("data-value=\"{}\"", number(&it["margin"]));
        assert!(part.contains(&margin), "{margin}");
    }
    let apart = page(&[APART, "--hedge"]);
    assert!(apart.contains("Each future alone has a plan"), "{apart}");
}

//! What is shown: the numbers of the other commands under the same changes, to the last digit.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::served::{Desk, between};

/// Steps, and the arguments that ask other commands for the same.
type Case = (Value, &'static [&'static str]);

fn folder(model: &str) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    fs::copy(format!("models/{model}"), folder.path().join("m.toml")).expect("a model");
    folder
}

/// Returns what a command says, whatever its exit code.
fn said(folder: &Path, command: &str, arguments: &[&str]) -> String {
    let said = Command::new(env!("CARGO_BIN_EXE_waferline"))
        .args([command, "m.toml", "--quiet"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("an answer");
    String::from_utf8(said.stdout).expect("words")
}

/// Returns the text of markup, tags taken out, entities as letters.
fn words(markup: &str) -> String {
    let mut text = String::new();
    let mut is_tag = false;
    for letter in markup.chars() {
        match letter {
            '<' => is_tag = true,
            '>' => is_tag = false,
            letter if !is_tag => text.push(letter),
            _ => {}
        }
    }
    let text = text.replace("&quot;", "\"").replace("&lt;", "<");
    text.replace("&gt;", ">").replace("&amp;", "&")
}

#[test]
fn numbers_are_those_of_solve_to_the_last_digit() {
    let cases: [Case; 6] = [
        (json!([]), &[]),
        (
            json!([{ "do": "factor", "path": "component.hbm3e.supply", "value": 0.87 }]),
            &["--set", "component.hbm3e.supply *= 0.87"],
        ),
        (
            json!([{ "do": "quarter", "path": "site.aws.power_mw", "quarter": "2028Q1", "value": 4100.5 },
                   { "do": "scenario", "id": "memory-dear", "on": true }]),
            &[
                "--scenario",
                "memory-dear",
                "--set",
                "site.aws.power_mw@2028Q1 = 4100.5",
            ],
        ),
        (
            json!([{ "do": "flag", "path": "policy.service_first", "on": true },
                   { "do": "amount", "path": "policy.external_share_max", "value": 0.2 }]),
            &[
                "--set",
                "policy.service_first = true",
                "--set",
                "policy.external_share_max = 0.2",
            ],
        ),
        (
            json!([{ "do": "add", "sets": ["foundry.*.capacity@2028Q1.. *= 0.9"] },
                   { "do": "scenario", "id": "power-short", "on": true },
                   { "do": "scenario", "id": "memory-dear", "on": true },
                   { "do": "scenario", "id": "power-short", "on": false },
                   { "do": "scenario", "id": "power-short", "on": true }]),
            &[
                "--scenario",
                "memory-dear",
                "--scenario",
                "power-short",
                "--set",
                "foundry.*.capacity@2028Q1.. *= 0.9",
            ],
        ),
        // No plan: the same conflict and repairs.
        (
            json!([{ "do": "scenario", "id": "trn4-late-no-grace", "on": true }]),
            &["--scenario", "trn4-late-no-grace"],
        ),
    ];
    let folder = folder("trainium.toml");
    let desk = Desk::open(folder.path(), &["m.toml"]);
    for (steps, arguments) in cases {
        desk.step(&json!({ "do": "reset" }));
        for step in steps.as_array().expect("steps") {
            desk.step(step);
        }
        let json = said(
            folder.path(),
            "solve",
            &[arguments, &["--format", "json"]].concat(),
        );
        assert_eq!(desk.get("/download/plan.json").body, json, "{arguments:?}");
        let page = desk.page();
        let now = between(&page, "id=\"pane-now\"", "</section>");
        let solved: Value = serde_json::from_str(&json).expect("JSON");
        let text = said(folder.path(), "solve", arguments);
        if let Some(margin) = solved["plan"]["margin"]["present_value"].as_f64() {
            let shown = between(now, "<dd data-value=\"", "</dd>");
            let (value, shown) = shown.split_once("\">").expect("a number and its words");
            assert_eq!(
                value.parse::<f64>().expect("a number"),
                margin,
                "{arguments:?}"
            );
            assert!(text.contains(shown), "{shown} is not said in {text}");
            check_tables(&page, &solved);
        } else {
            for repair in solved["repairs"].as_array().expect("repairs") {
                let sets = repair["assignments"].to_string().replace('"', "&quot;");
                assert!(
                    now.contains(&format!("data-add=\"{sets}\"")),
                    "{sets} in {now}"
                );
            }
            let conflict = solved["conflict"].as_array().expect("a conflict");
            for member in conflict {
                let address = member["address"].as_str().expect("an address");
                assert!(now.contains(address), "{address} in {now}");
            }
        }
    }
}

/// Checks that numbers of the plan stand in the tables, with what they can be asked about.
fn check_tables(page: &str, solved: &Value) {
    let mut rows = 0;
    for sold in solved["plan"]["sold"].as_array().expect("sales") {
        let units: Vec<f64> = sold["units"]
            .as_array()
            .expect("units")
            .iter()
            .filter_map(Value::as_f64)
            .collect();
        if units.iter().all(|&it| it == 0.0) {
            continue;
        }
        let (buyer, item) = (&sold["buyer"], &sold["item"]);
        let asked = format!(
            "data-why=\"buyer.{}.{}\"",
            buyer.as_str().expect("an id"),
            item.as_str().expect("an id")
        );
        let row = between(page, &asked, "</tr>");
        let cells = row.split("data-value=\"").skip(1);
        let shown: Vec<f64> = cells
            .map(|cell| {
                cell.split('"')
                    .next()
                    .and_then(|it| it.parse().ok())
                    .expect("a number")
            })
            .collect();
        assert_eq!(shown[..units.len()], units, "{asked}");
        rows += 1;
    }
    assert!(rows > 0, "nothing is sold");
}

#[test]
fn a_change_is_the_difference_of_two_margins_however_small() {
    let folder = folder("trainium.toml");
    let desk = Desk::open(folder.path(), &["m.toml"]);
    let margin = |set: Option<&str>| {
        let set: Vec<&str> = set.iter().flat_map(|set| ["--set", set]).collect();
        let json = said(
            folder.path(),
            "solve",
            &[&set[..], &["--format", "json"]].concat(),
        );
        let json: Value = serde_json::from_str(&json).expect("JSON");
        json["plan"]["margin"]["present_value"]
            .as_f64()
            .expect("a margin")
    };
    let base = margin(None);
    let mut shown_alike = 0;
    for (set, moves) in [
        ("site.aws.power_mw *= 0.9", true),
        // A hundred thousandth of the price: the margin is written with the same digits.
        ("component.hbm3e.price *= 1.00001", true),
        ("component.hbm3e.stock.max = 1e9", false),
    ] {
        desk.step(&json!({ "do": "reset" }));
        desk.step(&json!({ "do": "add", "sets": [set] }));
        let page = desk.page();
        let now = between(&page, "id=\"pane-now\"", "</section>");
        let card = between(now, "Margin, present value", "</div>");
        let change = between(card, "<dd class=\"change ", "</dd>");
        let difference = margin(Some(set)) - base;
        assert_eq!(difference.abs() > 1e-9 * base, moves, "{set}: {difference}");
        if moves {
            let value: f64 = between(change, "data-value=\"", "\"")
                .parse()
                .expect("a number");
            assert_eq!(value, difference, "{set}");
            assert!(!change.contains("as before"), "{set}: {change}");
            shown_alike += usize::from(difference.abs() < 1e-4 * base);
        } else {
            assert!(change.ends_with("as before"), "{set}: {change}");
        }
    }
    assert!(shown_alike > 0, "no change was small");
}

#[test]
fn what_takes_longer_than_its_time_is_no_plan() {
    let folder = folder("trainium.toml");
    let desk = Desk::open(folder.path(), &["m.toml", "--time-limit", "0.000001"]);
    let refused = desk.get("/download/plan.json");
    assert_eq!(refused.status, 422, "{refused:?}");
    let page = desk.get("/").body;
    let now = between(&page, "id=\"pane-now\"", "</section>");
    assert!(now.contains("time"), "{now}");
    assert!(!now.contains("Margin"), "{now}");
}

#[test]
fn a_wrong_step_is_refused_at_its_place_and_changes_nothing() {
    let folder = folder("minimal.toml");
    let desk = Desk::open(folder.path(), &["m.toml"]);
    let before = desk.page();
    let wrong = [
        (
            json!({ "do": "amount", "path": "policy.external_share_max", "value": 1.5 }),
            "1.5",
        ),
        (
            json!({ "do": "add", "sets": ["component.hbn.supply = 5"] }),
            "hbn",
        ),
        (
            json!({ "do": "add", "sets": ["nothing at all"] }),
            "no assignment",
        ),
        (
            json!({ "do": "scenario", "id": "none", "on": true }),
            "no scenario",
        ),
        (
            json!({ "do": "link", "query": "set=horizon.quarters+%3D+5" }),
            "horizon",
        ),
    ];
    for (step, words) in wrong {
        let refused = desk.post("/step", &step);
        assert_eq!(refused.status, 422, "{step}: {refused:?}");
        assert!(refused.body.contains(words), "{step}: {refused:?}");
    }
    let unknown = desk.post(
        "/do",
        &json!({ "do": "open", "path": "component.hbn.supply" }),
    );
    assert_eq!(unknown.status, 422);
    let link = |page: &str| between(page, "data-link=\"", "\"").to_owned();
    assert_eq!(link(&desk.page()), link(&before));
}

#[test]
fn questions_are_answered_as_the_other_commands_do() {
    let folder = folder("trainium.toml");
    let desk = Desk::open(folder.path(), &["m.toml"]);
    desk.step(&json!({ "do": "factor", "path": "site.aws.power_mw", "value": 0.9 }));
    let set = ["--set", "site.aws.power_mw *= 0.9"];
    let html = |path: &str| {
        let answer = desk.get(path);
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        let answer: Value = serde_json::from_str(&answer.body).expect("JSON");
        words(answer["html"].as_str().expect("markup"))
    };
    let why = html("/why?of=buyer.neocloud.trn3-ultra%402028Q2");
    let text = said(
        folder.path(),
        "why",
        &[&set[..], &["buyer.neocloud.trn3-ultra@2028Q2"]].concat(),
    );
    // Every number with a digit after the point that the command says is in the answer.
    let numbers = text
        .split_whitespace()
        .filter(|it| it.contains('.') && it.parse::<f64>().is_ok());
    let mut checked = 0;
    for number in numbers {
        assert!(why.contains(number), "{number} is not in {why}");
        checked += 1;
    }
    assert!(checked > 5, "{text}");
    let curve = html("/curve?of=site.aws.power_mw%402028Q1");
    assert!(curve.contains("today"), "{curve}");
    let unknown = desk.get("/why?of=buyer.nobody%402028Q2");
    assert_eq!(unknown.status, 422);
    assert!(unknown.body.contains("no activity"), "{unknown:?}");
    let certain = html("/range?within=1%25");
    assert!(!certain.is_empty());
    assert_eq!(desk.get("/range?within=near").status, 422);
    let hedged = html("/hedge");
    assert!(hedged.contains("2027"), "{hedged}");
}

#[test]
fn a_search_finds_by_path_name_and_meaning() {
    let folder = folder("trainium.toml");
    let desk = Desk::open(folder.path(), &["m.toml"]);
    let first = |words: &str| {
        let found = desk.get(&format!("/search?q={words}")).body;
        between(&found, "data-number-open=\"", "\"").to_owned()
    };
    assert_eq!(first("hbm"), "component.hbm3e.supply");
    assert_eq!(first("HBM4+price"), "component.hbm4.price");
    assert_eq!(first("power+aws"), "site.aws.power_mw");
    assert_eq!(first("energy_price"), "site.aws.energy_price");
    assert!(
        desk.get("/search?q=nothing-is-called-so")
            .body
            .contains("Nothing is called so")
    );
    assert_eq!(desk.get("/search?q=+").body, "");
}

#[test]
fn options_are_switches() {
    let folder = folder("trainium-deals.toml");
    let desk = Desk::open(folder.path(), &["m.toml"]);
    let page = desk.page();
    let path = between(&page, "data-taken=\"", "\"").to_owned();
    assert!(path.starts_with("option."), "{path}");
    for (times, set) in [
        (json!(0.0), format!("{path} = 0")),
        (json!(1.0), format!("{path} = 1")),
        (json!(null), format!("{path} = \"free\"")),
    ] {
        desk.step(&json!({ "do": "taken", "path": path, "times": times }));
        let json = said(folder.path(), "solve", &["--set", &set, "--format", "json"]);
        assert_eq!(desk.get("/download/plan.json").body, json, "{set}");
    }
}

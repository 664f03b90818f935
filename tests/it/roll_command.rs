//! `waferline roll`: every way in which it ends.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;
use waferline::report::roll::RollReport;

/// Returns a folder with the minimal model and its saved plan.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::copy("models/minimal.toml", folder.path().join("model.toml")).expect("copied");
    let plan = ["solve", "model.toml", "--out", "plan.json"];
    assert_eq!(run(folder.path(), &plan).status.code(), Some(0));
    folder
}

fn run(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_waferline"))
        .current_dir(folder)
        .args(args)
        .output()
        .expect("the command runs")
}

/// Returns what rolling to 2027Q2 with these arguments too says: exit code, standard output, standard error.
fn rolled(folder: &Path, more: &[&str]) -> (i32, String, String) {
    let args = ["roll", "model.toml", "--to", "2027Q2", "--out", "next.toml"];
    said(&run(folder, &[&args[..], more].concat()))
}

fn said(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let code = output.status.code().expect("an exit code");
    (code, text(&output.stdout), text(&output.stderr))
}

#[test]
fn what_is_said_has_every_format() {
    let folder = folder();
    let (code, text, _) = rolled(folder.path(), &[]);
    assert_eq!(code, 0);
    assert!(text.contains("Carried out: 2027Q1,"), "{text}");
    let next = folder.path().join("next.toml");
    let written = fs::read_to_string(&next).expect("the next model");
    let (code, json, _) = rolled(folder.path(), &["--format", "json"]);
    assert_eq!(code, 0);
    // The same plan makes the same file, solved again or saved.
    assert_eq!(fs::read_to_string(&next).expect("again"), written);
    let (code, saved, _) = rolled(folder.path(), &["--plan", "plan.json", "--format", "json"]);
    assert_eq!(code, 0);
    assert_eq!(fs::read_to_string(&next).expect("again"), written);
    assert_eq!(saved, json);
    let report: Value = serde_json::from_str(&json).expect("JSON");
    let schema = jsonschema::validator_for(&RollReport::schema()).expect("a schema");
    assert!(schema.is_valid(&report), "{json}");
    assert_eq!(report["status"], "rolled");
    assert_eq!(report["start"], "2027Q2");
    assert_eq!(report["carried_out"]["quarters"][0], "2027Q1");
    let numbers = report["carried_over"].as_array().expect("a list");
    let (_, csv, _) = rolled(folder.path(), &["--format", "csv"]);
    assert_eq!(csv.lines().count(), numbers.len() + 1);
    let (_, markdown, _) = rolled(folder.path(), &["--format", "markdown"]);
    assert!(markdown.starts_with("# "), "{markdown}");
}

#[test]
fn the_next_model_solves_to_the_rest() {
    let folder = folder();
    let (_, json, _) = rolled(folder.path(), &["--format", "json"]);
    let rolled: Value = serde_json::from_str(&json).expect("JSON");
    let objective = |model: &str| {
        let (_, json, _) = said(&run(folder.path(), &["solve", model, "--format", "json"]));
        let solved: Value = serde_json::from_str(&json).expect("JSON");
        solved["objective"].as_f64().expect("a margin")
    };
    let number = |key: &str| rolled["carried_out"][key].as_f64().expect("a number");
    let whole = number("present_value") + number("discount") * objective("next.toml");
    approx::assert_relative_eq!(whole, objective("model.toml"), max_relative = 1e-9);
}

#[test]
fn quarters_that_cannot_be() {
    let folder = folder();
    let to = |to: &str, more: &[&str]| {
        let args = ["roll", "model.toml", "--to", to, "--out", "next.toml"];
        said(&run(folder.path(), &[&args[..], more].concat()))
    };
    for (quarter, more, expected) in [
        ("2027Q1", &[][..], "there is no quarter to carry out"),
        ("2026Q4", &[], "there is no quarter to carry out"),
        ("2028Q1", &[], "--quarters"),
        ("2028Q2", &["--quarters", "4"], "after 2027Q4"),
        ("2027", &[], "is not a quarter"),
        ("2027Q2", &["--quarters", "0"], "--quarters"),
    ] {
        let (code, _, error) = to(quarter, more);
        assert_eq!(code, 2, "{quarter}");
        assert!(error.contains(expected), "{quarter}: {error}");
        assert!(!folder.path().join("next.toml").exists(), "{quarter}");
    }
    let (code, text, _) = to("2028Q1", &["--quarters", "3"]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("beyond the old horizon"), "{text}");
}

#[test]
fn plans_that_are_not_of_this_file() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("text.json"), "no plan").expect("written");
    fs::write(path("empty.json"), "{}").expect("written");
    let changed = ["solve", "model.toml", "--set", "component.hbm.price += 1"];
    let changed = [&changed[..], &["--out", "changed.json"]].concat();
    assert_eq!(run(folder.path(), &changed).status.code(), Some(0));
    let plan = fs::read_to_string(path("plan.json")).expect("the plan");
    let mut short: Value = serde_json::from_str(&plan).expect("JSON");
    short["plan"]["stocks"][0]["closing"] = serde_json::json!([1.0]);
    fs::write(path("short.json"), short.to_string()).expect("written");
    let mut other: Value = serde_json::from_str(&plan).expect("JSON");
    other["plan"]["made"] = serde_json::json!([]);
    fs::write(path("other.json"), other.to_string()).expect("written");
    for (plan, expected) in [
        ("missing.json", "cannot read"),
        ("text.json", "it is no JSON"),
        ("empty.json", "it holds no plan"),
        ("changed.json", "under scenarios or assignments"),
        ("short.json", "a number for every quarter"),
        ("other.json", "it says nothing of"),
    ] {
        let (code, _, error) = rolled(folder.path(), &["--plan", plan]);
        assert_eq!(code, 2, "{plan}");
        assert!(error.contains(expected), "{plan}: {error}");
        assert!(!path("next.toml").exists(), "{plan}");
    }
    let text = fs::read_to_string(path("model.toml")).expect("the model");
    fs::write(path("model.toml"), text + "# changed\n").expect("written");
    let (code, json, error) = rolled(folder.path(), &["--plan", "plan.json", "--format", "json"]);
    assert_eq!(code, 2);
    assert!(error.contains("solve the model again"), "{error}");
    assert!(json.contains("roll-plan"), "{json}");
}

#[test]
fn nothing_that_was_read_is_written_over() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    let out = |out: &str, more: &[&str]| {
        let args = ["roll", "model.toml", "--to", "2027Q2", "--out", out];
        said(&run(folder.path(), &[&args[..], more].concat()))
    };
    let before = fs::read_to_string(path("model.toml")).expect("the model");
    let (code, _, error) = out("model.toml", &[]);
    assert!(code == 2 && error.contains("is an input"), "{error}");
    assert_eq!(fs::read_to_string(path("model.toml")).expect("it"), before);
    fs::copy(path("plan.json"), path("plan.toml")).expect("copied");
    let (code, _, error) = out("plan.toml", &["--plan", "plan.toml"]);
    assert!(code == 2 && error.contains("is an input"), "{error}");
    let (code, _, error) = out("next.json", &[]);
    assert!(code == 2 && error.contains(".toml"), "{error}");
    let args = ["roll", "model.toml", "--to", "2027Q2"];
    let (code, _, error) = said(&run(folder.path(), &args));
    assert!(code == 2 && error.contains("--out"), "{error}");
}

#[test]
fn a_model_without_a_plan_has_no_next() {
    let folder = folder();
    let path = folder.path().join("model.toml");
    let text = fs::read_to_string(&path).expect("the model");
    let firm = text.replace("[service.rental]", "[service.rental]\nfirm = true");
    let firm = firm.replace("shortfall_penalty = 1000\n", "");
    fs::write(&path, firm).expect("written");
    let (code, text, _) = rolled(folder.path(), &[]);
    assert_eq!(code, 1, "{text}");
    assert!(!folder.path().join("next.toml").exists());
    fs::write(&path, "[model]\n").expect("written");
    let (code, _, error) = rolled(folder.path(), &[]);
    assert_eq!(code, 1);
    assert!(error.contains("currency"), "{error}");
}

#[test]
fn series_from_files_are_written_out() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    let text = fs::read_to_string(path("model.toml")).expect("the model");
    let from_csv = text.replace(
        "supply = [240000, 240000, 300000, 300000]",
        "supply = { csv = \"hbm.csv\", column = \"stacks\" }",
    );
    fs::write(path("model.toml"), from_csv).expect("written");
    let table = "quarter,stacks\n2027Q1,240000\n2027Q3,300000\n";
    fs::write(path("hbm.csv"), table).expect("written");
    let (code, _, error) = rolled(folder.path(), &[]);
    assert_eq!(code, 0, "{error}");
    let next = fs::read_to_string(path("next.toml")).expect("the next model");
    assert!(!next.contains("csv"), "{next}");
    assert!(
        next.contains("supply = [240000, 300000, 300000] # stacks"),
        "{next}"
    );
}

//! Explanations: sums, summaries, the command, its JSON against its published schema.

use std::path::Path;
use std::process::{Command, Output};

use approx::assert_relative_eq;
use serde_json::Value;
use waferline::Model;
use waferline::explain::explain;
use waferline::input::Input;
use waferline::report::explain::ExplanationReport;
use waferline::report::text;
use waferline::{Outcome, SolveOptions, Solved, solve};

fn run(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waferline"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(args);
    command.env_remove("COLUMNS").env_remove("CLICOLOR_FORCE");
    command.output().expect("the command runs")
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn solved(model: &Model) -> Box<Solved> {
    match solve(model, &SolveOptions::default()).expect("solves") {
        Outcome::Optimal(solved) => solved,
        other => panic!("no plan: {other:?}"),
    }
}

fn open(path: &str) -> Input {
    Input::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("readable")
}

/// Whether a value has the shape that a schema of ours describes; `Err` says where not.
fn check(root: &Value, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        let target = root.pointer(&reference[1..]).expect("a definition");
        return check(root, target, value, at);
    }
    for (word, needed) in [("anyOf", 1), ("oneOf", 1)] {
        if let Some(ways) = schema.get(word).and_then(Value::as_array) {
            let fits = ways
                .iter()
                .filter(|way| check(root, way, value, at).is_ok());
            if fits.count() < needed {
                return Err(format!("{at}: none of {word}"));
            }
        }
    }
    if let Some(expected) = schema.get("const")
        && expected != value
    {
        return Err(format!("{at}: {value} is not {expected}"));
    }
    if let Some(allowed) = schema.get("enum").and_then(Value::as_array)
        && !allowed.contains(value)
    {
        return Err(format!("{at}: {value} is none of the values"));
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let is_kind = |name: &Value| name == kind || (name == "number" && kind == "integer");
    match schema.get("type") {
        Some(Value::Array(kinds)) if !kinds.iter().any(is_kind) => {
            return Err(format!("{at}: {kind}"));
        }
        Some(name @ Value::String(_)) if !is_kind(name) => return Err(format!("{at}: {kind}")),
        _ => {}
    }
    if let (Some(items), Some(values)) = (schema.get("items"), value.as_array()) {
        for (i, value) in values.iter().enumerate() {
            check(root, items, value, &format!("{at}/{i}"))?;
        }
    }
    if let Some(object) = value.as_object() {
        for key in schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let key = key.as_str().expect("a key");
            if !object.contains_key(key) {
                return Err(format!("{at}: {key} is missing"));
            }
        }
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            for (key, value) in object {
                if let Some(schema) = properties.get(key) {
                    check(root, schema, value, &format!("{at}/{key}"))?;
                }
            }
        }
    }
    Ok(())
}

fn assert_follows(schema_of: &str, document: &Value) {
    let schema = json(&run(&["schema", schema_of]));
    check(&schema, &schema, document, "").expect("follows its schema");
}

#[test]
fn summaries_have_at_most_ten_lines_and_imputations_sum() {
    let input = open("models/trainium.toml");
    let names: Vec<String> = input.scenarios().into_iter().map(|it| it.name).collect();
    let mut explained = 0;
    for scenarios in [None].into_iter().chain(names.iter().map(Some)) {
        let scenarios: Vec<&str> = scenarios.into_iter().map(String::as_str).collect();
        let model = input.model(&scenarios, &[]).expect("valid").model;
        let outcome = solve(&model, &SolveOptions::default()).expect("solves");
        let Outcome::Optimal(solved) = outcome else {
            continue;
        };
        let explanation = explain(&model, &solved).expect("explains");
        let report = ExplanationReport {
            model: &model,
            solved: &solved,
            explanation: &explanation,
            promises: None,
            held: None,
            asked: None,
            top: 10,
        };
        let summary = report.summary();
        assert!((4..=10).contains(&summary.len()), "{summary:#?}");
        if !explanation.least_shortfall_is_held {
            assert_relative_eq!(
                explanation.imputation.total,
                solved.solution.objective,
                max_relative = 1e-9
            );
        }
        explained += 1;
    }
    assert!(explained >= 7);
}

#[test]
fn the_degenerate_pair_limits_together() {
    let model = open("models/known/degenerate-pair.toml")
        .model(&[], &[])
        .expect("valid")
        .model;
    let solved = solved(&model);
    let explanation = explain(&model, &solved).expect("explains");
    assert!(!explanation.limits.prices_are_unique);
    assert!(explanation.imputation.is_one_of_several);
    assert_relative_eq!(explanation.imputation.total, 92.0, max_relative = 1e-9);
    let [pair] = &explanation.limits.together[..] else {
        panic!("one pair");
    };
    let one_each = pair.gain_of_one_each.expect("room");
    assert_relative_eq!(one_each, 8.0, max_relative = 1e-9);
}

#[test]
fn a_small_model_is_told_whole() {
    let model = open("models/minimal.toml")
        .model(&[], &[])
        .expect("valid")
        .model;
    let solved = solved(&model);
    let explanation = explain(&model, &solved).expect("explains");
    let report = ExplanationReport {
        model: &model,
        solved: &solved,
        explanation: &explanation,
        promises: None,
        held: None,
        asked: None,
        top: 10,
    };
    let styled = text::render(&report.document(), 100);
    let reported = anstream::adapter::strip_str(&styled).to_string();
    // The last digits of the proof depend on the machine.
    let reported: String = reported
        .lines()
        .map(|line| match line.find("(gap ") {
            Some(at) => format!(
                "{}(gap ...{}\n",
                &line[..at],
                &line[line.find(");").unwrap_or(at)..]
            ),
            None => format!("{line}\n"),
        })
        .collect();
    insta::assert_snapshot!(reported);
}

#[test]
fn json_follows_its_published_schema() {
    let output = run(&[
        "explain",
        "-q",
        "models/minimal.toml",
        "--promises",
        "--format",
        "json",
    ]);
    assert!(output.status.success());
    let document = json(&output);
    assert_eq!(document["status"], "explained");
    assert_follows("explanation", &document);
    let args = [
        "curve",
        "models/minimal.toml",
        "foundry.fab.capacity@2027Q1",
        "--format",
        "json",
    ];
    let document = json(&run(&args));
    assert_eq!(document["status"], "curve");
    assert_follows("curve", &document);
}

#[test]
fn a_model_without_a_plan_is_refused_as_solve_does() {
    let args = ["models/trainium.toml", "--scenario", "trn4-late-no-grace"];
    for format in ["text", "json"] {
        let answer = |command: &str| {
            let mut all = vec![command];
            all.extend(args);
            all.extend(["--format", format]);
            let output = run(&all);
            (output.status.code(), String::from_utf8(output.stdout))
        };
        assert_eq!(answer("explain"), answer("solve"));
        assert_eq!(answer("explain").0, Some(1));
    }
    let document = json(&run(
        &[&["explain"], &args[..], &["--format", "json"]].concat()
    ));
    assert_follows("explanation", &document);
}

#[test]
fn wrong_addresses_say_what_is_wrong() {
    for (address, says) in [
        ("foundry.nowhere.capacity", "no limit, price or cost"),
        ("foundry.fab.capacity@2031Q1", "outside"),
        ("policy.budget", "no limit"),
        ("chip.accelerator.yield", "multiplies decisions"),
    ] {
        let output = run(&["curve", "models/minimal.toml", address]);
        assert_eq!(output.status.code(), Some(2), "{address}");
        let reported = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(reported.contains(says), "{address}: {reported}");
    }
}

#[test]
fn tables_keep_to_the_terminal_however_long_names_are() {
    let asked = [
        "solve models/trainium.toml",
        "explain models/trainium.toml",
        "explain models/trainium-deals.toml",
        "options models/trainium-deals.toml",
        "range models/trainium.toml",
    ];
    for words in asked {
        for width in [60, 80, 100] {
            let mut command = Command::new(env!("CARGO_BIN_EXE_waferline"));
            command
                .current_dir(env!("CARGO_MANIFEST_DIR"))
                .args(words.split(' '))
                .args(["--color", "never"])
                .env("COLUMNS", width.to_string());
            let output = command.output().expect("the command runs");
            let said = String::from_utf8(output.stdout).expect("text");
            // Commands are to be copied, whole.
            let lines = said.lines().filter(|it| !it.starts_with("waferline "));
            for line in lines {
                let length = line.chars().count();
                assert!(length <= width, "{words}: {length} in {width}\n{line}");
            }
            assert!(said.lines().count() > 20, "{words}\n{said}");
        }
    }
}

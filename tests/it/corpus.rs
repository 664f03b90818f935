//! Optima of generated models, computed by an independent implementation of the formulation: another program in another
//! language with another solver, which shares nothing with this one but the formulation's text.
//!
//! `tests/corpus/expected.json` gives the optimum of each file without and with its scenario; `null`: no plan.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use waferline::input::Input;
use waferline::{Model, Outcome};

use crate::bundled::{answer, answer_every_way, files_under, load, objective, open};

const CORPUS: &str = "tests/corpus";

/// The optimum of every case of every file.
type Expected = BTreeMap<String, BTreeMap<String, Option<f64>>>;

fn expected() -> Expected {
    let text = fs::read_to_string(format!("{CORPUS}/expected.json")).expect("a file");
    serde_json::from_str(&text).expect("objectives by file and case")
}

/// Returns the optimum that `solve` finds of a model under a scenario, `base` for none.
fn optimum_of(input: &Input, case: &str, solve: fn(&Model) -> Outcome) -> Option<f64> {
    let scenarios: Vec<&str> = std::iter::once(case).filter(|it| *it != "base").collect();
    objective(&solve(&load(input, &scenarios).model))
}

/// Returns whether both are no plan, or optima this close, relative to the first.
fn agree(one: Option<f64>, other: Option<f64>, tolerance: f64) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() <= tolerance * one.abs().max(1.0),
        (one, other) => one == other,
    }
}

#[test]
fn an_independent_implementation_agrees() {
    let expected = expected();
    assert_eq!(files_under(CORPUS).len(), expected.len());
    let mut wrong = Vec::new();
    for (file, cases) in &expected {
        let input = open(format!("{CORPUS}/{file}"));
        assert_eq!(input.scenarios().len() + 1, cases.len(), "{file}");
        for (case, &optimum) in cases {
            let found = optimum_of(&input, case, answer_every_way);
            if !agree(optimum, found, 1e-6) {
                wrong.push(format!("{file} {case}: {found:?}, expected {optimum:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Writes the value as JSON, tables in reverse or in any other order that `keys` makes; lists stay as they are.
fn write_json(value: &Value, keys: &mut dyn FnMut(&mut Vec<&String>), text: &mut String) {
    let put = |text: &mut String, i: usize| {
        if i > 0 {
            text.push(',');
        }
    };
    match value {
        Value::Object(table) => {
            let mut order: Vec<&String> = table.keys().collect();
            keys(&mut order);
            text.push('{');
            for (i, key) in order.into_iter().enumerate() {
                put(text, i);
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push(':');
                write_json(&table[key], keys, text);
            }
            text.push('}');
        }
        Value::Array(list) => {
            text.push('[');
            for (i, item) in list.iter().enumerate() {
                put(text, i);
                write_json(item, keys, text);
            }
            text.push(']');
        }
        other => text.push_str(&other.to_string()),
    }
}

/// Returns the model file as JSON with its tables in another order, in a folder with the CSV file it may name.
fn reordered(path: &Path, folder: &Path, keys: &mut dyn FnMut(&mut Vec<&String>)) -> Input {
    let text = fs::read_to_string(path).expect("a file");
    let value: Value = toml::from_str(&text).expect("TOML");
    let mut json = String::new();
    write_json(&value, keys, &mut json);
    let path = folder.join("model.json");
    fs::write(&path, json).expect("a folder to write to");
    open(path)
}

#[test]
fn order_and_format_of_the_file_do_not_matter() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::copy(
        format!("{CORPUS}/series.csv"),
        folder.path().join("series.csv"),
    )
    .expect("a copy");
    let mut paths = files_under(CORPUS);
    paths.extend(files_under("models/known"));
    paths.push("models/minimal.toml".into());
    let mut turn = 0;
    for path in paths {
        let original = optimum_of(&open(&path), "base", answer);
        // As sorted by name, in reverse, and every table turned by another number of entries.
        let sorted = reordered(&path, folder.path(), &mut |keys| keys.sort());
        let reversed = reordered(&path, folder.path(), &mut |keys| keys.reverse());
        let turned = reordered(&path, folder.path(), &mut |keys| {
            turn += 1;
            let by = turn % keys.len().max(1);
            keys.rotate_left(by);
        });
        for input in [sorted, reversed, turned] {
            let found = optimum_of(&input, "base", answer);
            assert!(
                agree(original, found, 1e-9),
                "{}: {original:?}, then {found:?}",
                path.display()
            );
        }
    }
}

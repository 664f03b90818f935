//! The library as a program without files meets it.

use approx::assert_relative_eq;
use serde_json::{Value, json};

use waferline::input::{Input, LoadError};
use waferline::{Model, Outcome, SolveOptions, solve};

use crate::bundled::optimum;

const MINIMAL: &str = "models/minimal.toml";

/// Sets every value of the tables of a model file, one a call.
fn set_all(
    mut builder: waferline::input::ModelBuilder,
    path: &str,
    value: &Value,
) -> waferline::input::ModelBuilder {
    // A table whose keys are no fields but a way to write a series is one value.
    let series = |table: &serde_json::Map<String, Value>| {
        ["start", "from", "at", "csv"]
            .iter()
            .any(|key| table.contains_key(*key))
    };
    match value {
        Value::Object(table) if path == "horizon" || !series(table) => {
            for (key, value) in table {
                let path = match path {
                    "" => key.clone(),
                    _ => format!("{path}.{key}"),
                };
                builder = set_all(builder, &path, value);
            }
            builder
        }
        value => builder.set(path, value.clone()),
    }
}

/// Returns the minimal model as JSON.
fn minimal() -> Value {
    let text = std::fs::read_to_string(MINIMAL).expect("a file");
    toml::from_str(&text).expect("TOML")
}

#[test]
fn a_model_built_in_rust_is_the_model_of_the_file() {
    let builder = Model::builder("USD", "2027Q1", 4);
    let built = set_all(builder, "", &minimal()).build().expect("a model");
    assert_eq!(built, Model::load(MINIMAL).expect("a model"));
}

#[test]
fn json_is_the_same_model() {
    let input = Input::from_json("minimal.json", &minimal().to_string());
    let loaded = input.model(&[], &[]).expect("a model");
    assert_eq!(loaded.model, Model::load(MINIMAL).expect("a model"));
}

#[test]
fn assignments_are_the_same_as_other_numbers_in_the_file() {
    let mut changed = minimal();
    changed["component"]["hbm"]["supply"] = json!([240_000, 240_000, 330_000, 330_000]);
    let changed = Input::from_json("minimal.json", &changed.to_string());
    let changed = changed.model(&[], &[]).expect("a model");

    let file = Input::open(MINIMAL.as_ref()).expect("a file");
    let set = file
        .model(&[], &["component.hbm.supply@2027Q3.. *= 1.1"])
        .expect("a model");
    assert_eq!(set.assignments.len(), 1);
    assert_relative_eq!(
        optimum(&set.model).solution.objective,
        optimum(&changed.model).solution.objective,
        max_relative = 1e-12
    );
}

#[test]
fn the_same_model_gives_the_same_plan_to_the_last_bit() {
    let model = Model::load("models/trainium.toml").expect("a model");
    let reported = || {
        let solved = optimum(&model);
        serde_json::to_string(&solved.plan).expect("JSON")
    };
    assert!(reported() == reported());
}

#[test]
fn what_goes_wrong_is_a_value() {
    let missing = Model::load("models/no-such-model.toml").expect_err("no file");
    assert!(matches!(missing, LoadError::Open(_)));

    let wrong = Model::builder("USD", "2027Q1", 4)
        .set("component.hbm.supply", "plenty")
        .set("component.hbm.colour", "blue")
        .build()
        .expect_err("two errors");
    assert!(wrong.diagnostics.len() >= 2, "{wrong}");
    // Whatever it says, it says where.
    assert!(wrong.diagnostics.iter().all(|it| !it.labels.is_empty()));
}

#[test]
fn no_plan_and_no_end_are_outcomes() {
    // A firm promise of ten a quarter, and five to keep it with.
    let no_plan = Model::builder("USD", "2027Q1", 1)
        .set("component.hbm.supply", 5)
        .set("component.hbm.price", 400)
        .set("buyer.other.orders", 10)
        .set("buyer.other.firm", true)
        .set("buyer.other.buys.hbm.price", 500)
        .build()
        .expect("a model");
    let Ok(Outcome::Infeasible(why)) = solve(&no_plan, &SolveOptions::default()) else {
        panic!("five are less than ten");
    };
    let addresses: Vec<String> = why
        .conflict
        .iter()
        .filter_map(|limit| Some(limit.address.as_ref()?.to_string()))
        .collect();
    assert!(
        addresses
            .iter()
            .any(|it| it.starts_with("component.hbm.supply")),
        "{addresses:?}"
    );
}

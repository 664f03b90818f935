//! The published schemas, and what they are schemas of.
//!
//! `UPDATE_SCHEMAS=1 cargo test schemas` writes the files again after a change of what is read or written.

use std::fs;
use std::path::Path;

use serde_json::Value;

use waferline::Outcome;
use waferline::explain::diagnose;
use waferline::input::{Loaded, json_schema};
use waferline::provenance::Provenance;
use waferline::report::PlanReport;
use waferline::report::json::{Finding, Report};

use crate::bundled::{answer, files_under, load, open};

const MODEL: &str = "schema/model.json";
const RESULT: &str = "schema/result.json";

fn assert_published(path: &str, schema: &Value) {
    let mut text = serde_json::to_string_pretty(schema).expect("JSON");
    text.push('\n');
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        fs::write(path, &text).expect("a file to write to");
    }
    let published = fs::read_to_string(path).expect("a published schema");
    assert!(
        published == text,
        "{path} is not what this version reads or writes: UPDATE_SCHEMAS=1 cargo test schemas"
    );
}

fn assert_valid(schema: &Value, document: &Value, what: &str) {
    let validator = jsonschema::validator_for(schema).expect("a schema");
    let errors: Vec<String> = validator
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{what}: {errors:#?}");
}

/// Returns the document that `waferline solve --format json` writes.
fn result(loaded: &Loaded, scenarios: &[String]) -> Report {
    let files = loaded
        .files
        .iter()
        .map(|file| (file.name.as_str(), file.content.as_slice()));
    let answer = answer(&loaded.model);
    let found_by = answer.found_by();
    let provenance = Provenance::new(files, scenarios, &loaded.assignments, found_by);
    let warnings = Finding::all(&loaded.warnings, &loaded.sources);
    match answer {
        Outcome::Optimal(solved) => {
            let report = PlanReport {
                model: &loaded.model,
                plan: &solved.plan,
                certificate: &solved.solution.certificate,
                selection: solved.selection.as_ref(),
            };
            Report::optimal(&report, provenance, warnings)
        }
        Outcome::Infeasible(why) => {
            let why = diagnose(&loaded.model, &why);
            Report::infeasible(&why, &|_| None, provenance, warnings)
        }
        Outcome::Unbounded(why) => Report::unbounded(&why, provenance, warnings),
    }
}

fn assert_valid_result(report: &Report, what: &str) {
    let document: Value = serde_json::from_str(&report.render().expect("JSON")).expect("JSON");
    assert_valid(&Report::schema(), &document, what);
}

#[test]
fn published_schemas_are_those_of_this_version() {
    assert_published(MODEL, &json_schema());
    assert_published(RESULT, &Report::schema());
}

#[test]
fn bundled_models_name_their_schema_and_keep_it() {
    let published = fs::canonicalize(MODEL).expect("a published schema");
    for path in files_under("models") {
        let text = fs::read_to_string(&path).expect("a file");
        let named = text
            .lines()
            .next()
            .and_then(|it| it.strip_prefix("#:schema "));
        let folder = path.parent().unwrap_or(Path::new("."));
        let named = named.map(|it| fs::canonicalize(folder.join(it)).expect("the schema named"));
        assert_eq!(named.as_ref(), Some(&published), "{}", path.display());
    }
    let corpus = files_under("tests/corpus");
    for path in files_under("models").iter().chain(&corpus) {
        let text = fs::read_to_string(path).expect("a file");
        let document: Value = toml::from_str(&text).expect("TOML");
        assert_valid(&json_schema(), &document, &path.display().to_string());
    }
}

#[test]
fn the_schema_refuses_what_reading_refuses() {
    let schema = json_schema();
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let text = fs::read_to_string("models/minimal.toml").expect("a file");
    let model: Value = toml::from_str(&text).expect("TOML");
    assert!(validator.is_valid(&model));
    for (table, key, value) in [
        ("/foundry/fab", "capacty", Value::from(1)),
        ("/foundry/fab", "capacity", Value::from("many")),
        ("/horizon", "start", Value::from("2027-01")),
        ("/die/compute", "good_dies_per_wafer", Value::Null),
    ] {
        let mut wrong = model.clone();
        wrong.pointer_mut(table).expect("a table")[key] = value;
        assert!(!validator.is_valid(&wrong), "{table} {key}");
    }
}

#[test]
fn results_keep_their_schema() {
    for path in files_under("models") {
        let input = open(&path);
        let scenarios = input.scenarios();
        for scenario in std::iter::once(None).chain(scenarios.iter().map(Some)) {
            let names: Vec<String> = scenario.iter().map(|it| it.name.clone()).collect();
            let borrowed: Vec<&str> = names.iter().map(String::as_str).collect();
            let loaded = load(&input, &borrowed);
            let what = format!("{} {names:?}", path.display());
            assert_valid_result(&result(&loaded, &names), &what);
        }
    }
    let wrong = Report::Error {
        diagnostics: vec![Finding::failure("cannot-read", "cannot read nothing.toml")],
    };
    assert_valid_result(&wrong, "an error");
}

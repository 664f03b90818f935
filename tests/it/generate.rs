//! Made-up models: every feature, every promise kept, the same for the same seed.

use std::collections::BTreeSet;

use serde_json::Value;

use waferline::generate::{Scale, Size, model_file};
use waferline::input::{Input, json_schema};
use waferline::model::Model;
use waferline::{Outcome, SolveOptions, Solved, solve};

const SEEDS: std::ops::Range<u64> = 1..7;

/// Small ones of other shapes than the usual sizes.
const SCALES: [(usize, usize); 5] = [(8, 2), (9, 3), (12, 5), (30, 2), (10, 9)];

fn scale((quarters, chips): (usize, usize)) -> Scale {
    Scale { quarters, chips }
}

/// The model, which must have neither errors nor warnings.
fn sound(text: &str) -> Model {
    let loaded = Input::from_toml("generated", text)
        .model(&[], &[])
        .unwrap_or_else(|rejected| panic!("{rejected}\n{text}"));
    let codes: Vec<&str> = loaded.warnings.iter().map(|it| it.code).collect();
    assert!(codes.is_empty(), "{codes:?}");
    loaded.model
}

fn planned(model: &Model) -> Box<Solved> {
    match solve(model, &SolveOptions::default()) {
        Ok(Outcome::Optimal(solved)) => solved,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_seed_has_a_plan_with_a_margin() {
    let usual = SEEDS.map(|seed| (Size::S.scale(), seed));
    let others = SCALES.map(|it| (scale(it), 11));
    for (scale, seed) in usual.chain(others) {
        let solved = planned(&sound(&model_file(scale, seed)));
        assert!(solved.solution.certificate.holds());
        assert!(solved.plan.margin.present_value > 0.0, "{scale:?} {seed}");
    }
}

#[test]
fn every_size_is_sound_and_as_large_as_it_says() {
    for (size, columns) in [
        (Size::S, 1_000..2_000),
        (Size::M, 7_000..9_000),
        (Size::L, 17_000..21_000),
        (Size::Xl, 54_000..66_000),
    ] {
        for seed in [1, 2] {
            let model = sound(&model_file(size.scale(), seed));
            let lp = waferline::formulation::formulate(&model);
            let found = lp.columns().len();
            assert!(columns.contains(&found), "{size:?} {seed}: {found} columns");
        }
    }
}

#[test]
fn the_same_seed_makes_the_same_text_and_another_seed_another() {
    let of = |seed| model_file(Size::M.scale(), seed);
    assert_eq!(of(3), of(3));
    assert_ne!(of(3), of(4));
}

#[test]
fn what_is_beyond_the_bounds_counts_as_these() {
    let least = model_file(scale((8, 2)), 1);
    assert_eq!(model_file(scale((0, 0)), 1), least);
}

/// Adds the path of every field that the schema describes; ids and free keys are `*`.
fn described(schema: &Value, path: &str, into: &mut BTreeSet<String>) {
    let fields = schema["properties"].as_object();
    for (key, field) in fields.into_iter().flatten() {
        let path = format!("{path}.{key}");
        described(field, &path, into);
        into.insert(path);
    }
    if schema["additionalProperties"].is_object() {
        described(&schema["additionalProperties"], &format!("{path}.*"), into);
    }
    if schema["items"].is_object() {
        described(&schema["items"], path, into);
    }
}

/// Adds the path of every field that the value has, as the schema describes it.
fn used(value: &Value, schema: &Value, path: &str, into: &mut BTreeSet<String>) {
    for item in value.as_array().into_iter().flatten() {
        used(item, &schema["items"], path, into);
    }
    for (key, inner) in value.as_object().into_iter().flatten() {
        let field = &schema["properties"][key];
        if field.is_object() {
            let path = format!("{path}.{key}");
            used(inner, field, &path, into);
            into.insert(path);
        } else if schema["additionalProperties"].is_object() {
            used(
                inner,
                &schema["additionalProperties"],
                &format!("{path}.*"),
                into,
            );
        }
    }
}

#[test]
fn every_size_uses_every_field() {
    let schema = json_schema();
    let mut all = BTreeSet::new();
    described(&schema, "", &mut all);
    // A file that goes anywhere cannot know where its schema is.
    all.remove(".$schema");
    // What is taken whole or left is for whoever tries the model.
    all.retain(|key| !key.starts_with(".option"));
    assert!(all.len() > 100, "the schema was read");
    for size in [Size::S, Size::M, Size::L, Size::Xl] {
        let model: Value = toml::from_str(&model_file(size.scale(), 1)).expect("TOML");
        let mut found = BTreeSet::new();
        used(&model, &schema, "", &mut found);
        let missing: Vec<&String> = all.difference(&found).collect();
        assert!(missing.is_empty(), "{size:?}: {missing:?}");
    }
}

#[test]
fn every_form_of_a_series_and_of_a_yield_is_used() {
    let text = model_file(Size::M.scale(), 1);
    for form in [
        " = { from = {",
        ".from]",
        " = { at = {",
        "growth = ",
        "step = ",
        " = [",
        "poisson",
        "murphy",
        "seeds",
        "negative-binomial",
        "bose-einstein",
    ] {
        assert!(text.contains(form), "{form}");
    }
}

#[test]
fn scenarios_have_plans_too() {
    let text = model_file(Size::S.scale(), 1);
    let input = Input::from_toml("generated", &text);
    for scenario in input.scenarios() {
        let loaded = input
            .model(&[scenario.name.as_str()], &[])
            .unwrap_or_else(|rejected| panic!("{rejected}"));
        planned(&loaded.model);
    }
}

#[test]
fn much_is_scarce() {
    let model = sound(&model_file(Size::S.scale(), 1));
    let solved = planned(&model);
    let duals = solved.solution.dual.iter();
    let priced = duals.filter(|dual| dual.abs() > 1e-6).count();
    assert!(priced > 100, "{priced} rows have a price");
}

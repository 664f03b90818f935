//! Any lines as assignments (`--set`), any text as what a sweep varies (`--vary`).
//!
//! The first letter chooses: `0` and `1` are assignments to a small model and to the one that uses every field, `2` and `3`
//! what is varied in them.

#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::{Corpus, fuzz_target};
use waferline::input::Input;
use waferline_fuzz::{check_findings, read};

/// So many lines of a text are assignments.
const LINES: usize = 8;

/// Returns a small model, and the one that uses every field.
fn models() -> &'static [Input; 2] {
    static MODELS: OnceLock<[Input; 2]> = OnceLock::new();
    MODELS.get_or_init(|| {
        // Without the file beside it.
        let full = include_str!("../../tests/fixtures/full.toml")
            .replace("{ csv = \"supply.csv\", column = \"hbm\" }", "2400");
        let small = include_str!("../../models/minimal.toml");
        let models = [("minimal.toml", small), ("full.toml", &full)];
        models.map(|(name, text)| {
            let input = Input::from_toml(name, text);
            assert!(read(&input, &[], &[]).is_some(), "{name} is a model");
            input
        })
    })
}

/// What applies is told in the words that were written, and these make the same model again.
fn check_assignments(input: &Input, sets: &[&str]) {
    let Some(loaded) = read(input, &[], sets) else {
        return;
    };
    let trimmed: Vec<&str> = sets.iter().map(|set| set.trim()).collect();
    assert_eq!(loaded.assignments, trimmed);
    let told: Vec<&str> = loaded.assignments.iter().map(String::as_str).collect();
    let again = read(input, &[], &told).expect("the same assignments");
    assert_eq!(again.model, loaded.model);
}

/// What is varied are values that can be assigned: each is an assignment, whatever it makes of the model.
fn check_axis(input: &Input, text: &str) {
    let axes = match input.axes(&[text]) {
        Ok(axes) => axes,
        Err(rejected) => return check_findings(&rejected.diagnostics, &rejected.sources),
    };
    for axis in axes.iter().filter(|axis| !axis.is_scenario()) {
        for value in axis.values.first().into_iter().chain(axis.values.last()) {
            let set = format!("{} {}", axis.vary, value.assigned());
            if let Err(rejected) = input.model(&[], &[&set]) {
                let mut found = rejected.diagnostics.iter();
                assert!(
                    found.all(|it| it.code != "assignment-syntax"),
                    "`{text}` assigns `{set}`: {rejected}"
                );
            }
        }
    }
}

fuzz_target!(|text: &str| -> Corpus {
    let mut letters = text.chars();
    let choice = letters.next().and_then(|first| first.to_digit(4));
    let text = letters.as_str();
    let [small, full] = models();
    let sets: Vec<&str> = text.lines().take(LINES).collect();
    match choice {
        Some(0) => check_assignments(small, &sets),
        Some(1) => check_assignments(full, &sets),
        Some(2) => check_axis(small, text),
        Some(_) => check_axis(full, text),
        None => return Corpus::Reject,
    }
    Corpus::Keep
});

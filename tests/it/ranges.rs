//! Numbers a plan can have: 0, or from 1e-9 to 1e15 in size (1e-12 for shares and rates); what else is reported where it stands.

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::Path;

use proptest::prelude::*;
use waferline::Model;
use waferline::diagnostic::Diagnostic;
use waferline::input::Input;

use crate::sample;

const CODE: &str = "number-out-of-range";

/// Returns the model that uses every field, readable from the folder of the crate.
fn full() -> String {
    include_str!("../fixtures/full.toml").replace("\"supply.csv\"", "\"tests/fixtures/supply.csv\"")
}

/// A number of the model file.
struct Number {
    place: Range<usize>,
    key: String,
}

/// Fields whose numbers are whole: of these another code says what is wrong.
const COUNTS: [&str; 9] = [
    "quarters",
    "tail_quarters",
    "lead_quarters",
    "quarters_saved",
    "life_quarters",
    "max_wait_quarters",
    "cancel_after",
    "displaces_quarters",
    "layers",
];
/// Fields that are shares or rates: small numbers are meant there, and most must not be above 1.
const SHARES: [&str; 9] = [
    "discount_rate",
    "take_or_pay",
    "premium",
    "max_share",
    "salvage",
    "yield",
    "discount",
    "external_share_max",
    "growth",
];

/// Returns the numbers of a TOML text up to its scenarios, each with the key it belongs to.
fn numbers(text: &str) -> Vec<Number> {
    let end = text.find("[scenario").unwrap_or(text.len());
    let bytes = &text.as_bytes()[..end];
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'#' => at += text[at..].find('\n').unwrap_or(end - at),
            b'"' => at += text[at + 1..].find('"').unwrap_or(0) + 2,
            b'0'..=b'9' if matches!(bytes[at - 1], b' ' | b'[' | b'-') => {
                let start = at - usize::from(bytes[at - 1] == b'-');
                let length = text[at..]
                    .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | 'e' | '-')))
                    .unwrap_or(0);
                at += length;
                found.push(Number {
                    place: start..at,
                    key: key_before(&text[..start]),
                });
            }
            _ => at += 1,
        }
    }
    found
}

/// Returns the key of the value that starts after this text; of a list, that of the list.
fn key_before(text: &str) -> String {
    let equals = text.rfind('=').expect("a value has a key");
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let name = text[..equals].trim_end();
    let start = name.rfind(|c: char| !word(c)).map_or(0, |at| at + 1);
    name[start..].to_owned()
}

/// Returns what is wrong with a text.
fn errors(text: &str) -> (Vec<Diagnostic>, Vec<Range<usize>>) {
    let found = match Input::from_toml("model.toml", text).model(&[], &[]) {
        Ok(loaded) => loaded.warnings,
        Err(rejected) => rejected.diagnostics,
    };
    let places = found
        .iter()
        .filter_map(|it| it.labels.first())
        .filter(|label| label.span.source.0 == 0)
        .map(|label| label.span.start..label.span.end)
        .collect();
    (found, places)
}

/// Returns the text with another number in place of one.
fn with(text: &str, number: &Number, value: f64) -> String {
    let Range { start, end } = number.place;
    format!("{}{value:e}{}", &text[..start], &text[end..])
}

#[test]
fn numbers_within_the_range_are_none_that_no_plan_can_have() {
    let text = full();
    let numbers = numbers(&text);
    assert!(numbers.len() > 130, "{}", numbers.len());
    let config = sample::tried(300);
    proptest!(config, |(which in 0..numbers.len(), decade in -9.0..15.0_f64)| {
        let number = &numbers[which];
        // What grows may leave the range later, which is reported.
        prop_assume!(number.key != "growth" && number.key != "start" && number.key != "step");
        // Large defects leave no good die, which is reported of the yield.
        prop_assume!(!["defects_per_cm2", "clustering", "layers"].contains(&number.key.as_str()));
        prop_assume!(!number.key.ends_with("_mm"));
        let value = 10_f64.powf(decade).clamp(1e-9, 1e15);
        let (found, _) = errors(&with(&text, number, value));
        prop_assert!(found.iter().all(|it| it.code != CODE), "{} = {value:e}: {found:?}", number.key);
    });
}

#[test]
fn numbers_outside_the_range_are_told_where_they_stand() {
    let text = full();
    let numbers = numbers(&text);
    let config = sample::tried(300);
    proptest!(config, |(which in 0..numbers.len(), decade in 0.01..290.0_f64, is_large: bool)| {
        let number = &numbers[which];
        let key = number.key.as_str();
        let value = if is_large { 10_f64.powf(15.0 + decade) } else { 10_f64.powf(-12.0 - decade) };
        let codes: &[&str] = match is_large {
            true if COUNTS.contains(&key) => &["too-large", "horizon-too-long", CODE],
            false if COUNTS.contains(&key) => &["not-whole", CODE],
            true if SHARES.contains(&key) => &[CODE, "not-a-share"],
            _ => &[CODE],
        };
        let (found, places) = errors(&with(&text, number, value));
        let start = number.place.start;
        let here = found.iter().zip(&places).filter(|(_, place)| place.contains(&start));
        let here: Vec<&str> = here.map(|(it, _)| it.code).collect();
        // Sizes of a die that are out of all range are reported there; what follows from them, of the yield.
        prop_assert!(
            here.iter().any(|code| codes.contains(code)),
            "{key} = {value:e} at {start}: {here:?} of {found:?}"
        );
    });
}

#[test]
fn every_way_in_has_the_same_range() {
    let input = Input::from_toml("full.toml", &full());
    for set in [
        "foundry.n3.capacity = 1e16",
        "foundry.n3.capacity@2027Q3 *= 1e300",
        "component.hbm.price += 1e20",
        "foundry.n3.take_or_pay = 1e-13",
        "rack.ultra.stock.max = 1e100",
        "policy.budget = 1e18",
        "chip.accelerator.dies = { compute = 1e-15 }",
        "service.rental.price = { start = 5, growth = 1e-14 }",
        "service.rental.price@2027Q2.. = { start = 5, step = 1e-14 }",
        "buyer.neocloud.buys.ultra.support = { margin = 1e17, quarters = 3 }",
    ] {
        let rejected = input.model(&[], &[set]).expect_err(set);
        let found = &rejected.diagnostics[0];
        assert_eq!(found.code, CODE, "{set}");
        let place = found.labels[0].span;
        assert_eq!(rejected.sources.get(place.source).name, "--set 1", "{set}");
        let help = found.help.as_deref().unwrap_or_default();
        let step = ["leave the field out", "write 0"];
        assert!(step.iter().any(|it| help.contains(it)), "{set}: {help}");
    }
    let built = Model::builder("USD", "2027Q1", 4)
        .set("component.hbm.supply", 1e300)
        .set("component.hbm.price", 430)
        .set("buyer.other.upside", 500)
        .set("buyer.other.buys.hbm.price", 1e-30)
        .build();
    let rejected = built.expect_err("no plan has these");
    let codes: Vec<&str> = rejected.diagnostics.iter().map(|it| it.code).collect();
    assert_eq!(codes, [CODE, CODE]);
}

/// The hostile models with such numbers: they say so, all others do not.
#[test]
fn hostile_models_with_numbers_that_no_plan_can_have_are_refused() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile");
    let mut refused = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        let ending = path.extension().and_then(|it| it.to_str());
        if !matches!(ending, Some("toml" | "json")) {
            continue;
        }
        let input = Input::open(&path).expect("readable");
        let Err(rejected) = input.model(&[], &[]) else {
            continue;
        };
        if rejected.diagnostics.iter().any(|it| it.code == CODE) {
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            refused.insert(name);
        }
    }
    let expected: BTreeSet<String> = REFUSED.iter().map(|&name| name.to_owned()).collect();
    assert_eq!(refused, expected);
}

const REFUSED: [&str; 39] = [
    "cover-err-exp-3-1110.toml",
    "cover-err-exp-3-116.toml",
    "cover-err-exp-3-1396.toml",
    "cover-err-exp-3-931.toml",
    "d700.toml",
    "explain-err-exp-3-1123.toml",
    "hang-presolve-minimal.toml",
    "panic-microlp.toml",
    "uncertified-exp-3-352.toml",
    "uncertified-num-2-1062.toml",
    "uncertified-num-2-1087.toml",
    "uncertified-num-2-1876.toml",
    "uncertified-num-2-687.toml",
    "uncertified-num-2-778.toml",
    "uncertified-num-2-786.toml",
    "uncertified-parse-1-10209.toml",
    "uncertified-parse-1-13555.toml",
    "uncertified-parse-1-16142.json",
    "uncertified-parse-1-1664.toml",
    "uncertified-parse-1-20192.json",
    "uncertified-parse-1-20419.toml",
    "uncertified-parse-1-20526.toml",
    "uncertified-parse-1-29226.toml",
    "uncertified-parse-1-2953.json",
    "uncertified-parse-1-31017.json",
    "uncertified-parse-1-32462.toml",
    "uncertified-parse-1-36133.toml",
    "uncertified-parse-1-37418.json",
    "uncertified-parse-1-4391.json",
    "uncertified-parse-1-5502.toml",
    "uncertified-parse-1-6756.json",
    "uncertified-parse-1-8328.json",
    "uncertified-parse-1-8680.toml",
    "uncertified-parse-1-9709.toml",
    "wide-3-1678.toml",
    "wrong-226-1718.toml",
    "wrong-minimal-11-1e30.toml",
    "wrong-minimal-capacity1e100.toml",
    "wrong-minimal-capacity1e300.toml",
];

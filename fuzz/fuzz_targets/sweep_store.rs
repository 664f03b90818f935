//! Any bytes as what a sweep keeps: they are what was kept, or damaged, and whatever is taken can be told.
//!
//! The first byte chooses what the rest is: `0` a text in place of a file, `1` and `2` changes of a whole file of a study
//! and of a result, `3` and `4` a study and a result whose digest is made right.

#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::{Corpus, fuzz_target};
use waferline::input::Input;
use waferline::report::sweep::{CaseTable, sweep_document, table_parquet};
use waferline::report::text;
use waferline::sweep::{
    Case, CaseResult, Request, Runner, Sample, Study, Summary, Unreadable, keep, keep_study,
    recall, recall_study,
};

/// Studies of more cases are not carried out: that is right, but slow.
const CASES: usize = 200;
/// How wide a terminal is.
const WIDTH: usize = 100;

/// A small sweep that was run.
struct Swept {
    study: Study,
    cases: Vec<Case>,
    results: Vec<CaseResult>,
}

fn swept() -> &'static Swept {
    static SWEPT: OnceLock<Swept> = OnceLock::new();
    SWEPT.get_or_init(|| {
        let model = concat!(
            include_str!("../../models/minimal.toml"),
            "\n[uncertainty.memory]\n",
            "vary = [\"component.hbm.price *=\"]\n",
            "triangular = { low = 0.8, mode = 1, high = 1.5 }\n",
            "[scenario.less]\nset = [\"foundry.fab.capacity *= 0.5\"]\n",
        );
        let input = Input::from_toml("minimal.toml", model);
        let vary = ["scenario = *", "service.rental.firm = [false, true]"];
        let request = Request {
            vary: vary.map(str::to_owned).to_vec(),
            sample: Some(Sample { number: 2, seed: 7 }),
            ..Request::default()
        };
        let study = Study::new(&input, &request).expect("a study");
        let runner = Runner::new(&input, &study);
        let cases = study.cases();
        let results = cases.iter().map(|case| runner.run(case)).collect();
        Swept {
            study,
            cases,
            results,
        }
    })
}

/// Returns the text with bytes of it changed: each three bytes of `changes` are a place and what stands there then.
fn changed(text: &str, changes: &[u8]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for change in changes.chunks_exact(3) {
        let at = usize::from(u16::from_be_bytes([change[0], change[1]])) % bytes.len();
        bytes[at] = change[2];
    }
    // As a case's file is read.
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Tells what results of a study show, in every form.
fn tell(study: &Study, cases: &[Case], results: &[CaseResult]) {
    let table = CaseTable::of(study, cases, results);
    table.csv().expect("a table");
    table.json_lines().expect("lines");
    table_parquet(&table).expect("a file");
    let summary = Summary::of(study, cases, results);
    assert_eq!(summary.cases, cases.len());
    assert!(!text::render(&sweep_document(study, &summary), WIDTH).is_empty());
}

/// A study that is taken is one whose cases can be listed and told.
fn use_study(study: &Study) {
    let lengths = study.axes.iter().map(|axis| axis.values.len());
    let size = lengths
        .chain([study.draws()])
        .try_fold(1, usize::checked_mul);
    if size.is_none_or(|size| size > CASES) {
        return;
    }
    let cases = study.cases();
    assert_eq!(Some(cases.len()), size);
    let failed = |case: &Case| CaseResult::failed(case, "not run".to_owned());
    let results: Vec<CaseResult> = cases.iter().map(failed).collect();
    tell(study, &cases, &results);
}

fn check_text(text: &str) {
    let swept = swept();
    if let Ok(study) = recall_study(text) {
        use_study(&study);
    }
    if let Ok(result) = recall(&swept.cases[0], text) {
        assert_eq!(result, swept.results[0]);
    }
}

fn check_changes(changes: &[u8]) {
    let swept = swept();
    let kept = keep_study(&swept.study).expect("a text");
    match recall_study(&changed(&kept, changes)) {
        Ok(study) => assert_eq!(study, swept.study),
        Err(why) => assert_eq!(why, Unreadable::Damaged),
    }
}

fn check_changed_result(changes: &[u8]) {
    let swept = swept();
    let Some((which, changes)) = changes.split_first() else {
        return;
    };
    let which = usize::from(*which) % swept.cases.len();
    let kept = keep(&swept.results[which]).expect("a text");
    match recall(&swept.cases[which], &changed(&kept, changes)) {
        Ok(result) => assert_eq!(result, swept.results[which]),
        Err(why) => assert_eq!(why, Unreadable::Damaged),
    }
}

fn check_sealed_study(json: &[u8]) -> Corpus {
    let Ok(study) = serde_json::from_slice::<Study>(json) else {
        return Corpus::Reject;
    };
    let kept = keep_study(&study).expect("a text");
    if let Ok(again) = recall_study(&kept) {
        assert_eq!(again, study);
        use_study(&again);
    }
    Corpus::Keep
}

fn check_sealed_result(json: &[u8]) -> Corpus {
    let Ok(mut result) = serde_json::from_slice::<CaseResult>(json) else {
        return Corpus::Reject;
    };
    let swept = swept();
    result.case.clone_from(&swept.cases[0].id);
    let kept = keep(&result).expect("a text");
    assert_eq!(recall(&swept.cases[1], &kept), Err(Unreadable::Foreign));
    assert_eq!(recall(&swept.cases[0], &kept), Ok(result.clone()));
    let mut results = swept.results.clone();
    results[0] = result;
    tell(&swept.study, &swept.cases, &results);
    Corpus::Keep
}

fuzz_target!(|data: &[u8]| -> Corpus {
    let Some((choice, rest)) = data.split_first() else {
        return Corpus::Reject;
    };
    match choice.wrapping_sub(b'0') % 5 {
        1 => check_changes(rest),
        2 => check_changed_result(rest),
        3 => return check_sealed_study(rest),
        4 => return check_sealed_result(rest),
        _ => check_text(&String::from_utf8_lossy(rest)),
    }
    Corpus::Keep
});

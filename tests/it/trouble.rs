//! Very much that is wrong, and very much that is right, in little time.
//!
//! The limits are generous: tests run unoptimized and side by side. What is measured is in `benches/RESULTS.md`.

use std::fmt::Write;
use std::fs;
use std::time::{Duration, Instant};

use waferline::diagnostic::MOST_SHOWN;
use waferline::input::{Input, Rejected};
use waferline::report::diagnostics::render;
use waferline::report::json::Finding;

const BASE: &str = include_str!("../fixtures/base.toml");

/// Longer than this is no matter of the machine: what grows with the square takes minutes.
const LONG: Duration = Duration::from_secs(10);

fn rejected(input: &Input) -> Rejected {
    input.model(&[], &[]).expect_err("much is wrong")
}

/// Expects that the findings are shown in full up to the limit and counted beyond, in every form, in little time.
fn expect_digest(name: &str, start: Instant, rejected: &Rejected, all: usize) {
    assert_eq!(rejected.diagnostics.len(), all, "{name}");
    let text =
        anstream::adapter::strip_str(&render(&rejected.diagnostics, &rejected.sources)).to_string();
    let plain = rejected.to_string();
    let findings = Finding::all(&rejected.diagnostics, &rejected.sources);
    let whole = findings.iter().filter(|it| it.file.is_some()).count();
    assert_eq!(whole, MOST_SHOWN, "{name}");
    assert_eq!(
        findings.iter().map(|it| it.count).sum::<usize>(),
        all,
        "{name}"
    );
    for text in [&text, &plain] {
        assert_eq!(text.matches("error[").count(), findings.len(), "{name}");
        let unshown = findings.iter().filter(|it| it.file.is_none());
        for rest in unshown {
            let line = format!("error[{}]: {} more", rest.code, rest.count);
            assert!(text.replace(',', "").contains(&line), "{name}: {line}");
        }
    }
    assert!(start.elapsed() < LONG, "{name}: {:?}", start.elapsed());
}

#[test]
fn a_csv_with_every_quarter_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut csv = "quarter,n3\n".to_owned();
    for _ in 0..2 {
        for i in 0..10_000 {
            let _ = writeln!(csv, "{}Q{},5", 2000 + i / 4, i % 4 + 1);
        }
    }
    fs::write(folder.path().join("twice.csv"), csv).expect("written");
    let form = "capacity = { csv = \"twice.csv\", column = \"n3\" }";
    let path = folder.path().join("model.toml");
    fs::write(&path, BASE.replace("capacity = 1000", form)).expect("written");
    let start = Instant::now();
    let input = Input::open(&path).expect("readable");
    expect_digest("twice", start, &rejected(&input), 10_000);
}

#[test]
fn ten_thousand_faulty_tables() {
    let tables = |faulty: &dyn Fn(usize) -> String| {
        (0..10_000).fold(BASE.to_owned(), |text, i| text + &faulty(i))
    };
    for (name, text, all) in [
        (
            "keys",
            tables(&|i| format!("[component.c{i}]\nsuply = 5\nprice = -3\n")),
            20_000,
        ),
        (
            "references",
            tables(&|i| format!("[chip.c{i}]\ndies = {{ d{i} = 1 }}\n")),
            10_000,
        ),
        (
            "tables twice",
            tables(&|i| format!("[component.c{}]\nsupply = 5\nprice = 3\n", i % 5_000)),
            // The header and both keys.
            15_000,
        ),
        (
            "missing",
            tables(&|i| format!("[component.c{i}]\nprice = 3\n")),
            10_000,
        ),
    ] {
        let start = Instant::now();
        let input = Input::from_toml("model.toml", &text);
        expect_digest(name, start, &rejected(&input), all);
    }
}

#[test]
fn every_code_is_shown_however_many_there_are_of_another() {
    let mut text = BASE.replace("price = 430", "price = -430");
    for i in 0..5_000 {
        let _ = write!(text, "[component.c{i}]\nprice = 3\n");
    }
    text += "[buyer.late.buys.ulta]\nprice = 5\n";
    let rejected = rejected(&Input::from_toml("model.toml", &text));
    let findings = Finding::all(&rejected.diagnostics, &rejected.sources);
    for code in ["negative", "unknown-id"] {
        let shown: Vec<_> = findings.iter().filter(|it| it.code == code).collect();
        assert_eq!(shown.len(), 1, "{code}");
        assert!(shown[0].line.is_some(), "{code}");
    }
}

#[test]
fn ten_thousand_more_entities() {
    let time = |number: usize| {
        let mut text = BASE.to_owned();
        for i in 0..number {
            let _ = write!(
                text,
                "[component.c{i}]\nsupply = 5\nprice = 3\n[chip.c{i}x]\ncomponents = {{ c{i} = 1 }}\n[buyer.b{i}]\nupside = 1\nbuys.c{i}x.price = 5\n"
            );
        }
        let start = Instant::now();
        let loaded = Input::from_toml("model.toml", &text).model(&[], &[]);
        assert_eq!(loaded.expect("valid").warnings.len(), 0);
        start.elapsed()
    };
    let (few, many) = (time(500), time(10_000));
    // Twenty times as many; with the square it would be four hundred times.
    assert!(
        many < few * 100 + Duration::from_secs(1),
        "{few:?}, {many:?}"
    );
}

//! Futures as a folder for mpi-sppy: what its reader asks of the files. `.ci/hedge-check` solves them there.

use std::collections::BTreeSet;

use serde_json::Value;
use waferline::hedge::{ExportedFile, FuturesAsked, HedgeError, LoadedFutures, write_mpi_sppy};

use crate::bundled::open;

/// Returns the files for the futures of a bundled model.
fn exported(file: &str) -> Vec<ExportedFile> {
    let input = open(format!("models/{file}"));
    let asked = FuturesAsked::default();
    let futures = LoadedFutures::of_scenarios(&input, &asked).expect("futures");
    write_mpi_sppy(&futures.futures).expect("known at once")
}

fn text<'a>(files: &'a [ExportedFile], name: &str) -> &'a str {
    let found = files.iter().find(|(file, _)| file == name);
    std::str::from_utf8(&found.expect("a file").1).expect("UTF-8")
}

/// Returns the fields of the lines of a section.
fn section<'a>(program: &'a str, name: &str) -> Vec<Vec<&'a str>> {
    let lines = program.lines().skip_while(|&line| line != name).skip(1);
    let lines = lines.take_while(|line| line.starts_with(' '));
    lines.map(|it| it.split_whitespace().collect()).collect()
}

/// Returns the first occurrence of each, in order.
fn once<'a>(all: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = BTreeSet::new();
    all.filter(|&it| seen.insert(it)).collect()
}

/// Checks one program, and returns its columns in order.
fn check(program: &str) -> Vec<&str> {
    let heads = program.lines().filter(|line| !line.starts_with(' '));
    let heads: Vec<&str> = heads.collect();
    assert_eq!(
        heads,
        [
            "NAME waferline FREE",
            "ROWS",
            "COLUMNS",
            "RHS",
            "BOUNDS",
            "ENDATA"
        ]
    );
    let rows = section(program, "ROWS");
    let objective = rows[0][1];
    let rows: BTreeSet<&str> = rows[1..].iter().map(|row| row[1]).collect();
    let entries = section(program, "COLUMNS");
    let entries = entries.iter().filter(|it| it[1] != "'MARKER'");
    let columns = once(entries.clone().map(|it| it[0]));
    // A row that no column stands in is an error there, and a column that is called as a row is lost.
    let used = entries.filter(|it| it[2] != "0").map(|it| it[1]);
    assert!(rows.is_subset(&used.collect()), "a row without a column");
    assert!(columns.iter().all(|it| !rows.contains(it)));
    let is_plain = |name: &&str| {
        name.bytes()
            .all(|byte| byte == b'_' || byte.is_ascii_alphanumeric())
    };
    assert!(columns.iter().all(is_plain) && rows.iter().all(is_plain));
    // A constant of the objective would be dropped without a word.
    let rhs = section(program, "RHS");
    assert!(rhs.iter().all(|it| it[1] != objective));
    columns
}

#[test]
fn a_folder_for_mpi_sppy_is_as_its_reader_asks() {
    for (file, futures) in [
        ("known/farmer.toml", 3),
        ("known/news-vendor.toml", 16),
        ("trainium.toml", 10),
        ("trainium-deals.toml", 3),
    ] {
        let files = exported(file);
        assert_eq!(files.len(), 2 * futures + 1, "{file}");
        let mut sum = 0.0;
        let mut first: Option<Vec<String>> = None;
        for s in 0..futures {
            let columns = check(text(&files, &format!("scen{s:03}.mps")));
            let said = text(&files, &format!("scen{s:03}_nonants.json"));
            let said: Value = serde_json::from_str(said).expect("JSON");
            assert_eq!(said["scenarioData"]["name"], format!("scen{s:03}"));
            sum += said["scenarioData"]["scenProb"].as_f64().expect("a number");
            let shared = &said["treeData"]["nodes"]["ROOT"]["nonAnts"];
            let shared: Vec<String> = serde_json::from_value(shared.clone()).expect("names");
            assert!(!shared.is_empty() && shared[..] == columns[..shared.len()]);
            assert!(first.get_or_insert(shared.clone()) == &shared, "{file}");
        }
        assert!((sum - 1.0).abs() < 1e-12, "{file}: {sum}");
        // Cuts need prices, which programs with whole columns have not.
        let run = text(&files, "run.sh");
        let has_whole = text(&files, "scen000.mps").contains("MARKER");
        assert_eq!(run.contains("mpiexec"), !has_whole, "{file}");
        assert!(run.starts_with("#!/bin/sh\n") && run.contains("--EF"));
    }
}

#[test]
fn futures_known_one_by_one_are_no_two_stages() {
    let input = open("models/trainium.toml");
    let later = ["power-short", "base"].map(str::to_owned).to_vec();
    let asked = FuturesAsked {
        futures: [&later[..], &["trn4-two-quarters-late".to_owned()]].concat(),
        ..FuturesAsked::default()
    };
    let futures = LoadedFutures::of_scenarios(&input, &asked).expect("futures");
    let refused = write_mpi_sppy(&futures.futures).expect_err("several quarters");
    assert!(
        matches!(&refused, HedgeError::TwoStages(quarters) if quarters == "2027Q2, 2028Q1"),
        "{refused}"
    );
}

//! Sweeps: what a case is, and that nothing but the case decides what comes of it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use approx::assert_relative_eq;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use serde_json::Value;
use tempfile::TempDir;

use waferline::input::{AxisValue, Input};
use waferline::sweep::{
    CaseResult, Request, Runner, Sample, Shard, Status, Study, Summary, SweepError, Unreadable,
    keep, keep_study, recall, recall_study,
};
use waferline::{Outcome, SolveOptions, solve};

use crate::bundled::open;

const TRAINIUM: &str = "models/trainium.toml";
const MINIMAL: &str = "models/minimal.toml";

/// What the minimal model does not know for sure.
const UNCERTAINTY: &str = r#"
[uncertainty.memory]
name = "memory"
vary = ["component.hbm.supply *="]
triangular = { low = 0.7, mode = 1, high = 1.1 }
[uncertainty.rent]
vary = ["service.rental.price *="]
lognormal = { median = 1, sigma = 0.1 }
[uncertainty.hall]
vary = ["site.cloud.power_mw@2027Q4.. =", "site.cloud.power_mw@2028Q1.. *="]
discrete = { values = [300, 400], weights = [1, 3] }
"#;

fn uncertain_text() -> String {
    let text = fs::read_to_string(MINIMAL).expect("a model file");
    text + &UNCERTAINTY.replace(", \"site.cloud.power_mw@2028Q1.. *=\"", "")
}

fn uncertain() -> Input {
    Input::from_toml("uncertain.toml", &uncertain_text())
}

fn sampled(number: usize, seed: u64) -> Request {
    Request {
        sample: Some(Sample { number, seed }),
        ..Request::default()
    }
}

fn vary(texts: &[&str]) -> Request {
    Request {
        vary: texts.iter().map(|&text| text.to_owned()).collect(),
        ..Request::default()
    }
}

fn study(input: &Input, request: &Request) -> Study {
    Study::new(input, request).unwrap_or_else(|error| panic!("{error}"))
}

fn results(input: &Input, study: &Study) -> Vec<CaseResult> {
    let runner = Runner::new(input, study);
    study.cases().iter().map(|case| runner.run(case)).collect()
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waferline"));
    command.args(args).args(["--quiet", "--color", "never"]);
    command.env_remove("COLUMNS");
    command
}

fn run(args: &[&str]) -> Output {
    command(args).output().expect("the command runs")
}

/// Returns what a command prints that must succeed.
fn printed(args: &[&str]) -> String {
    let output = run(args);
    assert!(
        output.status.success(),
        "{args:?}: {}",
        text(&output.stderr)
    );
    text(&output.stdout)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

fn path(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

fn bytes(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Returns the files of results in the folder of a sweep.
fn kept(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder.join("cases"))
        .into_iter()
        .flatten()
        .flatten();
    let names = entries.map(|entry| entry.path());
    let mut names: Vec<PathBuf> = names
        .filter(|it| it.extension().is_some_and(|it| it == "json"))
        .collect();
    names.sort();
    names
}

/// Returns the sweep of the Trainium model that nothing disturbs: its summary and its tables.
fn undisturbed(folder: &Path, number: &str) -> (String, Vec<u8>, Vec<u8>) {
    let (out, other) = (folder.join("whole"), folder.join("whole.parquet"));
    let args = [
        "sweep",
        TRAINIUM,
        "--sample",
        number,
        "--out",
        path(&out),
        "--table",
        path(&other),
    ];
    let summary = printed(&args);
    (summary, bytes(&out.join("table.csv")), bytes(&other))
}

// Nothing but the case decides.

#[test]
fn a_killed_sweep_goes_on_to_the_same_bytes() {
    const NUMBER: usize = 32;
    let folder = folder();
    let (summary, csv, parquet) = undisturbed(folder.path(), &NUMBER.to_string());
    let (out, other) = (
        folder.path().join("killed"),
        folder.path().join("killed.parquet"),
    );
    let number = NUMBER.to_string();
    let args = [
        "sweep",
        TRAINIUM,
        "--sample",
        &number,
        "--out",
        path(&out),
        "--table",
        path(&other),
    ];
    let mut child = command(&args)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the command runs");
    while kept(&out).len() < NUMBER / 4 {
        std::thread::sleep(Duration::from_millis(2));
        assert!(
            child.try_wait().expect("a child").is_none(),
            "it ended before it was killed"
        );
    }
    // On Unix this is SIGKILL: nothing can be put in order first.
    child.kill().expect("a child to kill");
    child.wait().expect("a child");
    let done = kept(&out);
    assert!(
        (NUMBER / 4..NUMBER).contains(&done.len()),
        "{} of {NUMBER} were done",
        done.len()
    );
    assert!(!out.join("table.csv").exists());
    let times = |files: &[PathBuf]| -> Vec<_> {
        files
            .iter()
            .map(|it| {
                fs::metadata(it)
                    .and_then(|it| it.modified())
                    .expect("a time")
            })
            .collect()
    };
    let before = times(&done);
    assert_eq!(printed(&args), summary);
    assert_eq!(bytes(&out.join("table.csv")), csv);
    assert_eq!(bytes(&other), parquet);
    assert_eq!(times(&done), before, "what was done was not done again");
}

#[test]
fn shards_collected_are_the_whole() {
    let folder = folder();
    let (summary, csv, parquet) = undisturbed(folder.path(), "18");
    let out = folder.path().join("parts");
    let sweep = |shard: &str| {
        printed(&[
            "sweep",
            TRAINIUM,
            "--sample",
            "18",
            "--out",
            path(&out),
            "--shard",
            shard,
        ])
    };
    // In any order, and not all at first.
    for shard in ["3/4", "1/4", "4/4"] {
        assert!(sweep(shard).contains("waferline collect"));
    }
    let early = run(&["collect", path(&out)]);
    assert_eq!(early.status.code(), Some(2));
    assert!(
        text(&early.stderr).contains("5 of 18 cases have no result"),
        "{}",
        text(&early.stderr)
    );
    let part = printed(&["collect", path(&out), "--partial"]);
    assert!(part.contains("13 cases"), "{part}");
    sweep("2/4");
    let other = folder.path().join("parts.parquet");
    assert_eq!(
        printed(&["collect", path(&out), "--table", path(&other)]),
        summary
    );
    assert_eq!(bytes(&out.join("table.csv")), csv);
    assert_eq!(bytes(&other), parquet);
}

#[test]
fn the_number_of_threads_shows_nowhere() {
    let folder = folder();
    let table = |threads: &str| {
        let table = folder.path().join(format!("{threads}.csv"));
        printed(&[
            "sweep",
            TRAINIUM,
            "--sample",
            "8",
            "--seed",
            "5",
            "--threads",
            threads,
            "--table",
            path(&table),
        ]);
        bytes(&table)
    };
    let one = table("1");
    assert_eq!(one, table("2"));
    assert_eq!(one, table("7"));
    // As little as the order in which the library is asked.
    let input = open(TRAINIUM);
    let study = study(&input, &sampled(8, 5));
    let cases = study.cases();
    let forward = results(&input, &study);
    let runner = Runner::new(&input, &study);
    let mut backward: Vec<CaseResult> = cases.iter().rev().map(|case| runner.run(case)).collect();
    backward.reverse();
    assert_eq!(forward, backward);
}

#[test]
fn a_case_has_the_margin_of_its_model() {
    let input = open(TRAINIUM);
    let mut request = sampled(3, 11);
    request.vary = vec!["scenario = [base, n3-minus-fifth, rental-price-war]".to_owned()];
    let study = study(&input, &request);
    for (case, result) in study.cases().iter().zip(results(&input, &study)) {
        let scenarios: Vec<&str> = case.scenarios.iter().map(String::as_str).collect();
        let sets: Vec<&str> = case.sets.iter().map(String::as_str).collect();
        let loaded = input
            .model(&scenarios, &sets)
            .unwrap_or_else(|rejected| panic!("{rejected}"));
        match solve(&loaded.model, &SolveOptions::default()).expect("an answer") {
            Outcome::Optimal(solved) => {
                let measures = result.measures.expect("a plan");
                assert_relative_eq!(
                    measures.margin,
                    solved.solution.objective,
                    max_relative = 1e-9
                );
            }
            Outcome::Infeasible(_) => assert_eq!(result.status, Status::Infeasible),
            Outcome::Unbounded(_) => assert_eq!(result.status, Status::Unbounded),
        }
    }
}

#[test]
fn the_scarcest_limit_is_the_first_of_the_explanation() {
    use waferline::explain::{price_limits, scarce_limits};
    for scenario in [
        None,
        Some("power-short"),
        Some("more-foundry"),
        Some("racks-outside"),
    ] {
        let names: Vec<&str> = scenario.into_iter().collect();
        let loaded = open(TRAINIUM)
            .model(&names, &[])
            .unwrap_or_else(|rejected| panic!("{rejected}"));
        let solved = crate::bundled::optimum(&loaded.model);
        let ranked = price_limits(&loaded.model, &solved).expect("prices");
        let scarce = scarce_limits(&loaded.model, &solved).expect("limits");
        let first = &ranked.groups[0];
        assert_eq!(scarce[0].path, first.path, "{scenario:?}");
        let worth = first.worth_of_5_percent.expect("a worth");
        assert_relative_eq!(
            scarce[0].worth_of_5_percent.expect("a worth"),
            worth,
            max_relative = 1e-7
        );
        for it in &scarce {
            let group = ranked
                .groups
                .iter()
                .find(|group| group.path == it.path)
                .expect("a limit");
            assert!(
                group
                    .quarters
                    .iter()
                    .any(|quarter| quarter.gain.is_some_and(|gain| gain.per_unit > 0.0)),
                "{}",
                it.path
            );
        }
    }
}

// What a case is.

#[test]
fn a_grid_has_every_combination() {
    use Status::{Infeasible, Optimal};
    let input = open(MINIMAL);
    let study = study(
        &input,
        &vary(&[
            "component.hbm.supply *= 0.8..1.2 / 3",
            "service.rental.firm = [false, true]",
        ]),
    );
    let values: Vec<String> = study
        .cases()
        .iter()
        .map(|case| {
            case.inputs
                .iter()
                .map(AxisValue::shown)
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    assert_eq!(
        values,
        [
            "0.8 false",
            "0.8 true",
            "1 false",
            "1 true",
            "1.2 false",
            "1.2 true"
        ]
    );
    assert_eq!(
        study.cases()[3].sets,
        ["component.hbm.supply *= 1.0", "service.rental.firm = true"]
    );
    let found = results(&input, &study);
    let status: Vec<Status> = found.iter().map(|it| it.status).collect();
    assert_eq!(
        status,
        [
            Optimal, Infeasible, Optimal, Infeasible, Optimal, Infeasible
        ]
    );
    let margin = |i: usize| found[i].measures.as_ref().expect("a plan").margin;
    assert!(margin(0) < margin(2) && margin(2) < margin(4));
    let message = found[1].message.as_deref().unwrap_or_default();
    assert!(message.contains("rental"), "{message}");
}

#[test]
fn scenarios_are_values_too() {
    let input = open(TRAINIUM);
    let all = study(&input, &vary(&["scenario = *"]));
    assert_eq!(all.cases().len(), input.scenarios().len() + 1);
    assert_eq!(all.cases()[0].scenarios, Vec::<String>::new());
    let some = study(
        &input,
        &vary(&[
            "scenario = [power-short, base]",
            "component.hbm4.price += [0, 60]",
        ]),
    );
    let under: Vec<&[String]> = some
        .cases()
        .iter()
        .map(|case| case.scenarios.clone())
        .map(Vec::leak)
        .map(|it| &*it)
        .collect();
    assert_eq!(
        under,
        [
            &["power-short".to_owned()][..],
            &["power-short".to_owned()],
            &[],
            &[]
        ]
    );
}

#[test]
fn draws_do_not_depend_on_each_other() {
    let input = uncertain();
    let few = study(&input, &sampled(5, 1)).cases();
    let many = study(&input, &sampled(50, 1)).cases();
    assert_eq!(few, many[..5]);
    let other = study(&input, &sampled(5, 2)).cases();
    assert!(
        few.iter()
            .zip(&other)
            .all(|(a, b)| a.id != b.id && a.inputs[0] != b.inputs[0])
    );
    // Another uncertainty leaves the draws of these as they are; under other values the same are drawn.
    let more = uncertain_text()
        + "[uncertainty.die]\nvary = [\"foundry.fab.wafer_price *=\"]\nuniform = { low = 0.9, high = 1 }\n";
    let more = Input::from_toml("more.toml", &more);
    for (a, b) in few.iter().zip(study(&more, &sampled(5, 1)).cases()) {
        assert_eq!(a.inputs, b.inputs[..3]);
    }
    let mut both = sampled(5, 1);
    both.vary = vec!["rack.rack64.cost *= [1, 2]".to_owned()];
    for (i, case) in study(&input, &both).cases().iter().enumerate() {
        assert_eq!(case.inputs[1..], few[i % 5].inputs);
    }
}

#[test]
fn an_id_is_of_what_the_case_is_made_from() {
    let ids = |text: &str, request: &Request| -> Vec<String> {
        let input = Input::from_toml("it.toml", text);
        study(&input, request)
            .cases()
            .into_iter()
            .map(|case| case.id)
            .collect()
    };
    let text = uncertain_text();
    let request = sampled(4, 1);
    let before = ids(&text, &request);
    assert_eq!(before.iter().collect::<BTreeSet<_>>().len(), 4);
    // How it is written does not matter, what it says does.
    assert_eq!(
        before,
        ids(
            &text.replace("wafer_price = 20000", "wafer_price = 2e4 # dear"),
            &request
        )
    );
    assert_ne!(
        before,
        ids(
            &text.replace("wafer_price = 20000", "wafer_price = 20001"),
            &request
        )
    );
    let set = |set: &str| Request {
        sets: vec![set.to_owned()],
        ..request.clone()
    };
    assert_ne!(before, ids(&text, &set("foundry.fab.wafer_price = 20001")));
    assert_eq!(before, ids(&text, &set("foundry.fab.wafer_price = 20000")));
    // What a scenario does, too.
    let scenario = |change: &str| text.clone() + "[scenario.a]\nset = [\"" + change + "\"]\n";
    let varied = vary(&["scenario = [base, a]"]);
    let a = ids(&scenario("component.hbm.price += 1"), &varied);
    let b = ids(&scenario("component.hbm.price += 2"), &varied);
    assert_eq!(a[0], b[0]);
    assert_ne!(a[1], b[1]);
}

#[test]
fn shards_divide_the_cases() {
    let cases = study(&uncertain(), &sampled(11, 1)).cases();
    let mut seen = BTreeSet::new();
    for index in 1..=4 {
        let shard: Shard = format!("{index}/4").parse().expect("a shard");
        let of_shard: Vec<usize> = cases
            .iter()
            .filter(|case| shard.has(case.number))
            .map(|case| case.number)
            .collect();
        assert!((2..=3).contains(&of_shard.len()));
        seen.extend(of_shard);
    }
    assert_eq!(seen.len(), 11);
    for wrong in ["0/4", "5/4", "1", "1/0", "a/b", ""] {
        assert!(
            matches!(wrong.parse::<Shard>(), Err(SweepError::Shard(_))),
            "{wrong}"
        );
    }
}

// A failing case never stops the others.

#[test]
fn a_case_that_fails_says_why_and_the_others_go_on() {
    let folder = folder();
    let table = folder.path().join("table.jsonl");
    let out = printed(&[
        "sweep",
        MINIMAL,
        "--vary",
        "component.hbm.price += [-500, 0]",
        "--vary",
        "service.rental.firm = [false, true]",
        "--set",
        "site.cloud.pue *= 1",
        "--table",
        path(&table),
    ]);
    let lines: Vec<Value> = text(&bytes(&table))
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let of = |key: &str| -> Vec<String> { lines.iter().map(|it| it[key].to_string()).collect() };
    assert_eq!(
        of("status"),
        ["\"error\"", "\"error\"", "\"optimal\"", "\"infeasible\""]
    );
    let first = lines[0]["message"].as_str().expect("a message");
    assert!(
        first.starts_with("negative: `component.hbm.price") && first.contains("-100"),
        "{first}"
    );
    assert!(
        lines[0]["margin"].is_null()
            && lines[2]["margin"].is_f64()
            && lines[2]["message"].is_null()
    );
    for words in [
        "4 cases",
        "1 case has a proved best plan",
        "1 case (25%) proved to have no plan",
        "2 cases (50%) without an answer",
    ] {
        assert!(out.contains(words), "{words}: {out}");
    }
    // Where no case has a plan the model said no.
    let none = run(&["sweep", MINIMAL, "--vary", "component.hbm.price = [-1, -2]"]);
    assert_eq!(none.status.code(), Some(1));
}

// The folder.

#[test]
fn damaged_and_foreign_results_are_found() {
    let folder = folder();
    let model = folder.path().join("uncertain.toml");
    fs::write(&model, uncertain_text()).expect("a file");
    let out = folder.path().join("out");
    let args = ["sweep", path(&model), "--sample", "4", "--out", path(&out)];
    printed(&args);
    let csv = bytes(&out.join("table.csv"));
    let files = kept(&out);
    assert_eq!(files.len(), 4);
    // Cut short; one digit changed; another case's; one that is none.
    let whole = fs::read_to_string(&files[0]).expect("a file");
    fs::write(&files[0], &whole[..whole.len() / 2]).expect("a file");
    let whole = fs::read_to_string(&files[1]).expect("a file");
    let at = whole.find("\"margin\":").expect("a margin") + 9;
    let digit = if whole.as_bytes()[at] == b'9' {
        "8"
    } else {
        "9"
    };
    fs::write(
        &files[1],
        format!("{}{digit}{}", &whole[..at], &whole[at + 1..]),
    )
    .expect("a file");
    fs::copy(&files[3], &files[2]).expect("a file");
    fs::write(out.join("cases/0123456789abcdef.json"), "{}").expect("a file");
    let early = Command::new(env!("CARGO_BIN_EXE_waferline"))
        .args(["collect", path(&out)])
        .output()
        .expect("it runs");
    let reported = text(&early.stderr);
    assert_eq!(early.status.code(), Some(2));
    assert_eq!(reported.matches("it is damaged").count(), 2, "{reported}");
    assert_eq!(
        reported.matches("the result of another case").count(),
        1,
        "{reported}"
    );
    assert!(
        reported.contains("1 file among the results")
            && reported.contains("3 of 4 cases have no result"),
        "{reported}"
    );
    printed(&args);
    assert_eq!(bytes(&out.join("table.csv")), csv);
    printed(&["collect", path(&out)]);
    assert_eq!(bytes(&out.join("table.csv")), csv);
}

#[test]
fn a_folder_is_of_one_sweep() {
    let folder = folder();
    let model = folder.path().join("uncertain.toml");
    fs::write(&model, uncertain_text()).expect("a file");
    let out = folder.path().join("out");
    let sweep =
        |more: &[&str]| run(&[&["sweep", path(&model), "--out", path(&out)], more].concat());
    assert!(sweep(&["--sample", "3"]).status.success());
    for other in [
        &["--sample", "3", "--seed", "2"][..],
        &["--vary", "component.hbm.price *= [1, 2]"],
        &["--sample", "3", "--set", "component.hbm.price = 1"],
    ] {
        let refused = sweep(other);
        assert_eq!(refused.status.code(), Some(2), "{other:?}");
        assert!(text(&refused.stderr).contains("another sweep"));
    }
    // More of the same goes on from what is there.
    let before = kept(&out);
    assert!(sweep(&["--sample", "5"]).status.success());
    assert_eq!(kept(&out).len(), 5);
    assert!(before.iter().all(|it| it.exists()));
    // A folder with anything else in it is left alone.
    let full = folder.path().join("full");
    fs::create_dir(&full).expect("a folder");
    fs::write(full.join("letter.txt"), "dear").expect("a file");
    let refused = run(&["sweep", path(&model), "--sample", "2", "--out", path(&full)]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("letter.txt"));
    let nothing = run(&["collect", path(&full)]);
    assert_eq!(nothing.status.code(), Some(2));
}

#[test]
fn results_are_kept_exactly() {
    let input = uncertain();
    let study = study(&input, &sampled(6, 3));
    let cases = study.cases();
    for (case, result) in cases.iter().zip(results(&input, &study)) {
        let kept = keep(&result).expect("JSON");
        assert_eq!(recall(case, &kept), Ok(result));
        assert_eq!(
            recall(&cases[(case.number) % 6], &kept),
            Err(Unreadable::Foreign)
        );
        assert_eq!(recall(case, &kept[1..]), Err(Unreadable::Damaged));
    }
    let read: Study =
        serde_json::from_str(&serde_json::to_string(&study).expect("JSON")).expect("a study");
    assert_eq!(read, study);
}

#[test]
fn since_when_a_draw_is_known_is_nothing_to_a_sweep() {
    let text = uncertain_text();
    let table = text.find("[uncertainty.").expect("a table");
    let line = text[table..].find('\n').expect("lines") + table + 1;
    let known = format!(
        "{}known_from = \"2027Q3\"\n{}",
        &text[..line],
        &text[line..]
    );
    let of = |text: &str| study(&Input::from_toml("it.toml", text), &sampled(3, 1));
    let (without, with) = (of(&text), of(&known));
    assert_eq!(without.cases(), with.cases());
    assert!(without.extends(&with) && with.extends(&without));
    assert_ne!(without, with);
    // Studies as they were kept before there was such a quarter are kept alike.
    let kept = keep_study(&without).expect("JSON");
    assert!(!kept.contains("known_from"));
    for study in [without, with] {
        let kept = keep_study(&study).expect("JSON");
        assert_eq!(recall_study(&kept), Ok(study));
    }
    let kept = keep_study(&of(&known)).expect("JSON");
    let wrong = kept.replace("2027Q3", "2027Q7");
    assert_eq!(recall_study(&wrong), Err(Unreadable::Damaged));
}

// What is written.

#[test]
fn the_three_tables_say_the_same() {
    let folder = folder();
    let at = |ending: &str| folder.path().join(format!("table.{ending}"));
    let (csv, jsonl, parquet) = (at("csv"), at("jsonl"), at("parquet"));
    printed(&[
        "sweep",
        MINIMAL,
        "--vary",
        "component.hbm.supply *= [0.9, 1]",
        "--vary",
        "service.rental.firm = [false, true]",
        "--table",
        path(&csv),
        "--table",
        path(&jsonl),
        "--table",
        path(&parquet),
    ]);
    let mut reader = csv::Reader::from_path(&csv).expect("CSV");
    let headings: Vec<String> = reader
        .headers()
        .expect("headings")
        .iter()
        .map(str::to_owned)
        .collect();
    assert_eq!(
        headings[..5],
        [
            "number",
            "case",
            "component.hbm.supply *=",
            "service.rental.firm =",
            "status"
        ]
    );
    let rows: Vec<Vec<String>> = reader
        .records()
        .map(|row| row.expect("a row").iter().map(str::to_owned).collect())
        .collect();
    assert_eq!(rows.len(), 4);
    let lines: Vec<Value> = text(&bytes(&jsonl))
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let file =
        SerializedFileReader::new(fs::File::open(&parquet).expect("a file")).expect("Parquet");
    let groups: Vec<_> = file
        .get_row_iter(None)
        .expect("rows")
        .map(|row| row.expect("a row"))
        .collect();
    for ((row, line), group) in rows.iter().zip(&lines).zip(&groups) {
        assert_eq!(line.as_object().expect("an object").len(), headings.len());
        for ((heading, cell), (name, field)) in
            headings.iter().zip(row).zip(group.get_column_iter())
        {
            assert_eq!(heading, name);
            match (&line[heading], field) {
                (Value::Null, Field::Null) => assert_eq!(cell, ""),
                (Value::String(text), Field::Str(other)) => assert!(cell == text && cell == other),
                (Value::Number(number), Field::Long(other)) => {
                    assert!(number.as_i64() == Some(*other) && *cell == number.to_string());
                }
                (Value::Number(number), Field::Double(other)) => {
                    assert_eq!(number.as_f64(), Some(*other), "{heading}");
                    assert_eq!(cell.parse::<f64>().ok(), Some(*other), "{heading}");
                }
                (value, field) => panic!("{heading}: {value} and {field}"),
            }
        }
    }
    let wrong = run(&[
        "sweep",
        MINIMAL,
        "--vary",
        "component.hbm.supply *= [0.9, 1]",
        "--table",
        "table.xls",
    ]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(text(&wrong.stderr).contains(".parquet"));
}

#[test]
fn a_summary_is_of_its_cases() {
    let input = uncertain();
    let study = study(&input, &sampled(40, 9));
    let (cases, found) = (study.cases(), results(&input, &study));
    let summary = Summary::of(&study, &cases, &found);
    assert_eq!((summary.cases, summary.optimal), (40, 40));
    let mut margins: Vec<f64> = found
        .iter()
        .map(|it| it.measures.as_ref().expect("a plan").margin)
        .collect();
    let mean = margins.iter().sum::<f64>() / 40.0;
    margins.sort_by(f64::total_cmp);
    let spread = &summary.groups[0].spreads[0];
    assert_eq!(spread.measure, "margin");
    assert_relative_eq!(spread.mean, mean, max_relative = 1e-12);
    assert_relative_eq!(
        spread.p50,
        f64::midpoint(margins[19], margins[20]),
        max_relative = 1e-12
    );
    // 3.9 steps from the least of 40: nine tenths of the way from the fourth to the fifth.
    assert_relative_eq!(
        spread.p10,
        margins[3] + 0.9 * (margins[4] - margins[3]),
        max_relative = 1e-12
    );
    assert_eq!((spread.least, spread.greatest), (margins[0], margins[39]));
    // Rents move the margin most, and up.
    assert_eq!(summary.sensitivities[0].input, "uncertainty.rent");
    assert!(summary.sensitivities[0].rank_correlation > 0.8);
    let total: f64 = summary.limits.iter().map(|it| it.scarcest).sum();
    assert_relative_eq!(total, 1.0, max_relative = 1e-12);
}

#[test]
fn summaries_read_well() {
    let grid = printed(&[
        "sweep",
        MINIMAL,
        "--vary",
        "component.hbm.supply *= 0.8..1.2 / 3",
        "--vary",
        "site.cloud.power_mw *= [0.9, 1, 1.1]",
    ]);
    let list = printed(&[
        "sweep",
        MINIMAL,
        "--vary",
        "service.rental.committed *= [0.9, 1]",
        "--set",
        "service.rental.firm = true",
        "--set",
        "component.hbm.supply *= 1.2",
    ]);
    let folder = folder();
    let model = folder.path().join("uncertain.toml");
    fs::write(&model, uncertain_text()).expect("a file");
    let sample = printed(&["sweep", path(&model), "--sample", "40"]);
    let each = printed(&[
        "sweep",
        path(&model),
        "--sample",
        "20",
        "--vary",
        "rack.rack64.cost *= [1, 1.5]",
        "--format",
        "markdown",
    ]);
    insta::assert_snapshot!([grid, list, sample, each].join("\n\n=====\n\n"));
}

#[test]
fn json_keeps_its_schema() {
    let reported: Value = serde_json::from_str(&printed(&[
        "sweep",
        MINIMAL,
        "--vary",
        "component.hbm.supply *= [0.9, 1]",
        "--format",
        "json",
    ]))
    .expect("JSON");
    let schema: Value = serde_json::from_str(&printed(&["schema", "sweep"])).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    assert!(validator.is_valid(&reported));
    assert_eq!(reported["summary"]["optimal"], 2);
}

// What is wrong.

#[test]
fn wrong_variations_are_told_at_their_place() {
    let input = open(MINIMAL);
    let reported: Vec<String> = [
        "component.hbm.suply *= 0.7..1.3 / 13",
        "component.hbm.supply",
        "component.hbm.supply *=",
        "component.hbm.supply *= 0.7..1.3",
        "component.hbm.supply *= 0.7..1.3 / 1",
        "component.hbm.supply *= a..b / 3",
        "component.hbm.supply *= 1.5",
        "component.hbm.supply *= []",
        "model.currency *= [1, 2]",
        "horizon.quarters = [1, 2]",
        "scenario = [worse]",
        "scenario = worse",
        "scenario *= [1]",
    ]
    .into_iter()
    .map(|text| match input.axes(&[text]) {
        Err(rejected) => format!("## {text}\n{rejected}\n"),
        Ok(axes) => panic!("{axes:?}"),
    })
    .collect();
    let twice = input
        .axes(&[
            "component.hbm.supply *= [1, 2]",
            "component.hbm.supply  *=  [3, 4]",
        ])
        .expect_err("twice");
    insta::assert_snapshot!(reported.join("\n") + "\n## twice\n" + &twice.to_string());
}

#[test]
fn nothing_to_sweep_is_told() {
    let cases: [(&[&str], &str); 5] = [
        (&["sweep", MINIMAL], "nothing varies"),
        (&["sweep", TRAINIUM], "--sample"),
        (&["sweep", MINIMAL, "--sample", "5"], "no [uncertainty]"),
        (
            &["sweep", TRAINIUM, "--sample", "5", "--shard", "1/2"],
            "--out",
        ),
        (
            &[
                "sweep", TRAINIUM, "--sample", "5", "--shard", "3/2", "--out", "nowhere",
            ],
            "no shard",
        ),
    ];
    for (args, words) in cases {
        let output = run(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(
            text(&output.stderr).contains(words),
            "{args:?}: {}",
            text(&output.stderr)
        );
    }
    assert!(!Path::new("nowhere").exists());
}

#[test]
fn plans_do_not_depend_on_what_is_uncertain() {
    let input = open(TRAINIUM);
    let loaded = input
        .model(&[], &[])
        .unwrap_or_else(|rejected| panic!("{rejected}"));
    assert!(loaded.uncertainties.len() > 10);
    let text = fs::read_to_string(TRAINIUM).expect("a file");
    let from = text.find("[uncertainty.").expect("it has some");
    let to = text.find("[scenario.").expect("it has some");
    let certain = Input::from_toml("certain.toml", &format!("{}{}", &text[..from], &text[to..]));
    let certain = certain
        .model(&[], &[])
        .unwrap_or_else(|rejected| panic!("{rejected}"));
    assert!(certain.uncertainties.is_empty());
    assert_eq!(certain.model, loaded.model);
}

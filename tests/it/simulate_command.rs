//! What `waferline simulate` says, against its own draws; draws in parts, kept and brought together.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::hedge_parts::{path, run, said};
use crate::simulate::firm;

const FUTURES: &str = "tests/fixtures/futures.toml";

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// A row of the table of draws, by heading.
type Row = BTreeMap<String, String>;

fn table(path: &Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).expect("a table");
    let names = reader.headers().expect("headings").clone();
    let rows = reader.records().map(|row| {
        let row = row.expect("a row");
        let cells = names.iter().zip(row.iter());
        cells
            .map(|(name, cell)| (name.to_owned(), cell.to_owned()))
            .collect()
    });
    rows.collect()
}

fn number(row: &Row, name: &str) -> f64 {
    row[name].parse().expect("a number")
}

/// Returns the mean and its standard error.
fn estimate(amounts: &[f64]) -> (f64, f64) {
    let n = amounts.len() as f64;
    let mean = amounts.iter().sum::<f64>() / n;
    let squares: f64 = amounts.iter().map(|it| (it - mean) * (it - mean)).sum();
    (mean, (squares / (n - 1.0)).sqrt() / n.sqrt())
}

/// Returns the amount below which this share of all lies, between two in proportion.
fn quantile(amounts: &[f64], share: f64) -> f64 {
    let mut sorted = amounts.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = share * (sorted.len() - 1) as f64;
    let below = (0..sorted.len())
        .rfind(|&i| i as f64 <= place)
        .expect("one");
    let above = sorted[(below + 1).min(sorted.len() - 1)];
    sorted[below] + (place - below as f64) * (above - sorted[below])
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

#[test]
fn what_is_said_is_what_the_draws_say() {
    let folder = folder();
    let draws = folder.path().join("draws.csv");
    let all = [
        "simulate",
        FUTURES,
        "--sample",
        "30",
        "--policy",
        "file,mean,hedge,never",
        "--hedge-draws",
        "4",
        "--table",
        path(&draws),
    ];
    let text = said(&all);
    let json: Value =
        serde_json::from_str(&said(&[&all[..], &["--format", "json"]].concat())).expect("JSON");
    let rows = table(&draws);
    assert_eq!(rows.len(), 30 * 5);
    assert!(rows.iter().all(|row| row["ended"] == "through"));
    assert!(text.contains("Every policy got through all 30 draws; all means are over these."));
    let of = |policy: &str, name: &str| -> Vec<f64> {
        let rows = rows.iter().filter(|row| row["policy"] == policy);
        rows.map(|row| number(row, name)).collect()
    };
    let less = |one: &str, other: &str| -> Vec<f64> {
        let both = of(one, "margin").into_iter().zip(of(other, "margin"));
        both.map(|(one, other)| one - other).collect()
    };
    for (at, policy) in ["file", "mean", "hedge", "never", "hindsight"]
        .iter()
        .enumerate()
    {
        let it = &json["simulated"]["policies"][at];
        assert_eq!(it["policy"], *policy);
        let margins = of(policy, "margin");
        let same = |said: &Value, (mean, error): (f64, f64)| {
            let (a, b) = (&said["mean"], &said["standard_error"]);
            near(a.as_f64().expect("a mean"), mean) && near(b.as_f64().expect("an error"), error)
        };
        assert!(same(&it["margin"], estimate(&margins)), "{it:#}");
        for (name, share) in [("p10", 0.1), ("p50", 0.5), ("p90", 0.9)] {
            let quantile = quantile(&margins, share);
            assert!(
                near(it[name].as_f64().expect("a number"), quantile),
                "{it:#}"
            );
        }
        assert!(same(
            &it["service_short"],
            estimate(&of(policy, "service_short"))
        ));
        let line = text.lines().find(|line| line.starts_with(policy));
        let cells: Vec<&str> = line.expect("a row").split_whitespace().collect();
        let shown = |amount: f64| format!("{:.1}", amount / 1e6);
        let (mean, error) = estimate(&margins);
        assert_eq!(
            (cells[1], cells[2]),
            (&*shown(mean), &*shown(error)),
            "{text}"
        );
        if *policy == "hindsight" {
            assert!(it["regret"].is_null() && it["beside_first"].is_null());
            continue;
        }
        let regret = less("hindsight", policy);
        assert!(regret.iter().all(|&it| it > -1e-3), "{policy}: {regret:?}");
        let table: Vec<f64> = of(policy, "regret");
        assert!(table.iter().zip(&regret).all(|(a, b)| near(*a, *b)));
        assert!(same(&it["regret"], estimate(&regret)), "{it:#}");
        assert_eq!(cells[6], shown(estimate(&regret).0), "{text}");
        if at > 0 {
            let (mean, error) = estimate(&less(policy, "file"));
            assert!(same(&it["beside_first"], (mean, error)));
            let more = if mean > 0.0 { "more" } else { "less" };
            let flat = text.replace("\n  ", " ");
            let sentence = flat
                .lines()
                .find(|line| line.starts_with(&format!("- {policy} earns")));
            let sentence = sentence.expect("a sentence");
            assert!(
                sentence.contains(&format!("{more} than file, draw by draw")),
                "{sentence}"
            );
            assert_eq!(
                sentence.contains("that may be chance"),
                mean.abs() <= 2.0 * error
            );
        }
    }
}

#[test]
fn who_is_stranded_is_told_apart() {
    let folder = folder();
    let (model, draws) = (
        folder.path().join("firm.toml"),
        folder.path().join("draws.csv"),
    );
    fs::write(&model, firm()).expect("written");
    let all = [
        "simulate",
        path(&model),
        "--sample",
        "12",
        "--policy",
        "file,hedge",
        "--table",
        path(&draws),
    ];
    let text = said(&all);
    let rows = table(&draws);
    let stranded = |policy: &str| {
        let rows = rows
            .iter()
            .filter(|row| row["policy"] == policy && row["ended"] == "stranded");
        rows.collect::<Vec<&Row>>()
    };
    let file = stranded("file");
    assert!(!file.is_empty() && file.len() < 12, "{text}");
    assert!(
        stranded("hindsight").is_empty() && stranded("hedge").is_empty(),
        "{text}"
    );
    for row in &file {
        assert_eq!(
            (&*row["stranded_at"], &*row["margin"], &*row["regret"]),
            ("2027Q3", "", "")
        );
        assert_eq!(row["uncertainty.order"], "250");
        assert!(row["message"].contains("Neocloud"), "{row:?}");
    }
    let flat = text.replace("\n  ", " ").replace('\n', " ");
    let of = format!(
        "Every policy got through {} of the 12 draws",
        12 - file.len()
    );
    assert!(flat.contains(&of), "{text}");
    let point = format!(
        "- file: {} draws stranded: draw {} in 2027Q3 (",
        file.len(),
        file[0]["draw"]
    );
    assert!(flat.contains(&point), "{text}");
    // Where nobody gets through, nothing is compared.
    let always = firm().replace("weights = [1, 1]", "weights = [0, 1]");
    fs::write(&model, always).expect("written");
    let (code, text, _) = run(&["simulate", path(&model), "--sample", "3"]);
    assert_eq!(code, Some(1));
    assert!(
        text.contains("nothing can be compared") && !text.contains("Margin"),
        "{text}"
    );
}

#[test]
fn shards_collected_are_the_whole() {
    let folder = folder();
    let (out, whole) = (folder.path().join("parts"), folder.path().join("whole"));
    let common = [
        "simulate",
        FUTURES,
        "--sample",
        "7",
        "--replan",
        "2",
        "--policy",
        "file,hedge,never",
        "--hedge-draws",
        "3",
    ];
    let shard = |which: &str| {
        let (code, out, error) =
            run(&[&common[..], &["--shard", which, "--out", path(&out)]].concat());
        assert_eq!(code, Some(0), "{error}");
        (out, error)
    };
    let (text, _) = shard("3/3");
    assert!(text.contains("Shard 3 of 3: 2 draws done") && text.contains("waferline collect"));
    shard("1/3");
    let (code, _, error) = run(&["collect", path(&out)]);
    assert!(
        code == Some(2) && error.contains("2 of 7 draws have no result"),
        "{error}"
    );
    assert!(error.contains("run the simulation again"), "{error}");
    let partial = said(&["collect", path(&out), "--partial"]);
    assert!(
        partial.contains("5 draws of 3 uncertain inputs"),
        "{partial}"
    );
    shard("2/3");
    for format in ["json", "text", "markdown"] {
        let once = said(&[&common[..], &["--format", format]].concat());
        assert_eq!(
            said(&["collect", path(&out), "--format", format]),
            once,
            "{format}"
        );
        for threads in ["1", "3"] {
            let more = ["--format", format, "--threads", threads];
            assert_eq!(said(&[&common[..], &more].concat()), once, "{format}");
        }
    }
    said(&[&common[..], &["--out", path(&whole)]].concat());
    let read = |folder: &Path, name: &str| fs::read(folder.join(name)).expect("a file");
    assert_eq!(read(&out, "table.csv"), read(&whole, "table.csv"));
    let tables = ["draws.csv", "draws.jsonl", "draws.parquet"];
    for name in tables {
        let (one, other) = (
            folder.path().join(name),
            folder.path().join(format!("2-{name}")),
        );
        said(&[&common[..], &["--table", path(&one)]].concat());
        said(&["collect", path(&out), "--table", path(&other)]);
        assert_eq!(
            fs::read(&one).expect("a table"),
            fs::read(&other).expect("a table")
        );
    }
}

#[test]
fn what_is_there_is_not_simulated_again() {
    let folder = folder();
    let out = folder.path().join("parts");
    let common = ["simulate", FUTURES, "--sample", "3", "--out", path(&out)];
    let first = said(&common);
    let file = |draw: usize| out.join(format!("draws/draw-{draw:06}.json"));
    let before = fs::read_to_string(file(2)).expect("kept");
    let kept = |draw: usize| {
        fs::metadata(file(draw))
            .and_then(|it| it.modified())
            .expect("kept")
    };
    let then = kept(1);
    let (_, again, note) = run(&common);
    assert_eq!((again, then), (first.clone(), kept(1)));
    assert!(note.contains("3 draws of 3 done already"), "{note}");
    // What is damaged, or of another draw, is simulated again.
    let other = fs::read_to_string(file(1)).expect("kept");
    for (text, why) in [
        (
            before.replacen("margin\":", "margin\":1", 1),
            "it is damaged",
        ),
        (other, "it is the result of another"),
    ] {
        fs::write(file(2), text).expect("written");
        let (code, _, error) = run(&["collect", path(&out)]);
        assert!(code == Some(2) && error.contains(why), "{error}");
        let (code, again, note) = run(&common);
        assert!(code == Some(0) && note.contains(why), "{note}");
        assert_eq!(again, first);
        assert_eq!(fs::read_to_string(file(2)).expect("kept"), before);
    }
    // More draws go on from those; anything else is another simulation.
    let (code, _, note) = run(&["simulate", FUTURES, "--sample", "4", "--out", path(&out)]);
    assert!(
        code == Some(0) && note.contains("3 draws of 4 done already"),
        "{note}"
    );
    for more in [
        &["--seed", "2"][..],
        &["--replan", "2"],
        &["--policy", "mean"],
        &["--set", "policy.external_share_max = 0.9"],
    ] {
        let (code, _, error) = run(&[&common[..], more].concat());
        assert!(
            code == Some(2) && error.contains("holds another simulation"),
            "{error}"
        );
    }
    fs::write(out.join("draws/more.json"), "{}").expect("written");
    let (code, _, error) = run(&["collect", path(&out)]);
    assert!(
        code == Some(0) && error.contains("1 file among the results"),
        "{error}"
    );
    let asked = fs::read_to_string(out.join("simulation.json")).expect("kept");
    fs::write(out.join("simulation.json"), &asked[..asked.len() / 2]).expect("written");
    let (code, _, error) = run(&["collect", path(&out)]);
    assert!(code == Some(2) && error.contains("is damaged"), "{error}");
}

#[test]
fn what_cannot_be_simulated_is_said() {
    let folder = folder();
    let model = folder.path().join("model.toml");
    let wrong = |args: &[&str], words: &str| {
        let (code, _, error) = run(args);
        assert!(
            code == Some(2) && error.contains(words),
            "{args:?}: {code:?} {error}"
        );
    };
    let text = fs::read_to_string(FUTURES).expect("a model");
    let silent = text.replacen("known_from = \"2027Q4\"\nuniform", "uniform", 1);
    fs::write(&model, silent).expect("written");
    let simulate = ["simulate", path(&model), "--sample", "2"];
    wrong(
        &simulate,
        "it is not said from when these are known: uncertainty.orders",
    );
    said(&[&simulate[..], &["--known-from", "2027Q3"]].concat());
    wrong(&["simulate", "models/minimal.toml"], "no [uncertainty]");
    wrong(
        &["simulate", FUTURES, "--hedge-draws", "5"],
        "for the policy `hedge`",
    );
    wrong(
        &["simulate", FUTURES, "--policy", "hindsight"],
        "invalid value",
    );
    wrong(
        &["simulate", FUTURES, "--replan", "0"],
        "whole number from 1",
    );
    wrong(&["simulate", FUTURES, "--shard", "1/2"], "--out");
    wrong(
        &["simulate", FUTURES, "--table", "draws.txt"],
        "a table ends in",
    );
}

#[test]
fn the_report_keeps_its_schema() {
    let schema: Value = serde_json::from_str(&said(&["schema", "simulate"])).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let folder = folder();
    let model = folder.path().join("firm.toml");
    fs::write(&model, firm()).expect("written");
    for model in [FUTURES, path(&model)] {
        let report = said(&["simulate", model, "--sample", "12", "--format", "json"]);
        let report: Value = serde_json::from_str(&report).expect("JSON");
        let errors: Vec<String> = validator
            .iter_errors(&report)
            .map(|it| it.to_string())
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
}

#[test]
fn simulations_fit_narrow_terminals() {
    for columns in [60, 100] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_waferline"));
        command.args([
            "simulate",
            FUTURES,
            "--sample",
            "5",
            "--policy",
            "file,never",
            "--color",
            "never",
        ]);
        let output = command
            .env("COLUMNS", columns.to_string())
            .output()
            .expect("runs");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        insta::assert_snapshot!(format!("simulate_{columns}"), text);
    }
}

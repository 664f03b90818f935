//! Given decisions in parts: what futures make of them, solved apart, kept and brought together, is what one run says.

use std::cell::Cell;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use waferline::SolveOptions;
use waferline::hedge::{
    DrawTurnout, Futures, FuturesAsked, GivenDecisions, Hedged, Holding, Judged, LoadedFutures,
    Risk, Turnout, decisions_by_name, hold, judge, shared_columns,
};
use waferline::input::Input;
use waferline::sweep::Sample;

use crate::hedge::{a_tenth, best, futures_of};
use crate::{sample, tally};

const FUTURES: &str = "tests/fixtures/futures.toml";
const TRAINIUM: &str = "models/trainium.toml";

/// Returns what the program says to these arguments: its exit code, and what it wrote.
pub(crate) fn run(args: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waferline"));
    command.args(args).args(["--color", "never"]);
    command.env_remove("COLUMNS");
    let output = command.output().expect("the command runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

/// Returns what is printed by a command that must succeed.
pub(crate) fn said(args: &[&str]) -> String {
    let (code, out, error) = run(args);
    assert_eq!(code, Some(0), "{args:?}: {error}");
    out
}

pub(crate) fn path(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// Returns a folder with the hedge's own decisions in `sol.csv`.
fn decided(model: &str, asked: &FuturesAsked, sample: Option<Sample>) -> TempDir {
    let input = Input::open(Path::new(model)).expect("a model");
    let loaded = match sample {
        None => LoadedFutures::of_scenarios(&input, asked),
        Some(sample) => LoadedFutures::of_draws(&input, asked, sample),
    };
    let futures = loaded.expect("futures").futures;
    let found = best(&futures, Risk::default()).expect("a hedge");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = table(&decisions_by_name(&futures, &found).expect("two stages"));
    fs::write(folder.path().join("sol.csv"), text).expect("written");
    folder
}

fn table(decisions: &[(String, f64)]) -> String {
    let mut text = String::new();
    for (name, value) in decisions {
        writeln!(text, "{name},{value}").expect("a string");
    }
    text
}

/// Reads something back from the text under which it would be kept.
fn kept<T: serde::Serialize + serde::de::DeserializeOwned>(it: &T) -> T {
    let text = serde_json::to_string(it).expect("JSON");
    serde_json::from_str(&text).expect("the same")
}

/// Returns whether there is a plan on these decisions; what is said of them is the same in parts.
fn same_in_parts(futures: &Futures, decisions: &[(String, f64)]) -> Result<bool, String> {
    let options = SolveOptions::default();
    let given = GivenDecisions::parse(&table(decisions)).expect("decisions");
    let whole = hold(futures, &given, Risk::default(), &options).expect("proved");
    let holding = |_| Holding::of(futures, &given, &options).expect("decisions");
    // Each future on a machine of its own, the last first.
    let all = (0..futures.all().len()).rev();
    let all = all.map(|s| kept(&holding(s).turnout(s).expect("proved")));
    let mut all: Vec<Turnout> = all.collect();
    all.reverse();
    let parts = holding(0).told(all, Risk::default()).expect("proved");
    match (whole, parts) {
        (Hedged::Best(whole), Hedged::Best(parts)) => {
            if format!("{:?}", whole.futures) != format!("{:?}", parts.futures)
                || whole.objective != parts.objective
                || whole.bound != parts.bound
                || whole.worth != parts.worth
                || whole.differs != parts.differs
                || whole.whatever_happens != parts.whatever_happens
                || whole.decisions() != parts.decisions()
            {
                return Err(format!("{} and {}", whole.objective, parts.objective));
            }
            let draws = (0..futures.all().len())
                .map(|s| kept(&holding(s).judged(futures, s).expect("proved")));
            let draws: Vec<DrawTurnout> = draws.collect();
            let judged = judge(&whole, futures, &options).expect("proved");
            let is_as_held = whole.decisions() == holding(0).decisions();
            if is_as_held && judged != Judged::of(futures, draws) {
                return Err("judged otherwise in parts".to_owned());
            }
            Ok(true)
        }
        (Hedged::None(whole), Hedged::None(parts)) => {
            let (whole, parts) = (format!("{whole:?}"), format!("{parts:?}"));
            if whole == parts {
                Ok(false)
            } else {
                Err(format!("{whole} and {parts}"))
            }
        }
        (whole, parts) => Err(format!("{whole:?} and {parts:?}")),
    }
}

#[test]
fn futures_solved_apart_are_worth_what_they_are_together() {
    let compared = Cell::new(0);
    sample::models(30, |model, knobs| {
        let futures = futures_of(model, knobs, 4);
        if futures.known_at_once().is_none() {
            return Ok(());
        }
        let Some(found) = best(&futures, Risk::default()) else {
            return Ok(());
        };
        let own = decisions_by_name(&futures, &found).expect("two stages");
        compared.set(compared.get() + 1);
        same_in_parts(&futures, &own).map(|_| ())
    });
    tally::report("decisions in parts", compared.get(), compared.get());
    assert!(compared.get() >= a_tenth(30), "{compared:?}");
}

#[test]
fn what_breaks_in_parts_is_what_breaks_in_one_run() {
    // A firm order that comes with one future cannot be kept with as few wafers as the plan of the file starts.
    let text = fs::read_to_string(FUTURES).expect("a file");
    let text = text.replace("buys.ultra.price =", "firm = true\nbuys.ultra.price =");
    let order = "set = [\"buyer.cloud.orders@2027Q3 = 250\", \"buyer.cloud.upside@2027Q3.. *= 2\"";
    let text = text.replace("set = [\"buyer.cloud.upside@2027Q3.. *= 2\"", order);
    let input = Input::from_toml("firm.toml", &text);
    let loaded = LoadedFutures::of_scenarios(&input, &FuturesAsked::default());
    let futures = loaded.expect("futures").futures;
    let found = best(&futures, Risk::default()).expect("a hedge");
    let own = decisions_by_name(&futures, &found).expect("two stages");
    assert!(same_in_parts(&futures, &own).expect("the same"));
    let (file, columns) = (found.file().expect("a plan"), shared_columns(&futures));
    let columns = columns.expect("two stages").into_iter();
    let values = columns.map(|column| file.lp.value(&file.solution.x, &column));
    let of_file = own.iter().zip(values).map(|(own, it)| (own.0.clone(), it));
    let of_file: Vec<(String, f64)> = of_file.collect();
    assert!(!same_in_parts(&futures, &of_file).expect("the same"));
}

#[test]
fn shards_collected_are_the_whole() {
    let folder = decided(FUTURES, &FuturesAsked::default(), None);
    let (sol, out) = (folder.path().join("sol.csv"), folder.path().join("parts"));
    let hedge = |more: &[&str]| {
        let all = [&["hedge", FUTURES, "--decisions", path(&sol)], more].concat();
        run(&all)
    };
    let shard = |which: &str| {
        let (code, out, error) = hedge(&["--shard", which, "--out", path(&out), "--plans"]);
        assert_eq!(code, Some(0), "{error}");
        (out, error)
    };
    // In any order, and not all at first.
    for which in ["3/3", "1/3"] {
        let said = shard(which).0;
        assert!(
            said.contains("1 part done") && said.contains("waferline collect"),
            "{said}"
        );
    }
    let (code, _, error) = run(&["collect", path(&out)]);
    assert_eq!(code, Some(2));
    assert!(error.contains("1 of 3 parts are not in"), "{error}");
    shard("2/3");
    for format in ["json", "text", "markdown"] {
        let (code, whole, _) = hedge(&["--plans", "--format", format]);
        assert_eq!(code, Some(0));
        assert_eq!(
            said(&["collect", path(&out), "--format", format]),
            whole,
            "{format}"
        );
    }
    // What is there is not solved again.
    let one = out.join("futures/future-0002.json");
    let before = fs::metadata(&one)
        .and_then(|it| it.modified())
        .expect("kept");
    let (_, note) = shard("2/3");
    assert!(note.contains("1 part of 1 done already"), "{note}");
    let after = fs::metadata(&one)
        .and_then(|it| it.modified())
        .expect("kept");
    assert_eq!(before, after);
    // What is damaged is, and what is of another future; nothing is brought together before.
    let text = fs::read_to_string(&one).expect("kept");
    let spoilt = [
        (text.replacen("margin\":", "margin\":1", 1), "it is damaged"),
        (
            fs::read_to_string(out.join("futures/future-0001.json")).expect("kept"),
            "it is of another future",
        ),
    ];
    for (other, why) in spoilt {
        fs::write(&one, other).expect("written");
        let (code, _, error) = run(&["collect", path(&out)]);
        assert!(code == Some(2) && error.contains(why), "{error}");
        let (_, note) = shard("2/3");
        assert!(note.contains(why), "{note}");
        assert_eq!(fs::read_to_string(&one).expect("kept"), text);
    }
    fs::write(out.join("futures/more.json"), "{}").expect("written");
    let (code, _, error) = run(&["collect", path(&out)]);
    assert!(
        code == Some(0) && error.contains("1 file among the parts"),
        "{error}"
    );
}

#[test]
fn draws_and_what_judges_them_are_spread_too() {
    let asked = FuturesAsked {
        known_from: Some("2028Q1".parse().expect("a quarter")),
        ..FuturesAsked::default()
    };
    let sample = Sample { number: 3, seed: 1 };
    let folder = decided(TRAINIUM, &asked, Some(sample));
    let (sol, out) = (folder.path().join("sol.csv"), folder.path().join("parts"));
    let common = [
        "hedge",
        TRAINIUM,
        "--sample",
        "3",
        "--known-from",
        "2028Q1",
        "--judge",
        "3",
        "--decisions",
        path(&sol),
    ];
    for shard in ["1/2", "2/2"] {
        said(&[&common[..], &["--shard", shard, "--out", path(&out)]].concat());
    }
    let collected = said(&["collect", path(&out), "--format", "json"]);
    assert_eq!(
        collected,
        said(&[&common[..], &["--format", "json"]].concat())
    );
    let json: Value = serde_json::from_str(&collected).expect("JSON");
    assert_eq!(json["judged"]["draws"], 3, "{json:#}");
}

#[test]
fn what_cannot_be_spread_or_collected_is_said() {
    let folder = decided(FUTURES, &FuturesAsked::default(), None);
    let (sol, out) = (folder.path().join("sol.csv"), folder.path().join("parts"));
    let model = folder.path().join("model.toml");
    let text = fs::read_to_string(FUTURES).expect("a model");
    fs::write(&model, &text).expect("written");
    let wrong = |args: &[&str], code: i32, words: &str| {
        let (found, _, error) = run(args);
        assert!(
            found == Some(code) && error.contains(words),
            "{args:?}: {found:?} {error}"
        );
    };
    let spread = |shard: &str, more: &[&str]| {
        let common = ["hedge", path(&model), "--decisions", path(&sol)];
        let parts = ["--out", path(&out), "--shard", shard];
        let all = [&common[..], &parts, more].concat();
        all.iter().map(|&it| it.to_owned()).collect::<Vec<_>>()
    };
    let wrong_spread = |shard: &str, more: &[&str], words: &str| {
        let all = spread(shard, more);
        wrong(
            &all.iter().map(String::as_str).collect::<Vec<_>>(),
            2,
            words,
        );
    };
    wrong(
        &["hedge", FUTURES, "--shard", "1/2", "--out", path(&out)],
        2,
        "--decisions",
    );
    wrong_spread("3/2", &[], "no shard");
    wrong_spread("1/2", &["--format", "json"], "cannot be used with");
    wrong(
        &[
            "hedge",
            "-",
            "--decisions",
            path(&sol),
            "--shard",
            "1/2",
            "--out",
            path(&out),
        ],
        2,
        "standard input",
    );
    assert!(!out.exists(), "nothing was begun");
    let all = spread("1/1", &[]);
    said(&all.iter().map(String::as_str).collect::<Vec<_>>());
    wrong_spread("1/1", &["--worst", "0.5"], "another hedge");
    wrong(&["collect", path(&out), "--partial"], 2, "needs all its");
    wrong(
        &["collect", path(&out), "--table", "cases.csv"],
        2,
        "needs all its",
    );
    // The model is another one since.
    fs::write(
        &model,
        text.replace("probability = 0.3", "probability = 0.2"),
    )
    .expect("written");
    wrong(&["collect", path(&out)], 2, "is of another model");
    wrong_spread("1/1", &[], "another hedge");
    fs::write(&model, text).expect("written");
    said(&["collect", path(&out)]);
    let asked = fs::read_to_string(out.join("hedge.json")).expect("kept");
    fs::write(out.join("hedge.json"), &asked[..asked.len() / 2]).expect("written");
    wrong(&["collect", path(&out)], 2, "is damaged");
}

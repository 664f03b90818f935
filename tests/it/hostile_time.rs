//! Hostile models: every command ends in time, and that there is no plan is said soon.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use waferline::explain::diagnose;
use waferline::formulation::formulate;
use waferline::input::Input;
use waferline::lp::{Interrupted, Presolved, Watch};
use waferline::model::{Model, Series};
use waferline::solve::{SolveOptions, Solver, solve_program_with};
use waferline::{Outcome, solve};

/// The limit that commands are given, and how much later they may end.
const LIMIT: &str = "1";
const LATEST: Duration = Duration::from_secs(2);

/// Returns the hostile models, and their twins whose numbers are in range where there are any.
fn files() -> Vec<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/hostile");
    let mut files: Vec<PathBuf> = [root.clone(), root.join("in-range")]
        .iter()
        .filter_map(|folder| std::fs::read_dir(folder).ok())
        .flatten()
        .map(|entry| entry.expect("readable").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|it| it == "toml" || it == "json")
        })
        .collect();
    files.sort();
    assert!(files.len() > 40, "the hostile models are gone");
    files
}

/// Runs each command on its part of the hostile models and on those that explanations once failed on, on all of them where
/// more cases are asked for: each ends in time, and none but the watch keeps an answer from being given.
#[test]
fn every_command_ends_within_a_second_of_its_limit() {
    let all = std::env::var("WAFERLINE_CASES").is_ok();
    let commands = ["solve", "explain", "cover", "report"];
    let folder = tempfile::tempdir().expect("a folder");
    for (position, file) in files().iter().enumerate() {
        for (turn, name) in commands.iter().enumerate() {
            let is_named = file.to_string_lossy().contains("-err-");
            if turn > 0 && !all && !is_named && position % 3 != turn - 1 {
                continue;
            }
            let mut command = Command::new(env!("CARGO_BIN_EXE_waferline"));
            command
                .arg(name)
                .arg(file)
                .args(["--quiet", "--time-limit", LIMIT]);
            if *name == "report" {
                command
                    .arg("--out")
                    .arg(folder.path().join(format!("{position}.html")));
            }
            let start = Instant::now();
            let output = command.output().expect("runs");
            let took = start.elapsed();
            let words = String::from_utf8_lossy(&output.stderr);
            let what = format!("{name} {}: {took:?}: {words}", file.display());
            assert!(took < LATEST, "{what}");
            assert!(!words.contains("panicked"), "{what}");
            assert!(!words.contains("internal error"), "{what}");
            let code = output.status.code().expect("an exit code");
            let is_late = code == 2 && words.contains("--time-limit gives more");
            assert!(code < 2 || is_late, "{what}");
        }
    }
}

/// The models below the reader on which reducing had no end, and on which a solver panicked.
fn below_the_reader() -> [(&'static str, Model); 2] {
    let hostile = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/hostile");
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::copy(hostile.join("series.csv"), folder.path().join("series.csv")).expect("copied");
    let read = |name: &str| {
        let text = std::fs::read_to_string(hostile.join(name)).expect("readable");
        // What the reader refuses is put in after it.
        let text = text.replace("1e300", "1").replace("1e308", "1");
        let copy = folder.path().join(name);
        std::fs::write(&copy, text).expect("written");
        let input = Input::open(&copy).expect("readable");
        input.model(&[], &[]).expect("valid").model
    };
    let mut endless = read("hang-presolve-minimal.toml");
    endless.chips[0].dies[0].1 = 1e300;
    let mut panics = read("panic-microlp.toml");
    let quarters = panics.sites[0].pue.values().len();
    panics.sites[0].pue = Series::new(vec![1e308; quarters]);
    [("endless", endless), ("panics", panics)]
}

#[test]
fn numbers_beyond_the_reader_end_too_whatever_solves() {
    for (name, model) in below_the_reader() {
        let lp = formulate(&model);
        for solver in Solver::ALL.into_iter().filter(|it| it.is_built_in()) {
            let watch = Watch::default().with_time_limit(1.0);
            let options = SolveOptions::default()
                .with_solver(solver)
                .expect("built in");
            let start = Instant::now();
            // Whatever the answer: it is one, or says why there is none.
            let _ = solve_program_with(&lp, &options.with_watch(watch));
            let took = start.elapsed();
            assert!(took < LATEST, "{name} {solver}: {took:?}");
        }
    }
}

#[test]
fn reducing_has_an_end_and_heeds_the_watch() {
    let [(_, endless), _] = below_the_reader();
    let start = Instant::now();
    let _ = Presolved::of(&formulate(&endless));
    assert!(start.elapsed() < LATEST);
    let flag = Arc::new(AtomicBool::new(true));
    let stopped = Presolved::watched(&formulate(&endless), &Watch::default().with_stop(flag));
    assert_eq!(stopped.err(), Some(Interrupted::Stopped));
}

/// Returns the shortest of some times.
fn shortest(times: usize, work: impl Fn()) -> Duration {
    let time = |_| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    (0..times).map(time).min().expect("at least one")
}

/// That there is no plan, why, and what would give one: within ten times the time of a solve of that size by the embedded solver,
/// which went first when this was asked for. Our own methods take a fifth of it.
#[test]
fn no_plan_is_said_within_ten_solves() {
    let trainium: [&[&str]; 4] = [
        &["foundry.*.capacity *= 0.05"],
        &[
            "buyer.sovereign-cloud.firm = true",
            "buyer.sovereign-cloud.orders *= 50",
        ],
        &["site.*.power_mw *= 0.1"],
        &["service.*.committed *= 20"],
    ];
    let options = SolveOptions::default();
    let input = Input::open("models/trainium.toml".as_ref()).expect("the bundled model");
    let model = input.model(&[], &[]).expect("valid").model;
    let embedded = options
        .clone()
        .with_solver(Solver::Microlp)
        .expect("built in");
    let one = shortest(3, || {
        let outcome = solve(&model, &embedded).expect("proved");
        assert!(matches!(outcome, Outcome::Optimal(_)));
    });
    for sets in trainium {
        let model = input.model(&[], sets).expect("valid").model;
        let all = shortest(3, || {
            let Outcome::Infeasible(why) = solve(&model, &options).expect("proved") else {
                panic!("{sets:?} leaves a plan");
            };
            let why = diagnose(&model, &why);
            assert!(why.is_irreducible && !why.repairs.is_empty(), "{sets:?}");
        });
        let times = all.as_secs_f64() / one.as_secs_f64();
        println!("no plan after {sets:?}: {times:.1} solves");
        assert!(times < 10.0, "{sets:?}: {all:?}, a solve {one:?}");
    }
}

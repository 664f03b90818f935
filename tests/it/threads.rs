//! However many threads work: the same to the last digit; and where one is allowed, none is started.

use std::process::Command;
use std::thread;

use waferline::explain::{bridge, explain, highlights};
use waferline::solve::{Solver, Threads};
use waferline::{Model, Outcome, SolveOptions, Solved, solve};

use crate::bundled;

fn solved(model: &Model, options: &SolveOptions) -> Box<Solved> {
    match solve(model, options).expect("solves") {
        Outcome::Optimal(solved) => solved,
        other => panic!("{other:?}"),
    }
}

/// Returns, in words, all that takes more than one thread where there is one: explanations, what a page shows beside them,
/// and bridges by every order and by drawn ones.
fn all_that_is_said(threads: Threads) -> String {
    let options = SolveOptions::default().with_threads(threads);
    // It works in a thread of its own, unless that is forbidden.
    let options = options.with_solver(Solver::Microlp).expect("built in");
    let input = bundled::open("models/trainium.toml");
    let model = |scenarios: &[&str]| bundled::load(&input, scenarios).model;
    let base = model(&["nvidia-outbids"]);
    let from = solved(&base, &options);
    let explanation = explain(&base, &from).expect("explained");
    let beside = highlights(&base, &from, &explanation).expect("explained");
    let mut said = format!("{:?}\n{explanation:?}\n{beside:?}", from.solution);
    for scenarios in [&[][..], &["rental-price-war"]] {
        let with = model(scenarios);
        let to = solved(&with, &options);
        let bridge = bridge(&base, &from, &with, &to).expect("bridged");
        said = format!("{said}\n{bridge:?}");
    }
    said
}

#[test]
fn what_is_said_does_not_depend_on_how_many_threads_work() {
    let one = all_that_is_said(Threads::one());
    for count in [2, 7] {
        assert!(
            one == all_that_is_said(Threads::at_most(count)),
            "{count} threads say something else than one"
        );
    }
}

/// Returns how many threads this process has started, this one included. Threads are numbered as they are started.
fn started() -> u64 {
    let id = thread::spawn(|| thread::current().id()).join();
    let id = format!("{:?}", id.expect("no panic"));
    let digits = id.trim_start_matches("ThreadId(").trim_end_matches(')');
    digits.parse().expect("the number of a thread")
}

/// The next test runs this one in a process of its own.
#[test]
#[ignore = "counts the threads of its process, where no other test may run"]
fn alone() {
    let before = started();
    all_that_is_said(Threads::one());
    assert_eq!(started(), before + 1, "one thread is the caller's");
    all_that_is_said(Threads::at_most(2));
    assert!(started() > before + 2, "two are two");
}

#[test]
fn with_one_thread_none_is_started() {
    let tests = std::env::current_exe().expect("this program");
    let run = Command::new(tests)
        .args(["threads::alone", "--exact", "--ignored", "--test-threads=1"])
        .output()
        .expect("runs");
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(
        run.status.success() && said.contains("1 passed"),
        "{said}{}",
        String::from_utf8_lossy(&run.stderr)
    );
}

//! Long work: ended by a time limit, by a flag, by Ctrl-C; with reports on the way.

use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use waferline::explain::{ExplainError, explain};
use waferline::lp::{Interrupted, Lp, LpBuilder, Phase, Progress, Stuck, Watch};
use waferline::solve::{Answer, SolveOptions, Solver, Uncertified, solve_program_with};
use waferline::{Model, Outcome, SolveError, solve, solve_again};

/// Returns a program that no solver here does in an instant: many goods from many places to many others.
fn long_program() -> Lp<(usize, usize), (bool, usize)> {
    const PLACES: usize = 90;
    let number = |i: usize, j: usize| ((i * 7919 + j * 104_729 + i * j * 31) % 1009) as f64;
    let mut lp = LpBuilder::default();
    for i in 0..PLACES {
        for j in 0..PLACES {
            lp.add_column((i, j), -1.0 - number(i, j), 0.0, f64::INFINITY);
        }
    }
    for i in 0..PLACES {
        let supply = 100.0 + number(i, i);
        let sent = (0..PLACES).map(|j| ((i, j), 1.0));
        lp.add_row((true, i), f64::NEG_INFINITY, supply, sent);
        let demand = 50.0 + number(i, 3) / 20.0;
        let had = (0..PLACES).map(|j| ((j, i), 1.0));
        lp.add_row((false, i), demand, f64::INFINITY, had);
    }
    lp.build()
}

fn watched(solver: Solver, watch: Watch) -> SolveOptions {
    let options = SolveOptions::default().with_solver(solver);
    options.expect("built in").with_watch(watch)
}

#[test]
fn no_time_is_no_answer_with_any_solver() {
    let lp = long_program();
    for solver in Solver::ALL.into_iter().filter(|it| it.is_built_in()) {
        let options = watched(solver, Watch::default().with_time_limit(1e-3));
        let answer = solve_program_with(&lp, &options);
        let limit = Interrupted::TimeLimit { seconds: 1e-3 };
        assert_eq!(
            answer.expect_err("too little time"),
            Uncertified::Interrupted(limit),
            "{solver}"
        );
    }
}

#[test]
fn a_flag_stops_at_the_next_look_and_progress_is_reported() {
    let lp = long_program();
    let flag = Arc::new(AtomicBool::new(false));
    let reported: Arc<Mutex<Vec<Progress>>> = Arc::default();
    let (stops, reports) = (Arc::clone(&flag), Arc::clone(&reported));
    let watch = Watch::default()
        .with_stop(flag)
        .with_progress(move |progress| {
            reports.lock().expect("not poisoned").push(*progress);
            stops.store(true, Ordering::Relaxed);
        });
    let answer = solve_program_with(&lp, &watched(Solver::Own, watch));
    let reported = reported.lock().expect("not poisoned");
    // A machine may be so fast that there was nothing to report; then there was nothing to stop either.
    if reported.is_empty() {
        assert!(matches!(answer, Ok(Answer::Optimal(_))));
    } else {
        let stopped = Uncertified::Interrupted(Interrupted::Stopped);
        assert_eq!(answer.expect_err("stopped"), stopped);
        assert_eq!(reported.len(), 1);
        let Progress {
            phase,
            objective,
            infeasibility,
            gap,
            ..
        } = reported[0];
        // How fast the machine is decides what it is doing by then.
        match phase {
            Phase::Interior => assert!(gap.is_some()),
            Phase::Crossover => assert!(gap.is_none()),
            _ => assert!(objective.is_some() != infeasibility.is_some()),
        }
    }
}

#[test]
fn explaining_and_solving_again_heed_the_same_flag() {
    let model = Model::load("models/minimal.toml").expect("valid");
    let flag = Arc::new(AtomicBool::new(false));
    let options = SolveOptions::default().with_watch(Watch::default().with_stop(flag.clone()));
    let Outcome::Optimal(solved) = solve(&model, &options).expect("proved") else {
        panic!("the bundled model has a plan");
    };
    assert!(explain(&model, &solved).is_ok());
    flag.store(true, Ordering::Relaxed);
    let stopped = Interrupted::Stopped;
    assert!(matches!(
        explain(&model, &solved),
        Err(ExplainError::Stuck(Stuck::Interrupted(why))) if why == stopped
    ));
    assert!(matches!(
        solve_again(&model, &solved),
        Err(SolveError::Interrupted(why)) if why == stopped
    ));
}

#[test]
fn progress_is_reported_only_some_times_a_second() {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    let watch = Watch::default().with_progress(move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
    });
    let start = std::time::Instant::now();
    let solved = solve_program_with(&long_program(), &watched(Solver::Own, watch));
    assert!(matches!(solved, Ok(Answer::Optimal(_))));
    let most = start.elapsed().as_millis() / 100 + 1;
    assert!(count.load(Ordering::Relaxed) as u128 <= most);
}

/// Returns the command in this repository.
fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waferline"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(args);
    command
}

#[test]
fn a_time_limit_ends_every_command_with_a_clear_message() {
    let model = "models/trainium.toml";
    for args in [
        &["solve", model][..],
        &["explain", model],
        &["why", model],
        &["cover", model],
        &["curve", model, "site.us-east.power_mw"],
    ] {
        let output = command(args)
            .args(["--time-limit", "1e-6"])
            .output()
            .expect("runs");
        let words = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {words}");
        assert!(
            words.contains("no answer within the time limit of 0.000001 s"),
            "{args:?}: {words}"
        );
        assert!(output.stdout.is_empty(), "{args:?}");
    }
}

#[test]
fn a_time_limit_is_told_in_json_and_must_be_a_time() {
    let output = command(&["solve", "models/trainium.toml", "--format", "json"])
        .args(["--time-limit", "1e-6"])
        .output()
        .expect("runs");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report["diagnostics"][0]["code"], "time-limit");
    for wrong in ["0", "soon", "nan"] {
        let output = command(&["solve", "models/minimal.toml", "--time-limit", wrong])
            .output()
            .expect("runs");
        assert_eq!(output.status.code(), Some(2));
        let words = String::from_utf8_lossy(&output.stderr);
        assert!(words.contains("a number of seconds above 0"), "{words}");
    }
}

#[test]
fn nothing_is_told_where_nobody_looks() {
    let output = command(&["explain", "models/trainium.toml", "--promises", "--quiet"])
        .output()
        .expect("runs");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_with_130_and_nothing_written() {
    use std::process::Stdio;
    use std::time::Duration;

    // Too early there is nobody yet to heed it, and the signal ends the process itself.
    for patience in [200, 500, 1000, 2000, 4000] {
        let child = command(&["explain", "models/trainium.toml", "--promises"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("starts");
        std::thread::sleep(Duration::from_millis(patience));
        let sent = Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .output();
        assert!(sent.is_ok(), "{sent:?}");
        let output = child.wait_with_output().expect("ends");
        match output.status.code() {
            None => {}
            // So fast a machine that there was nothing left to end.
            Some(0) => return,
            code => {
                assert_eq!(code, Some(130));
                assert!(output.stdout.is_empty());
                let words = String::from_utf8_lossy(&output.stderr);
                assert!(
                    words.contains("stopped before there was an answer"),
                    "{words}"
                );
                return;
            }
        }
    }
    panic!("never heeded");
}

//! `HiGHS` against our own simplex method: the same answers, proved, its basis used, and an end when it is asked for.

#![cfg(feature = "highs")]

mod programs;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use programs::{TestLp, random, staircase, with_choices};
use waferline_lp::solve::{Answer, Proved, SolveOptions, Solver, Threads, prove};
use waferline_lp::solve::{Searched, WholeSearch};
use waferline_lp::{Interrupted, LpBuilder, Phase, Watch};
use waferline_lp::{proves_infeasible, proves_unbounded};

/// Within which a solve ends once it is to.
const SOON: Duration = Duration::from_secs(1);

fn asking(solver: Solver) -> SolveOptions {
    let options = SolveOptions::default().with_solver(solver);
    options.expect("built in")
}

fn solved(lp: &TestLp, solver: Solver) -> Proved {
    prove(lp, &asking(solver)).expect("proved")
}

/// Solves with both: both must be proved, and agree. Returns what `HiGHS` says, and how many pivots lead from its basis to ours.
fn both(lp: &TestLp) -> (Proved, usize) {
    let own = solved(lp, Solver::OwnSimplex);
    let highs = solved(lp, Solver::Highs);
    let mut pivots = 0;
    match (&own.answer, &highs.answer) {
        (Answer::Optimal(one), Answer::Optimal(other)) => {
            assert!(other.certificate.holds(), "{:?}", other.certificate);
            let gap = (one.objective - other.objective).abs();
            let tolerance = one.certificate.tolerance + other.certificate.tolerance;
            assert!(gap <= tolerance, "{} {}", one.objective, other.objective);
            let watch = Watch::default();
            let simplex = highs.basis.of(lp, &other.x, &watch).expect("a basis");
            pivots = simplex.iterations();
            let gap = (simplex.objective() - one.objective).abs();
            assert!(gap <= 1e-7 * one.objective.abs().max(1.0), "{gap}");
        }
        (Answer::Infeasible(_), Answer::Infeasible(y)) => assert!(proves_infeasible(lp, y)),
        (Answer::Unbounded(_), Answer::Unbounded(ray)) => assert!(proves_unbounded(lp, ray)),
        (one, other) => panic!("{one:?} against {other:?}"),
    }
    (highs, pivots)
}

#[test]
fn random_programs() {
    let mut counts = [0; 4];
    for seed in 1..=400 {
        let (proved, pivots) = both(&random(seed));
        let is_optimal = matches!(proved.answer, Answer::Optimal(_));
        counts[match proved.answer {
            Answer::Optimal(_) => 0,
            Answer::Infeasible(_) => 1,
            Answer::Unbounded(_) => 2,
        }] += 1;
        assert_eq!(proved.found_by.name == "HiGHS", is_optimal, "{seed}");
        counts[3] += usize::from(is_optimal && pivots > 0);
    }
    // Of each kind there are some, and its basis is ours: where pivots are made from it, they are few and rare.
    assert!(counts[..3].iter().all(|&count| count > 20), "{counts:?}");
    assert_eq!(counts[3], 0, "{counts:?}");
}

#[test]
fn a_basis_of_either_method_is_where_ours_starts() {
    for (stages, method) in [(40, "simplex"), (500, "interior point with crossover")] {
        for scale in [1.0, 1e-5, 1e6] {
            let lp = staircase(stages, scale);
            let (proved, pivots) = both(&lp);
            assert_eq!(proved.found_by.method, method);
            assert!(pivots < lp.rows().len() / 20, "{pivots} pivots");
        }
    }
}

#[test]
fn nothing_to_do() {
    both(&LpBuilder::default().build());
    let mut lp = LpBuilder::default();
    lp.add_column(0, 1.0, 0.0, 1.0);
    both(&lp.build());
    let mut lp: LpBuilder<usize, usize> = LpBuilder::default();
    lp.add_row(0, 1.0, 2.0, []);
    both(&lp.build());
}

/// A chain that takes longer than the time that it gets, but is not in one phase for long.
fn long() -> TestLp {
    staircase(2_000, 1.0)
}

#[test]
fn a_time_limit_ends_it_within_a_second() {
    let lp = long();
    for seconds in [0.02, 0.2] {
        for threads in [Threads::one(), Threads::at_most(2)] {
            let options = asking(Solver::Highs).with_threads(threads);
            let start = Instant::now();
            let options = options.with_watch(Watch::default().with_time_limit(seconds));
            let ended = prove(&lp, &options);
            let took = start.elapsed();
            let why = Interrupted::TimeLimit { seconds };
            assert!(ended.is_ok() || ended.err() == Some(why.into()));
            assert!(took < Duration::from_secs_f64(seconds) + SOON, "{took:?}");
        }
    }
}

#[test]
fn a_flag_ends_it_within_a_second() {
    let lp = long();
    for after in [10, 100, 250] {
        let flag = Arc::new(AtomicBool::new(false));
        let watch = Watch::default().with_stop(Arc::clone(&flag));
        let options = asking(Solver::Highs).with_watch(watch);
        let (ended, told) = thread::scope(|scope| {
            let work = scope.spawn(|| prove(&lp, &options));
            thread::sleep(Duration::from_millis(after));
            let told = Instant::now();
            flag.store(true, Ordering::Relaxed);
            (work.join().expect("no panic"), told.elapsed())
        });
        // A machine may be so fast that there was nothing to stop.
        assert!(ended.is_ok() || ended.err() == Some(Interrupted::Stopped.into()));
        assert!(told < SOON, "{told:?}");
    }
}

#[test]
fn it_says_how_far_it_is() {
    let most = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&most);
    let watch = Watch::default().with_progress(move |progress| {
        if progress.phase == Phase::Solver("HiGHS") {
            seen.fetch_max(progress.iterations, Ordering::Relaxed);
        }
    });
    let options = asking(Solver::Highs).with_watch(watch);
    // The longer a chain, the longer it takes, on any machine.
    for stages in [1_000, 2_000, 4_000, 8_000] {
        prove(&staircase(stages, 1.0), &options).expect("proved");
        if most.load(Ordering::Relaxed) > 0 {
            return;
        }
    }
    panic!("no progress was reported");
}

#[test]
fn whole_columns_begin_where_it_ends_and_are_proved_all_the_same() {
    let mut found = 0;
    for seed in 1..=120 {
        let (lp, whole) = with_choices(seed, 8);
        let within = vec![(0, 3); whole.len()];
        let best = |options: &SolveOptions| {
            let searched = WholeSearch::new(&lp, whole.clone(), options).best(&within);
            searched.expect("an answer")
        };
        match (best(&SolveOptions::default()), best(&asking(Solver::Highs))) {
            (Searched::Found(own), Searched::Found(highs)) => {
                assert_eq!(own.counts, highs.counts);
                assert!(highs.is_proved());
                found += 1;
            }
            (Searched::Infeasible(own), Searched::Infeasible(highs)) => {
                assert_eq!(own.relaxed.is_none(), highs.relaxed.is_none());
            }
            (Searched::Unbounded(_), Searched::Unbounded(_)) => {}
            (own, highs) => panic!("{own:?} against {highs:?}"),
        }
    }
    assert!(found > 60, "{found}");
}

//! The interior point method against the simplex method: the same answers, proved, whatever the program.

#![cfg(feature = "interior-point")]

mod programs;

use std::sync::{Arc, Mutex};
use std::time::Instant;

use programs::{INF, TestLp, random, staircase, two_stages};
use waferline_lp::solve::{Answer, FoundBy, Proved, SolveOptions, Solver, prove};
use waferline_lp::{Interrupted, LpBuilder, Phase, Watch};
use waferline_lp::{proves_infeasible, proves_unbounded};

fn solved(lp: &TestLp, solver: Solver) -> Proved {
    let options = SolveOptions::default().with_solver(solver);
    prove(lp, &options.expect("built in")).expect("proved")
}

/// Solves with both own methods: both must be proved, and agree. Returns what the interior point method says.
fn both(lp: &TestLp) -> Proved {
    let simplex = solved(lp, Solver::OwnSimplex);
    let interior = solved(lp, Solver::OwnInterior);
    assert_eq!(simplex.found_by, FoundBy::OWN);
    match (&simplex.answer, &interior.answer) {
        (Answer::Optimal(one), Answer::Optimal(other)) => {
            assert!(other.certificate.holds(), "{:?}", other.certificate);
            let gap = (one.objective - other.objective).abs();
            let tolerance = one.certificate.tolerance + other.certificate.tolerance;
            assert!(gap <= tolerance, "{} {}", one.objective, other.objective);
        }
        (Answer::Infeasible(_), Answer::Infeasible(y)) => assert!(proves_infeasible(lp, y)),
        (Answer::Unbounded(_), Answer::Unbounded(ray)) => assert!(proves_unbounded(lp, ray)),
        (one, other) => panic!("{one:?} against {other:?}"),
    }
    interior
}

/// How many of this many random programs have an optimum, have no plan, have no end, and were solved through the interior.
fn compare(count: u64) -> [usize; 4] {
    let mut counts = [0; 4];
    for seed in 1..=count {
        let proved = both(&random(seed));
        let kind = match proved.answer {
            Answer::Optimal(_) => 0,
            Answer::Infeasible(_) => 1,
            Answer::Unbounded(_) => 2,
        };
        counts[kind] += 1;
        counts[3] += usize::from(proved.found_by == FoundBy::OWN_INTERIOR);
    }
    counts
}

#[test]
fn random_programs() {
    let is_full = std::env::var("WAFERLINE_CASES").is_ok();
    let counts = compare(if is_full { 10_000 } else { 400 });
    assert!(counts.iter().all(|&count| count > 20), "{counts:?}");
}

/// Klee and Minty (1972): a cube on which the simplex method may visit every corner.
#[test]
fn klee_and_minty() {
    let size: u8 = 12;
    let power = |base: f64, times: u8| base.powi(i32::from(times));
    let mut lp = LpBuilder::default();
    for j in 0..size {
        lp.add_column(usize::from(j), power(2.0, size - 1 - j), 0.0, INF);
    }
    for i in 0..size {
        let before = (0..i).map(|j| (usize::from(j), power(2.0, i - j + 1)));
        let terms: Vec<_> = before.chain([(usize::from(i), 1.0)]).collect();
        lp.add_row(usize::from(i), -INF, power(5.0, i + 1), terms);
    }
    let lp = lp.build();
    let Answer::Optimal(best) = both(&lp).answer else {
        panic!("an optimum")
    };
    assert!((best.objective - 5.0_f64.powi(12)).abs() < 1e-3);
}

#[test]
fn staircases_and_wide_ranges() {
    for scale in [1.0, 1e-5, 1e6] {
        let lp = staircase(40, scale);
        let proved = both(&lp);
        assert_eq!(proved.found_by, FoundBy::OWN_INTERIOR, "{scale}");
    }
}

/// Rows that differ by next to nothing, and rows that depend on others exactly.
#[test]
fn rows_that_are_nearly_or_quite_the_same() {
    for off in [0.0, 1e-9, 1e-6] {
        let mut lp = LpBuilder::default();
        for j in 0..8 {
            lp.add_column(j, 1.0 + j as f64, 0.0, 10.0);
        }
        for i in 0..4 {
            let terms = (0..8).map(|j| (j, 1.0 + ((i * j) % 3) as f64));
            let terms: Vec<_> = terms.collect();
            let nearly: Vec<_> = terms
                .iter()
                .map(|&(j, value)| (j, 2.0 * value * (1.0 + off * j as f64)))
                .collect();
            lp.add_row(2 * i, 20.0, 20.0 + 5.0 * i as f64, terms);
            lp.add_row(2 * i + 1, 40.0, 60.0, nearly);
        }
        both(&lp.build());
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

/// The method looks at the watch, and says how far it is.
#[test]
fn it_can_be_watched() {
    let lp = staircase(40, 1.0);
    let options = |watch| {
        let options = SolveOptions::default().with_solver(Solver::OwnInterior);
        options.expect("built in").with_watch(watch)
    };
    let ended = prove(&lp, &options(Watch::default().with_time_limit(0.0)));
    let why = Interrupted::TimeLimit { seconds: 0.0 };
    assert_eq!(ended.err(), Some(why.into()));
    // Progress is reported some times a second: a longer chain takes that long on any machine.
    for stages in [600, 1_200, 2_400, 4_800, 9_600] {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let reported = seen.clone();
        let since = Instant::now();
        let watch = Watch::default().with_progress(move |progress| {
            assert!(progress.elapsed <= since.elapsed());
            let phase = (progress.phase, progress.gap);
            reported.lock().expect("alone").push(phase);
        });
        prove(&staircase(stages, 1.0), &options(watch)).expect("proved");
        let seen = seen.lock().expect("alone");
        for (phase, gap) in seen.iter() {
            assert_eq!(*phase == Phase::Interior, gap.is_some());
        }
        if seen.iter().any(|(phase, _)| *phase == Phase::Interior) {
            return;
        }
    }
    panic!("no progress through the interior was reported");
}

/// Columns in every future are split; those of a few futures are not.
#[test]
fn many_futures() {
    for futures in [1, 2, 5, 17, 40, 90] {
        for seed in 0..10 {
            let proved = both(&two_stages(futures, seed));
            if futures > 2 {
                assert_eq!(proved.found_by, FoundBy::OWN_INTERIOR, "{futures} {seed}");
            }
        }
    }
}

/// A program of this many rows with a column in all of them. Each row has one of its own, and if they are `tied` it may pass something on to
/// the next.
fn with_a_dense_column(rows: usize, tied: bool) -> TestLp {
    let mut lp = LpBuilder::default();
    lp.add_column(0, 1.0, 0.0, INF);
    for j in 1..=rows {
        lp.add_column(j, 0.5, 0.0, 1.0);
        lp.add_column(rows + j, 0.0, 0.0, if tied { 9.0 } else { 0.0 });
    }
    for i in 0..rows {
        let mut terms = vec![(0, 1.0), (i + 1, 1.0), (rows + i + 1, 1.0)];
        if i > 0 {
            terms.push((rows + i, -1.0));
        }
        lp.add_row(i, -INF, 3.0, terms);
    }
    lp.build()
}

/// A column in very many rows is split where these have little else in common.
#[test]
fn a_dense_column_is_split() {
    let proved = solved(&with_a_dense_column(12_000, false), Solver::OwnInterior);
    assert_eq!(proved.found_by, FoundBy::OWN_INTERIOR);
}

/// Where it cannot be split it makes the normal equations dense: the simplex method goes on alone.
#[test]
fn a_dense_column_is_left_to_the_simplex_method() {
    let rows = 12_000;
    let proved = solved(&with_a_dense_column(rows, true), Solver::OwnInterior);
    let Answer::Optimal(best) = &proved.answer else {
        panic!("an optimum")
    };
    assert_eq!(proved.found_by, FoundBy::OWN);
    assert!((best.objective - (2.0 + 0.5 * rows as f64)).abs() < 1e-6);
}

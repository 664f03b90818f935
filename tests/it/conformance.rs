//! The conformance suite: programs with known answers, solved every way we can.

use approx::assert_relative_eq;
use proptest::prelude::*;
use waferline::lp::{Lp, LpBuilder, proves_infeasible, proves_unbounded};
use waferline::solve::{Answer, SolveOptions, Solver, solve_program, solve_program_with};

type TestLp = Lp<usize, usize>;

const INF: f64 = f64::INFINITY;

/// A program from costs with bounds, and rows as (lower, dense coefficients, upper).
fn program(columns: &[(f64, f64, f64)], rows: &[(f64, &[f64], f64)]) -> TestLp {
    let mut lp = LpBuilder::default();
    for (j, &(cost, lower, upper)) in columns.iter().enumerate() {
        lp.add_column(j, cost, lower, upper);
    }
    for (i, (lower, coefficients, upper)) in rows.iter().enumerate() {
        let terms = coefficients.iter().copied().enumerate();
        lp.add_row(i, *lower, *upper, terms);
    }
    lp.build()
}

/// Solves with everything that is built in; all must be proved and agree.
fn solve_every_way(lp: &TestLp) -> Answer {
    let answer = solve_program(lp).expect("proved");
    for solver in Solver::ALL.into_iter().filter(|it| it.is_built_in()) {
        let options = SolveOptions::default().with_solver(solver);
        let other = solve_program_with(lp, &options.expect("built in"));
        match (other.expect("proved"), &answer) {
            (Answer::Optimal(other), Answer::Optimal(solution)) => {
                assert!(
                    other.certificate.holds(),
                    "{solver}: {:?}",
                    other.certificate
                );
                assert_relative_eq!(
                    other.objective,
                    solution.objective,
                    max_relative = 1e-8,
                    epsilon = 1e-8
                );
            }
            (Answer::Infeasible(y), Answer::Infeasible(_)) => assert!(proves_infeasible(lp, &y)),
            (Answer::Unbounded(ray), Answer::Unbounded(_)) => assert!(proves_unbounded(lp, &ray)),
            (one, other) => panic!("{solver}: {one:?} against {other:?}"),
        }
    }
    answer
}

fn optimum(lp: &TestLp) -> (f64, Vec<f64>, Vec<f64>) {
    match solve_every_way(lp) {
        Answer::Optimal(solution) => (solution.objective, solution.x, solution.dual),
        other => panic!("{other:?}"),
    }
}

#[test]
fn optimal() {
    // Dantzig, Linear Programming and Extensions, 3.5: the product mix.
    let lp = program(
        &[
            (12.0, 0.0, INF),
            (20.0, 0.0, INF),
            (18.0, 0.0, INF),
            (40.0, 0.0, INF),
        ],
        &[
            (-INF, &[4.0, 9.0, 7.0, 10.0], 6000.0),
            (-INF, &[1.0, 1.0, 3.0, 40.0], 4000.0),
        ],
    );
    let (objective, x, dual) = optimum(&lp);
    assert_relative_eq!(objective, 56_000.0 / 3.0, max_relative = 1e-12);
    assert_relative_eq!(x[0], 4000.0 / 3.0, max_relative = 1e-12);
    assert_relative_eq!(x[3], 200.0 / 3.0, max_relative = 1e-12);
    assert_relative_eq!(
        6000.0 * dual[0] + 4000.0 * dual[1],
        objective,
        max_relative = 1e-12
    );
}

#[test]
fn degenerate() {
    let lp = program(
        &[(10.0, 0.0, INF), (8.0, 0.0, INF)],
        &[
            (-INF, &[1.0, 1.0], 10.0),
            (-INF, &[1.0, 1.0], 10.0),
            (-INF, &[1.0, 0.0], 6.0),
        ],
    );
    let (objective, _, dual) = optimum(&lp);
    assert_relative_eq!(objective, 92.0, max_relative = 1e-12);
    assert_relative_eq!(dual[0] + dual[1], 8.0, max_relative = 1e-12);
    assert_relative_eq!(dual[2], 2.0, max_relative = 1e-12);
}

#[test]
fn infeasible_by_rows_and_by_an_empty_row() {
    let rows = program(
        &[(1.0, 0.0, 5.0), (1.0, 0.0, 5.0)],
        &[(11.0, &[1.0, 1.0], INF), (-INF, &[1.0, -1.0], 3.0)],
    );
    assert!(matches!(solve_every_way(&rows), Answer::Infeasible(_)));
    let empty = program(&[(1.0, 0.0, 5.0)], &[(1.0, &[0.0], INF)]);
    assert!(matches!(solve_every_way(&empty), Answer::Infeasible(_)));
}

#[test]
fn unbounded() {
    let lp = program(
        &[(1.0, 0.0, INF), (-1.0, 0.0, INF)],
        &[(-INF, &[1.0, -2.0], 4.0)],
    );
    assert!(matches!(solve_every_way(&lp), Answer::Unbounded(_)));
}

#[test]
fn free_fixed_and_ranged() {
    let lp = program(
        &[(-1.0, -INF, INF), (1.0, 2.0, 2.0), (0.5, -INF, 3.0)],
        &[(-4.0, &[1.0, 1.0, 0.0], 9.0), (1.0, &[0.0, 0.0, 1.0], 2.5)],
    );
    let (objective, x, _) = optimum(&lp);
    assert_relative_eq!(x[0], -6.0, max_relative = 1e-12);
    assert_relative_eq!(x[2], 2.5, max_relative = 1e-12);
    assert_relative_eq!(objective, 6.0 + 2.0 + 1.25, max_relative = 1e-12);
}

#[test]
fn empty() {
    assert_relative_eq!(optimum(&program(&[], &[])).0, 0.0);
    let no_rows = program(&[(2.0, 1.0, 3.0), (-2.0, 1.0, 3.0)], &[]);
    assert_relative_eq!(optimum(&no_rows).0, 4.0);
    let unbounded = program(&[(2.0, 1.0, INF)], &[]);
    assert!(matches!(solve_every_way(&unbounded), Answer::Unbounded(_)));
}

#[test]
fn numbers_that_are_none_are_errors() {
    let nan = f64::NAN;
    let row: &[f64] = &[1.0, 1.0];
    let programs = [
        program(&[(nan, 0.0, 1.0), (1.0, 0.0, 1.0)], &[(0.0, row, 1.0)]),
        program(&[(INF, 0.0, 1.0), (1.0, 0.0, 1.0)], &[(0.0, row, 1.0)]),
        program(&[(1.0, nan, 1.0), (1.0, 0.0, 1.0)], &[(0.0, row, 1.0)]),
        program(&[(1.0, 0.0, 1.0), (1.0, 0.0, 1.0)], &[(nan, row, 1.0)]),
        program(
            &[(1.0, 0.0, 1.0), (1.0, 0.0, 1.0)],
            &[(0.0, &[nan, 1.0], 1.0)],
        ),
        program(
            &[(1.0, 0.0, 1.0), (1.0, 0.0, 1.0)],
            &[(0.0, &[INF, 1.0], 1.0)],
        ),
    ];
    for (k, lp) in programs.iter().enumerate() {
        for solver in Solver::ALL.into_iter().filter(|it| it.is_built_in()) {
            let options = SolveOptions::default().with_solver(solver);
            let answer = solve_program_with(lp, &options.expect("built in"));
            assert!(answer.is_err(), "{k}, {solver}: {answer:?}");
        }
    }
}

#[test]
fn units_far_apart() {
    // Money by the billion against a share: the certificate is relative, row by row.
    let lp = program(
        &[(3.0e9, 0.0, INF), (2.0e-3, 0.0, 1.0e7)],
        &[(-INF, &[4.0e6, 1.0e-4], 8.0e6), (0.0, &[-1.0, 1.0e-6], INF)],
    );
    let (objective, _, _) = optimum(&lp);
    // The second column pays less than the capacity it takes, so there is just what the first one needs of it.
    let expected = (3.0e9 + 2.0e3) * 8.0e6 / (4.0e6 + 1.0e2);
    assert_relative_eq!(objective, expected, max_relative = 1e-12);
}

#[test]
fn no_money_moves() {
    // The bound is a/k - b (a / (b k)): terms that cancel but for rounding, beside an objective of 0.
    for (a, b, k) in (2..8).flat_map(|a| (2..8).flat_map(move |b| (2..20).map(move |k| (a, b, k))))
    {
        let [a, b, k] = [a, b, k].map(f64::from);
        let lp = program(
            &[(0.0, 0.0, INF), (1.0, 0.0, INF)],
            &[(-INF, &[-a, k], -a), (-INF, &[b, 0.0], b)],
        );
        let (objective, x, dual) = optimum(&lp);
        assert_eq!((objective, x.as_slice()), (0.0, [1.0, 0.0].as_slice()));
        assert_relative_eq!(dual[0], 1.0 / k, max_relative = 1e-15);
        assert_relative_eq!(dual[1], a / (b * k), max_relative = 1e-15);
    }
}

/// One entry of a random program: a matrix coefficient, often absent.
fn coefficient() -> impl Strategy<Value = f64> {
    prop_oneof![3 => Just(0.0), 2 => (-8_i32..=8).prop_map(f64::from)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Programs built around a chosen optimum: b = A x*, c = A' y* + d* with complementary signs.
    #[test]
    fn chosen_optimum(
        (m, n) in (1_usize..9, 1_usize..12),
        seed in prop::collection::vec(coefficient(), 108),
        x_star in prop::collection::vec(0_i32..4, 12),
        y_star in prop::collection::vec(0_i32..4, 9),
        spare in prop::collection::vec(0_i32..3, 21),
    ) {
        let a = |i: usize, j: usize| seed[i * 12 + j];
        let x: Vec<f64> = x_star[..n].iter().map(|&x| f64::from(x)).collect();
        let y: Vec<f64> = y_star[..m].iter().map(|&y| f64::from(y)).collect();
        let columns: Vec<_> = (0..n).map(|j| {
            let at_rows: f64 = (0..m).map(|i| a(i, j) * y[i]).sum();
            // At 0 the reduced cost may be negative.
            let d = if x[j] == 0.0 { -f64::from(spare[j]) } else { 0.0 };
            (at_rows + d, 0.0, INF)
        }).collect();
        let dense: Vec<Vec<f64>> = (0..m).map(|i| (0..n).map(|j| a(i, j)).collect()).collect();
        let rows: Vec<_> = (0..m).map(|i| {
            let activity: f64 = (0..n).map(|j| a(i, j) * x[j]).sum();
            // A row with dual 0 may have slack.
            let slack = if y[i] == 0.0 { f64::from(spare[12 + i]) } else { 0.0 };
            (-INF, dense[i].as_slice(), activity + slack)
        }).collect();
        let lp = program(&columns, &rows);
        let expected: f64 = columns.iter().zip(&x).map(|(c, x)| c.0 * x).sum();
        let (objective, _, _) = optimum(&lp);
        prop_assert!((objective - expected).abs() <= 1e-7 * expected.abs().max(1.0), "{objective} {expected}");
    }

    /// Any small program ends in one of three ways, and each is proved.
    #[test]
    fn always_proved(
        (m, n) in (0_usize..7, 1_usize..8),
        seed in prop::collection::vec(coefficient(), 56),
        costs in prop::collection::vec(-5_i32..6, 8),
        bounds in prop::collection::vec((0_usize..5, -3_i32..4, 0_i32..5), 15),
    ) {
        let range = |k: usize| {
            let (kind, low, width) = bounds[k];
            let (low, high) = (f64::from(low), f64::from(low + width));
            match kind { 0 => (low, INF), 1 => (-INF, high), 2 => (low, high), 3 => (low, low), _ => (0.0, INF) }
        };
        let columns: Vec<_> = (0..n).map(|j| {
            let (lower, upper) = range(j);
            (f64::from(costs[j]), lower, upper)
        }).collect();
        let rows: Vec<_> = (0..m).map(|i| {
            let (lower, upper) = range(8 + i);
            (lower, &seed[i * 8..i * 8 + n], upper)
        }).collect();
        solve_every_way(&program(&columns, &rows));
    }
}

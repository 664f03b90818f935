//! The optimum along a bound or a cost, against re-solves from scratch.

use approx::assert_relative_eq;
use proptest::prelude::*;
use waferline::lp::{
    ColumnId, Direction, End, Finish, Lp, LpBuilder, Mark, RowId, Simplex, Variable, Walk,
};
use waferline::solve::{Answer, solve_program};

type TestLp = Lp<usize, usize>;

const INF: f64 = f64::INFINITY;

fn optimum(lp: &TestLp) -> Option<f64> {
    match solve_program(lp).expect("proved") {
        Answer::Optimal(solution) => Some(solution.objective),
        _ => None,
    }
}

fn at_optimum(lp: &TestLp) -> Simplex {
    let mut simplex = Simplex::from_nothing(lp);
    assert_eq!(simplex.optimize().expect("not stuck"), End::Optimal);
    simplex
}

fn upper(row: usize, rate: f64) -> Direction {
    Direction::Bounds(vec![(Variable::Row(RowId(row)), 0.0, rate)])
}

/// max 10 own + 8 sell; own + sell <= 10 twice; own <= 6.
fn degenerate_pair() -> TestLp {
    let mut lp = LpBuilder::default();
    lp.add_column(0, 10.0, 0.0, INF);
    lp.add_column(1, 8.0, 0.0, INF);
    lp.add_row(0, -INF, 10.0, [(0, 1.0), (1, 1.0)]);
    lp.add_row(1, -INF, 10.0, [(0, 1.0), (1, 1.0)]);
    lp.add_row(2, -INF, 6.0, [(0, 1.0)]);
    lp.build()
}

#[test]
fn degenerate_pair_has_two_prices() {
    let simplex = at_optimum(&degenerate_pair());
    let slope = |direction: &Direction| {
        let walk = simplex.first_segment(direction, INF).expect("walks");
        walk.segments[0].slope
    };
    for row in [0, 1] {
        assert_relative_eq!(slope(&upper(row, 1.0)), 0.0);
        assert_relative_eq!(slope(&upper(row, -1.0)), -8.0);
    }
    assert_relative_eq!(slope(&upper(2, 1.0)), 2.0);
    assert_relative_eq!(slope(&upper(2, -1.0)), -2.0);
    let both = Direction::Bounds(vec![
        (Variable::Row(RowId(0)), 0.0, 1.0),
        (Variable::Row(RowId(1)), 0.0, 1.0),
    ]);
    assert_relative_eq!(slope(&both), 8.0);
}

#[test]
fn a_walk_knows_where_it_ends() {
    let simplex = at_optimum(&degenerate_pair());
    let walk = simplex.walk(&upper(0, -1.0), INF).expect("walks");
    assert_eq!(walk.finish, Finish::Infeasible);
    let ends: Vec<f64> = walk.segments.iter().map(|s| s.to).collect();
    let slopes: Vec<f64> = walk.segments.iter().map(|s| s.slope).collect();
    assert_eq!((ends, slopes), (vec![4.0, 10.0], vec![-8.0, -10.0]));
    // Own earns more from 8 on than sold: the curve of its price bends where the plan does.
    let walk = simplex
        .walk(&Direction::Costs(vec![(ColumnId(0), -1.0)]), 20.0)
        .expect("walks");
    let slopes: Vec<f64> = walk.segments.iter().map(|s| s.slope).collect();
    assert_eq!((walk.segments[0].to, slopes), (2.0, vec![-6.0, 0.0]));
}

/// Each segment's line against re-solves inside it and at its ends.
fn confirm(walk: &Walk, moved: impl Fn(f64) -> TestLp) -> Result<(), TestCaseError> {
    for segment in &walk.segments {
        let to = segment.to.min(segment.from + 50.0);
        for share in [0.0, 0.3, 0.999] {
            let t = segment.from + share * (to - segment.from);
            let line = segment.objective + segment.slope * (t - segment.from);
            let solved = optimum(&moved(t));
            prop_assert!(
                solved.is_some_and(|v| (v - line).abs() <= 1e-6 * (1.0 + v.abs())),
                "at {t}: {line} against {solved:?} in {walk:?}"
            );
        }
    }
    let last = walk.segments.last().map_or(0.0, |segment| segment.to);
    if walk.finish != Finish::Reached {
        prop_assert!(optimum(&moved(last + 1e-3)).is_none(), "{walk:?}");
    }
    for pair in walk.segments.windows(2) {
        prop_assert!(pair[0].slope != pair[1].slope);
    }
    Ok(())
}

/// Each mark's basis is optimal where it is, without another pivot, and marks are no more than asked for, all along the walk.
fn confirm_marks(
    walk: &Walk,
    (marks, most): (&[Mark], usize),
    moved: impl Fn(f64) -> TestLp,
) -> Result<(), TestCaseError> {
    prop_assert!(marks.len() <= most && marks.len() >= walk.segments.len().min(most / 2));
    prop_assert!(marks.first().is_none_or(|mark| mark.at == 0.0), "{marks:?}");
    for mark in marks {
        let lp = moved(mark.at);
        let mut simplex = Simplex::from_basis(&lp, &mark.basis);
        let before = simplex.iterations();
        prop_assert_eq!(simplex.optimize(), Ok(End::Optimal));
        prop_assert_eq!(simplex.iterations(), before, "{:?}", mark);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn walks_agree_with_solving_anew(
        (m, n) in (1_usize..7, 1_usize..8),
        seed in prop::collection::vec(prop_oneof![2 => Just(0), 2 => -3_i32..=6], 64),
        costs in prop::collection::vec(-3_i32..8, 8),
        rhs in prop::collection::vec(0_i32..12, 8),
        which in 0_usize..8,
        rate in prop_oneof![Just(1.0), Just(-1.0)],
    ) {
        let build = |moves: &dyn Fn(usize) -> f64, prices: &dyn Fn(usize) -> f64| {
            let mut lp = LpBuilder::default();
            for (j, &cost) in costs.iter().enumerate().take(n) {
                lp.add_column(j, f64::from(cost) + prices(j), 0.0, 10.0);
            }
            for i in 0..m {
                let terms: Vec<_> = (0..n).map(|j| (j, f64::from(seed[i * 8 + j]))).collect();
                let lower = if i % 3 == 2 { -f64::from(rhs[7]) } else { -INF };
                lp.add_row(i, lower, f64::from(rhs[i]) + moves(i), terms);
            }
            lp.build()
        };
        let base = build(&|_| 0.0, &|_| 0.0);
        let simplex = at_optimum(&base);

        let row = which % m;
        let moved = |t: f64| build(&|i| if i == row { rate * t } else { 0.0 }, &|_| 0.0);
        let walk = simplex.walk(&upper(row, rate), 40.0).expect("walks");
        confirm(&walk, moved)?;
        for most in [2, 4, 40] {
            let marked = simplex.walk_marked(&upper(row, rate), 40.0, most).expect("walks");
            prop_assert_eq!(&marked.0, &walk);
            confirm_marks(&walk, (&marked.1, most), moved)?;
        }

        let column = which % n;
        let direction = Direction::Costs(vec![(ColumnId(column), rate)]);
        let walk = simplex.walk(&direction, 40.0).expect("walks");
        confirm(&walk, |t| build(&|_| 0.0, &|j| if j == column { rate * t } else { 0.0 }))?;
    }
}

//! Presolve: each reduction on a program of its own, and random programs against solving them whole.

use std::hash::Hash;

use waferline::Model;
use waferline::formulation::formulate;
use waferline::lp::{End, Lp, LpBuilder, Presolved, Reached, Rule, Simplex, Solution, climb};

use crate::{bundled, sample};

type TestLp = Lp<usize, usize>;

const INF: f64 = f64::INFINITY;

/// A program from costs with bounds, and rows as (lower, dense coefficients, upper).
fn program(columns: &[(f64, f64, f64)], rows: &[(f64, &[f64], f64)]) -> TestLp {
    let mut lp = LpBuilder::default();
    for (j, &(cost, lower, upper)) in columns.iter().enumerate() {
        lp.add_column(j, cost, lower, upper);
    }
    for (i, (lower, coefficients, upper)) in rows.iter().enumerate() {
        lp.add_row(i, *lower, *upper, coefficients.iter().copied().enumerate());
    }
    lp.build()
}

/// How a program ended.
#[derive(Debug)]
enum Ended {
    Optimal(Solution),
    Infeasible,
    Unbounded,
}

fn end_at<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(lp: &Lp<C, R>, simplex: &mut Simplex) -> Ended {
    match climb(lp, simplex).expect("proved") {
        Reached::Optimal(solution) => Ended::Optimal(solution),
        Reached::Infeasible(_) => Ended::Infeasible,
        Reached::Unbounded(_) => Ended::Unbounded,
    }
}

/// Returns the certified optimum through presolve with how many iterations the whole program took after; `None` if the
/// presolved program has no optimum.
fn through_presolve<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
) -> Option<(Ended, usize)> {
    let presolved = Presolved::of(lp)?;
    let mut reduced = Simplex::from_nothing(presolved.reduced());
    match reduced.optimize().expect("not stuck") {
        End::Optimal => {}
        End::Infeasible(_) | End::Unbounded(_) => return None,
    }
    let basis = presolved.restore(&reduced);
    let mut whole = Simplex::from_basis(lp, &basis);
    Some((end_at(lp, &mut whole), whole.iterations()))
}

/// Asserts that both ways end alike; returns how many iterations the whole program took after presolve.
fn assert_same_end<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(lp: &Lp<C, R>) -> Option<usize> {
    let expected = end_at(lp, &mut Simplex::from_nothing(lp));
    match (expected, through_presolve(lp)) {
        (Ended::Optimal(one), Some((Ended::Optimal(other), iterations))) => {
            let size = one.objective.abs().max(1.0);
            assert!(
                (one.objective - other.objective).abs() <= 1e-8 * size,
                "{} and {}",
                one.objective,
                other.objective
            );
            Some(iterations)
        }
        // Where there is no optimum, presolve may claim one; the whole program then says how it is.
        (Ended::Infeasible, None | Some((Ended::Infeasible, _)))
        | (Ended::Unbounded, None | Some((Ended::Unbounded, _))) => None,
        (expected, found) => panic!("{expected:?}, but {found:?}"),
    }
}

/// Asserts that a rule takes away this many rows and columns, and that the way back ends at an optimal basis.
fn assert_fires(lp: &TestLp, rule: Rule, rows: usize, columns: usize) {
    let presolved = Presolved::of(lp).expect("has an optimum");
    let tally = presolved.tally();
    assert_eq!(
        (tally.rows(rule), tally.columns(rule)),
        (rows, columns),
        "{tally:?}"
    );
    assert_eq!(assert_same_end(lp), Some(0), "iterations after {rule:?}");
}

/// Numbers that look random and are the same everywhere (Steele, Lea and Flood's splitmix).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// A position in a list of this many.
    fn index(&mut self, count: usize) -> usize {
        usize::try_from(self.below(count as u64)).expect("less than a usize")
    }

    fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }

    /// A small whole number from `least` to `most`.
    fn whole(&mut self, least: i32, most: i32) -> f64 {
        let width = u64::try_from(most - least + 1).unwrap_or(1);
        f64::from(least) + self.below(width) as f64
    }

    /// A factor that is not 0: whole, or with a fraction.
    fn factor(&mut self) -> f64 {
        let whole = self.whole(1, 4);
        let sign = if self.one_in(3) { -1.0 } else { 1.0 };
        // Exact in binary: multiples that are meant to be parallel are.
        let part = if self.one_in(3) { 0.375 } else { 0.0 };
        sign * (whole + part)
    }

    /// Bounds of a column that `x` keeps.
    fn bounds(&mut self, x: f64) -> (f64, f64) {
        let (below, above) = (self.whole(0, 3), self.whole(0, 3));
        match self.below(8) {
            0 => (x, x),
            1 => (-INF, INF),
            2 => (-INF, x + above),
            3 | 4 => (x - below, x + above),
            _ => (x - below, INF),
        }
    }

    /// The range of a row that an activity keeps.
    fn range(&mut self, activity: f64, one_equality_in: u64) -> (f64, f64) {
        let (below, above) = (self.whole(0, 2), self.whole(0, 2));
        match self.below(7) {
            _ if self.one_in(one_equality_in) => (activity, activity),
            0 => (activity - below, activity + above),
            1 | 2 => (activity - below, INF),
            3 => (-INF, INF),
            _ => (-INF, activity + above),
        }
    }
}

/// A random program of short rows, with multiples of rows and columns, balances, fixed and free columns. Most have a
/// feasible point, many an optimum, and most vertices are degenerate.
fn random(seed: u64, most: usize) -> TestLp {
    let mut random = Numbers(seed);
    let (m, n) = (1 + random.index(most), 1 + random.index(most));
    let one_equality_in = 1 + random.below(4);
    let is_feasible = !random.one_in(8);
    let has_prices = !random.one_in(6);
    let x: Vec<f64> = (0..n).map(|_| random.whole(-1, 3)).collect();
    let mut rows: Vec<Vec<(usize, f64)>> = Vec::new();
    for i in 0..m {
        if i > 0 && random.one_in(8) {
            let (of, factor) = (random.index(i), random.factor());
            let times = rows[of].iter().map(|&(j, value)| (j, factor * value));
            rows.push(times.collect());
            continue;
        }
        let count = match random.below(6) {
            0 => 1,
            1 | 2 => 2,
            3 => 3,
            4 => random.index(6),
            _ => random.index(n + 1),
        };
        let mut row: Vec<(usize, f64)> = Vec::new();
        for _ in 0..count {
            let j = random.index(n);
            if row.iter().all(|&(other, _)| other != j) {
                row.push((j, random.factor()));
            }
        }
        rows.push(row);
    }
    let mut cost: Vec<f64> = (0..n).map(|_| random.whole(-4, 4)).collect();
    if has_prices {
        // Costs that some prices make up for have an optimum if bounds allow.
        cost = (0..n).map(|_| random.whole(-3, 0)).collect();
    }
    let mut builder = LpBuilder::default();
    let mut twins: Vec<(usize, usize, f64)> = Vec::new();
    let mut ranges = Vec::new();
    for row in &rows {
        let activity: f64 = row.iter().map(|&(j, value)| value * x[j]).sum();
        let moved = if is_feasible {
            0.0
        } else {
            random.whole(-2, 2)
        };
        let range = random.range(activity + moved, one_equality_in);
        if has_prices {
            let price = match (range.0.is_finite(), range.1.is_finite()) {
                (true, true) => random.whole(-2, 2),
                (true, false) => random.whole(-2, 0),
                (false, true) => random.whole(0, 2),
                (false, false) => 0.0,
            };
            for &(j, value) in row {
                cost[j] += price * value;
            }
        }
        ranges.push(range);
    }
    for j in 0..n {
        let (lower, upper) = random.bounds(x[j]);
        // A free column earns what its rows say; others may be dearer.
        let is_free = lower == -INF && upper == INF;
        let more = if is_free || upper == INF {
            0.0
        } else {
            random.whole(0, 3)
        };
        builder.add_column(j, cost[j] + more, lower, upper);
        if random.one_in(6) {
            let factor = random.factor();
            let twin = n + twins.len();
            let (lower, upper) = random.bounds(0.0);
            let cheaper = if random.one_in(3) { -1.0 } else { 0.0 };
            builder.add_column(twin, (cost[j] + more) * factor + cheaper, lower, upper);
            twins.push((j, twin, factor));
        }
    }
    for (i, (row, (lower, upper))) in rows.into_iter().zip(ranges).enumerate() {
        let copies: Vec<(usize, f64)> = twins
            .iter()
            .filter_map(|&(of, twin, factor)| {
                let &(_, value) = row.iter().find(|&&(j, _)| j == of)?;
                Some((twin, factor * value))
            })
            .collect();
        builder.add_row(i, lower, upper, row.into_iter().chain(copies));
    }
    builder.build()
}

#[test]
fn an_empty_row() {
    let lp = program(&[(1.0, 0.0, 3.0)], &[(-1.0, &[0.0], 2.0)]);
    assert_fires(&lp, Rule::EmptyRow, 1, 0);
}

#[test]
fn a_row_of_one_column() {
    let columns = [(2.0, 0.0, INF), (1.0, 0.0, INF)];
    let others: [(f64, &[f64], f64); 2] = [(-INF, &[1.0, 1.0], 5.0), (-INF, &[1.0, 3.0], 9.0)];
    // At the bound that the row is, either way round; and where it is looser than the column's own.
    for row in [(-INF, 2.0, 6.0), (-6.0, -2.0, INF), (1.0, 2.0, 200.0)] {
        let coefficients = [row.1, 0.0];
        let lp = program(
            &columns,
            &[(row.0, &coefficients, row.2), others[0], others[1]],
        );
        assert_fires(&lp, Rule::SingletonRow, 1, 0);
    }
    // A row that leaves one value: the price is the row's, whichever sign it has.
    for cost in [2.0, -2.0] {
        let lp = program(
            &[(cost, 0.0, INF), (1.0, 0.0, INF)],
            &[(6.0, &[2.0, 0.0], 6.0), others[0], others[1]],
        );
        assert_fires(&lp, Rule::FixedColumn, 0, 1);
    }
}

#[test]
fn a_row_that_forbids_nothing() {
    let lp = program(
        &[(1.0, 0.0, 2.0), (1.0, -1.0, 2.0)],
        &[(-3.0, &[1.0, 1.0], 5.0)],
    );
    assert_fires(&lp, Rule::RedundantRow, 1, 0);
}

#[test]
fn a_row_that_leaves_no_choice() {
    let at_most = program(
        &[(1.0, 0.0, INF), (4.0, 0.0, INF), (-1.0, -2.0, 5.0)],
        &[(-INF, &[1.0, 2.0, -1.0], -5.0)],
    );
    assert_fires(&at_most, Rule::ForcingRow, 1, 3);
    let at_least = program(
        &[(-1.0, 0.0, 3.0), (-5.0, 0.0, 3.0), (2.0, 1.0, 4.0)],
        &[(5.0, &[1.0, 1.0, -1.0], INF)],
    );
    assert_fires(&at_least, Rule::ForcingRow, 1, 3);
    // Nobody wants it otherwise: the row has no price.
    let idle = program(
        &[(-1.0, 0.0, INF), (-4.0, 0.0, INF)],
        &[(-INF, &[1.0, 2.0], 0.0)],
    );
    assert_fires(&idle, Rule::ForcingRow, 1, 2);
}

#[test]
fn columns_of_one_value_and_columns_without_rows() {
    let fixed = program(
        &[(2.0, 3.0, 3.0), (1.0, 0.0, INF), (2.0, 0.0, INF)],
        &[
            (-INF, &[1.0, 1.0, 2.0], 9.0),
            (-INF, &[2.0, 3.0, 1.0], 12.0),
        ],
    );
    assert_fires(&fixed, Rule::FixedColumn, 0, 1);
    let empty = program(
        &[
            (2.0, -1.0, 3.0),
            (-2.0, -1.0, 3.0),
            (0.0, -INF, 4.0),
            (0.0, -INF, INF),
        ],
        &[],
    );
    assert_fires(&empty, Rule::EmptyColumn, 0, 4);
}

#[test]
fn an_equality_of_two_columns() {
    let columns = |cost| [(cost, 0.0, 4.0), (-1.0, 0.0, INF), (1.0, 0.0, 10.0)];
    // Bounds handed over that hold and that do not; coefficients of either sign.
    for (cost, other) in [(3.0, -2.0), (0.1, -2.0), (-3.0, -2.0), (3.0, 2.0)] {
        let lp = program(
            &columns(cost),
            &[
                (3.0 + other, &[1.0, other, 0.0], 3.0 + other),
                (-INF, &[1.0, 1.0, 1.0], 8.0),
                (-INF, &[2.0, 1.0, -1.0], 6.0),
            ],
        );
        assert_fires(&lp, Rule::Doubleton, 1, 1);
    }
}

#[test]
fn a_column_that_its_rows_keep_within_its_bounds() {
    let free = program(
        &[(2.0, 0.0, INF), (1.0, -INF, INF), (0.5, 0.0, 3.0)],
        &[(-INF, &[1.0, 1.0, 1.0], 4.0), (-INF, &[1.0, 0.0, 2.0], 3.0)],
    );
    assert_fires(&free, Rule::FreeColumn, 1, 1);
    let made = program(
        &[(-1.0, 0.0, INF), (-0.1, 0.0, INF), (3.0, 0.0, 5.0)],
        &[
            (0.0, &[1.0, -1.0, -1.0], 0.0),
            (-INF, &[1.0, 0.0, 0.5], 4.0),
            (2.0, &[1.0, 1.0, -2.0], 9.0),
        ],
    );
    assert_fires(&made, Rule::FreeColumn, 1, 1);
}

#[test]
fn a_slack() {
    for cost in [-5.0, 0.0, 1.5, 5.0] {
        let lp = program(
            &[(cost, 0.0, 3.0), (2.0, 0.0, INF), (1.0, 0.0, INF)],
            &[
                (4.0, &[-2.0, 1.0, 1.0], 4.0),
                (-INF, &[0.0, 1.0, 2.0], 9.0),
                (-INF, &[0.0, 2.0, 1.0], 11.0),
            ],
        );
        assert_fires(&lp, Rule::SlackColumn, 0, 1);
    }
}

#[test]
fn a_column_that_never_pays() {
    // By the rows' signs alone.
    let idle = program(
        &[(-1.0, 0.0, 5.0), (2.0, 0.0, INF), (1.0, 0.0, INF)],
        &[
            (-INF, &[1.0, 1.0, 2.0], 9.0),
            (-INF, &[2.0, 3.0, 1.0], 12.0),
        ],
    );
    assert_fires(&idle, Rule::DominatedColumn, 0, 1);
    // By what another column would pay for the first row.
    let outbid = program(
        &[
            (3.0, 0.0, INF),
            (1.0, 0.0, INF),
            (2.0, 0.0, 5.0),
            (1.0, 0.0, 5.0),
        ],
        &[
            (-INF, &[1.0, 1.0, 0.0, 0.0], 4.0),
            (-INF, &[0.0, 1.0, 1.0, 1.0], 3.0),
            (-INF, &[0.0, 1.0, 1.0, 2.0], 5.0),
        ],
    );
    assert_fires(&outbid, Rule::DominatedColumn, 0, 1);
}

#[test]
fn multiples_of_rows_and_columns() {
    for (lower, factor, upper) in [(-INF, 2.0, 10.0), (-10.0, -2.0, INF), (0.0, 2.0, 40.0)] {
        let multiple = [factor, 2.0 * factor];
        let rows = program(
            &[(3.0, 0.0, INF), (2.0, 0.0, INF)],
            &[
                (-INF, &[1.0, 2.0], 8.0),
                (lower, &multiple, upper),
                (-INF, &[3.0, 1.0], 9.0),
            ],
        );
        assert_fires(&rows, Rule::ParallelRow, 1, 0);
    }
    for upper in [1.0, 4.0, 9.0] {
        for factor in [2.0, -2.0] {
            let (low, high) = if factor > 0.0 {
                (0.0, 3.0)
            } else {
                (-3.0, 0.0)
            };
            let columns = program(
                &[(3.0, 0.0, 2.0), (3.0 * factor, low, high), (2.0, 0.0, 9.0)],
                &[
                    (-INF, &[1.0, factor, 1.0], upper),
                    (-INF, &[2.0, 2.0 * factor, 1.0], 1.5 * upper),
                ],
            );
            assert_fires(&columns, Rule::ParallelColumn, 0, 1);
        }
    }
}

#[test]
fn no_optimum_is_left_to_the_whole_program() {
    let no_point = program(
        &[(1.0, 0.0, 5.0), (1.0, 0.0, 5.0)],
        &[(11.0, &[1.0, 1.0], INF), (-INF, &[1.0, -1.0], 3.0)],
    );
    assert!(Presolved::of(&no_point).is_none());
    let no_end = program(
        &[(1.0, 0.0, INF), (-1.0, 0.0, INF)],
        &[(-INF, &[1.0, -2.0], 4.0)],
    );
    assert_eq!(assert_same_end(&no_end), None);
}

#[test]
fn random_programs_end_alike() {
    let (mut optima, mut straight, mut left_over) = (0, 0, 0);
    let mut fired = [(0, 0); Rule::ALL.len()];
    for (seed, most) in (0..6000).zip([4, 14, 40].into_iter().cycle()) {
        let lp = random(seed, most);
        let caught = std::panic::catch_unwind(|| assert_same_end(&lp));
        let iterations = caught.unwrap_or_else(|_| panic!("seed {seed}"));
        if let Some(iterations) = iterations {
            optima += 1;
            straight += usize::from(iterations == 0);
            let presolved = Presolved::of(&lp).expect("has an optimum");
            left_over += usize::from(presolved.reduced().rows().len() > 1);
            for (rule, fired) in Rule::ALL.into_iter().zip(&mut fired) {
                fired.0 += presolved.tally().rows(rule);
                fired.1 += presolved.tally().columns(rule);
            }
        }
    }
    assert!(
        optima > 2500 && left_over > 400,
        "{optima} optima, {left_over} of them with rows left"
    );
    assert!(
        straight * 100 >= optima * 98,
        "{straight} of {optima} without an iteration"
    );
    for (rule, (rows, columns)) in Rule::ALL.into_iter().zip(fired) {
        assert!(
            rows + columns > 200,
            "{rule:?}: {rows} rows, {columns} columns"
        );
    }
}

/// Programs of models: each ends as it does without presolve, and after the way back at once.
fn assert_model_ends_alike(model: &Model) {
    let iterations = assert_same_end(&formulate(model));
    assert!(
        iterations.is_none_or(|iterations| iterations == 0),
        "{iterations:?} for {:?}",
        model.name
    );
}

#[test]
fn random_models_end_alike() {
    let mut random = Numbers(1995);
    for _ in 0..60 {
        let knob = |_| random.below(1 << 20) as f64 / f64::from(1 << 20);
        let knobs: Vec<f64> = (0..sample::KNOBS).map(knob).collect();
        assert_model_ends_alike(&sample::model(&knobs));
    }
}

#[test]
fn bundled_models_end_alike() {
    let bundled = bundled::files_under("models").into_iter();
    for path in bundled.chain(bundled::files_under("tests/corpus")) {
        assert_model_ends_alike(&bundled::load(&bundled::open(path), &[]).model);
    }
}

//! Exact arithmetic: the same end from any basis, known answers of hostile programs, fractions as digits.

use std::hash::Hash;

use waferline::generate::{Size, model_file};
use waferline::input::Input;
use waferline::lp::{
    Basis, ExactEnd, ExactFailure, Interrupted, Lp, LpBuilder, Rational, Simplex, Status, Watch,
    solve_exactly,
};
use waferline::{Outcome, SolveOptions, solve};

use crate::draws::Draws;
use crate::programs;
use crate::sample::tried;

/// More than any of these programs needs from any basis.
const PIVOTS: usize = 20_000;

/// Returns the exact end of a program, from the basis of all rows' activities.
pub fn exact_end<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(lp: &Lp<C, R>) -> ExactEnd {
    let nothing = Simplex::from_nothing(lp).basis();
    solve_exactly(lp, &nothing, PIVOTS, &Watch::default()).expect("an exact end")
}

/// The answer to a program, as compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    Optimum(f64),
    Infeasible,
    Unbounded,
}

impl End {
    /// Returns the end, rounded to a number.
    pub fn of(exact: &ExactEnd) -> Self {
        match exact {
            ExactEnd::Optimal(optimum) => Self::Optimum(optimum.objective.to_f64()),
            ExactEnd::Infeasible { .. } => Self::Infeasible,
            ExactEnd::Unbounded { .. } => Self::Unbounded,
        }
    }

    /// Returns whether both are the same, optima within `off`.
    pub fn agrees(self, other: Self, off: f64) -> bool {
        match (self, other) {
            (Self::Optimum(one), Self::Optimum(other)) => (one - other).abs() <= off,
            (one, other) => one == other,
        }
    }
}

/// Reads the answers in a table `file TAB optimum to ten digits`; `None` where any will do.
pub fn expected(path: &str) -> Vec<(String, Option<End>)> {
    let text = std::fs::read_to_string(path).expect("a table");
    let mut found = Vec::new();
    for line in text.lines().skip(1) {
        let (file, answer) = line.split_once('\t').expect("two cells");
        let end = match answer {
            "any" => None,
            "infeasible" => Some(End::Infeasible),
            "unbounded" => Some(End::Unbounded),
            number => Some(End::Optimum(number.parse().expect("a number"))),
        };
        found.push((file.to_owned(), end));
    }
    found
}

/// Ten digits are what GLPK prints.
pub fn ten_digits(end: Option<End>) -> f64 {
    match end {
        Some(End::Optimum(optimum)) => 1e-9 * optimum.abs(),
        _ => 0.0,
    }
}

#[test]
fn hostile_programs_end_as_another_exact_simplex_says() {
    let expected = expected("tests/hostile/exact.tsv");
    let programs = programs::all();
    assert_eq!(programs.len(), 39);
    for (file, lp) in programs {
        if file == "panic-microlp.toml" {
            // A coefficient overflowed.
            let nothing = Simplex::from_nothing(&lp).basis();
            let end = solve_exactly(&lp, &nothing, PIVOTS, &Watch::default());
            assert_eq!(end.err(), Some(ExactFailure::NoNumber));
            continue;
        }
        let found = End::of(&exact_end(&lp));
        let (_, answer) = expected.iter().find(|it| it.0 == file).expect("a line");
        if let Some(answer) = *answer {
            let off = ten_digits(Some(answer));
            assert!(
                answer.agrees(found, off),
                "{file}: {found:?}, not {answer:?}"
            );
        }
    }
}

/// Programs and bases of every kind.
trait Anything {
    fn statuses(&mut self, many: usize) -> Vec<Status>;
    fn program(&mut self) -> Lp<usize, usize>;
}

impl Anything for Draws {
    /// Any statuses at all: too many basic, too few, at ends that are not there.
    fn statuses(&mut self, many: usize) -> Vec<Status> {
        let all = [Status::Basic, Status::Lower, Status::Upper, Status::Free];
        (0..many).map(|_| self.one_of(&all)).collect()
    }

    /// A small program of every kind of range, often degenerate, sometimes without a point or without an end.
    fn program(&mut self) -> Lp<usize, usize> {
        let mut lp = LpBuilder::default();
        let (columns, rows) = (1 + self.below(6), 1 + self.below(6));
        let range = |draws: &mut Self| {
            let lower = draws.one_of(&[f64::NEG_INFINITY, -2.0, 0.0, 0.0, 0.0, 0.1, 1.0]);
            let upper = draws.one_of(&[f64::INFINITY, f64::INFINITY, 0.0, 0.3, 1.0, 5.0]);
            (lower, if upper < lower { lower } else { upper })
        };
        for j in 0..columns {
            let (lower, upper) = range(self);
            let cost = self.one_of(&[-1.0, -0.1, 0.0, 0.7, 1.0, 3.0, 1e9]);
            lp.add_column(j, cost, lower, upper);
        }
        for i in 0..rows {
            let (lower, upper) = range(self);
            let terms: Vec<_> = (0..columns)
                .map(|j| (j, self.one_of(&[0.0, 0.0, 0.1, -0.3, 1.0, 1.0, -1.0, 1e-7])))
                .collect();
            lp.add_row(i, lower, upper, terms);
        }
        lp.build()
    }
}

#[test]
fn any_basis_leads_to_the_same_end() {
    let mut draws = Draws(7);
    let mut ends = [0; 3];
    let tried = tried(300).cases;
    for _ in 0..tried {
        let lp = draws.program();
        let first = exact_end(&lp);
        ends[match first {
            ExactEnd::Optimal(_) => 0,
            ExactEnd::Infeasible { .. } => 1,
            ExactEnd::Unbounded { .. } => 2,
        }] += 1;
        for _ in 0..3 {
            let basis = Basis {
                columns: draws.statuses(lp.columns().len()),
                rows: draws.statuses(lp.rows().len()),
            };
            let end = solve_exactly(&lp, &basis, PIVOTS, &Watch::default()).expect("an end");
            match (&first, &end) {
                (ExactEnd::Optimal(one), ExactEnd::Optimal(other)) => {
                    assert_eq!(one.objective, other.objective, "{lp:?}");
                    // Its own basis is optimal, whichever it is.
                    let again = solve_exactly(&lp, &other.basis, 0, &Watch::default());
                    assert!(again.is_ok(), "{again:?} of {lp:?}");
                }
                (one, other) => assert_eq!(End::of(one), End::of(other), "{lp:?}"),
            }
        }
    }
    // Fewer where few are tried.
    let least = (tried / 15).max(1) as usize;
    assert!(ends.iter().all(|&many| many >= least), "{ends:?}");
}

#[test]
fn wrong_answers_do_not_pass_the_check() {
    let mut draws = Draws(8);
    let mut refused = 0;
    let watch = Watch::default();
    let tried = tried(100).cases as usize;
    for _ in 0..tried {
        let lp = draws.program();
        let ExactEnd::Optimal(optimum) = exact_end(&lp) else {
            continue;
        };
        let nudge = Rational::of(1e-300).expect("a number");
        let mut claims = Vec::new();
        let mut other = optimum.clone();
        other.objective = nudge.clone();
        claims.push(other);
        for j in 0..optimum.x.len() {
            let mut other = optimum.clone();
            other.x[j] = nudge.clone();
            claims.push(other);
        }
        for i in 0..optimum.y.len() {
            let mut other = optimum.clone();
            other.y[i] = nudge.clone();
            claims.push(other);
        }
        for claim in claims {
            // A column without a cost in slack rows may well be anywhere, and so may the price of a row without use.
            let is_other_optimum = claim.objective == optimum.objective;
            let passes = ExactEnd::Optimal(claim).check(&lp, &watch).is_ok();
            assert!(!passes || is_other_optimum);
            refused += usize::from(!passes);
        }
    }
    assert!(refused >= tried, "{refused}");
}

#[test]
fn work_ends_when_it_must() {
    let (_, lp) = programs::all().pop().expect("a program");
    let nothing = Simplex::from_nothing(&lp).basis();
    let late = Watch::default().with_time_limit(0.0);
    let ended = solve_exactly(&lp, &nothing, PIVOTS, &late).err();
    let seconds = 0.0;
    let limit = Interrupted::TimeLimit { seconds };
    assert_eq!(ended, Some(ExactFailure::Interrupted(limit)));
    let few = solve_exactly(&lp, &nothing, 3, &Watch::default()).err();
    assert_eq!(few, Some(ExactFailure::TooManyPivots(3)));
}

#[test]
fn fractions_are_written_in_digits() {
    let digits = |value: f64, many| Rational::of(value).expect("a number").digits(many);
    for (value, many, written) in [
        (0.0, 30, "0"),
        (92.0, 30, "92"),
        (-1.25, 30, "-1.25"),
        (-1.25, 2, "-1.3"),
        (99.96, 3, "100"),
        // 31 digits do not fit into 30.
        (1e30, 30, "1000000000000000019884624838660"),
        (1e30, 3, "1000000000000000000000000000000"),
        (0.001, 5, "0.001"),
        (2f64.powi(-30), 4, "9.313e-10"),
        (1e60, 3, "1e60"),
        (0.1, 30, "0.100000000000000005551115123126"),
    ] {
        assert_eq!(digits(value, many), written, "{value}");
    }
    assert!(Rational::of(f64::NAN).is_none() && Rational::of(f64::INFINITY).is_none());
    let half = Rational::of(0.5).expect("a number");
    assert_eq!(
        (half.numerator(), half.denominator()),
        ("1".into(), "2".into())
    );
}

/// An exact pivot takes as long as a solve: pivots on prices too small to matter in money are made in floating point.
#[test]
fn generated_models_start_at_the_exact_basis() {
    for seed in 1..=4 {
        let text = model_file(Size::S.scale(), seed);
        let input = Input::from_toml("generated", &text);
        let loaded = input.model(&[], &[]).expect("a model");
        let Ok(Outcome::Optimal(solved)) = solve(&loaded.model, &SolveOptions::default().exactly())
        else {
            panic!("{seed}: no plan");
        };
        let exact = solved.exact.expect("an exact proof");
        assert_eq!(exact.pivots, 0, "{seed}");
    }
}

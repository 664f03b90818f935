//! Every way in which a run ends, and what comes back.

use std::ops::ControlFlow;
use std::time::Duration;

use waferline_highs::{Basis, End, Failure, Look, Method, Optimum, Options, Program, Status, run};

use super::programs::{INF, planning};

const METHODS: [Method; 2] = [Method::Simplex, Method::Interior];

fn go_on(_: Look) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn with(method: Method) -> Options {
    Options {
        method,
        tolerance: 1e-9,
        time_limit: None,
    }
}

fn end(program: &Program, method: Method) -> End {
    run(program, &with(method), &mut go_on).expect("a run")
}

fn optimum(program: &Program, method: Method) -> Optimum {
    match end(program, method) {
        End::Optimal(optimum) => optimum,
        other => panic!("{other:?}"),
    }
}

/// One column, one row `lower <= x <= upper`.
fn one(cost: f64, column: (f64, f64), row: (f64, f64)) -> Program {
    let mut program = Program::with_rows([row]);
    program.add_column(cost, column.0, column.1, [(0, 1.0)]);
    program
}

#[test]
fn a_vertex_has_its_duals_and_its_basis() {
    for method in METHODS {
        let found = optimum(&one(1.0, (0.0, INF), (3.0, INF)), method);
        assert_eq!((found.x, found.dual), (vec![3.0], vec![1.0]));
        let basis = Basis {
            columns: vec![Status::Basic],
            rows: vec![Status::Lower],
        };
        assert_eq!(found.basis, Some(basis));
        let found = optimum(&one(-1.0, (-INF, INF), (-INF, 4.0)), method);
        assert_eq!((found.x, found.dual), (vec![4.0], vec![-1.0]));
        assert_eq!(found.basis.expect("a vertex").rows, [Status::Upper]);
    }
}

#[test]
fn free_and_fixed_columns_and_rows_have_their_status() {
    for method in METHODS {
        let mut program = Program::with_rows([(2.0, 2.0), (-INF, INF)]);
        program.add_column(1.0, 5.0, 5.0, [(0, 1.0), (1, 1.0)]);
        program.add_column(0.0, -INF, INF, [(0, 1.0)]);
        // In no row, and of no cost: at 0.
        program.add_column(0.0, -INF, INF, []);
        let found = optimum(&program, method);
        assert_eq!(found.x, [5.0, -3.0, 0.0]);
        let basis = found.basis.expect("a vertex");
        assert_eq!(basis.columns[1..], [Status::Basic, Status::Free]);
        assert_eq!(basis.rows[1], Status::Basic);
    }
}

#[test]
fn there_may_be_nothing() {
    for method in METHODS {
        let nothing = optimum(&Program::default(), method);
        assert_eq!((nothing.x.len(), nothing.dual.len()), (0, 0));
        let found = optimum(&Program::with_rows([(-1.0, 1.0)]), method);
        assert_eq!((found.x.len(), found.dual), (0, vec![0.0]));
        assert_eq!(found.basis.expect("a vertex").rows, [Status::Basic]);
        let mut program = Program::default();
        program.add_column(1.0, -2.0, 3.0, []);
        assert_eq!(optimum(&program, method).x, [-2.0]);
        assert_eq!(
            end(&Program::with_rows([(1.0, 2.0)]), method),
            End::Infeasible
        );
    }
}

#[test]
fn there_may_be_no_optimum() {
    for method in METHODS {
        let infeasible = end(&one(1.0, (0.0, 1.0), (2.0, INF)), method);
        assert_eq!(infeasible, End::Infeasible);
        let unbounded = end(&one(-1.0, (0.0, INF), (2.0, INF)), method);
        let either = [End::Unbounded, End::InfeasibleOrUnbounded];
        assert!(either.contains(&unbounded), "{unbounded:?}");
    }
}

#[test]
fn what_cannot_be_run_is_refused() {
    for method in METHODS {
        let refused = |program: &Program| run(program, &with(method), &mut go_on);
        let nan = refused(&one(f64::NAN, (0.0, 1.0), (0.0, 1.0)));
        assert_eq!(nan, Err(Failure::NotANumber));
        let mut twice = Program::with_rows([(0.0, 1.0)]);
        twice.add_column(1.0, 0.0, 1.0, [(0, 1.0), (0, 2.0)]);
        assert_eq!(refused(&twice), Err(Failure::Refused("the program")));
        let infinite = one(1.0, (INF, INF), (0.0, 1.0));
        assert!(!matches!(refused(&infinite), Ok(End::Optimal(_))));
        let none = Options {
            tolerance: 0.0,
            ..with(method)
        };
        let refused = run(&one(1.0, (0.0, 1.0), (0.0, 1.0)), &none, &mut go_on);
        let option = "primal_feasibility_tolerance";
        assert_eq!(refused, Err(Failure::Refused(option)));
    }
}

#[test]
#[should_panic(expected = "there is no row 1")]
fn a_row_that_is_not_there_is_refused_at_once() {
    Program::with_rows([(0.0, 1.0)]).add_column(1.0, 0.0, 1.0, [(1, 1.0)]);
}

#[test]
fn no_time_is_no_optimum() {
    for method in METHODS {
        let none = Options {
            time_limit: Some(Duration::ZERO),
            ..with(method)
        };
        let end = run(&planning(10, 30, 1), &none, &mut go_on);
        assert_eq!(end, Ok(End::TimeLimit));
    }
}

/// The greatest of what is missed: rows and bounds by the point; signs by the duals; bases by their number and what they fix.
fn missed(
    program: &Program,
    rows: &[(f64, f64)],
    columns: &[(f64, f64, f64)],
    at: &Optimum,
) -> f64 {
    let basis = at.basis.as_ref().expect("a vertex");
    let mut worst = 0.0_f64;
    let mut activity = vec![0.0; rows.len()];
    let mut see = |value: f64, (lower, upper): (f64, f64), price: f64, status: Status| {
        worst = worst.max(lower - value).max(value - upper);
        // Minimizing: a positive price holds something down at its lower end.
        worst = worst.max(match status {
            Status::Basic | Status::Free => price.abs(),
            Status::Lower | Status::Upper if lower == upper => (value - lower).abs(),
            Status::Lower => (value - lower).abs().max(-price),
            Status::Upper => (value - upper).abs().max(price),
        });
    };
    for (j, &(cost, lower, upper)) in columns.iter().enumerate() {
        let mut price = cost;
        for (row, value) in program.entries(j) {
            price -= at.dual[row] * value;
            activity[row] += at.x[j] * value;
        }
        see(at.x[j], (lower, upper), price, basis.columns[j]);
    }
    for (i, &ends) in rows.iter().enumerate() {
        see(activity[i], ends, at.dual[i], basis.rows[i]);
    }
    worst
}

#[test]
fn what_comes_back_is_optimal_at_its_basis() {
    use super::programs::Draw;
    for seed in 0..60 {
        let mut draw = Draw(seed);
        let (row_count, column_count) = (1 + draw.below(12), 1 + draw.below(20));
        let point: Vec<f64> = (0..column_count).map(|_| draw.between(-3, 3)).collect();
        let mut activity = vec![0.0; row_count];
        let entries: Vec<Vec<(usize, f64)>> = point
            .iter()
            .map(|at| {
                let mut entries = Vec::new();
                for (row, activity) in activity.iter_mut().enumerate() {
                    if draw.below(3) == 0 {
                        let value = draw.between(1, 4);
                        *activity += value * at;
                        entries.push((row, value));
                    }
                }
                entries
            })
            .collect();
        let rows: Vec<(f64, f64)> = activity
            .iter()
            .map(|&at| match draw.below(4) {
                0 => (at, at),
                1 => (at - draw.between(0, 2), INF),
                2 => (-INF, at + draw.between(0, 2)),
                _ => (at - 1.0, at + draw.between(0, 3)),
            })
            .collect();
        let columns: Vec<(f64, f64, f64)> = point
            .iter()
            .map(|at| {
                (
                    draw.between(-5, 5),
                    at - draw.between(0, 3),
                    at + draw.between(0, 3),
                )
            })
            .collect();
        let mut program = Program::with_rows(rows.clone());
        for (&(cost, lower, upper), entries) in columns.iter().zip(entries) {
            program.add_column(cost, lower, upper, entries);
        }
        let objective = |at: &Optimum| -> f64 {
            let terms = columns.iter().zip(&at.x);
            terms.map(|(column, x)| column.0 * x).sum()
        };
        let both = METHODS.map(|method| {
            let found = optimum(&program, method);
            let missed = missed(&program, &rows, &columns, &found);
            assert!(missed < 1e-7, "seed {seed}, {method:?}: {missed}");
            objective(&found)
        });
        assert!((both[0] - both[1]).abs() < 1e-6, "seed {seed}: {both:?}");
    }
}

#[test]
fn columns_that_must_be_whole_are() {
    // Of room for ten, parts of 3 and of 4: relaxed three and a third of the first, whole two of it and one of the other.
    let mut program = Program::with_rows([(-INF, 10.0)]);
    program.add_column(-3.1, 0.0, 9.0, [(0, 3.0)]);
    program.add_column(-4.0, 0.0, 9.0, [(0, 4.0)]);
    let relaxed = optimum(&program, Method::Simplex).x[0];
    assert!((relaxed - 10.0 / 3.0).abs() < 1e-6, "{relaxed}");
    program.must_be_whole(1);
    program.must_be_whole(0);
    let End::Whole(x) = end(&program, Method::Simplex) else {
        panic!("a best point")
    };
    assert!(
        (x[0] - 2.0).abs() < 1e-6 && (x[1] - 1.0).abs() < 1e-6,
        "{x:?}"
    );

    let mut program = one(1.0, (0.0, 9.0), (0.25, 0.75));
    program.must_be_whole(0);
    assert_eq!(end(&program, Method::Simplex), End::Infeasible);
}

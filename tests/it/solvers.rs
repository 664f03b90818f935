//! Each solver by name: what it finds, what is said of it, and what is said of one that is not built in.

use std::process::Command;

use approx::assert_relative_eq;
use waferline::explain::{LimitPrice, Price, PricedLimits, price_limits};
use waferline::solve::{SolveOptions, Solver};
use waferline::{Model, Outcome, Solved, solve};

fn named(solver: Solver) -> SolveOptions {
    SolveOptions::default()
        .with_solver(solver)
        .expect("built in")
}

fn best(model: &Model, solver: Solver) -> Box<Solved> {
    match solve(model, &named(solver)).expect("proved") {
        Outcome::Optimal(solved) => solved,
        other => panic!("{other:?}"),
    }
}

/// All that are built in, by name.
fn built_in() -> impl Iterator<Item = Solver> {
    let named = Solver::ALL.into_iter().filter(|it| *it != Solver::Auto);
    named.filter(|it| it.is_built_in())
}

#[test]
fn provenance_names_what_found_it() {
    let model = Model::load("models/trainium.toml").expect("valid");
    for solver in built_in() {
        let (name, method) = match solver {
            Solver::Own | Solver::OwnSimplex => ("waferline", Some("simplex")),
            Solver::OwnInterior => ("waferline", Some("interior point")),
            Solver::Microlp => ("microlp", None),
            _ => ("HiGHS", None),
        };
        let found_by = best(&model, solver).found_by;
        assert_eq!(found_by.name, name);
        assert!(method.is_none_or(|method| found_by.method.starts_with(method)));
    }
    // Our own methods go first, and to programs of this size the same one from every build.
    let first = best(&model, Solver::Auto).found_by;
    assert_eq!((first.name, first.method), ("waferline", "simplex"));
}

/// Optima at the same vertex, whoever found it and whenever its basis was made, have the same two-sided prices.
#[test]
fn a_basis_made_later_prices_the_same() {
    for path in ["models/minimal.toml", "models/trainium.toml"] {
        let model = Model::load(path).expect("valid");
        let own = best(&model, Solver::Own);
        let expected = price_limits(&model, &own).expect("priced");
        for solver in built_in() {
            let solved = best(&model, solver);
            let objective = solved.simplex().expect("a basis").objective();
            assert_relative_eq!(objective, own.solution.objective, max_relative = 1e-9);
            let priced = price_limits(&model, &solved).expect("priced");
            let rows = |priced: &PricedLimits| -> Vec<LimitPrice> {
                let groups = priced.groups.iter();
                let mut rows: Vec<_> = groups.flat_map(|group| group.quarters.clone()).collect();
                rows.sort_by_key(|row| row.address.to_string());
                rows
            };
            let (priced, expected) = (rows(&priced), rows(&expected));
            assert_eq!(priced.len(), expected.len());
            for (one, other) in priced.iter().zip(&expected) {
                assert_eq!(one.address, other.address, "{solver}");
                let per_unit = |price: &Option<Price>| price.as_ref().map(|price| price.per_unit);
                for (one, other) in [(&one.gain, &other.gain), (&one.loss, &other.loss)] {
                    match (per_unit(one), per_unit(other)) {
                        (Some(one), Some(other)) => {
                            assert_relative_eq!(one, other, max_relative = 1e-6, epsilon = 1e-3);
                        }
                        (one, other) => assert_eq!(one, other, "{solver}"),
                    }
                }
            }
        }
    }
}

#[test]
fn a_solver_that_is_not_built_in_is_told_with_what_to_do() {
    let output = Command::new(env!("CARGO_BIN_EXE_waferline"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["solve", "models/minimal.toml", "--solver", "highs"])
        .output()
        .expect("runs");
    let words = String::from_utf8_lossy(&output.stderr);
    if Solver::Highs.is_built_in() {
        assert_eq!(output.status.code(), Some(0), "{words}");
    } else {
        assert_eq!(output.status.code(), Some(2), "{words}");
        assert!(
            words.contains("cargo build --release --features highs"),
            "{words}"
        );
        assert!(SolveOptions::default().with_solver(Solver::Highs).is_err());
    }
}

#[test]
fn a_solver_that_nobody_knows_is_told_with_those_there_are() {
    let output = Command::new(env!("CARGO_BIN_EXE_waferline"))
        .args(["solve", "model.toml", "--solver", "simplex"])
        .output()
        .expect("runs");
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{words}");
    for solver in Solver::ALL {
        assert!(words.contains(solver.name()), "{words}");
    }
}

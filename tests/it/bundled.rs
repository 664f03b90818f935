//! The model files of this repository, and what holds for every answer to one.

use std::path::{Path, PathBuf};

use waferline::formulation::{Column, Constraint};
use waferline::input::{Input, Loaded};
use waferline::lp::Lp;
use waferline::plan::Pegging;
use waferline::solve::{Answer, solve_lexicographic};
use waferline::{Model, Outcome, SolveOptions, Solved, solve};

/// Returns every model file under a folder of the repository, in order.
pub fn files_under(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "toml") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// Returns the file as parsed.
pub fn open(path: impl AsRef<Path>) -> Input {
    Input::open(path.as_ref()).expect("a model file")
}

/// Returns the model of a file under scenarios.
pub fn load(input: &Input, scenarios: &[&str]) -> Loaded {
    input
        .model(scenarios, &[])
        .unwrap_or_else(|rejected| panic!("{rejected}"))
}

/// Returns the proved answer; a plan is checked ([`check`]) before it is returned.
pub fn answer(model: &Model) -> Outcome {
    let outcome = solve(model, &SolveOptions::default()).expect("an answer with its proof");
    if let Outcome::Optimal(solved) = &outcome {
        check(model, solved);
    }
    outcome
}

/// Returns the best plan, checked.
pub fn optimum(model: &Model) -> Box<Solved> {
    match answer(model) {
        Outcome::Optimal(solved) => solved,
        other => panic!("{other:?}"),
    }
}

/// Returns the greatest margin; `None` if no plan is feasible.
pub fn objective(outcome: &Outcome) -> Option<f64> {
    match outcome {
        Outcome::Optimal(solved) => Some(solved.solution.objective),
        Outcome::Infeasible(_) => None,
        Outcome::Unbounded(why) => panic!("{why:?}"),
    }
}

/// Checks what holds for every best plan: its proof, the model's own limits, pegs on both sides, money.
pub fn check(model: &Model, solved: &Solved) {
    let Solved { plan, lp, solution } = solved;
    assert!(
        solution.certificate.holds(),
        "{:?} of {:?}",
        solution.certificate,
        model.name
    );
    let pegging = Pegging::of(model, lp, solution);
    crate::plan::check(model, plan, &pegging, solution.objective);
}

/// Returns the first column whose value the optimum leaves open, if there is one: the least and the greatest value of
/// arbitrary weights over all optima are at different plans.
pub fn first_tie(lp: &Lp<Column, Constraint>, x: &[f64]) -> Option<Column> {
    let costs: Vec<f64> = lp.columns().iter().map(|column| column.cost).collect();
    // Weights without any pattern that a face of optima could be parallel to.
    let weight = |j: usize| 0.5 + (j as f64 * 0.618_033_988_749_895).fract();
    let ends = [1.0, -1.0].map(|sign| {
        let weights: Vec<f64> = (0..x.len())
            .map(|j| sign * weight(j) / x[j].abs().max(1.0))
            .collect();
        let weighted = lp.clone().with_costs(&weights);
        match solve_lexicographic(&weighted, &costs) {
            Ok((Answer::Optimal(solution), _)) => solution.x,
            // Some columns of the optimum may grow without end.
            other => panic!("{:?}", other.map(|(answer, _)| answer)),
        }
    });
    let differs = |j: &usize| {
        let (a, b) = (ends[0][*j], ends[1][*j]);
        (a - b).abs() > 1e-6 * a.abs().max(b.abs()).max(1.0)
    };
    (0..x.len()).find(differs).map(|j| lp.columns()[j].key)
}

//! The model files of this repository, and what holds for every answer to one.

use std::path::{Path, PathBuf};

use waferline::formulation::{Column, Constraint};
use waferline::input::{Input, Loaded};
use waferline::lp::{ColumnId, Lp, RowId};
use waferline::plan::Pegging;
use waferline::solve::{Answer, Solver, solve_program};
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

/// Returns the proved answer, after solving with everything that is built in; all answers agree.
pub fn answer_every_way(model: &Model) -> Outcome {
    let answer = answer(model);
    for solver in Solver::ALL.into_iter().filter(|it| it.is_built_in()) {
        let options = SolveOptions::default().with_solver(solver);
        let other = solve(model, &options.expect("built in")).expect("an answer with its proof");
        match (objective(&answer), objective(&other)) {
            (Some(one), Some(other)) => {
                let off = (one - other).abs() / one.abs().max(1.0);
                assert!(off <= 1e-8, "{solver}: {other}, not {one}");
            }
            (one, other) => assert_eq!(one, other, "{solver}"),
        }
        if let Outcome::Optimal(solved) = &other {
            check(model, solved);
        }
    }
    answer
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
    let Solved {
        plan, lp, solution, ..
    } = solved;
    assert!(
        solution.certificate.holds(),
        "{:?} of {:?}",
        solution.certificate,
        model.name
    );
    // The plan is one of the model that takes what this one was found to take.
    let mut held = model.clone();
    for (option, found) in held.options.iter_mut().zip(&plan.options) {
        option.taken = Some(found.taken);
    }
    let pegging = Pegging::of(&held, lp, solution);
    crate::plan::check(&held, plan, &pegging, solution.objective);
}

/// Reduced costs and duals above this share of the greatest cost hold their column or row at all optima.
const HELD: f64 = 1e-9;

/// Returns the program whose feasible points are the optima of this one, without costs.
fn optima(solved: &Solved) -> Lp<Column, Constraint> {
    let (lp, solution) = (&solved.lp, &solved.solution);
    let held = HELD
        * lp.columns()
            .iter()
            .fold(0.0, |most: f64, column| most.max(column.cost.abs()));
    let mut optima = lp.clone().with_costs(&vec![0.0; lp.columns().len()]);
    for (j, (column, &d)) in lp.columns().iter().zip(&solution.reduced_cost).enumerate() {
        if d.abs() > held {
            let bound = if d > 0.0 { column.upper } else { column.lower };
            optima.set_column_range(ColumnId(j), bound, bound);
        }
    }
    for (i, (row, &dual)) in lp.rows().iter().zip(&solution.dual).enumerate() {
        if dual.abs() > held {
            let bound = if dual > 0.0 { row.upper } else { row.lower };
            optima.set_row_range(RowId(i), bound, bound);
        }
    }
    optima
}

/// Returns the first of these columns whose value the optimum leaves open, if there is one: arbitrary weights on them
/// are greatest and least at different optima.
pub fn first_tie(solved: &Solved, of: impl Fn(&Column) -> bool) -> Option<Column> {
    let optima = optima(solved);
    let columns = optima.columns().to_vec();
    // Weights without any pattern that a face could be parallel to.
    let weight = |j: usize| {
        if !of(&columns[j].key) {
            return 0.0;
        }
        let arbitrary = 0.5 + (j as f64 * 0.618_033_988_749_895).fract();
        arbitrary / solved.solution.x[j].abs().max(1.0)
    };
    let [greatest, least] = [1.0, -1.0].map(|sign| {
        let costs: Vec<f64> = (0..columns.len()).map(|j| sign * weight(j)).collect();
        match solve_program(&optima.clone().with_costs(&costs)).expect("proved") {
            Answer::Optimal(solution) => Some(solution.x),
            Answer::Unbounded(_) => None,
            Answer::Infeasible(_) => panic!("the optimum is among the optima"),
        }
    });
    let differs = |j: &usize| match (&greatest, &least) {
        (Some(a), Some(b)) => (a[*j] - b[*j]).abs() > 1e-6 * a[*j].abs().max(b[*j].abs()).max(1.0),
        _ => true,
    };
    (0..columns.len())
        .filter(|&j| of(&columns[j].key))
        .find(differs)
        .map(|j| columns[j].key)
}

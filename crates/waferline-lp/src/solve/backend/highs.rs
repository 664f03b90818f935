//! `HiGHS`, a solver in C++ that also reports duals.

use std::hash::Hash;
use std::time::Duration;

use ::highs::{ColProblem, HighsModelStatus, Sense};

use super::apart::apart;
use super::claim::{Claim, FoundBy};
use crate::program::{ColumnId, Lp};
use crate::scale::Scaling;
use crate::solve::options::SolveOptions;
use crate::watch::Interrupted;

const NAME: &str = "HiGHS";
/// That of `highs-sys`, which carries its sources.
pub(super) const VERSION: &str = "1.15.0";

/// From this many columns on the interior point method, with its crossover to a vertex, is the faster one.
const INTERIOR_FROM: usize = 4_000;
/// Bounds and signs may be missed by this much, in scaled units; below what certificates accept.
const TOLERANCE: f64 = 1e-8;

/// A point and its prices in scaled units.
struct Found {
    x: Vec<f64>,
    dual: Vec<f64>,
}

/// Returns the vertex and the duals at which the solver ends.
pub(super) fn run<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    scaling: &Scaling,
    options: &SolveOptions,
) -> Result<Option<Claim>, Interrupted> {
    let (method, name) = if lp.columns().len() < INTERIOR_FROM {
        ("simplex", "simplex")
    } else {
        ("ipm", "interior point with crossover")
    };
    let problem = problem(lp, scaling);
    let left = options.watch.time_left();
    let found = apart(NAME, options, move || solve(problem, method, left))?;
    let price = scaling.money / scaling.quantity;
    Ok(found.map(|found| Claim {
        x: found
            .x
            .iter()
            .zip(&scaling.column)
            .map(|(x, scale)| x * scale * scaling.quantity)
            .collect(),
        dual: Some(
            found
                .dual
                .iter()
                .zip(&scaling.row)
                .map(|(dual, scale)| dual * scale * price)
                .collect(),
        ),
        found_by: FoundBy {
            name: NAME,
            version: VERSION,
            method: name,
        },
    }))
}

/// Returns the scaled program, minimizing: then the sign of a dual is beyond doubt.
fn problem<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    scaling: &Scaling,
) -> ColProblem {
    let mut problem = ColProblem::default();
    let rows: Vec<_> = lp
        .rows()
        .iter()
        .zip(&scaling.row)
        .map(|(row, scale)| {
            let unit = scale / scaling.quantity;
            problem.add_row(row.lower * unit..=row.upper * unit)
        })
        .collect();
    for (j, column) in lp.columns().iter().enumerate() {
        let scale = scaling.column[j];
        let unit = scale * scaling.quantity;
        let entries = lp.entries(ColumnId(j));
        let entries = entries.map(|(row, value)| (rows[row.0], value * scale * scaling.row[row.0]));
        problem.add_column(
            -column.cost * unit / scaling.money,
            column.lower / unit..=column.upper / unit,
            entries,
        );
    }
    problem
}

/// Returns the optimum of the scaled program, its duals in the sense of maximizing; `None` for any other end.
fn solve(problem: ColProblem, method: &str, left: Option<Duration>) -> Option<Found> {
    let mut model = problem.try_optimise(Sense::Minimise).ok()?;
    model.make_quiet();
    model.try_set_option("solver", method).ok()?;
    model
        .try_set_option("primal_feasibility_tolerance", TOLERANCE)
        .ok()?;
    model
        .try_set_option("dual_feasibility_tolerance", TOLERANCE)
        .ok()?;
    if let Some(left) = left {
        model
            .try_set_option("time_limit", left.as_secs_f64())
            .ok()?;
    }
    let solved = model.try_solve().ok()?;
    if solved.status() != HighsModelStatus::Optimal {
        return None;
    }
    let solution = solved.get_solution();
    Some(Found {
        x: solution.columns().to_vec(),
        dual: solution.dual_rows().iter().map(|dual| -dual).collect(),
    })
}

#[cfg(test)]
mod tests {
    /// The version is written above; what is locked may have moved on.
    #[test]
    fn the_version_is_the_one_that_is_locked() {
        let locked = include_str!("../../../../../Cargo.lock").replace("\r\n", "\n");
        let entry = format!("name = \"highs-sys\"\nversion = \"{}\"", super::VERSION);
        assert!(locked.contains(&entry), "{entry}");
    }
}

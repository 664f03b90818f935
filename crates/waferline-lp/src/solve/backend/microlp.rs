//! The embedded solver: `microlp` through `good_lp`.

use std::hash::Hash;

use good_lp::{
    Expression, ProblemVariables, Solution, SolverModel, WithTimeLimit as _, constraint, variable,
};

use super::apart::apart;
use super::claim::{Claim, FoundBy};
use crate::program::{ColumnId, Lp};
use crate::scale::Scaling;
use crate::solve::options::SolveOptions;
use crate::watch::Interrupted;

const NAME: &str = "microlp";
pub(super) const VERSION: &str = "0.6.0";

/// Returns the vertex at which the solver ends.
pub(super) fn run<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    scaling: &Scaling,
    options: &SolveOptions,
) -> Result<Option<Claim>, Interrupted> {
    let mut variables = ProblemVariables::new();
    let mut objective = Expression::with_capacity(lp.columns().len());
    let mut rows: Vec<Expression> = vec![Expression::default(); lp.rows().len()];
    let mut ids = Vec::with_capacity(lp.columns().len());
    for (j, column) in lp.columns().iter().enumerate() {
        let unit = scaling.column[j] * scaling.quantity;
        let id = variables.add(variable().min(column.lower / unit).max(column.upper / unit));
        objective.add_mul(column.cost * unit / scaling.money, id);
        for (row, value) in lp.entries(ColumnId(j)) {
            rows[row.0].add_mul(value * scaling.column[j] * scaling.row[row.0], id);
        }
        ids.push(id);
    }
    let mut problem = variables.maximise(objective).using(good_lp::microlp);
    for ((row, expression), scale) in lp.rows().iter().zip(rows).zip(&scaling.row) {
        let (lower, upper) = (
            row.lower * scale / scaling.quantity,
            row.upper * scale / scaling.quantity,
        );
        if lower == upper {
            problem.add_constraint(constraint!(expression == lower));
            continue;
        }
        if lower.is_finite() {
            problem.add_constraint(constraint!(expression.clone() >= lower));
        }
        if upper.is_finite() {
            problem.add_constraint(constraint!(expression <= upper));
        }
    }
    if let Some(left) = options.watch.time_left() {
        problem = problem.with_time_limit(left.as_secs_f64());
    }
    let solved = apart(NAME, options, move || {
        let solution = problem.solve().ok()?;
        Some(ids.into_iter().map(|id| solution.value(id)).collect())
    })?;
    Ok(solved.map(|x: Vec<f64>| Claim {
        x: x.into_iter()
            .zip(&scaling.column)
            .map(|(x, scale)| x * scale * scaling.quantity)
            .collect(),
        dual: None,
        basis: None,
        found_by: FoundBy {
            name: NAME,
            version: VERSION,
            method: "simplex",
        },
    }))
}

#[cfg(test)]
mod tests {
    /// The version is written above; what is locked may have moved on.
    #[test]
    fn the_version_is_the_one_that_is_locked() {
        let locked = include_str!("../../../../../Cargo.lock").replace("\r\n", "\n");
        let entry = format!("name = \"microlp\"\nversion = \"{}\"", super::VERSION);
        assert!(locked.contains(&entry), "{entry}");
    }
}

//! The solver: `good_lp` over `microlp`. The only file that names one.

use std::hash::Hash;

use good_lp::{
    Expression, ProblemVariables, Solution, SolverModel, WithTimeLimit as _, constraint, variable,
};

use crate::lp::{ColumnId, Lp, Phase, Progress, Scaling, Watch};

/// The solver's name and version, for provenance.
pub const NAME: &str = "microlp 0.6 through good_lp 1.15";

/// Returns the solver's optimal column values in the program's units, `None` if it claims anything else or fails; where
/// it runs out of time, nothing or the values it has got.
///
/// The program is handed over scaled. Nothing that comes back is believed without a proof.
pub(super) fn run<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    scaling: &Scaling,
    watch: &Watch,
) -> Option<Vec<f64>> {
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
    watch.tell(|elapsed| Progress {
        phase: Phase::Solver("microlp"),
        iterations: 0,
        objective: None,
        infeasibility: None,
        elapsed,
    });
    if let Some(left) = watch.time_left() {
        problem = problem.with_time_limit(left.as_secs_f64());
    }
    let solution = problem.solve().ok()?;
    let units = ids.into_iter().zip(&scaling.column);
    Some(
        units
            .map(|(id, scale)| solution.value(id) * scale * scaling.quantity)
            .collect(),
    )
}

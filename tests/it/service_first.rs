//! The least shortfall first: that never makes a plan impossible, in floating point or exactly, whoever solves.

use waferline::model::Model;
use waferline::solve::Solver;
use waferline::{Outcome, SolveOptions, solve};

use crate::limits_random::without_slack;
use crate::sample;

/// Returns the best margin, `None` where there is no plan.
fn best(model: &Model, options: &SolveOptions) -> Result<Option<f64>, String> {
    match solve(model, options) {
        Ok(Outcome::Optimal(solved)) => Ok(Some(solved.solution.objective)),
        Ok(Outcome::Infeasible(_)) => Ok(None),
        other => Err(format!("{other:?}")),
    }
}

#[test]
fn the_least_shortfall_is_no_reason_for_no_plan() {
    sample::models(12, |model, knobs| {
        // Limits that are just enough: what holds the shortfall meets them to the last digit.
        // Beside what options add, limits are enough to the last digit only by chance.
        let mut model = model.clone();
        model.options.clear();
        let mut model = without_slack(&model, |index| knobs[index % knobs.len()] < 0.5);
        let plain = SolveOptions::default();
        if best(&model, &plain)?.is_none() {
            return Ok(());
        }
        model.policy.service_first = true;
        let exact = best(&model, &plain.clone().exactly())?.ok_or("exactly no plan")?;
        for solver in [Solver::Own, Solver::Microlp] {
            let options = plain.clone().with_solver(solver);
            let options = options.map_err(|error| error.to_string())?;
            let found = best(&model, &options)?.ok_or(format!("{solver}: no plan"))?;
            // What is held exactly and what is held to rounding may differ by as much.
            if (found - exact).abs() > 1e-6 * exact.abs().max(1.0) {
                return Err(format!("{solver}: {found}, exactly {exact}"));
            }
        }
        Ok(())
    });
}

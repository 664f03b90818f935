//! Everything there is to say about a solved model, in one value.

use serde::Serialize;

use crate::model::{FieldPath, Model};
use crate::outcome::Solved;

use super::{
    ExplainError, IndifferenceTable, PricedLimits, Ties, Waiting, indifference_table, price_limits,
    ties, waiting,
};

/// Why the plan is what it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Explanation {
    /// What each limit is worth.
    pub limits: PricedLimits,
    /// Where the margin comes from.
    pub imputation: Imputation,
    /// Who waits, and why.
    pub waiting: Waiting,
    /// The prices from which each buyer is sold to.
    pub indifference: IndifferenceTable,
    /// Other plans that are as good.
    pub ties: Ties,
    /// With `service_first`: prices are those of the second stage, with the least shortfall held.
    pub least_shortfall_is_held: bool,
}

/// The margin by what limits it: price times limit, summing to the objective.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Imputation {
    /// By path of the model file, the greatest first; those of nothing left out.
    pub lines: Vec<ImputedLine>,
    /// The sum of the lines.
    pub total: f64,
    /// Other prices prove the same optimum and would divide it otherwise.
    pub is_one_of_several: bool,
}

/// One path's part of the margin.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ImputedLine {
    /// The path, without quarters.
    pub path: FieldPath,
    /// Present value; negative for promises that cost.
    pub amount: f64,
}

/// Returns why the plan is what it is: limits and their prices, where the margin comes from, who waits.
///
/// ```
/// use waferline::{Model, Outcome, SolveOptions, solve};
/// use waferline::explain::explain;
///
/// let model = Model::load("models/minimal.toml")?;
/// let Outcome::Optimal(solved) = solve(&model, &SolveOptions::default())? else {
///     panic!("the bundled model has a plan");
/// };
/// let explanation = explain(&model, &solved)?;
/// assert!((explanation.imputation.total / solved.solution.objective - 1.0).abs() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn explain(model: &Model, solved: &Solved) -> Result<Explanation, ExplainError> {
    // Parts that take about as long; each is the same whichever ends first.
    let (limits, waits, prices) = std::thread::scope(|scope| {
        let limits = scope.spawn(|| price_limits(model, solved));
        let waits = scope.spawn(|| waiting(model, solved));
        let prices = || Ok((indifference_table(model, solved)?, ties(model, solved)?));
        let prices: Result<_, ExplainError> = prices();
        (limits.join(), waits.join(), prices)
    });
    let limits = limits.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
    let waiting = waits.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
    let (indifference, ties) = prices?;
    Ok(Explanation {
        imputation: Imputation::of(&limits),
        limits,
        waiting,
        indifference,
        ties,
        least_shortfall_is_held: !solved.held.is_empty(),
    })
}

impl Imputation {
    /// Returns the margin by path; a limit by a share has no part of its own.
    fn of(limits: &PricedLimits) -> Self {
        let mut lines: Vec<ImputedLine> = limits
            .groups
            .iter()
            .filter(|group| group.imputed != 0.0)
            .map(|group| ImputedLine {
                path: group.path.clone(),
                amount: group.imputed,
            })
            .collect();
        lines.sort_by(|a, b| {
            let by_size = b.amount.abs().total_cmp(&a.amount.abs());
            by_size.then_with(|| a.path.cmp(&b.path))
        });
        Self {
            total: lines.iter().map(|line| line.amount).sum(),
            lines,
            is_one_of_several: !limits.prices_are_unique,
        }
    }
}

//! Everything there is to say about a solved model, in one value.

use std::sync::OnceLock;

use serde::Serialize;

use crate::formulation::{Column, Constraint, Limit};
use crate::model::{Field, FieldPath, Model, OptionField};
use crate::outcome::Solved;
use crate::solve::Threads;

use super::indifference::leading_indifference;
use super::limits::{Pricer, leading_limits, worth_most};
use super::ties::leading_ties;
use super::waiting::WaitingSearch;
use super::{
    ExplainError, IndifferenceTable, PricedLimits, Ties, Waiting, indifference_table, price_limits,
    ties,
};

/// From so many columns on the limits worth most take longer than anything else that is said. With fewer they are looked for beside
/// the rest: that takes 0.95 of the time at 990 columns, 0.87 at 1,500.
const LARGE: usize = 3_000;

/// Why the plan is what it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
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
#[non_exhaustive]
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
#[non_exhaustive]
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
    let model = &*solved.holding(model);
    let of_limits = || {
        let limits = price_limits(model, solved)?;
        Ok((Imputation::of(model, solved, &limits), limits))
    };
    explain_by(
        solved,
        Part::of(of_limits),
        WaitingSearch::of(model, solved),
        Part::of(|| indifference_table(model, solved)),
        Part::of(|| ties(model, solved)),
    )
}

/// Returns what a report of `top` lines a table says of why the plan is what it is: as [`explain`], without working out what would
/// not be said. Why other demand waits after the plan is not said.
///
/// ```
/// use waferline::{Model, Outcome, SolveOptions, solve};
/// use waferline::explain::{explain, explain_leading};
///
/// let model = Model::load("models/minimal.toml")?;
/// let Outcome::Optimal(solved) = solve(&model, &SolveOptions::default())? else {
///     panic!("the bundled model has a plan");
/// };
/// let leading = explain_leading(&model, &solved, 1)?;
/// assert_eq!(leading.limits.groups[0].path, explain(&model, &solved)?.limits.groups[0].path);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn explain_leading(
    model: &Model,
    solved: &Solved,
    top: usize,
) -> Result<Explanation, ExplainError> {
    let model = &*solved.holding(model);
    let pricer = Pricer::of(model, solved);
    let limits = pricer.limits();
    // In large programs limits are half of the work, which all threads share before the rest is begun.
    let threads = solved.options.threads();
    let is_large = solved.lp.columns().len() >= LARGE;
    let before = is_large.then(|| worth_most(&pricer, &limits, top, threads));
    let before = before.transpose()?;
    let of_limits = || {
        let found = match &before {
            Some(found) => found.clone(),
            None => worth_most(&pricer, &limits, top, Threads::one())?,
        };
        let leading = leading_limits(&pricer, &limits, found, top)?;
        let imputation = Imputation::of_all(model, &pricer, &limits, &leading);
        Ok((imputation, leading))
    };
    explain_by(
        solved,
        Part::of(of_limits),
        WaitingSearch::leading(model, solved, top),
        Part::of(|| leading_indifference(model, solved, top)),
        Part::of(|| leading_ties(model, solved, top)),
    )
}

/// Puts the parts together; each is the same whichever ends first. Those that take longest begin first.
fn explain_by(
    solved: &Solved,
    limits: Part<(Imputation, PricedLimits), impl Finds<(Imputation, PricedLimits)>>,
    waiting: WaitingSearch,
    indifference: Part<IndifferenceTable, impl Finds<IndifferenceTable>>,
    ties: Part<Ties, impl Finds<Ties>>,
) -> Result<Explanation, ExplainError> {
    let shortages = waiting.parts();
    let lanes = shortages + 3;
    solved.options.threads().lanes(lanes, |lane| match lane {
        0 => limits.find(),
        lane if lane <= shortages => waiting.find(lane - 1),
        lane if lane == shortages + 1 => indifference.find(),
        _ => ties.find(),
    });
    let (imputation, limits) = limits.found()?;
    Ok(Explanation {
        imputation,
        limits,
        waiting: waiting.found()?,
        indifference: indifference.found()?,
        ties: ties.found()?,
        least_shortfall_is_held: !solved.held.is_empty(),
    })
}

/// How a part is found, on whichever thread.
trait Finds<T>: Fn() -> Result<T, ExplainError> + Sync {}

impl<T, F: Fn() -> Result<T, ExplainError> + Sync> Finds<T> for F {}

/// A part of an explanation: how to find it, and what was found.
struct Part<T, F> {
    how: F,
    found: OnceLock<Result<T, ExplainError>>,
}

impl<T, F: Fn() -> Result<T, ExplainError>> Part<T, F> {
    fn of(how: F) -> Self {
        Self {
            how,
            found: OnceLock::new(),
        }
    }

    fn find(&self) {
        self.found.get_or_init(&self.how);
    }

    fn found(self) -> Result<T, ExplainError> {
        self.found.into_inner().unwrap_or_else(self.how)
    }
}

/// Returns the part of each option as taken: its cash, and what it adds at the prices of the plan.
fn of_options(model: &Model, solved: &Solved) -> impl Iterator<Item = (FieldPath, f64)> {
    let (lp, solution) = (&solved.lp, &solved.solution);
    model.option_ids().filter_map(move |id| {
        let column = lp.column(&Column::Taken { option: id })?;
        // Prices of who goes with whom are between options.
        let between = lp.entries(column).filter_map(|(row, value)| {
            let key = lp.rows()[row.0].key;
            let is_between = matches!(
                key,
                Constraint::Requires { .. } | Constraint::Excludes { .. }
            );
            is_between.then_some(value * solution.dual[row.0])
        });
        let price = solution.reduced_cost[column.0] + between.sum::<f64>();
        let path = model.path(Field::Option(id, OptionField::Taken));
        Some((path, price * solution.x[column.0]))
    })
}

impl Imputation {
    /// Returns the margin by path; a limit by a share has no part of its own.
    fn of(model: &Model, solved: &Solved, limits: &PricedLimits) -> Self {
        let groups = limits.groups.iter();
        let groups = groups.map(|group| (group.path.clone(), group.imputed));
        Self::by_path(limits, groups.chain(of_options(model, solved)))
    }

    /// As [`Self::of`], where not all are priced.
    fn of_all(model: &Model, pricer: &Pricer, limits: &[Limit], priced: &PricedLimits) -> Self {
        let paths = limits.chunk_by(|a, b| a.address.path == b.address.path);
        let imputed = |path: &[Limit]| path.iter().map(|limit| pricer.imputed(limit)).sum();
        let paths = paths.map(|path| (path[0].address.path.clone(), imputed(path)));
        Self::by_path(priced, paths.chain(of_options(model, pricer.solved())))
    }

    fn by_path(limits: &PricedLimits, amounts: impl Iterator<Item = (FieldPath, f64)>) -> Self {
        let mut lines: Vec<ImputedLine> = amounts
            .filter(|&(_, amount)| amount != 0.0)
            .map(|(path, amount)| ImputedLine { path, amount })
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

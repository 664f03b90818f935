//! Which changes of the inputs the difference of two margins comes from, summing exactly.
//!
//! Every change gets its average part over the orders in which the changes could be made one after the other (Shapley, "A
//! value for n-person games", 1953). Each order goes from the one margin to the other, so each, and their average, sums to
//! the difference. Orders that pass through a model without a plan are left out.

use serde::Serialize;

use crate::explain::ExplainError;
use crate::model::Model;
use crate::outcome::Solved;

use super::between::Between;
use super::inputs::Differences;
use super::{orders, sample};

/// From one margin to another, change by change.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Bridge {
    /// The best margin of the base, present value.
    pub from: f64,
    /// The best margin of the other.
    pub to: f64,
    /// The parts, the largest first; they sum to `to - from`.
    pub lines: Vec<BridgeLine>,
    /// How the difference was divided.
    pub method: BridgeMethod,
    /// How many models in between were solved.
    pub solved: usize,
    /// How many of them have no plan, or no best one.
    pub without_plan: usize,
}

/// The part of one change, or of several that cannot be told apart.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct BridgeLine {
    /// Paths of the changes: one, or several that only have a plan together.
    pub inputs: Vec<String>,
    /// Its part of the difference, present value.
    pub amount: f64,
    /// The difference if nothing but this were changed; null: there is no plan then.
    pub alone: Option<f64>,
    /// The difference that this makes when everything else is changed already; null: there is no plan without it.
    pub last: Option<f64>,
    /// The standard error of `amount`, where orders were drawn.
    pub standard_error: Option<f64>,
}

/// How a difference was divided among the changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum BridgeMethod {
    /// The average over all orders of the changes in which every step has a plan: exact.
    EveryOrder,
    /// The average over this many orders, always the same ones, drawn evenly: each also backward.
    DrawnOrders {
        /// How many.
        orders: usize,
        /// In how many of them changes had to be made together at the end, because no single one leaves a plan; those
        /// share alike.
        ended_together: usize,
    },
    /// All at once: the models have other quarters, so there is none in between.
    Together,
}

/// Up to this many changes all orders are looked at: 2^n models.
const EVERY_ORDER_UP_TO: usize = 10;

/// Returns the parts of each change in the difference between two best margins.
///
/// ```
/// use std::path::Path;
/// use waferline::explain::bridge;
/// use waferline::input::Input;
/// use waferline::{Outcome, SolveOptions, solve};
///
/// let input = Input::open(Path::new("models/minimal.toml"))?;
/// let base = input.model(&[], &[])?.model;
/// let with = input.model(&[], &["foundry.fab.capacity *= 1.1", "component.hbm.price += 100"])?.model;
/// let (Outcome::Optimal(from), Outcome::Optimal(to)) =
///     (solve(&base, &SolveOptions::default())?, solve(&with, &SolveOptions::default())?)
/// else {
///     panic!("both have a plan");
/// };
/// let bridge = bridge(&base, &from, &with, &to)?;
/// let sum: f64 = bridge.lines.iter().map(|line| line.amount).sum();
/// assert_eq!(bridge.lines.len(), 2);
/// assert!((sum - (bridge.to - bridge.from)).abs() < 1e-9 * bridge.from);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn bridge(
    base: &Model,
    from: &Solved,
    with: &Model,
    to: &Solved,
) -> Result<Bridge, ExplainError> {
    let differences = Differences::between(base, with);
    divide(&differences, from, to)
}

/// Returns the bridge over differences that are known already.
pub(super) fn divide(
    differences: &Differences,
    from: &Solved,
    to: &Solved,
) -> Result<Bridge, ExplainError> {
    let between = Between::new(differences, from, to);
    let mut bridge = Bridge {
        from: between.from,
        to: between.to,
        lines: Vec::new(),
        method: BridgeMethod::EveryOrder,
        solved: 0,
        without_plan: 0,
    };
    let paths = |changes: &[usize]| -> Vec<String> {
        let paths = changes.iter().map(|&it| &differences.changes[it].path);
        paths.cloned().collect()
    };
    if differences.is_one {
        bridge.method = BridgeMethod::Together;
        let all: Vec<usize> = (0..differences.changes.len()).collect();
        bridge.lines.push(BridgeLine {
            inputs: paths(&all),
            amount: bridge.to - bridge.from,
            alone: Some(bridge.to - bridge.from),
            last: Some(bridge.to - bridge.from),
            standard_error: None,
        });
        return Ok(bridge);
    }
    let parts = if between.count() <= EVERY_ORDER_UP_TO {
        orders::every(&between)?
    } else {
        sample::drawn(&between)?
    };
    bridge.method = parts.method;
    bridge.solved = parts.solved;
    bridge.without_plan = parts.without_plan;
    let lines = parts.of_each.into_iter().map(|part| BridgeLine {
        inputs: paths(&between.changes(&part.of)),
        amount: part.amount,
        alone: part.alone,
        last: part.last,
        standard_error: part.standard_error,
    });
    bridge.lines = lines.collect();
    bridge.lines.extend(between.idle().map(|change| BridgeLine {
        inputs: paths(&[change]),
        amount: 0.0,
        alone: Some(0.0),
        last: Some(0.0),
        standard_error: None,
    }));
    bridge.lines.sort_by(|a, b| {
        let by_size = b.amount.abs().total_cmp(&a.amount.abs());
        by_size.then_with(|| a.inputs.cmp(&b.inputs))
    });
    Ok(bridge)
}

/// What a method found out.
#[derive(Debug)]
pub(super) struct Parts {
    pub of_each: Vec<PartOf>,
    pub method: BridgeMethod,
    pub solved: usize,
    pub without_plan: usize,
}

/// The part of one or several players, by their positions among those that may matter.
#[derive(Debug)]
pub(super) struct PartOf {
    pub of: Vec<usize>,
    pub amount: f64,
    pub alone: Option<f64>,
    pub last: Option<f64>,
    pub standard_error: Option<f64>,
}

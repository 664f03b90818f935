//! What all plans have in common that earn nearly as much as the best, and what is free among them.
//!
//! The plans whose margin is at least a floor are the points of the program with one row more; the least and the greatest amount of
//! something over them are two programs, each solved from the optimum of the one before and proved (near-optimal planning; for energy
//! systems Neumann and Brown, "The near-optimal feasible space of a renewable power system model", 2021).

mod program;
mod subject;
mod within;

use serde::Serialize;

use crate::explain::ExplainError;
use crate::model::Model;
use crate::outcome::Solved;

pub use subject::{Ranged, Stretch};
pub use within::{ParseWithinError, Within};

use program::NearBest;
use subject::{Amount, Subject, asked_subjects, default_subjects};

/// What is certain and what is free among the plans that earn nearly as much as the best.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Ranges {
    /// How far below the best a plan's margin may be.
    pub within: Within,
    /// The best margin, present value.
    pub best_margin: f64,
    /// The least margin of the plans that count.
    pub least_margin: f64,
    /// The amounts, each over all of those plans: measures first, then who gets racks, wafer starts, power. Of each thing the
    /// whole horizon comes first, then its years.
    pub ranges: Vec<AmountRange>,
}

/// The least and the greatest amount of something over all plans that count; each end is a proved optimum.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct AmountRange {
    /// What.
    #[serde(flatten)]
    pub what: Ranged,
    /// In which quarters.
    pub over: Stretch,
    /// How much in the best plan.
    pub planned: f64,
    /// The least.
    pub least: f64,
    /// The greatest; null where it has no end.
    pub greatest: Option<f64>,
}

impl AmountRange {
    /// Amounts that differ by less than this share are one: each end is proved to about as much.
    const ROUNDING: f64 = 1e-7;

    /// Returns whether every plan that counts has this much.
    #[must_use]
    pub fn is_one(&self) -> bool {
        let close = |greatest| greatest - self.least <= Self::ROUNDING * f64::max(1.0, greatest);
        self.greatest.is_some_and(close)
    }

    /// Returns whether no plan that counts has any.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.is_one() && self.least.abs() <= Self::ROUNDING
    }
}

/// Returns the least and the greatest amounts over all plans whose margin is within some of the best.
///
/// Asked for are measures of [`frontier`](crate::explain::frontier) and addresses of [`why`](crate::explain::why), each with or
/// without quarters; if none is, every measure, the racks of each kind to each destination and the wafer starts of each die, over the
/// horizon and by year, and the most power that each site uses at once. With `service_first` the plans with the least shortfall
/// count. Options are held as taken.
///
/// ```
/// use waferline::{Model, Outcome, SolveOptions, solve};
/// use waferline::explain::{Within, range};
///
/// let model = Model::load("models/minimal.toml")?;
/// let Outcome::Optimal(solved) = solve(&model, &SolveOptions::default())? else {
///     panic!("the bundled model has a plan");
/// };
/// let ranges = range(&model, &solved, Within::Share(0.01), &[])?;
/// let margin = &ranges.ranges[0];
/// // The margin itself may be 1% lower, and no higher.
/// assert!((margin.greatest.unwrap() / ranges.best_margin - 1.0).abs() < 1e-9);
/// assert!((margin.least / ranges.best_margin - 0.99).abs() < 1e-9);
/// // How much each plan has is between the ends.
/// assert!(ranges.ranges.iter().all(|it| it.least <= it.planned));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn range(
    model: &Model,
    solved: &Solved,
    within: Within,
    asked: &[String],
) -> Result<Ranges, ExplainError> {
    let model = &*solved.holding(model);
    let subjects = if asked.is_empty() {
        default_subjects(model, &solved.lp)?
    } else {
        asked_subjects(model, &solved.lp, asked)?
    };
    let best = solved.solution.objective;
    let floor = best - within.of(best);
    let near = NearBest::of(solved, floor);
    let threads = solved.options.threads();
    // Each subject begins at the best plan, so that what is found does not depend on who else is at work.
    let found = threads.lanes(subjects.len(), |i| of_subject(&near, &subjects[i]));
    let mut ranges = Vec::new();
    for of_one in found {
        ranges.extend(of_one?);
    }
    Ok(Ranges {
        within,
        best_margin: best,
        least_margin: floor,
        ranges,
    })
}

/// Fails if something that is asked for is no measure and no activity, before anything is solved.
#[cfg(feature = "cli")]
pub(crate) fn check_asked(model: &Model, asked: &[String]) -> Result<(), ExplainError> {
    asked_subjects(model, &crate::formulation::formulate(model), asked).map(|_| ())
}

/// Returns the ranges of one thing: over the horizon, then by year, each from where the one before ended.
fn of_subject(near: &NearBest, subject: &Subject) -> Result<Vec<AmountRange>, ExplainError> {
    let mut walk = near.walk();
    // All least amounts first: each end is nearer to the next of its kind than to the other end.
    let least = |(_, amount): &(Stretch, Amount)| match amount {
        Amount::Sum(sum) => walk.least(sum),
        Amount::Peak(by_quarter) => near.least_peak(by_quarter).map(Some),
    };
    let least: Vec<Option<f64>> = subject
        .amounts
        .iter()
        .map(least)
        .collect::<Result<_, _>>()?;
    let mut ranges = Vec::with_capacity(least.len());
    for ((over, amount), least) in subject.amounts.iter().zip(least) {
        let (planned, greatest) = match amount {
            Amount::Sum(sum) => (sum.value(near.best()), walk.greatest(sum)?),
            Amount::Peak(by_quarter) => {
                let planned = by_quarter.iter().map(|sum| sum.value(near.best()));
                (planned.fold(0.0, f64::max), walk.greatest_of(by_quarter)?)
            }
        };
        // The margin has an end below, and nothing else is ever below 0.
        let least = least.ok_or_else(|| {
            ExplainError::Unconfirmed("an amount of a plan has no least".to_owned())
        })?;
        // The plan is one of those that count: what it has beyond an end is rounding.
        ranges.push(AmountRange {
            what: subject.what.clone(),
            over: *over,
            planned,
            least: least.min(planned),
            greatest: greatest.map(|it| it.max(planned)),
        });
    }
    Ok(ranges)
}

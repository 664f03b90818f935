//! What follows on the plans of the file and of the mean: what they decide before the news is held, and the rest is best then.

use serde::Serialize;

use super::error::HedgeError;
use super::future::Futures;
use super::mean::mean;
use super::recourse::{Follows, Recourse};
use super::several::is_one_of_several;
use super::worth::{Broken, Replanned};
use crate::formulation::Column;
use crate::outcome::{Outcome, Solved, solve, solve_again};
use crate::solve::SolveOptions;

/// Whose decisions before the news are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum HeldPlan {
    /// The best plan of the file.
    File,
    /// The best plan of the mean of all futures.
    Mean,
    /// The hedge.
    Hedge,
}

/// The plans of the file and of the mean, whose first decisions are held; `None` where there is none.
#[derive(Clone, Debug)]
pub(super) struct Plans {
    pub file: Option<Box<Solved>>,
    pub mean: Option<Box<Solved>>,
}

/// What follows on the plan of the file and on that of the mean, where there is such a plan.
pub(super) type Followed = [Option<Follows>; 2];

/// What follows on them in all futures.
pub(super) struct AllReplanned {
    pub of_each: Vec<Replanned>,
    pub broken: Vec<Broken>,
    /// Whether the plan of the file, and that of the mean, could have decided otherwise before the news.
    pub several: [bool; 2],
}

impl Plans {
    /// Returns the best plan of the file, and that of the mean of all futures.
    pub fn of(futures: &Futures, options: &SolveOptions) -> Result<Self, HedgeError> {
        Self::beside(best_plan(solve(futures.base(), options)?), futures, options)
    }

    /// Returns the best plan of the file, which is known, and that of the mean of all futures.
    pub fn beside(
        file: Option<Box<Solved>>,
        futures: &Futures,
        options: &SolveOptions,
    ) -> Result<Self, HedgeError> {
        let mean = mean(futures);
        let outcome = match &file {
            Some(file) => solve_again(&mean, file)?,
            None => solve(&mean, options)?,
        };
        let mean = best_plan(outcome);
        Ok(Self { file, mean })
    }

    /// Returns what one future makes of each plan.
    pub fn follow(
        &self,
        futures: &Futures,
        future: usize,
        options: &SolveOptions,
    ) -> Result<Followed, HedgeError> {
        let follow = |held: &Option<Box<Solved>>| {
            let held = held.as_deref();
            held.map(|held| follow_on(futures, future, held, options))
                .transpose()
        };
        Ok([follow(&self.file)?, follow(&self.mean)?])
    }

    /// Returns what all futures make of the plans, from what each does.
    pub fn replanned(
        &self,
        futures: &Futures,
        followed: &[Followed],
        options: &SolveOptions,
    ) -> Result<AllReplanned, HedgeError> {
        let mut all = AllReplanned {
            of_each: vec![Replanned::default(); followed.len()],
            broken: Vec::new(),
            several: [false; 2],
        };
        let plans = [HeldPlan::File, HeldPlan::Mean];
        for (s, both) in followed.iter().enumerate() {
            for (plan, follows) in plans.iter().zip(both) {
                let Some(follows) = follows else { continue };
                *all.of_each[s].of_mut(*plan) = follows.margin();
                all.broken
                    .extend(follows.broken(&futures.all()[s].name, *plan));
            }
        }
        all.broken.sort_by_key(|it| it.plan);
        let held = [&self.file, &self.mean];
        for (several, held) in all.several.iter_mut().zip(held) {
            if let Some(held) = held {
                *several = could_decide_otherwise(futures, held, options)?;
            }
        }
        Ok(all)
    }
}

/// Returns the best plan of an outcome, if it has one.
pub(super) fn best_plan(outcome: Outcome) -> Option<Box<Solved>> {
    match outcome {
        Outcome::Optimal(solved) => Some(solved),
        Outcome::Infeasible(_) | Outcome::Unbounded(_) => None,
    }
}

/// Returns whether another plan that is as good decides otherwise before some future is known.
fn could_decide_otherwise(
    futures: &Futures,
    held: &Solved,
    options: &SolveOptions,
) -> Result<bool, HedgeError> {
    let all = 0..futures.all().len();
    let known = all.map(|s| futures.told_from(s));
    let model = futures.base();
    let periods = model.horizon.periods();
    let until = known.map(|it| it.unwrap_or(periods)).max().unwrap_or(0);
    let columns = held.lp.columns();
    let decided = |column: crate::lp::ColumnId| columns[column.0].key.decided_in(model) < until;
    Ok(is_one_of_several(held, decided, options)?)
}

/// Returns what follows in one future on what a plan decides before it is known.
pub(super) fn follow_on(
    futures: &Futures,
    future: usize,
    held: &Solved,
    options: &SolveOptions,
) -> Result<Follows, HedgeError> {
    let value = |column: Column| held.lp.value(&held.solution.x, &column);
    Recourse::of(futures, future).follow(&value, options)
}

//! What follows on the plans of the file and of the mean: what they decide before the news is held, and the rest is best then.

use serde::Serialize;

use super::error::HedgeError;
use super::future::Futures;
use super::mean::mean;
use super::recourse::{Follows, Recourse};
use super::several::is_one_of_several;
use super::worth::{Broken, Replanned};
use crate::formulation::Column;
use crate::outcome::{ConflictingLimit, Outcome, Solved, solve, solve_again};
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

/// Plans whose first decisions are held.
pub(super) struct Replanning<'f> {
    futures: &'f Futures,
    /// The best plans; `None` where there is none.
    file: Option<&'f Solved>,
    mean: Option<Box<Solved>>,
}

/// What follows on them.
pub(super) struct AllReplanned {
    pub of_each: Vec<Replanned>,
    pub broken: Vec<Broken>,
    /// Whether the plan of the file, and that of the mean, could have decided otherwise before the news.
    pub several: [bool; 2],
}

impl<'f> Replanning<'f> {
    pub fn of(
        futures: &'f Futures,
        file: Option<&'f Solved>,
        options: &SolveOptions,
    ) -> Result<Self, HedgeError> {
        let mean = mean(futures);
        let outcome = match file {
            Some(file) => solve_again(&mean, file)?,
            None => solve(&mean, options)?,
        };
        let mean = match outcome {
            Outcome::Optimal(solved) => Some(solved),
            Outcome::Infeasible(_) | Outcome::Unbounded(_) => None,
        };
        Ok(Self {
            futures,
            file,
            mean,
        })
    }

    /// Returns the best plan of the mean.
    pub fn into_mean(self) -> Option<Box<Solved>> {
        self.mean
    }

    /// Returns what each future makes of each plan.
    pub fn follow(&self, options: &SolveOptions) -> Result<AllReplanned, HedgeError> {
        let futures = self.futures.all();
        let plans = [
            (HeldPlan::File, self.file),
            (HeldPlan::Mean, self.mean.as_deref()),
        ];
        let of_each = options.threads().lanes(2 * futures.len(), |lane| {
            let (_, held) = plans[lane % 2];
            held.map(|held| follow_on(self.futures, lane / 2, held, options))
                .transpose()
        });
        let mut all = AllReplanned {
            of_each: vec![Replanned::default(); futures.len()],
            broken: Vec::new(),
            several: [false; 2],
        };
        for (lane, follows) in of_each.into_iter().enumerate() {
            let (s, plan) = (lane / 2, plans[lane % 2].0);
            let Some(follows) = follows? else { continue };
            *all.of_each[s].of_mut(plan) = follows.margin();
            if let Follows::NoPlan(limits) = follows {
                let of = |limit| ConflictingLimit::of(&futures[s].model, limit);
                all.broken.push(Broken {
                    future: futures[s].name.clone(),
                    plan,
                    limits: limits.into_iter().map(of).collect(),
                });
            }
        }
        all.broken.sort_by_key(|it| it.plan);
        for (several, (_, held)) in all.several.iter_mut().zip(plans) {
            if let Some(held) = held {
                *several = self.is_one_of_several(held, options)?;
            }
        }
        Ok(all)
    }

    /// Returns whether another plan that is as good decides otherwise before some future is known.
    fn is_one_of_several(&self, held: &Solved, options: &SolveOptions) -> Result<bool, HedgeError> {
        let all = 0..self.futures.all().len();
        let known = all.map(|s| self.futures.told_from(s));
        let periods = self.futures.base().horizon.periods();
        let until = known.map(|it| it.unwrap_or(periods)).max().unwrap_or(0);
        let model = self.futures.base();
        let columns = held.lp.columns();
        let decided = |column: crate::lp::ColumnId| columns[column.0].key.decided_in(model) < until;
        Ok(is_one_of_several(held, decided, options)?)
    }
}

/// Returns what follows in one future on what a plan decides before it is known.
fn follow_on(
    futures: &Futures,
    future: usize,
    held: &Solved,
    options: &SolveOptions,
) -> Result<Follows, HedgeError> {
    let recourse = Recourse::of(&futures.programs[future], futures.told_from(future));
    let value = |column: Column| held.lp.value(&held.solution.x, &column);
    recourse.follow(&value, options)
}

//! Decisions judged on draws that they were not made for.

use super::error::HedgeError;
use super::estimate::Estimate;
use super::future::Futures;
use super::hedged::{Decisions, Hedge};
use super::held::Plans;
use super::recourse::Recourse;
use super::turnout::{DrawTurnout, Ending};
use super::worth::{Broken, HeldPlan};
use crate::formulation::Column;
use crate::solve::SolveOptions;

/// How decisions do on fresh draws.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Judged {
    /// How many fresh draws there were.
    pub draws: usize,
    /// On how many of them a plan can follow on all decisions that are compared; the means are over these.
    pub compared: usize,
    /// The margin of the hedge; `None` where nothing could be compared.
    pub margin: Option<Estimate>,
    /// What planning with the mean brings in place of the file's numbers, draw by draw; `None` where one of the two has no plan.
    pub correcting: Option<Estimate>,
    /// What hedging brings beside planning with the mean, draw by draw; `None` where the mean has no plan.
    pub hedging: Option<Estimate>,
    /// The draws in which no plan can follow, on whose decisions, and why.
    pub broken: Vec<Broken>,
}

/// Decisions that are judged, and the plans they are compared with.
#[derive(Clone, Copy)]
pub(super) struct Judging<'a> {
    pub decisions: &'a Decisions,
    pub plans: &'a Plans,
}

/// Whose decisions are compared, in the order of [`DrawTurnout`].
const COMPARED: [HeldPlan; 3] = [HeldPlan::Hedge, HeldPlan::File, HeldPlan::Mean];

impl Judging<'_> {
    /// Returns what one draw makes of the decisions, of those of the file and of those of the mean.
    pub fn turnout(
        self,
        fresh: &Futures,
        draw: usize,
        options: &SolveOptions,
    ) -> Result<DrawTurnout, HedgeError> {
        let value = |column: Column| self.decisions.get(&column).copied().unwrap_or(0.0);
        let hedge = Recourse::of(fresh, draw).follow(&value, options)?;
        let [file, mean] = self.plans.follow(fresh, draw, options)?;
        let ends = [Some(hedge), file, mean];
        Ok(DrawTurnout {
            draw: fresh.all()[draw].name.clone(),
            ends: ends.map(|it| Some(Ending::of(it?).without_values())),
        })
    }
}

/// Returns how the decisions of a hedge do on other draws than those it was made for.
///
/// Each draw is solved with the decisions of the hedge, of the plan of the file and of the plan of the mean held until the news.
pub fn judge(hedge: &Hedge, fresh: &Futures, options: &SolveOptions) -> Result<Judged, HedgeError> {
    let options = &options.within_rounding();
    let judging = Judging {
        decisions: &hedge.decisions,
        plans: &hedge.plans,
    };
    let all = options.threads().lanes(fresh.all().len(), |draw| {
        judging.turnout(fresh, draw, options)
    });
    let all: Result<Vec<DrawTurnout>, HedgeError> = all.into_iter().collect();
    Ok(Judged::of(fresh, all?))
}

impl Judged {
    /// Returns how decisions do on draws, from what each makes of them, in the order of the draws ([`super::Holding::judged`]).
    #[must_use]
    pub fn of(fresh: &Futures, all: Vec<DrawTurnout>) -> Self {
        let draws = all.len();
        let mut margins: Vec<[Option<f64>; 3]> = Vec::new();
        let mut broken = Vec::new();
        for (draw, turnout) in fresh.all().iter().zip(all) {
            let follows = turnout.ends.map(|it| Some(it?.into_follows(&draw.model)));
            let plans = COMPARED.iter().zip(&follows);
            broken.extend(plans.filter_map(|(plan, it)| it.as_ref()?.broken(&draw.name, *plan)));
            if follows.iter().flatten().all(|it| it.margin().is_some()) {
                margins.push(follows.map(|it| it?.margin()));
            }
        }
        broken.sort_by_key(|it| it.plan);
        let paired = |one: usize, other: usize| {
            let both = margins.iter().map(|it| Some(it[one]? - it[other]?));
            Estimate::of(&both.collect::<Option<Vec<f64>>>()?)
        };
        let of_hedge = margins.iter().map(|it| it[0]);
        Self {
            draws,
            compared: margins.len(),
            margin: Estimate::of(&of_hedge.collect::<Option<Vec<f64>>>().unwrap_or_default()),
            correcting: paired(2, 1),
            hedging: paired(0, 2),
            broken,
        }
    }
}

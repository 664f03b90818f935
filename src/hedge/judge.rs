//! Decisions judged on draws that they were not made for.

use super::error::HedgeError;
use super::estimate::Estimate;
use super::future::Futures;
use super::hedged::Hedge;
use super::recourse::{Follows, Recourse};
use super::worth::{Broken, HeldPlan};
use crate::formulation::Column;
use crate::outcome::ConflictingLimit;
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

/// What a plan decides, by column; `None` where there is no such plan.
type Held<'a> = Option<&'a (dyn Fn(Column) -> f64 + Sync)>;

/// Returns how the decisions of a hedge do on other draws than those it was made for.
///
/// Each draw is solved with the decisions of the hedge, of the plan of the file and of the plan of the mean held until the news.
pub fn judge(hedge: &Hedge, fresh: &Futures, options: &SolveOptions) -> Result<Judged, HedgeError> {
    let options = &options.within_rounding();
    let of_hedge = |column: Column| hedge.decisions.get(&column).copied().unwrap_or(0.0);
    let of_plan = |plan: &Option<Box<crate::outcome::Solved>>| {
        plan.as_ref().map(|solved| {
            let solved = solved.clone();
            move |column: Column| solved.lp.value(&solved.solution.x, &column)
        })
    };
    let (file, mean) = (of_plan(&hedge.file), of_plan(&hedge.mean));
    let held: [(HeldPlan, Held); 3] = [
        (HeldPlan::Hedge, Some(&of_hedge)),
        (HeldPlan::File, file.as_ref().map(|it| it as _)),
        (HeldPlan::Mean, mean.as_ref().map(|it| it as _)),
    ];
    let draws = fresh.all();
    let followed = options.threads().lanes(draws.len(), |s| {
        let recourse = Recourse::of(&fresh.programs[s], fresh.told_from(s));
        held.map(|(_, held)| held.map(|held| recourse.follow(&held, options)))
    });
    let mut margins: Vec<[Option<f64>; 3]> = Vec::new();
    let mut broken = Vec::new();
    for (s, of_draw) in followed.into_iter().enumerate() {
        let mut of_each = [None; 3];
        let mut is_whole = true;
        for ((plan, _), (margin, follows)) in held.iter().zip(of_each.iter_mut().zip(of_draw)) {
            let Some(follows) = follows.transpose()? else {
                continue;
            };
            *margin = follows.margin();
            is_whole &= margin.is_some();
            if let Follows::NoPlan(limits) = follows {
                let of = |limit| ConflictingLimit::of(&draws[s].model, limit);
                broken.push(Broken {
                    future: draws[s].name.clone(),
                    plan: *plan,
                    limits: limits.into_iter().map(of).collect(),
                });
            }
        }
        if is_whole {
            margins.push(of_each);
        }
    }
    broken.sort_by_key(|it| it.plan);
    let paired = |one: usize, other: usize| {
        let both = margins.iter().map(|it| Some(it[one]? - it[other]?));
        Estimate::of(&both.collect::<Option<Vec<f64>>>()?)
    };
    let of_hedge = margins.iter().map(|it| it[0]);
    Ok(Judged {
        draws: draws.len(),
        compared: margins.len(),
        margin: Estimate::of(&of_hedge.collect::<Option<Vec<f64>>>().unwrap_or_default()),
        correcting: paired(2, 1),
        hedging: paired(0, 2),
        broken,
    })
}

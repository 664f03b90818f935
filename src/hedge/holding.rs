//! Given decisions, held in one future after the other, on one machine or on many.

use std::collections::BTreeMap;

use super::alone::{AllAlone, Known, Proof, own_best, plan_of};
use super::error::HedgeError;
use super::future::Futures;
use super::given::GivenDecisions;
use super::hedged::{Decisions, Hedged, NoHedge};
use super::held::{Followed, Plans};
use super::judge::Judging;
use super::nearest::Nearest;
use super::recourse::{Follows, Recourse};
use super::risk::Risk;
use super::turnout::{DrawTurnout, Ending, Made, Turnout};
use super::worth::{Broken, HeldPlan};
use crate::formulation::Column;
use crate::outcome::Outcome;
use crate::solve::{FoundBy, SolveOptions};

/// Decisions that somebody else made, and the plans they are compared with.
///
/// What each future makes of them ([`Holding::turnout`]) needs no other future, and can be found anywhere, kept, and
/// brought together ([`Holding::told`]); [`super::hold`] does both. Each machine solves the file and the mean again.
#[derive(Debug)]
pub struct Holding<'f> {
    futures: &'f Futures,
    options: SolveOptions,
    plans: Plans,
    nearest: Nearest<'f>,
    decisions: Decisions,
}

impl<'f> Holding<'f> {
    /// Returns the decisions, moved to the nearest that keep the limits before the news; an error where none within 1e-6 + 1e-6
    /// of their size do, or where they are not the decisions of these futures.
    pub fn of(
        futures: &'f Futures,
        given: &GivenDecisions,
        options: &SolveOptions,
    ) -> Result<Self, HedgeError> {
        let options = options.within_rounding();
        let nearest = Nearest::of(futures, given.by_column(futures)?)?;
        let decisions = nearest.decisions(&options)?;
        Ok(Self {
            futures,
            plans: Plans::of(futures, &options)?,
            nearest,
            decisions,
            options,
        })
    }

    /// Returns the decisions as they are held, by column.
    #[must_use]
    pub fn decisions(&self) -> &BTreeMap<Column, f64> {
        &self.decisions
    }

    /// Returns what one future, by its position, makes of the decisions.
    pub fn turnout(&self, future: usize) -> Result<Turnout, HedgeError> {
        let it = &self.futures.all()[future];
        let made = match self.own_best(future)? {
            Outcome::Optimal(own) => {
                let [file, mean] = self.plans.follow(self.futures, future, &self.options)?;
                let compared = |it: Option<Follows>| Some(Ending::of(it?).without_values());
                Some(Made {
                    margin: own.solution.objective,
                    file: compared(file),
                    mean: compared(mean),
                    given: Ending::of(self.follow(future)?),
                    x: own.solution.x,
                })
            }
            Outcome::Infeasible(_) | Outcome::Unbounded(_) => None,
        };
        Ok(Turnout {
            future: it.name.clone(),
            made,
        })
    }

    /// Returns what one of other draws, by its position, makes of the decisions.
    pub fn judged(&self, fresh: &Futures, draw: usize) -> Result<DrawTurnout, HedgeError> {
        let judging = Judging {
            decisions: &self.decisions,
            plans: &self.plans,
        };
        judging.turnout(fresh, draw, &self.options)
    }

    /// Returns what the decisions are worth, from what each future makes of them, in the order of the futures.
    ///
    /// Where only the last digits of the decisions break a promise of some future, others within reach keep it: then all futures
    /// are solved again with these.
    ///
    /// # Panics
    /// If there is not a turnout for each future.
    pub fn told(mut self, all: Vec<Turnout>, risk: Risk) -> Result<Hedged, HedgeError> {
        let futures = self.futures.all();
        assert_eq!(all.len(), futures.len(), "a turnout for each future");
        let mut known = Vec::with_capacity(all.len());
        let mut followed: Vec<Followed> = Vec::with_capacity(all.len());
        let mut given = Vec::with_capacity(all.len());
        for (future, turnout) in all.into_iter().enumerate() {
            let Some(made) = turnout.made else {
                let outcome = self.own_best(future)?;
                return Ok(Hedged::None(Box::new(NoHedge::Alone { future, outcome })));
            };
            let model = &futures[future].model;
            let (_, plan) = plan_of(model, &self.futures.programs[future], &made.x)?;
            known.push(Known::of(self.futures, made.margin, &plan));
            followed.push([made.file, made.mean].map(|it| Some(it?.into_follows(model))));
            given.push(made.given.into_follows(model));
        }
        loop {
            let is_broken = |follows: &Follows| follows.margin().is_none();
            let Some(first) = given.iter().position(is_broken) else {
                break;
            };
            match self.nearest.serving(first, &self.options)? {
                Some(other) => self.decisions = other,
                None => return Ok(Hedged::None(Box::new(self.broken(&given)))),
            }
            let again = self
                .options
                .threads()
                .lanes(futures.len(), |s| self.follow(s));
            given = again.into_iter().collect::<Result<_, HedgeError>>()?;
        }
        let (mut margins, mut points) = (Vec::new(), Vec::new());
        for follows in given {
            if let Follows::Best { margin, x } = follows {
                margins.push(margin);
                points.push(x);
            }
        }
        let alone = AllAlone {
            futures: self.futures,
            known,
            plans: self.plans,
            followed,
        };
        let proof = Proof {
            objective: risk.value(self.futures, &margins),
            bound: alone.known(risk),
            certificate: None,
            selection: None,
            found_by: FoundBy::OWN,
            size: None,
            optimum: None,
        };
        let told = alone.told(risk, &points, self.decisions, proof, &self.options)?;
        Ok(Hedged::Best(Box::new(told)))
    }

    fn own_best(&self, future: usize) -> Result<Outcome, HedgeError> {
        let model = &self.futures.all()[future].model;
        own_best(model, self.plans.file.as_deref(), &self.options)
    }

    fn follow(&self, future: usize) -> Result<Follows, HedgeError> {
        let value = |column: Column| self.decisions.get(&column).copied().unwrap_or(0.0);
        Recourse::of(self.futures, future).follow(&value, &self.options)
    }

    fn broken(&self, given: &[Follows]) -> NoHedge {
        let all = self.futures.all().iter().zip(given);
        let broken = all.filter_map(|(it, follows)| follows.broken(&it.name, HeldPlan::Hedge));
        NoHedge::Given(broken.collect::<Vec<Broken>>())
    }
}

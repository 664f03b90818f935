//! Each future alone, and what is told of a point of all of them.

use super::decisions::{Decided, decided, first, others};
use super::error::HedgeError;
use super::future::Futures;
use super::hedged::{Decisions, FutureOutcome, Hedge, NoHedge, Optimum};
use super::held::{AllReplanned, Followed, Plans, best_plan};
use super::program::Program;
use super::risk::Risk;
use super::worth::Worth;
use crate::lp::Certificate;
use crate::model::Model;
use crate::outcome::{Outcome, SelectionProof, Solved, solve, solve_again};
use crate::plan::{InterpretError, Plan, interpret_point};
use crate::solve::{FoundBy, SolveOptions};

/// The best plans of the file and of each future, if it were known from the start.
pub(super) struct Alone<'f> {
    futures: &'f Futures,
    /// `None` where the file has no best plan.
    file: Option<Box<Solved>>,
    each: Vec<Known>,
}

/// A future's own best.
pub(super) struct Known {
    pub margin: f64,
    /// What it decides before the news; in the first quarter at least.
    pub decided: Decided,
}

/// Each future alone, and what it makes of the plans of the file and of the mean.
pub(super) struct AllAlone<'f> {
    pub futures: &'f Futures,
    pub known: Vec<Known>,
    pub plans: Plans,
    pub followed: Vec<Followed>,
}

/// What is proved of a point of all futures.
pub(super) struct Proof {
    pub objective: f64,
    pub bound: f64,
    pub certificate: Option<Certificate>,
    pub selection: Option<SelectionProof>,
    pub found_by: FoundBy,
    pub size: Option<(usize, usize)>,
    pub optimum: Option<Optimum>,
}

impl<'f> Alone<'f> {
    /// Returns the best plans, or the first future that has none.
    pub fn of(
        futures: &'f Futures,
        options: &SolveOptions,
    ) -> Result<Result<Self, NoHedge>, HedgeError> {
        let file = best_plan(solve(futures.base(), options)?);
        let all = futures.all();
        let solved = options.threads().lanes(all.len(), |s| {
            own_best(&all[s].model, file.as_deref(), options)
        });
        let mut each = Vec::with_capacity(all.len());
        for (future, outcome) in solved.into_iter().enumerate() {
            match outcome? {
                Outcome::Optimal(solved) => {
                    each.push(Known::of(futures, solved.solution.objective, &solved.plan));
                }
                outcome => return Ok(Err(NoHedge::Alone { future, outcome })),
            }
        }
        Ok(Ok(Self {
            futures,
            file,
            each,
        }))
    }

    /// Returns them with what each future makes of the plans of the file and of the mean.
    pub fn followed(self, options: &SolveOptions) -> Result<AllAlone<'f>, HedgeError> {
        let futures = self.futures;
        let plans = Plans::beside(self.file, futures, options)?;
        let followed = options
            .threads()
            .lanes(futures.all().len(), |s| plans.follow(futures, s, options));
        let followed: Result<Vec<Followed>, HedgeError> = followed.into_iter().collect();
        Ok(AllAlone {
            futures,
            known: self.each,
            plans,
            followed: followed?,
        })
    }
}

/// Returns the best plan of a future, found from that of the file where there is one.
pub(crate) fn own_best(
    model: &Model,
    file: Option<&Solved>,
    options: &SolveOptions,
) -> Result<Outcome, HedgeError> {
    Ok(match file {
        Some(file) => solve_again(model, file)?,
        None => solve(model, options)?,
    })
}

impl Known {
    pub fn of(futures: &Futures, margin: f64, plan: &Plan) -> Self {
        let until = futures.shared_quarters().max(1);
        Self {
            margin,
            decided: decided(plan, futures.base(), until),
        }
    }
}

impl AllAlone<'_> {
    /// Returns what all futures are worth if each were known from the start.
    pub fn known(&self, risk: Risk) -> f64 {
        let margins = self.known.iter().map(|it| it.margin);
        risk.value(self.futures, &margins.collect::<Vec<_>>())
    }

    /// Returns all that is told of values for each future's own program, which share these decisions before the news.
    pub fn told(
        self,
        risk: Risk,
        points: &[Vec<f64>],
        decisions: Decisions,
        proof: Proof,
        options: &SolveOptions,
    ) -> Result<Hedge, HedgeError> {
        let futures = self.futures;
        let AllReplanned {
            of_each,
            broken,
            several,
        } = self.plans.replanned(futures, &self.followed, options)?;
        let mut outcomes = Vec::with_capacity(points.len());
        for (s, (known, replanned)) in self.known.iter().zip(of_each).enumerate() {
            let model = &futures.all()[s].model;
            let (margin, plan) = plan_of(model, &futures.programs[s], &points[s])?;
            outcomes.push(FutureOutcome {
                margin,
                wait_and_see: known.margin,
                replanned,
                plan,
            });
        }
        let margins: Vec<f64> = outcomes.iter().map(|it| it.margin).collect();
        let (base, shared) = (futures.base(), futures.shared_quarters());
        let known: Vec<Decided> = self.known.into_iter().map(|it| it.decided).collect();
        let now = outcomes.first().filter(|_| shared > 0);
        let now = now.map(|it| decided(&it.plan, base, shared));
        let of_file = self.plans.file.as_ref();
        let of_file = of_file.map(|it| decided(&it.plan, base, shared));
        let differs = match (&of_file, &now) {
            (Some(file), Some(now)) => others(futures, file, now, &known),
            _ => Vec::new(),
        };
        Ok(Hedge {
            objective: proof.objective,
            expected_margin: futures.mean_of(&margins),
            worst_margin: risk.mean_of_worst(futures, &margins),
            risk,
            certificate: proof.certificate,
            bound: proof.bound,
            selection: proof.selection,
            found_by: proof.found_by,
            size: proof.size,
            worth: Worth::of(futures, risk, &outcomes, broken, several),
            whatever_happens: first(futures, now.as_ref(), &known),
            futures: outcomes,
            shared_quarters: shared,
            differs,
            decisions,
            optimum: proof.optimum,
            plans: self.plans,
        })
    }
}

/// Returns the margin and the plan that values of a future's own program stand for.
pub(super) fn plan_of(
    model: &Model,
    program: &Program,
    x: &[f64],
) -> Result<(f64, Plan), HedgeError> {
    let lp = &program.lp;
    let margin = lp.objective(x);
    let plan = interpret_point(model, lp, x, margin);
    let plan = plan.map_err(|error: InterpretError| HedgeError::Solve(error.into()))?;
    Ok((margin, plan))
}

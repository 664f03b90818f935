//! The thread that solves: the newest numbers first and only, then what is said of their plan, part after part.

use std::cell::OnceCell;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::explain::{
    ExplainError, Explanation, OptionsAsked, bridge, diagnose, explain, highlights, options,
    same_curves,
};
use crate::input::{Input, Loaded};
use crate::lp::{Interrupted, Watch};
use crate::model::Address;
use crate::outcome::{self, Outcome, SolveError, SolveOptions, Solved};
use crate::plan::cautions;
use crate::printable::printable;
use crate::provenance::of_loaded;
use crate::report::explain::ExplanationReport;
use crate::report::html::desk::{
    Against, Explained, PlanOnDesk, failure, no_plan, status, unbounded,
};
use crate::report::json::Finding;
use crate::report::progress_in_words;

use super::board::Pane;
use super::seen::Job;
use super::state::State;
use super::table::Desk;

/// How many lines tables of an explanation have.
const LINES: usize = 10;

/// Why the work on some numbers ended early.
enum Ended {
    /// Somebody stopped it, or there are newer numbers.
    Stopped,
    /// It has no answer, in words.
    Failed(String),
}

impl From<SolveError> for Ended {
    fn from(error: SolveError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<ExplainError> for Ended {
    fn from(error: ExplainError) -> Self {
        Self::Failed(error.to_string())
    }
}

/// What is compared with, kept as long as it is.
struct Base {
    file: u64,
    state: State,
    loaded: Arc<Loaded>,
    outcome: Arc<Outcome>,
    explanation: OnceCell<Explanation>,
}

impl Base {
    fn is_of(&self, job: &Job) -> bool {
        self.file == job.file && self.state == job.base
    }

    fn solved(&self) -> Option<&Solved> {
        match &*self.outcome {
            Outcome::Optimal(solved) => Some(solved),
            Outcome::Infeasible(_) | Outcome::Unbounded(_) => None,
        }
    }
}

/// Solves what is to be solved until the desk ends.
pub(super) fn run(desk: &Arc<Desk>) {
    let mut base = None;
    while let Some(job) = desk.next_job() {
        let work = Work::on(desk, &job);
        // Work that is stopped fails in one way or another.
        let ended = match work.all(&mut base) {
            Err(_) if work.is_stopped() => Err(Ended::Stopped),
            ended => ended,
        };
        match ended {
            Ok(()) => work.say("", false, false),
            Err(Ended::Stopped) if desk.is_old(&job) => {}
            Err(Ended::Stopped) => work.say(
                "Stopped. What is shown in gray is of other numbers.",
                false,
                true,
            ),
            Err(Ended::Failed(why)) => {
                desk.board.show(job.about, [(Pane::Now, failure(&why))]);
                work.say("No answer could be proved.", false, true);
            }
        }
        desk.answered(&job, None);
    }
}

/// Work on some numbers.
struct Work<'a> {
    desk: &'a Arc<Desk>,
    job: &'a Job,
    options: SolveOptions,
}

impl<'a> Work<'a> {
    fn on(desk: &'a Arc<Desk>, job: &'a Job) -> Self {
        let (told, about) = (Arc::clone(desk), job.about);
        let stop = Arc::clone(&job.stop);
        let mut watch = Watch::default();
        if let Some(seconds) = desk.settings.time_limit {
            watch = watch.with_time_limit(seconds);
        }
        let watch = watch
            .with_stop(Arc::clone(&job.stop))
            .with_progress(move |progress| {
                if !stop.load(Ordering::Relaxed) {
                    let words = status(&progress_in_words(progress), true, false);
                    told.board.show(about, [(Pane::Status, words)]);
                }
            });
        Self {
            desk,
            job,
            options: desk.settings.options.clone().with_watch(watch),
        }
    }

    fn say(&self, words: &str, stop: bool, again: bool) {
        self.show([(Pane::Status, status(words, stop, again))]);
    }

    fn show(&self, contents: impl IntoIterator<Item = (Pane, String)>) {
        let contents = contents.into_iter();
        let contents = contents.map(|(pane, content)| (pane, printable(&content).into_owned()));
        self.desk.board.show(self.job.about, contents);
    }

    fn is_stopped(&self) -> bool {
        self.job.stop.load(Ordering::Relaxed)
    }

    fn check(&self) -> Result<(), Ended> {
        match self.options.watch.check() {
            Ok(()) => Ok(()),
            Err(Interrupted::Stopped) => Err(Ended::Stopped),
            Err(why) => Err(Ended::Failed(why.to_string())),
        }
    }

    /// Returns what is compared with, solved unless it is known; nothing where its model has errors.
    fn base<'b>(&self, known: &'b mut Option<Base>) -> Result<Option<&'b Base>, Ended> {
        let job = self.job;
        if !known.as_ref().is_some_and(|base| base.is_of(job)) {
            *known = None;
            let loaded = if job.state == job.base {
                Arc::clone(&job.loaded)
            } else {
                match model(&job.input, &job.base) {
                    Some(loaded) => Arc::new(loaded),
                    None => return Ok(None),
                }
            };
            let outcome = Arc::new(outcome::solve(&loaded.model, &self.options)?);
            // A search for options that was stopped has an answer, the best so far, which is not to be kept as the base.
            self.check()?;
            *known = Some(Base {
                file: job.file,
                state: job.base.clone(),
                outcome,
                loaded,
                explanation: OnceCell::new(),
            });
        }
        Ok(known.as_ref())
    }

    /// Solves, and shows part after part.
    fn all(&self, known: &mut Option<Base>) -> Result<(), Ended> {
        let job = self.job;
        let base = self.base(known)?;
        let is_base = job.state == job.base;
        let outcome = match &base {
            Some(base) if is_base => Arc::clone(&base.outcome),
            _ => Arc::new(outcome::solve(&job.loaded.model, &self.options)?),
        };
        self.check()?;
        match &*outcome {
            Outcome::Optimal(solved) => {
                self.plan(&outcome, solved, base, is_base)?;
            }
            Outcome::Infeasible(why) => {
                self.refuse("Looking for what stands in the way.".to_owned());
                self.desk.answered(job, Some(Arc::clone(&outcome)));
                let mut why = why.clone();
                why.options = self.options.clone();
                let diagnosis = diagnose(&job.loaded.model, &why);
                self.check()?;
                let locate = |address: &Address| job.loaded.locate(address);
                self.refuse(no_plan(&job.loaded.model, &diagnosis, &locate));
            }
            Outcome::Unbounded(why) => {
                self.refuse(unbounded(&job.loaded.model, why));
                self.desk.answered(job, Some(Arc::clone(&outcome)));
            }
        }
        Ok(())
    }

    /// Shows that there is no best plan, and nothing of any other.
    fn refuse(&self, now: String) {
        let others = Pane::OF_ANSWER.into_iter().filter(|it| *it != Pane::Now);
        let nothing = others.map(|pane| (pane, String::new()));
        self.show(std::iter::once((Pane::Now, now)).chain(nothing));
    }

    fn plan(
        &self,
        outcome: &Arc<Outcome>,
        solved: &Solved,
        base: Option<&Base>,
        is_base: bool,
    ) -> Result<(), Ended> {
        let (job, loaded) = (self.job, &self.job.loaded);
        let model = &loaded.model;
        let cautions = cautions(model, &solved.plan);
        let warnings = Finding::all(loaded.warnings.iter().chain(&cautions), &loaded.sources);
        let against = base.filter(|_| !is_base);
        let plan = PlanOnDesk {
            model,
            solved,
            base: against.and_then(|base| {
                base.solved().map(|solved| Against {
                    model: &base.loaded.model,
                    solved,
                })
            }),
        };
        // The margin first: drawings take about as long as solving.
        self.show([(Pane::Now, plan.now())]);
        self.show([(Pane::Racks, plan.racks())]);
        self.show([(Pane::Waiting, plan.waiting()), (Pane::Power, plan.power())]);
        self.desk.answered(job, Some(Arc::clone(outcome)));
        self.check()?;
        let provenance = of_loaded(loaded, &job.state.scenarios, outcome.found_by());
        self.show([
            (Pane::Tables, plan.tables()),
            (Pane::Proof, plan.proof(&provenance, &warnings)),
        ]);
        if plan.base.is_none() {
            self.show([(Pane::Bridge, String::new())]);
        }
        if model.options.is_empty() {
            self.show([(Pane::Options, String::new())]);
        }
        // What is explained is stopped as what is solved.
        let solved = &solved.watched(&self.options.watch);
        match self.reasons(plan, solved, base, is_base) {
            // The plan is proved all the same, though there was no time for its reasons, say.
            Err(Ended::Failed(why)) if !self.is_stopped() => {
                let words = format!("The plan is proved; why it is so could not be: {why}");
                self.show([(Pane::Lead, failure(&words))]);
                Ok(())
            }
            other => other,
        }
    }

    /// Shows why the plan is so, and what the changes do.
    fn reasons(
        &self,
        plan: PlanOnDesk,
        solved: &Solved,
        base: Option<&Base>,
        is_base: bool,
    ) -> Result<(), Ended> {
        let model = &self.job.loaded.model;
        if let Some(against) = plan.base {
            self.say("What the changes do.", true, false);
            let from = against.solved.watched(&self.options.watch);
            let bridge = bridge(against.model, &from, model, solved)?;
            self.check()?;
            self.show([(Pane::Bridge, plan.bridge(&bridge))]);
        }
        self.say("Why it is so.", true, false);
        let explanation = explain(model, solved)?;
        self.check()?;
        let report = ExplanationReport {
            model,
            solved,
            explanation: &explanation,
            promises: None,
            held: None,
            asked: None,
            top: LINES,
        };
        let mut seen = Explained { report, base: None };
        self.show([(Pane::Lead, seen.lead()), (Pane::Limits, seen.limits())]);
        self.say("Curves of what matters most.", true, false);
        let found = highlights(model, solved, &explanation)?;
        self.check()?;
        self.show([(Pane::Curves, plan.curves(&found.curves, &[]))]);
        if !model.options.is_empty() {
            self.say("What options are worth.", true, false);
            let values = options(model, &self.options, &OptionsAsked::default())?;
            self.check()?;
            self.show([(Pane::Options, plan.options(&values))]);
        }
        let Some(base) = base else { return Ok(()) };
        if is_base {
            // Known already where the same numbers were seen before.
            let _ = base.explanation.set(explanation);
            return Ok(());
        }
        self.say("The same before the changes.", true, false);
        let Some(from) = base.solved().map(|it| it.watched(&self.options.watch)) else {
            return Ok(());
        };
        if base.explanation.get().is_none() {
            let found = explain(&base.loaded.model, &from)?;
            self.check()?;
            let _ = base.explanation.set(found);
        }
        seen.base = base.explanation.get();
        let before = same_curves(&base.loaded.model, &from, &found.curves)?;
        self.check()?;
        self.show([
            (Pane::Limits, seen.limits()),
            (Pane::Curves, plan.curves(&found.curves, &before)),
        ]);
        Ok(())
    }
}

fn model(input: &Input, state: &State) -> Option<Loaded> {
    input.model(&state.scenario_ids(), &state.set_texts()).ok()
}

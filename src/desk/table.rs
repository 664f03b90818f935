//! The desk itself: the session, the model as it is changed, and what is to be solved next.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::input::{Input, Loaded, NumberInfo, Rejected};
use crate::outcome::{Outcome, SolveOptions};
use crate::report::html::desk::findings;

use super::board::Board;
use super::drawn::Notice;
use super::planner;
use super::seen::{Job, Refused, Seen};
use super::session::Session;
use super::state::State;
use super::step::Step;

/// Numbers slid within so long of each other are one step: by the mouse, by arrow keys, digit by digit.
const PAUSE: Duration = Duration::from_millis(1200);

/// Keeps a session; what went wrong, in words.
pub type Keep = Box<dyn Fn(&Session) -> Result<(), String> + Send + Sync>;

/// What a desk is set up with.
pub struct DeskSettings {
    /// How to solve.
    pub options: SolveOptions,
    /// How long the work on each change may take, in seconds.
    pub time_limit: Option<f64>,
    /// Keeps the session, after each step.
    pub keep: Keep,
}

/// A desk at work.
pub struct Desk {
    pub(super) settings: DeskSettings,
    pub(super) board: Board,
    inner: Mutex<Inner>,
    /// Tells of new numbers, of answers, and of the end.
    news: Condvar,
}

/// A number that has a card, and the form that was chosen for it.
pub(super) struct Opened {
    pub path: String,
    pub form: Option<Chosen>,
}

/// How a number is to be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chosen {
    Factor,
    Amount,
    Quarters,
}

pub(super) struct Inner {
    pub(super) input: Arc<Input>,
    pub(super) session: Session,
    pub(super) loaded: Arc<Loaded>,
    /// The numbers with the scenarios alone, and which those are.
    unchanged: Option<(Vec<String>, Arc<Vec<NumberInfo>>)>,
    /// The numbers that have a card, in the order they were opened.
    pub(super) opened: Vec<Opened>,
    /// Counts the numbers to be solved.
    pub(super) about: u64,
    /// Counts the model files that were loaded.
    file: u64,
    /// Which numbers the planner has dealt with.
    done: u64,
    /// Stops what is being solved.
    stop: Arc<AtomicBool>,
    seen: Option<Arc<Seen>>,
    ended: bool,
    /// When a number was slid last.
    slid: Instant,
    pub(super) notice: Notice,
}

impl Desk {
    /// Sets up a desk. Where the changes of the session do not fit the model, it begins with the model as its file has it, and
    /// says so; fails where that has errors.
    pub fn begin(
        input: Input,
        mut session: Session,
        settings: DeskSettings,
    ) -> Result<Arc<Self>, Rejected> {
        let state = session.state();
        let mut notice = Notice::default();
        let loaded = match input.model(&state.scenario_ids(), &state.set_texts()) {
            Ok(loaded) => loaded,
            Err(rejected) => {
                let loaded = input.model(&[], &[]).map_err(|_| rejected.clone())?;
                let words = "The changes of the session do not fit the model, which is shown without them. Once the model has what they name, Undo brings them back.";
                notice.wrong = vec![words.to_owned()];
                notice.wrong.extend(findings(&Refused::from(rejected).0));
                session.go(State::default());
                loaded
            }
        };
        let desk = Arc::new(Self {
            settings,
            board: Board::default(),
            inner: Mutex::new(Inner {
                input: Arc::new(input),
                session,
                loaded: Arc::new(loaded),
                unchanged: None,
                opened: Vec::new(),
                about: 1,
                file: 1,
                done: 0,
                stop: Arc::default(),
                seen: None,
                ended: false,
                slid: Instant::now(),
                notice,
            }),
            news: Condvar::new(),
        });
        desk.draw(&mut desk.inner());
        let worker = Arc::clone(&desk);
        std::thread::spawn(move || planner::run(&worker));
        Ok(desk)
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns how to solve.
    pub fn options(&self) -> SolveOptions {
        self.settings.options.clone()
    }

    /// Returns what is shown.
    pub fn board(&self) -> &Board {
        &self.board
    }

    /// Returns the state that is seen.
    pub fn state(&self) -> State {
        self.inner().session.state().clone()
    }

    /// Returns the model file, and the model as it is changed.
    pub fn loaded(&self) -> (Arc<Input>, Arc<Loaded>) {
        let inner = self.inner();
        (Arc::clone(&inner.input), Arc::clone(&inner.loaded))
    }

    /// Returns what the numbers are with these scenarios alone: what cards change.
    pub(super) fn unchanged(&self, scenarios: &[String]) -> Arc<Vec<NumberInfo>> {
        unchanged(&mut self.inner(), scenarios)
    }

    /// Does something to the numbers; refused where the model would have errors.
    pub fn step(&self, step: &Step) -> Result<u64, Refused> {
        let mut inner = self.inner();
        let next = step.after(inner.session.state());
        if let Some(path) = step.sliding() {
            open(&mut inner, path);
            if inner.slid.elapsed() > PAUSE {
                inner.session.let_go();
            }
            inner.slid = Instant::now();
        }
        if next == *inner.session.state() {
            // Solved already, or being solved.
            self.draw(&mut inner);
            return Ok(inner.about);
        }
        self.go_to(&mut inner, next, |session, next| match step.sliding() {
            Some(path) => session.slide(path, next),
            None => session.go(next),
        })
    }

    /// Goes one step back, or forward again.
    pub fn undo(&self, forward: bool) -> Result<u64, Refused> {
        let mut inner = self.inner();
        let session = &inner.session;
        let next = if forward {
            session.after()
        } else {
            session.before()
        };
        let Some(next) = next.cloned() else {
            return Ok(inner.about);
        };
        self.go_to(&mut inner, next, |session, _| {
            if forward {
                session.redo();
            } else {
                session.undo();
            }
        })
    }

    /// Compares with the state that is seen from now on, or with the model as its file has it again.
    pub fn pin(&self, pin: bool) -> Result<u64, Refused> {
        let mut inner = self.inner();
        let base = if pin {
            inner.session.state().clone()
        } else {
            State::default()
        };
        let next = inner.session.state().clone();
        self.go_to(&mut inner, next, |session, _| session.base = base)
    }

    /// Loads a changed model file, with the changes kept; refused where they do not fit it.
    pub fn reload(&self, input: Input) -> Result<u64, Refused> {
        let mut inner = self.inner();
        let state = inner.session.state();
        input.model(&state.scenario_ids(), &state.set_texts())?;
        inner.input = Arc::new(input);
        inner.file += 1;
        inner.unchanged = None;
        inner.notice.has_other_file = false;
        let next = inner.session.state().clone();
        self.go_to(&mut inner, next, |_, _| {})
    }

    /// Makes the model of the next state, goes there, and lets the planner begin on it.
    fn go_to(
        &self,
        inner: &mut Inner,
        next: State,
        go: impl FnOnce(&mut Session, State),
    ) -> Result<u64, Refused> {
        let loaded = inner.input.model(&next.scenario_ids(), &next.set_texts())?;
        inner.loaded = Arc::new(loaded);
        go(&mut inner.session, next);
        inner.about += 1;
        // What was being solved is of no use any more.
        inner.stop.store(true, Ordering::Relaxed);
        inner.stop = Arc::default();
        self.news.notify_all();
        inner.notice.wrong = match (self.settings.keep)(&inner.session) {
            Ok(()) => Vec::new(),
            Err(why) => vec![format!("The session is not kept: {why}.")],
        };
        self.draw(inner);
        Ok(inner.about)
    }

    /// Shows a card for a number, or no longer; a number that was changed goes back to what it was.
    pub fn open(&self, path: &str, is_open: bool) -> Result<u64, Refused> {
        let mut inner = self.inner();
        if is_open {
            let scenarios = inner.session.state().scenarios.clone();
            let known = unchanged(&mut inner, &scenarios);
            if !known.iter().any(|it| it.path == path) {
                return Err(Refused::of(
                    "unknown-path",
                    format!("no number is called `{path}`"),
                ));
            }
            open(&mut inner, path);
        } else {
            inner.opened.retain(|it| it.path != path);
            if !inner.session.state().sets_of(path).is_empty() {
                let next = inner.session.state().with_sets(path, &[]);
                return self.go_to(&mut inner, next, Session::go);
            }
        }
        self.draw(&mut inner);
        Ok(inner.about)
    }

    /// Shows a card with another form: `factor`, `amount` or `quarters`.
    pub fn use_form(&self, path: &str, form: &str) -> Result<u64, Refused> {
        let form = match form {
            "factor" => Chosen::Factor,
            "amount" => Chosen::Amount,
            "quarters" => Chosen::Quarters,
            _ => {
                return Err(Refused::of(
                    "unknown-form",
                    format!("no form is called `{form}`"),
                ));
            }
        };
        let mut inner = self.inner();
        let mut opened = inner.opened.iter_mut();
        if let Some(card) = opened.find(|it| it.path == path) {
            card.form = Some(form);
        }
        self.draw(&mut inner);
        Ok(inner.about)
    }

    /// Stops what is being solved; what is shown stays.
    pub fn stop(&self) {
        self.inner().stop.store(true, Ordering::Relaxed);
    }

    /// Solves the same numbers again, after they were stopped.
    pub fn again(&self) {
        let mut inner = self.inner();
        inner.about += 1;
        inner.stop.store(true, Ordering::Relaxed);
        inner.stop = Arc::default();
        self.draw(&mut inner);
        self.news.notify_all();
    }

    /// Ends the desk: nothing more is solved.
    pub fn end(&self) {
        let mut inner = self.inner();
        inner.ended = true;
        inner.stop.store(true, Ordering::Relaxed);
        self.news.notify_all();
    }

    /// Says that the model file on disk is another now, or is again the one that is loaded.
    pub fn file_changed(&self, is_other: bool) {
        let mut inner = self.inner();
        if inner.notice.has_other_file != is_other {
            inner.notice.has_other_file = is_other;
            self.draw(&mut inner);
        }
    }

    /// Returns the answer to the numbers that are seen; waits for it as long as it takes, up to a limit.
    pub fn seen(&self, at_most: Duration) -> Option<Arc<Seen>> {
        let inner = self.inner();
        let is_waiting = |inner: &mut Inner| inner.done < inner.about && !inner.ended;
        let (inner, _) = self
            .news
            .wait_timeout_while(inner, at_most, is_waiting)
            .unwrap_or_else(PoisonError::into_inner);
        let about = inner.about;
        inner.seen.clone().filter(|seen| seen.about == about)
    }

    /// Returns the next numbers to be solved, once there are some; `None` at the end.
    pub(super) fn next_job(&self) -> Option<Job> {
        let inner = self.inner();
        let is_idle = |inner: &mut Inner| inner.done == inner.about && !inner.ended;
        let waited = self.news.wait_while(inner, is_idle);
        let inner = waited.unwrap_or_else(PoisonError::into_inner);
        if inner.ended {
            return None;
        }
        Some(Job {
            about: inner.about,
            file: inner.file,
            input: Arc::clone(&inner.input),
            state: inner.session.state().clone(),
            base: inner.session.base.clone(),
            loaded: Arc::clone(&inner.loaded),
            stop: Arc::clone(&inner.stop),
        })
    }

    /// Takes the answer to some numbers; `None` where there is none.
    pub(super) fn answered(&self, job: &Job, outcome: Option<Arc<Outcome>>) {
        let mut inner = self.inner();
        inner.done = job.about;
        if let Some(outcome) = outcome {
            inner.seen = Some(Arc::new(Seen {
                about: job.about,
                state: job.state.clone(),
                loaded: Arc::clone(&job.loaded),
                outcome,
            }));
        }
        self.news.notify_all();
    }

    /// Returns whether other numbers are to be solved by now.
    pub(super) fn is_old(&self, job: &Job) -> bool {
        let inner = self.inner();
        inner.about != job.about || inner.ended
    }
}

/// Gives a number a card.
pub(super) fn open(inner: &mut Inner, path: &str) {
    if !inner.opened.iter().any(|it| it.path == path) {
        inner.opened.push(Opened {
            path: path.to_owned(),
            form: None,
        });
    }
}

/// Returns what the numbers are with these scenarios alone.
pub(super) fn unchanged(inner: &mut Inner, scenarios: &[String]) -> Arc<Vec<NumberInfo>> {
    if let Some((of, known)) = &inner.unchanged
        && of == scenarios
    {
        return Arc::clone(known);
    }
    let ids: Vec<&str> = scenarios.iter().map(String::as_str).collect();
    // Scenarios that have errors without the assignments after them: the numbers of the file are nearest.
    let numbers = inner.input.numbers(&ids, &[]);
    let numbers = numbers.or_else(|_| inner.input.numbers(&[], &[]));
    let numbers = Arc::new(numbers.unwrap_or_default());
    inner.unchanged = Some((scenarios.to_vec(), Arc::clone(&numbers)));
    numbers
}

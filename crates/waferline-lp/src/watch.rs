//! Looking after long work: stopped, out of time, how far it is.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How many iterations pass between two looks at the watch.
pub(super) const EVERY: usize = 64;
/// Progress is reported no more often than this.
const BETWEEN: Duration = Duration::from_millis(100);

/// When to give up, and whom to report its progress to. Copies share all of it.
#[derive(Clone, Default)]
pub struct Watch {
    stop: Option<Arc<AtomicBool>>,
    limit: Option<Limit>,
    report: Option<Arc<Reporter>>,
}

#[derive(Clone, Copy, Debug)]
struct Limit {
    seconds: f64,
    deadline: Instant,
}

struct Reporter {
    report: Box<dyn Fn(&Progress) + Send + Sync>,
    since: Instant,
    /// Milliseconds since then at which something was reported last.
    last: AtomicU64,
}

/// How far a piece of work is.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Progress {
    /// What is being done.
    pub phase: Phase,
    /// Iterations so far, 0 where nothing counts them.
    pub iterations: usize,
    /// The objective now, if the point is feasible.
    pub objective: Option<f64>,
    /// By how much bounds are missed in all, in scaled units, while the point is not feasible.
    pub infeasibility: Option<f64>,
    /// How far the objective and what its prices say are apart, relative to them, where the point is on its way through the
    /// interior, or a search has a selection to compare with.
    pub gap: Option<f64>,
    /// Time since the watch was asked to report.
    pub elapsed: Duration,
}

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Phase {
    /// Another program solves; its name.
    Solver(&'static str),
    /// Through the interior of what is feasible, towards an optimum.
    Interior,
    /// From there to a basis.
    Crossover,
    /// From any basis to a feasible point.
    Dual,
    /// From a feasible point to the best one.
    Primal,
    /// From optimum to optimum.
    Walk,
    /// In exact arithmetic.
    Exact,
    /// Through the selections of what must be whole: iterations are programs solved, the objective is that of the best so far,
    /// and the gap how far it may be from the best there is, relative to it.
    Search,
}

/// The work was ended before it was done.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Interrupted {
    /// There was no more time.
    #[error("no answer within the time limit of {seconds} s")]
    TimeLimit {
        /// The limit.
        seconds: f64,
    },
    /// Somebody asked for it.
    #[error("stopped before there was an answer")]
    Stopped,
}

impl Watch {
    /// Ends the work soon after this flag is set.
    #[must_use]
    pub fn with_stop(mut self, flag: Arc<AtomicBool>) -> Self {
        self.stop = Some(flag);
        self
    }

    /// Ends the work this many seconds from now; at once where they are none or not a number. More than there can be
    /// (some billion years) is no limit.
    #[must_use]
    pub fn with_time_limit(mut self, seconds: f64) -> Self {
        let limit = Duration::try_from_secs_f64(seconds.max(0.0));
        let deadline = limit.ok().and_then(|it| Instant::now().checked_add(it));
        self.limit = deadline.map(|deadline| Limit { seconds, deadline });
        self
    }

    /// Reports how far the work is, some times a second, from the thread that works.
    #[must_use]
    pub fn with_progress(mut self, report: impl Fn(&Progress) + Send + Sync + 'static) -> Self {
        self.report = Some(Arc::new(Reporter {
            report: Box::new(report),
            since: Instant::now(),
            last: AtomicU64::new(0),
        }));
        self
    }

    /// Returns how much time is left, `None` for no limit.
    #[must_use]
    pub fn time_left(&self) -> Option<Duration> {
        let limit = self.limit?;
        Some(limit.deadline.saturating_duration_since(Instant::now()))
    }

    /// Fails if the work is to end.
    pub fn check(&self) -> Result<(), Interrupted> {
        let asked = self.stop.as_ref();
        if asked.is_some_and(|flag| flag.load(Ordering::Relaxed)) {
            return Err(Interrupted::Stopped);
        }
        match self.limit {
            Some(Limit { seconds, deadline }) if Instant::now() >= deadline => {
                Err(Interrupted::TimeLimit { seconds })
            }
            _ => Ok(()),
        }
    }

    /// Reports how far the work is, if it is time to; `progress` gets the time since the watch was asked to report.
    pub fn report(&self, progress: impl FnOnce(Duration) -> Progress) {
        let Some(reporter) = &self.report else { return };
        let elapsed = reporter.since.elapsed();
        let now = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        let last = reporter.last.load(Ordering::Relaxed);
        if u128::from(now.saturating_sub(last)) >= BETWEEN.as_millis() {
            reporter.last.store(now, Ordering::Relaxed);
            (reporter.report)(&progress(elapsed));
        }
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch")
            .field("stop", &self.stop)
            .field("limit", &self.limit)
            .field("reports", &self.report.is_some())
            .finish()
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Solver(name) => write!(f, "{name} is solving"),
            Self::Interior => f.write_str("approaching the optimum"),
            Self::Crossover => f.write_str("looking for a vertex"),
            Self::Dual => f.write_str("looking for a feasible point"),
            Self::Primal => f.write_str("improving"),
            Self::Walk => f.write_str("following the optimum"),
            Self::Exact => f.write_str("solving in exact arithmetic"),
            Self::Search => f.write_str("comparing selections"),
        }
    }
}

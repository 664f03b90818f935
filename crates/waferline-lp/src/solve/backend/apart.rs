//! A solver that does not look at our watch: kept apart, so that neither its time nor its mistakes are ours.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use super::caught::caught;
use crate::solve::options::SolveOptions;
use crate::solve::threads::Threads;
use crate::watch::{Interrupted, Phase, Progress};

/// How often the watch is looked at; a small part of the second within which work is to end.
const LOOK: Duration = Duration::from_millis(50);

/// Returns what the work of another solver returns, `None` if it finds nothing, panics or cannot begin.
///
/// There is no safe way to stop a solver that does not look at our watch: it works in a thread of its own, which is left
/// alone when the work is stopped, and ends with its answer or with the process. This is the only thread that solving
/// starts. Where [`Threads::one`] forbids it, the solver works in the caller's thread and cannot be abandoned: the watch
/// is looked at again when it has ended, and only its own time limit, where it has one, ends it sooner.
pub(super) fn apart<T: Send + 'static>(
    solver: &'static str,
    options: &SolveOptions,
    work: impl FnOnce() -> Option<T> + Send + 'static,
) -> Result<Option<T>, Interrupted> {
    let watch = &options.watch;
    if options.threads() == Threads::one() {
        let found = caught(work).flatten();
        watch.check()?;
        return Ok(found);
    }
    let (answer, answered) = mpsc::channel();
    let started = thread::Builder::new().spawn(move || {
        // Where nobody waits any more, nobody needs the answer.
        let _ = answer.send(caught(work).flatten());
    });
    if started.is_err() {
        return Ok(None);
    }
    loop {
        match answered.recv_timeout(LOOK) {
            Ok(found) => {
                watch.check()?;
                return Ok(found);
            }
            Err(RecvTimeoutError::Disconnected) => return Ok(None),
            Err(RecvTimeoutError::Timeout) => {}
        }
        watch.check()?;
        watch.report(|elapsed| Progress {
            phase: Phase::Solver(solver),
            iterations: 0,
            objective: None,
            infeasibility: None,
            gap: None,
            elapsed,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch::Watch;

    fn two_threads() -> SolveOptions {
        SolveOptions::default().with_threads(Threads::at_most(2))
    }

    #[test]
    fn a_panic_is_a_solver_that_finds_nothing() {
        for threads in [Threads::one(), Threads::at_most(2)] {
            let options = SolveOptions::default().with_threads(threads);
            let found = apart("test", &options, || -> Option<()> { panic!("meant to be") });
            assert_eq!(found, Ok(None));
        }
    }

    #[test]
    fn one_thread_is_the_callers() {
        let options = SolveOptions::default().with_threads(Threads::one());
        let found = apart("test", &options, || Some(thread::current().id()));
        assert_eq!(found, Ok(Some(thread::current().id())));
        let found = apart("test", &two_threads(), || Some(thread::current().id()));
        assert_ne!(found, Ok(Some(thread::current().id())));
    }

    #[test]
    fn a_solver_that_never_ends_is_left_alone() {
        let watch = Watch::default().with_time_limit(0.2);
        let options = two_threads().with_watch(watch);
        let start = std::time::Instant::now();
        let found = apart("test", &options, || -> Option<()> {
            thread::sleep(Duration::from_secs(5));
            None
        });
        assert_eq!(found, Err(Interrupted::TimeLimit { seconds: 0.2 }));
        assert!(start.elapsed() < Duration::from_secs(2));
    }
}

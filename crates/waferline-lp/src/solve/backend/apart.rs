//! Solvers that are not ours: kept apart, so that neither their time nor their mistakes are ours.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use super::caught::caught;
use crate::{Interrupted, Phase, Progress, Watch};

/// How often the watch is looked at; a small part of the second within which work is to end.
const LOOK: Duration = Duration::from_millis(50);

/// Returns what the work of another solver returns, `None` if it finds nothing, panics or cannot begin.
///
/// There is no safe way to stop a solver that does not look at our watch: it works in a thread of its own, which is left
/// alone when the work is stopped, and ends with its answer or with the process.
pub(super) fn apart<T: Send + 'static>(
    solver: &'static str,
    watch: &Watch,
    work: impl FnOnce() -> Option<T> + Send + 'static,
) -> Result<Option<T>, Interrupted> {
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
        watch.tell(|elapsed| Progress {
            phase: Phase::Solver(solver),
            iterations: 0,
            objective: None,
            infeasibility: None,
            elapsed,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_solver_that_finds_nothing() {
        let watch = Watch::default();
        let found = apart("test", &watch, || -> Option<()> { panic!("meant to be") });
        assert_eq!(found, Ok(None));
    }

    #[test]
    fn a_solver_that_never_ends_is_left_alone() {
        let watch = Watch::default().with_time_limit(0.2);
        let start = std::time::Instant::now();
        let found = apart("test", &watch, || -> Option<()> {
            thread::sleep(Duration::from_secs(5));
            None
        });
        assert_eq!(found, Err(Interrupted::TimeLimit { seconds: 0.2 }));
        assert!(start.elapsed() < Duration::from_secs(2));
    }
}

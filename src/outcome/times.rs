//! How long the way takes.

use std::time::{Duration, Instant};

/// How long the steps took. No report has them: the same input gives the same bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Times {
    /// From model to program.
    pub formulate: Duration,
    /// From program to certified optimum.
    pub solve: Duration,
    /// From optimum to plan.
    pub interpret: Duration,
}

/// Takes the [`Times`].
pub(super) struct Clock {
    last: Instant,
    times: Times,
}

impl Clock {
    pub(super) fn start() -> Self {
        Self {
            last: Instant::now(),
            times: Times::default(),
        }
    }

    fn lap(&mut self) -> Duration {
        let before = std::mem::replace(&mut self.last, Instant::now());
        self.last - before
    }

    pub(super) fn formulated(&mut self) {
        self.times.formulate = self.lap();
    }

    pub(super) fn solved(&mut self) {
        self.times.solve = self.lap();
    }

    pub(super) fn interpreted(mut self) -> Times {
        self.times.interpret = self.lap();
        self.times
    }
}

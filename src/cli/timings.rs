//! `--timings`: how long each step took, on standard error.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::outcome::Times;

/// Takes the time of a run.
pub struct Timings {
    begun: Instant,
    read: Duration,
}

impl Timings {
    pub fn begin() -> Self {
        Self {
            begun: Instant::now(),
            read: Duration::ZERO,
        }
    }

    /// Notes that the model has been read.
    pub fn has_read(&mut self) {
        self.read = self.begun.elapsed();
    }

    /// Returns a line a step; what is left of the run is the report. Where there is no plan, there are no steps of it.
    pub fn render(&self, plan: Option<Times>) -> String {
        let total = self.begun.elapsed();
        let mut steps = vec![("read", self.read)];
        if let Some(times) = plan {
            let known = self.read + times.formulate + times.solve + times.interpret;
            steps.extend([
                ("formulate", times.formulate),
                ("solve and certify", times.solve),
                ("interpret", times.interpret),
                ("report", total.saturating_sub(known)),
            ]);
        }
        steps.push(("total", total));
        let mut lines = String::new();
        for (step, time) in steps {
            let _ = writeln!(lines, "{step:<17} {:>9.3} s", time.as_secs_f64());
        }
        lines
    }
}

//! Work that may be long: ended by Ctrl-C or the time limit, reported while it lasts.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use crate::lp::{Interrupted, Watch};
use crate::outcome::SolveOptions;
use crate::report::progress_in_words;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::STOPPED;
use super::args;
use super::failure::Failure;
use super::terminal::Terminal;

/// How long nothing is said.
const SILENCE: Duration = Duration::from_secs(1);
/// How often the line is drawn.
const TICK: Duration = Duration::from_millis(100);

/// Work that has begun.
pub struct Work {
    options: SolveOptions,
    stop: Arc<AtomicBool>,
    /// One line on standard error; on a terminal alone, and only after a while.
    line: ProgressBar,
    /// Dropped when the work is done.
    _running: mpsc::Sender<()>,
}

impl Work {
    /// Begins, unless the solver asked for is not built in: from now on the time limit runs, and Ctrl-C ends the work instead of the process; a second one does not wait.
    pub fn begin(args: &args::Solving, terminal: &Terminal) -> Result<Self, Failure> {
        let options = SolveOptions::default()
            .with_solver(args.solver)
            .map_err(|error| Failure::could_not_run("usage", error.to_string()))?;
        let stop = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&stop);
        // Where the signal cannot be caught, Ctrl-C ends the process as it always did.
        let _ = ctrlc::set_handler(move || {
            if flag.swap(true, Ordering::Relaxed) {
                std::process::exit(i32::from(STOPPED));
            }
        });
        let (running, done) = mpsc::channel();
        let line = ProgressBar::hidden();
        if !terminal.is_quiet() {
            show_after_silence(line.clone(), done);
        }
        let reported = line.clone();
        let mut watch = Watch::default()
            .with_stop(Arc::clone(&stop))
            .with_progress(move |progress| reported.set_message(progress_in_words(progress)));
        if let Some(seconds) = args.time_limit {
            watch = watch.with_time_limit(seconds);
        }
        Ok(Self {
            options: options.with_watch(watch),
            stop,
            line,
            _running: running,
        })
    }

    /// Returns how to solve.
    pub fn options(&self) -> &SolveOptions {
        &self.options
    }

    /// Says what the work is part of: `promises: 10 of 40 lifted`.
    pub fn say(&self, part: String) {
        self.line.set_prefix(part + "; ");
    }

    /// Fails if the time is over or somebody wants the work stopped: what was found by then may not be all.
    pub fn check(&self) -> Result<(), Failure> {
        Ok(self.options.watch.check()?)
    }

    /// Ends the work, so that its result can be written: fails if somebody wanted it stopped.
    pub fn finish(&self) -> Result<(), Failure> {
        self.line.finish_and_clear();
        if self.stop.load(Ordering::Relaxed) {
            return Err(Interrupted::Stopped.into());
        }
        Ok(())
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.line.finish_and_clear();
    }
}

/// Shows the line unless the work is done before; where standard error is no terminal, nothing is ever drawn.
fn show_after_silence(line: ProgressBar, done: mpsc::Receiver<()>) {
    if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix}{wide_msg} {elapsed}") {
        line.set_style(style);
    }
    std::thread::spawn(move || {
        let is_long = done.recv_timeout(SILENCE) == Err(RecvTimeoutError::Timeout);
        if is_long && !line.is_finished() {
            line.set_draw_target(ProgressDrawTarget::stderr());
            line.enable_steady_tick(TICK);
        }
    });
}

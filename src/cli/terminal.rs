//! Standard output and standard error: color, width, closed pipes.

use std::collections::BTreeSet;
use std::io::{self, ErrorKind, IsTerminal as _, Write};
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

use crate::diagnostic::{Diagnostic, Severity};
use crate::printable::{printable, printable_styled};
use crate::report::diagnostics;
use crate::source::Sources;
use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressStyle};

use super::COULD_NOT_RUN;
use super::failure::Failure;

/// How wide texts are that nobody looks at in a terminal.
pub const WIDTH_WITHOUT_TERMINAL: usize = 100;

const ERROR: Style = AnsiColor::Red.on_default().bold();

/// Where results and diagnostics go.
#[derive(Debug)]
pub struct Terminal {
    color: ColorChoice,
    quiet: bool,
    /// The warnings that were reported: what several cases have in common is said once.
    warned: Mutex<BTreeSet<String>>,
}

impl Terminal {
    /// Returns the terminal of this process.
    pub fn new(color: clap::ColorChoice, quiet: bool) -> Self {
        let color = match color {
            clap::ColorChoice::Auto => ColorChoice::Auto,
            clap::ColorChoice::Always => ColorChoice::Always,
            clap::ColorChoice::Never => ColorChoice::Never,
        };
        Self {
            color,
            quiet,
            warned: Mutex::default(),
        }
    }

    /// Returns another for the same terminal, as quiet, for what goes on beside.
    #[cfg(feature = "desk")]
    pub fn beside(&self) -> Self {
        Self {
            color: self.color,
            quiet: self.quiet,
            warned: Mutex::default(),
        }
    }

    /// Returns whether only results and errors are reported.
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Writes a result, styled or not, to standard output; what would steer a terminal is escaped. A reader that has read enough
    /// is no error.
    pub fn print(&self, styled: &str) -> Result<(), Failure> {
        let shown = printable_styled(styled);
        let mut stream = io::stdout().lock();
        // Without an escape there is no style to be kept or left out, byte by byte.
        let written = if shown.as_bytes().contains(&b'\x1b') {
            let mut stream = AutoStream::new(stream, choice(self.color, &io::stdout()));
            let written = stream.write_all(shown.as_bytes());
            written.and_then(|()| stream.flush())
        } else {
            let written = stream.write_all(shown.as_bytes());
            written.and_then(|()| stream.flush())
        };
        match written {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::could_not_run(
                "cannot-write",
                format!("cannot write to standard output: {error}"),
            )),
            _ => Ok(()),
        }
    }

    /// Writes a note to standard error, unless asked to be quiet.
    pub fn note(&self, words: &str) {
        if !self.quiet {
            self.report(&format!("{}\n", printable(words)));
        }
    }

    /// Writes to standard error what was asked for to be there, quiet or not.
    pub fn always(&self, words: &str) {
        self.report(&printable(words));
    }

    /// Returns a count of cases on standard error with the time left; nothing where nobody looks, or asked to be quiet.
    pub fn progress(&self, all: usize) -> ProgressBar {
        if self.quiet || !io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let style = ProgressStyle::with_template("{bar:30} {pos} of {len} cases, {eta} left");
        let bar = ProgressBar::new(all as u64);
        bar.enable_steady_tick(std::time::Duration::from_millis(500));
        bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
    }

    /// Writes warnings to standard error, unless asked to be quiet; none that this command has written before.
    pub fn report_warnings(&self, warnings: &[Diagnostic], sources: &Sources) {
        if self.quiet {
            return;
        }
        let mut warned = self.warned.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = |it: &&Diagnostic| {
            warned.insert(diagnostics::render(std::slice::from_ref(*it), sources))
        };
        let new: Vec<Diagnostic> = warnings.iter().filter(is_new).cloned().collect();
        if !new.is_empty() {
            self.report(&diagnostics::render(&new, sources));
        }
    }

    /// Writes to standard error why there is no result.
    pub fn report_failure(&self, failure: &Failure) {
        match failure {
            Failure::Rejected {
                what,
                diagnostics: all,
                sources,
            } => {
                let reported: Vec<Diagnostic> = all
                    .iter()
                    .filter(|it| it.severity == Severity::Error || !self.quiet)
                    .cloned()
                    .collect();
                let tally = diagnostics::tally(&reported);
                self.report(&diagnostics::render(&reported, sources));
                self.report(&format!(
                    "{ERROR}error{ERROR:#}: {what} cannot be used: {tally}\n"
                ));
            }
            Failure::CouldNotRun { message, .. } | Failure::Stopped { message } => {
                let message = printable(message);
                self.report(&format!("{ERROR}error{ERROR:#}: {message}\n"));
            }
        }
    }

    /// Writes to standard error; where that is closed there is no one left to read it.
    fn report(&self, styled: &str) {
        let mut stream = AutoStream::new(io::stderr().lock(), choice(self.color, &io::stderr()));
        let _ = stream.write_all(printable_styled(styled).as_bytes());
    }
}

/// Returns how many characters a line on standard output has: the terminal's, else `COLUMNS`, else
/// [`WIDTH_WITHOUT_TERMINAL`].
pub fn width() -> usize {
    let stdout = io::stdout();
    let terminal = terminal_size::terminal_size_of(&stdout).filter(|_| stdout.is_terminal());
    let columns = || std::env::var("COLUMNS").ok()?.parse().ok();
    let width = terminal
        .map(|(width, _)| usize::from(width.0))
        .or_else(columns);
    width
        .filter(|&width| width > 0)
        .unwrap_or(WIDTH_WITHOUT_TERMINAL)
}

/// Returns whether to style; `auto` heeds `NO_COLOR` and its like, and whether the stream is a terminal.
fn choice(asked: ColorChoice, stream: &impl anstream::stream::RawStream) -> ColorChoice {
    match asked {
        ColorChoice::Auto => AutoStream::choice(stream),
        asked => asked,
    }
}

/// Writes to standard error that we made a mistake.
pub fn report_internal_error(what: &str) {
    let _ = writeln!(
        io::stderr(),
        "waferline {}: internal error: {}\nThis is a mistake in waferline, not in the model. Please report it, with the model if you can.",
        env!("CARGO_PKG_VERSION"),
        printable(what),
    );
}

/// Writes how the command is used, to standard output if that was asked for and to standard error if it was used wrongly;
/// returns the exit code.
pub fn report_usage(error: &clap::Error) -> ExitCode {
    let styled = error.render().ansi().to_string();
    let terminal = Terminal::new(clap::ColorChoice::Auto, false);
    if error.use_stderr() {
        terminal.report(&styled);
        return ExitCode::from(COULD_NOT_RUN);
    }
    match terminal.print(&styled) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            terminal.report_failure(&failure);
            ExitCode::from(failure.exit_code())
        }
    }
}

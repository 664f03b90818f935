//! The command line: one subcommand a file. Only what is here prints or exits.

mod args;
mod case;
mod cases;
mod check;
mod collect;
mod compare;
mod completions;
mod cover;
mod curve;
mod date;
#[cfg(feature = "desk")]
mod desk;
mod explain;
mod export;
mod exported;
mod failure;
mod folder;
mod frontier;
mod futures;
mod generate;
mod hedge;
mod hedge_asked;
mod hedge_case;
mod hedge_parts;
mod hold;
mod inputs;
mod leftovers;
mod load;
mod man;
mod near;
mod new;
mod options;
mod output;
mod parts;
mod planned;
mod range;
mod refusal;
mod report;
mod report_parts;
mod roll;
mod schema;
mod simulate;
mod simulated;
mod solve;
mod sweep;
mod target;
mod terminal;
mod timings;
mod why;
mod work;

use std::process::ExitCode;

use crate::solve::is_panic_caught;
use clap::Parser as _;

use args::{Args, Command};
use failure::Failure;
use terminal::Terminal;

/// What a command that could run has to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    /// Done, or the best plan.
    Yes,
    /// The best plan that was found before the time was over.
    Unproved,
    /// The model answered no: errors in it, no plan, or an unbounded margin.
    No,
}

/// Exit code when the model answered no.
const NO: u8 = 1;
/// Exit code when we could not run.
const COULD_NOT_RUN: u8 = 2;
/// Exit code when Ctrl-C ended the command: what shells make of its signal.
const STOPPED: u8 = 130;

/// Runs the command line of this process and returns its exit code.
#[must_use]
pub fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        if !is_panic_caught() {
            terminal::report_internal_error(&panic.to_string());
        }
    }));
    std::panic::catch_unwind(|| {
        let args = match Args::try_parse() {
            Ok(args) => args,
            Err(error) => return terminal::report_usage(&error),
        };
        let terminal = Terminal::new(args.global.color, args.global.quiet);
        match run(args.command, &terminal) {
            Ok(Answer::Yes) => ExitCode::SUCCESS,
            Ok(Answer::No) => ExitCode::from(NO),
            Ok(Answer::Unproved) => ExitCode::from(COULD_NOT_RUN),
            Err(failure) => {
                terminal.report_failure(&failure);
                ExitCode::from(failure.exit_code())
            }
        }
    })
    .unwrap_or(ExitCode::from(COULD_NOT_RUN))
}

fn run(command: Command, terminal: &Terminal) -> Result<Answer, Failure> {
    match command {
        Command::Solve(args) => solve::run(&args, terminal),
        Command::Explain(args) => explain::run(&args, terminal),
        Command::Report(args) => report::run(&args, terminal),
        Command::Curve(args) => curve::run(&args, terminal),
        Command::Why(args) => why::run(&args, terminal),
        Command::Cover(args) => cover::run(&args, terminal),
        Command::Options(args) => options::run(&args, terminal),
        Command::Hedge(args) => hedge::run(&args, terminal),
        Command::Compare(args) => compare::run(&args, terminal),
        Command::Frontier(args) => frontier::run(&args, terminal),
        Command::Range(args) => range::run(&args, terminal),
        #[cfg(feature = "desk")]
        Command::Desk(args) => desk::run(&args, terminal),
        Command::Sweep(args) => sweep::run(&args, terminal),
        Command::Simulate(args) => simulate::run(&args, terminal),
        Command::Collect(args) => collect::run(&args, terminal),
        Command::Roll(args) => roll::run(&args, terminal),
        Command::Check(args) => check::run(&args, terminal),
        Command::Export(args) => export::run(args, terminal),
        Command::Schema(args) => schema::run(args, terminal),
        Command::Generate(args) => generate::run(&args, terminal),
        Command::New(args) => new::run(&args, terminal),
        Command::Completions(args) => completions::run(args, terminal),
        Command::Man(args) => man::run(&args, terminal),
    }
}

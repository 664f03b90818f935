//! The arguments as typed; what they mean is decided by each subcommand.

use std::path::PathBuf;

use crate::explain::Within;
use crate::solve::Solver;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{ColorChoice, Parser, Subcommand, ValueEnum};

mod asked;
#[cfg(feature = "desk")]
mod desk;
mod hedge;
mod hold;
mod made;
mod options;
mod output;
mod program;
mod range;
mod roll;
mod simulate;
mod sweep;

#[cfg(feature = "desk")]
pub use desk::Desk;
pub use hedge::Hedge;
pub use hold::Hold;
pub use made::{Generate, New, SizeArgument};
pub use options::Options;
pub use output::{CurveFormat, Format, Output, PlanFormat, TableFormat, TextFormat};
pub use program::{Completions, Man, Schema, SchemaOf};
pub use range::Range;
pub use roll::Roll;
pub use simulate::Simulate;
pub use sweep::{Collect, Sweep, Written};

/// Plans, proves and explains who gets scarce AI accelerators: your own cloud services or outside buyers.
///
/// Exit codes: 0 an optimal plan, or success; 1 the model answered no (it has errors, no plan is possible, or its
/// margin is unbounded); 2 waferline could not run, or not in the time given; 130 it was stopped by Ctrl-C.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// What holds for every subcommand.
    #[command(flatten)]
    pub global: Global,
}

/// What holds for every subcommand.
#[derive(Debug, clap::Args)]
pub struct Global {
    /// When to use color; `auto`: on a terminal
    #[arg(long, global = true, value_name = "WHEN", default_value_t = ColorChoice::Auto)]
    pub color: ColorChoice,
    /// No warnings and no notes, only results and errors
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Find the best plan and prove it
    Solve(Solve),
    /// Explain the plan: what to do and why, what limits it, who waits, what would change it
    Explain(Explain),
    /// Write the plan and its explanation as an HTML page
    Report(Report),
    /// Follow the best margin along one limit or price
    Curve(Curve),
    /// Explain why something is done or not: what it earns, costs and displaces, and what would change that
    Why(Why),
    /// Find the cheapest extra supply with which nobody waits
    Cover(Cover),
    /// Value what is taken whole or left: what to take, what each option is worth, from which price the answer turns
    Options(Options),
    /// Decide now, know later: the plan that is best over all futures when later decisions may wait for the news
    Hedge(Hedge),
    /// Compare cases: inputs, plans, and the changes that account for the difference in margin
    Compare(Compare),
    /// Show the trade-off between two goals: margin, racks sold outside, customers who wait, run rate
    Frontier(Frontier),
    /// Say what all plans have in common that earn nearly as much as the best, and what is free among them
    Range(Range),
    /// Open a page on this machine where numbers are changed and the best plan follows at once
    #[cfg(feature = "desk")]
    Desk(Desk),
    /// Solve many variants of a model: a grid of values, scenarios, draws of what is uncertain
    Sweep(Sweep),
    /// Plan quarter after quarter while draws of what is uncertain become known: what planning like this earns
    Simulate(Simulate),
    /// Combine the results of a sweep, of a simulation, or of a hedge on given decisions, that ran in parts
    Collect(Collect),
    /// Write the model as it stands once the first quarters of its plan are carried out
    Roll(Roll),
    /// Check a model: report every error, or summarize what it contains
    Check(Check),
    /// Write the linear program for other solvers
    Export(Export),
    /// Print a JSON Schema
    Schema(Schema),
    /// Write a commented model to start from
    New(New),
    /// Write a synthetic model of any size, for testing and benchmarks
    Generate(Generate),
    /// Print a completion script for a shell
    Completions(Completions),
    /// Print the manual page, or write one for every command
    Man(Man),
}

/// A model with changes.
#[derive(Clone, Debug, clap::Args)]
pub struct Model {
    /// The model file, TOML or JSON; `-` reads either from standard input
    #[arg(value_name = "MODEL")]
    pub path: PathBuf,
    /// Apply a scenario of the model file; several apply in the order named
    #[arg(long = "scenario", value_name = "NAME")]
    pub scenarios: Vec<String>,
    /// Change a number: 'foundry.tsmc-n3p.capacity@2027Q3 *= 0.8'; after the scenarios, from left to right
    #[arg(long = "set", value_name = "ADDRESS OP VALUE")]
    pub sets: Vec<String>,
    /// Read CSV files that the model names outside its own folder: for models you trust
    #[arg(long)]
    pub allow_outside: bool,
}

/// How to solve.
#[derive(Debug, clap::Args)]
pub struct Solving {
    /// Solver to ask first; `auto`: the one that fits the size
    #[arg(long, value_name = "NAME", default_value_t = Solver::Auto, value_parser = solver())]
    pub solver: Solver,
    /// Give up after this many seconds, with exit code 2
    #[arg(long, value_name = "SECONDS", value_parser = seconds, allow_negative_numbers = true)]
    pub time_limit: Option<f64>,
}

/// Returns what reads the name of a solver.
fn solver() -> impl TypedValueParser<Value = Solver> {
    PossibleValuesParser::new(Solver::ALL.map(Solver::name)).try_map(|name| name.parse::<Solver>())
}

/// Returns the time that was typed, in seconds.
fn seconds(typed: &str) -> Result<f64, String> {
    match typed.parse() {
        Ok(seconds) if seconds > 0.0 => Ok(seconds),
        _ => Err("must be a number of seconds above 0".to_owned()),
    }
}

/// `waferline check`.
#[derive(Debug, clap::Args)]
pub struct Check {
    /// The model.
    #[command(flatten)]
    pub model: Model,
    /// Where and how to write it.
    #[command(flatten)]
    pub output: Output<TextFormat>,
}

/// `waferline solve`.
#[derive(Debug, clap::Args)]
pub struct Solve {
    /// The model.
    #[command(flatten)]
    pub model: Model,
    /// How to solve.
    #[command(flatten)]
    pub solving: Solving,
    /// Where and how to write it.
    #[command(flatten)]
    pub output: Output<PlanFormat>,
    /// What to hold.
    #[command(flatten)]
    pub hold: Hold,
    /// Of all plans that earn nearly as much as the best, the one nearest to the plan of this file, as --format json wrote it
    #[arg(long, value_name = "RESULT", conflicts_with_all = ["exact", "timings", "hold"])]
    pub near: Option<PathBuf>,
    /// With --near: how far below the best the margin may be, `0.1%` of it or an amount of money, `5e6`
    #[arg(
        long,
        value_name = "DISTANCE",
        default_value = "0.1%",
        requires = "near",
        allow_negative_numbers = true
    )]
    pub within: Within,
    /// Solve in exact arithmetic too: nothing rounded, the best margin to 30 digits, as a fraction in JSON
    #[arg(long)]
    pub exact: bool,
    /// Say on standard error how long each step took
    #[arg(long)]
    pub timings: bool,
}

/// `waferline cover`.
#[derive(Debug, clap::Args)]
pub struct Cover {
    /// The model.
    #[command(flatten)]
    pub model: Model,
    /// How to solve.
    #[command(flatten)]
    pub solving: Solving,
    /// Where and how to write it.
    #[command(flatten)]
    pub output: Output<TextFormat>,
}

/// `waferline frontier`.
#[derive(Debug, clap::Args)]
pub struct Frontier {
    /// The model.
    #[command(flatten)]
    pub model: Model,
    /// How to solve.
    #[command(flatten)]
    pub solving: Solving,
    /// Two of margin, outside-racks, service-wait, service-short, run-rate; all but margin also of some quarters,
    /// 'run-rate@2029Q1..2029Q4:margin'
    #[arg(long, value_name = "A:B")]
    pub trade: String,
    /// About how many corners to show; JSON and CSV have all
    #[arg(long, value_name = "N", default_value_t = 12)]
    pub top: usize,
    /// Where and how to write it.
    #[command(flatten)]
    pub output: Output<TableFormat>,
}

/// `waferline compare`.
#[derive(Debug, clap::Args)]
pub struct Compare {
    /// The model; --scenario and --set hold for all cases.
    #[command(flatten)]
    pub model: Model,
    /// How to solve.
    #[command(flatten)]
    pub solving: Solving,
    /// Case that the others are compared with: `none` (the model as it is), a scenario, an assignment
    /// 'site.aws.pue *= 0.9', another model file, or several of these with ';' between
    #[arg(long, value_name = "CASE", default_value = "none")]
    pub base: String,
    /// Cases to compare with it, written as for --base; 'hold:RESULT until 2027Q3' is the plan of a file, held
    #[arg(long, value_name = "CASE", required = true, num_args = 1..)]
    pub with: Vec<String>,
    /// What all cases hold.
    #[command(flatten)]
    pub hold: Hold,
    /// How many lines of each table to show; JSON and tables have all
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub top: usize,
    /// Where and how to write it.
    #[command(flatten)]
    pub output: Output<PlanFormat>,
}

/// `waferline explain`.
#[derive(Debug, clap::Args)]
pub struct Explain {
    /// The model.
    #[command(flatten)]
    pub model: Model,
    /// How to solve.
    #[command(flatten)]
    pub solving: Solving,
    /// Where and how to write it.
    #[command(flatten)]
    pub output: Output<PlanFormat>,
    /// What to hold.
    #[command(flatten)]
    pub hold: Hold,
    /// How many lines of each table to show; JSON and tables have all
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub top: usize,
    /// Also what each commitment, order, wait limit and policy costs; solves the model again for each
    #[arg(long)]
    pub promises: bool,
}

/// `waferline report`.
#[derive(Debug, clap::Args)]
pub struct Report {
    /// The model.
    #[command(flatten)]
    pub model: Model,
    /// How to solve.
    #[command(flatten)]
    pub solving: Solving,
    /// Where to write the page, whole or not at all: one file that needs no other and no network
    #[arg(long, value_name = "PATH")]
    pub out: PathBuf,
    /// Also what to do until it is known what comes: the scenarios with a probability are the futures
    #[arg(long)]
    pub hedge: bool,
    /// Also what is certain among plans within this much of the best margin: `1%` of it, or an amount
    #[arg(long, value_name = "DISTANCE")]
    pub range: Option<Within>,
    /// What to hold.
    #[command(flatten)]
    pub hold: Hold,
    /// How many lines of each table of the explanation to show
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub top: usize,
    /// Date of the data, for the head of every page; default: when the newest of the files read was changed
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
}

/// `waferline curve`.
#[derive(Debug, clap::Args)]
pub struct Curve {
    /// The model.
    #[command(flatten)]
    pub model: Model,
    /// How to solve.
    #[command(flatten)]
    pub solving: Solving,
    /// A limit or price, `foundry.tsmc-n3p.capacity@2027Q3`; without a quarter, or with a range of quarters, all
    /// together as a factor
    #[arg(value_name = "ADDRESS")]
    pub address: String,
    /// From this amount or factor; default: half of today's
    #[arg(long, value_name = "X")]
    pub from: Option<f64>,
    /// To this amount or factor; default: half as much again as today's
    #[arg(long, value_name = "Y")]
    pub to: Option<f64>,
    /// Every breakpoint and what happens there; default: some, spread over the range. JSON and CSV have all
    #[arg(long)]
    pub all: bool,
    /// Where and how to write it.
    #[command(flatten)]
    pub output: Output<CurveFormat>,
}

/// `waferline why`.
#[derive(Debug, clap::Args)]
pub struct Why {
    /// The model.
    #[command(flatten)]
    pub model: Model,
    /// How to solve.
    #[command(flatten)]
    pub solving: Solving,
    /// What to explain: 'buyer.neocloud.trn3-ultra@2028Q2', 'service.bedrock@2028Q1..2028Q3', 'die.trn3-compute'; none: a
    /// table of the prices from which each buyer is sold to
    #[arg(value_name = "ACTIVITY")]
    pub activities: Vec<String>,
    /// Where and how to write it.
    #[command(flatten)]
    pub output: Output<TextFormat>,
}

/// `waferline export`.
#[derive(Debug, clap::Args)]
pub struct Export {
    /// The model.
    #[command(flatten)]
    pub model: Model,
    /// The file format; default: by the ending of --out
    #[arg(long, value_enum, alias = "to")]
    pub format: Option<ProgramFormat>,
    /// Where to write it; what the names mean goes beside it, to PATH.names.json
    #[arg(long, value_name = "PATH")]
    pub out: Option<PathBuf>,
}

/// How a linear program is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ProgramFormat {
    /// Free MPS
    Mps,
    /// The LP format of CPLEX
    Lp,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn arguments_are_consistent() {
        super::Args::command().debug_assert();
    }
}

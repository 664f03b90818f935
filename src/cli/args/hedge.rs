//! The arguments of hedge.

use std::ffi::OsString;
use std::path::PathBuf;

use super::{Model, Output, PlanFormat, Solving};
use crate::quarter::Quarter;

/// `waferline hedge`.
#[derive(Debug, clap::Args)]
pub struct Hedge {
    /// The model; --scenario and --set hold for all futures.
    #[command(flatten)]
    pub model: Model,
    /// How to solve.
    #[command(flatten)]
    pub solving: Solving,
    /// Which scenarios are the futures, `base` being the model as it is: `base,power-short`; default: all with a probability
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub futures: Vec<String>,
    /// Take this many random draws from the model's [uncertainty] as the futures, each as likely as any other
    #[arg(long, value_name = "N", value_parser = super::sweep::at_least_one, conflicts_with = "futures")]
    pub sample: Option<usize>,
    /// Seed of the draws: the same seed gives the same draws, those of `waferline sweep`
    #[arg(long, value_name = "S", default_value_t = 1, requires = "sample")]
    pub seed: u64,
    /// The first quarter decided knowing which future has come; default: as the model file says of each
    #[arg(long, value_name = "QUARTER")]
    pub known_from: Option<Quarter>,
    /// Judge the decisions on this many fresh draws; 0: on none; default with --sample: 100
    #[arg(long, value_name = "N", requires = "sample")]
    pub judge: Option<usize>,
    /// Seed of the fresh draws, another than --seed; default: the next number
    #[arg(long, value_name = "S", requires = "sample")]
    pub judge_seed: Option<u64>,
    /// Weight of the worst futures beside the mean of all, from 0 to below 1
    #[arg(
        long,
        value_name = "W",
        default_value_t = 0.0,
        allow_negative_numbers = true
    )]
    pub risk: f64,
    /// Which share of the futures counts as the worst, above 0, at most 1
    #[arg(
        long,
        value_name = "B",
        default_value_t = 0.1,
        allow_negative_numbers = true
    )]
    pub worst: f64,
    /// Also the plan of each future
    #[arg(long)]
    pub plans: bool,
    /// Also what one more or one fewer of each limit before the news is worth, over all futures
    #[arg(long)]
    pub explain: bool,
    /// Write the program over all futures for other solvers, and solve nothing: a folder for mpi-sppy, or a file as mps or lp
    #[arg(long, num_args = 2, value_names = ["mpi-sppy|mps|lp", "PATH"], conflicts_with_all = ["decisions", "explain", "plans", "judge"])]
    pub to: Option<Vec<OsString>>,
    /// Hold the decisions before the news of this file, as mpi-sppy writes them: name,value a line
    #[arg(long, value_name = "FILE", conflicts_with = "explain")]
    pub decisions: Option<PathBuf>,
    /// Solve only the futures of part I of N, with --decisions; --out is a folder that keeps what each makes of them, for
    /// `waferline collect`
    #[arg(long, value_name = "I/N", requires_all = ["decisions", "out"], conflicts_with = "format")]
    pub shard: Option<String>,
    /// Where and how to write it.
    #[command(flatten)]
    pub output: Output<PlanFormat>,
}

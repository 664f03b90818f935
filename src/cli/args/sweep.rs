//! The arguments of sweeps.

use std::path::PathBuf;

use super::{Model, TextFormat};

/// `waferline sweep`.
#[derive(Debug, clap::Args)]
pub struct Sweep {
    /// The model.
    #[command(flatten)]
    pub model: Model,
    /// What to vary over values: 'foundry.tsmc-n3p.capacity *= 0.7..1.3 / 13', 'component.hbm4.price += [0, 60, 120]',
    /// 'scenario = [base, power-short]' or 'scenario = *'; several give every combination
    #[arg(long, value_name = "ADDRESS OP VALUES")]
    pub vary: Vec<String>,
    /// Number of random draws from the model's [uncertainty]
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub sample: Option<usize>,
    /// Seed of the draws: the same seed gives the same draws
    #[arg(long, value_name = "S", default_value_t = 1, requires = "sample")]
    pub seed: u64,
    /// Only the cases of part I of N; needs --out, and `waferline collect` afterwards
    #[arg(long, value_name = "I/N", requires = "out")]
    pub shard: Option<String>,
    /// A folder that keeps the result of every case: a sweep that was interrupted goes on from there. Holds the table too
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// How many cases to solve at once; default: as many as there are processors
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
    /// How to write what comes of it.
    #[command(flatten)]
    pub written: Written,
}

/// `waferline collect`.
#[derive(Debug, clap::Args)]
pub struct Collect {
    /// The folder of the sweep, of the simulation, or of the hedge
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// Accept that some cases or draws have no result yet
    #[arg(long)]
    pub partial: bool,
    /// How to write what comes of it.
    #[command(flatten)]
    pub written: Written,
}

/// How the outcome of a sweep is written.
#[derive(Debug, clap::Args)]
pub struct Written {
    /// Where to write the table of cases, a row a case (of draws, a row for each draw and policy): PATH.csv, PATH.jsonl or PATH.parquet; may be given several times
    #[arg(long = "table", value_name = "PATH")]
    pub tables: Vec<PathBuf>,
    /// How to write the summary
    #[arg(long, value_enum, default_value_t = TextFormat::Text)]
    pub format: TextFormat,
}

/// Returns the number that was typed, from 1.
pub(super) fn at_least_one(typed: &str) -> Result<usize, String> {
    match typed.parse() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err("must be a whole number from 1".to_owned()),
    }
}

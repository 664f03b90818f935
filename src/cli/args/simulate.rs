//! The arguments of simulate.

use std::path::PathBuf;

use super::sweep::at_least_one;
use super::{Model, Written};
use crate::quarter::Quarter;
use crate::simulate::Policy;
use clap::builder::{PossibleValuesParser, TypedValueParser};

/// `waferline simulate`.
#[derive(Debug, clap::Args)]
pub struct Simulate {
    /// The model; --scenario and --set hold for all draws.
    #[command(flatten)]
    pub model: Model,
    /// Number of random draws from the model's [uncertainty]
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = at_least_one)]
    pub sample: usize,
    /// Seed of the draws: the same seed gives the same draws, those of `waferline sweep`
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// How many quarters lie between two looks
    #[arg(long, value_name = "QUARTERS", default_value_t = 1, value_parser = at_least_one)]
    pub replan: usize,
    /// How to plan while something is not known: as the file has it, with its mean, by a hedge, or never again after the first plan;
    /// several by commas. Hindsight is always beside them
    #[arg(long = "policy", value_name = "NAMES", value_delimiter = ',', default_value = "file,mean", value_parser = policy())]
    pub policies: Vec<Policy>,
    /// With how many draws of its own the policy `hedge` plans; default: 20
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub hedge_draws: Option<usize>,
    /// The first quarter decided knowing a draw; default: as the model file says of each entry
    #[arg(long, value_name = "QUARTER")]
    pub known_from: Option<Quarter>,
    /// Only the draws of part I of N; needs --out, and `waferline collect` afterwards
    #[arg(long, value_name = "I/N", requires = "out")]
    pub shard: Option<String>,
    /// A folder that keeps what comes of every draw: a simulation that was interrupted goes on from there. Holds the table too
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// How many draws to simulate at once; default: as many as there are processors
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
    /// How to write what comes of it.
    #[command(flatten)]
    pub written: Written,
}

/// Returns what reads the name of a policy.
fn policy() -> impl TypedValueParser<Value = Policy> {
    PossibleValuesParser::new(Policy::ASKED.map(Policy::name))
        .try_map(|name| name.parse::<Policy>())
}

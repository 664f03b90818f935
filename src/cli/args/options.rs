//! The arguments of options.

use super::{Model, Output, PlanFormat, Solving};

/// `waferline options`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The model.
    #[command(flatten)]
    pub model: Model,
    /// How to solve.
    #[command(flatten)]
    pub solving: Solving,
    /// How many of the best selections to find
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub top: usize,
    /// Look at all pairs of options, however many; default: up to 10 options
    #[arg(long)]
    pub pairs: bool,
    /// Where and how to write it.
    #[command(flatten)]
    pub output: Output<PlanFormat>,
}

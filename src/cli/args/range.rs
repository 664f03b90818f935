//! The arguments of range.

use super::{Model, Output, Solving, TableFormat};
use crate::explain::Within;

/// `waferline range`.
#[derive(Debug, clap::Args)]
pub struct Range {
    /// The model.
    #[command(flatten)]
    pub model: Model,
    /// How to solve.
    #[command(flatten)]
    pub solving: Solving,
    /// Which plans count: those whose margin is within this of the best, `1%` of it or an amount of money, `5e6`
    #[arg(long, value_name = "DISTANCE", default_value_t = Within::default(), allow_negative_numbers = true)]
    pub within: Within,
    /// Only this: a measure of `waferline frontier`, or an activity of `waferline why`, `buyer.neocloud.trn3-ultra@2028Q2`; may be
    /// given several times
    #[arg(long = "measure", value_name = "NAME")]
    pub measures: Vec<String>,
    /// Where and how to write it.
    #[command(flatten)]
    pub output: Output<TableFormat>,
}

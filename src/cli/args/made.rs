//! The arguments of what writes models.

use std::path::PathBuf;

use clap::ValueEnum;

/// `waferline new`.
#[derive(Debug, clap::Args)]
pub struct New {
    /// The file to write; an existing one is left alone
    pub path: PathBuf,
}

/// `waferline generate`.
#[derive(Debug, clap::Args)]
pub struct Generate {
    /// How large: about 1,500, 9,000, 21,000 or 62,000 columns
    #[arg(long, value_enum, ignore_case = true, default_value_t = SizeArgument::S)]
    pub size: SizeArgument,
    /// What it is drawn from: the same seed makes the same model
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Quarters of the horizon in place of the size's
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(8..=200))]
    pub quarters: Option<u16>,
    /// Chips in place of the size's; dies, racks, sites, services and buyers grow with them
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(2..=2000))]
    pub chips: Option<u16>,
    /// Where to write it; default: standard output
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// How large a generated model is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SizeArgument {
    /// 12 quarters
    S,
    /// 20 quarters
    M,
    /// 24 quarters
    L,
    /// 40 quarters
    Xl,
}

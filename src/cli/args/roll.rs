//! The arguments of `waferline roll`.

use std::path::PathBuf;

use crate::quarter::Quarter;

use super::{Solving, TableFormat};

/// `waferline roll`.
#[derive(Debug, clap::Args)]
pub struct Roll {
    /// The model file, TOML or JSON; `-` reads either from standard input
    #[arg(value_name = "MODEL")]
    pub path: PathBuf,
    /// The first quarter of the next model, 2027Q3: the quarters before it are carried out
    #[arg(long, value_name = "QUARTER")]
    pub to: Quarter,
    /// A plan of this file, saved by `solve --format json`; default: the best plan
    #[arg(long, value_name = "RESULT")]
    pub plan: Option<PathBuf>,
    /// How many quarters the next horizon has; default: it ends where this one ends
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub quarters: Option<u16>,
    /// Where to write the next model, as TOML
    #[arg(long, value_name = "NEXT")]
    pub out: PathBuf,
    /// How to say what is carried over, on standard output
    #[arg(long, value_enum)]
    pub format: Option<TableFormat>,
    /// Read CSV files that the model names outside its own folder: for models you trust
    #[arg(long)]
    pub allow_outside: bool,
    /// How to solve.
    #[command(flatten)]
    pub solving: Solving,
}

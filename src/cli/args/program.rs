//! The arguments of what the program says of itself: schemas, completions, manual pages.

use std::path::PathBuf;

use clap::ValueEnum;
use clap_complete::Shell;

/// `waferline schema`.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Schema {
    /// Which schema
    #[arg(value_enum, default_value_t = SchemaOf::Model)]
    pub of: SchemaOf,
}

/// What a schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// The model file
    Model,
    /// What `solve --format json` writes
    Result,
    /// What `check --format json` writes of a valid model; of one with errors, see `result`
    Check,
    /// What `explain --format json` writes
    Explanation,
    /// What `curve --format json` writes
    Curve,
    /// What `why --format json` writes
    Why,
    /// What `compare --format json` writes
    Compare,
    /// What `frontier --format json` writes
    Frontier,
    /// What `solve --near --format json` writes where there is a plan; where there is none, see `result`
    Near,
    /// What `range --format json` writes
    Range,
    /// What `cover --format json` writes where there is a plan; where there is none, see `result`
    Cover,
    /// What `options --format json` writes where there is a plan; where there is none, see `result`
    Options,
    /// What `hedge --format json` writes where there is a plan; where a future has none of its own, see `result`
    Hedge,
    /// What `roll --format json` writes
    Roll,
    /// What `sweep --format json` and `collect --format json` write
    Sweep,
    /// What `simulate --format json` writes, and `collect --format json` of a simulation
    Simulate,
}

/// `waferline completions`.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
}

/// `waferline man`.
#[derive(Debug, clap::Args)]
pub struct Man {
    /// Write the pages of all commands into this folder: waferline.1, waferline-solve.1 and so on
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
}

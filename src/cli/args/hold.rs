//! `--hold` and what goes with it.

use std::path::PathBuf;

use crate::hold::DecisionKind;
use crate::quarter::Quarter;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};

/// Decisions of another plan that are held.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Hold {
    /// Hold the decisions of a plan made before or elsewhere, or change them as little as makes a plan possible: a result as
    /// --format json wrote it, or a table with the columns what, which, quarter and amount, CSV or xlsx
    #[arg(long = "hold", id = "hold", value_name = "RESULT")]
    pub plan: Option<PathBuf>,
    /// With --hold: those of the quarters before this one; default: all
    #[arg(long, value_name = "QUARTER", requires = "hold")]
    pub until: Option<Quarter>,
    /// With --hold: only these kinds of decisions
    #[arg(long, value_name = "KINDS", value_delimiter = ',', requires = "hold", value_parser = kind())]
    pub only: Vec<DecisionKind>,
    /// With --hold: change nothing; where the plan cannot be kept, say what is in its way
    #[arg(long, requires = "hold")]
    pub strict: bool,
}

/// Returns what reads the name of a kind of decision.
fn kind() -> impl clap::builder::TypedValueParser<Value = DecisionKind> {
    PossibleValuesParser::new(DecisionKind::ALL.map(DecisionKind::name))
        .try_map(|name| name.parse::<DecisionKind>())
}

//! The programs that solve: which there are, which is built in, which goes first. Only this folder names one.

#[cfg(feature = "microlp")]
mod apart;
mod caught;
mod claim;
#[cfg(feature = "highs")]
mod highs;
#[cfg(feature = "microlp")]
mod microlp;
mod solver;

use std::hash::Hash;

pub use caught::{caught, is_panic_caught};
pub(super) use claim::Claim;
pub use claim::FoundBy;
pub use solver::{NotBuiltIn, Solver};

use super::options::SolveOptions;
use crate::program::{ColumnId, Lp};
use crate::scale::Scaling;
use crate::watch::Interrupted;

/// Returns the optimum that a solver claims, `None` if it claims anything else or fails.
///
/// The program is handed over scaled. Nothing that comes back is believed without a proof.
#[cfg_attr(
    not(any(feature = "microlp", feature = "highs")),
    allow(unused_variables, reason = "there is nobody to ask")
)]
pub(super) fn ask<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    solver: Solver,
    lp: &Lp<C, R>,
    scaling: &Scaling,
    options: &SolveOptions,
) -> Result<Option<Claim>, Interrupted> {
    options.watch.check()?;
    match solver {
        #[cfg(feature = "microlp")]
        Solver::Microlp => microlp::run(lp, scaling, options),
        #[cfg(feature = "highs")]
        Solver::Highs => highs::run(lp, scaling, options),
        _ => Ok(None),
    }
}

/// Returns the values of the whole columns in the best point that a solver finds in which they are whole, `None` if it finds none or does
/// not know what whole is. Nothing is proved.
#[cfg_attr(
    not(feature = "highs"),
    allow(unused_variables, reason = "there is nobody to ask")
)]
pub(super) fn ask_whole<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    solver: Solver,
    lp: &Lp<C, R>,
    whole: &[ColumnId],
    options: &SolveOptions,
) -> Result<Option<Vec<f64>>, Interrupted> {
    options.watch.check()?;
    match solver {
        #[cfg(feature = "highs")]
        Solver::Highs => highs::run_whole(lp, whole, options),
        _ => Ok(None),
    }
}

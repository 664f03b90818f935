//! From linear program to proved answer.

mod answer;
mod backend;
mod basis;
#[cfg(feature = "exact")]
mod exact;
mod lexicographic;
mod options;
mod proof;
mod prove;
mod search;
mod start;
mod threads;
mod uncertified;

use std::hash::Hash;

pub use answer::{Answer, Proved};
pub use backend::{FoundBy, NotBuiltIn, Solver, caught, is_panic_caught};
pub use basis::Basis;
#[cfg(feature = "exact")]
pub use exact::{ExactProof, exactly};
pub use lexicographic::{Face, hold, prove_in_order, prove_lexicographic};
pub use options::SolveOptions;
pub use proof::certified;
pub use prove::{prove, prove_from, prove_near};
pub use search::{
    Ended, Found, Leaf, NoSelection, Ranked, Searched, UnboundedSelection, WholeSearch,
};
pub use threads::Threads;
pub use uncertified::Uncertified;

use crate::program::Lp;

/// Returns the proved answer to a program: an optimum with its certificate, or the proof that there is none.
///
/// Solvers that report duals are taken at their word as far as it is proved. The embedded solver finds a vertex alone; a
/// basis at that vertex gives the duals (complementary slackness: basic columns have reduced cost 0). Whatever anyone
/// claims, the answer rests on residuals computed from the program; where a claim does not hold, another is asked.
///
/// ```
/// use waferline_lp::LpBuilder;
/// use waferline_lp::solve::{Answer, solve_program};
///
/// let mut lp = LpBuilder::default();
/// lp.add_column("own", 10.0, 0.0, 6.0);
/// lp.add_column("sell", 8.0, 0.0, f64::INFINITY);
/// lp.add_row("wafers", f64::NEG_INFINITY, 10.0, [("own", 1.0), ("sell", 1.0)]);
/// let Answer::Optimal(solution) = solve_program(&lp.build())? else { panic!("feasible and bounded") };
/// assert_eq!(solution.objective, 92.0);
/// assert_eq!(solution.dual, [8.0]);
/// # Ok::<(), waferline_lp::solve::Uncertified>(())
/// ```
pub fn solve_program<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
) -> Result<Answer, Uncertified> {
    solve_program_with(lp, &SolveOptions::default())
}

/// As [`solve_program`], in the way that the options say.
pub fn solve_program_with<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    options: &SolveOptions,
) -> Result<Answer, Uncertified> {
    let proved = prove(lp, options)?;
    #[cfg(feature = "exact")]
    let (proved, _) = exactly(lp, proved, options)?;
    Ok(proved.answer)
}

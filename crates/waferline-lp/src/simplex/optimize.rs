//! The way to an optimum: dual and primal method by turns.
//!
//! The dual method makes any basis feasible, shifting costs where signs are wrong; the primal method goes on from a
//! feasible basis on the true costs. Mostly one turn of each is enough. Perturbation and shifts may leave a little to do,
//! and rounding may lose what was reached, so that they take turns until a freshly computed point is both feasible and
//! dual feasible.

use super::end::{End, Stuck};
use super::method::Simplex;
use super::tolerance::DUAL_TOLERANCE;
use crate::double::Double;

/// How often primal and dual may take turns before we give up. A turn of each is mostly enough; this is an end for
/// programs that undo in one turn what the other reached.
pub(super) const ROUNDS: usize = 30;
/// In the last of them nothing is perturbed: what they reach is final.
pub(super) const FINAL_ROUNDS: usize = 5;

impl Simplex {
    /// Moves to an optimal basis, or finds out that there is none.
    pub fn optimize(&mut self) -> Result<End, Stuck> {
        if self.state.has_empty_range() {
            return Ok(End::Infeasible(vec![Double::ZERO; self.state.form.rows]));
        }
        self.optimize_from(0)
    }

    /// The same, with the patience that is left after this many rounds.
    pub(super) fn optimize_from(&mut self, first: usize) -> Result<End, Stuck> {
        for round in first..ROUNDS {
            self.watch.check()?;
            self.state.restore();
            self.renew();
            let is_feasible = self.state.primal_infeasibility() <= self.state.tolerance;
            if is_feasible && self.state.dual_infeasibility() <= DUAL_TOLERANCE {
                return Ok(End::Optimal);
            }
            let may_perturb = round + FINAL_ROUNDS < ROUNDS;
            let is_implied = round == 0 && !is_feasible && self.state.imply_bounds();
            let end = if is_feasible {
                self.primal(may_perturb)?
            } else {
                self.dual(may_perturb)?
            };
            match end {
                End::Optimal => {}
                // The proof may rest on bounds that are not the program's; the next round does without.
                End::Infeasible(_) if is_implied => {}
                End::Infeasible(_) | End::Unbounded(_) => return Ok(end),
            }
        }
        Err(Stuck::NoProgress(self.state.iterations))
    }
}

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

    /// As [`Self::optimize`], with about this many pivots at most; `None` where it is not at the end by then, or gets nowhere. Another call goes
    /// on from there. On the way the duals of the basis ([`Self::refined_duals`]) prove a bound, which the dual method lowers.
    ///
    /// ```
    /// use waferline_lp::{End, LpBuilder, Simplex};
    ///
    /// let mut lp = LpBuilder::default();
    /// for column in 0..3 {
    ///     lp.add_column(column, 10.0, 0.0, 6.0);
    ///     lp.add_row(column, 0.0, 5.0, [(column, 1.0)]);
    /// }
    /// let mut simplex = Simplex::from_nothing(&lp.build());
    /// assert_eq!(simplex.optimize_for(1)?, None);
    /// assert_eq!(simplex.optimize_for(100)?, Some(End::Optimal));
    /// # Ok::<(), waferline_lp::Stuck>(())
    /// ```
    pub fn optimize_for(&mut self, pivots: usize) -> Result<Option<End>, Stuck> {
        let patience = std::mem::replace(&mut self.state.patience, pivots);
        let end = self.optimize();
        self.state.patience = patience;
        match end {
            Err(Stuck::NoProgress(_)) => Ok(None),
            end => end.map(Some),
        }
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

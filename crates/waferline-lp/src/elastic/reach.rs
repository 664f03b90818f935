//! From what is open to a proved answer, whatever stands in the way.

use std::hash::Hash;

use super::Elastic;
use crate::climb::{Reached, Unproved, climb};
use crate::simplex::Stuck;
use crate::solve::{Answer, SolveOptions, Uncertified, prove};

impl<C: Copy + Eq + Hash, R: Copy + Eq + Hash> Elastic<C, R> {
    /// Returns the proved answer to the program with what is open.
    ///
    /// Where the way from the last answer leads nowhere, it is gone again from nothing. That may not help either: where
    /// coefficients nearly cancel, a row of the tableau can have an entry of 1e-16 at something that has no end. It is too
    /// small to pivot on and too large to be rounding, so that such a row proves nothing. Then everyone else is asked, exact
    /// pivots last: they need no tolerance.
    pub(super) fn reached(&mut self) -> Result<Reached, Stuck> {
        for _ in 0..2 {
            match climb(&self.lp, &mut self.simplex) {
                Ok(reached) => return Ok(reached),
                Err(Unproved::Stuck(Stuck::Interrupted(why))) => {
                    return Err(Stuck::Interrupted(why));
                }
                Err(_) => self.restart(),
            }
        }
        let options = SolveOptions::default().with_watch(self.watch.clone());
        match prove(&self.lp, &options) {
            Ok(proved) => Ok(match proved.answer {
                Answer::Optimal(solution) => Reached::Optimal(solution),
                Answer::Infeasible(multipliers) => Reached::Infeasible(multipliers),
                Answer::Unbounded(ray) => Reached::Unbounded(ray),
            }),
            Err(Uncertified::Interrupted(why)) => Err(Stuck::Interrupted(why)),
            Err(_) => Err(Stuck::NoProgress(self.simplex.iterations())),
        }
    }
}

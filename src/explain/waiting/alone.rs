//! What nobody waiting in one quarter would earn, one quarter after another: whether there is a plan, not which.
//!
//! A whole answer for a quarter starts from the plan, so that what it shows depends on nothing else. Whether there is one, and what it
//! earns, is the same wherever the search starts; neighboring quarters ask nearly the same, and each starts where the one
//! before ended. What is said is proved all the same.

use crate::explain::ExplainError;
use crate::formulation::{Column, Constraint};
use crate::lp::{Lp, Reached, Simplex, Stuck, Unproved, Variable, climb};

use crate::solve::caught;

use super::force::{Forced, Found, Nobody};

/// What the best plan with nobody waiting in a quarter earns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Earned {
    /// This margin.
    Plan(f64),
    /// With `service_first`: there is a plan; its shortfall is not the least.
    ShortElsewhere,
    /// There is none; proved.
    NoPlan,
    /// Not computed.
    Unknown,
}

impl Earned {
    /// Returns what of an answer is about money.
    pub fn by(found: &Found) -> Self {
        match found {
            Found::Plan(plan) => Self::Plan(plan.objective),
            Found::ShortElsewhere(_) => Self::ShortElsewhere,
            Found::NoPlan => Self::NoPlan,
            Found::Unknown => Self::Unknown,
        }
    }
}

/// Asks quarters one after another.
pub(super) struct Alone<'a, 'b> {
    forced: &'b Forced<'a>,
    /// Where the quarter before ended.
    at: Option<(Lp<Column, Constraint>, Simplex)>,
}

impl<'a, 'b> Alone<'a, 'b> {
    pub fn of(forced: &'b Forced<'a>) -> Self {
        Self { forced, at: None }
    }

    /// Returns what the best plan earns in which nobody waits in this quarter.
    pub fn found(&mut self, nobody: &Nobody) -> Result<Earned, ExplainError> {
        let solved = self.forced.solved;
        // What holds the least shortfall gives way to it, which is another program.
        if self.forced.model.policy.service_first {
            let found = self.forced.best(std::slice::from_ref(nobody))?;
            return Ok(Earned::by(&found));
        }
        if !self.forced.spend(1) {
            return Ok(Earned::Unknown);
        }
        let Some(variable) = nobody.which.of(&solved.lp) else {
            return Ok(Earned::NoPlan);
        };
        match self.reached(variable, nobody) {
            Ok(Reached::Optimal(solution)) => Ok(Earned::Plan(solution.objective)),
            Ok(Reached::Infeasible(_)) => Ok(Earned::NoPlan),
            Err(Unproved::Stuck(Stuck::Interrupted(why))) => Err(Stuck::Interrupted(why).into()),
            Ok(Reached::Unbounded(_)) | Err(_) => {
                self.at = None;
                let found = self.forced.best_again(nobody)?;
                Ok(Earned::by(&found))
            }
        }
    }

    fn reached(&mut self, variable: Variable, nobody: &Nobody) -> Result<Reached, Unproved> {
        let solved = self.forced.solved;
        let (lp, simplex) = match &mut self.at {
            Some(at) => at,
            none => {
                let simplex = solved.simplex()?.clone();
                none.insert((solved.lp.clone(), simplex.with_watch(&solved.options.watch)))
            }
        };
        let (lower, upper) = lp.range(variable);
        lp.set_range(variable, nobody.lower, nobody.upper);
        simplex.set_range(variable, nobody.lower, nobody.upper);
        let reached = caught(|| climb(lp, simplex));
        lp.set_range(variable, lower, upper);
        simplex.set_range(variable, lower, upper);
        reached.unwrap_or(Err(Unproved::Proof("anything")))
    }
}

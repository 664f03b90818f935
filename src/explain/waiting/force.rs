//! Solving again with nobody waiting: the ranges that say so, the best plan then, or the conflict that rules one out.

use std::sync::OnceLock;

use super::budget::Budget;
use crate::explain::ExplainError;
use crate::explain::cover::{limit_purchases, with_all_purchases};
use crate::explain::infeasible::numbers;
use crate::formulation::{Column, Constraint, formulate};
use crate::lp::{
    ColumnId, Double, Elastic, Lp, Relaxation, RowId, Simplex, Solution, Stuck, Variable,
    proves_infeasible,
};
use crate::model::Address;
use crate::model::Model;
use crate::outcome::{Solved, shortfall_costs};
use crate::solve::{Answer, Uncertified, prove_from, prove_lexicographic};

/// Columns times programs solved, at most: about what the rest of an explanation costs at any size.
const WORK: usize = 500_000;
/// Programs that are solved whatever they cost: the largest shortages have a reason in models of any size.
const AT_LEAST: usize = 8;
/// A conflict takes about as long as this many programs.
const CONFLICT: usize = 6;

/// One range of the program that says that nobody waits in a quarter: a row or column with its two ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Nobody {
    pub t: usize,
    pub which: Which,
    pub lower: f64,
    pub upper: f64,
}

/// Which range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Which {
    Row(Constraint),
    Column(Column),
}

impl Which {
    fn of(self, lp: &Lp<Column, Constraint>) -> Option<Variable> {
        match self {
            Self::Row(key) => lp.row(&key).map(Variable::Row),
            Self::Column(key) => lp.column(&key).map(Variable::Column),
        }
    }
}

/// What a re-solve found.
pub(super) enum Found {
    /// The best plan with nobody waiting there.
    Plan(Box<Solution>),
    /// With `service_first`: the best plan; its shortfall is not the least.
    ShortElsewhere(Box<Solution>),
    /// There is none; proved. The same proof rules out these of the quarters alone, by position: none of them, or some.
    NoPlan { alone: Vec<usize> },
    /// Not computed.
    Unknown,
}

/// Returns how many programs may be solved for all reasons of a plan together.
pub(super) fn budget(solved: &Solved) -> usize {
    let columns = solved.lp.columns().len().max(1);
    (WORK / columns).max(AT_LEAST)
}

/// Solves a model's program again.
pub(super) struct Forced<'a> {
    model: &'a Model,
    solved: &'a Solved,
    conflicts: OnceLock<Option<Conflicts>>,
}

/// The program whose limits may give way.
struct Conflicts {
    elastic: Elastic<Column, Constraint>,
    addresses: Vec<Address>,
    program: Lp<Column, Constraint>,
}

impl<'a> Forced<'a> {
    pub fn of(model: &'a Model, solved: &'a Solved) -> Self {
        Self {
            model,
            solved,
            conflicts: OnceLock::new(),
        }
    }

    /// Returns the best plan in which nobody waits in these quarters.
    pub fn best(&self, budget: &Budget, nobody: &[Nobody]) -> Result<Found, ExplainError> {
        if !budget.spend(1) {
            return Ok(Found::Unknown);
        }
        let Some(mut simplex) = self.at_plan()? else {
            return Ok(Found::Unknown);
        };
        let mut lp = self.solved.lp.clone();
        for of in nobody {
            // Where the program has neither row nor column, nothing it can do serves anybody.
            let Some(variable) = of.which.of(&lp) else {
                let is_none = |&at: &usize| nobody[at].which.of(&lp).is_none();
                let alone = (0..nobody.len()).filter(is_none).collect();
                return Ok(Found::NoPlan { alone });
            };
            if self.solved.held.contains(&variable) && !is_within(&lp, variable, of) {
                return self.with_other_shortfall(budget, nobody);
            }
            simplex.set_range(variable, of.lower, of.upper);
            lp.set_range(variable, of.lower, of.upper);
        }
        let answer = prove_from(&lp, simplex, &self.solved.options).map(|proved| proved.answer);
        match answer {
            Ok(Answer::Optimal(solution)) => Ok(Found::Plan(Box::new(solution))),
            Ok(Answer::Infeasible(_)) if self.model.policy.service_first => {
                self.with_other_shortfall(budget, nobody)
            }
            Ok(Answer::Infeasible(y)) => Ok(ruled_out(&self.solved.lp, nobody, &y)),
            Ok(Answer::Unbounded(_)) => Ok(Found::Unknown),
            Err(error) => unknown(&error),
        }
    }

    /// Returns the simplex at the plan; `None` if there is none.
    fn at_plan(&self) -> Result<Option<Simplex>, ExplainError> {
        match self.solved.simplex() {
            Ok(simplex) => Ok(Some(simplex.clone())),
            Err(Stuck::Interrupted(why)) => Err(Stuck::Interrupted(why).into()),
            Err(_) => Ok(None),
        }
    }

    /// Returns the best plan in which nobody waits in these quarters, the shortfall no longer held.
    fn with_other_shortfall(
        &self,
        budget: &Budget,
        nobody: &[Nobody],
    ) -> Result<Found, ExplainError> {
        if !budget.spend(4) {
            return Ok(Found::Unknown);
        }
        let program = formulate(self.model);
        let mut lp = program.clone();
        for of in nobody {
            if let Some(variable) = of.which.of(&lp) {
                lp.set_range(variable, of.lower, of.upper);
            }
        }
        let first = shortfall_costs(self.model, &lp);
        let face = prove_lexicographic(lp, &first, &self.solved.options);
        match face.map(|face| face.proved.answer) {
            Ok(Answer::Optimal(solution)) => Ok(Found::ShortElsewhere(Box::new(solution))),
            Ok(Answer::Infeasible(y)) => Ok(ruled_out(&program, nobody, &y)),
            Ok(Answer::Unbounded(_)) => Ok(Found::Unknown),
            Err(error) => unknown(&error),
        }
    }

    /// Returns the least that waits in a quarter in any plan; `None` where it was not found, and where the shortfall is
    /// held.
    pub fn least_waiting(
        &self,
        budget: &Budget,
        nobody: &Nobody,
    ) -> Result<Option<f64>, ExplainError> {
        let mut lp = self.solved.lp.clone();
        let (Some(variable), true) = (nobody.which.of(&lp), self.solved.held.is_empty()) else {
            return Ok(None);
        };
        if !budget.spend(1) {
            return Ok(None);
        }
        let Some(mut simplex) = self.at_plan()? else {
            return Ok(None);
        };
        // As much as can be of what is asked for in a row, as little as can be of what is short.
        for column in (0..lp.columns().len()).map(ColumnId) {
            let served = |row: RowId| lp.entries(column).filter(move |&(of, _)| of == row);
            let cost = match variable {
                Variable::Column(short) => -f64::from(u8::from(column == short)),
                Variable::Row(row) => served(row).map(|(_, value)| value).sum(),
            };
            lp.set_cost(column, cost);
            simplex.set_cost(column, cost);
        }
        match prove_from(&lp, simplex, &self.solved.options).map(|proved| proved.answer) {
            Ok(Answer::Optimal(solution)) => Ok(Some(nobody.lower - solution.objective)),
            Ok(_) => Ok(None),
            Err(error) => unknown(&error).map(|_| None),
        }
    }

    /// Returns the numbers of the model that rule out a plan in which nobody waits in a quarter, none of them needless;
    /// `None` where they were not found. Those that `counts` names are taken alone where they alone rule it out; else of
    /// two that rule it out as well, one that counts stays.
    pub fn conflict(
        &self,
        budget: &Budget,
        nobody: &Nobody,
        counts: &dyn Fn(&Address) -> bool,
    ) -> Result<Option<Vec<Address>>, ExplainError> {
        if !budget.spend(CONFLICT) {
            return Ok(None);
        }
        let Some(conflicts) = self.conflicts.get_or_init(|| self.conflicts(counts)) else {
            return Ok(None);
        };
        let Some(variable) = nobody.which.of(&conflicts.program) else {
            return Ok(Some(Vec::new()));
        };
        let mut elastic = conflicts.elastic.clone();
        elastic.set_range(variable, nobody.lower, nobody.upper);
        let addresses = &conflicts.addresses;
        let found = match elastic.conflict_between(|give| counts(&addresses[give])) {
            Ok(None) => elastic.conflict(),
            found => found,
        };
        match found {
            Ok(Some(found)) => {
                let members = found.members.iter();
                Ok(Some(members.map(|&give| addresses[give].clone()).collect()))
            }
            Err(Stuck::Interrupted(why)) => Err(Stuck::Interrupted(why).into()),
            Ok(None) | Err(_) => Ok(None),
        }
    }

    /// Returns the elastic program, at a plan; `None` where it does not get there.
    fn conflicts(&self, counts: &dyn Fn(&Address) -> bool) -> Option<Conflicts> {
        // A component that is not to be had in a quarter limits by its supply of 0; without its column it would not.
        let wide = with_all_purchases(self.model);
        let mut program = formulate(&wide);
        limit_purchases(self.model, &mut program);
        let mut numbers = numbers(&wide, &program);
        // What comes first is let go first.
        numbers.sort_by_key(|of| counts(&of.limit.address));
        let gives: Vec<Relaxation> = numbers.iter().map(|of| of.give.clone()).collect();
        let mut elastic = Elastic::new(&program, &gives).with_watch(&self.solved.options.watch);
        match elastic.conflict() {
            Ok(None) => Some(Conflicts {
                elastic,
                addresses: numbers.into_iter().map(|of| of.limit.address).collect(),
                program,
            }),
            _ => None,
        }
    }
}

/// Returns that no plan serves some quarters, with those that the multipliers that prove it rule out alone. `before` is the program before
/// anybody was to be served.
fn ruled_out(before: &Lp<Column, Constraint>, nobody: &[Nobody], y: &[Double]) -> Found {
    let is_ruled_out = |&at: &usize| {
        let of = &nobody[at];
        let variable = of.which.of(before);
        let Some(variable) = variable.filter(|&it| takes_part(before, it, y)) else {
            return false;
        };
        let mut lp = before.clone();
        lp.set_range(variable, of.lower, of.upper);
        proves_infeasible(&lp, y)
    };
    Found::NoPlan {
        alone: (0..nobody.len()).filter(is_ruled_out).collect(),
    }
}

/// Returns whether multipliers of a program's rows use the range of a row or column.
fn takes_part(lp: &Lp<Column, Constraint>, variable: Variable, y: &[Double]) -> bool {
    match variable {
        Variable::Row(row) => y[row.0] != Double::ZERO,
        Variable::Column(column) => lp.entries(column).any(|(row, _)| y[row.0] != Double::ZERO),
    }
}

/// Returns whether a range of the program lies within the one that nobody waiting asks for.
fn is_within(lp: &Lp<Column, Constraint>, variable: Variable, of: &Nobody) -> bool {
    let (lower, upper) = lp.range(variable);
    of.lower <= lower && upper <= of.upper
}

/// What could not be proved is not said; only an end of the work ends everything.
fn unknown(error: &Uncertified) -> Result<Found, ExplainError> {
    match error {
        Uncertified::Interrupted(why) => Err(Stuck::Interrupted(*why).into()),
        _ => Ok(Found::Unknown),
    }
}

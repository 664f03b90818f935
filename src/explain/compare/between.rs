//! Best margins of the models between two others.

use crate::explain::ExplainError;
use crate::explain::curve::is_alike;
use crate::formulation::{Column, Constraint, formulate};
use crate::lp::{ColumnId, Lp, RowId, Simplex, Variable};
use crate::model::Model;
use crate::outcome::{Outcome, Solved, solve};
use crate::solve::{Answer, Basis, Proved, Threads, prove_from, prove_near};

use super::inputs::Differences;

/// The models between two others: those in which some of the changes that may matter are made.
#[derive(Debug)]
pub(super) struct Between<'a> {
    differences: &'a Differences,
    /// The changes that may matter, by position in the differences.
    players: Vec<usize>,
    start: &'a Solved,
    /// The margin with none of them made.
    pub from: f64,
    /// The margin with all of them made.
    pub to: f64,
}

impl<'a> Between<'a> {
    pub fn new(differences: &'a Differences, from: &'a Solved, to: &'a Solved) -> Self {
        let all = 0..differences.changes.len();
        let players = all.filter(|at| !differences.idle.contains(at));
        Self {
            differences,
            players: players.collect(),
            start: from,
            from: from.solution.objective,
            to: to.solution.objective,
        }
    }

    /// Returns how many threads may work at a time.
    pub fn threads(&self) -> Threads {
        self.start.options.threads()
    }

    /// Returns how many changes may matter.
    pub fn count(&self) -> usize {
        self.players.len()
    }

    /// Returns which changes these players are.
    pub fn changes(&self, players: &[usize]) -> Vec<usize> {
        players.iter().map(|&player| self.players[player]).collect()
    }

    /// Returns the changes that cannot matter.
    pub fn idle(&self) -> impl Iterator<Item = usize> + '_ {
        let all = 0..self.differences.changes.len();
        all.filter(|at| !self.players.contains(at))
    }

    /// Returns a solver that stands at the base.
    pub fn solver(&self) -> Result<Solver<'_>, ExplainError> {
        let basis = Basis::known(self.start.simplex()?.clone());
        Ok(Solver {
            between: self,
            lp: self.start.lp.clone(),
            basis,
            x: self.start.solution.x.clone(),
            solved: 0,
            without_plan: 0,
        })
    }
}

/// Solves one model after the other, each from where it stands.
#[derive(Debug)]
pub(super) struct Solver<'a> {
    between: &'a Between<'a>,
    lp: Lp<Column, Constraint>,
    basis: Basis,
    x: Vec<f64>,
    pub solved: usize,
    pub without_plan: usize,
}

impl Solver<'_> {
    /// Returns the best margin with these players' changes made, certified; `None` where there is no plan or no best one.
    pub fn margin(&mut self, is_made: impl Fn(usize) -> bool) -> Result<Option<f64>, ExplainError> {
        let players = &self.between.players;
        let made: Vec<bool> = (0..players.len()).map(is_made).collect();
        if made.iter().all(|&it| it) {
            return Ok(Some(self.between.to));
        }
        if made.iter().all(|&it| !it) {
            return Ok(Some(self.between.from));
        }
        let model = self.between.differences.model(|change| {
            let player = players.iter().position(|&it| it == change);
            player.is_some_and(|player| made[player])
        });
        self.solved += 1;
        let margin = self.solve(&model)?;
        if margin.is_none() {
            self.without_plan += 1;
        }
        Ok(margin)
    }

    fn solve(&mut self, model: &Model) -> Result<Option<f64>, ExplainError> {
        if !model.is_linear() {
            return Ok(match solve(model, &self.between.start.options)? {
                Outcome::Optimal(solved) => Some(solved.solution.objective),
                Outcome::Infeasible(_) | Outcome::Unbounded(_) => None,
            });
        }
        let options = &self.between.start.options;
        let lp = formulate(model);
        let Proved { answer, basis, .. } = if is_alike(&self.lp, &lp) {
            prove_from(&lp, self.moved(&lp)?, options)
        } else {
            let columns = lp.columns().iter();
            let x: Vec<f64> = columns
                .map(|column| self.lp.value(&self.x, &column.key))
                .collect();
            prove_near(&lp, &x, options)
        }?;
        let Answer::Optimal(solution) = answer else {
            return Ok(None);
        };
        self.lp = lp;
        self.basis = basis;
        self.x = solution.x;
        Ok(Some(solution.objective))
    }

    /// Returns the simplex with the bounds and costs of a program of the same matrix.
    fn moved(&self, to: &Lp<Column, Constraint>) -> Result<Simplex, ExplainError> {
        let watch = &self.between.start.options.watch;
        let mut simplex = self.basis.of(&self.lp, &self.x, watch)?.clone();
        for (j, (a, b)) in self.lp.columns().iter().zip(to.columns()).enumerate() {
            if (a.lower, a.upper) != (b.lower, b.upper) {
                simplex.set_range(Variable::Column(ColumnId(j)), b.lower, b.upper);
            }
            if a.cost != b.cost {
                simplex.set_cost(ColumnId(j), b.cost);
            }
        }
        for (i, (a, b)) in self.lp.rows().iter().zip(to.rows()).enumerate() {
            if (a.lower, a.upper) != (b.lower, b.upper) {
                simplex.set_range(Variable::Row(RowId(i)), b.lower, b.upper);
            }
        }
        Ok(simplex)
    }
}

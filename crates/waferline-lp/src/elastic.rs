//! A program whose ranges may give way: irreducible conflicts, and the least that has to give.
//!
//! Source of the methods: Chinneck, *Feasibility and Infeasibility in Optimization* (2008): the elastic program
//! (chapter 6) and the deletion filter (chapter 6.2), here started from the rows of a proof by Farkas' lemma.

mod ends;
mod key;
mod reach;

use std::hash::Hash;

use crate::climb::Reached;
use crate::program::{ColumnId, Lp, LpBuilder, RowId, Variable};
use crate::simplex::{Simplex, Stuck};
use crate::watch::Watch;

use ends::{Moved, add, add_range, free_if, with_gives};
pub use key::{ElasticColumn, ElasticRow};

/// What is left of a sum below this share of its largest term is taken for cancellation: proofs are refined, so that a price
/// has some thirteen digits, of which a column of many terms may lose two.
const CANCELS: f64 = 1e-11;

/// A number that may give way: what a unit of it moves, and how many units it can give.
#[derive(Clone, Debug, PartialEq)]
#[doc(alias = "slack")]
pub struct Relaxation {
    /// Changes of lower and upper ends per unit: (which, lower, upper).
    pub moves: Vec<(Variable, f64, f64)>,
    /// The most units; may be infinite.
    pub most: f64,
}

/// A set of numbers that cannot all stay as they are, while all but any one of them can.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[doc(alias = "IIS")]
pub struct Conflict {
    /// Positions in the list of relaxations, ascending.
    pub members: Vec<usize>,
    /// For each member, what one unit of it adds to what the proof can reach.
    pub worth: Vec<f64>,
    /// By how much the proof falls short, in the same unit.
    pub short: f64,
    /// For each member, the range through which it counts most in the proof.
    pub through: Vec<Variable>,
}

/// A point of the program and what gave way for it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Relaxed {
    /// The amount of each relaxation.
    pub amounts: Vec<f64>,
    /// The value of each column.
    pub x: Vec<f64>,
}

/// A program with a column for each number that may give way; nothing gives until it is opened.
#[derive(Clone, Debug)]
#[doc(alias = "relaxation")]
pub struct Elastic<C, R> {
    lp: Lp<ElasticColumn<C>, ElasticRow<R>>,
    simplex: Simplex,
    own: usize,
    most: Vec<f64>,
    /// Whose range each row is.
    variables: Vec<Variable>,
    watch: Watch,
}

impl<C: Copy + Eq + Hash, R: Copy + Eq + Hash> Elastic<C, R> {
    /// Returns the elastic form of a program; what a unit of each relaxation costs is passed to [`Self::least`].
    #[must_use]
    pub fn new(lp: &Lp<C, R>, relaxations: &[Relaxation]) -> Self {
        let mut rows = vec![Moved::default(); lp.rows().len()];
        let mut columns = vec![Moved::default(); lp.columns().len()];
        for (relaxation, of) in relaxations.iter().enumerate() {
            for &(variable, lower, upper) in &of.moves {
                let moved = match variable {
                    Variable::Row(row) => &mut rows[row.0],
                    Variable::Column(column) => &mut columns[column.0],
                };
                add(&mut moved.lower, relaxation, lower);
                add(&mut moved.upper, relaxation, upper);
            }
        }
        // Every key of a program is one of its rows'.
        let own_row = |key: &R| lp.row(key).unwrap_or(RowId(0));
        let mut builder = LpBuilder::default();
        for (data, moved) in lp.columns().iter().zip(&columns) {
            // Ends that move are rows below.
            let lower = free_if(!moved.lower.is_empty(), data.lower, f64::NEG_INFINITY);
            let upper = free_if(!moved.upper.is_empty(), data.upper, f64::INFINITY);
            builder.add_column(ElasticColumn::Own(data.key), 0.0, lower, upper);
        }
        for relaxation in 0..relaxations.len() {
            builder.add_column(ElasticColumn::Given(relaxation), -1.0, 0.0, 0.0);
        }
        let mut terms: Vec<Vec<(ElasticColumn<C>, f64)>> = vec![Vec::new(); rows.len()];
        for (j, data) in lp.columns().iter().enumerate() {
            for (row, value) in lp.entries(ColumnId(j)) {
                terms[row.0].push((ElasticColumn::Own(data.key), value));
            }
        }
        for (i, ((data, moved), terms)) in lp.rows().iter().zip(&rows).zip(terms).enumerate() {
            let own = ElasticRow::Own(data.key);
            let variable = Variable::Row(RowId(i));
            add_range(
                &mut builder,
                (own, variable),
                (data.lower, data.upper),
                moved,
                &terms,
            );
        }
        for (j, (data, moved)) in lp.columns().iter().zip(&columns).enumerate() {
            let variable = Variable::Column(ColumnId(j));
            let terms = [(ElasticColumn::Own(data.key), 1.0)];
            if !moved.lower.is_empty() && data.lower.is_finite() {
                let terms = with_gives(&terms, &moved.lower);
                builder.add_row(
                    ElasticRow::Lower(variable),
                    data.lower,
                    f64::INFINITY,
                    terms,
                );
            }
            if !moved.upper.is_empty() && data.upper.is_finite() {
                let terms = with_gives(&terms, &moved.upper);
                builder.add_row(
                    ElasticRow::Upper(variable),
                    f64::NEG_INFINITY,
                    data.upper,
                    terms,
                );
            }
        }
        let elastic = builder.build();
        let variables = elastic.rows().iter().map(|row| match row.key {
            ElasticRow::Own(key) => Variable::Row(own_row(&key)),
            ElasticRow::Lower(variable) | ElasticRow::Upper(variable) => variable,
        });
        Self {
            variables: variables.collect(),
            simplex: Simplex::from_nothing(&elastic),
            own: lp.columns().len(),
            most: relaxations
                .iter()
                .map(|relaxation| relaxation.most)
                .collect(),
            lp: elastic,
            watch: Watch::default(),
        }
    }

    /// Lets the watch end the search.
    #[must_use]
    pub fn with_watch(mut self, watch: &Watch) -> Self {
        self.simplex = self.simplex.with_watch(watch);
        self.watch = watch.clone();
        self
    }

    /// Sets the range of a row or column of the program; no relaxation may move a row with two ends apart from the other.
    pub fn set_range(&mut self, variable: Variable, lower: f64, upper: f64) {
        let own = match variable {
            Variable::Column(_) => Some(variable),
            Variable::Row(_) => {
                let mut rows = self.variables.iter();
                let row = rows.position(|&of| of == variable).map(RowId);
                row.map(Variable::Row)
            }
        };
        match own {
            Some(Variable::Row(row)) => self.lp.set_row_range(row, lower, upper),
            Some(Variable::Column(column)) => self.lp.set_column_range(column, lower, upper),
            None => return,
        }
        if let Some(own) = own {
            self.simplex.set_range(own, lower, upper);
        }
    }

    /// Limits how many units a number can give.
    pub fn set_most(&mut self, relaxation: usize, most: f64) {
        self.most[relaxation] = most;
    }

    /// Returns an irreducible conflict between the relaxations, `None` if the program is feasible as it is.
    ///
    /// Gives that a proof does not need are opened at once; then each of the others in turn, in their order, is
    /// opened for good if the rest is still infeasible.
    pub fn conflict(&mut self) -> Result<Option<Conflict>, Stuck> {
        self.conflict_between(|_| true)
    }

    /// Returns the same with relaxations that do not count open from the start; `None` if the others alone are no conflict.
    pub fn conflict_between(
        &mut self,
        counts: impl Fn(usize) -> bool,
    ) -> Result<Option<Conflict>, Stuck> {
        self.open(|relaxation| (!counts(relaxation)).then_some(0.0));
        let Some(proof) = self.proof()? else {
            return Ok(None);
        };
        let mut kept = self.helpful(&proof);
        let mut settled = 0;
        while settled < kept.len() {
            let tried = kept[settled];
            let mut is_kept = vec![false; self.most.len()];
            for &relaxation in &kept {
                is_kept[relaxation] = true;
            }
            self.open(|relaxation| (relaxation == tried || !is_kept[relaxation]).then_some(0.0));
            match self.proof()? {
                None => settled += 1,
                Some(proof) => {
                    let helpful = self.helpful(&proof);
                    let mut position = 0;
                    kept.retain(|relaxation| {
                        position += 1;
                        position <= settled
                            || (*relaxation != tried && helpful.contains(relaxation))
                    });
                }
            }
        }
        self.open(|relaxation| (!kept.contains(&relaxation)).then_some(0.0));
        let mut last = self.proof()?;
        if last.is_none() {
            self.restart();
            last = self.proof()?;
        }
        let Some(proof) = last else {
            return Err(Stuck::NoProgress(self.simplex.iterations()));
        };
        let worth = |&relaxation: &usize| self.worth(relaxation, &proof);
        Ok(Some(Conflict {
            worth: kept.iter().map(worth).collect(),
            short: self.short(&proof),
            through: kept
                .iter()
                .map(|&relaxation| self.through(relaxation, &proof))
                .collect(),
            members: kept,
        }))
    }

    /// Returns the amounts of the relaxations that make the program feasible at the least cost, with `price` a unit of
    /// each (`None`: it does not give); `None` if no amounts do.
    pub fn least(
        &mut self,
        price: impl Fn(usize) -> Option<f64>,
    ) -> Result<Option<Relaxed>, Stuck> {
        self.open(&price);
        let solution = match self.reached()? {
            Reached::Optimal(solution) => solution,
            Reached::Infeasible(_) => return Ok(None),
            // Prices are costs, so nothing earns without bound.
            Reached::Unbounded(_) => return Err(Stuck::NoProgress(self.simplex.iterations())),
        };
        Ok(Some(self.read(solution.x)))
    }

    /// Returns the program whose optimum [`Self::least`] looks for, for another solver to find it.
    pub fn program(
        &mut self,
        price: impl Fn(usize) -> Option<f64>,
    ) -> Lp<ElasticColumn<C>, ElasticRow<R>> {
        self.open(&price);
        self.lp.clone()
    }

    /// Returns what a point of [`Self::program`] says.
    #[must_use]
    pub fn read(&self, mut x: Vec<f64>) -> Relaxed {
        let amounts = x.split_off(self.own);
        Relaxed { amounts, x }
    }

    /// Lets those relaxations move that have a price, and no other.
    fn open(&mut self, price: impl Fn(usize) -> Option<f64>) {
        for relaxation in 0..self.most.len() {
            let column = ColumnId(self.own + relaxation);
            let price = price(relaxation);
            let most = if price.is_some() {
                self.most[relaxation]
            } else {
                0.0
            };
            self.lp.set_column_range(column, 0.0, most);
            self.simplex.set_range(Variable::Column(column), 0.0, most);
            let cost = -price.unwrap_or(0.0);
            self.lp.set_cost(column, cost);
            self.simplex.set_cost(column, cost);
        }
    }

    /// Returns row multipliers that prove that what is open is not enough, `None` if it is.
    fn proof(&mut self) -> Result<Option<Vec<f64>>, Stuck> {
        match self.reached()? {
            Reached::Infeasible(y) => Ok(Some(y.iter().map(|y| y.value()).collect())),
            Reached::Optimal(_) => Ok(None),
            // Prices are costs, so nothing earns without bound.
            Reached::Unbounded(_) => Err(Stuck::NoProgress(self.simplex.iterations())),
        }
    }

    /// Forgets where the simplex stands.
    fn restart(&mut self) {
        self.simplex = Simplex::from_nothing(&self.lp).with_watch(&self.watch);
    }

    /// Returns the relaxations without which the proof would not hold.
    fn helpful(&self, proof: &[f64]) -> Vec<usize> {
        let relaxations = 0..self.most.len();
        relaxations
            .filter(|&relaxation| self.worth(relaxation, proof) > 0.0)
            .collect()
    }

    /// Returns what one unit of a relaxation adds to what the proof can reach; rounding is 0.
    fn worth(&self, relaxation: usize, proof: &[f64]) -> f64 {
        self.reach(self.own + relaxation, proof)
    }

    /// Returns the range through which a relaxation counts most in the proof.
    fn through(&self, relaxation: usize, proof: &[f64]) -> Variable {
        let weight = |&(row, value): &(RowId, f64)| (value * proof[row.0]).abs();
        let entries = self.lp.entries(ColumnId(self.own + relaxation));
        let most = entries.max_by(|a, b| weight(a).total_cmp(&weight(b)));
        most.map_or(Variable::Row(RowId(0)), |(row, _)| self.variables[row.0])
    }

    /// Returns what a unit of a column adds to what the proof can reach.
    fn reach(&self, column: usize, proof: &[f64]) -> f64 {
        let mut sum = 0.0;
        let mut largest = 0.0_f64;
        for (row, value) in self.lp.entries(ColumnId(column)) {
            sum += value * proof[row.0];
            largest = largest.max((value * proof[row.0]).abs());
        }
        if sum.abs() > CANCELS * largest {
            sum
        } else {
            0.0
        }
    }

    /// Returns what the proof asks for less what it can reach.
    fn short(&self, proof: &[f64]) -> f64 {
        let asked: f64 = self
            .lp
            .rows()
            .iter()
            .zip(proof)
            .filter(|&(_, &y)| y != 0.0)
            .map(|(row, &y)| y * if y > 0.0 { row.lower } else { row.upper })
            .sum();
        let reached: f64 = self
            .lp
            .columns()
            .iter()
            .enumerate()
            .map(|(j, column)| (self.reach(j, proof), column))
            .filter(|&(worth, _)| worth != 0.0)
            .map(|(worth, column)| {
                worth
                    * if worth > 0.0 {
                        column.upper
                    } else {
                        column.lower
                    }
            })
            .sum();
        asked - reached
    }
}

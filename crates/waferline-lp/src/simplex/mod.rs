//! A bounded revised simplex method over a basis we can see.
//!
//! The embedded solver returns a vertex and nothing else. To prove it, price it and move it we need its basis: this
//! module builds one at the vertex, finishes the optimization from there (mostly degenerate steps that only move the
//! duals), and yields duals, proofs of infeasibility and rays. It can also start from nothing, should the solver fail.
//!
//! Source of the methods: Maros, *Computational Techniques of the Simplex Method* (2003), chapters 9 and 10, and
//! Koberstein, *The dual simplex method* (2005): Harris ratio tests, bound flipping, cost shifting, and a dual that is
//! made feasible by shifting costs, whose optimum is then finished by the primal on the true costs.

mod basis;
mod dual;
mod edges;
mod factor;
mod form;
mod implied;
mod piece;
mod point;
mod primal;
mod ratio;
mod refine;
mod rows;
mod start;
mod status;
mod walk;
mod walker;

use std::hash::Hash;
use std::sync::Arc;

use self::factor::{Factor, Half, Search, Sparse};
use self::form::Form;
pub(crate) use self::refine::Refined;
use self::rows::OpenRows;
pub use self::status::{Basis, Status};
pub use self::walk::{Direction, Finish, Segment, Variable, Walk};
pub use self::walker::WalkSpace;
use super::watch::{self, Interrupted, Phase, Progress, Watch};
use super::{ColumnId, Double, Lp, Scaling};

/// Bounds may be missed by this much, in scaled units.
const PRIMAL_TOLERANCE: f64 = 1e-9;
/// The same where neither feasibility nor infeasibility can be proved with less; below what certificates accept.
const WIDE_TOLERANCE: f64 = 3e-8;
/// Reduced costs may have the wrong sign by this much, in scaled units.
const DUAL_TOLERANCE: f64 = 1e-9;
/// Entries of a pivot row or column below this are not pivoted on.
const PIVOT_TOLERANCE: f64 = 1e-9;
/// Factors with no more updates than this are not computed anew only to check where we are.
const FEW_UPDATES: usize = 20;
/// How often primal and dual may take turns before we give up.
const ROUNDS: usize = 30;
/// In the last of them nothing is perturbed: what they reach is final.
const FINAL_ROUNDS: usize = 5;

/// Where a variable is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Basic,
    Lower,
    Upper,
    /// Free and at 0.
    Free,
}

/// Sign of a free variable outside the basis.
const BOTH: i8 = 2;

/// How an optimization ended.
#[derive(Clone, Debug, PartialEq)]
pub enum End {
    /// At an optimal basis.
    Optimal,
    /// Row multipliers that prove infeasibility, in the program's units (up to a positive factor).
    Infeasible(Vec<Double>),
    /// A direction of the columns along which the objective grows without end, in the program's units (up to a factor).
    Unbounded(Vec<f64>),
}

/// Why the method did not come to an end.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Stuck {
    /// It made no progress in so many iterations; a numerical failure.
    #[error("no progress after {0} simplex iterations")]
    NoProgress(usize),
    /// It was not let.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
}

/// A basis of a program and the point it stands for.
#[derive(Clone, Debug)]
pub struct Simplex {
    form: Form,
    scaling: Arc<Scaling>,
    /// The costs and bounds before any perturbation.
    true_cost: Vec<f64>,
    true_lower: Vec<f64>,
    true_upper: Vec<f64>,
    head: Vec<usize>,
    place: Vec<Place>,
    /// 1 for a nonbasic variable that can move up, -1 down, [`BOTH`] both, 0 for one that is basic or fixed.
    sign: Vec<i8>,
    x: Vec<f64>,
    /// Reduced costs.
    d: Vec<f64>,
    factor: Factor,
    /// Half solutions of the latest column and row, for the update of the factors; and space for their search.
    column_half: Half,
    row_half: Half,
    search: Search,
    /// Dual steepest edge weights by position; empty outside the dual method.
    edges: Vec<f64>,
    /// Work space: a pivot row and where it is nonzero.
    alpha: Sparse,
    open_rows: Option<Box<OpenRows>>,
    iterations: usize,
    /// Bounds may be missed by this much, in scaled units.
    tolerance: f64,
    watch: Watch,
}

impl Simplex {
    /// Lets the watch end what this simplex and its copies do from now on.
    #[must_use]
    pub fn with_watch(mut self, watch: &Watch) -> Self {
        self.watch = watch.clone();
        self
    }

    /// Fails every so many iterations if the work shall end; tells how far it is.
    fn look(&self, phase: Phase) -> Result<(), Stuck> {
        if !self.iterations.is_multiple_of(watch::EVERY) {
            return Ok(());
        }
        self.watch.tell(|elapsed| {
            let is_feasible = phase != Phase::Dual;
            Progress {
                phase,
                iterations: self.iterations,
                objective: is_feasible.then(|| self.objective()),
                infeasibility: (!is_feasible).then(|| self.primal_infeasibility()),
                elapsed,
            }
        });
        Ok(self.watch.check()?)
    }

    /// Moves to an optimal basis, or finds out that there is none.
    pub fn optimize(&mut self) -> Result<End, Stuck> {
        if self.has_empty_range() {
            return Ok(End::Infeasible(vec![Double::ZERO; self.form.rows]));
        }
        self.optimize_from(0)
    }

    /// The same, with the patience that is left after so many rounds.
    fn optimize_from(&mut self, first: usize) -> Result<End, Stuck> {
        for round in first..ROUNDS {
            self.watch.check()?;
            self.restore();
            self.renew();
            let is_feasible = self.primal_infeasibility() <= self.tolerance;
            if is_feasible && self.dual_infeasibility() <= DUAL_TOLERANCE {
                return Ok(End::Optimal);
            }
            let may_perturb = round + FINAL_ROUNDS < ROUNDS;
            let is_implied = round == 0 && !is_feasible && self.imply_bounds();
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
        Err(Stuck::NoProgress(self.iterations))
    }

    /// Returns how many pivots were made so far.
    #[must_use]
    pub fn iterations(&self) -> usize {
        self.iterations
    }

    /// Returns the value of each column, in the program's units.
    #[must_use]
    pub fn values(&self) -> Vec<f64> {
        let quantity = self.scaling.quantity;
        let values = self.x[..self.form.columns].iter();
        values
            .zip(&self.scaling.column)
            .map(|(x, scale)| x * scale * quantity)
            .collect()
    }

    /// Returns the dual of each row, in the program's units.
    #[must_use]
    pub fn duals(&self) -> Vec<f64> {
        let unit = self.scaling.money / self.scaling.quantity;
        // A logical has cost 0 and the column -e, so its reduced cost is the dual.
        self.d[self.form.columns..]
            .iter()
            .zip(&self.scaling.row)
            .map(|(d, scale)| d * scale * unit)
            .collect()
    }

    /// Lets bounds be missed by more: for programs so close to infeasible that neither a point nor a proof is clear.
    /// The certificate still decides.
    pub(crate) fn set_wide_tolerance(&mut self, is_wide: bool) {
        self.tolerance = if is_wide {
            WIDE_TOLERANCE
        } else {
            PRIMAL_TOLERANCE
        };
    }

    /// Sets the bounds of a column or row, in the program's units; [`Self::optimize`] then starts from the old basis.
    pub fn set_range(&mut self, variable: Variable, lower: f64, upper: f64) {
        let index = self.index(variable);
        let unit = self.scaled_unit(index);
        self.true_lower[index] = lower * unit;
        self.true_upper[index] = upper * unit;
        let is_at_none = match self.place[index] {
            Place::Basic => false,
            Place::Lower => !lower.is_finite(),
            Place::Upper => !upper.is_finite(),
            Place::Free => lower.is_finite() || upper.is_finite(),
        };
        if is_at_none {
            self.form.lower[index] = self.true_lower[index];
            self.form.upper[index] = self.true_upper[index];
            self.expel(index);
        }
    }

    /// Sets the cost of a column, in the program's units; [`Self::optimize`] then starts from the old basis.
    pub fn set_cost(&mut self, column: ColumnId, cost: f64) {
        let unit = self.scaling.column[column.0] * self.scaling.quantity / self.scaling.money;
        self.true_cost[column.0] = cost * unit;
    }

    /// Gives nonbasic columns that want to grow without end the bound that the rows imply, until the next round;
    /// returns whether there were any.
    fn imply_bounds(&mut self) -> bool {
        let wants_bound = |simplex: &Self, v: usize| {
            simplex.wrong_sign(v) > DUAL_TOLERANCE && simplex.form.upper[v] == f64::INFINITY
        };
        if !(0..self.form.columns).any(|v| wants_bound(self, v)) {
            return false;
        }
        for (variable, upper) in self.form.implied_uppers().into_iter().enumerate() {
            if wants_bound(self, variable) {
                self.form.upper[variable] = upper;
            }
        }
        true
    }

    /// Returns whether some variable's lower bound is above its upper one: nothing needs to be multiplied to see that
    /// there is no feasible point.
    fn has_empty_range(&self) -> bool {
        let bounds = self.true_lower.iter().zip(&self.true_upper);
        bounds
            .into_iter()
            .any(|(&lower, &upper)| lower - upper > self.tolerance * lower.abs().max(1.0))
    }

    /// Becomes a copy of another simplex, keeping its own memory.
    fn copy_from(&mut self, other: &Self) {
        self.form.copy_from(&other.form);
        self.scaling = Arc::clone(&other.scaling);
        self.true_cost.clone_from(&other.true_cost);
        self.true_lower.clone_from(&other.true_lower);
        self.true_upper.clone_from(&other.true_upper);
        self.head.clone_from(&other.head);
        self.place.clone_from(&other.place);
        self.sign.clone_from(&other.sign);
        self.x.clone_from(&other.x);
        self.d.clone_from(&other.d);
        self.factor.copy_from(&other.factor);
        self.iterations = other.iterations;
        self.tolerance = other.tolerance;
        self.watch.clone_from(&other.watch);
    }

    /// Takes back all perturbation, and leaves no variable at a bound that was only implied.
    fn restore(&mut self) {
        self.form.cost.copy_from_slice(&self.true_cost);
        self.form.lower.copy_from_slice(&self.true_lower);
        self.form.upper.copy_from_slice(&self.true_upper);
        for variable in 0..self.form.variables() {
            let is_nowhere = match self.place[variable] {
                Place::Lower => !self.form.lower[variable].is_finite(),
                Place::Upper => !self.form.upper[variable].is_finite(),
                Place::Basic | Place::Free => false,
            };
            if is_nowhere {
                self.expel(variable);
            } else {
                self.settle(variable, self.place[variable]);
            }
        }
    }

    /// Computes the point and the reduced costs anew, and the factors where they are old; the numbers are refined against
    /// the basis itself, so factors a few updates old serve as well as fresh ones.
    fn renew(&mut self) {
        if self.factor.update_count() > FEW_UPDATES || !self.factor.is_of_size(self.form.rows) {
            self.refresh();
        } else {
            self.recompute_values();
            self.recompute_reduced_costs();
        }
    }

    /// Returns the most pivots one call may make.
    fn iteration_limit(&self) -> usize {
        self.iterations + 5_000 + 50 * (self.form.rows + self.form.columns)
    }
}

/// Returns the same small positive number for the same variable on every machine, between 0.5 and 1.
fn jitter(variable: usize) -> f64 {
    let mixed = (variable as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
    0.5 + 0.5 * (mixed as f64) / f64::from(1 << 24)
}

impl Simplex {
    fn with_form<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(lp: &Lp<C, R>) -> Self {
        let scaling = Scaling::of(lp);
        let form = Form::new(lp, &scaling);
        let variables = form.variables();
        Self {
            true_cost: form.cost.clone(),
            true_lower: form.lower.clone(),
            true_upper: form.upper.clone(),
            head: Vec::new(),
            place: vec![Place::Lower; variables],
            sign: vec![0; variables],
            x: vec![0.0; variables],
            d: vec![0.0; variables],
            factor: Factor::empty(),
            column_half: Half::default(),
            row_half: Half::default(),
            search: Search::default(),
            edges: Vec::new(),
            alpha: Sparse::default(),
            open_rows: None,
            iterations: 0,
            tolerance: PRIMAL_TOLERANCE,
            watch: Watch::default(),
            form,
            scaling: Arc::new(scaling),
        }
    }
}

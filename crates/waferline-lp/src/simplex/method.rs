//! The simplex: where it stands, what it works in, and how it chooses.

use std::hash::Hash;
use std::sync::Arc;

use super::end::Stuck;
use super::form::Form;
use super::known_duals::KnownDuals;
use super::known_edges::KnownEdges;
use super::pricing::Pricing;
use super::state::State;
use super::workspace::Workspace;
use crate::program::{ColumnId, Lp, Variable};
use crate::scale::Scaling;
use crate::watch::{self, Phase, Progress, Watch};

/// A basis of a program and the point it stands for.
#[derive(Debug)]
pub struct Simplex {
    pub(super) state: State,
    pub(super) work: Workspace,
    pub(super) pricing: Pricing,
    pub(super) watch: Watch,
    /// Weights of the basis where it stands, for those who go on from there; none once it has moved.
    pub(super) known_edges: Option<KnownEdges>,
    /// Those that were known last, of a basis some pivots ago.
    pub(super) edges_before: Option<KnownEdges>,
    /// Refined duals of the basis where they were asked for last.
    pub(super) known_duals: Option<Arc<KnownDuals>>,
}

impl Clone for Simplex {
    /// A copy stands where this one does, and works in memory of its own.
    fn clone(&self) -> Self {
        let Self {
            state,
            work: _,
            pricing,
            watch,
            known_edges,
            edges_before,
            known_duals,
        } = self;
        Self {
            state: state.clone(),
            work: Workspace::default(),
            pricing: pricing.clone(),
            watch: watch.clone(),
            known_edges: known_edges.clone(),
            edges_before: edges_before.clone(),
            known_duals: known_duals.clone(),
        }
    }

    /// A copy in the memory that is there.
    fn clone_from(&mut self, other: &Self) {
        self.copy_from(other);
    }
}

impl Simplex {
    pub(super) fn with_form<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(lp: &Lp<C, R>) -> Self {
        Self::scaled(lp, Arc::new(Scaling::of(lp)))
    }

    pub(super) fn scaled<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
        lp: &Lp<C, R>,
        scaling: Arc<Scaling>,
    ) -> Self {
        Self {
            state: State::of(Form::new(lp, scaling)),
            work: Workspace::default(),
            pricing: Pricing::default(),
            watch: Watch::default(),
            known_edges: None,
            edges_before: None,
            known_duals: None,
        }
    }

    /// Becomes a copy of another simplex, keeping its own memory. No method runs on either.
    pub(super) fn copy_from(&mut self, other: &Self) {
        let Self {
            state,
            work: _,
            pricing: _,
            watch,
            known_edges,
            edges_before,
            known_duals,
        } = self;
        known_duals.clone_from(&other.known_duals);
        known_edges.clone_from(&other.known_edges);
        edges_before.clone_from(&other.edges_before);
        state.copy_from(&other.state);
        watch.clone_from(&other.watch);
    }

    /// Lets the watch end what this simplex and its copies do from now on.
    #[must_use]
    pub fn with_watch(mut self, watch: &Watch) -> Self {
        self.watch = watch.clone();
        self
    }

    /// Fails every this many iterations if the work is to end; reports how far it is.
    pub(super) fn look(&self, phase: Phase) -> Result<(), Stuck> {
        let state = &self.state;
        if !state.iterations.is_multiple_of(watch::EVERY) {
            return Ok(());
        }
        self.watch.report(|elapsed| {
            let is_feasible = phase != Phase::Dual;
            Progress {
                phase,
                iterations: state.iterations,
                objective: is_feasible.then(|| state.objective()),
                infeasibility: (!is_feasible).then(|| state.primal_infeasibility()),
                gap: None,
                elapsed,
            }
        });
        Ok(self.watch.check()?)
    }

    /// Returns how many pivots were made so far.
    #[must_use]
    pub fn iterations(&self) -> usize {
        self.state.iterations
    }

    /// Returns the objective at the current point, in the program's units.
    #[must_use]
    pub fn objective(&self) -> f64 {
        self.state.objective()
    }

    /// Returns the value of each column, in the program's units.
    #[must_use]
    pub fn values(&self) -> Vec<f64> {
        let form = &self.state.form;
        let quantity = form.scaling.quantity;
        let values = self.state.x[..form.columns].iter();
        values
            .zip(&form.scaling.column)
            .map(|(x, scale)| x * scale * quantity)
            .collect()
    }

    /// Returns the dual of each row, in the program's units.
    #[must_use]
    pub fn duals(&self) -> Vec<f64> {
        let form = &self.state.form;
        let unit = form.scaling.money / form.scaling.quantity;
        // A logical has cost 0 and the column -e, so its reduced cost is the dual.
        self.state.d[form.columns..]
            .iter()
            .zip(&form.scaling.row)
            .map(|(d, scale)| d * scale * unit)
            .collect()
    }

    /// Lets bounds be missed by more: for programs so close to infeasible that neither a point nor a proof is clear.
    /// The certificate still decides.
    pub(crate) fn set_wide_tolerance(&mut self, is_wide: bool) {
        self.state.set_wide_tolerance(is_wide);
    }

    /// Sets the bounds of a column or row, in the program's units; [`Self::optimize`] then starts from the old basis.
    pub fn set_range(&mut self, variable: Variable, lower: f64, upper: f64) {
        let index = self.state.form.index(variable);
        let unit = self.state.form.scaled_unit(index);
        self.state.set_range(index, lower * unit, upper * unit);
    }

    /// Sets the cost of a column, in the program's units; [`Self::optimize`] then starts from the old basis.
    pub fn set_cost(&mut self, column: ColumnId, cost: f64) {
        self.state.true_cost[column.0] = cost * self.state.form.cost_unit(column);
    }
}

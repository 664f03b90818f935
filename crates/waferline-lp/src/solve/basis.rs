//! The optimal basis: there already, or found where it is first needed.

use std::hash::Hash;
use std::sync::{Arc, OnceLock};

use crate::program::Lp;
use crate::simplex::{Basis as Statuses, End, Simplex, Stuck};
use crate::watch::Watch;

/// The basis of an optimum. The own method has one; what another solver found gets one when it is asked for.
#[derive(Clone, Debug, Default)]
pub struct Basis {
    simplex: OnceLock<Simplex>,
    /// The basis that another solver reports.
    reported: Option<Arc<Statuses>>,
}

impl Basis {
    /// Returns the basis of this simplex, which is at its optimum.
    #[must_use]
    pub fn known(mut simplex: Simplex) -> Self {
        simplex.share_edges();
        Self {
            simplex: OnceLock::from(simplex),
            reported: None,
        }
    }

    /// Returns the basis that another solver reports, if it does. It is factored when it is first asked for.
    pub(super) fn reported(basis: Option<Statuses>) -> Self {
        Self {
            simplex: OnceLock::new(),
            reported: basis.map(Arc::new),
        }
    }

    /// Returns the same basis under another watch: work that goes on from it ends when that says so, not when what found it did.
    #[must_use]
    pub fn with_watch(mut self, watch: &Watch) -> Self {
        if let Some(simplex) = self.simplex.take() {
            self.simplex = OnceLock::from(simplex.with_watch(watch));
        }
        self
    }

    /// Returns the simplex that was there or was found.
    pub fn found(&self) -> Option<&Simplex> {
        self.simplex.get()
    }

    /// Returns the simplex at an optimal basis of the program: the one that was reported, or at the vertex `x`; or beside it.
    pub fn of<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
        &self,
        lp: &Lp<C, R>,
        x: &[f64],
        watch: &Watch,
    ) -> Result<&Simplex, Stuck> {
        if let Some(simplex) = self.simplex.get() {
            return Ok(simplex);
        }
        let start = match &self.reported {
            Some(basis) => Simplex::from_basis(lp, basis),
            None => Simplex::from_vertex(lp, x),
        };
        let mut simplex = start.with_watch(watch);
        if simplex.optimize()? != End::Optimal {
            return Err(Stuck::NoProgress(simplex.iterations()));
        }
        simplex.share_edges();
        Ok(self.simplex.get_or_init(|| simplex))
    }
}

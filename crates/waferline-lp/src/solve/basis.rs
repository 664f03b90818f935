//! The optimal basis: there already, or found where it is first needed.

use std::hash::Hash;
use std::sync::OnceLock;

use crate::program::Lp;
use crate::simplex::{End, Simplex, Stuck};
use crate::watch::Watch;

/// The basis of an optimum. The own method has one; what another solver found gets one when it is asked for.
#[derive(Clone, Debug, Default)]
pub struct Basis(OnceLock<Simplex>);

impl Basis {
    /// Returns the basis of this simplex, which is at its optimum.
    #[must_use]
    pub fn known(mut simplex: Simplex) -> Self {
        simplex.share_edges();
        Self(OnceLock::from(simplex))
    }

    /// Returns the simplex that was there or was found.
    pub fn found(&self) -> Option<&Simplex> {
        self.0.get()
    }

    /// Returns the simplex at an optimal basis of the program, at the vertex `x` or beside it.
    pub fn of<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
        &self,
        lp: &Lp<C, R>,
        x: &[f64],
        watch: &Watch,
    ) -> Result<&Simplex, Stuck> {
        if let Some(simplex) = self.0.get() {
            return Ok(simplex);
        }
        let mut simplex = Simplex::from_vertex(lp, x).with_watch(watch);
        if simplex.optimize()? != End::Optimal {
            return Err(Stuck::NoProgress(simplex.iterations()));
        }
        simplex.share_edges();
        Ok(self.0.get_or_init(|| simplex))
    }
}

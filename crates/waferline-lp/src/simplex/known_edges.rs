//! Exact weights of dual steepest edge at a basis that many re-solves start from.
//!
//! Started at 1, the weights of `edges` are right only for the basis of logicals; from another basis the method chooses
//! badly until pivots have put them right, and takes about twice as many. Computing all of them takes a solve a row. Copies
//! of a simplex that stand at the same basis therefore share them, computed by whoever needs them first, always from the
//! same factors: what is found does not depend on who that was.
//!
//! Source of the method: Forrest and Goldfarb (1992), who find that exact weights to begin with pay where they can be had.

use std::sync::{Arc, OnceLock};

use super::factor::{Factor, Search, Sparse};

/// The weights of a basis, by variable; 1 for those that are not basic.
#[derive(Clone, Debug)]
pub(super) struct KnownEdges(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    head: Vec<usize>,
    factor: Factor,
    variables: usize,
    weights: OnceLock<Vec<f64>>,
}

impl KnownEdges {
    /// Returns the weights of the basis with these factors; they are computed when they are first asked for.
    pub(super) fn at(head: &[usize], factor: &Factor, variables: usize) -> Self {
        Self(Arc::new(Shared {
            head: head.to_vec(),
            factor: factor.clone(),
            variables,
            weights: OnceLock::new(),
        }))
    }

    /// Returns weights that are known already, by position.
    pub(super) fn kept(head: &[usize], edges: &[f64], variables: usize) -> Self {
        let mut weights = vec![1.0; variables];
        for (&variable, &edge) in head.iter().zip(edges) {
            weights[variable] = edge;
        }
        Self(Arc::new(Shared {
            head: Vec::new(),
            factor: Factor::empty(),
            variables,
            weights: OnceLock::from(weights),
        }))
    }

    /// Returns the weights: the squared lengths of the rows of the inverse.
    pub(super) fn weights(&self) -> &[f64] {
        let shared = &*self.0;
        shared.weights.get_or_init(|| {
            let mut weights = vec![1.0; shared.variables];
            let (mut rho, mut search) = (Sparse::default(), Search::default());
            for (position, &variable) in shared.head.iter().enumerate() {
                rho.reset(shared.head.len());
                rho.push(position, 1.0);
                shared.factor.solve_transposed(&mut rho, &mut search);
                weights[variable] = rho.iter().map(|(_, r)| r * r).sum();
            }
            weights
        })
    }
}

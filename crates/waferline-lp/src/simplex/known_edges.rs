//! Exact weights of dual steepest edge at a basis that many re-solves start from.
//!
//! Started at 1, the weights of `edges` are right only for the basis of logicals; from another basis the method chooses
//! badly until pivots have put them right, and takes about twice as many. Computing all of them takes a solve a row. Copies
//! of a simplex that stand at the same basis therefore share them, computed by whoever needs them first, always from the
//! same factors: what is found does not depend on who that was. Where the weights of a basis some pivots ago are known, those of
//! variables that have been basic since are about right, and only the others are computed.
//!
//! Source of the method: Forrest and Goldfarb (1992), who find that exact weights to begin with pay where they can be had.

use std::sync::{Arc, OnceLock};

use super::factor::{Factor, Search, Sparse};

/// What stands for the weight of a variable that is not basic.
const NONE: f64 = 0.0;

/// The weights of a basis, by variable.
#[derive(Clone, Debug)]
pub(super) struct KnownEdges(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    head: Vec<usize>,
    factor: Factor,
    variables: usize,
    /// Those of a basis some pivots ago.
    before: Option<KnownEdges>,
    weights: OnceLock<Vec<f64>>,
}

impl KnownEdges {
    /// Returns the weights of the basis with these factors; they are computed when they are first asked for. `before` are those of a
    /// basis some pivots ago, used only where they are known already: one that waits for those before it would keep all of them.
    pub(super) fn at(
        head: &[usize],
        factor: &Factor,
        variables: usize,
        before: Option<Self>,
    ) -> Self {
        Self(Arc::new(Shared {
            head: head.to_vec(),
            factor: factor.clone(),
            variables,
            before: before.filter(Self::is_kept),
            weights: OnceLock::new(),
        }))
    }

    /// Returns weights that are known already, by position.
    pub(super) fn kept(head: &[usize], edges: &[f64], variables: usize) -> Self {
        let mut weights = vec![NONE; variables];
        for (&variable, &edge) in head.iter().zip(edges) {
            weights[variable] = edge;
        }
        Self(Arc::new(Shared {
            head: Vec::new(),
            factor: Factor::empty(),
            variables,
            before: None,
            weights: OnceLock::from(weights),
        }))
    }

    /// Returns the weight of each of these variables, 1 for those that are not in the basis that is known: the squared lengths of the
    /// rows of the inverse.
    pub(super) fn of(&self, head: &[usize]) -> Vec<f64> {
        let weights = self.weights();
        let weight = |&variable: &usize| match weights[variable] {
            NONE => 1.0,
            known => known,
        };
        head.iter().map(weight).collect()
    }

    /// Returns whether they were known from the start.
    fn is_kept(&self) -> bool {
        self.0.head.is_empty()
    }

    fn weights(&self) -> &[f64] {
        let shared = &*self.0;
        shared.weights.get_or_init(|| {
            let mut weights = vec![NONE; shared.variables];
            let before = shared.before.as_ref().map(Self::weights);
            let (mut rho, mut search) = (Sparse::default(), Search::default());
            for (position, &variable) in shared.head.iter().enumerate() {
                weights[variable] = before.map_or(NONE, |before| before[variable]);
                if weights[variable] == NONE {
                    rho.reset(shared.head.len());
                    rho.push(position, 1.0);
                    shared.factor.solve_transposed(&mut rho, &mut search);
                    weights[variable] = rho.iter().map(|(_, r)| r * r).sum();
                }
            }
            weights
        })
    }
}

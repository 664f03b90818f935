//! Sparse Cholesky factors `L L' = P M P'` of a symmetric positive definite matrix.
//!
//! What does not depend on numbers is found once ([`Symbolic`]): an order of elimination that keeps the factor sparse, its
//! tree and its supernodes. Factors are then computed by fronts.
//!
//! Source of the method: Davis, *Direct Methods for Sparse Linear Systems* (2006).

mod dense;
mod dissection;
mod factor;
mod graph;
mod minimum_degree;
mod parting;
mod separator;
mod supernodes;
mod symbolic;
mod tree;

pub(super) use self::factor::Factor;
pub(super) use self::graph::Graph;
pub(super) use self::symbolic::{Ordered, Symbolic};

//! Sparse LU factors of a basis, kept up as columns are exchanged.
//!
//! Source of the method: Markowitz pivoting with threshold stability after Suhl and Suhl, "Computing sparse LU
//! factorizations for large-scale linear programming bases" (1990); Forrest and Tomlin, "Updated triangular factors of
//! the basis to maintain sparsity in the product form simplex method" (1972). The column that is pivoted on a row is
//! put at that row's position, so that rows and positions are one.

mod elimination;
mod etas;
mod lu;
mod markowitz;
mod pivots;
mod slots;
mod triangular;
mod update;
mod vector;

pub(super) use self::elimination::eliminate;
pub(super) use self::etas::Half;
pub(super) use self::lu::Factor;
pub(super) use self::pivots::LEAST_PIVOT;
pub(super) use self::triangular::Search;
pub(super) use self::vector::{ROUNDING, Sparse, narrow};

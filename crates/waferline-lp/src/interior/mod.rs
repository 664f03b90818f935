//! An interior point method: near the optimum of a large program in a few dozen iterations.
//!
//! It moves through the middle of what is feasible, each iteration a Newton step of the equations that an optimum and its
//! prices keep, with products of slacks and multipliers that go to 0 together. What it ends near is no vertex: crossover
//! (`simplex/crossover`) makes a basis of it, and the simplex method and its proofs go on from there. It proves nothing itself, neither an
//! optimum nor that there is none.
//!
//! Additions are in one order whatever the machine, and no product is fused with a sum: the same digits everywhere.

mod begin;
mod cholesky;
mod direction;
mod iterate;
mod method;
mod near;
mod normal;
mod split;
mod standard;
mod step;

pub(crate) use self::near::near_optimum;

//! Plans, proves and explains who gets scarce AI accelerators, quarter by quarter.

pub mod address;
pub mod diagnostic;
pub mod explain;
pub mod formulation;
pub mod input;
pub mod lp;
pub mod model;
pub mod outcome;
pub mod plan;
pub mod provenance;
pub mod quarter;
pub mod report;
pub mod solve;
pub mod source;

pub use address::Address;
pub use model::Model;
pub use outcome::{Outcome, SolveError, SolveOptions, Solved, solve, solve_again};
pub use quarter::Quarter;

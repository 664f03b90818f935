//! Programs as files for other solvers: MPS and the LP format of CPLEX.
//!
//! Both minimize minus the objective, have no constant in it, and write every number so that it reads back exactly.
//! Columns may be said to be whole.

mod lp_format;
mod mps;
mod rows;
mod whole;

pub use lp_format::write_lp_format;
pub use mps::write_mps;
pub use rows::Names;

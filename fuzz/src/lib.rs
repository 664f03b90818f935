//! What the fuzz targets share: what must hold for findings, and which panics are no defect.

mod findings;
mod panics;

pub use findings::{check_findings, read};
pub use panics::let_solvers_panic;

//! `HiGHS` for linear programs: a program in, a point with its duals and its basis out, and an end when asked.
//!
//! ```
//! use std::ops::ControlFlow;
//! use waferline_highs::{End, Options, Program, Status, run};
//!
//! // The most of 10 own + 8 sell, at most 6 own, at most 10 in all.
//! let mut program = Program::with_rows([(f64::NEG_INFINITY, 10.0)]);
//! program.add_column(-10.0, 0.0, 6.0, [(0, 1.0)]);
//! program.add_column(-8.0, 0.0, f64::INFINITY, [(0, 1.0)]);
//! let end = run(&program, &Options::default(), &mut |_| ControlFlow::Continue(()))?;
//! let End::Optimal(optimum) = end else { panic!("feasible and bounded") };
//! assert_eq!((optimum.x, optimum.dual), (vec![6.0, 4.0], vec![-8.0]));
//! assert_eq!(optimum.basis.expect("a vertex").columns, [Status::Upper, Status::Basic]);
//! # Ok::<(), waferline_highs::Failure>(())
//! ```
//!
//! Columns may have to be whole ([`Program::must_be_whole`]); a run then ends at a point alone ([`End::Whole`]).
//!
//! All work is done in the caller's thread; none is started, and nothing is running any more when [`run`] returns.
//!
//! # How soon a run ends
//!
//! `HiGHS` asks whether to go on ([`Look`]) at every iteration of its simplex methods, of its interior point method and of the
//! conjugate residuals inside it, at every push of the crossover, while a starting basis is made, and on its way through whole
//! columns. It does not ask while it reads the program, presolves and takes the presolve back; in presolve it looks at its time
//! limit alone. Nor does it ask within one factorization. The README has what was measured, and where a run took longer than a second to end.

mod end;
mod handle;
mod looking;
mod options;
mod program;

pub use end::{Basis, End, Failure, Optimum, Status};
pub use handle::run;
pub use looking::Look;
pub use options::{Method, Options};
pub use program::Program;

/// Version of `HiGHS`; that of `highs-sys`, which carries its sources.
pub const VERSION: &str = "1.15.0";

/// The README's Rust block, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

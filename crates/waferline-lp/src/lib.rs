//! Linear programs with proved answers, in pure Rust.
//!
//! Programs are data ([`Lp`]), generic over what their columns and rows mean. One sense: every [`Lp`] maximizes. Rows are
//! ranges `lower <= a x <= upper`. An answer is an optimum with its [`Certificate`], or multipliers that prove that there is
//! no feasible point, or a direction that proves that there is no end; what cannot be proved is an error.
//!
//! ```
//! use waferline_lp::LpBuilder;
//! use waferline_lp::solve::{Answer, solve_program};
//!
//! let mut lp = LpBuilder::default();
//! lp.add_column("own", 10.0, 0.0, 6.0);
//! lp.add_column("sell", 8.0, 0.0, f64::INFINITY);
//! lp.add_row("wafers", f64::NEG_INFINITY, 10.0, [("own", 1.0), ("sell", 1.0)]);
//! let lp = lp.build();
//! let Answer::Optimal(best) = solve_program(&lp)? else { panic!("feasible and bounded") };
//! assert_eq!((best.objective, best.certificate.bound), (92.0, 92.0));
//! assert_eq!((best.dual, best.reduced_cost), (vec![8.0], vec![2.0, 0.0]));
//! # Ok::<(), waferline_lp::solve::Uncertified>(())
//! ```
//!
//! | to | there is |
//! |---|---|
//! | solve and prove | [`solve::solve_program`], with other solvers, a time limit and progress: [`solve::SolveOptions`] |
//! | solve again after a change, from the basis | [`Simplex`], [`Basis`] |
//! | follow the optimum along a limit or a cost, both ways | [`Simplex::walk`], [`Simplex::first_segment`]; many times: [`Simplex::walks`], [`WalkSpace`] |
//! | say how many threads may work | [`solve::Threads`] |
//! | find what would have to give way where nothing is feasible | [`Elastic`] |
//! | find the best point in which some columns are whole, and the next best ones | [`solve::WholeSearch`] |
//! | judge a point and prices from elsewhere | [`certify`], [`proves_infeasible`], [`proves_unbounded`] |
//! | have the optimum as a fraction (feature `exact`) | `solve_exactly`, `SolveOptions::exactly` |
//! | make a program smaller, and come back | [`Presolved`] |
//! | hand a program to others | [`write_mps`], [`write_lp_format`] |
//!
//! The only threads are those of [`solve::Threads`], which says when one is started; nothing is kept in a thread but whether
//! its panic is a solver's ([`solve::is_panic_caught`]). What is found, and options and errors, may get more fields and
//! variants: these types are `#[non_exhaustive]`, or made by functions. How a program ends ([`solve::Answer`], [`End`],
//! [`Finish`]) is complete.

mod certificate;
mod climb;
mod double;
mod elastic;
#[cfg(feature = "exact")]
mod exact;
mod implied;
#[cfg(feature = "interior-point")]
mod interior;
mod presolve;
mod prices;
mod program;
mod refutation;
mod scale;
mod simplex;
mod solution;
mod terms;
mod watch;
mod write;

pub mod solve;

pub use certificate::certify;
pub use climb::{Reached, Unproved, climb};
pub use double::Double;
pub use elastic::{Conflict, Elastic, ElasticColumn, ElasticRow, Relaxation, Relaxed};
#[cfg(feature = "exact")]
pub use exact::{ExactEnd, ExactFailure, ExactOptimum, Rational, solve_exactly};
pub use presolve::{Presolved, Rule, Tally};
pub use prices::Prices;
pub use program::{ColumnData, ColumnId, Lp, LpBuilder, RowData, RowId, Variable};
pub use refutation::{proves_infeasible, proves_unbounded, shortage};
pub use scale::Scaling;
pub use simplex::{
    Basis, Direction, End, Finish, Mark, Segment, Simplex, Status, Stuck, Walk, WalkSpace, Walks,
};
pub use solution::{Certificate, Point, Solution};
pub use watch::{Interrupted, Phase, Progress, Watch};
pub use write::{Names, write_lp_format, write_mps};

/// The README's Rust blocks, compiled and run.
#[cfg(all(doctest, feature = "microlp", feature = "exact"))]
#[doc = include_str!("../README.md")]
struct Readme;

//! Plans, proves and explains who gets scarce AI accelerators, quarter by quarter.
//!
//! A [`Model`] says what can be made, what is promised and what everything earns and costs. [`solve()`] returns the plan
//! with the greatest present value of the margin and its proof, or the proof that there is none.
//!
//! ```
//! use waferline::{Model, Outcome, SolveOptions, solve};
//!
//! let model = Model::load("models/minimal.toml")?;
//! let Outcome::Optimal(solved) = solve(&model, &SolveOptions::default())? else {
//!     panic!("the bundled model has a plan");
//! };
//! assert!(solved.solution.certificate.holds());
//!
//! // The plan in the planner's words: racks sold outside, customers who wait, and whose margin it is.
//! let plan = &solved.plan;
//! let sold: f64 = plan.sold.iter().flat_map(|sold| &sold.units).sum();
//! let short: f64 = plan.services.iter().flat_map(|service| &service.short).sum();
//! assert!((sold - 300.0).abs() < 1e-6);
//! assert!((short - 4000.0).abs() < 1e-6);
//! let lines: f64 = plan.margin.lines.iter().map(|line| line.present_value).sum();
//! assert!((lines / plan.margin.present_value - 1.0).abs() < 1e-9);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Changes
//!
//! [`input::Input`] is a model file before anything is changed in it. It makes one model after another, each under its
//! scenarios and assignments, with warnings, and with everything that is wrong at once.
//!
//! ```
//! use std::path::Path;
//! use waferline::input::Input;
//! use waferline::{Outcome, SolveOptions, solve};
//!
//! let input = Input::open(Path::new("models/minimal.toml"))?;
//! let firm = input.model(&[], &["service.rental.firm = true"])?;
//! let Outcome::Infeasible(why) = solve(&firm.model, &SolveOptions::default())? else {
//!     panic!("the first quarter's memory does not reach");
//! };
//! let limits: Vec<String> = why.conflict.iter().flat_map(|it| &it.address).map(ToString::to_string).collect();
//! assert!(limits.contains(&"component.hbm.supply@2027Q1".to_owned()));
//!
//! let wrong = input.model(&[], &["service.rentals.firm = true"]).unwrap_err();
//! assert_eq!(wrong.diagnostics[0].code, "unknown-id");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`Model::builder`] makes models without a file.
//!
//! # The way through
//!
//! Every step is one function, and what it returns can be looked at on its own.
//!
//! | from | to | by |
//! |---|---|---|
//! | text and assignments | [`Model`] | [`input::Input::model`], [`Model::load`] |
//! | [`Model`] | [`lp::Lp`] with typed [`formulation::Column`]s and [`formulation::Constraint`]s | [`formulation::formulate`] |
//! | [`lp::Lp`] | proved [`solve::Answer`] | [`solve::solve_program`] |
//! | [`lp::Solution`] | [`plan::Plan`] | [`plan::interpret`] |
//! | [`plan::Plan`] | [`report::document::Document`], JSON, CSV | [`report`] |
//!
//! [`solve()`] is all of it from the model to the plan, and [`explain`] starts from what it returns. Quantities and money are in the model file's own units throughout.
//!
//! # What is public
//!
//! | module | for |
//! |---|---|
//! | the root | a [`Model`], [`solve()`], what it returns |
//! | [`input`] | model files with scenarios and assignments; models without a file |
//! | [`model`] | the parts of a model, and the catalogue of its numbers ([`model::Field`]) |
//! | [`plan`] | the plan in quantities and money, and who got what |
//! | [`explain`] | prices, curves, reasons, promises, repairs, comparisons, trade-offs, what options are worth, as data |
//! | [`report`] | the same as documents, tables and JSON |
//! | [`diagnostic`], [`source`] | what is wrong in a file, and where |
//! | [`formulation`], [`lp`] | the linear program behind the plan, for those who want to add to it or check it |
//! | [`hedge`] | what to decide before it is known what comes |
//! | [`hold`] | a plan made before or elsewhere, held under the numbers of a model |
//! | [`roll`] | the model of a later quarter, once the plan before it is carried out |
//! | `sweep` | studies of many cases (feature `sweep`) |
//! | `simulate` | planning quarter after quarter while draws of what is uncertain become known (feature `sweep`) |
//! | `cli` | the program itself: `cli::main` (feature `cli`) |
//!
//! What explanations and reports return is `#[non_exhaustive]`: it gains fields. A [`plan::Plan`] can be written out by hand, for
//! tests of reports. A list of all that is public is compared in the tests, so that nothing becomes public by chance.

#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "desk")]
pub(crate) mod desk;
pub mod diagnostic;
pub mod explain;
pub mod formulation;
#[cfg(feature = "generate")]
pub mod generate;
pub mod hedge;
pub mod hold;
pub mod input;
pub mod model;
pub(crate) mod outcome;
pub mod plan;
pub(crate) mod printable;
pub mod provenance;
pub(crate) mod quarter;
pub mod report;
pub mod roll;
#[cfg(feature = "sweep")]
pub(crate) mod sealed;
#[cfg(feature = "sweep")]
pub mod simulate;
pub mod source;
#[cfg(feature = "sweep")]
pub mod sweep;

pub use model::{Address, Model};
pub use outcome::{
    ConflictingLimit, Infeasible, Outcome, SelectionProof, SolveError, SolveOptions, Solved, Times,
    Unbounded, solve, solve_again,
};
pub use quarter::{ParseQuarterError, Quarter};
#[doc(inline)]
pub use waferline_lp::{self as lp, solve};

/// The book's Rust blocks, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../docs/src/library.md")]
struct Book;

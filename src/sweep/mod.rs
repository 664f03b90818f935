//! Many runs of one model: over grids of values, over scenarios, over draws of what is uncertain.
//!
//! A [`Study`] says what varies. Its [`Case`]s are data, in an order that never changes, each known by a digest of
//! everything it is made from. A [`Runner`] answers a case: a pure function, so cases may run in any order, on any
//! thread or machine, and be kept and read back ([`keep`], [`recall`]). A [`Summary`] says what they show together.
//!
//! ```
//! use std::path::Path;
//! use waferline::input::Input;
//! use waferline::sweep::{Request, Runner, Status, Study, Summary};
//!
//! let input = Input::open(Path::new("models/minimal.toml"))?;
//! let study = Study::new(&input, &Request {
//!     vary: vec!["component.hbm.supply *= [0.9, 1]".to_owned(), "service.rental.firm = [false, true]".to_owned()],
//!     ..Request::default()
//! })?;
//! let runner = Runner::new(&input, &study);
//! let results: Vec<_> = study.cases().iter().map(|case| runner.run(case)).collect();
//! // Firm commitments cannot be kept with this memory: an answer, not an end of the sweep.
//! let status: Vec<_> = results.iter().map(|result| result.status).collect();
//! assert_eq!(status, [Status::Optimal, Status::Infeasible, Status::Optimal, Status::Infeasible]);
//! assert_eq!(Summary::of(&study, &study.cases(), &results).no_plan, 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod case;
mod draw;
mod error;
mod measures;
mod run;
mod statistics;
mod store;
mod study;
mod summary;

pub use case::{Case, CaseResult, Status};
pub(crate) use draw::draw;
pub use error::SweepError;
pub use measures::{Limiting, Measures, Quantities};
pub use run::Runner;
pub(crate) use run::first_error;
pub(crate) use statistics::percentile;
pub use store::{Unreadable, keep, keep_study, recall, recall_study};
pub use study::{Request, Sample, Shard, Study};
pub use summary::{Group, Often, Reason, Sensitivity, Spread, Summary};

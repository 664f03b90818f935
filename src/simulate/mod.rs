//! How good is planning like this, when reality differs?
//!
//! For each draw of what is uncertain a policy plans quarter after quarter with what is known by then, and what it decides is carried
//! out. A [`Setting`] says what is asked. A [`Simulation`] follows each [`Policy`] through a draw: a pure function, so draws may run in
//! any order, on any thread or machine, and be kept and read back. [`Simulated`] says what they show together.
//!
//! ```
//! use std::path::Path;
//! use waferline::input::Input;
//! use waferline::simulate::{Policy, Request, Setting, Simulated, Simulation};
//! use waferline::sweep::Sample;
//!
//! let input = Input::open(Path::new("tests/fixtures/futures.toml"))?;
//! let request = Request { sample: Sample { number: 3, seed: 1 }, ..Request::default() };
//! let setting = Setting::new(&input, &request)?;
//! let simulation = Simulation::new(&input, &setting)?;
//! let results: Result<Vec<_>, _> = (0..3).map(|draw| simulation.run(draw)).collect();
//! let simulated = Simulated::of(&setting, &results?);
//! assert_eq!(setting.policies, [Policy::File, Policy::Mean, Policy::Hindsight]);
//! // Nobody earns more than who knew it all.
//! let regret = simulated.policies[0].regret.expect("every draw has a plan");
//! assert!(regret.mean >= 0.0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod draw;
mod looks;
mod policy;
mod repair;
mod run;
mod setting;
mod step;
mod summary;

pub use draw::{DrawResult, Ending};
pub use policy::{NoSuchPolicy, Policy};
pub use run::{CarriedOut, Simulation};
pub use setting::{Request, Setting};
pub use summary::{NotThrough, PolicyOutcome, Simulated};

//! Why the plan is what it is: prices of limits and how far they hold, what everything would have to earn, what
//! promises cost, who waits and why, what would repair an impossible plan.
//!
//! Everything starts from the optimal basis of a [`Solved`](crate::outcome::Solved) model and walks or re-solves from
//! there; every statement about a finite change comes from a re-solve.

mod change;
mod cover;
mod error;
mod infeasible;
mod limits;
mod promises;

pub use change::with_limit;
pub use cover::{Cover, Extra, ExtraSupply, Uncovered, cover};
pub use error::ExplainError;
pub use infeasible::{ConflictMember, Diagnosis, Repair, RepairKind, Sense, Shortage, diagnose};
pub use limits::{LimitGroup, LimitPrice, Price, PricedLimits, Together, price_limits};
pub use promises::{Promise, PromiseKind, Promises, promises};

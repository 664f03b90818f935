//! Why the plan is what it is: prices of limits and how far they hold, what everything would have to earn, what
//! promises cost, who waits and why, what would repair an impossible plan.
//!
//! Everything starts from the optimal basis of a [`Solved`](crate::outcome::Solved) model and walks or re-solves from
//! there; every statement about a finite change comes from a re-solve.

mod change;
mod infeasible;
mod limits;

pub use change::with_limit;
pub use infeasible::{
    ConflictMember, Diagnosis, Repair, RepairKind, Sense, Shortage, diagnose,
};
pub use limits::{LimitGroup, LimitPrice, Price, PricedLimits, Together, price_limits};

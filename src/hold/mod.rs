//! A plan that was made before or elsewhere, held under the numbers of a model: what it is worth, and what of it cannot be kept.
//!
//! Decisions that are held are rows of the program (`Held`), so that everything that is said of a plan is said of this one too. Where
//! no plan keeps them, they are changed by the least sum of changes at list prices, and each change has its reason.

mod because;
mod decisions;
mod error;
mod given;
mod keep;
mod kinds;
mod program;
mod repair;
mod table;

pub use because::ForcedBy;
pub use error::HoldError;
pub use given::{GivenPlan, NotAPlan};
pub use keep::{Holding, Kept, held_model, hold};
pub use kinds::{DecisionKind, NoSuchKind};
pub use repair::LeastChange;

#[cfg(feature = "sweep")]
pub(crate) use decisions::decided_before;
pub(crate) use decisions::{Given, without_rounding};
pub(crate) use kinds::{decision_of, held_by_id};
pub(crate) use program::{Compared, OfChanges, point, program};
#[cfg(feature = "sweep")]
pub(crate) use repair::nearest_point;

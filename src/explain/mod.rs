//! Explanations of a solved model: what limits are worth and why the plan is as it is.
//!
//! Everything is in the planner's words: addresses, units, quarters, money of present value.

mod curve;
mod error;
mod explanation;
mod limits;
mod waiting;

pub use curve::{
    Change, Curve, CurveBy, CurveOf, CurvePoint, CurveRange, CurveStretch, Event, Happening, Total,
    curve,
};
pub use error::ExplainError;
pub use explanation::{Explanation, Imputation, ImputedLine, explain};
pub use limits::{LimitGroup, LimitPrice, Price, PricedLimits, Together, price_limits};
pub use waiting::{
    Reason, ReasonKind, Shortage, SoldInstead, WaitLevel, Waiter, Waiting, WaitsFor, waiting,
};

//! Why the plan is what it is: prices of limits and how far they hold, what everything would have to earn, what
//! promises cost, who waits and why, what would repair an impossible plan.
//!
//! Everything starts from the optimal basis of a [`Solved`](crate::outcome::Solved) model and walks or re-solves from
//! there; every statement about a finite change comes from a re-solve.

mod compare;
mod cover;
mod curve;
mod error;
mod explanation;
mod frontier;
mod highlights;
mod indifference;
mod infeasible;
mod limits;
mod near;
pub(crate) mod near_best;
mod options;
mod price_out;
mod promises;
mod range;
mod refusal;
mod roll_back;
mod ties;
mod waiting;

pub(crate) use compare::list_price;
pub use compare::{
    Bridge, BridgeLine, BridgeMethod, Changed, Comparison, InputChange, InputRun, InputValue,
    Level, MarginChange, OptionChange, PlanChange, PlanChanges, PlanQuantity, QuarterChange,
    bridge, compare, input_changes, levels,
};
pub use cover::{Cover, Extra, ExtraSupply, Uncovered, cover};
pub use curve::{
    Change, Curve, CurveBy, CurveFound, CurveOf, CurvePoint, CurveRange, CurveStretch, Event,
    EventKind, Total, curve, curve_leading,
};
pub use error::ExplainError;
pub use explanation::{Explanation, Imputation, ImputedLine, explain, explain_leading};
pub use frontier::{Frontier, FrontierLimit, FrontierPoint, FrontierStretch, Measure, frontier};
#[cfg(feature = "desk")]
pub(crate) use highlights::same_curves;
pub use highlights::{Highlights, highlights};
pub use indifference::{
    Beyond, Destination, IndifferencePrice, IndifferenceTable, Move, Sale, ServiceMargin, Why,
    indifference, indifference_table, why,
};
pub use infeasible::{ConflictMember, Diagnosis, Repair, RepairKind, Sense, Shortage, diagnose};
pub use limits::{
    GroupPrice, LimitGroup, LimitPrice, Missing, OneMore, Price, PricedLimits, Scarce, Together,
    price_limits, scarce_limits,
};
pub use near::{NearPlan, StillChanged, near};
pub use options::{
    CashBreakEven, OptionGroup, OptionPair, OptionSelection, OptionValues, OptionWorth,
    OptionsAsked, PairKind, PriceBreakEven, options,
};
pub use price_out::{
    Activity, ActivityAddress, PriceLine, PriceLineKind, PriceOut, PriceOuts, Standing, activities,
    price_out,
};
pub use promises::{Promise, PromiseKind, Promises, promises};
#[cfg(feature = "cli")]
pub(crate) use range::check_asked;
pub use range::{AmountRange, ParseWithinError, Ranged, Ranges, Stretch, Within, range};
pub use refusal::Refusal;
pub use ties::{Instead, Tie, Ties, ties};
pub use waiting::{
    Concession, Given, Reason, ReasonKind, ReasonLimit, SoldInstead, Wait, WaitLevel, Waiter,
    Waiting, WaitsFor, waiting,
};

//! What each limit is worth: relaxed a little (gain), tightened a little (loss), up to where, and by 5% or a whole unit.
//!
//! Source of the method: the one-sided derivatives of the optimum in a right-hand side are its least and greatest
//! optimal dual (Gal, *Postoptimal Analyses*, 1979; Aucamp and Steinberg 1982). They are found by walking from the
//! optimal basis until the optimum moves, so they are exact at degenerate optima too. How far they hold is where the slope of
//! the optimum changes, whatever the basis (true ranges: Koltai and Terlaky 2000; `turn` in the LP crate). What a
//! finite change is worth is found by solving again, or by walking the whole of it.

mod bound;
mod groups;
mod leading;
mod price;
mod pricer;
mod rank;
mod relaxed;
mod scarce;
mod share;
mod together;

pub(in crate::explain) use leading::{leading_limits, worth_most};
pub use price::{
    GroupPrice, LimitGroup, LimitPrice, Missing, OneMore, Price, PricedLimits, Together,
};
pub(in crate::explain) use pricer::Pricer;
pub use scarce::{Scarce, scarce_limits};

use super::ExplainError;
use crate::model::Model;
use crate::outcome::Solved;

/// Returns every limit with its gain, loss and ranges, grouped by path and ranked by what relaxing it by 5% is worth.
pub fn price_limits(model: &Model, solved: &Solved) -> Result<PricedLimits, ExplainError> {
    let model = &*solved.holding(model);
    let pricer = Pricer::of(model, solved);
    let limits = pricer.limits();
    let priced = limits
        .iter()
        .map(|limit| pricer.price(limit))
        .collect::<Result<Vec<_>, _>>()?;
    let together = pricer.together(&limits, &priced)?;
    let prices_are_unique = !priced.iter().any(|price| pricer.has_two(price));
    let mut groups = pricer.groups(&limits, priced)?;
    pricer.rank(&limits, &mut groups)?;
    Ok(PricedLimits {
        groups,
        together,
        prices_are_unique,
        not_priced: 0,
    })
}

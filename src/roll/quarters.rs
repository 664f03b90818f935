//! Numbers by quarter, from a later quarter on.

use super::RollError;
use crate::model::{Cut, Field, FieldMut, Horizon, Model, OptionField, Reach, Series, fields};
use crate::quarter::Quarter;

/// Returns the cut at a quarter; an error unless there is something to carry out and something left to plan.
pub(super) fn cut_at(
    old: &Horizon,
    to: Quarter,
    quarters: Option<usize>,
) -> Result<Cut, RollError> {
    let done = usize::try_from(to.since(old.start)).unwrap_or(0);
    if done == 0 {
        let start = old.start;
        return Err(RollError::NotAfterStart { to, start });
    }
    if done > old.quarters {
        let last = old.quarter(old.quarters.saturating_sub(1));
        return Err(RollError::AfterHorizon { to, last });
    }
    let quarters = quarters.unwrap_or(old.quarters - done);
    if quarters == 0 {
        return Err(RollError::NothingLeft { to });
    }
    Ok(Cut::new(old, done, quarters))
}

/// Cuts all numbers by quarter of a model, whose horizon is the next one already; what is given before the start stays.
pub(super) fn cut(model: &mut Model, cut: &Cut) {
    let whole = |_: Field| false;
    for (field, found) in fields(model, &whole) {
        match found {
            FieldMut::Series(series) => {
                *series = Series::new(cut.values(series.values(), Reach::of(field)));
            }
            FieldMut::Start(start) => {
                let quarter = start.map(|t| t.saturating_sub(cut.done));
                *start = quarter.filter(|&t| t < cut.quarters);
            }
            FieldMut::Quarter(decided) => {
                debug_assert!(matches!(field, Field::Option(_, OptionField::Decided)));
                *decided = decided.saturating_sub(cut.done);
            }
            FieldMut::Additions(adds) => {
                // For a number that does not vary the first amount counts, whenever that is.
                for addition in adds.iter_mut().filter(|add| !add.field.varies()) {
                    let amount = addition.amounts.values().first().copied();
                    let periods = cut.horizon().periods();
                    addition.amounts = Series::constant(amount.unwrap_or(0.0), periods);
                }
                for addition in adds.iter_mut().filter(|add| add.field.varies()) {
                    let reach = Reach::of(addition.field);
                    let amounts = cut.values(addition.amounts.values(), reach);
                    addition.amounts = Series::new(amounts);
                }
            }
            _ => {}
        }
    }
}

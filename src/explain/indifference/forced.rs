//! The price that decides a sale, by forcing the first bit of it.

use super::{Decided, Desk, Sale, Search};
use crate::explain::ExplainError;
use crate::explain::price_out::Onset;
use crate::lp::{ColumnId, Stuck};
use crate::model::GREATEST;

impl Search<'_> {
    /// Returns the price that decides the sale; `None` where that is not found or not confirmed this way.
    pub(super) fn forced(
        &self,
        desk: &mut Desk,
        is_sold: bool,
    ) -> Result<Option<Decided>, ExplainError> {
        match self.by_force(desk, is_sold) {
            Err(error) if ends_all(&error) => Err(error),
            Err(_) => Ok(None),
            found => found,
        }
    }

    fn by_force(&self, desk: &mut Desk, is_sold: bool) -> Result<Option<Decided>, ExplainError> {
        let Some(first) = self.best_paid() else {
            return Ok(None);
        };
        let Desk { trial, space } = desk;
        trial.restart(self.solved)?;
        let onset = if is_sold {
            trial.stops_forced(space, &self.columns, first)?
        } else {
            trial.pays_forced(space, first)?
        };
        let shift = match onset {
            Onset::At(shift) => shift,
            Onset::Never if is_sold => return Ok(Some((Sale::Promised, None))),
            // Where the first step has no room, another may have.
            Onset::Never if self.rates.len() == 1 => return Ok(Some((Sale::NoRoom, None))),
            Onset::Never | Onset::Unclear => return Ok(None),
        };
        let (found, sale) = if is_sold {
            (self.price - shift, Sale::Sold)
        } else {
            (self.price + shift, Sale::NotSold)
        };
        if found < -GREATEST {
            return Ok(None);
        }
        trial.stand_at_end_of(space);
        let checked = self.check(trial, found, is_sold)?;
        Ok(checked.ok().map(|other| (sale, Some((found, other)))))
    }

    /// Returns the step of a volume discount that earns most of the price, with how much of it.
    fn best_paid(&self) -> Option<(ColumnId, f64)> {
        let paid = self.rates.iter().copied().filter(|&(_, rate)| rate > 0.0);
        paid.reduce(|best, next| if next.1 > best.1 { next } else { best })
    }
}

/// Returns whether the work shall end.
fn ends_all(error: &ExplainError) -> bool {
    matches!(error, ExplainError::Stuck(Stuck::Interrupted(_)))
}

//! Ranking paths by what relaxing them by 5% is worth.

use super::groups::all_alike;
use super::pricer::{Moves, Pricer, ROUNDING};
use super::{LimitGroup, LimitPrice, OneMore};
use crate::explain::ExplainError;
use crate::formulation::{Limit, keeps_parts};
use crate::lp::Stuck;
use crate::model::{Address, Model};
use crate::outcome::{Outcome, SolveError, solve_again};

/// By how much limits are relaxed to rank them: what can often be had.
const RELAXED: f64 = 0.05;
/// How many paths are solved again with a whole unit more.
const RANKED: usize = 12;
/// A walk and a re-solve may differ by this share of the largest term of the objective.
const SAME: f64 = 1e-9;

/// What relaxing a path by 5% moves in the program, if that says all.
pub(super) enum Relaxed {
    /// The optimum rises by `at_price` for all of these moves, at first. It is concave along them, so that this is the
    /// most it can be (`is_most`), unless they move the least shortfall of `service_first`, whose rate can change. If it
    /// rises so for the whole of them (`to_its_end`), that is what they are worth.
    Moves {
        at_price: f64,
        moves: Moves,
        is_most: bool,
        to_its_end: bool,
    },
    /// Nothing is gained or lost: the price is 0 to the end.
    Nothing,
    /// The program changes in another way: only solving again shows it.
    Otherwise,
}

impl Pricer<'_> {
    /// Returns what relaxing the limits of a path by 5% moves.
    pub(crate) fn relaxed_by_5_percent(&self, group: &[Limit]) -> Result<Relaxed, Stuck> {
        let field = group[0].address.field();
        if group.iter().any(|limit| !limit.share_of.is_empty()) {
            let is_priced = |limit: &Limit| {
                let mut parts = limit.part_of.iter();
                parts.any(|&(variable, _)| self.is_priced(variable))
            };
            // A row without a price proves the same optimum whatever its coefficients are.
            return Ok(if group.iter().any(is_priced) {
                Relaxed::Otherwise
            } else {
                Relaxed::Nothing
            });
        }
        let factor = factor(group[0].relaxed_by_raising);
        if !keeps_parts(self.model, field, factor) {
            return Ok(Relaxed::Otherwise);
        }
        let is_most = !group.iter().any(|limit| self.is_held(limit));
        let moves: Moves = group
            .iter()
            .flat_map(|limit| all_alike(limit, true, RELAXED * limit.amount))
            .collect();
        let Some(walked) = self.walked_on_face(&moves, true, 1.0)? else {
            return Ok(Relaxed::Otherwise);
        };
        let at_price = walked.per_unit;
        // What binds a promise can cost when it is relaxed: orders earn as well. Then only the whole walk shows it.
        let to_its_end = walked.length.is_none_or(|length| length >= 1.0);
        Ok(if at_price.abs() <= ROUNDING * self.money && to_its_end {
            Relaxed::Nothing
        } else {
            Relaxed::Moves {
                at_price,
                moves,
                is_most,
                to_its_end,
            }
        })
    }

    /// Returns what relaxing a path by 5% is worth where [`Self::relaxed_by_5_percent`] found this; `None` where that
    /// leaves no plan or could not be proved.
    pub fn worth(&self, group: &[Limit], relaxed: &Relaxed) -> Result<Option<f64>, ExplainError> {
        match relaxed {
            Relaxed::Nothing => Ok(Some(0.0)),
            &Relaxed::Moves {
                at_price,
                to_its_end: true,
                ..
            } => Ok(Some(at_price)),
            Relaxed::Moves { moves, .. } => match self.walked_whole(moves)? {
                Some(worth) => Ok(Some(worth)),
                None => self.worth_again(group),
            },
            Relaxed::Otherwise => self.worth_again(group),
        }
    }

    /// Solves again with a path relaxed by 5%.
    fn worth_again(&self, group: &[Limit]) -> Result<Option<f64>, ExplainError> {
        let path = &group[0].address.path;
        let is_share = !group[0].share_of.is_empty();
        let factor = factor(group[0].relaxed_by_raising);
        let most = if is_share { 1.0 } else { f64::INFINITY };
        let address = Address::fixed(path.clone());
        let times = |value: f64| {
            if value.is_finite() {
                (value * factor).min(most)
            } else {
                value
            }
        };
        match self.model.with_changed_number(&address, times) {
            Some(model) => self.gained(&model),
            None => Ok(None),
        }
    }

    /// Returns by how much the best margin of a changed model is greater; `None` where it has none that is proved.
    fn gained(&self, model: &Model) -> Result<Option<f64>, ExplainError> {
        match solve_again(model, self.solved) {
            Ok(Outcome::Optimal(again)) => {
                let gained = again.solution.objective - self.solved.solution.objective;
                let is_rounding = gained.abs() <= SAME * self.money;
                Ok(Some(if is_rounding { 0.0 } else { gained }))
            }
            Ok(_) | Err(SolveError::Uncertified(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Ranks paths by what 5% is worth, each of them; those worth most are solved again.
    pub(crate) fn rank(
        &self,
        limits: &[Limit],
        groups: &mut [LimitGroup],
    ) -> Result<(), ExplainError> {
        let paths: Vec<&[Limit]> = limits
            .chunk_by(|a, b| a.address.path == b.address.path)
            .collect();
        let mut walked: Vec<bool> = Vec::with_capacity(groups.len());
        for (group, of_group) in groups.iter_mut().zip(&paths) {
            let relaxed = self.relaxed_by_5_percent(of_group)?;
            group.worth_of_5_percent = self.worth(of_group, &relaxed)?;
            walked.push(matches!(relaxed, Relaxed::Moves { .. }));
        }
        let mut order: Vec<usize> = (0..groups.len()).collect();
        let worth = |group: &LimitGroup| group.worth_of_5_percent.unwrap_or(0.0);
        order.sort_by(|&a, &b| {
            worth(&groups[b])
                .total_cmp(&worth(&groups[a]))
                .then(a.cmp(&b))
        });
        for &index in order.iter().take(RANKED) {
            let (group, of_group) = (&mut groups[index], paths[index]);
            if worth(group) <= 0.0 {
                break;
            }
            // A walk carries the rounding of all its steps: the proof of the re-solve decides.
            if walked[index]
                && let (Some(said), Some(again)) =
                    (group.worth_of_5_percent, self.worth_again(of_group)?)
                && (said - again).abs() > SAME * self.money
            {
                group.worth_of_5_percent = Some(again);
            }
            group.one_more = self.one_more(of_group, &group.quarters)?;
        }
        groups.sort_by(|a, b| {
            worth(b)
                .total_cmp(&worth(a))
                .then_with(|| a.path.cmp(&b.path))
        });
        Ok(())
    }

    /// Solves again with a whole unit more of the quarter that is worth most at first.
    fn one_more(
        &self,
        limits: &[Limit],
        quarters: &[LimitPrice],
    ) -> Result<Option<OneMore>, ExplainError> {
        let Some((limit, price)) = worth_most(limits, quarters) else {
            return Ok(None);
        };
        let by = match (limit.share_of.is_empty(), limit.relaxed_by_raising) {
            (false, _) => 0.01_f64.min(1.0 - limit.amount),
            (true, true) => 1.0,
            (true, false) => -1.0,
        };
        if by == 0.0 || limit.amount + by < 0.0 {
            return Ok(None);
        }
        let worth = if limit.counted.is_empty() {
            match self.model.with_number(&price.address, limit.amount + by) {
                Some(model) => self.gained(&model)?,
                None => None,
            }
        } else {
            // The model has no volume step of one quarter; the program has.
            let room = limit.switch_above.is_none_or(|at| limit.amount + by <= at);
            if room {
                self.walked_whole(&super::groups::relaxed(limit, by.abs()))?
            } else {
                None
            }
        };
        Ok(worth.map(|worth| OneMore {
            address: price.address.clone(),
            by,
            worth,
        }))
    }
}

/// Returns the quarter in which relaxing a path by the same share gains most at first; where none has a price, the
/// first in which it binds.
fn worth_most<'a>(
    limits: &'a [Limit],
    quarters: &'a [LimitPrice],
) -> Option<(&'a Limit, &'a LimitPrice)> {
    let worth = |it: &LimitPrice| {
        let gain = it.gain.filter(|gain| gain.per_unit > 0.0)?;
        Some(gain.per_unit * it.limit.max(1.0))
    };
    let both = || limits.iter().zip(quarters);
    both()
        .filter_map(|both| Some((worth(both.1)?, both)))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, both)| both)
        .or_else(|| both().find(|(_, it)| it.binding))
}

/// Returns what a path is multiplied by to be relaxed by 5%.
fn factor(raising: bool) -> f64 {
    if raising {
        1.0 + RELAXED
    } else {
        1.0 - RELAXED
    }
}

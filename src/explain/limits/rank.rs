//! Ranking paths by what relaxing them by 5% is worth.

use super::groups::all_alike;
use super::pricer::{Moves, Pricer, ROUNDING};
use super::share::{is_of_shares, share_after};
use super::{LimitGroup, LimitPrice, OneMore, Price};
use crate::explain::ExplainError;
use crate::formulation::{Column, Constraint, Limit, keeps_parts, with_share};
use crate::lp::{Lp, Simplex, Solution, Stuck, Variable};
use crate::model::{Address, Model};
use crate::outcome::{SolveError, margin_again};
use crate::solve::{Answer, Uncertified, prove_from};

/// By how much limits are relaxed to rank them: what can often be had.
const RELAXED: f64 = 0.05;
/// Of how many paths it is said what a whole unit more is worth.
const RANKED: usize = 12;

/// Two proved optima may differ by this share of the largest term of the objective and be one.
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
    /// Shares, which are worth `at_price` at the prices of the plan and of the sums they apply to in it, and never more than
    /// `at_most`; only solving again shows how much.
    Shares { at_price: f64, at_most: f64 },
    /// Nothing is gained or lost: the price is 0 to the end.
    Nothing,
    /// The program changes in another way: only solving again shows it.
    Otherwise,
}

/// A program whose limits were moved, and a simplex of it.
type Moved = (Lp<Column, Constraint>, Simplex);

impl Pricer<'_> {
    /// Returns what relaxing a path by 5% moves in the program, if that says all; of shares it does not.
    pub(super) fn moved_by_5_percent(&self, group: &[Limit]) -> Option<Moves> {
        let factor = factor(group[0].relaxed_by_raising);
        let says_all =
            !is_of_shares(group) && keeps_parts(self.model, group[0].address.field(), factor);
        let moves = |limit| all_alike(limit, true, RELAXED * limit.amount);
        says_all.then(|| group.iter().flat_map(moves).collect())
    }

    /// Returns what relaxing a path by 5% moves, or more than that, where prices bound what that is worth, without a walk or a
    /// solve: not where it moves what holds the least shortfall. Shares without a price move nothing that is worth anything.
    pub(super) fn bounded_by_prices(&self, group: &[Limit]) -> Option<Moves> {
        let moves = if !is_of_shares(group) {
            self.moved_by_5_percent(group)?
        } else if self.has_priced_share(group) {
            self.no_less_than_shares(group)?
        } else {
            Vec::new()
        };
        let is_held = group.iter().any(|limit| self.is_held(limit));
        (!is_held).then_some(moves)
    }

    /// Returns what relaxing the limits of a path by 5% moves.
    pub(super) fn relaxed_by_5_percent(&self, group: &[Limit]) -> Result<Relaxed, Stuck> {
        if is_of_shares(group) && !self.has_priced_share(group) {
            return Ok(Relaxed::Nothing);
        }
        let is_most = !group.iter().any(|limit| self.is_held(limit));
        if is_of_shares(group) && is_most {
            return self.shares_relaxed(group);
        }
        let Some(moves) = self.moved_by_5_percent(group) else {
            return Ok(Relaxed::Otherwise);
        };
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
    pub(super) fn worth(
        &self,
        group: &[Limit],
        relaxed: &Relaxed,
    ) -> Result<Option<f64>, ExplainError> {
        match relaxed {
            &Relaxed::Moves {
                at_price,
                to_its_end: true,
                ..
            } => Ok(Some(at_price)),
            _ => self.proved_worth(group, relaxed),
        }
    }

    /// As [`Self::worth`], by the proof of the optimum with the path relaxed: a rate carries the rounding of a walk.
    pub(super) fn proved_worth(
        &self,
        group: &[Limit],
        relaxed: &Relaxed,
    ) -> Result<Option<f64>, ExplainError> {
        match relaxed {
            Relaxed::Nothing => Ok(Some(0.0)),
            Relaxed::Moves { moves, .. } => match self.moved_worth(moves)? {
                Some(worth) => Ok(Some(worth)),
                None => self.worth_again(group),
            },
            Relaxed::Shares { .. } | Relaxed::Otherwise => self.worth_again(group),
        }
    }

    /// Returns how much the best margin changes by these moves, solved again from the plan's basis and proved; `None` where there
    /// is no plan, or nothing was proved.
    pub(crate) fn moved_worth(
        &self,
        moves: &[(Variable, f64, f64)],
    ) -> Result<Option<f64>, ExplainError> {
        let there = self.moved(moves)?;
        Ok(there.map(|there| self.risen_to(there.objective)))
    }

    fn moved(&self, moves: &[(Variable, f64, f64)]) -> Result<Option<Solution>, ExplainError> {
        let Some((lp, simplex)) = self.with_moves(moves)? else {
            return Ok(None);
        };
        self.optimum(&lp, simplex)
    }

    /// Returns the program with these moves and a simplex of it at the plan's basis; `None` where they leave the face that is held.
    pub(super) fn with_moves(
        &self,
        moves: &[(Variable, f64, f64)],
    ) -> Result<Option<Moved>, Stuck> {
        let Some(moves) = self.on_face(moves) else {
            return Ok(None);
        };
        let mut lp = self.solved.lp.clone();
        let mut simplex = self.solved.simplex()?.clone();
        for (variable, lower, upper) in moves {
            let (from, to) = lp.range(variable);
            lp.set_range(variable, from + lower, to + upper);
            simplex.set_range(variable, from + lower, to + upper);
        }
        Ok(Some((lp, simplex)))
    }

    /// Returns the proved optimum of a program from where a simplex of it stands; `None` where there is none, or nothing was proved.
    pub(super) fn optimum(
        &self,
        lp: &Lp<Column, Constraint>,
        simplex: Simplex,
    ) -> Result<Option<Solution>, ExplainError> {
        match prove_from(lp, simplex, &self.solved.options).map(|proved| proved.answer) {
            Ok(Answer::Optimal(there)) => Ok(Some(there)),
            Err(Uncertified::Interrupted(why)) => Err(Stuck::Interrupted(why).into()),
            Ok(_) | Err(_) => Ok(None),
        }
    }

    /// Returns the program with other shares; `None` where it has other entries, or is not all that there is to solve.
    fn with_shares<'l>(
        &self,
        shares: impl Iterator<Item = (&'l Limit, f64)>,
    ) -> Option<Lp<Column, Constraint>> {
        let lp = &self.solved.lp;
        let changed = shares.flat_map(|(limit, share)| with_share(lp, limit, share));
        let is_all = self.model.is_linear();
        is_all.then(|| lp.with_coefficients(changed)).flatten()
    }

    /// Returns by how much the best margin is greater in a program of the same columns and rows; `None` where it has none that is
    /// proved.
    fn gained_in(&self, lp: &Lp<Column, Constraint>) -> Result<Option<f64>, ExplainError> {
        let there = self.optimum(lp, self.solved.simplex()?.carried_to(lp))?;
        Ok(there.map(|there| self.risen_to(there.objective)))
    }

    /// Returns by how much a margin is greater than the plan's, rounding taken for 0.
    pub(crate) fn risen_to(&self, margin: f64) -> f64 {
        let risen = margin - self.solved.solution.objective;
        if risen.abs() <= SAME * self.money {
            0.0
        } else {
            risen
        }
    }

    /// Solves again with a path relaxed by 5%.
    pub(super) fn worth_again(&self, group: &[Limit]) -> Result<Option<f64>, ExplainError> {
        let path = &group[0].address.path;
        let is_share = !group[0].share_of.is_empty();
        let factor = factor(group[0].relaxed_by_raising);
        let address = Address::fixed(path.clone());
        let times = |value: f64| match value {
            value if !value.is_finite() => value,
            share if is_share => share_after(share, factor),
            amount => amount * factor,
        };
        let shares = group.iter().map(|limit| (limit, times(limit.amount)));
        if is_share && let Some(lp) = self.with_shares(shares) {
            return self.gained_in(&lp);
        }
        match self.model.with_changed_number(&address, times) {
            Some(model) => self.gained(&model),
            None => Ok(None),
        }
    }

    /// Returns by how much the best margin of a changed model is greater; `None` where it has none that is proved.
    fn gained(&self, model: &Model) -> Result<Option<f64>, ExplainError> {
        match margin_again(model, self.solved) {
            Ok(margin) => Ok(margin.map(|margin| self.risen_to(margin))),
            Err(SolveError::Uncertified(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Ranks paths by what 5% is worth, each of them.
    pub(crate) fn rank(
        &self,
        limits: &[Limit],
        groups: &mut [LimitGroup],
    ) -> Result<(), ExplainError> {
        let paths: Vec<&[Limit]> = limits
            .chunk_by(|a, b| a.address.path == b.address.path)
            .collect();
        let mut order: Vec<(usize, f64, Relaxed)> = Vec::with_capacity(groups.len());
        for (index, (group, of_group)) in groups.iter_mut().zip(&paths).enumerate() {
            let relaxed = self.relaxed_by_5_percent(of_group)?;
            group.worth_of_5_percent = self.worth(of_group, &relaxed)?;
            order.push((index, group.worth_of_5_percent.unwrap_or(0.0), relaxed));
        }
        order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        for (index, worth, relaxed) in order.iter().take(RANKED) {
            if *worth > 0.0 {
                let (group, of_group) = (&mut groups[*index], paths[*index]);
                if let Some(proved) = self.proved_worth(of_group, relaxed)? {
                    group.worth_of_5_percent = Some(proved);
                }
                group.one_more = match worth_most(of_group, &group.quarters) {
                    Some((limit, price)) => self.one_more(limit, price.gain)?,
                    None => None,
                };
            }
        }
        groups.sort_by(by_worth);
        Ok(())
    }

    /// Returns what a whole unit more of a quarter is worth: as much as its price (`gain`), where that holds for all of it, else by
    /// solving again.
    pub(super) fn one_more(
        &self,
        limit: &Limit,
        gain: Option<Price>,
    ) -> Result<Option<OneMore>, ExplainError> {
        let by = match (limit.share_of.is_empty(), limit.relaxed_by_raising) {
            (false, _) => 0.01_f64.min(1.0 - limit.amount),
            (true, true) => 1.0,
            (true, false) => -1.0,
        };
        if by == 0.0 || limit.amount + by < 0.0 {
            return Ok(None);
        }
        // Shares, and what holds the least shortfall, may be worth more than at their first rate.
        let is_rate = limit.share_of.is_empty() && !self.is_held(limit);
        let holds = |price: &Price| {
            let ends = price.until.map(|until| (until - limit.amount).abs());
            ends.is_none_or(|length| length >= by.abs())
        };
        let worth = match gain {
            Some(price) if is_rate && holds(&price) => Some(price.per_unit),
            // Solving again does not show what is less than the rounding of the margin.
            Some(price)
                if is_rate
                    && price.per_unit > 0.0
                    && price.per_unit * by.abs() <= SAME * self.money =>
            {
                None
            }
            _ => self.one_more_again(limit, limit.amount + by)?,
        };
        Ok(worth.map(|worth| OneMore {
            address: limit.address.clone(),
            by,
            worth,
        }))
    }

    /// Returns what it is worth that a limit is `to`, solved again.
    fn one_more_again(&self, limit: &Limit, to: f64) -> Result<Option<f64>, ExplainError> {
        let is_share = !limit.share_of.is_empty();
        if is_share && let Some(lp) = self.with_shares(std::iter::once((limit, to))) {
            return self.gained_in(&lp);
        }
        let has_room = limit.switch_above.is_none_or(|at| to <= at)
            && limit.switch_below.is_none_or(|at| to >= at);
        let worth = if !is_share && has_room && !self.is_held(limit) {
            let by = (to - limit.amount).abs();
            self.moved_worth(&super::groups::relaxed(limit, by))?
        } else {
            None
        };
        // The model has no volume step of one quarter; the program has.
        match self.model.with_number(&limit.address, to) {
            Some(model) if worth.is_none() && limit.counted.is_empty() => self.gained(&model),
            _ => Ok(worth),
        }
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

/// Orders paths by what 5% is worth, the most first.
pub(super) fn by_worth(a: &LimitGroup, b: &LimitGroup) -> std::cmp::Ordering {
    let worth = |group: &LimitGroup| group.worth_of_5_percent.unwrap_or(0.0);
    worth(b)
        .total_cmp(&worth(a))
        .then_with(|| a.path.cmp(&b.path))
}

/// Returns what a path is multiplied by to be relaxed by 5%.
pub(super) fn factor(raising: bool) -> f64 {
    if raising {
        1.0 + RELAXED
    } else {
        1.0 - RELAXED
    }
}

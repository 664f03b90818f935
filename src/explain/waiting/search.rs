//! The reasons of all shortages, found side by side: the same as one after the other.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::explain::ExplainError;
use crate::model::Model;
use crate::outcome::Solved;

use super::budget::Budget;
use super::force::budget;
use super::reasons::Why;
use super::{Reason, Shortage, Waiting, WaitsFor, buyers, levels, rank, services, wait};

/// Who waits, and why as far as it was found.
pub(in crate::explain) struct WaitingSearch<'a> {
    model: &'a Model,
    solved: &'a Solved,
    short: Vec<Shortage>,
    /// Positions of the shortages whose reasons are looked for, in the order in which they may spend.
    order: Vec<usize>,
    /// How many programs they may be solved with, all together.
    given: usize,
    why: OnceLock<Why<'a>>,
    /// In that order.
    found: Vec<OnceLock<Found>>,
    /// In that order: how many programs each has asked for so far.
    asked: Vec<AtomicUsize>,
}

/// What was found about a shortage.
struct Found {
    reasons: Result<Vec<Reason>, ExplainError>,
    /// The same would have been found with this many programs or more.
    with: usize,
}

impl<'a> WaitingSearch<'a> {
    /// Returns the search for the reasons of all shortages.
    pub(in crate::explain) fn of(model: &'a Model, solved: &'a Solved) -> Self {
        Self::of_those(model, solved, |order, _| order)
    }

    /// Returns the search for the reasons of the first `top` shortages in the order in which they are reported, without those of other
    /// demand after the plan: nothing is started then, and a reader of a few lines decides nothing there.
    pub(in crate::explain) fn leading(model: &'a Model, solved: &'a Solved, top: usize) -> Self {
        Self::of_those(model, solved, |mut order, short| {
            order.truncate(top);
            order.retain(|&it| !(short[it].in_tail && short[it].waits_for == WaitsFor::Demand));
            order
        })
    }

    /// Returns the search for the reasons of those shortages that are `chosen` from their positions in the order in which they are
    /// reported.
    fn of_those(
        model: &'a Model,
        solved: &'a Solved,
        chosen: impl Fn(Vec<usize>, &[Shortage]) -> Vec<usize>,
    ) -> Self {
        let mut short = services(model, solved);
        short.extend(buyers(model, solved));
        // Broken promises come first, then what is largest beside all that was asked for; the tail comes last.
        let mut order: Vec<usize> = (0..short.len()).collect();
        order.sort_by_key(|&it| rank(short[it].in_tail, short[it].waits_for));
        let mut order = chosen(order, &short);
        order.sort_by(|&a, &b| {
            let (a, b) = (&short[a], &short[b]);
            let is_demand = |it: &Shortage| it.waits_for == WaitsFor::Demand;
            let key = |it: &Shortage| (it.in_tail, is_demand(it));
            key(a).cmp(&key(b)).then(b.share().total_cmp(&a.share()))
        });
        Self {
            given: budget(solved),
            model,
            solved,
            found: order.iter().map(|_| OnceLock::new()).collect(),
            asked: order.iter().map(|_| AtomicUsize::new(0)).collect(),
            short,
            order,
            why: OnceLock::new(),
        }
    }

    /// Returns in how many parts it may be searched, each on a thread of its own.
    pub(in crate::explain) fn parts(&self) -> usize {
        self.order.len()
    }

    /// Looks for the reasons of one part, as far as the parts before it leave something.
    pub(in crate::explain) fn find(&self, part: usize) {
        let (before, asked) = (&self.asked[..part], &self.asked[part]);
        let budget = Budget::of(self.given, before, asked);
        // What has nothing left is not looked for in vain.
        if budget.left() > 0 {
            self.found[part].get_or_init(|| self.reasons(part, &budget));
        }
    }

    /// Returns who waits and why; looks for what was not found, or was found with more than was left for it.
    pub(in crate::explain) fn found(mut self) -> Result<Waiting, ExplainError> {
        let mut waiting = Waiting {
            levels: levels(self.model, self.solved),
            ..Waiting::default()
        };
        let mut reasons = vec![Vec::new(); self.short.len()];
        let mut left = self.given;
        for part in 0..self.order.len() {
            let found = self.found[part].take().filter(|it| it.with <= left);
            let found = found.unwrap_or_else(|| {
                self.asked[part].store(0, Ordering::Relaxed);
                self.reasons(part, &Budget::of(left, &[], &self.asked[part]))
            });
            reasons[self.order[part]] = found.reasons?;
            let asked = self.asked[part].load(Ordering::Relaxed);
            waiting.re_solves += asked.min(left);
            left = left.saturating_sub(asked);
        }
        for (it, reasons) in self.short.into_iter().zip(reasons) {
            let shortage = wait(self.model, self.solved, it, reasons);
            waiting.shortages.push(shortage);
        }
        Ok(waiting)
    }

    fn why(&self) -> &Why<'a> {
        self.why.get_or_init(|| Why::of(self.model, self.solved))
    }

    fn reasons(&self, part: usize, budget: &Budget) -> Found {
        let it = &self.short[self.order[part]];
        let (quarters, values) = (it.quarters.clone(), &it.values);
        let why = self.why();
        let reasons = why.reasons(budget, it.party, it.waits_for, quarters, values);
        Found {
            reasons,
            with: budget.granted(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::WaitingSearch;
    use crate::Model;
    use crate::outcome::{Outcome, SolveOptions, solve};

    #[test]
    fn side_by_side_is_as_one_after_the_other_however_little_may_be_spent() {
        let model = Model::load("models/trainium.toml").expect("a model");
        let outcome = solve(&model, &SolveOptions::default());
        let Ok(Outcome::Optimal(solved)) = outcome else {
            panic!("a plan");
        };
        let search = |given| WaitingSearch {
            given,
            ..WaitingSearch::of(&model, &solved)
        };
        let mut re_solves = Vec::new();
        for given in [0, 1, 3, 8, 20, 1000] {
            let one_after_the_other = search(given).found().expect("reasons");
            let side_by_side = search(given);
            for part in (0..side_by_side.parts()).rev() {
                side_by_side.find(part);
            }
            assert_eq!(side_by_side.found().expect("reasons"), one_after_the_other);
            re_solves.push(one_after_the_other.re_solves);
        }
        assert!(re_solves.is_sorted(), "{re_solves:?}");
        assert!(
            re_solves[0] == 0 && re_solves[4] < re_solves[5],
            "{re_solves:?}"
        );
    }
}

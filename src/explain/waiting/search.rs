//! The reasons of all shortages, found side by side: the same as one after the other.

use std::cmp::Reverse;
use std::sync::OnceLock;

use crate::explain::ExplainError;
use crate::model::Model;
use crate::outcome::Solved;

use super::budget::Budget;
use super::reasons::Why;
use super::{Reason, Shortage, Waiting, WaitsFor, buyers, levels, rank, services, wait};

/// Who waits, and why as far as it was found.
pub(in crate::explain) struct WaitingSearch<'a> {
    model: &'a Model,
    solved: &'a Solved,
    short: Vec<Shortage>,
    /// Positions of the shortages whose reasons are looked for, in the order in which they may spend.
    order: Vec<usize>,
    why: OnceLock<Why<'a>>,
    /// In that order.
    found: Vec<OnceLock<Found>>,
    /// Places in that order, those of most quarters first: they take longest.
    longest_first: Vec<usize>,
}

/// What was found about a shortage, and how many programs were asked for.
struct Found {
    reasons: Result<Vec<Reason>, ExplainError>,
    asked: usize,
}

impl<'a> WaitingSearch<'a> {
    /// Returns the search for the reasons of the first `top` shortages in the order in which they are reported.
    pub(in crate::explain) fn of(model: &'a Model, solved: &'a Solved, top: usize) -> Self {
        let mut short = services(model, solved);
        short.extend(buyers(model, solved));
        // Broken promises come first, then what is largest beside all that was asked for; the tail comes last.
        let mut order: Vec<usize> = (0..short.len()).collect();
        order.sort_by_key(|&it| rank(short[it].in_tail, short[it].waits_for));
        order.truncate(top);
        order.sort_by(|&a, &b| {
            let (a, b) = (&short[a], &short[b]);
            let is_demand = |it: &Shortage| it.waits_for == WaitsFor::Demand;
            let key = |it: &Shortage| (it.in_tail, is_demand(it));
            key(a).cmp(&key(b)).then(b.share().total_cmp(&a.share()))
        });
        let mut longest_first: Vec<usize> = (0..order.len()).collect();
        longest_first.sort_by_key(|&part| Reverse(short[order[part]].quarters.len()));
        Self {
            longest_first,
            model,
            solved,
            found: order.iter().map(|_| OnceLock::new()).collect(),
            short,
            order,
            why: OnceLock::new(),
        }
    }

    /// Returns in how many parts it may be searched, each on a thread of its own.
    pub(in crate::explain) fn parts(&self) -> usize {
        self.order.len()
    }

    /// Looks for the reasons of one part, as if no other had spent anything. The first ones take longest.
    pub(in crate::explain) fn find(&self, part: usize) {
        let part = self.longest_first[part];
        let asked_before = self.found[..part].iter().map(|found| {
            // What is not known yet is at least one program.
            found.get().map_or(1, |found| found.asked)
        });
        let total = self.why().budget();
        // What will have nothing left is not looked for in vain.
        if asked_before.sum::<usize>() < total {
            self.found[part].get_or_init(|| self.reasons(part, total));
        }
    }

    /// Returns who waits and why; looks for what was not found, or was found with more than was left for it.
    pub(in crate::explain) fn found(mut self) -> Result<Waiting, ExplainError> {
        let mut waiting = Waiting {
            levels: levels(self.model, self.solved),
            ..Waiting::default()
        };
        let mut reasons = vec![Vec::new(); self.short.len()];
        let total = if self.order.is_empty() {
            0
        } else {
            self.why().budget()
        };
        let mut left = total;
        for part in 0..self.order.len() {
            let found = self.found[part].take();
            let found = found.filter(|it| left == total || it.asked <= left);
            let found = found.unwrap_or_else(|| self.reasons(part, left));
            reasons[self.order[part]] = found.reasons?;
            waiting.re_solves += found.asked.min(left);
            left = left.saturating_sub(found.asked);
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

    fn reasons(&self, part: usize, given: usize) -> Found {
        let it = &self.short[self.order[part]];
        let budget = Budget::of(given);
        let (quarters, values) = (it.quarters.clone(), &it.values);
        let why = self.why();
        let reasons = why.reasons(&budget, it.party, it.waits_for, quarters, values);
        Found {
            reasons,
            asked: budget.asked(),
        }
    }
}

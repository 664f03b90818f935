//! Branch and bound over one box.

use std::hash::Hash;

use super::cut::Bound;
use super::found::{Found, Leaf, NoSelection, Searched, UnboundedSelection};
use super::memory::{Known, Memory, Optimum};
use super::selection::{Within, by_order, first_of, has, is_empty, may_precede, only};
use super::whole::{are_whole, count, from_whole, rounded};
use crate::solve::uncertified::Uncertified;
use crate::watch::{Interrupted, Phase, Progress};

/// A box that is being taken apart.
pub(super) struct Tree<'m, 'a, C, R> {
    memory: &'m mut Memory<'a, C, R>,
    within: Within,
    /// Selections that are not asked for.
    named: &'m [Vec<u32>],
    open: Vec<Open>,
    leaves: Vec<Leaf>,
    best: Option<Best>,
    solves_before: usize,
}

/// A part that is not closed.
struct Open {
    within: Within,
    /// No selection in it earns more.
    bound: f64,
}

/// The best selection so far: the first, by the order of ties, of those that earn as much as any.
struct Best {
    counts: Vec<u32>,
    objective: f64,
    /// Its own proved bound.
    bound: f64,
    /// The greatest objective known, and what is no difference from it.
    greatest: f64,
    tolerance: f64,
}

impl Best {
    /// What earns less than this is no tie.
    fn cutoff(&self) -> f64 {
        self.greatest - self.tolerance
    }
}

impl<'m, 'a, C: Copy + Eq + Hash, R: Copy + Eq + Hash> Tree<'m, 'a, C, R> {
    pub(super) fn of(
        memory: &'m mut Memory<'a, C, R>,
        within: Within,
        named: &'m [Vec<u32>],
    ) -> Self {
        Self {
            solves_before: memory.solves,
            memory,
            within,
            named,
            open: Vec::new(),
            leaves: Vec::new(),
            best: None,
        }
    }

    /// Takes the box apart until all of it is closed.
    pub(super) fn search(mut self) -> Result<Searched, Uncertified> {
        if !is_empty(&self.within) {
            let within = self.within.clone();
            let bound = f64::INFINITY;
            self.open.push(Open { within, bound });
        }
        self.look_for_best();
        if self.best.is_none() && only(&self.within).is_none() && !self.open.is_empty() {
            self.memory.ask_solver(&self.within)?;
            self.look_for_best();
        }
        while let Some(open) = self.next() {
            let Open { within, bound } = &open;
            match self.visit(within.clone(), *bound) {
                Ok(None) => {}
                Ok(Some(unbounded)) => return Ok(Searched::Unbounded(unbounded)),
                Err(Uncertified::Interrupted(why)) if self.best.is_some() => {
                    self.open.push(open);
                    self.bound_open();
                    return self.end(Some(why));
                }
                Err(error) => return Err(error),
            }
        }
        self.end(None)
    }

    /// Returns the part to be looked at next: as long as something may earn more, the one that may earn most; then, of those
    /// that can only tie, the one whose first selection comes first. So the one that decides a tie is found first, and what
    /// makes no difference is not tried both ways.
    fn next(&mut self) -> Option<Open> {
        let improves = self.best.as_ref().map(|it| it.greatest + it.tolerance);
        let improves = |open: &Open| improves.is_none_or(|than| open.bound > than);
        let order = |one: &Open, other: &Open| {
            let mut order = improves(other).cmp(&improves(one));
            if improves(one) && improves(other) {
                order = other.bound.total_cmp(&one.bound);
            }
            order.then_with(|| by_order(&first_of(&one.within), &first_of(&other.within)))
        };
        let open = self.open.iter().enumerate();
        let (at, _) = open.min_by(|(_, one), (_, other)| order(one, other))?;
        Some(self.open.swap_remove(at))
    }

    /// Closes a part or takes it apart; returns a selection with which the objective has no end, if there is one.
    fn visit(
        &mut self,
        mut within: Within,
        mut bound: f64,
    ) -> Result<Option<UnboundedSelection>, Uncertified> {
        self.memory.watch().check()?;
        self.report();
        if self.tighten(&mut within) {
            return Ok(None);
        }
        if self.closes_by_what_is_known(&within, &mut bound) {
            return Ok(None);
        }
        if let Some(counts) = only(&within) {
            return self.visit_selection(within, &counts);
        }
        let optimum = match self.memory.relaxed(&within)? {
            Known::Optimal(optimum) => Some(optimum),
            Known::Infeasible(multipliers) => {
                self.close(within, Bound::refuted(multipliers));
                return Ok(None);
            }
            Known::Unbounded(_) => None,
        };
        // A selection that is near: often the best of the part; where there is none yet, something to compare with.
        let near = match &optimum {
            Some(optimum) => rounded(&optimum.values, &within),
            None => first_of(&within),
        };
        let is_whole = optimum.as_ref().is_some_and(|it| are_whole(&it.values));
        if is_whole || self.best.is_none() {
            let known = self.memory.selection(&near)?;
            if let Known::Unbounded(ray) = known {
                return Ok(Some(self.unbounded(near, &ray)));
            }
            if let (true, Some(optimum)) = (is_whole, &optimum) {
                // Without what is worth nothing there: if that earns the same, it is what the tie is for.
                let lean = self.memory.without_idle(&near, &within, optimum);
                self.memory.selection(&lean)?;
            }
            self.look_for_best();
        }
        if self.closes_by_what_is_known(&within, &mut bound) {
            return Ok(None);
        }
        self.branch(&within, bound, optimum.as_ref(), &near);
        Ok(None)
    }

    /// Solves the only selection of a part.
    fn visit_selection(
        &mut self,
        within: Within,
        counts: &[u32],
    ) -> Result<Option<UnboundedSelection>, Uncertified> {
        if self.named.iter().any(|named| named == counts) {
            return Ok(None);
        }
        match self.memory.selection(counts)? {
            Known::Optimal(optimum) => {
                self.close(within, optimum.bound);
                self.look_for_best();
            }
            Known::Infeasible(multipliers) => self.close(within, Bound::refuted(multipliers)),
            Known::Unbounded(ray) => return Ok(Some(self.unbounded(counts.to_vec(), &ray))),
        }
        Ok(None)
    }

    /// Takes from a part what the cuts prove to be no better than the best, and closes that; returns whether nothing is left.
    fn tighten(&mut self, within: &mut Within) -> bool {
        let cutoff = self.best.as_ref().map_or(f64::NEG_INFINITY, Best::cutoff);
        loop {
            let mut is_smaller = false;
            for cut in &self.memory.cuts {
                let bound = cut.bound(within);
                let is_refuted = bound == f64::NEG_INFINITY;
                if is_refuted || bound < cutoff {
                    let within = std::mem::take(within);
                    self.leaves.push(Leaf::of(within, cut.proved(bound)));
                    return true;
                }
                let slack = cut.slack(within, cutoff);
                for column in 0..within.len() {
                    if let Some((part, bound)) = cut.slice(within, column, (cutoff, slack)) {
                        is_smaller = true;
                        self.leaves.push(Leaf::of(part, cut.proved(bound)));
                    }
                }
            }
            if !is_smaller {
                return false;
            }
        }
    }

    /// Closes a part by the best bound that is known, which `bound` becomes, if that is enough.
    fn closes_by_what_is_known(&mut self, within: &Within, bound: &mut f64) -> bool {
        let Some(proved) = self.memory.bound(within) else {
            return false;
        };
        let known = proved.amount;
        *bound = bound.min(known);
        let closes = known == f64::NEG_INFINITY
            || self.best.as_ref().is_some_and(|best| {
                let can_tie = known >= best.cutoff();
                let is_better = known > best.greatest + best.tolerance.max(proved.noise);
                !(is_better || can_tie && self.may_come_first(within, best))
            });
        if closes {
            self.close(within.clone(), proved);
        }
        closes
    }

    /// Returns whether a selection of a part may tie with the best and come before it. A cut says how much must be taken in all
    /// to earn as much.
    fn may_come_first(&self, within: &Within, best: &Best) -> bool {
        let cuts = self.memory.cuts.iter();
        let least = cuts.map(|cut| cut.least_taken(within, best.cutoff()));
        may_precede(within, least.max().unwrap_or(0), &best.counts)
    }

    fn close(&mut self, within: Within, bound: Bound) {
        self.leaves.push(Leaf::of(within, bound));
    }

    /// Takes a part apart at one column: where the relaxed optimum is farthest from whole; where it is whole, at `near`, by the
    /// column that makes the greatest difference, so that what makes none is left to the last.
    fn branch(&mut self, within: &Within, bound: f64, optimum: Option<&Optimum>, near: &[u32]) {
        let wide = || (0..within.len()).filter(|&k| within[k].0 < within[k].1);
        let far = |k: usize| optimum.map_or(0.0, |it| from_whole(it.values[k]));
        let worth = |k: usize| optimum.map_or(0.0, |it| self.memory.worth(k, it).abs());
        let by = |a: &usize, b: &usize| {
            let farther = far(*a).total_cmp(&far(*b));
            farther.then_with(|| worth(*a).total_cmp(&worth(*b)))
        };
        let Some(k) = wide().max_by(by) else { return };
        let (least, most) = within[k];
        let below = match optimum {
            Some(optimum) if far(k) > 0.0 => count(optimum.values[k].floor()).unwrap_or(least),
            // Below where it stands, or the rest above it.
            _ if near[k] > least => near[k] - 1,
            _ => near[k],
        };
        let below = below.clamp(least, most - 1);
        for range in [(least, below), (below + 1, most)] {
            let mut part = within.clone();
            part[k] = range;
            self.open.push(Open {
                within: part,
                bound,
            });
        }
    }

    /// Looks through all selections that are known for the best.
    fn look_for_best(&mut self) {
        let known = || {
            let asked =
                self.memory.selections.iter().filter(|(counts, _)| {
                    has(&self.within, counts) && !self.named.contains(counts)
                });
            asked.filter_map(|(counts, known)| match known {
                Known::Optimal(optimum) => Some((counts, optimum)),
                _ => None,
            })
        };
        let greatest = known().max_by(|a, b| a.1.objective.total_cmp(&b.1.objective));
        self.best = greatest.and_then(|(_, greatest)| {
            let (objective, tolerance) = (greatest.objective, greatest.tolerance);
            let ties = known().filter(|(_, it)| it.objective >= objective - tolerance);
            let first = ties.min_by(|a, b| by_order(a.0, b.0));
            first.map(|(counts, optimum)| Best {
                counts: counts.clone(),
                objective: optimum.objective,
                bound: optimum.bound.amount,
                greatest: objective,
                tolerance,
            })
        });
    }

    fn unbounded(&self, counts: Vec<u32>, ray: &[f64]) -> UnboundedSelection {
        UnboundedSelection {
            counts,
            ray: ray.to_vec(),
            solves: self.memory.solves - self.solves_before,
        }
    }

    fn report(&self) {
        self.memory.watch().report(|elapsed| Progress {
            phase: Phase::Search,
            iterations: self.memory.solves - self.solves_before,
            objective: self.best.as_ref().map(|best| best.greatest),
            infeasibility: None,
            gap: self.best.as_ref().and_then(|best| {
                let gap = (self.bound(best) - best.greatest) / best.greatest.abs();
                gap.is_finite().then_some(gap)
            }),
            elapsed,
        });
    }

    /// Gives the parts that are still open the bounds that all that is known by now proves.
    fn bound_open(&mut self) {
        for open in &mut self.open {
            if let Some(known) = self.memory.bound(&open.within) {
                open.bound = open.bound.min(known.amount);
            }
        }
    }

    /// Returns the greatest bound of all parts, open ones too.
    fn bound(&self, best: &Best) -> f64 {
        let leaves = self.leaves.iter().map(|leaf| leaf.bound);
        let open = self.open.iter().map(|open| open.bound);
        leaves.chain(open).fold(best.bound, f64::max)
    }

    /// Returns what was found.
    fn end(self, interrupted: Option<Interrupted>) -> Result<Searched, Uncertified> {
        if let Some(best) = &self.best {
            let bound = self.bound(best);
            return Ok(Searched::Found(Found {
                counts: best.counts.clone(),
                objective: best.objective,
                bound,
                gap: bound - best.objective,
                column_cap: self.leaves.iter().find_map(|leaf| leaf.column_cap),
                solves: self.memory.solves - self.solves_before,
                leaves: self.leaves,
                interrupted,
            }));
        }
        // Which it is matters: whether there would be a point if nothing had to be whole.
        let relaxed = if is_empty(&self.within) {
            None
        } else {
            match self.memory.relaxed(&self.within)? {
                Known::Infeasible(multipliers) => Some(multipliers.to_vec()),
                Known::Optimal(_) | Known::Unbounded(_) => None,
            }
        };
        Ok(Searched::Infeasible(NoSelection {
            relaxed,
            solves: self.memory.solves - self.solves_before,
            leaves: self.leaves,
        }))
    }
}

//! Questions to one search: the best margin where options are taken or left.

use super::OptionSelection;
use crate::explain::error::ExplainError;
use crate::formulation::{Column, Constraint};
use crate::model::{Model, OptionId};
use crate::outcome::{Outcome, Selections, Solved, solve};
use crate::solve::{Ended, Found, Searched, SolveOptions, Uncertified, WholeSearch};

/// The best that some options being taken or left allow.
pub(super) struct Best {
    /// How often each option to be decided is taken.
    counts: Vec<u32>,
    /// The margin.
    pub objective: f64,
    /// No other selection asked for earns more.
    pub bound: f64,
    /// The plan, where it is not one of the search.
    plan: Option<Box<Solved>>,
}

/// One model with options to be decided, and what is known of its selections.
pub(super) struct Question<'a> {
    pub model: &'a Model,
    pub how: &'a SolveOptions,
    selections: &'a Selections<'a>,
    search: WholeSearch<'a, Column, Constraint>,
    others: usize,
}

impl<'a> Question<'a> {
    pub fn of(selections: &'a Selections<'a>, how: &'a SolveOptions) -> Self {
        Self {
            model: selections.model,
            how,
            selections,
            search: selections.search(how),
            others: 0,
        }
    }

    /// Returns the options to be decided that are taken whole.
    pub fn whole(&self) -> &'a [OptionId] {
        &self.selections.whole
    }

    pub fn solves(&self) -> usize {
        self.search.solves() + self.others
    }

    /// Returns the best where these options are taken from so often to so often, all others free; `None` without a plan.
    pub fn best(&mut self, within: &[(OptionId, u32, u32)]) -> Result<Option<Best>, ExplainError> {
        let mut ranges = self.selections.ranges();
        for (option, range) in self.selections.whole.iter().zip(&mut ranges) {
            for &(_, from, to) in within.iter().filter(|(of, ..)| of == option) {
                *range = (range.0.max(from), range.1.min(to));
            }
        }
        match self.search.best(&ranges)? {
            Searched::Found(found) => Ok(Some(finished(found)?)),
            Searched::Infeasible(_) => Ok(None),
            Searched::Unbounded(_) => {
                Err(ExplainError::Unknown("the margin has no end".to_owned()))
            }
        }
    }

    /// Returns the best without an option that may be taken in part.
    pub fn without_share(&mut self, id: OptionId) -> Result<Option<Best>, ExplainError> {
        let mut without = self.model.clone();
        without.options[id.0].taken = Some(0.0);
        let outcome = solve(&without, self.how)?;
        let Outcome::Optimal(solved) = outcome else {
            return Ok(None);
        };
        let certificate = &solved.solution.certificate;
        let bound = match &solved.selection {
            Some(proof) => proof.bound,
            None => solved.solution.objective + certificate.gap.max(0.0),
        };
        self.solved(&solved);
        Ok(Some(Best {
            counts: Vec::new(),
            objective: solved.solution.objective,
            bound,
            plan: Some(solved),
        }))
    }

    /// Counts what another search solved.
    pub fn solved(&mut self, solved: &Solved) {
        self.others += solved.selection.as_ref().map_or(1, |proof| proof.solves);
    }

    /// Returns the plan of an answer.
    pub fn plan(&mut self, best: &Best) -> Result<Box<Solved>, ExplainError> {
        if let Some(plan) = &best.plan {
            return Ok(plan.clone());
        }
        let plan = self
            .selections
            .plan(&mut self.search, &best.counts, self.how)?;
        plan.ok_or_else(|| ExplainError::Unconfirmed("a selection has no plan".to_owned()))
    }

    /// Returns the best selections in order, and whether those are all.
    pub fn ranked(&mut self, top: usize) -> Result<(Vec<OptionSelection>, bool), ExplainError> {
        // One more says whether those are all.
        let ranges = self.selections.ranges();
        let ranked = self.search.ranked(&ranges, top.saturating_add(1))?;
        if let Ended::Interrupted(why) = ranked.ended {
            return Err(Uncertified::Interrupted(why).into());
        }
        let named = |counts: &[u32]| {
            let ids = self.selections.whole.iter();
            let ids = ids.map(|&id| self.model.option(id).id.clone());
            ids.zip(counts.iter().copied()).collect()
        };
        let is_all = ranked.found.len() <= top && matches!(ranked.ended, Ended::Exhausted(_));
        let first = ranked.found.iter().take(top);
        let found = first.map(|found| OptionSelection {
            taken: named(&found.counts),
            objective: found.objective,
            bound: found.bound,
        });
        Ok((found.collect(), is_all))
    }
}

/// Returns an answer that is proved; an error where the work was ended before.
fn finished(found: Found) -> Result<Best, ExplainError> {
    if let Some(why) = found.interrupted {
        return Err(Uncertified::Interrupted(why).into());
    }
    Ok(Best {
        counts: found.counts,
        objective: found.objective,
        bound: found.bound,
        plan: None,
    })
}

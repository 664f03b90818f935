//! The best selection of options, each whole or not at all.

use super::times::Clock;
use super::{Infeasible, Outcome, SolveError, SolveOptions, Solved, read_back, solve_again};
use crate::formulation::{Column, Constraint, formulate};
use crate::lp::Lp;
use crate::model::{Model, OptionId};
use crate::solve::{
    Answer, Face, Found, NoSelection, Searched, WholeSearch, prove, prove_lexicographic,
};

/// That no other selection of options is better: the tree of the search.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SelectionProof {
    /// No selection earns more.
    pub bound: f64,
    /// How far the bound is above what this one earns.
    pub gap: f64,
    /// In how many parts all selections were taken, each with a bound of its own that its multipliers prove.
    pub leaves: usize,
    /// How many linear programs were solved for it.
    pub solves: usize,
    /// Whether the search came to its end; otherwise this selection is the best of those seen, and the gap says how much better
    /// another could be.
    pub is_proved: bool,
}

/// The options of a model that are to be decided, as columns of its program.
pub(crate) struct Selections<'m> {
    pub model: &'m Model,
    pub lp: Lp<Column, Constraint>,
    /// Those that are taken whole, in the order of the model.
    pub whole: Vec<OptionId>,
}

impl<'m> Selections<'m> {
    pub fn of(model: &'m Model) -> Self {
        let free =
            |&option: &OptionId| model.option(option).is_free() && model.option(option).whole;
        Self {
            model,
            lp: formulate(model),
            whole: model.option_ids().filter(free).collect(),
        }
    }

    pub fn search(&self, options: &SolveOptions) -> WholeSearch<'_, Column, Constraint> {
        let columns = self.whole.iter();
        let columns = columns.filter_map(|&option| self.lp.column(&Column::Taken { option }));
        WholeSearch::new(&self.lp, columns.collect(), options)
    }

    /// Returns how often each may be taken.
    pub fn ranges(&self) -> Vec<(u32, u32)> {
        let at_most = |&option: &OptionId| (0, self.model.option(option).at_most);
        self.whole.iter().map(at_most).collect()
    }

    /// Returns the best plan of a selection that has one.
    pub fn plan(
        &self,
        search: &mut WholeSearch<'_, Column, Constraint>,
        counts: &[u32],
        options: &SolveOptions,
    ) -> Result<Option<Box<Solved>>, SolveError> {
        Ok(
            match self.answer(search, counts, options, Clock::start())? {
                Outcome::Optimal(solved) => Some(solved),
                Outcome::Infeasible(_) | Outcome::Unbounded(_) => None,
            },
        )
    }

    fn answer(
        &self,
        search: &mut WholeSearch<'_, Column, Constraint>,
        counts: &[u32],
        options: &SolveOptions,
        clock: Clock,
    ) -> Result<Outcome, SolveError> {
        let model = self.model;
        let (held, proved) = search
            .at(counts)
            .map_err(|error| SolveError::of(model, error))?;
        let mut outcome = read_back(model, Face::whole(held, proved), options, clock)?;
        if model
            .options
            .iter()
            .any(|option| option.is_free() && !option.whole)
        {
            outcome = settled(&self.holding(counts), outcome, options)?;
        }
        // Held, all were decided; what the model leaves open is said.
        if let Outcome::Optimal(solved) = &mut outcome {
            for (taken, option) in solved.plan.options.iter_mut().zip(&model.options) {
                taken.is_decided = !option.is_free();
            }
        }
        Ok(outcome)
    }

    /// Returns the model with a selection of the whole ones decided.
    pub fn holding(&self, counts: &[u32]) -> Model {
        let mut model = self.model.clone();
        for (option, &count) in self.whole.iter().zip(counts) {
            model.options[option.0].taken = Some(f64::from(count));
        }
        model
    }
}

/// Returns the certified answer to a model with options to be decided.
pub(super) fn solve(model: &Model, options: &SolveOptions) -> Result<Outcome, SolveError> {
    let mut clock = Clock::start();
    let selections = Selections::of(model);
    clock.formulated();
    let failed = |error| SolveError::of(model, error);
    let mut search = selections.search(options);
    let found = match search.best(&selections.ranges()).map_err(failed)? {
        Searched::Found(found) => found,
        Searched::Infeasible(none) => return no_selection(&selections, &none, options),
        Searched::Unbounded(unbounded) => {
            return selections.answer(&mut search, &unbounded.counts, options, clock);
        }
    };
    let outcome = selections.answer(&mut search, &found.counts, options, clock)?;
    Ok(match outcome {
        Outcome::Optimal(mut solved) => {
            solved.selection = Some(SelectionProof::of(&found));
            Outcome::Optimal(solved)
        }
        other => other,
    })
}

impl SelectionProof {
    /// Returns the proof that a search found.
    pub(crate) fn of(found: &Found) -> Self {
        Self {
            bound: found.bound,
            gap: found.gap,
            leaves: found.leaves.len(),
            solves: found.solves,
            is_proved: found.is_proved(),
        }
    }
}

/// Returns why no selection has a plan.
fn no_selection(
    selections: &Selections,
    none: &NoSelection,
    options: &SolveOptions,
) -> Result<Outcome, SolveError> {
    let model = selections.model;
    if none.relaxed.is_some() {
        let mut clock = Clock::start();
        let lp = formulate(model);
        clock.formulated();
        let proved = prove(&lp, options).map_err(|error| SolveError::of(model, error))?;
        return read_back(model, Face::whole(lp, proved), options, clock);
    }
    let nothing = selections.holding(&vec![0; selections.whole.len()]);
    let outcome = super::solve(&nothing, options)?;
    Ok(match outcome {
        Outcome::Infeasible(why) => Outcome::Infeasible(Infeasible {
            only_in_part: true,
            ..why
        }),
        other => other,
    })
}

/// Digits to which a share is settled: fewer than a certificate sees.
const DIGITS: usize = 12;

/// One unit of the last of those digits, as a share of the number.
const LAST_DIGIT: f64 = 1e-11;

/// Returns the answer with the shares of options that may be taken in part decided too: the least in all with which the margin is
/// as great, on the face of its optima, held there to as many digits as are shown.
fn settled(model: &Model, outcome: Outcome, options: &SolveOptions) -> Result<Outcome, SolveError> {
    let Outcome::Optimal(solved) = outcome else {
        return Ok(outcome);
    };
    let lp = formulate(model);
    let margin: Vec<f64> = lp.columns().iter().map(|column| column.cost).collect();
    let is_share = |key: &Column| match *key {
        Column::Taken { option } => model.option(option).is_free(),
        _ => false,
    };
    let columns = lp.columns().iter();
    let least: Vec<f64> = columns
        .map(|column| if is_share(&column.key) { -1.0 } else { 0.0 })
        .collect();
    let face = prove_lexicographic(lp.with_costs(&least), &margin, options);
    let face = face.map_err(|error| SolveError::of(model, error))?;
    let x = match &face.proved.answer {
        Answer::Optimal(solution) => &solution.x,
        Answer::Infeasible(_) | Answer::Unbounded(_) => &solved.solution.x,
    };
    let shares: Vec<f64> = model
        .option_ids()
        .map(|option| face.lp.value(x, &Column::Taken { option }).max(0.0))
        .collect();
    let best = solved.solution.objective;
    // Where a share is as much as a limit allows, its last digit may be beyond it.
    for factor in [1.0, 1.0 - LAST_DIGIT, 1.0 + LAST_DIGIT] {
        let times = model.options.iter().zip(&shares).map(|(option, &share)| {
            let (least, most) = option.range();
            rounded(share * factor).clamp(least, most)
        });
        let held = model.holding(&times.collect::<Vec<f64>>());
        let again = solve_again(&held, &solved)?;
        if let Outcome::Optimal(again) = again
            && (best - again.solution.objective).abs() <= again.solution.certificate.tolerance
        {
            return Ok(Outcome::Optimal(again));
        }
    }
    let held = model.holding(&shares);
    solve_again(&held, &solved)
}

/// Returns a share to as many digits as are settled.
fn rounded(share: f64) -> f64 {
    format!("{share:.*e}", DIGITS - 1).parse().unwrap_or(share)
}

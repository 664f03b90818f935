//! From draw to result: a pure function.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::draw::{DrawResult, Ending};
use super::looks::Move;
use super::policy::Policy;
use super::setting::Setting;
use super::step::{Believed, Reached, Standing, Stepping};
use crate::formulation::Column;
use crate::hedge::{Drawing, FuturesError, HedgeError, KnownTooLate, Program, first_news};
use crate::input::{Input, rounded};
use crate::model::Model;
use crate::outcome::{Outcome, SolveOptions, Solved, solve};
use crate::plan::{Plan, interpret_point};
use crate::solve::Threads;
use crate::sweep::{Quantities, first_error};

/// Means have as many digits as draws.
const DIGITS: usize = 9;

/// Follows each policy through a draw.
///
/// What comes of a draw depends on the setting and on its position alone, so that draws can be simulated in any order, on any thread or
/// machine, and brought together by [`super::Simulated`]. What several draws have in common, such as the first look, is solved once.
#[derive(Debug)]
pub struct Simulation<'a> {
    drawing: Drawing<'a>,
    setting: Setting,
    file: Option<Box<Solved>>,
    base: Program,
    /// The mean of each entry's distribution.
    means: Vec<f64>,
    /// What is done after the first look, in the order of the policies.
    moves: Vec<Vec<Move>>,
    options: SolveOptions,
    memory: Memory,
}

/// What is carried out in a draw.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CarriedOut {
    /// The draw as it is: what is uncertain acts from its quarter on.
    pub model: Model,
    /// What is carried out, in the planner's words.
    pub plan: Plan,
    /// The same by column of the model's program; what is not there is 0.
    pub decisions: BTreeMap<Column, f64>,
}

/// What is known of a draw at a point of time, to the last digit.
type Known = Vec<u64>;

/// A point of a draw: the policy, how many moves it made, and what is known.
type Point = (Policy, usize, Known);

/// What several draws have in common, by policy, by how many moves were made, and by what is known.
#[derive(Debug, Default)]
struct Memory {
    shared: BTreeSet<(usize, Known)>,
    reached: Mutex<BTreeMap<Point, Arc<OnceLock<Reached>>>>,
}

/// A draw as it is.
struct Truth<'t> {
    values: &'t [f64],
    believed: Believed,
}

impl<'a> Simulation<'a> {
    /// Returns the simulation of a setting of this model file; solves the model as it is.
    pub fn new(input: &'a Input, setting: &Setting) -> Result<Self, FuturesError> {
        let drawing = Drawing::of(input, &setting.asked())?;
        // Draws are spread over the threads.
        let options = SolveOptions::default()
            .with_threads(Threads::one())
            .within_rounding();
        let model = &drawing.loaded.model;
        // Without a plan of the file, what starts from it starts from nothing.
        let file = match solve(model, &options) {
            Ok(Outcome::Optimal(solved)) => Some(solved),
            _ => None,
        };
        let entries = drawing.entries.iter();
        let news: BTreeSet<usize> = entries
            .filter_map(|it| it.from)
            .filter(|&it| it > 0)
            .collect();
        let news: Vec<usize> = news.into_iter().collect();
        let policies = setting.policies.iter();
        let moves = |&policy: &Policy| Move::all(policy, setting.replan, setting.quarters, &news);
        let entries = drawing.entries.iter();
        let mut simulation = Self {
            moves: policies.map(moves).collect(),
            means: entries
                .map(|it| rounded(it.uncertainty.distribution.mean(), DIGITS))
                .collect(),
            base: Program::of(model),
            setting: setting.clone(),
            drawing,
            file,
            options,
            memory: Memory::default(),
        };
        simulation.memory.shared = simulation.shared(&news);
        Ok(simulation)
    }

    /// Returns what comes of a draw, by its position from 0, whatever that is; an error where a draw makes a difference before it is
    /// known.
    pub fn run(&self, draw: usize) -> Result<DrawResult, FuturesError> {
        let values = self.drawing.values(self.setting.sample.seed, draw);
        let result = |endings: Vec<Ending>| DrawResult {
            id: self.setting.id_of(draw),
            draw: draw + 1,
            values: values.clone(),
            endings,
        };
        let model = match self.drawing.model(|entry| Some(values[entry])) {
            Ok(model) => model,
            Err(rejected) => {
                let why = Ending::Failed(first_error(&rejected));
                return Ok(result(vec![why; self.setting.policies.len()]));
            }
        };
        let truth = Truth {
            values: &values,
            believed: Believed::of(model),
        };
        self.check_known(draw, &truth)?;
        let policies = 0..self.setting.policies.len();
        Ok(result(
            policies.map(|policy| self.ending(policy, &truth)).collect(),
        ))
    }

    /// Returns what is carried out in a draw, by its position from 0, under a policy; `None` where it does not get through, or is not
    /// asked for.
    pub fn carried_out(
        &self,
        draw: usize,
        policy: Policy,
    ) -> Result<Option<CarriedOut>, FuturesError> {
        let at = self.setting.policies.iter().position(|&it| it == policy);
        let values = self.drawing.values(self.setting.sample.seed, draw);
        let (Some(at), Ok(model)) = (at, self.drawing.model(|entry| Some(values[entry]))) else {
            return Ok(None);
        };
        let truth = Truth {
            values: &values,
            believed: Believed::of(model),
        };
        self.check_known(draw, &truth)?;
        let Reached::Standing(standing) = self.reached(at, self.moves[at].len(), &truth) else {
            return Ok(None);
        };
        let model = truth.believed.model;
        let plan = interpret_point(&model, &standing.lp, &standing.x, standing.margin);
        let columns = standing.lp.columns().iter().zip(&standing.x);
        let decisions = columns.map(|(column, &x)| (column.key, x)).collect();
        Ok(plan.ok().map(|plan| CarriedOut {
            model,
            plan,
            decisions,
        }))
    }

    /// Fails if the draw makes another program before anything of it is known.
    fn check_known(&self, draw: usize, truth: &Truth) -> Result<(), FuturesError> {
        let entries = self.drawing.entries.iter();
        let earliest = entries.filter_map(|it| it.from).min().unwrap_or(0);
        let (model, base) = (&truth.believed.model, &self.drawing.loaded.model);
        let news = first_news(&truth.believed.program, &self.base);
        let Some(news) = news.filter(|news| news.quarter < earliest) else {
            return Ok(());
        };
        let too_late = KnownTooLate {
            future: format!("draw {}", draw + 1),
            quarter: base.horizon.quarter(news.quarter),
            known_from: base.horizon.quarter(earliest),
            address: news.address(model, base),
        };
        Err(HedgeError::KnownTooLate(vec![too_late]).into())
    }

    /// Returns how a draw ends under a policy, by its position.
    fn ending(&self, policy: usize, truth: &Truth) -> Ending {
        match self.reached(policy, self.moves[policy].len(), truth) {
            Reached::Ended(ending) => ending,
            Reached::Standing(standing) => through(&standing, &truth.believed.model),
        }
    }

    /// Returns where a policy stands after so many moves.
    fn reached(&self, policy: usize, moves: usize, truth: &Truth) -> Reached {
        let at = moves
            .checked_sub(1)
            .map(|last| self.moves[policy][last].at());
        let known = self.known(at.unwrap_or(0), truth.values);
        let reach = || match moves.checked_sub(1) {
            None => self.stepping(policy, 0, truth).first(),
            Some(last) => match self.reached(policy, last, truth) {
                Reached::Standing(standing) => {
                    let next = self.moves[policy][last];
                    self.stepping(policy, next.at(), truth)
                        .go_on(&standing, next)
                }
                ended @ Reached::Ended(_) => ended,
            },
        };
        let name = self.setting.policies[policy];
        if name == Policy::Hindsight
            || !self
                .memory
                .shared
                .contains(&(at.unwrap_or(0), known.clone()))
        {
            return reach();
        }
        let shared = {
            let reached = self.memory.reached.lock();
            let mut reached = reached.unwrap_or_else(PoisonError::into_inner);
            Arc::clone(reached.entry((name, moves, known)).or_default())
        };
        shared.get_or_init(reach).clone()
    }

    /// Returns what a policy believes in a quarter, and how it plans.
    fn stepping<'s>(&'s self, policy: usize, at: usize, truth: &'s Truth<'s>) -> Stepping<'s> {
        let policy = self.setting.policies[policy];
        Stepping {
            drawing: &self.drawing,
            setting: &self.setting,
            means: &self.means,
            file: self.file.as_deref(),
            options: &self.options,
            policy,
            at,
            values: truth.values,
            truth: &truth.believed,
        }
    }

    /// Returns what is known of a draw in a quarter.
    fn known(&self, at: usize, values: &[f64]) -> Known {
        let entries = self.drawing.entries.iter().zip(values);
        let known = entries.filter(|(entry, _)| entry.from.is_some_and(|from| from <= at));
        known.map(|(_, value)| value.to_bits()).collect()
    }

    /// Returns what several draws know in common, by quarter.
    fn shared(&self, news: &[usize]) -> BTreeSet<(usize, Known)> {
        let replan = self.setting.replan;
        let looks = news.iter().map(|at| at.div_ceil(replan) * replan);
        let quarters: BTreeSet<usize> = news.iter().copied().chain(looks).chain([0]).collect();
        let (mut seen, mut shared) = (BTreeSet::new(), BTreeSet::new());
        for draw in 0..self.setting.sample.number {
            let values = self.drawing.values(self.setting.sample.seed, draw);
            for &at in &quarters {
                let known = (at, self.known(at, &values));
                if !seen.insert(known.clone()) {
                    shared.insert(known);
                }
            }
        }
        shared
    }
}

/// Returns what a plan that is carried out to the end comes to in the model of the draw.
fn through(standing: &Standing, truth: &Model) -> Ending {
    let Standing { lp, x, margin, .. } = standing;
    match interpret_point(truth, lp, x, *margin) {
        Ok(plan) => Ending::Through(Quantities::of(truth, &plan)),
        Err(error) => Ending::Failed(error.to_string()),
    }
}

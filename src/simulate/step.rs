//! One look: what is believed, and what is decided then.

use std::sync::Arc;

use super::draw::Ending;
use super::looks::Move;
use super::policy::Policy;
use super::repair::carry_on;
use super::setting::Setting;
use crate::formulation::{Column, Constraint};
use crate::hedge::{
    BrokenLimit, Drawing, Follows, Future, Futures, Onward, Program, Recourse, Start, onward,
    own_best,
};
use crate::input::Rejected;
use crate::lp::{Lp, Simplex};
use crate::model::Model;
use crate::outcome::{ConflictingLimit, InTheWay, Limiting, Outcome, SolveOptions, Solved};
use crate::provenance::sha256;
use crate::sweep::first_error;

/// What is less than this beside what flows is rounding.
const NOTHING: f64 = 1e-9;

/// What is planned in a quarter for all quarters: what was carried out before, and what follows.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    /// The program that it was planned by; its costs and ranges are of no use later.
    pub lp: Lp<Column, Constraint>,
    pub x: Vec<f64>,
    /// Its margin as believed when it was planned.
    pub margin: f64,
    /// Where the next solve may start.
    pub start: Option<Start>,
}

/// Where a policy stands in a draw.
#[derive(Clone, Debug)]
pub(super) enum Reached {
    Standing(Arc<Standing>),
    Ended(Ending),
}

/// What is believed: a model, and its program.
#[derive(Debug)]
pub(super) struct Believed {
    pub model: Model,
    pub program: Program,
}

/// A policy at a look of a draw.
pub(super) struct Stepping<'s> {
    pub drawing: &'s Drawing<'s>,
    pub setting: &'s Setting,
    pub means: &'s [f64],
    pub file: Option<&'s Solved>,
    pub options: &'s SolveOptions,
    pub policy: Policy,
    /// The quarter of the look.
    pub at: usize,
    /// What was drawn.
    pub values: &'s [f64],
    /// The draw as it is.
    pub truth: &'s Believed,
}

/// Why there is no step: the end of the draw.
type Stepped<T> = Result<T, Ending>;

impl Standing {
    /// Returns how much of something was decided.
    pub fn value(&self, column: Column) -> f64 {
        self.lp.value(&self.x, &column)
    }
}

impl Believed {
    pub fn of(model: Model) -> Self {
        Self {
            program: Program::of(&model),
            model,
        }
    }
}

impl Stepping<'_> {
    /// Returns the plan of the first look.
    pub fn first(&self) -> Reached {
        let standing = match self.policy {
            Policy::Hedge if self.earliest_unknown().is_some() => {
                self.believed().and_then(|it| self.hedged(it.get(), None))
            }
            _ => self.planned_first(),
        };
        reached(standing)
    }

    /// Returns what is planned after a move.
    pub fn go_on(&self, before: &Standing, next: Move) -> Reached {
        let standing = self.believed().and_then(|believed| {
            let believed = believed.get();
            self.check_held(before, believed)?;
            match next {
                Move::Replan { .. } if self.policy == Policy::Hedge && !self.knows_all() => {
                    self.hedged(believed, Some(before))
                }
                Move::Replan { .. } => self.replanned(before, believed),
                Move::CarryOn { until, .. } => {
                    let window = (self.at, until);
                    let follows = carry_on(before, believed, window, self.options)?;
                    self.standing(follows, believed, before.start.clone())
                }
            }
        });
        reached(standing)
    }

    fn planned_first(&self) -> Stepped<Standing> {
        let believed = match self.policy {
            Policy::Hindsight => Belief::Truth(self.truth),
            _ => self.believed()?,
        };
        let model = &believed.get().model;
        let outcome = own_best(model, self.file, self.options);
        match outcome.map_err(|error| failed(&error))? {
            Outcome::Optimal(solved) => {
                let basis = solved.simplex().ok().map(Simplex::basis);
                Ok(Standing {
                    start: basis.map(|basis| Start::new(solved.lp.clone(), basis)),
                    margin: solved.solution.objective,
                    lp: solved.lp,
                    x: solved.solution.x,
                })
            }
            Outcome::Infeasible(why) => Err(self.stranded(why.conflict)),
            Outcome::Unbounded(_) => Err(self.unbounded()),
        }
    }

    fn replanned(&self, before: &Standing, believed: &Believed) -> Stepped<Standing> {
        let recourse = Recourse::from(&believed.model, &believed.program, self.at);
        let held = |column| before.value(column);
        let found = recourse.follow_from(&held, before.start.as_ref(), self.options);
        let (follows, start) = found.map_err(|error| failed(&error))?;
        self.standing(follows, believed, start)
    }

    /// Returns where one stands with what follows on what was decided before.
    fn standing(
        &self,
        follows: Follows,
        believed: &Believed,
        start: Option<Start>,
    ) -> Stepped<Standing> {
        match follows {
            Follows::Best { margin, x } => Ok(Standing {
                lp: believed.program.lp.clone(),
                x,
                margin,
                start,
            }),
            Follows::NoPlan(limits) => Err(self.stranded(limits)),
            Follows::Unbounded => Err(self.unbounded()),
        }
    }

    /// Returns what is best on average over draws of what is not known yet.
    fn hedged(&self, believed: &Believed, before: Option<&Standing>) -> Stepped<Standing> {
        let Some(earliest) = self.earliest_unknown() else {
            return before.map_or_else(
                || self.planned_first(),
                |before| self.replanned(before, believed),
            );
        };
        let number = self.setting.hedge_draws.unwrap_or(1);
        let seed = own_seed(self.setting.sample.seed);
        let futures: Result<Vec<Future>, Rejected> = (0..number)
            .map(|index| {
                let own = self.drawing.values(seed, index);
                let value = |entry| {
                    let values = if self.is_known(entry) {
                        self.values
                    } else {
                        &own
                    };
                    Some(values[entry])
                };
                let model = self.drawing.model(value)?;
                let name = format!("draw {}", index + 1);
                Ok(Future::new(name, 1.0 / number as f64, model).known_from(earliest))
            })
            .collect();
        let futures = futures.map_err(|rejected| Ending::Failed(first_error(&rejected)))?;
        let futures = Futures::new(believed.model.clone(), futures);
        let futures = futures.map_err(|error| failed(&error))?.as_draws();
        let held = |column| before.map_or(0.0, |before| before.value(column));
        let from = before.map_or(0, |_| self.at);
        let found = onward(&futures, from, &held, self.options);
        match found.map_err(|error| failed(&error))? {
            Onward::Best(decided) => {
                let lp = believed.program.lp.clone();
                let columns = lp.columns().iter();
                let x = columns.map(|it| decided.get(&it.key).copied().unwrap_or(0.0));
                let x: Vec<f64> = x.collect();
                Ok(Standing {
                    margin: lp.objective(&x),
                    x,
                    lp,
                    start: before.and_then(|before| before.start.clone()),
                })
            }
            Onward::NoPlan(limits) => Err(self.stranded(limits)),
            Onward::Unbounded => Err(self.unbounded()),
        }
    }

    /// Returns what is believed at this look: of what is not known yet, what the policy makes of it; who hedges plans beside the file.
    fn believed(&self) -> Stepped<Belief<'_>> {
        if self.knows_all() {
            return Ok(Belief::Truth(self.truth));
        }
        let value = |entry: usize| match self.policy {
            _ if self.is_known(entry) => Some(self.values[entry]),
            Policy::Mean => Some(self.means[entry]),
            _ => None,
        };
        let model = self.drawing.model(value);
        let model = model.map_err(|rejected| Ending::Failed(first_error(&rejected)))?;
        Ok(Belief::Other(Box::new(Believed::of(model))))
    }

    fn is_known(&self, entry: usize) -> bool {
        let from = self.drawing.entries[entry].from;
        // What makes no difference is as good as known.
        from.is_none_or(|from| from <= self.at)
    }

    fn knows_all(&self) -> bool {
        self.earliest_unknown().is_none()
    }

    /// Returns the first quarter in which more becomes known.
    fn earliest_unknown(&self) -> Option<usize> {
        let all = 0..self.drawing.entries.len();
        let unknown = all.filter(|&entry| !self.is_known(entry));
        unknown.filter_map(|it| self.drawing.entries[it].from).min()
    }

    /// Fails if something was decided before that there is no way to do any more.
    fn check_held(&self, before: &Standing, believed: &Believed) -> Stepped<()> {
        let model = &believed.model;
        let columns = before.lp.columns().iter().zip(&before.x);
        let lost = columns.filter(|(column, x)| {
            x.abs() > NOTHING
                && column.key.decided_in(model) < self.at
                && believed.program.lp.column(&column.key).is_none()
        });
        let lost = lost.map(|(column, _)| {
            let limit = InTheWay {
                of: Limiting::Column(column.key),
                sense: "at most",
                bound: 0.0,
            };
            ConflictingLimit::of(model, limit)
        });
        let lost: Vec<ConflictingLimit> = lost.collect();
        if lost.is_empty() {
            Ok(())
        } else {
            Err(self.stranded(lost))
        }
    }

    fn stranded(&self, limits: Vec<ConflictingLimit>) -> Ending {
        Ending::Stranded {
            at: self.setting.start.plus(self.at),
            limits: limits.into_iter().map(BrokenLimit::of).collect(),
        }
    }

    fn unbounded(&self) -> Ending {
        Ending::Unbounded {
            at: self.setting.start.plus(self.at),
        }
    }
}

/// What is believed: the draw as it is, or something else.
enum Belief<'b> {
    Truth(&'b Believed),
    Other(Box<Believed>),
}

impl Belief<'_> {
    fn get(&self) -> &Believed {
        match self {
            Self::Truth(believed) => believed,
            Self::Other(believed) => believed,
        }
    }
}

fn reached(standing: Stepped<Standing>) -> Reached {
    match standing {
        Ok(standing) => Reached::Standing(Arc::new(standing)),
        Err(ending) => Reached::Ended(ending),
    }
}

pub(super) fn failed(error: &impl std::fmt::Display) -> Ending {
    Ending::Failed(error.to_string())
}

/// Returns the seed of the draws that who hedges plans with: none that is simulated.
fn own_seed(seed: u64) -> u64 {
    let digest = sha256(format!("hedge\n{seed}").as_bytes());
    let own = u64::from_str_radix(&digest[..16], 16).unwrap_or(0);
    if own == seed {
        own.wrapping_add(1)
    } else {
        own
    }
}

//! What is asked of a hedge: all that decides its answer.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::hedge::{FuturesAsked, Risk};
use crate::quarter::Quarter;
use crate::solve::Solver;
use crate::sweep::Sample;

use super::args;
use super::failure::Failure;

/// So many fresh draws the decisions are judged on, unless told otherwise: a standard error is then a tenth of the spread.
const JUDGED: usize = 100;

/// What is asked of a hedge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HedgeAsked {
    pub model: ModelAsked,
    futures: Vec<String>,
    known_from: Option<Quarter>,
    pub sample: Option<Sample>,
    /// The draws to judge the decisions on, if any.
    pub fresh: Option<Sample>,
    risk: f64,
    worst: f64,
    pub plans: bool,
    solver: String,
}

/// The model, as it was named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelAsked {
    path: PathBuf,
    /// The folder in which it was named so.
    within: PathBuf,
    pub scenarios: Vec<String>,
    sets: Vec<String>,
    allow_outside: bool,
}

impl HedgeAsked {
    pub fn of(args: &args::Hedge) -> Result<Self, Failure> {
        let asked = Self {
            model: ModelAsked {
                path: args.model.path.clone(),
                within: std::env::current_dir().unwrap_or_default(),
                scenarios: args.model.scenarios.clone(),
                sets: args.model.sets.clone(),
                allow_outside: args.model.allow_outside,
            },
            futures: args.futures.clone(),
            known_from: args.known_from,
            sample: args.sample.map(|number| Sample {
                number,
                seed: args.seed,
            }),
            fresh: fresh(args)?,
            risk: args.risk,
            worst: args.worst,
            plans: args.plans,
            solver: args.solving.solver.name().to_owned(),
        };
        asked.risk()?;
        Ok(asked)
    }

    pub fn risk(&self) -> Result<Risk, Failure> {
        Ok(Risk::new(self.risk, self.worst)?)
    }

    /// Returns the model as arguments.
    pub fn model(&self) -> args::Model {
        args::Model {
            path: self.model.path(),
            scenarios: self.model.scenarios.clone(),
            sets: self.model.sets.clone(),
            allow_outside: self.model.allow_outside,
        }
    }

    /// Returns which futures.
    pub fn futures(&self) -> FuturesAsked {
        FuturesAsked {
            scenarios: self.model.scenarios.clone(),
            sets: self.model.sets.clone(),
            futures: self.futures.clone(),
            known_from: self.known_from,
        }
    }

    /// Returns how to solve, in whatever time it takes.
    pub fn solving(&self) -> Result<args::Solving, Failure> {
        let solver: Result<Solver, _> = self.solver.parse();
        let solver = solver.map_err(|why| Failure::could_not_run("usage", why))?;
        Ok(args::Solving {
            solver,
            time_limit: None,
        })
    }
}

impl ModelAsked {
    /// Returns whether the model comes from standard input, which cannot be read again.
    pub fn is_stdin(&self) -> bool {
        self.path == Path::new("-")
    }

    /// Returns the path that leads to the file from here: as it was named, where that is the same file.
    fn path(&self) -> PathBuf {
        let there = self.within.join(&self.path);
        let same = |a: &Path, b: &Path| a.canonicalize().ok() == b.canonicalize().ok();
        if self.is_stdin() || same(&self.path, &there) {
            self.path.clone()
        } else {
            there
        }
    }
}

/// Returns the draws to judge the decisions on, if any.
fn fresh(args: &args::Hedge) -> Result<Option<Sample>, Failure> {
    let seed = args.judge_seed.unwrap_or(args.seed.wrapping_add(1));
    if args.judge_seed == Some(args.seed) {
        let words = "decisions are judged on draws that they were not made for: give --judge-seed another number than --seed";
        return Err(Failure::could_not_run("usage", words));
    }
    let number = args.sample.map_or(0, |_| args.judge.unwrap_or(JUDGED));
    Ok((number > 0).then_some(Sample { number, seed }))
}

//! From case to result: a pure function.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::case::{Case, CaseResult, Status};
use super::measures::Measures;
use super::study::Study;
use crate::diagnostic::Severity;
use crate::input::{Input, Rejected};
use crate::model::Model;
use crate::outcome::{Outcome, SolveOptions, Solved, solve, solve_again};

/// Answers the cases of a study.
///
/// Every case starts from the plan of the model as it is, never from that of another case: that is faster than from
/// nothing, and what comes of a case depends on nothing but the case.
#[derive(Debug)]
pub struct Runner<'a> {
    input: &'a Input,
    base: Option<Box<Solved>>,
}

/// How many limits of a proof a message names.
const NAMED: usize = 6;

impl<'a> Runner<'a> {
    /// Returns the runner of a study of this model file; solves the model as it is.
    #[must_use]
    pub fn new(input: &'a Input, study: &Study) -> Self {
        let model = build(input, &study.scenarios, &study.sets);
        let outcome = model
            .ok()
            .and_then(|model| solve(&model, &SolveOptions::default()).ok());
        // Without a plan to start from, every case starts from nothing.
        let base = match outcome {
            Some(Outcome::Optimal(solved)) => Some(solved),
            _ => None,
        };
        Self { input, base }
    }

    /// Returns what comes of a case, whatever that is: nothing that goes wrong in it stops others.
    #[must_use]
    pub fn run(&self, case: &Case) -> CaseResult {
        let answer = catch_unwind(AssertUnwindSafe(|| self.answer(case)));
        answer.unwrap_or_else(|_| refused(case, Status::Error, "internal: a defect of waferline"))
    }

    fn answer(&self, case: &Case) -> CaseResult {
        let model = match build(self.input, &case.scenarios, &case.sets) {
            Ok(model) => model,
            Err(rejected) => return refused(case, Status::Error, &first_error(&rejected)),
        };
        let outcome = match &self.base {
            Some(base) => solve_again(&model, base),
            None => solve(&model, &SolveOptions::default()),
        };
        match outcome {
            Ok(Outcome::Optimal(solved)) => match Measures::of(&model, &solved) {
                Ok(measures) => CaseResult {
                    case: case.id.clone(),
                    status: Status::Optimal,
                    message: None,
                    measures: Some(measures),
                },
                Err(stuck) => refused(case, Status::Error, &format!("solver-failed: {stuck}")),
            },
            Ok(Outcome::Infeasible(why)) => {
                let named: Vec<&str> = why.conflict.iter().map(|it| &*it.description).collect();
                refused(case, Status::Infeasible, &listed(&named))
            }
            Ok(Outcome::Unbounded(why)) => {
                let named: Vec<&str> = why.ray.iter().map(|it| &**it).collect();
                refused(case, Status::Unbounded, &listed(&named))
            }
            Err(error) => refused(case, Status::Error, &error.to_string()),
        }
    }
}

fn build(input: &Input, scenarios: &[String], sets: &[String]) -> Result<Model, Rejected> {
    let scenarios: Vec<&str> = scenarios.iter().map(String::as_str).collect();
    let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
    Ok(input.model(&scenarios, &sets)?.model)
}

fn refused(case: &Case, status: Status, message: &str) -> CaseResult {
    CaseResult {
        case: case.id.clone(),
        status,
        message: Some(message.to_owned()),
        measures: None,
    }
}

pub(crate) fn first_error(rejected: &Rejected) -> String {
    let mut errors = rejected.diagnostics.iter();
    let first = errors.find(|found| found.severity == Severity::Error);
    first.map_or_else(String::new, |found| {
        format!("{}: {}", found.code, found.message)
    })
}

fn listed(named: &[&str]) -> String {
    let words = named[..named.len().min(NAMED)].join("; ");
    match named.len().saturating_sub(NAMED) {
        0 => words,
        more => format!("{words}; and {more} more"),
    }
}

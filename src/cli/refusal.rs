//! Saying no: a model without a plan or without a best one, in words or as data.

use crate::Address;
use crate::explain::diagnose;
use crate::input::Loaded;
use crate::outcome::Outcome;
use crate::provenance::Provenance;
use crate::report::document::Document;
use crate::report::json::{Finding, Report};
use crate::report::{Exact, infeasible, unbounded, with_exact};

use super::failure::Failure;
use super::work::Work;

/// Returns why there is no best plan, in words; `None` where there is one. The work is finished then.
pub fn document(
    outcome: &Outcome,
    loaded: &Loaded,
    work: &Work,
) -> Result<Option<Document>, Failure> {
    let model = &loaded.model;
    let document = match outcome {
        Outcome::Optimal(_) => None,
        Outcome::Infeasible(why) => {
            let why = diagnose(model, why);
            work.check()?;
            Some(infeasible(model, &why, &|address| loaded.locate(address)))
        }
        Outcome::Unbounded(why) => Some(unbounded(model, why)),
    };
    work.finish()?;
    Ok(document.map(|document| with_exact(document, outcome, &model.currency)))
}

/// Returns why there is no best plan, as data; `None` where there is one. The work is finished then.
pub fn report(
    outcome: &Outcome,
    loaded: &Loaded,
    provenance: Provenance,
    warnings: Vec<Finding>,
    work: &Work,
) -> Result<Option<Report>, Failure> {
    let report = match outcome {
        Outcome::Optimal(_) => None,
        Outcome::Infeasible(why) => {
            let why = diagnose(&loaded.model, why);
            work.check()?;
            let locate = |address: &Address| loaded.locate(address);
            Some(Report::infeasible(&why, &locate, provenance, warnings))
        }
        Outcome::Unbounded(why) => Some(Report::unbounded(why, provenance, warnings)),
    };
    work.finish()?;
    Ok(report.map(|report| report.with_exact(Exact::of(outcome))))
}

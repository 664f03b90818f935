//! The parts of a hedge as its JSON has them.

use super::HedgeReport;
use super::json::{
    BrokenFuture, BrokenLimit, FirstReported, FutureReported, JudgedReported, SampleReported,
    StandardErrors,
};
use crate::hedge::{Broken, Estimate, FirstDecision};
use crate::outcome::ConflictingLimit;

pub(super) fn futures(report: &HedgeReport) -> Vec<FutureReported> {
    let horizon = &report.futures.base().horizon;
    let both = report.futures.all().iter().zip(&report.hedge.futures);
    let all = both
        .zip(&report.called)
        .map(|((future, outcome), called)| FutureReported {
            name: future.name.clone(),
            display_name: (*called != future.name).then(|| called.clone()),
            probability: future.probability,
            known_from: future.known_from.map(|t| horizon.quarter(t)),
            margin: outcome.margin,
            wait_and_see: outcome.wait_and_see,
            planned_then_replanned: outcome.replanned,
            regret: outcome.regret(),
        });
    all.collect()
}

pub(super) fn sample(report: &HedgeReport) -> Option<SampleReported> {
    let errors = report.estimates().map(|of| {
        let error = |estimate: Option<Estimate>| estimate.and_then(|it| it.standard_error);
        StandardErrors {
            expected_margin: error(of.margin),
            value_of_knowing: error(of.knowing),
            value_of_correcting: error(of.correcting),
            value_of_hedging: error(of.hedging),
        }
    });
    Some(SampleReported {
        number: report.futures.all().len(),
        seed: report.sampled?.seed,
        standard_errors: errors.unwrap_or_default(),
    })
}

pub(super) fn judged(report: &HedgeReport) -> Option<JudgedReported> {
    let (judged, seed) = report.sampled?.judged?;
    Some(JudgedReported {
        draws: judged.draws,
        compared: judged.compared,
        seed,
        margin: judged.margin,
        value_of_correcting: judged.correcting,
        value_of_hedging: judged.hedging,
        broken: judged.broken.iter().map(BrokenFuture::of).collect(),
    })
}

impl FirstReported {
    pub(super) fn of(decision: &FirstDecision) -> Self {
        Self {
            decision: decision.clone(),
            same: decision.is_same(),
        }
    }
}

impl BrokenFuture {
    pub(super) fn of(broken: &Broken) -> Self {
        Self {
            future: broken.future.clone(),
            plan: broken.plan,
            conflict: broken.limits.iter().map(BrokenLimit::of).collect(),
        }
    }
}

impl BrokenLimit {
    pub(super) fn of(limit: &ConflictingLimit) -> Self {
        Self {
            address: limit.address.clone(),
            description: limit.description.clone(),
        }
    }
}

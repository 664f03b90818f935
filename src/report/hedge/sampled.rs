//! Draws as futures for programs: which they are, how far means over them may be off, and how decisions do on others.

use serde::Serialize;

use crate::hedge::Estimate;

use super::{BrokenFuture, HedgeReport};

/// Which draws the futures are.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SampleReported {
    /// How many.
    pub number: usize,
    /// Their seed.
    pub seed: u64,
    /// The standard errors of the means over them.
    pub standard_errors: StandardErrors,
}

/// The standard errors of means over draws, of the differences draw by draw; null with one draw, with a risk weight above 0, and
/// where the mean itself is null.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct StandardErrors {
    /// Of the expected margin.
    pub expected_margin: Option<f64>,
    /// Of the value of knowing.
    pub value_of_knowing: Option<f64>,
    /// Of the value of correcting.
    pub value_of_correcting: Option<f64>,
    /// Of the value of hedging.
    pub value_of_hedging: Option<f64>,
}

/// How the decisions do on draws that they were not made for.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct JudgedReported {
    /// How many fresh draws there were.
    pub draws: usize,
    /// On how many of them a plan can follow on all decisions that are compared; the means are over these.
    pub compared: usize,
    /// Their seed.
    pub seed: u64,
    /// The margin of the hedge; null where nothing could be compared.
    pub margin: Option<Estimate>,
    /// What planning with the mean brings in place of the numbers of the file, draw by draw; null where one of the two has no
    /// plan.
    pub value_of_correcting: Option<Estimate>,
    /// What hedging brings beside planning with the mean, draw by draw; null where the mean has no plan.
    pub value_of_hedging: Option<Estimate>,
    /// The draws in which no plan can follow.
    pub broken: Vec<BrokenFuture>,
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

/// Something that is expected over draws.
pub(in crate::report) struct OverDraws {
    /// What.
    pub what: &'static str,
    /// Its mean over the draws that the decisions were made for.
    pub in_sample: Option<f64>,
    /// The standard error of that.
    pub error: Option<f64>,
    /// Its mean over draws that the decisions were not made for.
    pub fresh: Option<Estimate>,
}

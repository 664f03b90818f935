//! What to do until it is known what comes, how each future ends then, and what knowing, correcting and hedging are worth.

mod json;
mod refusal;

use crate::hedge::{Estimate, Futures, Hedge, Judged};
use crate::plan::FirstQuarters;

pub use json::{
    BrokenFuture, BrokenLimit, FirstReported, FutureReported, HedgeDocument, HedgeFound,
    HedgeLimit, JudgedReported, SampleReported, Size, StandardErrors,
};
pub use refusal::{LocateIn, alone, no_hedge};

/// A hedge with what is needed to report it.
#[derive(Clone, Debug)]
pub struct HedgeReport<'a> {
    /// What may come.
    pub futures: &'a Futures,
    /// What each is called, in their order.
    pub called: Vec<String>,
    /// What to do.
    pub hedge: &'a Hedge,
    /// Where the futures are draws: which.
    pub sampled: Option<Sampled<'a>>,
    /// Changes of what is uncertain that no draw makes, since their fields do not vary by quarter.
    pub stays: &'a [String],
    /// Whether the plan of each future is reported too.
    pub with_plans: bool,
}

/// The draws that a hedge was made for, and those that it was judged on.
#[derive(Clone, Copy, Debug)]
pub struct Sampled<'a> {
    /// The seed of the draws.
    pub seed: u64,
    /// How the decisions do on other draws, and the seed of those.
    pub judged: Option<(&'a Judged, u64)>,
}

/// Expectations over draws, each an estimate by the differences draw by draw.
pub(super) struct Estimates {
    pub margin: Option<Estimate>,
    pub knowing: Option<Estimate>,
    pub correcting: Option<Estimate>,
    pub hedging: Option<Estimate>,
}

impl<'a> HedgeReport<'a> {
    /// Returns the report of a hedge over scenarios, each called as in the model file by its id.
    #[must_use]
    pub fn of(futures: &'a Futures, hedge: &'a Hedge) -> Self {
        Self {
            futures,
            called: futures.all().iter().map(|it| it.name.clone()).collect(),
            hedge,
            sampled: None,
            stays: &[],
            with_plans: false,
        }
    }

    /// Returns the report.
    #[must_use]
    pub fn document(&self) -> crate::report::document::Document {
        crate::report::document::Document {
            title: String::new(),
            sections: Vec::new(),
        }
    }

    /// Returns what is done in the quarters that are decided knowing nothing; `None` where there are none.
    fn now(&self) -> Option<FirstQuarters> {
        let plan = self.hedge.now()?;
        let (model, number) = (self.futures.base(), self.hedge.shared_quarters);
        Some(FirstQuarters::of(plan, model, number))
    }

    /// Returns the expectations as estimates; `None` where the futures are no draws, or where the worst of them weigh more, since
    /// a mean of the worst has no such error.
    fn estimates(&self) -> Option<Estimates> {
        self.sampled?;
        if !self.hedge.risk.is_neutral() {
            return None;
        }
        let outcomes = &self.hedge.futures;
        let of = |worth: Option<f64>,
                  amount: &dyn Fn(&crate::hedge::FutureOutcome) -> Option<f64>| {
            worth?;
            let amounts: Option<Vec<f64>> = outcomes.iter().map(amount).collect();
            Estimate::of(&amounts?)
        };
        let worth = &self.hedge.worth;
        Some(Estimates {
            margin: of(Some(self.hedge.expected_margin), &|it| Some(it.margin)),
            knowing: of(worth.knowing, &|it| Some(it.regret())),
            correcting: of(worth.correcting, &|it| {
                Some(it.replanned.mean? - it.replanned.file?)
            }),
            hedging: of(worth.hedging, &|it| Some(it.margin - it.replanned.mean?)),
        })
    }
}

//! What knowing, correcting and hedging are worth.

use serde::Serialize;

use super::FutureOutcome;
use super::future::Futures;
pub use super::held::HeldPlan;
use super::risk::Risk;
use crate::outcome::ConflictingLimit;

/// The margin of a future where what is decided before it is known was decided for something else, and the rest is best then.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Replanned {
    /// Decided as in the best plan of the file; null where that has no plan, or none can follow.
    pub file: Option<f64>,
    /// Decided as in the best plan of the mean of all futures; null as above.
    pub mean: Option<f64>,
}

impl Replanned {
    pub(super) fn of_mut(&mut self, plan: HeldPlan) -> &mut Option<f64> {
        match plan {
            HeldPlan::File => &mut self.file,
            HeldPlan::Mean | HeldPlan::Hedge => &mut self.mean,
        }
    }
}

/// A future in which no plan can follow on what was decided before.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Broken {
    /// Its name.
    pub future: String,
    /// On whose decisions.
    pub plan: HeldPlan,
    /// The limits that cannot hold together then.
    pub limits: Vec<ConflictingLimit>,
}

/// What knowing, correcting and hedging are worth; all of it compared with the same risk.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Worth {
    /// EVPI: what the best margins of the futures, known from the start, are worth, less the objective of the hedge. `None` with
    /// `service_first`.
    pub knowing: Option<f64>,
    /// What planning with the mean of all futures brings, in place of the numbers of the file. `None` with `service_first`, and
    /// where some future then has no plan.
    pub correcting: Option<f64>,
    /// VSS: the objective of the hedge less what planning with the mean is worth. `None` as above.
    pub hedging: Option<f64>,
    /// The futures that have no plan on what was decided for the file or the mean.
    pub broken: Vec<Broken>,
    /// Another plan of the file that is as good decides otherwise before the news, and may be worth more or less then.
    pub file_is_one_of_several: bool,
    /// As above, of the mean.
    pub mean_is_one_of_several: bool,
}

impl Worth {
    pub(super) fn of(
        futures: &Futures,
        risk: Risk,
        outcomes: &[FutureOutcome],
        broken: Vec<Broken>,
        [file_is_one_of_several, mean_is_one_of_several]: [bool; 2],
    ) -> Self {
        let is_margin = !futures.base().policy.service_first;
        let of = |margin: &dyn Fn(&FutureOutcome) -> Option<f64>| {
            let margins: Option<Vec<f64>> = outcomes.iter().map(margin).collect();
            let margins = margins.filter(|_| is_margin)?;
            Some(risk.value(futures, &margins))
        };
        let hedge = of(&|it| Some(it.margin));
        let less = |a: Option<f64>, b: Option<f64>| Some(a? - b?);
        let mean = of(&|it| it.replanned.mean);
        Self {
            knowing: less(of(&|it| Some(it.wait_and_see)), hedge),
            correcting: less(mean, of(&|it| it.replanned.file)),
            hedging: less(hedge, mean),
            broken,
            file_is_one_of_several,
            mean_is_one_of_several,
        }
    }
}

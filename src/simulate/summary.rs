//! What the draws of a simulation show together.

use serde::Serialize;

use super::draw::{DrawResult, Ending};
use super::policy::Policy;
use super::setting::Setting;
use crate::hedge::Estimate;
use crate::sweep::{Quantities, percentile};

/// What the draws of a simulation show together.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Simulated {
    /// How many draws there are.
    pub draws: usize,
    /// How many of them every policy got through; all means are over these.
    pub compared: usize,
    /// Each policy, hindsight last.
    pub policies: Vec<PolicyOutcome>,
    /// Where a policy did not get through, in the order of the policies and of the draws.
    pub not_through: Vec<NotThrough>,
}

/// What comes of a policy, over the draws that every policy got through.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PolicyOutcome {
    /// Which.
    pub policy: Policy,
    /// How many draws it got through, whatever others did.
    pub through: usize,
    /// In how many draws it was stranded: at a look no plan kept the limits with what was decided before.
    pub stranded: usize,
    /// Margins; null where there is nothing to compare.
    pub margin: Option<Estimate>,
    /// A tenth of the margins is below.
    pub p10: Option<f64>,
    /// Half of the margins is below.
    pub p50: Option<f64>,
    /// Nine tenths of the margins are below.
    pub p90: Option<f64>,
    /// The margin of hindsight less this one, draw by draw; null with `service_first`, where the margin comes second.
    pub regret: Option<Estimate>,
    /// This margin less that of the first policy, draw by draw; null for the first policy and for hindsight.
    pub beside_first: Option<Estimate>,
    /// Committed service units not served.
    pub service_short: Option<Estimate>,
    /// Order units late at a quarter's end, summed over the quarters.
    pub orders_late: Option<Estimate>,
}

/// A draw that a policy did not get through.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct NotThrough {
    /// Which policy.
    pub policy: Policy,
    /// Which draw, from 1.
    pub draw: usize,
    /// How it ended.
    pub ending: Ending,
}

impl Simulated {
    /// Returns what draws of a setting show together, in the order of the draws.
    #[must_use]
    pub fn of(setting: &Setting, results: &[DrawResult]) -> Self {
        let compared: Vec<Vec<&Quantities>> = results
            .iter()
            .filter_map(|result| result.endings.iter().map(Ending::through).collect())
            .collect();
        let policies = setting.policies.iter().enumerate();
        let outcome = |(at, &policy): (usize, &Policy)| {
            let endings = || results.iter().map(|result| &result.endings[at]);
            let is_stranded = |it: &&Ending| matches!(it, Ending::Stranded { .. });
            PolicyOutcome {
                through: endings().filter(|it| it.through().is_some()).count(),
                stranded: endings().filter(is_stranded).count(),
                ..PolicyOutcome::of(setting, policy, at, &compared)
            }
        };
        let not_through = setting
            .policies
            .iter()
            .enumerate()
            .flat_map(|(at, &policy)| {
                let endings = results.iter().map(move |it| (it.draw, &it.endings[at]));
                let missing = endings.filter(|(_, ending)| ending.through().is_none());
                missing.map(move |(draw, ending)| NotThrough {
                    policy,
                    draw,
                    ending: ending.clone(),
                })
            });
        Self {
            draws: results.len(),
            compared: compared.len(),
            policies: policies.map(outcome).collect(),
            not_through: not_through.collect(),
        }
    }
}

impl PolicyOutcome {
    fn of(setting: &Setting, policy: Policy, at: usize, compared: &[Vec<&Quantities>]) -> Self {
        let of = |number: fn(&Quantities) -> f64| -> Vec<f64> {
            compared.iter().map(|draw| number(draw[at])).collect()
        };
        let margins = of(|it| it.margin);
        let less = |one: usize, other: usize| {
            let both = compared.iter();
            let differences = both.map(|draw| draw[one].margin - draw[other].margin);
            Estimate::of(&differences.collect::<Vec<f64>>())
        };
        let mut sorted = margins.clone();
        sorted.sort_by(f64::total_cmp);
        let hindsight = setting.policies.len() - 1;
        let is_asked = policy != Policy::Hindsight;
        Self {
            policy,
            through: 0,
            stranded: 0,
            margin: Estimate::of(&margins),
            p10: percentile(&sorted, 0.1),
            p50: percentile(&sorted, 0.5),
            p90: percentile(&sorted, 0.9),
            regret: (is_asked && !setting.service_first)
                .then(|| less(hindsight, at))
                .flatten(),
            beside_first: (is_asked && at > 0).then(|| less(at, 0)).flatten(),
            service_short: Estimate::of(&of(|it| it.service_short)),
            orders_late: Estimate::of(&of(|it| it.orders_late)),
        }
    }
}

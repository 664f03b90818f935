//! A plan that was made before or elsewhere, as far as it says who does what and when.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::explain::{PlanQuantity, levels};
use crate::model::Model;
use crate::plan::{ExpansionUse, Plan};
use crate::quarter::Quarter;

use super::kinds::{decision_of, is_decision};

/// What a plan that was made before or elsewhere decides, by quarter, and how often it takes options.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GivenPlan {
    amounts: BTreeMap<(PlanQuantity, Quarter), f64>,
    /// The quarters that it is about, in order.
    pub(crate) quarters: Vec<Quarter>,
    /// How often it takes each option, by id.
    pub(super) taken: BTreeMap<String, f64>,
    /// Only what it names is decided; otherwise what it does not name is 0.
    is_in_part: bool,
}

/// A text that holds no plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotAPlan(String);

#[derive(Deserialize)]
struct Document {
    plan: Option<Saved>,
}

#[derive(Deserialize)]
struct Saved {
    quarters: Vec<Quarter>,
    starts: Vec<Starts>,
    foundries: Vec<Foundry>,
    processes: Vec<Process>,
    components: Vec<Component>,
    made: Vec<Made>,
    installed: Vec<Installed>,
    sold: Vec<Sold>,
    options: Vec<Taken>,
}

#[derive(Deserialize)]
struct Starts {
    die: String,
    normal: Vec<f64>,
    hot_lot: Vec<f64>,
}

#[derive(Deserialize)]
struct Foundry {
    foundry: String,
    expansions: Vec<Expansion>,
}

#[derive(Deserialize)]
struct Process {
    process: String,
    expansions: Vec<Expansion>,
}

#[derive(Deserialize)]
struct Expansion {
    expansion: String,
    used: Vec<f64>,
}

#[derive(Deserialize)]
struct Component {
    component: String,
    bought: Vec<f64>,
}

#[derive(Deserialize)]
struct Made {
    item: String,
    started: Vec<f64>,
}

#[derive(Deserialize)]
struct Installed {
    rack: String,
    site: String,
    racks: Vec<f64>,
}

#[derive(Deserialize)]
struct Sold {
    item: String,
    buyer: String,
    units: Vec<f64>,
}

#[derive(Deserialize)]
struct Taken {
    option: String,
    taken: f64,
}

impl GivenPlan {
    /// Returns what a plan decides.
    #[must_use]
    pub fn of(plan: &Plan) -> Self {
        let mut given = Self {
            quarters: plan.quarters.clone(),
            ..Self::default()
        };
        for level in levels(plan).into_iter().filter(|it| is_decision(&it.what)) {
            given.add(&level.what, &level.by_quarter);
        }
        for it in &plan.foundries {
            given.add_expansions(&it.expansions, |expansion| {
                let foundry = it.foundry.clone();
                PlanQuantity::StartedBeyond { foundry, expansion }
            });
        }
        for it in &plan.processes {
            given.add_expansions(&it.expansions, |expansion| {
                let process = it.process.clone();
                PlanQuantity::WorkedBeyond { process, expansion }
            });
        }
        for it in &plan.options {
            given.taken.insert(it.option.clone(), it.taken);
        }
        given
    }

    /// Returns the plan of a result, as `solve --format json` and `explain --format json` write it; an error where it has none.
    pub fn from_json(text: &str) -> Result<Self, NotAPlan> {
        let wrong = |why: String| {
            NotAPlan(format!(
                "it holds no plan: save one with `waferline solve MODEL --format json --out RESULT.json` ({why})"
            ))
        };
        let document: Document =
            serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
        let saved = document.plan;
        let saved = saved.ok_or_else(|| wrong("there is no `plan` in it".to_owned()))?;
        let given = Self::saved(saved);
        if let Some((what, _)) = given.amounts.iter().find(|it| !it.1.is_finite()) {
            return Err(wrong(format!("{what:?} is no number")));
        }
        Ok(given)
    }

    fn saved(saved: Saved) -> Self {
        let mut given = Self {
            quarters: saved.quarters,
            ..Self::default()
        };
        for it in saved.starts {
            let both = it.normal.iter().zip(&it.hot_lot);
            let all: Vec<f64> = both.map(|(normal, hot)| normal + hot).collect();
            let die = it.die.clone();
            given.add(&PlanQuantity::Started { die }, &all);
            given.add(&PlanQuantity::HotLots { die: it.die }, &it.hot_lot);
        }
        for it in saved.foundries {
            for Expansion { expansion, used } in it.expansions {
                let foundry = it.foundry.clone();
                given.add(&PlanQuantity::StartedBeyond { foundry, expansion }, &used);
            }
        }
        for it in saved.processes {
            for Expansion { expansion, used } in it.expansions {
                let process = it.process.clone();
                given.add(&PlanQuantity::WorkedBeyond { process, expansion }, &used);
            }
        }
        for it in saved.components {
            let component = it.component;
            given.add(&PlanQuantity::Bought { component }, &it.bought);
        }
        for it in saved.made {
            given.add(&PlanQuantity::Made { item: it.item }, &it.started);
        }
        for it in saved.installed {
            let (rack, site) = (it.rack, it.site);
            given.add(&PlanQuantity::Installed { rack, site }, &it.racks);
        }
        for it in saved.sold {
            let (item, buyer) = (it.item, it.buyer);
            given.add(&PlanQuantity::Sold { item, buyer }, &it.units);
        }
        for it in saved.options {
            given.taken.insert(it.option, it.taken);
        }
        given
    }

    /// Returns a plan that decides these amounts and nothing else.
    pub(super) fn in_part(
        amounts: BTreeMap<(PlanQuantity, Quarter), f64>,
        taken: BTreeMap<String, f64>,
    ) -> Self {
        let mut quarters: Vec<Quarter> = amounts.keys().map(|it| it.1).collect();
        quarters.sort_unstable();
        quarters.dedup();
        Self {
            amounts,
            quarters,
            taken,
            is_in_part: true,
        }
    }

    fn add(&mut self, what: &PlanQuantity, by_quarter: &[f64]) {
        for (&quarter, &amount) in self.quarters.iter().zip(by_quarter) {
            if amount != 0.0 {
                *self.amounts.entry((what.clone(), quarter)).or_default() += amount;
            }
        }
    }

    fn add_expansions(&mut self, all: &[ExpansionUse], of: impl Fn(String) -> PlanQuantity) {
        for it in all {
            self.add(&of(it.expansion.clone()), &it.used);
        }
    }

    /// Returns how much it does of something in a quarter that it is about; `None` where it does not say.
    pub(crate) fn amount(&self, what: &PlanQuantity, quarter: Quarter) -> Option<f64> {
        let key = (what.clone(), quarter);
        let amount = self.amounts.get(&key).copied();
        amount.or((!self.is_in_part).then_some(0.0))
    }

    /// Returns whether it does anything of a kind, but for these.
    pub(crate) fn has_other_than(
        &self,
        unknown: &[PlanQuantity],
        counts: &dyn Fn(&PlanQuantity) -> bool,
    ) -> bool {
        let does = self.amounts.keys();
        does.into_iter()
            .any(|it| counts(&it.0) && !unknown.contains(&it.0))
    }

    /// Returns what the plan does of a kind that the model does not know.
    pub(crate) fn unknown(
        &self,
        model: &Model,
        counts: &dyn Fn(&PlanQuantity) -> bool,
    ) -> Vec<PlanQuantity> {
        let of_kind = self.amounts.keys().map(|it| &it.0).filter(|it| counts(it));
        let mut unknown: Vec<PlanQuantity> = of_kind.cloned().collect();
        unknown.dedup();
        unknown.retain(|what| decision_of(model, what).is_none());
        unknown
    }
}

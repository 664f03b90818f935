//! A plan that was made before, as far as it says who does what and when.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::explain::{PlanQuantity, levels};
use crate::model::Model;
use crate::plan::Plan;
use crate::quarter::Quarter;

/// What a plan that was made before decides: wafers started, racks installed, units sold, by quarter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GivenPlan {
    pub(super) amounts: BTreeMap<(PlanQuantity, Quarter), f64>,
    /// The quarters that it is about.
    pub(super) quarters: Vec<Quarter>,
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
    installed: Vec<Installed>,
    sold: Vec<Sold>,
}

#[derive(Deserialize)]
struct Starts {
    die: String,
    normal: Vec<f64>,
    hot_lot: Vec<f64>,
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

impl GivenPlan {
    /// Returns what a plan decides.
    #[must_use]
    pub fn of(plan: &Plan) -> Self {
        let mut given = Self {
            quarters: plan.quarters.clone(),
            ..Self::default()
        };
        for level in levels(plan).into_iter().filter(|it| is_counted(&it.what)) {
            given.add(&level.what, &level.by_quarter);
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
        let mut given = Self {
            quarters: saved.quarters,
            ..Self::default()
        };
        for it in saved.starts {
            let both = it.normal.iter().zip(&it.hot_lot);
            let all: Vec<f64> = both.map(|(normal, hot)| normal + hot).collect();
            given.add(&PlanQuantity::Started { die: it.die }, &all);
        }
        for it in saved.installed {
            let (rack, site) = (it.rack, it.site);
            given.add(&PlanQuantity::Installed { rack, site }, &it.racks);
        }
        for it in saved.sold {
            let (item, buyer) = (it.item, it.buyer);
            given.add(&PlanQuantity::Sold { item, buyer }, &it.units);
        }
        if let Some((what, _)) = given.amounts.iter().find(|it| !it.1.is_finite()) {
            return Err(wrong(format!("{what:?} is no number")));
        }
        Ok(given)
    }

    fn add(&mut self, what: &PlanQuantity, by_quarter: &[f64]) {
        for (&quarter, &amount) in self.quarters.iter().zip(by_quarter) {
            if amount != 0.0 {
                *self.amounts.entry((what.clone(), quarter)).or_default() += amount;
            }
        }
    }

    /// Returns how much it does of something in a quarter that it is about.
    pub(super) fn amount(&self, what: &PlanQuantity, quarter: Quarter) -> f64 {
        let key = (what.clone(), quarter);
        self.amounts.get(&key).copied().unwrap_or(0.0)
    }

    /// Returns whether it does anything else than these.
    pub(super) fn has_other_than(&self, unknown: &[PlanQuantity]) -> bool {
        self.amounts.keys().any(|it| !unknown.contains(&it.0))
    }

    /// Returns what the plan does that the model does not know.
    pub(super) fn unknown(&self, model: &Model) -> Vec<PlanQuantity> {
        let has_item = |id: &str| model.items().any(|item| model.item_id(item) == id);
        let is_known = |what: &PlanQuantity| match what {
            PlanQuantity::Started { die } => model.dies.iter().any(|it| it.id == *die),
            PlanQuantity::Installed { rack, site } => {
                has_item(rack) && model.sites.iter().any(|it| it.id == *site)
            }
            PlanQuantity::Sold { item, buyer } => {
                has_item(item) && model.buyers.iter().any(|it| it.id == *buyer)
            }
            _ => true,
        };
        let mut unknown: Vec<PlanQuantity> = self.amounts.keys().map(|it| it.0.clone()).collect();
        unknown.dedup();
        unknown.retain(|what| !is_known(what));
        unknown
    }
}

/// Returns whether changes of something count: wafer starts, racks installed, units delivered.
fn is_counted(what: &PlanQuantity) -> bool {
    matches!(
        what,
        PlanQuantity::Started { .. } | PlanQuantity::Installed { .. } | PlanQuantity::Sold { .. }
    )
}

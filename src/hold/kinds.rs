//! The decisions that can be held: in the words of plans, and of the model.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use crate::explain::PlanQuantity;
use crate::model::{Decision, Item, Model};

/// A kind of decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DecisionKind {
    /// Wafer starts, hot lots among them.
    Starts,
    /// Wafer starts and work beyond capacity, in expansions.
    Expansions,
    /// Components bought.
    Purchases,
    /// Chips and racks started.
    Builds,
    /// Racks installed.
    Installs,
    /// Units delivered to buyers.
    Sales,
}

impl DecisionKind {
    /// All kinds.
    pub const ALL: [Self; 6] = [
        Self::Starts,
        Self::Expansions,
        Self::Purchases,
        Self::Builds,
        Self::Installs,
        Self::Sales,
    ];

    /// Returns its name, as `--only` takes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Starts => "starts",
            Self::Expansions => "expansions",
            Self::Purchases => "purchases",
            Self::Builds => "builds",
            Self::Installs => "installs",
            Self::Sales => "sales",
        }
    }

    /// Returns the kind of something that a plan does; `None` of what follows from decisions.
    pub(super) fn of(what: &PlanQuantity) -> Option<Self> {
        match what {
            PlanQuantity::Started { .. } | PlanQuantity::HotLots { .. } => Some(Self::Starts),
            PlanQuantity::StartedBeyond { .. } | PlanQuantity::WorkedBeyond { .. } => {
                Some(Self::Expansions)
            }
            PlanQuantity::Bought { .. } => Some(Self::Purchases),
            PlanQuantity::Made { .. } => Some(Self::Builds),
            PlanQuantity::Installed { .. } => Some(Self::Installs),
            PlanQuantity::Sold { .. } => Some(Self::Sales),
            _ => None,
        }
    }
}

impl fmt::Display for DecisionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// No kind of decision has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no `{0}` to hold: there are starts, expansions, purchases, builds, installs, sales"
)]
pub struct NoSuchKind(String);

impl FromStr for DecisionKind {
    type Err = NoSuchKind;

    fn from_str(name: &str) -> Result<Self, NoSuchKind> {
        let kind = Self::ALL.into_iter().find(|it| it.name() == name);
        kind.ok_or_else(|| NoSuchKind(name.to_owned()))
    }
}

/// Returns whether something that a plan does is decided, and does not follow.
pub(super) fn is_decision(what: &PlanQuantity) -> bool {
    DecisionKind::of(what).is_some()
}

/// Returns every decision of the model, in the words of plans.
pub(crate) fn all_decisions(model: &Model) -> Vec<PlanQuantity> {
    let mut all = Vec::new();
    for die in &model.dies {
        let die = || die.id.clone();
        all.push(PlanQuantity::Started { die: die() });
        all.push(PlanQuantity::HotLots { die: die() });
    }
    for foundry in &model.foundries {
        all.extend(foundry.expansions.iter().map(|it| {
            let (foundry, expansion) = (foundry.id.clone(), it.id.clone());
            PlanQuantity::StartedBeyond { foundry, expansion }
        }));
    }
    for process in &model.processes {
        all.extend(process.expansions.iter().map(|it| {
            let (process, expansion) = (process.id.clone(), it.id.clone());
            PlanQuantity::WorkedBeyond { process, expansion }
        }));
    }
    all.extend(model.components.iter().map(|it| PlanQuantity::Bought {
        component: it.id.clone(),
    }));
    let chips = model.chips.iter().map(|it| it.id.clone());
    let racks = model.racks.iter().map(|it| it.id.clone());
    all.extend(chips.chain(racks).map(|item| PlanQuantity::Made { item }));
    for rack in &model.racks {
        all.extend(model.sites.iter().map(|site| PlanQuantity::Installed {
            rack: rack.id.clone(),
            site: site.id.clone(),
        }));
    }
    for buyer in &model.buyers {
        all.extend(buyer.buys.iter().map(|it| PlanQuantity::Sold {
            item: model.item_id(it.item).to_owned(),
            buyer: buyer.id.clone(),
        }));
    }
    all
}

/// Returns the decision of the model that something a plan does is; `None` where the model knows nothing of it.
pub(crate) fn decision_of(model: &Model, what: &PlanQuantity) -> Option<Decision> {
    let item = |id: &str| model.items().find(|&it| model.item_id(it) == id);
    match what {
        PlanQuantity::Started { die } => match item(die)? {
            Item::Die(die) => Some(Decision::Wafers(die)),
            _ => None,
        },
        PlanQuantity::HotLots { die } => match item(die)? {
            Item::Die(die) => Some(Decision::HotLots(die)),
            _ => None,
        },
        PlanQuantity::StartedBeyond { foundry, expansion } => {
            let id = model
                .foundry_ids()
                .find(|&id| model.foundry(id).id == *foundry)?;
            let mut extras = model.foundry(id).expansions.iter();
            let at = extras.position(|it| it.id == *expansion)?;
            Some(Decision::FoundryExpansion(id, at))
        }
        PlanQuantity::WorkedBeyond { process, expansion } => {
            let id = model
                .process_ids()
                .find(|&id| model.process(id).id == *process)?;
            let mut extras = model.process(id).expansions.iter();
            let at = extras.position(|it| it.id == *expansion)?;
            Some(Decision::ProcessExpansion(id, at))
        }
        PlanQuantity::Bought { component } => match item(component)? {
            Item::Component(component) => Some(Decision::Purchase(component)),
            _ => None,
        },
        PlanQuantity::Made { item: id } => match item(id)? {
            Item::Chip(chip) => Some(Decision::Chips(chip)),
            Item::Rack(rack) => Some(Decision::Racks(rack)),
            _ => None,
        },
        PlanQuantity::Installed { rack, site } => {
            let Item::Rack(rack) = item(rack)? else {
                return None;
            };
            let site = model.site_ids().find(|&id| model.site(id).id == *site)?;
            Some(Decision::Install(rack, site))
        }
        PlanQuantity::Sold { item: id, buyer } => {
            let item = item(id)?;
            let buyer = model.buyer_ids().find(|&id| model.buyer(id).id == *buyer)?;
            let mut buys = model.buyer(buyer).buys.iter();
            buys.any(|it| it.item == item)
                .then_some(Decision::Deliver(buyer, item))
        }
        _ => None,
    }
}

/// Returns what each decision that a model holds is, in the words of plans.
pub(crate) fn held_by_id(model: &Model) -> Vec<Option<PlanQuantity>> {
    let all = all_decisions(model);
    let what = |decision: Decision| {
        let mut all = all.iter();
        all.find(|what| decision_of(model, what) == Some(decision))
            .cloned()
    };
    model.held.iter().map(|held| what(held.decision)).collect()
}

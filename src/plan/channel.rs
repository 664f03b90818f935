//! Whose money it is.

use serde::Serialize;

use crate::formulation::{Column, Line};
use crate::model::{BuyerId, FoundryId, Model, ProcessId, ServiceId, SiteId};

use super::batch::{Batch, Way};
use super::decisions::shares;
use super::pegging::{Fate, Pegging};
use super::service::Running;

/// Whose margin a line is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", content = "id", rename_all = "kebab-case")]
pub enum Channel {
    /// Own service at a site.
    OwnService(String),
    /// Own service, not of one site: shortfall penalties.
    OwnServices,
    /// An outside buyer.
    Buyer(String),
    /// Cash of options.
    Options,
    /// Unassigned: supply that is left over.
    Unattributed(LeftOver),
}

/// What is left over when everybody has been served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum LeftOver {
    /// Reserved wafers not started.
    IdleWafers,
    /// Holding stock.
    Holding,
    /// Supply in stock at the end of the horizon, and what it is worth.
    ClosingStock,
    /// Supply in process at the end of the horizon, and what it is worth.
    WorkInProcess,
    /// Supply thrown away, or started with a yield of 0.
    Scrap,
}

/// Whose money it is, by position in the model; the order is that of the statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner {
    OwnService(SiteId),
    OwnServices,
    Buyer(BuyerId),
    Options,
    Unattributed(LeftOver),
}

impl Owner {
    /// Returns the owner of what money about this line is always: what is left over is unassigned.
    pub(crate) fn of_left_over(line: Line) -> Option<Self> {
        let left_over = match line {
            Line::IdleWafers => LeftOver::IdleWafers,
            Line::Holding => LeftOver::Holding,
            Line::ClosingStock => LeftOver::ClosingStock,
            Line::WorkInProcess => LeftOver::WorkInProcess,
            _ => return None,
        };
        Some(Self::Unattributed(left_over))
    }

    /// Returns the owner in the model's words.
    pub fn channel(self, model: &Model) -> Channel {
        match self {
            Self::OwnService(site) => Channel::OwnService(model.site(site).id.clone()),
            Self::OwnServices => Channel::OwnServices,
            Self::Buyer(buyer) => Channel::Buyer(model.buyer(buyer).id.clone()),
            Self::Options => Channel::Options,
            Self::Unattributed(left_over) => Channel::Unattributed(left_over),
        }
    }
}

impl From<Fate> for Owner {
    fn from(fate: Fate) -> Self {
        match fate {
            Fate::OwnService(site) => Self::OwnService(site),
            Fate::Buyer(buyer) => Self::Buyer(buyer),
            Fate::ClosingStock => Self::Unattributed(LeftOver::ClosingStock),
            Fate::InProcess => Self::Unattributed(LeftOver::WorkInProcess),
            Fate::Scrap => Self::Unattributed(LeftOver::Scrap),
        }
    }
}

/// Owners with their shares; the shares sum to 1.
type Owners = Vec<(Owner, f64)>;

/// Who owns the money of each column.
pub(super) struct Attribution<'a> {
    pub model: &'a Model,
    pub pegging: &'a Pegging,
    pub running: &'a [Running],
}

impl Attribution<'_> {
    /// Returns the owners of a column's money.
    ///
    /// Supply goes with the batch as pegged, the premium of an expansion with all wafers or work of the foundry or process in
    /// that quarter; service units with the sites that serve them, pro rata.
    pub fn owners(&self, column: Column) -> Owners {
        let batch = |way, t| self.blend([(Batch { way, t }, 1.0)]);
        match column {
            Column::WaferStart { die, t } => batch(Way::Wafers(die), t),
            Column::HotLotStart { die, t } => batch(Way::HotLots(die), t),
            Column::Purchase { component, t } => batch(Way::Purchase(component), t),
            Column::ChipStart { chip, t } => batch(Way::Chips(chip), t),
            Column::RackStart { rack, t } => batch(Way::Racks(rack), t),
            Column::FoundryExpansion { foundry, t, .. } => self.blend(self.wafers(foundry, t)),
            Column::ProcessExpansion { process, t, .. } => self.blend(self.work(process, t)),
            Column::IdleWafers { .. } => vec![(Owner::Unattributed(LeftOver::IdleWafers), 1.0)],
            Column::Stock { .. } => vec![(Owner::Unattributed(LeftOver::ClosingStock), 1.0)],
            Column::Scrap { .. } => vec![(Owner::Unattributed(LeftOver::Scrap), 1.0)],
            Column::InProcess { .. } => {
                vec![(Owner::Unattributed(LeftOver::WorkInProcess), 1.0)]
            }
            Column::Install { site, .. }
            | Column::Fleet { site, .. }
            | Column::Use { site, .. } => {
                vec![(Owner::OwnService(site), 1.0)]
            }
            Column::Serve { service, t } => self.sites(service, t),
            Column::Shortfall { .. } => vec![(Owner::OwnServices, 1.0)],
            Column::Deliver { buyer, .. }
            | Column::OrderDelivery { buyer, .. }
            | Column::UpsideDelivery { buyer, .. }
            | Column::OpenOrders { buyer, .. }
            | Column::LostOrders { buyer, .. }
            | Column::Displacing { buyer, .. } => vec![(Owner::Buyer(buyer), 1.0)],
            Column::Taken { .. } => vec![(Owner::Options, 1.0)],
        }
    }

    /// Returns the wafers started at a foundry.
    fn wafers(&self, foundry: FoundryId, t: usize) -> Vec<(Batch, f64)> {
        let dies = self
            .model
            .die_ids()
            .filter(|&die| self.model.die(die).foundry == foundry);
        let ways = dies.flat_map(|die| [Way::Wafers(die), Way::HotLots(die)]);
        let batches = ways.map(|way| Batch { way, t });
        batches
            .map(|batch| (batch, self.pegging.started(batch)))
            .collect()
    }

    /// Returns the work done in a process.
    fn work(&self, process: ProcessId, t: usize) -> Vec<(Batch, f64)> {
        let users = Way::users_of(self.model, process).into_iter();
        let batches = users.map(|(way, n)| (Batch { way, t }, n));
        batches
            .map(|(batch, n)| (batch, n * self.pegging.started(batch)))
            .collect()
    }

    /// Returns the sites that serve a service, by units served there.
    fn sites(&self, service: ServiceId, t: usize) -> Owners {
        let mut units = vec![0.0; self.model.sites.len()];
        for running in self.running.iter().filter(|r| r.service == service) {
            units[running.site.0] += running.units * running.racks[t];
        }
        let owners = self
            .model
            .site_ids()
            .map(Owner::OwnService)
            .zip(shares(&units));
        whole(owners, Owner::OwnServices)
    }

    /// Returns the owners of several batches together, each by its weight; what weighs nothing is in process.
    fn blend(&self, batches: impl IntoIterator<Item = (Batch, f64)>) -> Owners {
        let (batches, weights): (Vec<Batch>, Vec<f64>) = batches.into_iter().unzip();
        let mut owners: Owners = Vec::new();
        for (batch, weight) in batches.into_iter().zip(shares(&weights)) {
            if weight > 0.0 {
                let fates = self.pegging.fate(batch).into_iter();
                owners.extend(fates.map(|(fate, share)| (fate.into(), weight * share)));
            }
        }
        whole(owners, Owner::Unattributed(LeftOver::WorkInProcess))
    }
}

/// Returns the owners with a share, or `otherwise` all of it where nobody has one: by solver noise only.
fn whole(owners: impl IntoIterator<Item = (Owner, f64)>, otherwise: Owner) -> Owners {
    let mut owners: Owners = owners.into_iter().filter(|owner| owner.1 > 0.0).collect();
    if owners.is_empty() {
        owners.push((otherwise, 1.0));
    }
    owners
}

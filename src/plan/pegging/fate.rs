//! Where supply ends up.

use serde::Serialize;

use crate::model::{BuyerId, Model, SiteId};

/// Where supply ends up.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", content = "id", rename_all = "kebab-case")]
pub enum Destination {
    /// Installed at a site for own service.
    OwnService(String),
    /// Delivered to a buyer.
    Buyer(String),
    /// In stock at the end of the horizon.
    ClosingStock,
    /// Started and not arrived at the end of the horizon.
    InProcess,
    /// Thrown away.
    Scrap,
}

/// Where supply ends up, by position in the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// Installed at a site for own service.
    OwnService(SiteId),
    /// Delivered to a buyer.
    Buyer(BuyerId),
    /// In stock at the end of the horizon.
    ClosingStock,
    /// Started and not arrived at the end of the horizon.
    InProcess,
    /// Thrown away, or started with a yield of 0.
    Scrap,
}

impl Fate {
    /// Returns every fate, in the order of the model: sites, buyers, then what is left over.
    #[must_use]
    pub fn all(model: &Model) -> Vec<Self> {
        let sites = model.site_ids().map(Self::OwnService);
        let buyers = model.buyer_ids().map(Self::Buyer);
        let left_over = [Self::ClosingStock, Self::InProcess, Self::Scrap];
        sites.chain(buyers).chain(left_over).collect()
    }

    /// Returns the fate in the model's words.
    #[must_use]
    pub fn destination(self, model: &Model) -> Destination {
        match self {
            Self::OwnService(site) => Destination::OwnService(model.site(site).id.clone()),
            Self::Buyer(buyer) => Destination::Buyer(model.buyer(buyer).id.clone()),
            Self::ClosingStock => Destination::ClosingStock,
            Self::InProcess => Destination::InProcess,
            Self::Scrap => Destination::Scrap,
        }
    }

    /// Returns the place of the fate in [`Fate::all`].
    pub(super) fn index(self, model: &Model) -> usize {
        let (sites, buyers) = (model.sites.len(), model.buyers.len());
        match self {
            Self::OwnService(site) => site.0,
            Self::Buyer(buyer) => sites + buyer.0,
            Self::ClosingStock => sites + buyers,
            Self::InProcess => sites + buyers + 1,
            Self::Scrap => sites + buyers + 2,
        }
    }
}

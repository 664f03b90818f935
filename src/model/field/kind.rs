//! Kinds of fields.

use super::{Field, FoundryField, PolicyField, ServiceField, SiteField, StockField};

impl Field {
    /// Returns whether the number is a limit by a share: the best margin is then not piecewise linear in it.
    #[must_use]
    pub fn is_share(self) -> bool {
        matches!(
            self,
            Self::Policy(PolicyField::ExternalShareMax)
                | Self::Foundry(_, FoundryField::HotLotMaxShare)
        )
    }

    /// Returns whether the number varies by quarter, of those that options can add to.
    #[must_use]
    pub(crate) fn varies(self) -> bool {
        !matches!(
            self,
            Self::Stock(_, StockField::Opening | StockField::ClosingMin)
        )
    }

    /// Returns whether the number counts in the tail too, of those that options can add to.
    #[must_use]
    pub(crate) fn counts_in_tail(self) -> bool {
        matches!(
            self,
            Self::Site(_, SiteField::PowerMw | SiteField::Installed(_))
                | Self::Service(_, ServiceField::Demand | ServiceField::Committed)
        )
    }

    /// Returns whether the number is there whatever is decided: a fleet, receipts, opening stock.
    #[must_use]
    pub(crate) fn is_given(self) -> bool {
        matches!(
            self,
            Self::Site(_, SiteField::Installed(_))
                | Self::Stock(_, StockField::Receipts | StockField::Opening)
        )
    }
}

//! Kinds of fields.

use super::{Field, FoundryField, PolicyField, SiteField, StockField};

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

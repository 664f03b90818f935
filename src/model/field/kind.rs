//! Kinds of fields.

use super::{
    BuyerField, ComponentField, Field, FoundryExpansionField, FoundryField, PolicyField,
    ProcessExpansionField, ProcessField, ServiceField, SiteField, StockField,
};

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

    /// Returns whether the number is there whatever is decided: a fleet, receipts, opening stock, goods in
    /// process.
    #[must_use]
    pub(crate) fn is_given(self) -> bool {
        matches!(
            self,
            Self::Site(_, SiteField::Installed(_))
                | Self::Stock(
                    _,
                    StockField::Receipts | StockField::Opening | StockField::InProcess
                )
        )
    }

    /// Returns whether options can add to it: a number that stands alone on a right-hand side or bound.
    #[must_use]
    pub(crate) fn can_be_added_to(self) -> bool {
        matches!(
            self,
            Self::Foundry(
                _,
                FoundryField::Capacity
                    | FoundryField::Commitment
                    | FoundryField::Expansion(_, FoundryExpansionField::Capacity)
            ) | Self::Component(_, ComponentField::Supply)
                | Self::Process(
                    _,
                    ProcessField::Capacity
                        | ProcessField::Expansion(_, ProcessExpansionField::Capacity)
                )
                | Self::Stock(
                    _,
                    StockField::Opening
                        | StockField::Receipts
                        | StockField::Max
                        | StockField::ClosingMin
                )
                | Self::Site(_, SiteField::PowerMw | SiteField::Installed(_))
                | Self::Service(_, ServiceField::Demand | ServiceField::Committed)
                | Self::Buyer(_, BuyerField::Orders | BuyerField::Upside)
                | Self::Policy(PolicyField::Budget)
        )
    }
}

//! Entities: what fields are of.

use super::Field;
use crate::model::{
    BuyerId, ChipId, ComponentId, DieId, FoundryId, Item, Model, OptionId, ProcessId, RackId,
    ServiceId, SiteId,
};

/// Anything of a model that has an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Entity {
    Foundry(FoundryId),
    Die(DieId),
    Component(ComponentId),
    Process(ProcessId),
    Chip(ChipId),
    Rack(RackId),
    Site(SiteId),
    Service(ServiceId),
    Buyer(BuyerId),
    Option(OptionId),
}

impl Field {
    /// Returns the entity that it is a field of; `None` for rules over all of them.
    pub(crate) fn entity(self) -> Option<Entity> {
        Some(match self {
            Self::Foundry(id, _) => Entity::Foundry(id),
            Self::Die(id, _) | Self::Stock(Item::Die(id), _) => Entity::Die(id),
            Self::Component(id, _) | Self::Stock(Item::Component(id), _) => Entity::Component(id),
            Self::Process(id, _) => Entity::Process(id),
            Self::Chip(id, _) | Self::Stock(Item::Chip(id), _) => Entity::Chip(id),
            Self::Rack(id, _) | Self::Stock(Item::Rack(id), _) => Entity::Rack(id),
            Self::Site(id, _) => Entity::Site(id),
            Self::Service(id, _) => Entity::Service(id),
            Self::Buyer(id, _) => Entity::Buyer(id),
            Self::Option(id, _) => Entity::Option(id),
            Self::DiscountRate | Self::Policy(_) => return None,
        })
    }
}

impl Entity {
    /// Returns how the model file writes it: `buyer.neocloud`.
    pub fn path(self, model: &Model) -> String {
        let (noun, id) = match self {
            Self::Foundry(id) => ("foundry", &model.foundry(id).id),
            Self::Die(id) => ("die", &model.die(id).id),
            Self::Component(id) => ("component", &model.component(id).id),
            Self::Process(id) => ("process", &model.process(id).id),
            Self::Chip(id) => ("chip", &model.chip(id).id),
            Self::Rack(id) => ("rack", &model.rack(id).id),
            Self::Site(id) => ("site", &model.site(id).id),
            Self::Service(id) => ("service", &model.service(id).id),
            Self::Buyer(id) => ("buyer", &model.buyer(id).id),
            Self::Option(id) => ("option", &model.option(id).id),
        };
        format!("{noun}.{id}")
    }
}

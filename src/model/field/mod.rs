//! The catalogue of fields: every number, choice and part of a model, by a typed path.
//!
//! A field is a [`Field`]; how the model file writes it is its [`FieldPath`], and with a quarter its [`Address`]. Text becomes
//! a field in [`Model::find_path`] and [`Model::find_address`] alone; from there on nothing is parsed.
//!
//! To add a field, add it to the entity's struct and let the compiler lead: the entity's list of fields here takes
//! the struct apart without `..`, and each `match` over a field says all of them.

mod address;
mod amount;
mod demand;
mod entity;
mod kind;
mod list;
mod made;
mod option;
mod supply;
mod value;

pub use address::{Address, FieldPath};
pub use demand::{BuyerField, BuysField, ServiceField, SiteField};
pub use made::{ChipField, RackField};
pub use option::OptionField;
pub use supply::{
    ComponentField, DieField, FoundryExpansionField, FoundryField, ProcessExpansionField,
    ProcessField, StockField,
};

pub(crate) use amount::{Amounts, smallest};
pub(crate) use entity::Entity;
pub(crate) use list::fields;
pub(crate) use value::{FieldMut, PartMut};

use super::{
    BuyerId, ChipId, ComponentId, DieId, FoundryId, Item, Model, OptionId, ProcessId, RackId,
    ServiceId, SiteId,
};

/// Which field of a model: an entity and its field, by typed positions in the model's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// `horizon.discount_rate`.
    DiscountRate,
    /// A foundry's.
    Foundry(FoundryId, FoundryField),
    /// A die's.
    Die(DieId, DieField),
    /// A component's.
    Component(ComponentId, ComponentField),
    /// A process's.
    Process(ProcessId, ProcessField),
    /// A chip's.
    Chip(ChipId, ChipField),
    /// A rack's.
    Rack(RackId, RackField),
    /// How an item is stocked.
    Stock(Item, StockField),
    /// A site's.
    Site(SiteId, SiteField),
    /// A service's.
    Service(ServiceId, ServiceField),
    /// A buyer's.
    Buyer(BuyerId, BuyerField),
    /// An option's.
    Option(OptionId, OptionField),
    /// The policy's.
    Policy(PolicyField),
}

/// A rule over the whole plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PolicyField {
    /// `external_share_max`.
    ExternalShareMax,
    /// `budget`.
    Budget,
    /// `service_first`.
    ServiceFirst,
}

impl Field {
    /// Returns how the model file writes it: `foundry.tsmc-n3p.capacity`.
    fn text(self, model: &Model) -> String {
        let of = self.entity().map(|entity| entity.path(model));
        let (of, field) = match self {
            Field::DiscountRate => return "horizon.discount_rate".to_owned(),
            Field::Policy(field) => return format!("policy.{}", field.text()),
            Field::Foundry(id, field) => (of, field.text(model.foundry(id))),
            Field::Die(_, field) => (of, field.text().to_owned()),
            Field::Component(_, field) => (of, field.text().to_owned()),
            Field::Process(id, field) => (of, field.text(model.process(id))),
            Field::Chip(_, field) => (of, field.text(model)),
            Field::Rack(_, field) => (of, field.text(model)),
            Field::Stock(_, field) => (of, format!("stock.{}", field.text())),
            Field::Site(_, field) => (of, field.text(model)),
            Field::Service(id, field) => (of, field.text(model, model.service(id))),
            Field::Buyer(_, field) => (of, field.text(model)),
            Field::Option(_, field) => (of, field.text().to_owned()),
        };
        format!("{}.{field}", of.unwrap_or_default())
    }
}

impl PolicyField {
    fn text(self) -> &'static str {
        match self {
            Self::ExternalShareMax => "external_share_max",
            Self::Budget => "budget",
            Self::ServiceFirst => "service_first",
        }
    }
}

//! The validated planning problem: every number present, every reference resolved, every series written out.
//!
//! One noun a file. Entities refer to each other by typed positions ([`DieId`] and its like) in the model's lists,
//! which keep the model file's order.

mod buyer;
mod chip;
mod component;
mod cut;
mod die;
mod field;
mod foundry;
mod held;
mod horizon;
mod list_price;
mod option;
mod past;
mod policy;
mod process;
mod rack;
mod series;
mod service;
mod site;
mod stock;
mod uncertainty;

pub use buyer::{Backlog, Buyer, Buys, Cancel, Support, VolumeStep};
pub use chip::Chip;
pub use component::Component;
pub use die::Die;
pub use field::{
    Address, BuyerField, BuysField, ChipField, ComponentField, DieField, Field, FieldPath,
    FoundryExpansionField, FoundryField, OptionField, PolicyField, ProcessExpansionField,
    ProcessField, RackField, ServiceField, SiteField, StockField,
};
pub use foundry::{Foundry, FoundryExpansion, HotLot};
pub use held::{Decision, Held};
pub use horizon::Horizon;
pub use option::{Addition, PlanOption};
pub use past::Past;
pub use policy::Policy;
pub use process::{Process, ProcessExpansion};
pub use rack::Rack;
pub use series::Series;
pub use service::Service;
pub use site::{HOURS_PER_QUARTER, Site};
pub use stock::Stock;
pub use uncertainty::{Distribution, Uncertainty};

pub(crate) use cut::{Cut, Reach};
pub(crate) use option::Additions;

pub(crate) use field::{Amounts, Entity, FieldMut, PartMut, fields, smallest};

/// The greatest number in size that a plan can have: above it, one unit of another limit is lost in the rounding of this
/// one, and no amount of money, wafers or racks comes near.
pub const GREATEST: f64 = 1e15;

/// The smallest number above 0: below it an amount is less than anything that is counted.
pub const SMALLEST: f64 = 1e-9;

/// The smallest share, rate or factor above 0.
pub const SMALLEST_SHARE: f64 = 1e-12;

/// The planning problem, validated.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Title.
    pub name: Option<String>,
    /// The currency of every amount.
    pub currency: String,
    /// The quarters.
    pub horizon: Horizon,
    /// Suppliers of wafers.
    pub foundries: Vec<Foundry>,
    /// Dies.
    pub dies: Vec<Die>,
    /// Bought components.
    pub components: Vec<Component>,
    /// Shared processes.
    pub processes: Vec<Process>,
    /// Chips.
    pub chips: Vec<Chip>,
    /// Racks.
    pub racks: Vec<Rack>,
    /// Sites.
    pub sites: Vec<Site>,
    /// Own services.
    pub services: Vec<Service>,
    /// Outside buyers.
    pub buyers: Vec<Buyer>,
    /// What is taken whole or left.
    pub options: Vec<PlanOption>,
    /// Rules over the whole plan.
    pub policy: Policy,
    /// Decisions that are held; no model file has any.
    pub held: Vec<Held>,
}

/// Defines the typed positions: `FoundryId(0)` is the first foundry of the model.
macro_rules! ids {
    ($($id:ident, $noun:ident, $list:ident, $get:ident, $all:ident, $what:literal;)*) => {
        $(
            #[doc = concat!("Which ", $what, ": its position in the model's list.")]
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $id(pub usize);
        )*

        impl Model {
            $(
                #[doc = concat!("Returns the ", $what, " at this position.")]
                #[must_use]
                pub fn $get(&self, id: $id) -> &$noun {
                    &self.$list[id.0]
                }

                #[doc = concat!("Returns every ", $what, "'s position, in order.")]
                pub fn $all(&self) -> impl Iterator<Item = $id> + use<> {
                    (0..self.$list.len()).map($id)
                }
            )*
        }

        $(
            impl $noun {
                #[doc = concat!("Returns what to call the ", $what, " in words: its name, or its id where it has none.")]
                #[must_use]
                pub fn display_name(&self) -> &str {
                    self.name.as_deref().unwrap_or(&self.id)
                }
            }
        )*
    };
}

ids! {
    FoundryId, Foundry, foundries, foundry, foundry_ids, "foundry";
    DieId, Die, dies, die, die_ids, "die";
    ComponentId, Component, components, component, component_ids, "component";
    ProcessId, Process, processes, process, process_ids, "process";
    ChipId, Chip, chips, chip, chip_ids, "chip";
    RackId, Rack, racks, rack, rack_ids, "rack";
    SiteId, Site, sites, site, site_ids, "site";
    ServiceId, Service, services, service, service_ids, "service";
    BuyerId, Buyer, buyers, buyer, buyer_ids, "buyer";
    OptionId, PlanOption, options, option, option_ids, "option";
}

/// Anything that can be stocked, and bought by a buyer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// A die.
    Die(DieId),
    /// A component.
    Component(ComponentId),
    /// A chip.
    Chip(ChipId),
    /// A rack.
    Rack(RackId),
}

impl Model {
    /// Returns every item: dies, components, chips, racks.
    pub fn items(&self) -> impl Iterator<Item = Item> + use<> {
        self.die_ids()
            .map(Item::Die)
            .chain(self.component_ids().map(Item::Component))
            .chain(self.chip_ids().map(Item::Chip))
            .chain(self.rack_ids().map(Item::Rack))
    }

    /// Returns how the item is stocked.
    #[must_use]
    pub fn stock(&self, item: Item) -> &Stock {
        match item {
            Item::Die(id) => &self.die(id).stock,
            Item::Component(id) => &self.component(id).stock,
            Item::Chip(id) => &self.chip(id).stock,
            Item::Rack(id) => &self.rack(id).stock,
        }
    }

    /// Returns the item's id in the model file.
    #[must_use]
    pub fn item_id(&self, item: Item) -> &str {
        match item {
            Item::Die(id) => &self.die(id).id,
            Item::Component(id) => &self.component(id).id,
            Item::Chip(id) => &self.chip(id).id,
            Item::Rack(id) => &self.rack(id).id,
        }
    }

    /// Returns what to call the item in words: its name, or its id where it has none.
    #[must_use]
    pub fn item_name(&self, item: Item) -> &str {
        match item {
            Item::Die(id) => self.die(id).display_name(),
            Item::Component(id) => self.component(id).display_name(),
            Item::Chip(id) => self.chip(id).display_name(),
            Item::Rack(id) => self.rack(id).display_name(),
        }
    }

    /// Returns the item's address in the model file, `die.trn3-compute`.
    #[must_use]
    pub fn item_path(&self, item: Item) -> String {
        let kind = match item {
            Item::Die(_) => "die",
            Item::Component(_) => "component",
            Item::Chip(_) => "chip",
            Item::Rack(_) => "rack",
        };
        format!("{kind}.{}", self.item_id(item))
    }

    /// Returns how many chips one unit of the item holds: those inside a rack, 1 for a chip, none otherwise.
    #[must_use]
    pub fn chips_in(&self, item: Item) -> f64 {
        match item {
            Item::Chip(_) => 1.0,
            Item::Rack(id) => self.rack(id).chip_count(),
            Item::Die(_) | Item::Component(_) => 0.0,
        }
    }

    /// Returns whether some service can use racks of this kind at this site.
    #[must_use]
    pub fn is_used_at(&self, rack: RackId, site: SiteId) -> bool {
        self.services
            .iter()
            .any(|service| service.runs_at(site) && service.units_per_rack(rack).is_some())
    }
}

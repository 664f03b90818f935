//! How items come into being: wafers started, components bought, chips and racks started.

use crate::formulation::{Arrival, Column, arrival};
use crate::model::{Chip, ChipId, ComponentId, DieId, Item, Model, ProcessId, Rack, RackId};

/// A way in which an item comes into being.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// Wafers of a die, normal.
    Wafers(DieId),
    /// Wafers of a die, hot lot.
    HotLots(DieId),
    /// A component bought.
    Purchase(ComponentId),
    /// Chips started in packaging.
    Chips(ChipId),
    /// Racks started in assembly.
    Racks(RackId),
}

/// What is started or bought in one quarter in one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Batch {
    /// How it comes into being.
    pub way: Way,
    /// The quarter of starting or buying.
    pub t: usize,
}

impl Way {
    /// Returns the ways in which an item comes into being.
    #[must_use]
    pub fn of(model: &Model, item: Item) -> Vec<Self> {
        match item {
            Item::Die(die) if model.foundry(model.die(die).foundry).hot_lot.is_some() => {
                vec![Self::Wafers(die), Self::HotLots(die)]
            }
            Item::Die(die) => vec![Self::Wafers(die)],
            Item::Component(component) => vec![Self::Purchase(component)],
            Item::Chip(chip) => vec![Self::Chips(chip)],
            Item::Rack(rack) => vec![Self::Racks(rack)],
        }
    }

    /// Returns what comes into being.
    #[must_use]
    pub fn item(self) -> Item {
        match self {
            Self::Wafers(die) | Self::HotLots(die) => Item::Die(die),
            Self::Purchase(component) => Item::Component(component),
            Self::Chips(chip) => Item::Chip(chip),
            Self::Racks(rack) => Item::Rack(rack),
        }
    }

    /// Returns the column that decides how much, in quarter `t`.
    #[must_use]
    pub fn column(self, t: usize) -> Column {
        match self {
            Self::Wafers(die) => Column::WaferStart { die, t },
            Self::HotLots(die) => Column::HotLotStart { die, t },
            Self::Purchase(component) => Column::Purchase { component, t },
            Self::Chips(chip) => Column::ChipStart { chip, t },
            Self::Racks(rack) => Column::RackStart { rack, t },
        }
    }

    /// Returns the items that one unit started takes, and how many of each.
    #[must_use]
    pub fn takes(self, model: &Model) -> Vec<(Item, f64)> {
        let die = |&(id, n): &(DieId, f64)| (Item::Die(id), n);
        let component = |&(id, n): &(ComponentId, f64)| (Item::Component(id), n);
        let chip = |&(id, n): &(ChipId, f64)| (Item::Chip(id), n);
        let (own, components) = match self {
            Self::Wafers(_) | Self::HotLots(_) | Self::Purchase(_) => return Vec::new(),
            Self::Chips(id) => {
                let Chip {
                    dies, components, ..
                } = model.chip(id);
                (dies.iter().map(die).collect::<Vec<_>>(), components)
            }
            Self::Racks(id) => {
                let Rack {
                    chips, components, ..
                } = model.rack(id);
                (chips.iter().map(chip).collect(), components)
            }
        };
        let mut takes = own;
        takes.extend(components.iter().map(component));
        takes.retain(|&(_, n)| n > 0.0);
        takes
    }

    /// Returns what uses a process, and the units of work that one unit started takes.
    #[must_use]
    pub(crate) fn users_of(model: &Model, process: ProcessId) -> Vec<(Self, f64)> {
        let work = |list: &[(ProcessId, f64)]| -> f64 {
            let of_process = list.iter().filter(|(id, _)| *id == process);
            of_process.map(|&(_, n)| n).sum()
        };
        let chips = model
            .chip_ids()
            .map(|id| (Self::Chips(id), work(&model.chip(id).processes)));
        let racks = model
            .rack_ids()
            .map(|id| (Self::Racks(id), work(&model.rack(id).processes)));
        chips.chain(racks).filter(|&(_, n)| n > 0.0).collect()
    }
}

impl Batch {
    /// Returns the column that decides how much.
    #[must_use]
    pub fn column(self) -> Column {
        self.way.column(self.t)
    }

    /// Returns what one unit started becomes and when; what is bought is there at once.
    #[must_use]
    pub fn arrival(self, model: &Model) -> Arrival {
        let bought = Arrival {
            item: self.way.item(),
            t: self.t,
            good: 1.0,
        };
        arrival(model, self.column()).unwrap_or(bought)
    }
}

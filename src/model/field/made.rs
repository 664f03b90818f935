//! Fields of what is made: chips and racks.

use super::list::Fields;
use super::{Field, FieldMut, PartMut};
use crate::model::{Chip, ChipId, ComponentId, DieId, Item, Model, ProcessId, Rack, RackId};

/// A field of a chip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChipField {
    /// `dies.ID`.
    Dies(DieId),
    /// `components.ID`.
    Components(ComponentId),
    /// `processes.ID`.
    Processes(ProcessId),
    /// `yield`.
    Yield,
    /// `lead_quarters`.
    LeadQuarters,
    /// `cost`.
    Cost,
}

/// A field of a rack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RackField {
    /// `chips.ID`.
    Chips(ChipId),
    /// `components.ID`.
    Components(ComponentId),
    /// `processes.ID`.
    Processes(ProcessId),
    /// `cost`.
    Cost,
    /// `lead_quarters`.
    LeadQuarters,
    /// `power_kw`.
    PowerKw,
    /// `life_quarters`.
    LifeQuarters,
    /// `operating_cost`.
    OperatingCost,
    /// `transfer_price`.
    TransferPrice,
}

impl ChipField {
    pub(super) fn text(self, model: &Model) -> String {
        match self {
            Self::Dies(id) => format!("dies.{}", model.die(id).id),
            Self::Components(id) => format!("components.{}", model.component(id).id),
            Self::Processes(id) => format!("processes.{}", model.process(id).id),
            Self::Yield => "yield".to_owned(),
            Self::LeadQuarters => "lead_quarters".to_owned(),
            Self::Cost => "cost".to_owned(),
        }
    }
}

impl RackField {
    pub(super) fn text(self, model: &Model) -> String {
        match self {
            Self::Chips(id) => format!("chips.{}", model.chip(id).id),
            Self::Components(id) => format!("components.{}", model.component(id).id),
            Self::Processes(id) => format!("processes.{}", model.process(id).id),
            Self::Cost => "cost".to_owned(),
            Self::LeadQuarters => "lead_quarters".to_owned(),
            Self::PowerKw => "power_kw".to_owned(),
            Self::LifeQuarters => "life_quarters".to_owned(),
            Self::OperatingCost => "operating_cost".to_owned(),
            Self::TransferPrice => "transfer_price".to_owned(),
        }
    }
}

impl<'a> Fields<'a, '_> {
    pub(super) fn chip(&mut self, id: ChipId, chip: &'a mut Chip) {
        let Chip {
            id: _,
            name: _,
            dies,
            components,
            processes,
            good_share,
            lead_quarters,
            cost,
            stock,
        } = chip;
        let at = |field| Field::Chip(id, field);
        self.quantities(dies, |it| at(ChipField::Dies(it)));
        self.quantities(components, |it| at(ChipField::Components(it)));
        self.quantities(processes, |it| at(ChipField::Processes(it)));
        self.series(at(ChipField::Yield), good_share);
        self.count(at(ChipField::LeadQuarters), lead_quarters);
        self.series(at(ChipField::Cost), cost);
        self.stock(Item::Chip(id), stock);
    }

    pub(super) fn rack(&mut self, id: RackId, rack: &'a mut Rack) {
        let Rack {
            id: _,
            name: _,
            chips,
            components,
            processes,
            cost,
            lead_quarters,
            power_kw,
            life_quarters,
            operating_cost,
            transfer_price,
            stock,
        } = rack;
        let at = |field| Field::Rack(id, field);
        self.quantities(chips, |it| at(RackField::Chips(it)));
        self.quantities(components, |it| at(RackField::Components(it)));
        self.quantities(processes, |it| at(RackField::Processes(it)));
        self.series(at(RackField::Cost), cost);
        self.count(at(RackField::LeadQuarters), lead_quarters);
        self.number(at(RackField::PowerKw), power_kw);
        self.count(at(RackField::LifeQuarters), life_quarters);
        self.series(at(RackField::OperatingCost), operating_cost);
        if self.is_whole(at(RackField::TransferPrice)) {
            let part = PartMut::OptionalSeries(transfer_price);
            self.part(at(RackField::TransferPrice), part);
        } else {
            self.optional(
                at(RackField::TransferPrice),
                transfer_price.as_mut().map(FieldMut::Series),
            );
        }
        self.stock(Item::Rack(id), stock);
    }
}

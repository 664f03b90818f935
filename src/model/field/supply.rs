//! Fields of what is bought or made elsewhere: foundries, dies, components, processes, and stocks of all of them.

use super::list::Fields;
use super::{Field, FieldMut, PartMut};
use crate::model::{
    Component, ComponentId, Die, DieId, Foundry, FoundryExpansion, FoundryId, HotLot, Item,
    Process, ProcessExpansion, ProcessId, Stock,
};

/// A field of a foundry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FoundryField {
    /// `capacity`.
    Capacity,
    /// `wafer_price`.
    WaferPrice,
    /// `lead_quarters`.
    LeadQuarters,
    /// `commitment`.
    Commitment,
    /// `take_or_pay`.
    TakeOrPay,
    /// `hot_lot`: whether there are hot lots, or all about them.
    HotLot,
    /// `hot_lot.premium`.
    HotLotPremium,
    /// `hot_lot.quarters_saved`.
    HotLotQuartersSaved,
    /// `hot_lot.max_share`.
    HotLotMaxShare,
    /// `expansion`: which expansions there are, or all about them.
    Expansions,
    /// `expansion.ID.FIELD`, by position.
    Expansion(usize, FoundryExpansionField),
}

/// A field of a foundry's expansion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FoundryExpansionField {
    /// `capacity`.
    Capacity,
    /// `premium`.
    Premium,
}

/// A field of a die.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DieField {
    /// `foundry`.
    Foundry,
    /// `available_from`.
    AvailableFrom,
    /// `good_dies_per_wafer`.
    GoodDiesPerWafer,
}

/// A field of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ComponentField {
    /// `supply`.
    Supply,
    /// `price`.
    Price,
}

/// A field of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProcessField {
    /// `capacity`.
    Capacity,
    /// `cost`.
    Cost,
    /// `expansion`: which expansions there are, or all about them.
    Expansions,
    /// `expansion.ID.FIELD`, by position.
    Expansion(usize, ProcessExpansionField),
}

/// A field of a process's expansion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProcessExpansionField {
    /// `capacity`.
    Capacity,
    /// `cost`.
    Cost,
}

/// A field of an item's stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StockField {
    /// `stock.opening`.
    Opening,
    /// `stock.receipts`.
    Receipts,
    /// `stock.in_process`.
    InProcess,
    /// `stock.max`.
    Max,
    /// `stock.closing_min`.
    ClosingMin,
    /// `stock.holding_cost`.
    HoldingCost,
    /// `stock.salvage_value`.
    SalvageValue,
}

impl FoundryField {
    pub(super) fn text(self, foundry: &Foundry) -> String {
        match self {
            Self::Capacity => "capacity".to_owned(),
            Self::WaferPrice => "wafer_price".to_owned(),
            Self::LeadQuarters => "lead_quarters".to_owned(),
            Self::Commitment => "commitment".to_owned(),
            Self::TakeOrPay => "take_or_pay".to_owned(),
            Self::HotLot => "hot_lot".to_owned(),
            Self::HotLotPremium => "hot_lot.premium".to_owned(),
            Self::HotLotQuartersSaved => "hot_lot.quarters_saved".to_owned(),
            Self::HotLotMaxShare => "hot_lot.max_share".to_owned(),
            Self::Expansions => "expansion".to_owned(),
            Self::Expansion(extra, field) => {
                let field = match field {
                    FoundryExpansionField::Capacity => "capacity",
                    FoundryExpansionField::Premium => "premium",
                };
                format!("expansion.{}.{field}", foundry.expansions[extra].id)
            }
        }
    }
}

impl DieField {
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Foundry => "foundry",
            Self::AvailableFrom => "available_from",
            Self::GoodDiesPerWafer => "good_dies_per_wafer",
        }
    }
}

impl ComponentField {
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Supply => "supply",
            Self::Price => "price",
        }
    }
}

impl ProcessField {
    pub(super) fn text(self, process: &Process) -> String {
        match self {
            Self::Capacity => "capacity".to_owned(),
            Self::Cost => "cost".to_owned(),
            Self::Expansions => "expansion".to_owned(),
            Self::Expansion(extra, field) => {
                let field = match field {
                    ProcessExpansionField::Capacity => "capacity",
                    ProcessExpansionField::Cost => "cost",
                };
                format!("expansion.{}.{field}", process.expansions[extra].id)
            }
        }
    }
}

impl StockField {
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::Receipts => "receipts",
            Self::InProcess => "in_process",
            Self::Max => "max",
            Self::ClosingMin => "closing_min",
            Self::HoldingCost => "holding_cost",
            Self::SalvageValue => "salvage_value",
        }
    }
}

impl<'a> Fields<'a, '_> {
    pub(super) fn foundry(&mut self, id: FoundryId, foundry: &'a mut Foundry) {
        let Foundry {
            id: _,
            name: _,
            capacity,
            wafer_price,
            lead_quarters,
            commitment,
            take_or_pay,
            hot_lot,
            expansions,
        } = foundry;
        let at = |field| Field::Foundry(id, field);
        self.series(at(FoundryField::Capacity), capacity);
        self.series(at(FoundryField::WaferPrice), wafer_price);
        self.count(at(FoundryField::LeadQuarters), lead_quarters);
        self.series(at(FoundryField::Commitment), commitment);
        self.series(at(FoundryField::TakeOrPay), take_or_pay);
        if self.is_whole(at(FoundryField::HotLot)) {
            self.part(at(FoundryField::HotLot), PartMut::HotLot(hot_lot));
        } else {
            self.presence(at(FoundryField::HotLot), hot_lot.is_some());
            if let Some(HotLot {
                premium,
                quarters_saved,
                max_share,
            }) = hot_lot
            {
                self.series(at(FoundryField::HotLotPremium), premium);
                self.count(at(FoundryField::HotLotQuartersSaved), quarters_saved);
                self.series(at(FoundryField::HotLotMaxShare), max_share);
            }
        }
        if self.is_whole(at(FoundryField::Expansions)) {
            let part = PartMut::FoundryExpansions(expansions);
            self.part(at(FoundryField::Expansions), part);
            return;
        }
        let keys = expansions.iter().map(|it| it.id.clone()).collect();
        self.add(at(FoundryField::Expansions), FieldMut::Keys(keys));
        for (position, extra) in expansions.iter_mut().enumerate() {
            let FoundryExpansion {
                id: _,
                name: _,
                capacity,
                premium,
            } = extra;
            let at = |field| at(FoundryField::Expansion(position, field));
            self.series(at(FoundryExpansionField::Capacity), capacity);
            self.series(at(FoundryExpansionField::Premium), premium);
        }
    }

    pub(super) fn die(&mut self, id: DieId, die: &'a mut Die) {
        let Die {
            id: _,
            name: _,
            foundry,
            available_from,
            good_dies_per_wafer,
            stock,
        } = die;
        let at = |field| Field::Die(id, field);
        self.add(at(DieField::Foundry), FieldMut::Foundry(foundry));
        let start = FieldMut::Start(available_from);
        self.add(at(DieField::AvailableFrom), start);
        self.series(at(DieField::GoodDiesPerWafer), good_dies_per_wafer);
        self.stock(Item::Die(id), stock);
    }

    pub(super) fn component(&mut self, id: ComponentId, component: &'a mut Component) {
        let Component {
            id: _,
            name: _,
            supply,
            price,
            stock,
        } = component;
        self.series(Field::Component(id, ComponentField::Supply), supply);
        self.series(Field::Component(id, ComponentField::Price), price);
        self.stock(Item::Component(id), stock);
    }

    pub(super) fn process(&mut self, id: ProcessId, process: &'a mut Process) {
        let Process {
            id: _,
            name: _,
            capacity,
            cost,
            expansions,
        } = process;
        let at = |field| Field::Process(id, field);
        self.series(at(ProcessField::Capacity), capacity);
        self.series(at(ProcessField::Cost), cost);
        if self.is_whole(at(ProcessField::Expansions)) {
            let part = PartMut::ProcessExpansions(expansions);
            self.part(at(ProcessField::Expansions), part);
            return;
        }
        let keys = expansions.iter().map(|it| it.id.clone()).collect();
        self.add(at(ProcessField::Expansions), FieldMut::Keys(keys));
        for (position, extra) in expansions.iter_mut().enumerate() {
            let ProcessExpansion {
                id: _,
                name: _,
                capacity,
                cost,
            } = extra;
            let at = |field| at(ProcessField::Expansion(position, field));
            self.series(at(ProcessExpansionField::Capacity), capacity);
            self.series(at(ProcessExpansionField::Cost), cost);
        }
    }

    pub(super) fn stock(&mut self, item: Item, stock: &'a mut Stock) {
        let Stock {
            opening,
            receipts,
            in_process,
            max,
            closing_min,
            holding_cost,
            salvage_value,
        } = stock;
        let at = |field| Field::Stock(item, field);
        self.number(at(StockField::Opening), opening);
        self.series(at(StockField::Receipts), receipts);
        self.series(at(StockField::InProcess), in_process);
        self.series(at(StockField::Max), max);
        self.number(at(StockField::ClosingMin), closing_min);
        self.series(at(StockField::HoldingCost), holding_cost);
        self.number(at(StockField::SalvageValue), salvage_value);
    }
}

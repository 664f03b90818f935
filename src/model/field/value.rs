//! Where a field lives in the model.

use crate::model::{
    Addition, Buys, Cancel, FoundryExpansion, FoundryId, HotLot, OptionId, Past, ProcessExpansion,
    RackId, Series, SiteId, Support, VolumeStep,
};

/// A field, to be read or changed.
#[derive(Debug)]
pub(crate) enum FieldMut<'a> {
    /// A number by quarter.
    Series(&'a mut Series),
    /// A number.
    Number(&'a mut f64),
    /// Numbers of the quarters before the start.
    Past(&'a mut Past),
    /// A number of quarters.
    Count(&'a mut usize),
    /// Yes or no.
    Flag(&'a mut bool),
    /// The first quarter in which something may start.
    Start(&'a mut Option<usize>),
    /// Which foundry.
    Foundry(&'a mut FoundryId),
    /// Which sites; `None`: every one.
    Sites(&'a mut Option<Vec<SiteId>>),
    /// Which racks; `None`: every one.
    Racks(&'a mut Option<Vec<RackId>>),
    /// A quarter of the horizon.
    Quarter(&'a mut usize),
    /// How often something can be done.
    Times(&'a mut u32),
    /// How often an option is taken; `None`: still to be decided.
    Taken(&'a mut Option<f64>),
    /// Which options.
    Options(&'a mut Vec<OptionId>),
    /// What an option adds.
    Additions(&'a mut Vec<Addition>),
    /// Steps of a volume discount.
    Steps(&'a mut Vec<VolumeStep>),
    /// A part that may be missing, or has entries by key, as one.
    Part(PartMut<'a>),
    /// The keys of such a part, its entries being fields of their own.
    Keys(Vec<String>),
}

/// A part of an entity that may be missing, or has entries by key.
#[derive(Debug)]
pub(crate) enum PartMut<'a> {
    OptionalSeries(&'a mut Option<Series>),
    OptionalCount(&'a mut Option<usize>),
    HotLot(&'a mut Option<HotLot>),
    Cancel(&'a mut Option<Cancel>),
    Support(&'a mut Option<Support>),
    FoundryExpansions(&'a mut Vec<FoundryExpansion>),
    ProcessExpansions(&'a mut Vec<ProcessExpansion>),
    Fleet(&'a mut Vec<(RackId, Series)>),
    Attach(&'a mut Vec<(String, Series)>),
    Buys(&'a mut Vec<Buys>),
}

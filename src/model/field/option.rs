//! Fields of what is taken whole or left.

use super::list::Fields;
use super::{Field, FieldMut};
use crate::model::{OptionId, PlanOption};

/// A field of an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OptionField {
    /// `adds`.
    Adds,
    /// `cash`.
    Cash,
    /// `at_most`.
    AtMost,
    /// `decided`.
    Decided,
    /// `requires`.
    Requires,
    /// `excludes`.
    Excludes,
    /// `whole`.
    Whole,
    /// `taken`.
    Taken,
}

impl OptionField {
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Adds => "adds",
            Self::Cash => "cash",
            Self::AtMost => "at_most",
            Self::Decided => "decided",
            Self::Requires => "requires",
            Self::Excludes => "excludes",
            Self::Whole => "whole",
            Self::Taken => "taken",
        }
    }
}

impl<'a> Fields<'a, '_> {
    pub(super) fn option(&mut self, id: OptionId, option: &'a mut PlanOption) {
        let PlanOption {
            id: _,
            name: _,
            adds,
            cash,
            at_most,
            decided,
            requires,
            excludes,
            whole,
            taken,
        } = option;
        let at = |field| Field::Option(id, field);
        self.add(at(OptionField::Adds), FieldMut::Additions(adds));
        self.series(at(OptionField::Cash), cash);
        self.add(at(OptionField::AtMost), FieldMut::Times(at_most));
        self.add(at(OptionField::Decided), FieldMut::Quarter(decided));
        self.add(at(OptionField::Requires), FieldMut::Options(requires));
        self.add(at(OptionField::Excludes), FieldMut::Options(excludes));
        self.add(at(OptionField::Whole), FieldMut::Flag(whole));
        self.add(at(OptionField::Taken), FieldMut::Taken(taken));
    }
}

//! Which numbers a field takes.

use crate::model::{GREATEST, SMALLEST, SMALLEST_SHARE};

/// Which numbers are allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Domain {
    /// Negative ones too.
    Any,
    /// Amounts of either sign.
    Signed,
    NonNegative,
    Positive,
    /// 0 to 1.
    Share,
    /// Above 0, at most 1.
    Probability,
    /// A share that may be above 1: a premium, a yearly rate.
    Rate,
    /// A whole number from 0.
    Count,
    /// A whole number from 1.
    CountFromOne,
}

impl Domain {
    /// Returns the least size of a number that is not 0.
    pub fn smallest(self) -> f64 {
        match self {
            // `Any` is growth, and what is uncertain: factors as a rule.
            Domain::Any | Domain::Share | Domain::Probability | Domain::Rate => SMALLEST_SHARE,
            _ => SMALLEST,
        }
    }

    /// Returns whether a plan can have the number: 0, or neither too small nor too large; what is not finite has errors of
    /// its own.
    pub fn holds(self, value: f64) -> bool {
        value == 0.0 || !value.is_finite() || (self.smallest()..=GREATEST).contains(&value.abs())
    }

    /// Returns what such a number is, as the end of "should be ..".
    pub fn words(self) -> &'static str {
        match self {
            Domain::Any | Domain::Signed | Domain::NonNegative | Domain::Rate => "a number",
            Domain::Positive => "a number above 0",
            Domain::Share => "a share from 0 to 1",
            Domain::Probability => "a number above 0, at most 1",
            Domain::Count => "a whole number",
            Domain::CountFromOne => "a whole number from 1",
        }
    }
}

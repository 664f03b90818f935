//! How far below the best a plan may be.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// How far below the best a plan's margin may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Within {
    /// This share of the best margin, without its sign: `1%` is 0.01.
    Share(f64),
    /// This amount of money, present value.
    Amount(f64),
}

/// A text that says nothing of the kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no distance from the best margin: write 1% of it, or an amount, 5e6")]
pub struct ParseWithinError(String);

impl Within {
    /// Returns the amount of money that it is below the best margin.
    #[must_use]
    pub fn of(self, best: f64) -> f64 {
        match self {
            Self::Share(share) => share * best.abs(),
            Self::Amount(amount) => amount,
        }
    }
}

impl Default for Within {
    /// 1%.
    fn default() -> Self {
        Self::Share(0.01)
    }
}

impl FromStr for Within {
    type Err = ParseWithinError;

    fn from_str(text: &str) -> Result<Self, ParseWithinError> {
        let number = |text: &str| {
            let number: Option<f64> = text.trim().parse().ok();
            number.filter(|it| it.is_finite() && *it >= 0.0)
        };
        let found = match text.trim().strip_suffix('%') {
            Some(share) => number(share).map(|it| Self::Share(it / 100.0)),
            None => number(text).map(Self::Amount),
        };
        found.ok_or_else(|| ParseWithinError(text.to_owned()))
    }
}

impl fmt::Display for Within {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // Percent as they were typed: 12 digits hide that 0.07 times 100 is not 7.
            Self::Share(share) => f.pad(&format!("{}%", (share * 1e14).round() / 1e12)),
            Self::Amount(amount) => f.pad(&amount.to_string()),
        }
    }
}

impl Serialize for Within {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Within {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Within".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "description": "a share of the best margin, `1%`, or an amount of money, `5000000`" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_read_and_written() {
        for text in ["1%", "0.1%", "7%", "0%", "5000000", "0"] {
            let within: Within = text.parse().expect("a distance");
            assert_eq!(within.to_string(), text);
        }
        assert_eq!("5e6".parse(), Ok(Within::Amount(5e6)));
        assert_eq!(Within::Share(0.01).of(-200.0), 2.0);
        for wrong in ["", "%", "-1%", "one", "inf", "nan%", "1 percent"] {
            assert!(wrong.parse::<Within>().is_err(), "{wrong}");
        }
    }
}

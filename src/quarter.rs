//! Calendar quarters, written `2027Q3`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A calendar quarter such as `2027Q3`, ordered by time.
///
/// ```
/// use waferline::Quarter;
/// let quarter: Quarter = "2027Q3".parse()?;
/// assert_eq!(quarter.plus(2).to_string(), "2028Q1");
/// # Ok::<(), waferline::ParseQuarterError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter(i32);

/// The text was not a quarter of the form `2027Q3`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a quarter; a quarter is written like 2027Q3")]
pub struct ParseQuarterError(String);

impl Quarter {
    /// Returns the quarter `quarter` (1 to 4) of `year`, or `None` outside 1..=4 and years 1000..=9999.
    #[must_use]
    pub fn new(year: i32, quarter: i32) -> Option<Self> {
        ((1..=4).contains(&quarter) && (1000..=9999).contains(&year))
            .then_some(Self(year * 4 + quarter - 1))
    }

    /// Returns the quarter `count` quarters later.
    #[must_use]
    pub fn plus(self, count: usize) -> Self {
        let count = i32::try_from(count).unwrap_or(i32::MAX);
        Self(self.0.saturating_add(count))
    }

    /// Returns its year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.div_euclid(4)
    }

    /// Returns the quarter `count` quarters earlier.
    ///
    /// ```
    /// use waferline::Quarter;
    /// let quarter: Quarter = "2027Q1".parse()?;
    /// assert_eq!(quarter.minus(2).to_string(), "2026Q3");
    /// # Ok::<(), waferline::ParseQuarterError>(())
    /// ```
    #[must_use]
    pub fn minus(self, count: usize) -> Self {
        let count = i32::try_from(count).unwrap_or(i32::MAX);
        Self(self.0.saturating_sub(count))
    }

    /// Returns whether it is the first of its year.
    #[must_use]
    pub fn is_first_of_year(self) -> bool {
        self.0 % 4 == 0
    }

    /// Returns how many quarters `self` lies after `start`, negative before it.
    #[must_use]
    pub fn since(self, start: Self) -> i32 {
        self.0 - start.0
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{}Q{}", self.year(), self.0.rem_euclid(4) + 1);
        f.pad(&text)
    }
}

impl FromStr for Quarter {
    type Err = ParseQuarterError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let (year, quarter) = text.split_once('Q')?;
            if year.len() != 4 || quarter.len() != 1 || !year.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            Self::new(year.parse().ok()?, quarter.parse().ok()?)
        };
        parse().ok_or_else(|| ParseQuarterError(text.to_owned()))
    }
}

impl Serialize for Quarter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Quarter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Quarter {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Quarter".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[0-9]{4}Q[1-4]$" })
    }
}

//! Addresses: the one name of every number of a model, `foundry.tsmc-n3p.capacity@2027Q3`.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::quarter::Quarter;

/// The address of a number in the model file: a dotted path, and a quarter if the number varies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// The dotted path, `foundry.tsmc-n3p.capacity`.
    pub path: String,
    /// The quarter, where the number at the path varies by quarter.
    pub quarter: Option<Quarter>,
}

impl Address {
    /// Returns the address of a number that does not vary by quarter.
    pub fn fixed(path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            quarter: None,
        }
    }

    /// Returns the address of the value of `path` in `quarter`.
    pub fn at(path: impl Into<String>, quarter: Quarter) -> Self {
        Self {
            path: path.into(),
            quarter: Some(quarter),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.quarter {
            None => f.pad(&self.path),
            Some(quarter) => f.pad(&format!("{}@{quarter}", self.path)),
        }
    }
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Address {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Address".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "description": "dotted path, then @quarter where the number varies by quarter" })
    }
}

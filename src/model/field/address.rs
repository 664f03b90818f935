//! The one name of every number of a model, `foundry.tsmc-n3p.capacity@2027Q3`.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::list::fields;
use super::{BuyerField, BuysField, Field, FieldMut};
use crate::model::Model;
use crate::quarter::Quarter;

/// A field of one model, with the dotted path by which the model file writes it.
///
/// Paths are compared, sorted and printed as they are written: two models may have the same path at other positions.
#[derive(Clone, Debug)]
pub struct FieldPath {
    /// Which field of the model that the path was made for.
    pub field: Field,
    text: Arc<str>,
}

/// The address of a number in the model file: a path, and a quarter if the number varies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// The path, `foundry.tsmc-n3p.capacity`.
    pub path: FieldPath,
    /// The quarter, where the number at the path varies by quarter.
    pub quarter: Option<Quarter>,
}

impl FieldPath {
    /// Returns the path as the model file writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl PartialEq for FieldPath {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for FieldPath {}

impl PartialOrd for FieldPath {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for FieldPath {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl Hash for FieldPath {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl PartialEq<str> for FieldPath {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for FieldPath {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for FieldPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for FieldPath {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "FieldPath".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string" })
    }
}

impl Address {
    /// Returns the address of a number that does not vary by quarter, or of all quarters of one that does.
    #[must_use]
    pub fn fixed(path: FieldPath) -> Self {
        Self {
            path,
            quarter: None,
        }
    }

    /// Returns the address of the value of `path` in `quarter`.
    #[must_use]
    pub fn at(path: FieldPath, quarter: Quarter) -> Self {
        Self {
            path,
            quarter: Some(quarter),
        }
    }

    /// Returns which field the number is in.
    #[must_use]
    pub fn field(&self) -> Field {
        self.path.field
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.quarter {
            None => self.path.fmt(f),
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

impl Model {
    /// Returns the path of a field of this model.
    ///
    /// # Panics
    ///
    /// If the field's positions are those of another model.
    #[must_use]
    pub fn path(&self, field: Field) -> FieldPath {
        FieldPath {
            field,
            text: field.text(self).into(),
        }
    }

    /// Returns the address of a field of this model in quarter `t` of the horizon and tail.
    #[must_use]
    pub fn address(&self, field: Field, t: usize) -> Address {
        Address::at(self.path(field), self.horizon.quarter(t))
    }

    /// Returns the address of a field of this model in the quarter that lies `quarters` before the start.
    #[must_use]
    pub(crate) fn address_before(&self, field: Field, quarters: usize) -> Address {
        Address::at(self.path(field), self.horizon.quarter_before(quarters))
    }

    /// Returns the path of every field, in the order of the model: parts by their entries, and no part that is not there.
    #[must_use]
    pub fn paths(&self) -> Vec<FieldPath> {
        let mut model = self.clone();
        let all = fields(&mut model, &|_| false).into_iter();
        let there = all.filter(|(_, found)| !matches!(found, FieldMut::Keys(_)));
        there.map(|(field, _)| self.path(field)).collect()
    }

    /// Returns the field that the model file writes as `text`, parts by their entries; `None` where it has none.
    ///
    /// ```
    /// use std::path::Path;
    /// use waferline::input::Input;
    /// use waferline::model::{Field, FoundryField, FoundryId};
    ///
    /// let model = Input::open(Path::new("models/minimal.toml"))?.model(&[], &[])?.model;
    /// let path = model.find_path("foundry.fab.capacity").ok_or("no such field")?;
    /// assert_eq!(path.field, Field::Foundry(FoundryId(0), FoundryField::Capacity));
    /// assert!(model.find_path("foundry.fab.capactiy").is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn find_path(&self, text: &str) -> Option<FieldPath> {
        let mut model = self.clone();
        let found = |field: Field| (field.text(self) == text).then_some(field);
        for (field, value) in fields(&mut model, &|_| false) {
            let step = match (field, value) {
                (Field::Buyer(buyer, BuyerField::Bought(item, _)), FieldMut::Steps(steps)) => {
                    (1..steps.len()).find_map(|step| {
                        let step = BuysField::VolumeStep(step);
                        found(Field::Buyer(buyer, BuyerField::Bought(item, step)))
                    })
                }
                _ => None,
            };
            if let Some(field) = step.or_else(|| found(field)) {
                return Some(self.path(field));
            }
        }
        None
    }

    /// Returns the address that the model file writes as `text`, `PATH` or `PATH@QUARTER`; `None` where it has none.
    #[must_use]
    pub fn find_address(&self, text: &str) -> Option<Address> {
        let (path, quarter) = match text.split_once('@') {
            None => (text, None),
            Some((path, quarter)) => (path, Some(quarter.parse().ok()?)),
        };
        let path = self.find_path(path)?;
        Some(Address { path, quarter })
    }
}

//! The tables of the file, one after the other.

use toml_edit::{DocumentMut, Item, TableLike, Value as Toml};

use super::Rewriting;
use super::forms::{Wanted, item_node, of_series};
use crate::input::document::{Data, Entity, Table};
use crate::input::schema::{Field, Kind, Shape};
use crate::model::Reach;

impl Rewriting<'_> {
    /// Rewrites the whole file.
    pub(super) fn root(&mut self, toml: &mut DocumentMut) {
        let document = self.document;
        self.table(toml.as_table_mut(), document.shape, Some(document), "");
        self.empty_uncertainties(toml);
    }

    /// Rewrites a table that was read as `read`.
    pub(super) fn table(
        &mut self,
        toml: &mut dyn TableLike,
        shape: &'static Shape,
        read: Option<&Table>,
        path: &str,
    ) {
        let keys: Vec<String> = toml.iter().map(|(key, _)| key.to_owned()).collect();
        for key in keys {
            let Some(field) = shape.position(&key).map(|at| &shape.fields[at]) else {
                continue;
            };
            let below = join(path, &key);
            if self.is_over(toml, field, &below) {
                toml.remove(&key);
                continue;
            }
            let data = read.and_then(|read| read.slot(&key)).map(|slot| &slot.data);
            if let Some(item) = toml.get_mut(&key) {
                self.field(item, field, data, &below);
            }
        }
    }

    fn field(&mut self, item: &mut Item, field: &Field, data: Option<&Data>, path: &str) {
        match (field.kind, data) {
            (Kind::Series(..), Some(Data::Series(_))) => self.series(item, field, data, path),
            (Kind::Map(_, element), Some(Data::Map(entries))) if element.kind.is_series() => {
                let Some(lines) = item.as_table_like_mut() else {
                    return;
                };
                for entry in entries {
                    let path = join(path, &entry.key);
                    if let Some(item) = lines.get_mut(&entry.key) {
                        self.series(item, element, Some(&entry.slot.data), &path);
                    }
                }
            }
            (Kind::Table(shape), Some(Data::Table(read))) => {
                if let Some(table) = item.as_table_like_mut() {
                    self.table(table, shape, Some(read), path);
                }
            }
            (Kind::Entities(_, shape), Some(Data::Entities(entities))) => {
                let Some(tables) = item.as_table_like_mut() else {
                    return;
                };
                for Entity { id, table, .. } in entities {
                    if let Some(one) = tables.get_mut(id).and_then(Item::as_table_like_mut) {
                        self.table(one, shape, Some(table), &join(path, id));
                    }
                }
            }
            (Kind::Assignments | Kind::Changes | Kind::Additions, _) => {
                if let Some(texts) = item.as_array_mut() {
                    self.texts(texts, field.kind, path);
                }
            }
            _ => {}
        }
    }

    /// Rewrites numbers by quarter: as the next model has them, or cut where no model does.
    fn series(&mut self, item: &mut Item, field: &Field, data: Option<&Data>, path: &str) {
        let (Some((domain, tail)), Some(Data::Series(read))) = (of_series(field.kind), data) else {
            return;
        };
        // Cash that is not dated begins with the decision, wherever that is.
        let (first, values) = match self.series.get(path) {
            Some((field, values)) => (self.next.model.first_counted(*field), values.clone()),
            None => (0, self.next.cut.values(read.values(), Reach::GoesOn)),
        };
        let wanted = Wanted {
            counts: first..values.len(),
            values: &values,
            domain,
            tail,
        };
        let span = self
            .document
            .span
            .unwrap_or_else(|| unreachable!("the root has a place"));
        if let Some(node) = item_node(item, span) {
            self.write(item, &node, &wanted);
        }
    }

    /// Returns whether a quarter that a field names is over, so that the field says nothing any more.
    fn is_over(&self, toml: &dyn TableLike, field: &Field, path: &str) -> bool {
        let start = self.next.cut.horizon().start;
        let named = toml.get(field.key).and_then(Item::as_str);
        let is_past = named.is_some_and(|text| {
            text.parse()
                .is_ok_and(|quarter: crate::Quarter| quarter < start)
        });
        matches!(field.kind, Kind::Quarter) && path != "horizon.start" && is_past
    }

    /// Takes out what nothing is left to draw of.
    fn empty_uncertainties(&mut self, toml: &mut DocumentMut) {
        let Some(all) = toml
            .get_mut("uncertainty")
            .and_then(Item::as_table_like_mut)
        else {
            return;
        };
        let is_empty = |item: &Item| {
            let vary = item.get("vary").and_then(Item::as_array);
            vary.is_some_and(toml_edit::Array::is_empty)
        };
        let empty = all.iter().filter(|(_, item)| is_empty(item));
        let empty: Vec<String> = empty.map(|(id, _)| id.to_owned()).collect();
        for id in empty {
            all.remove(&id);
            self.notes.push(format!(
                "uncertainty.{id} is left out: all that it varies is over."
            ));
        }
    }
}

/// Returns the path of a key below a path.
pub(super) fn join(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}

/// Sets a value of a table, with the comments of the one that was there.
pub(super) fn put(table: &mut dyn TableLike, key: &str, mut value: Toml) {
    if let Some(old) = table.get_mut(key) {
        if let Some(old) = old.as_value() {
            *value.decor_mut() = old.decor().clone();
        }
        *old = Item::Value(value);
        return;
    }
    // In one line, the space before the closing brace stays the last one.
    let last = table.iter_mut().last();
    if let Some(last) = last.and_then(|(_, item)| item.as_value_mut()) {
        let decor = last.decor_mut();
        let suffix = decor.suffix().and_then(toml_edit::RawString::as_str);
        if suffix == Some(" ") {
            decor.set_suffix("");
            *value.decor_mut() = toml_edit::Decor::new(" ", " ");
        }
    }
    table.insert(key, Item::Value(value));
}

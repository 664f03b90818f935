//! A JSON model file as TOML: entities as tables, everything else in one line.

use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value as Toml};

use super::forms::number;
use crate::input::entities;
use crate::input::node::{Node, Value};
use crate::input::schema::{Kind, Shape};

/// Returns the file as a TOML document.
pub(super) fn document(root: &Node) -> DocumentMut {
    let mut document = DocumentMut::new();
    fill(document.as_table_mut(), root, &entities::ROOT);
    document
}

fn fill(table: &mut Table, node: &Node, shape: &'static Shape) {
    for entry in node.entries() {
        let field = shape.position(&entry.key).map(|at| shape.fields[at].kind);
        let item = match field {
            Some(Kind::Table(inner)) if !entry.node.entries().is_empty() => {
                let mut below = Table::new();
                fill(&mut below, &entry.node, inner);
                Item::Table(below)
            }
            Some(Kind::Entities(_, inner)) => {
                let mut all = Table::new();
                all.set_implicit(true);
                for entity in entry.node.entries() {
                    let mut below = Table::new();
                    fill(&mut below, &entity.node, inner);
                    all.insert(&entity.key, Item::Table(below));
                }
                Item::Table(all)
            }
            _ => match value(&entry.node) {
                Some(value) => Item::Value(value),
                None => continue,
            },
        };
        table.insert(&entry.key, item);
    }
}

/// Returns a value of JSON as TOML; `None` for what no field takes.
pub(super) fn value(node: &Node) -> Option<Toml> {
    Some(match &node.value {
        Value::Text(text) => text.as_str().into(),
        Value::Number(value) => number(*value),
        Value::Bool(flag) => (*flag).into(),
        Value::List(items) => Toml::Array(items.iter().filter_map(value).collect::<Array>()),
        Value::Table(entries) => {
            let mut table = InlineTable::new();
            for entry in entries {
                if let Some(value) = value(&entry.node) {
                    table.insert(&entry.key, value);
                }
            }
            Toml::InlineTable(table)
        }
        Value::Other(_) => return None,
    })
}

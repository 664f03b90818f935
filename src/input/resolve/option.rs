//! What is taken whole or left.

use std::collections::HashMap;

use super::super::additions::{Added, Additions, decided};
use super::super::document::{Entity, Table};
use super::{Resolve, count, positions, text};
use crate::model::{Addition, Field, Model, OptionId, PlanOption, Series};

impl Resolve<'_> {
    /// Returns the options of a model that has everything else.
    pub(super) fn options(&self, model: &Model, additions: Additions) -> Vec<PlanOption> {
        let entities = self.root.entities("option");
        let ids = positions(entities);
        // Made once, and only where something is added: all fields of a model are many.
        let mut fields = HashMap::new();
        if additions.of.iter().any(|added| !added.is_empty()) {
            let paths = model.paths().into_iter();
            fields.extend(paths.map(|path| (path.as_str().to_owned(), path.field)));
        }
        let all = entities.iter().zip(additions.of);
        all.map(|(entity, added)| self.option(entity, &ids, added, &fields))
            .collect()
    }

    fn option(
        &self,
        entity: &Entity,
        ids: &HashMap<&str, usize>,
        added: Vec<Added>,
        fields: &HashMap<String, Field>,
    ) -> PlanOption {
        let table = &entity.table;
        let options = |key: &str| {
            let names = table.references(key).unwrap_or_default().iter();
            let found = names.filter_map(|name| ids.get(name.text.as_str()));
            found.copied().map(OptionId).collect()
        };
        let addition = |added: Added| {
            let field = fields.get(&added.path).copied();
            debug_assert!(field.is_some_and(Field::can_be_added_to), "{}", added.path);
            Some(Addition {
                field: field?,
                amounts: Series::new(added.amounts),
            })
        };
        PlanOption {
            id: entity.id.clone(),
            name: text(table, "name"),
            adds: added.into_iter().filter_map(addition).collect(),
            cash: self.cash(table),
            at_most: u32::try_from(count(table, "at_most")).unwrap_or(u32::MAX),
            decided: decided(self.calendar, table),
            requires: options("requires"),
            excludes: options("excludes"),
            whole: table.flag("whole"),
            taken: table.number("taken"),
        }
    }

    /// Returns the cash from the quarter of the decision on. What is dated before it is an error; what is not dated begins there.
    fn cash(&self, table: &Table) -> Series {
        let decided = decided(self.calendar, table);
        let all = self.series(table, "cash");
        let from_decided = |(t, &value)| if t < decided { 0.0 } else { value };
        Series::new(all.values().iter().enumerate().map(from_decided).collect())
    }
}

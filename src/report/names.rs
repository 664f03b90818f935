//! What reports call things: the name where the model gives one, else the id.

use std::collections::BTreeMap;

use crate::model::Model;
use crate::plan::ServiceLevel;

/// Names by kind and id.
#[derive(Debug)]
pub struct Names<'a>(BTreeMap<(&'static str, &'a str, &'a str), &'a str>);

impl<'a> Names<'a> {
    /// Returns the names that the model gives.
    pub fn of(model: &'a Model) -> Self {
        let mut names = Self(BTreeMap::new());
        for foundry in &model.foundries {
            names.add("foundry", &foundry.id, "", foundry.name.as_ref());
            for expansion in &foundry.expansions {
                names.add(
                    "foundry",
                    &foundry.id,
                    &expansion.id,
                    expansion.name.as_ref(),
                );
            }
        }
        for process in &model.processes {
            names.add("process", &process.id, "", process.name.as_ref());
            for expansion in &process.expansions {
                names.add(
                    "process",
                    &process.id,
                    &expansion.id,
                    expansion.name.as_ref(),
                );
            }
        }
        let dies = model.dies.iter().map(|die| (&die.id, &die.name));
        let components = model.components.iter().map(|it| (&it.id, &it.name));
        let chips = model.chips.iter().map(|chip| (&chip.id, &chip.name));
        let racks = model.racks.iter().map(|rack| (&rack.id, &rack.name));
        for (id, name) in dies.chain(components).chain(chips).chain(racks) {
            names.add("item", id, "", name.as_ref());
        }
        for site in &model.sites {
            names.add("site", &site.id, "", site.name.as_ref());
        }
        for service in &model.services {
            names.add("service", &service.id, "", service.name.as_ref());
        }
        for buyer in &model.buyers {
            names.add("buyer", &buyer.id, "", buyer.name.as_ref());
        }
        for option in &model.options {
            names.add("option", &option.id, "", option.name.as_ref());
        }
        names
    }

    fn add(&mut self, kind: &'static str, id: &'a str, part: &'a str, name: Option<&'a String>) {
        if let Some(name) = name {
            self.0.insert((kind, id, part), name);
        }
    }

    fn get<'n>(&'n self, kind: &'static str, id: &'n str) -> &'n str {
        self.0.get(&(kind, id, "")).copied().unwrap_or(id)
    }

    /// Returns what to call a foundry.
    pub fn foundry<'n>(&'n self, id: &'n str) -> &'n str {
        self.get("foundry", id)
    }

    /// Returns what to call a process.
    pub fn process<'n>(&'n self, id: &'n str) -> &'n str {
        self.get("process", id)
    }

    /// Returns what to call an expansion of a foundry or process.
    pub fn expansion<'n>(&'n self, kind: &'static str, id: &'n str, expansion: &'n str) -> &'n str {
        let name = self.0.get(&(kind, id, expansion));
        name.copied().unwrap_or(expansion)
    }

    /// Returns what to call a die, component, chip or rack.
    pub fn item<'n>(&'n self, id: &'n str) -> &'n str {
        self.get("item", id)
    }

    /// Returns what to call a site.
    pub fn site<'n>(&'n self, id: &'n str) -> &'n str {
        self.get("site", id)
    }

    /// Returns what to call a service.
    pub fn service<'n>(&'n self, id: &'n str) -> &'n str {
        self.get("service", id)
    }

    /// Returns what to call a service, with its unit: `bedrock, chip-quarters`.
    pub(crate) fn service_and_unit(&self, service: &ServiceLevel) -> String {
        let name = self.service(&service.service);
        match &service.unit {
            Some(unit) => format!("{name}, {unit}s"),
            None => name.to_owned(),
        }
    }

    /// Returns what to call an option.
    pub fn option<'n>(&'n self, id: &'n str) -> &'n str {
        self.get("option", id)
    }

    /// Returns what to call a buyer.
    pub fn buyer<'n>(&'n self, id: &'n str) -> &'n str {
        self.get("buyer", id)
    }
}

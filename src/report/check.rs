//! What a valid model holds, in words and as data.

use serde::Serialize;

use crate::formulation::formulate;
use crate::input::ScenarioInfo;
use crate::model::Model;
use crate::quarter::Quarter;

use super::document::{Column, Document, Section, Table};
use super::json::Finding;
use super::number::count;

/// The result of `waferline check --format json` of a valid model; of one with errors, that of `solve` with the status
/// `error`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "status", rename = "valid", rename_all = "kebab-case")]
#[non_exhaustive]
pub struct CheckReport {
    /// The model's title.
    pub name: Option<String>,
    /// The currency of every amount.
    pub currency: String,
    /// The first quarter.
    pub start: String,
    /// Quarters of the horizon.
    pub quarters: usize,
    /// Quarters after it in which what is installed still serves.
    pub tail_quarters: usize,
    /// How many there are of each kind of entity.
    pub entities: Entities,
    /// What is taken whole or left, in the order of the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<ListedOption>,
    /// The size of the linear program.
    pub program: Size,
    /// The scenarios, in the order of the file.
    pub scenarios: Vec<Named>,
    /// What the model probably does not mean.
    pub warnings: Vec<Finding>,
    /// Version of waferline.
    pub waferline: String,
}

/// How many there are of each kind of entity.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct Entities {
    pub foundry: usize,
    pub die: usize,
    pub component: usize,
    pub process: usize,
    pub chip: usize,
    pub rack: usize,
    pub site: usize,
    pub service: usize,
    pub buyer: usize,
    pub option: usize,
}

/// Something that is taken whole or left.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ListedOption {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// In which quarter it is decided.
    pub decided: Quarter,
    /// How often it can be taken.
    pub at_most: u32,
    /// Whether it is taken in whole numbers.
    pub whole: bool,
    /// How often it is taken; null where that is to be decided.
    pub taken: Option<f64>,
}

impl ListedOption {
    fn all(model: &Model) -> Vec<Self> {
        let listed = model.options.iter().map(|it| Self {
            id: it.id.clone(),
            name: it.name.clone(),
            decided: model.horizon.quarter(it.decided),
            at_most: it.at_most,
            whole: it.whole,
            taken: it.taken,
        });
        listed.collect()
    }

    /// Returns how often it is or can be taken.
    fn in_words(&self) -> String {
        match (self.taken, self.at_most, self.whole) {
            (Some(0.0), ..) => "the model leaves it".to_owned(),
            (Some(1.0), ..) => "the model takes it".to_owned(),
            (Some(taken), ..) => format!("the model takes it {taken} times"),
            (None, 1, true) => "once or not at all".to_owned(),
            (None, most, true) => format!("up to {most} times"),
            (None, most, false) => format!("any share up to {most}"),
        }
    }
}

/// The size of a linear program.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Size {
    /// Numbers that are decided.
    pub columns: usize,
    /// Limits and balances.
    pub rows: usize,
}

/// A scenario.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Named {
    /// Its id.
    pub name: String,
    /// What it stands for.
    pub description: Option<String>,
}

impl CheckReport {
    /// Returns what a valid model holds.
    #[must_use]
    pub fn of(model: &Model, scenarios: Vec<ScenarioInfo>, warnings: Vec<Finding>) -> Self {
        let lp = formulate(model);
        let named = |it: ScenarioInfo| Named {
            name: it.name,
            description: it.description,
        };
        Self {
            name: model.name.clone(),
            currency: model.currency.clone(),
            start: model.horizon.start.to_string(),
            quarters: model.horizon.quarters,
            tail_quarters: model.horizon.tail_quarters,
            entities: Entities {
                foundry: model.foundries.len(),
                die: model.dies.len(),
                component: model.components.len(),
                process: model.processes.len(),
                chip: model.chips.len(),
                rack: model.racks.len(),
                site: model.sites.len(),
                service: model.services.len(),
                buyer: model.buyers.len(),
                option: model.options.len(),
            },
            options: ListedOption::all(model),
            program: Size {
                columns: lp.columns().len(),
                rows: lp.rows().len(),
            },
            scenarios: scenarios.into_iter().map(named).collect(),
            warnings,
            waferline: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    /// Returns the JSON Schema of these documents.
    #[cfg(feature = "schema")]
    #[must_use]
    pub fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }

    /// Returns the JSON, indented, with a final newline.
    pub fn render(&self) -> serde_json::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// Returns the same in words.
    #[must_use]
    pub fn document(&self) -> Document {
        let name = self.name.as_deref().unwrap_or("The model");
        let tail = match self.tail_quarters {
            0 => String::new(),
            tail => format!(" and a tail of {tail}"),
        };
        let mut holds = Section::new("");
        holds.add_paragraph(format!("{}.", self.entities.in_words()));
        holds.add_paragraph(format!(
            "{} from {}{tail}, amounts in {}: {} x {}.",
            count(self.quarters, "quarter", "quarters"),
            self.start,
            self.currency,
            count(self.program.columns, "column", "columns"),
            count(self.program.rows, "row", "rows"),
        ));
        let mut options = Section::new(count(self.options.len(), "option", "options"));
        let columns = vec![Column::words("Decided in"), Column::words("Taken")];
        let mut table = Table::new("Option", columns);
        for it in &self.options {
            let name = it.name.as_ref().unwrap_or(&it.id);
            let cells = vec![it.decided.to_string(), it.in_words()];
            table.add_row("", name.clone(), cells);
        }
        options.add_table(table);
        let mut scenarios = Section::new(count(self.scenarios.len(), "scenario", "scenarios"));
        let mut table = Table::new("Scenario", vec![Column::words("What it stands for")]);
        for it in &self.scenarios {
            let description = it.description.clone().unwrap_or_default();
            table.add_row("", it.name.clone(), vec![description]);
        }
        scenarios.add_table(table);
        let mut sections = vec![holds, options, scenarios];
        sections.retain(|section| !section.blocks.is_empty());
        Document {
            title: format!("{name} is valid"),
            sections,
        }
    }
}

impl Entities {
    fn in_words(self) -> String {
        let kinds = [
            (self.foundry, "foundry", "foundries"),
            (self.die, "die", "dies"),
            (self.component, "component", "components"),
            (self.process, "process", "processes"),
            (self.chip, "chip", "chips"),
            (self.rack, "rack", "racks"),
            (self.site, "site", "sites"),
            (self.service, "service", "services"),
            (self.buyer, "buyer", "buyers"),
            (self.option, "option", "options"),
        ];
        let present = kinds.iter().filter(|(number, ..)| *number > 0);
        let words: Vec<String> = present
            .map(|&(number, one, many)| count(number, one, many))
            .collect();
        words.join(", ")
    }
}

//! Answers that are not a plan, in words: no plan is possible, or the margin is unbounded.

use crate::explain::{ConflictMember, Diagnosis, RepairKind, Sense};
use crate::model::Address;
use crate::model::Model;
use crate::outcome::Unbounded;

use super::document::{Block, Column, Document, Section, Table};
use super::number::{Money, quantity};
use super::title;

/// Where a number of the model was set: the file and the line in it, from 1.
pub type Locate<'a> = &'a dyn Fn(&Address) -> Option<(String, usize)>;

/// Returns the report on a model without a plan: the limits that cannot hold together and what would repair it.
#[must_use]
pub fn infeasible(model: &Model, why: &Diagnosis, locate: Locate) -> Document {
    let mut section = Section::new("");
    section.add_paragraph(
        if model.held.is_empty() {
            "No plan keeps every limit and promise. This is proved, not a failed search."
        } else {
            "No plan keeps every limit and promise with these decisions held. This is proved, not a failed search."
        },
    );
    if why.only_in_part {
        section.add_paragraph(
            "No selection of options makes a plan possible, though taking options in part would. With none of them taken:",
        );
    }
    section.add_paragraph(match (why.conflict.len(), why.is_irreducible) {
        (0, _) => "The proof names no single limit.",
        (1, _) => "This cannot hold in any plan:",
        (_, true) if !model.is_decided() => {
            "These cannot hold together, whichever options are taken; without any one of them, the others can, at least if options \
             may be taken in part:"
        }
        (_, true) => "These cannot hold together; without any one of them, the others can:",
        (_, false) => "These limits cannot hold together; at least one of them has to give:",
    });
    let members = why.conflict.iter();
    section.blocks.push(Block::List(
        members
            .map(|member| reported(why, member, locate))
            .collect(),
    ));
    if let Some(shortage) = &why.shortage {
        section.add_paragraph(format!(
            "Asked for: {} {}. Possible within the other limits: at most {}. Short: {}.",
            quantity(shortage.asked),
            shortage.unit,
            quantity(shortage.possible.max(0.0)),
            quantity(shortage.short),
        ));
    }
    let mut sections = vec![section];
    if !why.repairs.is_empty() {
        sections.push(repairs(model, why));
    }
    Document {
        title: title(model),
        sections,
    }
}

/// Returns a member of a conflict: what it limits, by how much, where it was set, what it gives.
fn reported(why: &Diagnosis, member: &ConflictMember, locate: Locate) -> String {
    let mut words = member.what.clone();
    if let Some(amount) = member.amount {
        words = format!("{words}: {} {}", member.sense.word(), quantity(amount));
    }
    if let (Some(part), Some(shortage), Sense::AtMost) = (member.part, &why.shortage, member.sense)
    {
        words = format!("{words}, good for {} {}", quantity(part), shortage.unit);
    }
    if let Some(address) = &member.address {
        let place = locate(address).map(|(file, line)| format!(", {file}:{line}"));
        words = format!("{words} ({address}{})", place.unwrap_or_default());
    }
    words
}

fn repairs(model: &Model, why: &Diagnosis) -> Section {
    let mut section = Section::new("What would make a plan possible");
    section.add_paragraph(
        "Each change by itself is enough, and less of it is not. The margin is that of the best plan then.",
    );
    let mut table = Table::new(
        "Change (as --set takes it)",
        vec![
            Column::words("What"),
            Column::number(format!("Margin, {}", model.currency)),
        ],
    );
    let margins: Vec<f64> = why.repairs.iter().filter_map(|it| it.margin).collect();
    let unit = Money::of(&margins);
    table.columns[1].heading = format!("Margin, {}", unit.unit(&model.currency));
    for repair in &why.repairs {
        let margin = match repair.margin {
            Some(margin) => unit.cell(margin),
            None => "unbounded".to_owned(),
        };
        for (position, assignment) in repair.assignments.iter().enumerate() {
            let cells = if position == 0 {
                vec![repaired(repair.kind).to_owned(), margin.clone()]
            } else {
                vec!["  and".to_owned(), String::new()]
            };
            table.add_row("", assignment.clone(), cells);
            if position == 0 {
                table.with_values([None, repair.margin]);
                table.in_unit(unit);
            }
        }
    }
    section.add_table(table);
    section
}

/// Returns what a repair does, in words.
pub(crate) fn repaired(kind: RepairKind) -> &'static str {
    match kind {
        RepairKind::More => "more",
        RepairKind::Less => "less",
        RepairKind::MoreThroughout => "more in every quarter",
        RepairKind::LessThroughout => "less in every quarter",
        RepairKind::OrdersLater => "one quarter later",
        RepairKind::LongerWait => "a longer wait",
        RepairKind::NotFirm => "may be late",
        RepairKind::TakenLess => "taken less often",
        RepairKind::Together => "together",
    }
}

/// Returns the report on a model whose margin has no end: what would grow without limit.
#[must_use]
pub fn unbounded(model: &Model, why: &Unbounded) -> Document {
    let mut section = Section::new("");
    section.add_paragraph(
        "The margin is unbounded: some activities earn more together the more there is of them, and no limit stops them. \
         A limit or a cost is missing, or a price is too high.",
    );
    section.add_paragraph("They grow together like this:");
    section.blocks.push(Block::List(why.ray.clone()));
    document(model, section)
}

fn document(model: &Model, section: Section) -> Document {
    Document {
        title: title(model),
        sections: vec![section],
    }
}

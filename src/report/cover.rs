//! The cheapest extra supply with which nobody waits, in words and tables.

use std::collections::BTreeMap;

use crate::explain::Cover;
use crate::model::Model;

use super::document::{Column, Document, Section, Table};
use super::number::{Format, NOTHING, money, percent};
use super::title;

/// Returns the report on the extra supply that covers own services, orders and upside together.
#[must_use]
pub fn cover(model: &Model, cover: &Cover) -> Document {
    let mut sections = vec![summary(model, cover)];
    if !cover.extra.is_empty() {
        sections.push(extra(cover));
    }
    if !cover.uncovered.is_empty() {
        sections.push(uncovered(cover));
    }
    Document {
        title: format!("{}: covering services and buyers", title(model)),
        sections,
    }
}

fn summary(model: &Model, cover: &Cover) -> Section {
    let mut section = Section::new("");
    section.add_paragraph(match (cover.extra.is_empty(), cover.uncovered.is_empty()) {
        (true, true) => {
            "No extra supply is needed: there is enough for every service, order and upside."
        }
        (true, false) => {
            "No extra supply would help: what waits is asked for before anything could arrive."
        }
        (false, true) => {
            "With the extra supply below nobody waits, and every order and upside is met."
        }
        (false, false) => {
            "With the extra supply below nobody waits, and every order and upside is met, \
             but for what no supply can reach in time."
        }
    });
    let change = cover.margin - cover.margin_before;
    let direction = if change < 0.0 { "less" } else { "more" };
    section.add_paragraph(format!(
        "Margin when all of it is met: {}, {} {direction} than the best plan without ({}). The extra capacity itself is \
         priced where the model has an expansion in that quarter, else it is free here: compare its price with this.",
        money(cover.margin, &model.currency),
        money(change.abs(), &model.currency),
        money(cover.margin_before, &model.currency),
    ));
    section
}

fn extra(cover: &Cover) -> Section {
    let mut section = Section::new("Extra supply");
    section.add_paragraph("The least, by the sum of its shares of the limits.");
    let columns = ["Now", "Extra", "Share"].map(Column::number);
    let mut table = Table::new("Limit", columns.to_vec());
    for of in &cover.extra {
        for extra in &of.quarters {
            let quarter = extra.address.quarter.map(|quarter| quarter.to_string());
            let format = Format::of(&[extra.limit, extra.extra]);
            let share = extra.share.map_or(NOTHING.to_owned(), percent);
            let cells = vec![format.cell(extra.limit), format.cell(extra.extra), share];
            table.add_row(&of.path, quarter.unwrap_or_default(), cells);
        }
    }
    section.add_table(table);
    section
}

fn uncovered(cover: &Cover) -> Section {
    let mut section = Section::new("What no supply can cover");
    section.add_paragraph(
        "Asked for before anything can arrive, or beyond what displacement leaves of demand.",
    );
    let columns = ["Asked", "Not covered"].map(Column::number);
    let mut table = Table::new("Demand", columns.to_vec());
    let mut paths: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for of in &cover.uncovered {
        paths.entry(&of.path).or_default().push(of);
    }
    for (path, quarters) in paths {
        for of in quarters {
            let format = Format::of(&[of.asked, of.uncovered]);
            let cells = vec![format.cell(of.asked), format.cell(of.uncovered)];
            table.add_row(path, of.quarter.to_string(), cells);
        }
    }
    section.add_table(table);
    section
}

//! The cheapest extra supply with which nobody waits, in words and tables.

use std::collections::BTreeMap;

use crate::explain::{Cover, Uncovered};
use crate::model::{BuyerField, Field, FieldPath, Model};
use crate::quarter::Quarter;

use super::document::{Column, Document, Section, Table};
use super::explain::words::Words;
use super::names::Names;
use super::number::{Format, NOTHING, count, money, percent};
use super::title;

/// Returns the report on the extra supply that covers own services, orders and upside together.
#[must_use]
pub fn cover(model: &Model, cover: &Cover) -> Document {
    let mut sections = vec![summary(model, cover)];
    if !cover.extra.is_empty() {
        sections.push(extra(model, cover));
    }
    if !(cover.waits.is_empty() && cover.uncovered.is_empty()) {
        sections.push(waits(model, cover));
    }
    Document {
        title: format!("{}: covering services and buyers", title(model)),
        sections,
    }
}

fn summary(model: &Model, cover: &Cover) -> Section {
    let mut section = Section::new("");
    let all_waits = cover.waits.is_empty() && cover.uncovered.is_empty();
    section.add_paragraph(match (cover.extra.is_empty(), cover.uncovered.is_empty()) {
        (true, _) if all_waits => {
            "Nobody waits in the plan, and every order and upside is met: no extra supply is needed."
        }
        (true, true) => "No extra supply is needed: all that waits in the plan could be served now.",
        (true, false) => {
            "No extra supply would help: with every supply without limit, as much would still wait."
        }
        (false, true) => {
            "With the extra supply below nobody waits, and every order and upside is met."
        }
        (false, false) => {
            "With the extra supply below every order and upside is met and nobody waits, except for what would wait even \
             with every supply without limit."
        }
    });
    let currency = &model.currency;
    let without = &cover.without_extra;
    let (now, left) = (shares(&cover.waits), shares(&without.uncovered));
    if !cover.waits.is_empty() {
        let size = (now - left) / now;
        section.add_paragraph(if size > 1e-6 {
            let totals = in_all(cover);
            let fewer = |from: usize, to: usize| {
                let changed = |of: &&[f64; 3]| of[from] - of[to] > 1e-6 * of[from];
                count(totals.values().filter(changed).count(), "demand", "demands")
            };
            format!(
                "Without extra supply, a plan that puts serving before margin costs {} of margin. Then less waits of {}, and more of \
                 {}; the table of all quarters shows which.",
                money(without.loss.max(0.0), currency),
                fewer(0, 1),
                fewer(1, 0),
            )
        } else {
            "None of the waiting could be served without extra supply.".to_owned()
        });
    }
    if cover.extra.is_empty() {
        return section;
    }
    let change = cover.margin - cover.margin_before;
    let direction = if change < 0.0 { "less" } else { "more" };
    section.add_paragraph(format!(
        "Margin when all of it is met: {}, {} {direction} than the best plan without ({}).",
        money(cover.margin, currency),
        money(change.abs(), currency),
        money(cover.margin_before, currency),
    ));
    let names = Names::of(model);
    let words = Words::of(model, &names);
    let free: Vec<String> = cover
        .extra
        .iter()
        .filter(|of| of.cost.is_none())
        .map(|of| words.limit(&of.path))
        .collect();
    let priced = format!(
        "At the model's prices of wafers, expansions, components and work the extra supply costs {}: no other that covers as \
         much costs less.",
        money(cover.extra_cost, currency),
    );
    section.add_paragraph(match (free.is_empty(), cover.extra_cost > 0.0) {
        (true, _) => priced,
        (false, true) => format!("{priced} {}", is_free(&free)),
        (false, false) => is_free(&free),
    });
    section
}

fn is_free(limits: &[String]) -> String {
    format!(
        "The model gives no price for {}: more of it is free here. Compare what it would cost with the margin.",
        limits.join(", ")
    )
}

/// Returns the sum of the shares of what is asked.
fn shares(waits: &[Uncovered]) -> f64 {
    let share = |of: &Uncovered| of.uncovered / of.asked.max(f64::MIN_POSITIVE);
    waits.iter().map(share).sum()
}

fn extra(model: &Model, cover: &Cover) -> Section {
    let mut section = Section::new("Extra supply");
    section.add_paragraph(
        "The cheapest at the model's prices; of supply without a price the least, by the sum of its shares of the limits.",
    );
    let mut columns = ["Now", "Extra", "Share"].map(Column::number).to_vec();
    columns.push(Column::words("Costs, present value"));
    let mut table = Table::new("Limit", columns);
    let names = Names::of(model);
    let words = Words::of(model, &names);
    for of in &cover.extra {
        for extra in &of.quarters {
            let quarter = extra.address.quarter.map(|quarter| quarter.to_string());
            let format = Format::of(&[extra.limit, extra.extra]);
            let share = extra.share.map_or(NOTHING.to_owned(), percent);
            let costs = match extra.cost {
                Some(cost) => money(cost, &model.currency),
                None => "no price".to_owned(),
            };
            let cells = vec![
                format.cell(extra.limit),
                format.cell(extra.extra),
                share,
                costs,
            ];
            table.add_row(&words.limit(&of.path), quarter.unwrap_or_default(), cells);
        }
    }
    section.add_table(table);
    section
}

/// What waits of one demand in one quarter: in the plan, without extra supply, with it.
#[derive(Default)]
struct Waits {
    asked: f64,
    waits: [f64; 3],
}

/// Returns what waits in the plan, without extra supply, and with any.
fn three(cover: &Cover) -> [&[Uncovered]; 3] {
    [
        &cover.waits,
        &cover.without_extra.uncovered,
        &cover.uncovered,
    ]
}

/// Whose demand, and whether it is orders lost.
type Who<'a> = (&'a FieldPath, bool);

fn who(of: &Uncovered) -> Who<'_> {
    (&of.path, of.lost)
}

/// Returns the same in all quarters, by demand.
fn in_all(cover: &Cover) -> BTreeMap<Who<'_>, [f64; 3]> {
    let mut totals: BTreeMap<Who, [f64; 3]> = BTreeMap::new();
    for (position, list) in three(cover).into_iter().enumerate() {
        for of in list {
            totals.entry(who(of)).or_default()[position] += of.uncovered;
        }
    }
    totals
}

fn waits(model: &Model, cover: &Cover) -> Section {
    let mut section = Section::new("What waits");
    section.add_paragraph(
        "In the plan: what waits in the best plan. Without extra: what would wait if serving came before margin, with the supply \
         there is. With any: what would wait whatever the supply, because it is asked for before anything can arrive, or beyond \
         what displacement leaves of demand. The last two columns are the least sum of shares of what is asked, so more of one \
         demand may wait for less of the others.",
    );
    let mut by_quarter: BTreeMap<(Who, Quarter), Waits> = BTreeMap::new();
    for (position, list) in three(cover).into_iter().enumerate() {
        for of in list {
            let waits = by_quarter.entry((who(of), of.quarter)).or_default();
            waits.asked = of.asked;
            waits.waits[position] = of.uncovered;
        }
    }
    let headings = ["In the plan", "Without extra", "With any"].map(Column::number);
    let mut table = Table::new("In all quarters", headings.to_vec());
    let names = Names::of(model);
    let words = Words::of(model, &names);
    for ((path, lost), units) in in_all(cover) {
        let format = Format::of(&units);
        let cells = units.map(|units| format.cell(units));
        let (what, unit) = (words.limit(path), words.unit(path));
        let are_orders = matches!(path.field, Field::Buyer(_, BuyerField::Orders));
        let label = match (are_orders, lost) {
            (true, true) => format!("{what} lost, {unit}s"),
            // What is open at the end of each quarter, over all quarters.
            (true, false) => format!("{what} open, {unit}-quarters"),
            (false, _) => format!("{what}, {unit}s"),
        };
        table.add_row("", label, cells.to_vec());
    }
    section.add_table(table);
    let columns = [Column::number("Asked")].into_iter().chain(headings);
    let mut table = Table::new("By quarter", columns.collect());
    for (((path, lost), quarter), of) in by_quarter {
        let [plan, without, with] = of.waits;
        let format = Format::of(&[of.asked, plan, without, with]);
        let cells = [of.asked, plan, without, with].map(|units| format.cell(units));
        let mut who = words.limit(path);
        if lost {
            who.push_str(", lost");
        }
        table.add_row(&who, quarter.to_string(), cells.to_vec());
    }
    section.add_table(table);
    section
}

//! Why something is done or is not, in words, tables and JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use super::document::{Block, Column, Document, Section, Table};
use super::explain::change::instead;
use super::explain::words::Words;
use super::json::Finding;
use super::names::Names;
use super::number::{Money, NOTHING, money, quantity};
use super::options::held_by_id;
use super::section::margin::line_name;
use super::spans::span;
use super::title;
use crate::explain::{
    IndifferencePrice, IndifferenceTable, PriceLineKind, PriceOut, Sale, ServiceMargin, Standing,
    Why,
};
use crate::model::Model;
use crate::plan::Plan;
use crate::provenance::Provenance;
use crate::quarter::Quarter;

/// The result of `waferline why --format json` for a model that has a plan; else that of `waferline solve`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WhyReport {
    /// Always `explained`.
    pub status: &'static str,
    /// The model's title.
    pub name: Option<String>,
    /// The currency of every amount.
    pub currency: String,
    /// The activities asked for.
    pub activities: Vec<Why>,
    /// The prices from which each buyer is sold to, where no activity was asked for.
    pub prices: Option<IndifferenceTable>,
    /// How often each option that was to be decided is taken, by id: all of this holds with the options so.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub options_held: BTreeMap<String, f64>,
    /// What the answer was made from.
    pub provenance: Provenance,
    /// What the model probably does not mean.
    pub warnings: Vec<Finding>,
}

impl WhyReport {
    /// Returns the report of these explanations.
    #[must_use]
    pub fn of(
        model: &Model,
        activities: Vec<Why>,
        prices: Option<IndifferenceTable>,
        plan: &Plan,
        provenance: Provenance,
        warnings: Vec<Finding>,
    ) -> Self {
        Self {
            status: "explained",
            name: model.name.clone(),
            currency: model.currency.clone(),
            activities,
            prices,
            options_held: held_by_id(plan),
            provenance,
            warnings,
        }
    }

    /// Returns the document, indented, with a final newline.
    pub fn render(&self) -> serde_json::Result<String> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        Ok(text)
    }

    /// Returns the JSON Schema of what [`Self::render`] returns.
    #[cfg(feature = "schema")]
    #[must_use]
    pub fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }
}

/// Up to this many activities are shown line by line; more only in a table.
const STATEMENTS: usize = 3;

/// Returns the explanations as a report: statements of few activities, a table of many.
#[must_use]
pub fn document(model: &Model, activities: &[Why], prices: Option<&IndifferenceTable>) -> Document {
    let mut sections = Vec::new();
    if activities.len() > STATEMENTS {
        sections.push(summary(model, activities));
    } else {
        sections.extend(activities.iter().map(|why| statement(model, why)));
    }
    sections.extend(prices.map(|table| indifference(model, table)));
    Document {
        title: title(model),
        sections,
    }
}

/// Returns one activity line by line, in money of its own quarter.
pub(in crate::report) fn statement(model: &Model, why: &Why) -> Section {
    let it = &why.price_out;
    let mut section = Section::new(it.does.clone());
    if let Standing::Impossible { why } = &it.standing {
        section.add_paragraph(format!("It cannot happen: {why}."));
    }
    if !it.lines.is_empty() {
        section.add_table(lines(model, it));
    }
    let mut points = Vec::new();
    points.extend(stands_for_a_life(it));
    let planned = quantity(it.planned);
    match it.standing {
        Standing::Done => points.push(format!("Done: {planned} in the plan.")),
        Standing::AtLimit => points.push(format!(
            "Done: {planned} in the plan, as many as its own limit allows."
        )),
        Standing::NotDone if why.indifference.is_none() => {
            let short = it.falls_short_by.unwrap_or(0.0);
            points.push(format!(
                "Not done: it would be if a unit earned {} more (checked on both sides).",
                money(short, &model.currency)
            ));
        }
        _ => {}
    }
    points.extend(one_unit(model, it));
    if let Some(price) = &why.indifference {
        points.extend(sold_from(model, price));
        points.extend(beyond(model, price));
    }
    points.extend(
        why.service_margin
            .map(|margin| service_margin(model, margin)),
    );
    if it.after_service_first {
        points.push(
            "Service comes first: prices are those of the plans with the least shortfall."
                .to_owned(),
        );
    }
    if !points.is_empty() {
        section.blocks.push(Block::List(points));
    }
    section
}

/// What is earned and paid, and what others could do with what is taken; each has a heading and a sum.
const DIRECT: &str = "Earned and paid";
const TAKEN: &str = "Taken from other uses";

/// Returns that a unit earns or costs in later quarters too, where it does: a rack serves for years.
fn stands_for_a_life(it: &PriceOut) -> Option<String> {
    let of_money = it
        .lines
        .iter()
        .filter(|line| matches!(line.kind, PriceLineKind::Money { .. }));
    let last = of_money.filter_map(|line| line.quarter).max()?;
    let quarter = it.activity.quarter;
    (last > quarter).then(|| {
        format!("A unit earns and costs until {last}: each amount is its sum over those quarters, discounted to {quarter}.")
    })
}

/// Amounts of one label: the first and last quarter, and the sum.
struct Reported {
    label: String,
    /// Money that changes hands, rather than what others lose or gain.
    is_direct: bool,
    when: Option<(Quarter, Quarter)>,
    amount: f64,
}

fn lines(model: &Model, it: &PriceOut) -> Table {
    let names = Names::of(model);
    let words = Words::of(model, &names);
    let mut reported: Vec<Reported> = Vec::new();
    for line in &it.lines {
        let amount = line.present_value / it.discount;
        let label = label(&words, &line.kind, amount);
        let is_direct = matches!(line.kind, PriceLineKind::Money { .. });
        let same = reported
            .iter_mut()
            .find(|it| it.label == label && (it.amount > 0.0) == (amount > 0.0));
        match (same, line.quarter) {
            (Some(reported), quarter) => {
                reported.amount += amount;
                if let (Some((first, last)), Some(quarter)) = (&mut reported.when, quarter) {
                    *first = (*first).min(quarter);
                    *last = (*last).max(quarter);
                }
            }
            (None, quarter) => reported.push(Reported {
                label,
                is_direct,
                when: quarter.map(|quarter| (quarter, quarter)),
                amount,
            }),
        }
    }
    let net = it.net / it.discount;
    let amounts: Vec<f64> = reported.iter().map(|it| it.amount).collect();
    let unit = Money::of(&amounts);
    let of = format!(" of {}", it.activity.quarter);
    let columns = vec![
        Column::money(format!("{}{of}", unit.unit(&model.currency))),
        Column::words("When"),
    ];
    let mut table = Table::new("One unit", columns);
    let parts = [(DIRECT, true), (TAKEN, false)];
    let has_both = parts
        .iter()
        .all(|&(_, is_direct)| reported.iter().any(|it| it.is_direct == is_direct));
    for (heading, is_direct) in parts {
        let of_part = || reported.iter().filter(|it| it.is_direct == is_direct);
        for reported in of_part() {
            let when = reported
                .when
                .map_or(String::new(), |(first, last)| span(first, last));
            let cells = vec![unit.cell(reported.amount), when];
            table.add_row(heading, reported.label.clone(), cells);
        }
        if has_both && of_part().count() > 1 {
            let together = of_part().map(|it| it.amount).sum();
            table.add_row(
                heading,
                "together",
                vec![unit.cell(together), String::new()],
            );
        }
    }
    let largest = amounts.iter().fold(0.0_f64, |most, it| most.max(it.abs()));
    let (label, amount) = match net {
        nothing if nothing.abs() <= 1e-9 * largest => ("what is left", 0.0),
        short if short < 0.0 => ("falls short by", -short),
        more => ("what is left", more),
    };
    table.add_row("", label, vec![unit.cell(amount), String::new()]);
    table.mark_total();
    table
}

fn label(words: &Words, kind: &PriceLineKind, amount: f64) -> String {
    // What is left to others, or counts toward a promise, is worth its price too.
    let scarcity = if amount > 0.0 { "relief" } else { "scarcity" };
    match kind {
        PriceLineKind::Money { line, of_name, .. } => format!("{}: {of_name}", line_name(*line)),
        PriceLineKind::Scarcity { address, limit, .. } => match address {
            Some(address) => format!("{scarcity}: {}", words.limit(&address.path)),
            None => format!("{scarcity}: {limit}"),
        },
        PriceLineKind::DoesNotPay { activity } => format!("does not pay by itself: {activity}"),
        PriceLineKind::Elsewhere { what, .. } => format!("worth in other uses: {what}"),
    }
}

/// Returns what one whole unit more or fewer would change, where that was solved.
fn one_unit(model: &Model, it: &PriceOut) -> Option<String> {
    let said = |how: &str, change: Option<f64>| {
        let change = change?;
        let largest = it.lines.iter().map(|line| line.present_value.abs());
        // Less than this of what a unit earns and takes is rounding.
        let nothing = 1e-6 * largest.fold(0.0, f64::max);
        let size = money(change.abs(), &model.currency);
        Some(match change {
            change if change.abs() <= nothing => format!("{how} would not change the margin"),
            change if change < 0.0 => format!("{how} would lower the margin by {size}"),
            _ => format!("{how} would raise the margin by {size}"),
        })
    };
    let more = match it.standing {
        Standing::AtLimit => "One more, with its limit raised by one,",
        Standing::NotDone => "One all the same",
        _ => "One more",
    };
    let parts = [said(more, it.one_more), said("one fewer", it.one_fewer)];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let mut words = parts.join("; ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    (!words.is_empty()).then(|| format!("{words} (present value, by re-solving)."))
}

/// Returns what else changes just beyond the price of a sale.
fn beyond(model: &Model, it: &IndifferencePrice) -> Option<String> {
    let beyond = it.beyond.as_ref()?;
    let names = Names::of(model);
    let instead = instead(model, &names, beyond, &it.item, quantity);
    Some(if beyond.units < 0.0 {
        let less = money(-beyond.margin, &model.currency);
        format!("Below that {instead}; the margin is {less} lower then.")
    } else {
        let units = quantity(beyond.units);
        format!("Above that {units} are sold at once; {instead}.")
    })
}

/// Returns from which price it is sold; nothing where that was said already.
fn sold_from(model: &Model, it: &IndifferencePrice) -> Option<String> {
    let price = it
        .price
        .map_or(String::new(), |price| money(price, &model.currency));
    Some(match (it.sale, it.indifference) {
        (Sale::Promised, _) => {
            "Sold at any price: without it no plan keeps every promise.".to_owned()
        }
        (Sale::NoRoom, _) => "Not sold at any price: other limits leave no room for it.".to_owned(),
        (_, Some(from)) if from <= 0.0 => format!(
            "Sold at any price, even given away: the price is {price}, and below {} it would stop (checked on both sides).",
            money(from, &model.currency)
        ),
        (Sale::Sold, Some(from)) => format!(
            "Sold from a price of {} up; the price is {price} (checked on both sides).",
            money(from, &model.currency)
        ),
        (Sale::NotSold, Some(from)) => format!(
            "Not sold at the price of {price}: sold from a price of {} up (checked on both sides).",
            money(from, &model.currency)
        ),
        _ => return None,
    })
}

fn service_margin(model: &Model, margin: ServiceMargin) -> String {
    let change = money(margin.change.abs(), &model.currency);
    let from = margin.from;
    if margin.change >= 0.0 {
        format!(
            "If each of your own services earned {change} more a unit from {from}, the sale would stop (checked on both sides)."
        )
    } else {
        format!(
            "If each of your own services earned {change} less a unit from {from}, the sale would start (checked on both sides)."
        )
    }
}

/// Returns many activities, a row each.
fn summary(model: &Model, activities: &[Why]) -> Section {
    let mut section = Section::new("Why");
    let shorts = |why: &Why| why.price_out.falls_short_by.unwrap_or(0.0);
    let prices = |why: &Why| {
        let price = why.indifference.as_ref();
        price.and_then(|it| it.indifference).unwrap_or(0.0)
    };
    let amounts: Vec<f64> = activities
        .iter()
        .flat_map(|it| [shorts(it), prices(it)])
        .collect();
    let unit = Money::of(&amounts);
    let currency = unit.unit(&model.currency);
    let mut table = Table::new(
        "Activity",
        vec![
            Column::number("In the plan"),
            Column::number(format!("Falls short by, {currency}")),
            Column::number(format!("Sold from, {currency}")),
            Column::words(""),
        ],
    );
    for why in activities {
        let it = &why.price_out;
        let words = match &it.standing {
            Standing::Done => "done".to_owned(),
            Standing::AtLimit => "done, to its limit".to_owned(),
            Standing::NotDone => "not done".to_owned(),
            Standing::Impossible { why } => format!("impossible: {why}"),
        };
        let label = it.activity.quarter.to_string();
        let from = why.indifference.as_ref().and_then(|it| it.indifference);
        let cells = vec![
            quantity(it.planned),
            it.falls_short_by
                .map_or(NOTHING.to_owned(), |short| unit.cell(short)),
            from.map_or(NOTHING.to_owned(), |price| unit.cell(price)),
            words,
        ];
        table.add_row(&it.activity.path, label, cells);
    }
    table.drop_empty_columns();
    section.add_table(table);
    section
}

/// Returns the prices from which each buyer is sold to, beside the prices of the model.
#[must_use]
pub fn indifference(model: &Model, table: &IndifferenceTable) -> Section {
    let names = Names::of(model);
    let mut section = Section::new("From which price it is sold");
    let all: Vec<f64> = table
        .prices
        .iter()
        .flat_map(|it| [it.price, it.indifference])
        .flatten()
        .collect();
    let unit = Money::of(&all);
    let currency = unit.unit(&model.currency);
    let mut shown = Table::new(
        "Buyer and item",
        vec![
            Column::number("Sold"),
            Column::number(format!("Price, {currency}")),
            Column::number(format!("Sold from, {currency}")),
            Column::number("Distance"),
            Column::words(""),
        ],
    );
    for it in &table.prices {
        let words = match it.sale {
            Sale::Impossible => continue,
            Sale::Sold => "sold",
            Sale::NotSold => "not sold",
            Sale::Promised => "promised",
            Sale::NoRoom => "no room at any price",
        };
        let cell = |value: Option<f64>| value.map_or(NOTHING.to_owned(), |it| unit.cell(it));
        let cells = vec![
            quantity(it.units),
            cell(it.price),
            cell(it.indifference),
            cell(it.distance),
            words.to_owned(),
        ];
        let group = format!("{}, {}", names.buyer(&it.buyer), names.item(&it.item));
        shown.add_row(&group, it.quarter.to_string(), cells);
    }
    if shown.rows.is_empty() {
        section.add_paragraph("There is no buyer to sell to.");
    } else {
        section.add_paragraph(
            "The price from which each buyer is sold to in that quarter, all other prices as they are: where it sells, how far the price could fall; where it does not, how much is missing. Each is checked on both sides, by a proof there.",
        );
    }
    section.add_table(shown);
    if table.after_service_first {
        section.add_paragraph("Service comes first: among the plans with the least shortfall.");
    }
    section
}

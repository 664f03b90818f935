//! What is taken whole or left: what each option is worth, and how far the next selections are below the best.

use kuva::plot::BarPlot;
use kuva::render::plots::Plot;
use maud::{Markup, html};

use crate::report::document::{Block, Section, Table};
use crate::report::number::money;
use crate::report::options::{SELECTIONS, ValuedOptions};

use super::draw::{Drawing, NARROW, WIDE, color, draw, ticks};
use super::figure::{ABOVE, BELOW, Figure};
use super::section;

/// Returns the report on options, with a bar for each of the best selections.
pub(super) fn part(report: &ValuedOptions) -> Markup {
    let sections = report.document().printable().sections;
    let figure = sections.iter().find_map(|section| figure(report, section));
    html! {
        @for section in &sections {
            (section::headed(section))
            @if section.blocks.iter().any(is_of_selections) {
                @if let Some(figure) = &figure { (figure.render()) }
            }
        }
    }
}

fn is_of_selections(block: &Block) -> bool {
    matches!(block, Block::Table(table) if table.label == SELECTIONS)
}

/// Returns how far each selection is below the best; `None` where all earn the same.
fn figure(report: &ValuedOptions, section: &Section) -> Option<Figure> {
    let table = section.blocks.iter().find_map(|block| match block {
        Block::Table(table) if is_of_selections(block) => Some(table),
        _ => None,
    })?;
    let found = &report.values.selections;
    let best = found.first()?.objective;
    let below: Vec<f64> = found.iter().map(|it| best - it.objective).collect();
    let most = below.iter().copied().fold(0.0, f64::max);
    if most <= 0.0 {
        return None;
    }
    let currency = &report.model.currency;
    Some(Figure {
        id: "selections".to_owned(),
        title: format!("How far the next selections are below the best, {currency}, present value"),
        says: format!(
            "The numbers are those of the table; the last is {} below the best.",
            money(*below.last()?, currency)
        ),
        legend: Vec::new(),
        wide: drawing("selections-w", &below, table, currency, (WIDE, 240.0)),
        narrow: Some(drawing(
            "selections-n",
            &below,
            table,
            currency,
            (NARROW, 200.0),
        )),
        numbers: table.clone(),
    })
}

fn drawing(id: &str, below: &[f64], table: &Table, currency: &str, size: (f64, f64)) -> Drawing {
    let mut bars = BarPlot::new().with_width(0.7);
    let mut reported = Vec::new();
    let rows = table.rows.iter().map(|row| row.label.clone());
    let labels: Vec<String> = rows.collect();
    for (label, &amount) in labels.iter().zip(below) {
        reported.push(format!(
            "selection {label}: {} below the best",
            money(amount, currency)
        ));
        bars = bars.with_group(label.clone(), vec![(amount, color(0))]);
    }
    let bars = bars.with_tooltips().with_tooltip_labels(reported);
    let most = below.iter().copied().fold(0.0, f64::max);
    draw(id, size, vec![Plot::Bar(bars)], |layout| {
        layout
            .with_y_tick_format(ticks(&[0.0, most]))
            .with_x_categories(labels)
            .with_force_margins_y(ABOVE, BELOW)
    })
}

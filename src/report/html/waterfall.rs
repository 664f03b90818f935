//! Where the margin comes from: lines from what is earned down to the margin.

use kuva::plot::WaterfallPlot;
use kuva::render::plots::Plot;

use crate::plan::{Line, Margin};
use crate::report::document::{Column, Table};
use crate::report::number::{Money, money};
use crate::report::section::margin::line_name;

use super::draw::{Drawing, NARROW, WIDE, draw, ticks};
use super::figure::Figure;

/// How many lines are shown each; the others are one.
const SHOWN: usize = 9;

/// Returns the margin from its greatest earnings down; `None` without lines.
pub(super) fn figure(margin: &Margin, currency: &str) -> Option<Figure> {
    let steps = steps(margin);
    if steps.is_empty() {
        return None;
    }
    let mut amounts: Vec<f64> = steps.iter().map(|(_, amount)| *amount).collect();
    amounts.push(margin.present_value);
    let unit = Money::of(&amounts);
    let mut numbers = Table::new("Line", vec![Column::number(unit.unit(currency))]);
    for (name, amount) in &steps {
        numbers.add_row("", name.clone(), vec![unit.cell(*amount)]);
        numbers.with_values([Some(*amount)]);
    }
    numbers.add_row("", "margin", vec![unit.cell(margin.present_value)]);
    numbers.with_values([Some(margin.present_value)]);
    numbers.mark_total();
    Some(Figure {
        id: "waterfall".to_owned(),
        title: format!("From what is earned to the margin, {currency}, present value"),
        says: format!("{} are left.", money(margin.present_value, currency)),
        legend: Vec::new(),
        wide: drawing("waterfall-w", &steps, (WIDE, 340.0), 12),
        narrow: Some(drawing("waterfall-n", &steps, (NARROW, 300.0), 11)),
        numbers,
    })
}

/// Returns the lines of the margin summed over channels: earnings first, then costs, the greatest first.
fn steps(margin: &Margin) -> Vec<(String, f64)> {
    let mut sums: Vec<(Line, f64)> = Vec::new();
    for line in &margin.lines {
        match sums.iter_mut().find(|(kind, _)| *kind == line.line) {
            Some((_, sum)) => *sum += line.present_value,
            None => sums.push((line.line, line.present_value)),
        }
    }
    sums.retain(|(_, sum)| *sum != 0.0);
    sums.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    let rest: f64 = sums.iter().skip(SHOWN).map(|(_, sum)| sum).sum();
    let has_rest = sums.len() > SHOWN;
    sums.truncate(SHOWN);
    sums.sort_by_key(|(_, sum)| *sum < 0.0);
    let mut steps: Vec<(String, f64)> = sums
        .into_iter()
        .map(|(line, sum)| (line_name(line).to_owned(), sum))
        .collect();
    if has_rest {
        steps.push(("other lines".to_owned(), rest));
    }
    steps
}

fn drawing(id: &str, steps: &[(String, f64)], size: (f64, f64), letters: usize) -> Drawing {
    let mut plot = WaterfallPlot::new()
        .with_color_positive("var(--c3)")
        .with_color_negative("var(--c2)")
        .with_color_total("var(--c1)")
        .with_connectors();
    for (name, amount) in steps {
        plot = plot.with_delta(super::flow::cut(name, letters + 8), *amount);
    }
    plot = plot.with_total("margin");
    let most: f64 = steps.iter().map(|(_, amount)| amount.max(0.0)).sum();
    draw(id, size, vec![Plot::Waterfall(plot)], |layout| {
        layout
            .with_y_tick_format(ticks(&[0.0, most]))
            .with_x_tick_rotate(-45.0)
    })
}

//! Where the margin comes from: lines from what is earned down to the margin.

use kuva::plot::WaterfallPlot;
use kuva::render::plots::Plot;

use crate::explain::{Bridge, BridgeLine, BridgeMethod};
use crate::plan::{Line, Margin};
use crate::report::document::{Column, Table};
use crate::report::explain::words::Words;
use crate::report::number::{Money, money};
use crate::report::section::margin::line_name;

use super::draw::{Drawing, NARROW, WIDE, draw, ticks};
use super::figure::Figure;

/// How many lines are shown each; the others are one.
const SHOWN: usize = 9;
/// How long the name of a step may be.
const LETTERS: usize = 22;

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
        wide: drawing("waterfall-w", &steps, "margin", (WIDE, 340.0)),
        narrow: Some(drawing("waterfall-n", &steps, "margin", (NARROW, 300.0))),
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

fn drawing(id: &str, steps: &[(String, f64)], total: &str, size: (f64, f64)) -> Drawing {
    let mut plot = WaterfallPlot::new()
        .with_color_positive("var(--c3)")
        .with_color_negative("var(--c2)")
        .with_color_total("var(--c1)")
        .with_connectors();
    let (mut level, mut least, mut most) = (0.0_f64, 0.0_f64, 0.0_f64);
    for (name, amount) in steps {
        plot = plot.with_delta(super::flow::cut(name, LETTERS), *amount);
        level += amount;
        (least, most) = (least.min(level), most.max(level));
    }
    plot = plot.with_total(total);
    draw(id, size, vec![Plot::Waterfall(plot)], |layout| {
        layout
            .with_y_tick_format(ticks(&[least, most]))
            .with_x_tick_rotate(-45.0)
    })
}

/// Returns the bridge from the base's margin to this one's, change by change; `None` where nothing differs. `base` is what
/// that is called: `the margin without the scenario`.
pub(super) fn bridge(bridge: &Bridge, base: &str, words: &Words) -> Option<Figure> {
    let currency = &words.model.currency;
    let name = |line: &BridgeLine| {
        let names: Vec<String> = line.inputs.iter().map(|path| words.input(path)).collect();
        names.join(" and ")
    };
    let lines = bridge.lines.iter();
    let mut steps: Vec<(String, f64)> = lines.map(|line| (name(line), line.amount)).collect();
    let difference = bridge.to - bridge.from;
    if steps.iter().all(|(_, amount)| *amount == 0.0) {
        return None;
    }
    let amounts: Vec<f64> = steps.iter().map(|(_, amount)| *amount).collect();
    let unit = Money::of(&[&amounts[..], &[bridge.from, bridge.to]].concat());
    let mut numbers = Table::new("Change", vec![Column::number(unit.unit(currency))]);
    let mut add = |label: String, amount: f64| {
        numbers.add_row("", label, vec![unit.cell(amount)]);
        numbers.with_values([Some(amount)]);
    };
    add("margin of the base".to_owned(), bridge.from);
    for (name, amount) in &steps {
        add(name.clone(), *amount);
    }
    add("margin of this plan".to_owned(), bridge.to);
    numbers.mark_total();
    if steps.len() > SHOWN {
        let rest: f64 = steps.drain(SHOWN..).map(|(_, amount)| amount).sum();
        steps.push(("other changes".to_owned(), rest));
    }
    let how = match bridge.method {
        BridgeMethod::EveryOrder if bridge.lines.len() == 1 => String::new(),
        BridgeMethod::EveryOrder => {
            " Each change has its average part over all orders of making them.".to_owned()
        }
        BridgeMethod::DrawnOrders { orders, .. } => {
            format!(" Each change has its average part over {orders} drawn orders of making them.")
        }
        BridgeMethod::Together => " All at once: the quarters differ.".to_owned(),
    };
    let sign = if difference > 0.0 { "+" } else { "" };
    Some(Figure {
        id: "bridge".to_owned(),
        title: format!("From {base} to this one, {currency}, present value"),
        says: format!(
            "From {} to {}: {sign}{}.{how}",
            money(bridge.from, currency),
            money(bridge.to, currency),
            money(difference, currency),
        ),
        legend: Vec::new(),
        wide: drawing("bridge-w", &steps, "difference", (WIDE, 340.0)),
        narrow: Some(drawing("bridge-n", &steps, "difference", (NARROW, 320.0))),
        numbers,
    })
}

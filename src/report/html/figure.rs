//! A figure: what it shows in words, its legend, the drawing, and its numbers as a table.

use kuva::plot::{BarPlot, LinePlot};
use kuva::render::plots::Plot;
use maud::{Markup, PreEscaped, html};

use crate::quarter::Quarter;
use crate::report::document::Table;
use crate::report::number::{count, quantity};
use crate::report::spans::is_nothing;

use super::draw::{COLORS, Drawing, NARROW, WIDE, color, draw, quarter_labels, ticks};
use super::table;

/// Room above a drawing for half a line of text, and below it for the labels of the axis.
pub(super) const ABOVE: f64 = 10.0;
pub(super) const BELOW: f64 = 28.0;

/// One chart with all that a reader without eyes or without a mouse needs.
pub(super) struct Figure {
    /// Unique on the page.
    pub id: String,
    /// What is shown, with the unit.
    pub title: String,
    /// What can be seen, in a sentence.
    pub says: String,
    /// Names of series with their marks.
    pub legend: Vec<(String, Mark)>,
    /// The drawing for a desk; the only one where there is no other.
    pub wide: Drawing,
    /// The drawing for a phone.
    pub narrow: Option<Drawing>,
    /// The numbers.
    pub numbers: Table,
}

/// How a legend shows a series.
#[derive(Clone, Copy)]
pub(super) enum Mark {
    /// An area of this color.
    Area(usize),
    /// A line.
    Line,
    /// A dashed line.
    Dashes,
}

impl Figure {
    /// Returns the figure as markup.
    pub fn render(&self) -> Markup {
        html! {
            figure id=(self.id) {
                div class="drawn" {
                figcaption {
                    strong { (self.title) }
                    @if !self.says.is_empty() { " " span class="says" { (self.says) } }
                }
                @if !self.legend.is_empty() {
                    ul class="legend" {
                        @for (name, mark) in &self.legend {
                            li {
                                @match mark {
                                    Mark::Area(position) => {
                                        span class={ "swatch k" (position.min(&(COLORS - 1)) + 1) } aria-hidden="true" {}
                                    },
                                    Mark::Line => span class="swatch line" aria-hidden="true" {},
                                    Mark::Dashes => span class="swatch dashes" aria-hidden="true" {},
                                }
                                (name)
                            }
                        }
                    }
                }
                @if let Some(narrow) = &self.narrow {
                    (self.svg(&self.wide, "chart wide", "w"))
                    (self.svg(narrow, "chart narrow", "n"))
                } @else {
                    (self.svg(&self.wide, "chart", "w"))
                }
                }
                details class="numbers" {
                    summary { "Numbers: " (self.title) }
                    (table::render(&self.numbers))
                }
            }
        }
    }

    fn svg(&self, drawing: &Drawing, class: &str, part: &str) -> Markup {
        let (title, says) = (
            format!("{}-{part}t", self.id),
            format!("{}-{part}d", self.id),
        );
        html! {
            svg class=(class) role="img" viewBox={ "0 0 " (drawing.width) " " (drawing.height) }
                width=(drawing.width) height=(drawing.height)
                aria-labelledby={ (title) " " (says) } {
                title id=(title) { (self.title) }
                desc id=(says) { (self.says) " The numbers are in the table below." }
                // Drawn by kuva, which escapes what it is given.
                (PreEscaped(&drawing.content))
            }
        }
    }
}

/// Quantities by quarter on top of each other, and lines over them.
pub(super) struct Stacked {
    /// Unique on the page.
    pub id: String,
    /// What is shown, with the unit.
    pub title: String,
    /// What can be seen, in a sentence.
    pub says: String,
    /// The quarters.
    pub quarters: Vec<Quarter>,
    /// The parts, the lowest first, with the position of their color.
    pub parts: Vec<(String, usize, Vec<f64>)>,
    /// Lines over them.
    pub lines: Vec<(String, Vec<f64>)>,
    /// How much there was of it in the plan that it is compared with, where that differs: a dashed line.
    pub before: Option<Vec<f64>>,
    /// Whether it stands beside others, so that one size serves all screens.
    pub is_small: bool,
}

/// What a dashed line is called.
const BEFORE: &str = "before the changes";

impl Stacked {
    /// Returns the figures of those that show something.
    pub fn figures(stacks: Vec<Self>) -> Vec<Figure> {
        stacks.into_iter().filter_map(Self::figure).collect()
    }

    /// Returns the figure; `None` where there is nothing to draw.
    pub fn figure(mut self) -> Option<Figure> {
        self.parts
            .retain(|(_, _, values)| values.iter().any(|&value| !is_nothing(value)));
        let is_drawn = |values: &[f64]| {
            values.iter().any(|&value| !is_nothing(value))
                && values.iter().all(|value| value.is_finite())
        };
        let mut numbers = Table::by_quarter(self.title.clone(), &self.quarters);
        for (name, _, values) in &self.parts {
            numbers.add_quantities("", name.clone(), values);
        }
        for (name, values) in &self.lines {
            numbers.add_quantities("", name.clone(), values);
        }
        if let Some(before) = &self.before {
            numbers.add_quantities("", BEFORE, before);
        }
        self.lines.retain(|(_, values)| is_drawn(values));
        if self.parts.is_empty() && self.lines.is_empty() && self.before.is_none() {
            return None;
        }
        let parts = self.parts.iter();
        let areas = parts.map(|(name, color, _)| (name.clone(), Mark::Area(*color)));
        let lines = self.lines.iter();
        let before = self
            .before
            .iter()
            .map(|_| (BEFORE.to_owned(), Mark::Dashes));
        let lines = lines.map(|(name, _)| (name.clone(), Mark::Line));
        let legend = areas.chain(lines).chain(before);
        let (wide, narrow) = if self.is_small {
            (self.drawing(NARROW, 190.0, "s"), None)
        } else {
            let narrow = self.drawing(NARROW, 220.0, "n");
            (self.drawing(WIDE, 300.0, "w"), Some(narrow))
        };
        Some(Figure {
            legend: legend.collect(),
            wide,
            narrow,
            numbers,
            id: self.id,
            title: self.title,
            says: self.says,
        })
    }

    fn drawing(&self, width: f64, height: f64, part: &str) -> Drawing {
        let labels = quarter_labels(&self.quarters, width);
        let sum = |t: usize| -> f64 {
            let parts = self.parts.iter();
            parts
                .map(|(_, _, values)| values.get(t).copied().unwrap_or(0.0))
                .sum()
        };
        let line = self.lines.iter().flat_map(|(_, values)| values).copied();
        let line = line.chain(self.before.iter().flatten().copied());
        let most = (0..labels.len()).map(sum).chain(line).fold(0.0, f64::max);
        let mut bars = BarPlot::new().with_stacked().with_width(0.86);
        let mut reported = Vec::new();
        for (t, label) in labels.iter().enumerate() {
            let bar = self.parts.iter().map(|(name, at, values)| {
                let value = values.get(t).copied().unwrap_or(0.0).max(0.0);
                reported.push(format!("{name}, {}: {}", self.quarters[t], quantity(value)));
                (value, color(*at))
            });
            bars = bars.with_group(label.clone(), bar.collect::<Vec<_>>());
        }
        bars = bars.with_tooltips().with_tooltip_labels(reported);
        let mut plots = vec![Plot::Bar(bars)];
        for (_, values) in &self.lines {
            let line = LinePlot::new().with_data(stairs(values));
            plots.push(Plot::Line(
                line.with_color("var(--ink)").with_stroke_width(1.8),
            ));
        }
        if let Some(before) = &self.before {
            let line = LinePlot::new().with_data(stairs(before)).with_dashed();
            plots.push(Plot::Line(
                line.with_color("var(--axis)").with_stroke_width(2.0),
            ));
        }
        draw(
            &format!("{}-{part}", self.id),
            (width, height),
            plots,
            |layout| {
                layout
                    .with_y_tick_format(ticks(&[0.0, most]))
                    .with_x_categories(labels)
                    .with_force_margins_y(ABOVE, BELOW)
            },
        )
    }
}

/// Returns a step a quarter, as wide as the quarter.
fn stairs(values: &[f64]) -> Vec<(f64, f64)> {
    let values = values.iter().enumerate();
    let steps = values.flat_map(|(t, &value)| {
        let at = t as f64 + 1.0;
        [(at - 0.5, value), (at + 0.5, value)]
    });
    steps.collect()
}

/// Returns at most as many series as there are colors: the greatest in their order, the others as one.
pub(super) fn folded(mut parts: Vec<(String, Vec<f64>)>) -> Vec<(String, usize, Vec<f64>)> {
    parts.retain(|(_, values)| values.iter().any(|&value| !is_nothing(value)));
    let mut rest: Option<(usize, Vec<f64>)> = None;
    if parts.len() > COLORS {
        let mut sizes: Vec<f64> = parts.iter().map(|(_, it)| it.iter().sum()).collect();
        sizes.sort_by(|a, b| b.total_cmp(a));
        let least = sizes[COLORS - 2];
        let mut kept = Vec::new();
        for (name, values) in parts {
            if values.iter().sum::<f64>() >= least && kept.len() < COLORS - 1 {
                kept.push((name, values));
                continue;
            }
            let (count, sums) = rest.get_or_insert_with(|| (0, vec![0.0; values.len()]));
            *count += 1;
            for (sum, value) in sums.iter_mut().zip(values) {
                *sum += value;
            }
        }
        parts = kept;
    }
    let mut all: Vec<(String, usize, Vec<f64>)> = Vec::new();
    for (position, (name, values)) in parts.into_iter().enumerate() {
        all.push((name, position, values));
    }
    all.extend(rest.map(|(number, sums)| (count(number, "other", "others"), COLORS - 1, sums)));
    all
}

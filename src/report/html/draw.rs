//! Charts as vector graphics: `kuva` draws, the page's style sheet colors.
//!
//! Colors are CSS variables, so that one drawing serves light, dark and print. What text a drawing has is for the eye;
//! each figure carries its numbers as a table beside it.

use std::sync::Arc;

use kuva::TickFormat;
use kuva::backend::svg::SvgBackend;
use kuva::render::layout::Layout;
use kuva::render::plots::Plot;
use kuva::render::render::{Primitive, render_multiple};
use kuva::render::theme::Theme;

use crate::quarter::Quarter;

/// How wide drawings are, in units of about a pixel: on a desk, and on a phone or in a column.
pub(super) const WIDE: f64 = 760.0;
pub(super) const NARROW: f64 = 350.0;

/// How many colors tell series apart; the style sheet defines them.
pub(super) const COLORS: usize = 8;

/// A finished drawing: what stands inside `<svg>`, and its size.
#[derive(Clone, Debug)]
pub(super) struct Drawing {
    pub content: String,
    pub width: f64,
    pub height: f64,
}

/// Returns the color of the series at this position; positions beyond the last color share it.
pub(super) fn color(position: usize) -> String {
    format!("var(--c{})", position.min(COLORS - 1) + 1)
}

/// Returns the drawing of plots of one size; `id` is unique on the page.
pub(super) fn draw(
    id: &str,
    (width, height): (f64, f64),
    plots: Vec<Plot>,
    adjust: impl FnOnce(Layout) -> Layout,
) -> Drawing {
    let layout = adjust(Layout::auto_from_plots(&plots))
        .with_width(width)
        .with_height(height)
        .with_tick_size(12)
        .with_body_size(12)
        .with_label_size(12)
        .with_theme(theme());
    let mut scene = render_multiple(plots, layout);
    // Hover is the style sheet's; names of clips count up from drawing to drawing of a process.
    scene.has_tooltips = false;
    let mut clips = 0;
    for element in &mut scene.elements {
        if let Primitive::ClipStart { id: name, .. } = element {
            let own = format!("{id}-clip{clips}");
            for definition in &mut scene.defs {
                *definition = definition.replace(&format!("\"{name}\""), &format!("\"{own}\""));
            }
            *name = own;
            clips += 1;
        }
    }
    let svg = SvgBackend::new().render_scene(&scene);
    let inside = svg.split_once('>').map_or("", |(_, inside)| inside);
    Drawing {
        content: inside.trim_end().trim_end_matches("</svg>").to_owned(),
        width: scene.width,
        height: scene.height,
    }
}

fn theme() -> Theme {
    let mut theme = Theme::light();
    "none".clone_into(&mut theme.background);
    "var(--axis)".clone_into(&mut theme.axis_color);
    "var(--grid)".clone_into(&mut theme.grid_color);
    "var(--axis)".clone_into(&mut theme.tick_color);
    "var(--ink)".clone_into(&mut theme.text_color);
    theme
}

/// Returns how an axis over these values writes numbers: short, `1.5M`, `40k`, with the digits that tell ticks apart.
pub(super) fn ticks(values: &[f64]) -> TickFormat {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let spread = most - least;
    TickFormat::Custom(Arc::new(move |value| short(value, spread)))
}

/// Returns a number as an axis writes it: with the suffix of its size, and no digit that says nothing beside others that
/// are `spread` apart in all.
fn short(value: f64, spread: f64) -> String {
    let (factor, suffix) = match value.abs() {
        size if size >= 1e9 => (1e9, "B"),
        size if size >= 1e6 => (1e6, "M"),
        size if size >= 1e4 => (1e3, "k"),
        _ => (1.0, ""),
    };
    let value = value / factor;
    // Ticks are about an eighth of the spread apart.
    let step = (spread / factor / 8.0).abs();
    let decimals = match step {
        _ if value == value.round() => 0,
        wide if !wide.is_finite() || wide >= 1.0 => 1,
        wide if wide >= 0.1 => 2,
        wide if wide >= 0.01 => 3,
        _ => 4,
    };
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        &text
    };
    match text {
        "-0" => "0".to_owned(),
        text => format!("{text}{suffix}"),
    }
}

/// Returns a label a quarter, as many as fit the width; the others are empty. Years begin with their first quarter.
pub(super) fn quarter_labels(quarters: &[Quarter], width: f64) -> Vec<String> {
    let fit = ((width - 60.0) / 52.0).max(1.0);
    let every = [1, 2, 4, 8, 16, 32, 64]
        .into_iter()
        .find(|&every| quarters.len() as f64 / f64::from(every) <= fit)
        .unwrap_or(128);
    let number = |quarter: &Quarter| quarter.since(quarters[0]);
    let to_year = quarters
        .iter()
        .position(|quarter| quarter.is_first_of_year());
    let first = if every >= 4 {
        i32::try_from(to_year.unwrap_or(0)).unwrap_or(0)
    } else {
        0
    };
    quarters
        .iter()
        .map(|quarter| {
            if (number(quarter) - first).rem_euclid(every) == 0 {
                quarter.to_string()
            } else {
                String::new()
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_write_short_numbers() {
        let values = [0.0, 5.0, 0.25, 1500.0, 40000.0, 1.5e6, 2e9, -3e6];
        let written = values.map(|value| short(value, value));
        assert_eq!(
            written,
            ["0", "5", "0.25", "1500", "40k", "1.5M", "2B", "-3M"]
        );
        assert_eq!(short(190.925e9, 0.2e9), "190.925B");
    }

    #[test]
    fn labels_of_quarters_fit() {
        let start = Quarter::new(2027, 2).expect("a quarter");
        let quarters: Vec<_> = (0..31).map(|t| start.plus(t)).collect();
        let labels = quarter_labels(&quarters, NARROW);
        assert!(labels.iter().filter(|label| !label.is_empty()).count() <= 6);
        assert_eq!(labels[3], "2028Q1");
        assert_eq!(quarter_labels(&quarters[..3], WIDE)[1], "2027Q3");
    }
}

//! Value curves and supply curves.

use kuva::AxisLabelOverlap;
use kuva::plot::LinePlot;
use kuva::plot::scatter::ScatterPlot;
use kuva::render::plots::Plot;

use crate::explain::{Curve, CurveBy, CurveFound, CurveOf};
use crate::report::document::{Column, Table};
use crate::report::explain::curve::happens_at;
use crate::report::explain::words::Words;
use crate::report::number::{Format, Money, NOTHING, money, quantity};

use super::draw::{COLORS, Drawing, NARROW, color, draw, ticks};
use super::figure::{ABOVE, BELOW, Figure, Mark};

/// Returns a figure a curve.
pub(super) fn figures(words: &Words, curves: &[Curve]) -> Vec<Figure> {
    let figure =
        |(position, curve)| figure(words, curve, &format!("curve{position}"), (NARROW, 210.0));
    curves.iter().enumerate().filter_map(figure).collect()
}

/// Returns a figure a curve, with that of the base behind where it is of the same number.
#[cfg(feature = "desk")]
pub(super) fn compared(words: &Words, curves: &[Curve], base: &[Curve]) -> Vec<Figure> {
    let figure = |(position, curve): (usize, &Curve)| {
        let before = base.iter().find(|it| it.address == curve.address);
        figure_beside(
            words,
            curve,
            before,
            &format!("curve{position}"),
            (NARROW, 210.0),
        )
    };
    curves.iter().enumerate().filter_map(figure).collect()
}

/// Returns the figure of a curve; `None` without points.
pub(super) fn figure(words: &Words, curve: &Curve, id: &str, size: (f64, f64)) -> Option<Figure> {
    figure_beside(words, curve, None, id, size)
}

/// Returns the figure of a curve, with another behind.
fn figure_beside(
    words: &Words,
    curve: &Curve,
    before: Option<&Curve>,
    id: &str,
    size: (f64, f64),
) -> Option<Figure> {
    let currency = &words.model.currency;
    let when = curve.address.strip_prefix(curve.path.as_str());
    let when = when.and_then(|when| when.strip_prefix('@'));
    let when = when.map_or(String::new(), |when| format!(" in {when}"));
    let by = match curve.by {
        CurveBy::Amount => "",
        CurveBy::Factor => ", times a factor",
    };
    let is_supply =
        curve.of == CurveOf::Price && curve.stretches.iter().any(|it| it.units_sold.is_some());
    let name = words.limit(&curve.path);
    let title = if is_supply {
        format!("Sold at each {name}{when}{by}")
    } else {
        format!("Best margin by {name}{when}{by}")
    };
    let (first, last) = (curve.points.first()?, curve.points.last()?);
    let shown = |value: f64| match curve.of {
        CurveOf::Price if curve.by == CurveBy::Amount => money(value, currency),
        _ => quantity(value),
    };
    let how = match curve.found {
        CurveFound::Walked => "",
        CurveFound::Sampled => " Solved at the points; it may bend between them.",
    };
    let says = format!(
        "From {} to {}; today {}, with a margin of {}.{how}",
        shown(first.amount),
        shown(last.amount),
        shown(curve.today),
        money(curve.margin_today, currency),
    );
    let shows = if is_supply {
        "units sold"
    } else {
        "best margin"
    };
    let mut legend = vec![
        (shows.to_owned(), Mark::Area(0)),
        ("today".to_owned(), Mark::Dashes),
    ];
    legend.extend(before.map(|_| {
        (
            format!("{shows} before the changes"),
            Mark::Area(COLORS - 1),
        )
    }));
    Some(Figure {
        id: id.to_owned(),
        title,
        says,
        legend,
        wide: drawing((curve, before), id, is_supply, size),
        narrow: None,
        numbers: numbers(words, curve, is_supply),
    })
}

/// Returns the points of a curve.
fn line(curve: &Curve, is_supply: bool) -> Vec<(f64, f64)> {
    if is_supply {
        let steps = curve.stretches.iter();
        steps
            .flat_map(|it| {
                let sold = it.units_sold.unwrap_or(0.0);
                [(it.from, sold), (it.to, sold)]
            })
            .collect()
    } else {
        curve
            .points
            .iter()
            .map(|point| (point.amount, point.margin))
            .collect()
    }
}

fn drawing(
    (curve, before): (&Curve, Option<&Curve>),
    id: &str,
    is_supply: bool,
    size: (f64, f64),
) -> Drawing {
    let behind = before.map(|it| line(it, is_supply)).unwrap_or_default();
    let line = line(curve, is_supply);
    let both = || line.iter().chain(&behind);
    let least = both().map(|it| it.1).fold(f64::INFINITY, f64::min);
    let most = both().map(|it| it.1).fold(f64::NEG_INFINITY, f64::max);
    let mut plots = vec![
        Plot::Line(
            LinePlot::new()
                .with_data(vec![(curve.today, least), (curve.today, most)])
                .with_color("var(--axis)")
                .with_dashed(),
        ),
        Plot::Line(
            LinePlot::new()
                .with_data(line.clone())
                .with_color("var(--c1)")
                .with_stroke_width(2.2),
        ),
    ];
    if !behind.is_empty() {
        let line = LinePlot::new().with_data(behind.clone()).with_dashed();
        plots.push(Plot::Line(line.with_color(color(COLORS - 1))));
    }
    if !is_supply {
        plots.push(Plot::Scatter(
            ScatterPlot::new()
                .with_data(line.clone())
                .with_color("var(--c1)")
                .with_size(2.6),
        ));
    }
    let across: Vec<f64> = both().map(|it| it.0).collect();
    draw(id, size, plots, |layout| {
        layout
            .with_x_tick_format(ticks(&across))
            .with_y_tick_format(ticks(&[least, most]))
            .with_x_label_overlap(AxisLabelOverlap::Thin)
            .with_ticks(4)
            .with_force_margins_y(ABOVE, BELOW)
    })
}

fn numbers(words: &Words, curve: &Curve, is_supply: bool) -> Table {
    let currency = &words.model.currency;
    let amounts: Vec<f64> = curve.points.iter().map(|it| it.amount).collect();
    let margins: Vec<f64> = curve.points.iter().map(|it| it.margin).collect();
    let slopes: Vec<f64> = curve.stretches.iter().map(|it| it.per_unit).collect();
    let (amount, margin, slope) = (
        Format::of(&amounts),
        Money::of(&margins),
        Money::of(&slopes),
    );
    let then = if is_supply {
        Column::number("Units sold from here")
    } else {
        let from_here = match curve.found {
            CurveFound::Walked => "Per unit from here",
            CurveFound::Sampled => "Per unit to the next, on average",
        };
        Column::money(format!("{from_here}, {}", slope.unit(currency)))
    };
    let columns = vec![
        Column::money(format!("Margin, {}", margin.unit(currency))),
        then,
        Column::words("What happens"),
    ];
    let mut table = Table::new("At", columns);
    for (i, point) in curve.points.iter().enumerate() {
        let stretch = curve.stretches.get(i);
        let then = if is_supply {
            stretch.and_then(|it| it.units_sold)
        } else {
            stretch.map(|it| it.per_unit)
        };
        let shown = then.map_or_else(
            || NOTHING.to_owned(),
            |it| {
                if is_supply {
                    quantity(it)
                } else {
                    slope.cell(it)
                }
            },
        );
        table.add_row(
            "",
            amount.show(point.amount),
            vec![margin.cell(point.margin), shown, happens_at(point, words)],
        );
        table.with_values([Some(point.margin), then, None]);
    }
    table
}

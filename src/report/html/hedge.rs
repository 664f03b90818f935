//! What to do until it is known what comes, and where each future ends: a strip of margins.

use kuva::AxisLabelOverlap;
use kuva::plot::scatter::ScatterPlot;
use kuva::render::plots::Plot;
use maud::{Markup, html};

use crate::report::document::Document;
use crate::report::hedge::{Ending, HedgeReport, REPLANNED, REPLANNED_MEANS};
use crate::report::number::money;

use super::draw::{Drawing, NARROW, WIDE, color, draw, ticks};
use super::figure::{ABOVE, BELOW, Figure, Mark};
use super::flow::cut;
use super::section;

/// How tall the line of a future is, in pixels: four dots below each other.
const LINE: f64 = 46.0;
/// How many letters of a future's name stand beside it.
const LETTERS: [usize; 2] = [28, 14];

/// A hedge, or why there is none.
#[derive(Clone, Copy, Debug)]
pub enum HedgeOnPage<'a> {
    /// The plan that is best over all futures.
    Best(&'a HedgeReport<'a>),
    /// The report on why no decisions serve all futures.
    None(&'a Document),
}

/// Returns the part of a page on what to do until the news.
pub(super) fn part(hedge: HedgeOnPage) -> Markup {
    let report = match hedge {
        HedgeOnPage::Best(report) => report,
        HedgeOnPage::None(why) => {
            return html! { @for it in &why.printable().sections { (section::headed(it)) } };
        }
    };
    let lead = report.lead();
    let first = lead.first().map(|it| printable(it.clone()));
    let strip = strip(report);
    let rest = lead.into_iter().skip(1);
    // Its table stands behind the strip already.
    let rest = rest.filter(|it| strip.is_none() || it.title != REPLANNED);
    let rest = rest.map(printable);
    html! {
        @if let Some(first) = first { (section::blocks(&first)) }
        @if let Some(figure) = &strip { (figure.render()) p { (REPLANNED_MEANS) } }
        @for it in rest { (section::headed(&it)) }
        @for it in report.details().into_iter().map(printable) { (section::folded(&it)) }
    }
}

fn printable(section: crate::report::document::Section) -> crate::report::document::Section {
    let document = Document {
        title: String::new(),
        sections: vec![section.clone()],
    };
    document.printable().sections.pop().unwrap_or(section)
}

/// Returns the margin of each future under the hedge, as planned then replanned, and if it were known; `None` of one future.
fn strip(report: &HedgeReport) -> Option<Figure> {
    let numbers = report.endings()?;
    let currency = &report.futures.base().currency;
    let outcomes = &report.hedge.futures;
    let of = |pick: &dyn Fn(usize) -> Option<f64>| -> Vec<Option<f64>> {
        (0..outcomes.len()).map(pick).collect()
    };
    let series: Vec<(String, Vec<Option<f64>>)> = Ending::ALL
        .into_iter()
        .map(|it| (it.words().to_owned(), of(&|s| it.of(&outcomes[s]))))
        .collect();
    let worst = outcomes.iter().zip(&report.called);
    let worst = worst.min_by(|a, b| a.0.margin.total_cmp(&b.0.margin))?;
    let tall = LINE * outcomes.len() as f64 + ABOVE + BELOW;
    let legend = series.iter().enumerate();
    Some(Figure {
        id: "futures".to_owned(),
        title: format!("Margin in each future, {currency}, present value"),
        says: format!(
            "Under the hedge the least is {} ({}). No dot of a line is right of the own best one.",
            money(worst.0.margin, currency),
            worst.1
        ),
        legend: legend
            .map(|(i, (name, _))| (name.clone(), Mark::Area(i)))
            .collect(),
        wide: drawing("futures-w", report, &series, (WIDE, tall), LETTERS[0]),
        narrow: Some(drawing(
            "futures-n",
            report,
            &series,
            (NARROW, tall),
            LETTERS[1],
        )),
        numbers,
    })
}

fn drawing(
    id: &str,
    report: &HedgeReport,
    series: &[(String, Vec<Option<f64>>)],
    size: (f64, f64),
    letters: usize,
) -> Drawing {
    let currency = &report.futures.base().currency;
    let number = report.called.len();
    let step = 1.0 / (series.len() as f64 + 1.0);
    let mut plots = Vec::new();
    for (i, (name, margins)) in series.iter().enumerate() {
        // The first future stands at the top; the dots of one stand below each other, so that none hides another.
        let at = |s: usize| (number - s) as f64 + 0.5 - step * (i + 1) as f64;
        let dots = margins.iter().enumerate();
        let dots = dots.filter_map(|(s, margin)| Some(((*margin)?, s)));
        let dots: Vec<(f64, usize)> = dots.collect();
        let said = dots.iter().map(|&(margin, s)| {
            format!("{}, {name}: {}", report.called[s], money(margin, currency))
        });
        let said: Vec<String> = said.collect();
        let points: Vec<(f64, f64)> = dots.iter().map(|&(margin, s)| (margin, at(s))).collect();
        let plot = ScatterPlot::new()
            .with_data(points)
            .with_color(color(i))
            .with_size(4.5)
            .with_tooltips()
            .with_tooltip_labels(said);
        plots.push(Plot::Scatter(plot));
    }
    let margins = series.iter().flat_map(|it| it.1.iter().flatten().copied());
    let margins: Vec<f64> = margins.collect();
    let names = report.called.iter().rev().map(|it| cut(it, letters));
    let names: Vec<String> = names.collect();
    draw(id, size, plots, |layout| {
        layout
            .with_y_categories(names)
            .with_y_axis_min(0.5)
            .with_y_axis_max(number as f64 + 0.5)
            .with_x_tick_format(ticks(&margins))
            .with_x_label_overlap(AxisLabelOverlap::Thin)
            .with_ticks(4)
            .with_force_margins_y(ABOVE, BELOW)
    })
}

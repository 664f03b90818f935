//! Charts of tables on the same sheet.

use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartDataLabel, ChartFont, ChartFormat, ChartLegendPosition,
    ChartLine, ChartSolidFill, ChartType, Worksheet, XlsxError,
};

use crate::report::document::{Kind, Table};

use super::layout::{CHART, Layout, Part};
use super::page::{self, Shape};
use super::style::{COLORS, as_shown};

const LETTERS: f64 = 11.0;
const TITLE: f64 = 13.0;
/// Room around a chart, in pixels.
const EDGE: u32 = 6;

/// Draws the charts that stand beside each other from this row on.
pub(super) fn draw(
    sheet: &mut Worksheet,
    name: &str,
    row: u32,
    charts: &[page::Chart],
    tables: &[&Table],
    layout: &Layout,
) -> Result<(), XlsxError> {
    let pixels = |width: usize| u32::try_from(7 * width + 5).unwrap_or(u32::MAX);
    let columns = u32::try_from(layout.columns).unwrap_or(0);
    let whole = pixels(layout.label_width) + columns * pixels(layout.column_width);
    let share = whole / u32::try_from(charts.len().max(1)).unwrap_or(1);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a constant"
    )]
    let height = (CHART * 4.0 / 3.0) as u32 - EDGE;
    for (i, chart) in (0..).zip(charts) {
        let (Some(table), Some(parts)) = (tables.get(chart.table), layout.tables.get(chart.table))
        else {
            continue;
        };
        let mut drawn = match chart.shape {
            Shape::Bars(column) => bars(name, chart, table, parts, column),
            Shape::Stacks => stacks(name, chart, table, parts),
        };
        let title = ChartFont::new().set_size(TITLE).clone();
        drawn.title().set_name(&chart.title).set_font(&title);
        drawn.set_alt_text(&chart.title);
        // Both alone and beside another a chart takes no more than half of the sheet and a little.
        let width = share.min(whole * 6 / 10) - EDGE;
        drawn.set_width(width).set_height(height);
        sheet.insert_chart_with_offset(row, 0, &drawn, i * share, 0)?;
    }
    Ok(())
}

fn letters() -> ChartFont {
    ChartFont::new().set_size(LETTERS).clone()
}

fn column(position: usize) -> u16 {
    u16::try_from(position).unwrap_or(u16::MAX)
}

fn fill(position: usize) -> ChartFormat {
    let color = COLORS[position % COLORS.len()];
    let mut format = ChartFormat::new();
    format.set_solid_fill(ChartSolidFill::new().set_color(color));
    format
}

/// Returns horizontal bars with their numbers, the first row at the top.
fn bars(name: &str, of: &page::Chart, table: &Table, parts: &[Part], at: usize) -> Chart {
    let mut chart = Chart::new(ChartType::Bar);
    let part = parts
        .iter()
        .find_map(|part| Some((part, column(part.place(at)?))));
    let Some((part, place)) = part else {
        return chart;
    };
    let rows: Vec<usize> = of.rows(table).collect();
    let (Some(&first), Some(&last)) = (rows.first(), rows.last()) else {
        return chart;
    };
    let (top, bottom) = (part.rows[first], part.rows[last]);
    let row = &table.rows[first];
    let shown = row.cells.get(at).map_or("", String::as_str);
    let number = as_shown(shown, row.units.get(at).copied().unwrap_or(1.0));
    let mut label = ChartDataLabel::new();
    label
        .show_value()
        .set_num_format(&number)
        .set_font(&letters());
    chart
        .add_series()
        .set_name(&of.title)
        .set_categories((name, top, 0, bottom, 0))
        .set_values((name, top, place, bottom, place))
        .set_data_label(&label)
        .set_format(&mut fill(0))
        .set_gap(60);
    // Of bars the vertical axis is that of the names. What is negative leaves its name at the edge.
    chart
        .y_axis()
        .set_reverse()
        .set_font(&letters())
        .set_label_position(ChartAxisLabelPosition::Low);
    chart.x_axis().set_hidden(true).set_major_gridlines(false);
    chart.legend().set_hidden();
    chart
}

/// Returns stacked columns, a quarter each.
fn stacks(name: &str, of: &page::Chart, table: &Table, parts: &[Part]) -> Chart {
    let mut chart = Chart::new(ChartType::ColumnStacked);
    // Of a table that goes on below, what stands beside each other first.
    let Some(part) = parts.first() else {
        return chart;
    };
    let is_quarter = |&at: &usize| matches!(table.columns[at].kind, Kind::Quarter(_));
    let quarters: Vec<usize> = part.columns.clone().filter(is_quarter).collect();
    let place = |at: Option<&usize>| part.place(*at?).map(column);
    let (Some(first), Some(last)) = (place(quarters.first()), place(quarters.last())) else {
        return chart;
    };
    for (i, row) in of.rows(table).enumerate() {
        let line = part.rows[row];
        chart
            .add_series()
            .set_name((name, line, 0))
            .set_categories((name, part.heading, first, part.heading, last))
            .set_values((name, line, first, line, last))
            .set_format(&mut fill(i))
            .set_gap(45);
    }
    let light = ChartLine::new().set_color(0x00D9_DEE5).clone();
    chart.x_axis().set_font(&letters());
    chart
        .y_axis()
        .set_font(&letters())
        .set_num_format("#,##0")
        .set_major_gridlines_line(&light);
    chart
        .legend()
        .set_position(ChartLegendPosition::Bottom)
        .set_font(&letters());
    chart
}

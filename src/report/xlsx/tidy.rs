//! Sheets for programs: a table each, as in the CSV files, numbers as numbers, headings that stay.

use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};

use crate::report::grid::{Cell, Grid};

use super::paper;
use super::style::text;

/// What stands for an infinite number, which a sheet cannot hold.
const NO_LIMIT: &str = "no limit";

/// No column is wider, in pixels: what is longer is seen in its cell.
const WIDEST: u32 = 420;

/// Fills a sheet with a table.
pub(super) fn fill(sheet: &mut Worksheet, grid: &Grid, header: &str) -> Result<(), XlsxError> {
    let heading = Format::new().set_bold();
    let mixed = |column: usize| grid.headings.get(column) == Some(&"value");
    for (column, name) in (0..).zip(&grid.headings) {
        sheet.write_string_with_format(0, column, *name, &heading)?;
        let position = usize::from(column);
        let format = Format::new().set_num_format(number_format(&numbers(grid, position)));
        for (row, cells) in (1..).zip(&grid.rows) {
            match cells.get(position) {
                Some(Cell::Text(words)) => sheet.write_string(row, column, text(words))?,
                Some(Cell::Number(number)) if number.is_finite() => {
                    // Margins and residuals stand below each other: each in digits of its own.
                    let own = mixed(position).then(|| {
                        let format = number_format(&[*number]);
                        Format::new()
                            .set_num_format(format)
                            .set_align(FormatAlign::Left)
                    });
                    let format = own.as_ref().unwrap_or(&format);
                    sheet.write_number_with_format(row, column, *number, format)?
                }
                Some(Cell::Number(_)) => sheet.write_string(row, column, NO_LIMIT)?,
                Some(Cell::Flag(flag)) => sheet.write_boolean(row, column, *flag)?,
                Some(Cell::Empty) | None => continue,
            };
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    let last = u16::try_from(grid.headings.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let rows = u32::try_from(grid.rows.len()).unwrap_or(u32::MAX);
    if rows > 0 {
        sheet.autofilter(0, 0, rows, last)?;
    }
    sheet.set_autofit_max_width(WIDEST);
    sheet.autofit();
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_print_fit_to_pages(1, 0);
    paper::set_up(sheet, header);
    Ok(())
}

fn numbers(grid: &Grid, column: usize) -> Vec<f64> {
    let numbers = grid.rows.iter().filter_map(|row| match row.get(column) {
        Some(Cell::Number(number)) if number.is_finite() => Some(*number),
        _ => None,
    });
    numbers.collect()
}

/// Returns how numbers below each other are shown: whole where all are, else with the decimals that their size asks for.
fn number_format(numbers: &[f64]) -> &'static str {
    let most = numbers.iter().fold(0.0_f64, |most, it| most.max(it.abs()));
    let least = numbers.iter().filter(|&&it| it != 0.0);
    let least = least.fold(f64::INFINITY, |least, it| least.min(it.abs()));
    if numbers.iter().all(|it| *it == it.round()) {
        "#,##0"
    } else if most >= 1000.0 {
        "#,##0.0"
    } else if least < 0.001 {
        "0.00E+00"
    } else {
        "#,##0.000"
    }
}

//! Tables as a workbook: a sheet a table, numbers as numbers, headings that stay.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::grid::{Cell, Grid};

/// When a workbook says it was made: always the same, so that the same answer has the same bytes.
const MADE: (u16, u8, u8) = (2000, 1, 1);

/// What stands for an infinite number, which a sheet cannot hold.
const NO_LIMIT: &str = "no limit";

/// Returns a workbook of these tables, in their order.
///
/// ```
/// use waferline::report::xlsx;
/// use waferline::report::{PlanReport, grid};
/// use waferline::{Model, Outcome, SolveOptions, solve};
///
/// let model = Model::load("models/minimal.toml")?;
/// let Outcome::Optimal(solved) = solve(&model, &SolveOptions::default())? else {
///     panic!("the bundled model has a plan");
/// };
/// let report = PlanReport {
///     model: &model,
///     plan: &solved.plan,
///     certificate: &solved.solution.certificate,
/// };
/// let workbook = xlsx::render(&grid::plan(&report))?;
/// assert!(workbook.starts_with(b"PK"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn render(grids: &[Grid]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let (year, month, day) = MADE;
    let made = ExcelDateTime::from_ymd(year, month, day)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    for grid in grids {
        let sheet = workbook.add_worksheet();
        sheet.set_name(grid.name)?;
        fill(sheet, grid)?;
    }
    workbook.save_to_buffer()
}

fn fill(sheet: &mut Worksheet, grid: &Grid) -> Result<(), XlsxError> {
    let heading = Format::new().set_bold();
    for (column, name) in (0..).zip(&grid.headings) {
        sheet.write_string_with_format(0, column, *name, &heading)?;
        let format = Format::new().set_num_format(number_format(grid, usize::from(column)));
        for (row, cells) in (1..).zip(&grid.rows) {
            match cells.get(usize::from(column)) {
                Some(Cell::Text(text)) => sheet.write_string(row, column, text.as_ref())?,
                Some(Cell::Number(number)) if number.is_finite() => {
                    sheet.write_number_with_format(row, column, *number, &format)?
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
    sheet.autofit();
    Ok(())
}

/// Returns how a column shows its numbers: whole where all are, else with the decimals that its size asks for.
fn number_format(grid: &Grid, column: usize) -> &'static str {
    let numbers = grid.rows.iter().filter_map(|row| match row.get(column) {
        Some(Cell::Number(number)) if number.is_finite() => Some(*number),
        _ => None,
    });
    let numbers: Vec<f64> = numbers.collect();
    let most = numbers.iter().fold(0.0_f64, |most, it| most.max(it.abs()));
    let least = numbers.iter().filter(|&&it| it != 0.0);
    let least = least.fold(f64::INFINITY, |least, it| least.min(it.abs()));
    if grid.headings.get(column) == Some(&"value") {
        // Margins and residuals beside each other.
        return "General";
    }
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

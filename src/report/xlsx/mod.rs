//! Workbooks: first what people read, by names and with charts, then a sheet a table for programs.
//!
//! A sheet for people says what the text report says, in the same digits; its cells hold the exact numbers.

mod chart;
mod layout;
mod measure;
mod page;
mod paper;
mod style;
mod tidy;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use crate::explain::NearPlan;
use crate::model::Model;
use crate::provenance::Provenance;

use super::PlanReport;
use super::compare::CompareReport;
use super::document::{Block, Document, Table};
use super::explain::ExplanationReport;
use super::grid::{self, Grid};
use super::hedge::HedgeReport;
use super::hold::HoldReport;
use super::options::ValuedOptions;
use super::title;

use layout::Layout;
use page::{Page, Piece};
use style::text;

/// When a workbook says it was made: always the same, so that the same answer has the same bytes.
const MADE: (u16, u8, u8) = (2000, 1, 1);

/// The scenario of a model without any.
const BASE: &str = "base case";

/// A workbook.
///
/// ```
/// use waferline::report::{PlanReport, xlsx::Book};
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
///     selection: solved.selection.as_ref(),
/// };
/// let workbook = Book::plan(&report, &report.document()).render()?;
/// assert!(workbook.starts_with(b"PK"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Book {
    model: String,
    scenario: String,
    pages: Vec<Page>,
    grids: Vec<Grid>,
}

impl Book {
    /// Returns the workbook of a plan; `document` is its report, perhaps with more said.
    #[must_use]
    pub fn plan(report: &PlanReport, document: &Document) -> Self {
        let pages = page::plan(report, &document.printable());
        Self::new(report.model, pages, grid::plan(report))
    }

    /// Returns the workbook with what is held of another plan, if anything is.
    #[must_use]
    pub fn with_hold(mut self, held: Option<&HoldReport>) -> Self {
        self.grids = grid::with_hold(self.grids, held);
        self
    }

    /// Returns the workbook of a plan near to one that was made before; `document` is its report.
    #[must_use]
    pub fn near(report: &PlanReport, near: &NearPlan, document: &Document) -> Self {
        let pages = page::plan(report, &document.printable());
        Self::new(report.model, pages, grid::near(report, near))
    }

    /// Returns the workbook of an explanation.
    #[must_use]
    pub fn explanation(report: &ExplanationReport) -> Self {
        let pages = page::explanation(report);
        Self::new(report.model, pages, grid::explanation(report))
    }

    /// Returns the workbook of a comparison.
    #[must_use]
    pub fn compare(report: &CompareReport) -> Self {
        let pages = page::compare(report);
        Self::new(report.model, pages, grid::compare(report))
    }

    /// Returns the workbook of options and what they are worth.
    #[must_use]
    pub fn options(report: &ValuedOptions) -> Self {
        let pages = page::options(report);
        Self::new(report.model, pages, grid::options(report))
    }

    /// Returns the workbook of a hedge.
    #[must_use]
    pub fn hedge(report: &HedgeReport) -> Self {
        Self::new(
            report.futures.base(),
            page::hedge(report),
            grid::hedge(report),
        )
    }

    /// Returns the workbook of an answer that is no plan.
    #[must_use]
    pub fn refusal(model: &Model, document: &Document) -> Self {
        let pages = page::refusal(&document.printable());
        Self::new(model, pages, Vec::new())
    }

    fn new(model: &Model, pages: Vec<Page>, grids: Vec<Grid>) -> Self {
        Self {
            model: title(model),
            scenario: BASE.to_owned(),
            pages,
            grids,
        }
    }

    /// Returns the same workbook, which says what it was made from: in a sheet, and its scenarios at the edge of each page.
    #[must_use]
    pub fn with_provenance(mut self, provenance: &[Provenance]) -> Self {
        let at = self.grids.len().min(1);
        self.grids.insert(at, grid::provenance(provenance));
        let cases: Vec<String> = provenance.iter().map(scenario).collect();
        if !cases.is_empty() {
            self.scenario = cases.join(" | ");
        }
        self
    }

    /// Returns the bytes of the file; the same for the same answer.
    pub fn render(&self) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        let (year, month, day) = MADE;
        let made = ExcelDateTime::from_ymd(year, month, day)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
        let header = paper::header(&self.model, &self.scenario);
        for page in &self.pages {
            let sheet = workbook.add_worksheet();
            sheet.set_name(page.name)?;
            write(sheet, page)?;
            paper::set_up(sheet, &header);
        }
        for grid in &self.grids {
            let sheet = workbook.add_worksheet();
            sheet.set_name(grid.name)?;
            tidy::fill(sheet, grid, &header)?;
        }
        workbook.save_to_buffer()
    }
}

/// Returns what an answer was asked under, in a few words.
fn scenario(provenance: &Provenance) -> String {
    match (
        provenance.scenarios.as_slice(),
        provenance.assignments.as_slice(),
    ) {
        ([], []) => BASE.to_owned(),
        ([], changes) => changes.join(", "),
        (scenarios, _) => scenarios.join(", "),
    }
}

/// Writes a sheet for people.
fn write(sheet: &mut Worksheet, page: &Page) -> Result<(), XlsxError> {
    let layout = Layout::of(page);
    let tables: Vec<&Table> = page
        .pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Block(Block::Table(table)) => Some(table),
            _ => None,
        })
        .collect();
    let width = |characters: usize| characters as f64;
    sheet.set_column_width(0, width(layout.label_width))?;
    let last = u16::try_from(layout.columns).unwrap_or(u16::MAX);
    for column in 1..=last {
        sheet.set_column_width(column, width(layout.column_width))?;
    }
    for (row, line) in (0..).zip(&layout.lines) {
        sheet.set_row_height(row, line.height)?;
        for cell in &line.cells {
            let first = u16::try_from(cell.column).unwrap_or(u16::MAX);
            let end = u16::try_from(cell.column + cell.span - 1).unwrap_or(u16::MAX);
            let number = cell.value.as_ref().map(|(_, format)| format.as_str());
            let format = cell.look.format(number);
            if end > first {
                sheet.merge_range(row, first, row, end, "", &format)?;
            }
            match &cell.value {
                Some((value, _)) => sheet.write_number_with_format(row, first, *value, &format)?,
                None => sheet.write_string_with_format(row, first, text(&cell.text), &format)?,
            };
        }
    }
    for (row, charts) in &layout.charts {
        chart::draw(sheet, page.name, *row, charts, &tables, &layout)?;
    }
    sheet.set_screen_gridlines(false);
    // Another program may measure wider: one page wide whatever it measures.
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_page_breaks(&layout.breaks)?;
    Ok(())
}

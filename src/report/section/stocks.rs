//! Stocks: what is kept, received, thrown away, and in process at the end.

use crate::report::Shown;
use crate::report::document::{Column, Section, Table};
use crate::report::names::Names;
use crate::report::number::{Format, NOTHING};

pub fn section(report: Shown, names: &Names) -> Section {
    let mut section = Section::new("Stocks");
    section.add_table(table(report, names));
    section
}

/// Returns the stocks of a plan that goes on: what is in process when it ends has no column.
pub fn so_far(report: Shown, names: &Names) -> Section {
    let mut table = table(report, names);
    let last = table.columns.len() - 1;
    table.columns.truncate(last);
    for row in &mut table.rows {
        row.cells.truncate(last);
        row.values.truncate(last);
    }
    let mut section = Section::new("Stocks");
    section.add_table(table);
    section
}

fn table(report: Shown, names: &Names) -> Table {
    let plan = report.plan;
    let mut columns = vec![Column::number("Opening")];
    columns.extend(Column::quarters(&plan.quarters));
    columns.push(Column::number("In process"));
    let mut table = Table::new("Units at quarter's end", columns);
    for stock in &plan.stocks {
        let group = names.item(&stock.item);
        let mut closing = vec![stock.opening];
        closing.extend(&stock.closing);
        closing.push(stock.in_process_at_end);
        table.add_quantities(group, "in stock", &closing);
        add_flow(&mut table, group, "received", &stock.receipts);
        add_flow(&mut table, group, "thrown away", &stock.scrapped);
    }
    table
}

/// Adds a row that has no opening value and nothing in process.
fn add_flow(table: &mut Table, group: &str, label: &str, values: &[f64]) {
    let format = Format::of(values);
    let shown: Vec<String> = values.iter().map(|&value| format.cell(value)).collect();
    if shown.iter().all(|cell| cell == NOTHING) {
        return;
    }
    let mut cells = vec![String::new()];
    cells.extend(shown);
    cells.push(String::new());
    table.add_row(group, label, cells);
    let values = values.iter().copied().map(Some);
    table.with_values(std::iter::once(None).chain(values));
}

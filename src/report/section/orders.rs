//! Buyers' orders and what is sold on top.

use crate::report::Shown;
use crate::report::document::{Section, Table};
use crate::report::names::Names;

pub fn section(report: Shown, names: &Names) -> Section {
    let mut section = Section::new("Orders");
    let mut table = Table::by_quarter("Order units", &report.plan.quarters);
    for book in &report.plan.orders {
        let group = names.buyer(&book.buyer);
        table.add_quantities(group, "due", &book.due);
        table.add_quantities(group, "delivered", &book.delivered);
        table.add_quantities(group, "late, at quarter's end", &book.late);
        table.add_quantities(group, "lost", &book.lost);
        table.add_quantities(group, "could be sold on top", &book.upside);
        table.add_quantities(group, "sold on top", &book.upside_sold);
    }
    section.add_table(table);
    section
}

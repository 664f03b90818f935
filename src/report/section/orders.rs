//! Buyers' orders and what is sold on top.

use crate::report::Shown;
use crate::report::document::{Ask, Section, Table};
use crate::report::names::Names;

pub fn section(report: Shown, names: &Names) -> Section {
    let mut section = Section::new("Orders");
    let mut table = Table::by_quarter("Order units", &report.plan.quarters);
    for book in &report.plan.orders {
        let group = names.buyer(&book.buyer);
        table.asks(Ask::curve("buyer", &book.buyer, "orders"));
        if book.open_before > 0.0 {
            let mut open = vec![0.0; book.due.len()];
            open[0] = book.open_before;
            table.add_quantities(group, "open before the start", &open);
        }
        table.add_quantities(group, "due", &book.due);
        table.add_quantities(group, "delivered", &book.delivered);
        table.add_quantities(group, "late, at quarter's end", &book.late);
        table.add_quantities(group, "lost", &book.lost);
        table.asks(Ask::curve("buyer", &book.buyer, "upside"));
        table.add_quantities(group, "could be sold on top", &book.upside);
        table.add_quantities(group, "sold on top", &book.upside_sold);
    }
    section.add_table(table);
    section
}

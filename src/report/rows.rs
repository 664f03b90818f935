//! Rows of tables from numbers: finished cells, the exact numbers behind them, and their units.

use super::document::Table;
use super::number::{Format, Money, NOTHING, percent};

impl Table {
    /// Adds a row of quantities, unless there is nothing in it; returns whether it did.
    pub(crate) fn add_quantities(
        &mut self,
        group: &str,
        label: impl Into<String>,
        values: &[f64],
    ) -> bool {
        let format = Format::of(values);
        let cells: Vec<String> = values.iter().map(|&value| format.cell(value)).collect();
        let says_something = cells.iter().any(|cell| cell != NOTHING);
        if says_something {
            self.add_row(group, label, cells);
            self.with_values(values.iter().copied().map(Some));
        }
        says_something
    }

    /// Adds a row of quantities with their sum, unless there is nothing in it; returns whether it did.
    pub(crate) fn add_flow(
        &mut self,
        group: &str,
        label: impl Into<String>,
        values: &[f64],
    ) -> bool {
        let mut cells = values.to_vec();
        cells.push(values.iter().sum());
        self.add_quantities(group, label, &cells)
    }

    /// Adds a row of amounts of money in one unit, unless there is nothing in it; returns whether it did.
    pub(crate) fn add_money(
        &mut self,
        group: &str,
        label: impl Into<String>,
        values: &[f64],
        unit: Money,
    ) -> bool {
        let cells: Vec<String> = values.iter().map(|&value| unit.cell(value)).collect();
        let says_something = cells.iter().any(|cell| cell != NOTHING);
        if says_something {
            self.add_row(group, label, cells);
            self.with_values(values.iter().copied().map(Some));
            self.in_unit(unit);
        }
        says_something
    }

    /// Adds a row of one amount of money and its share of a whole; a share of a loss is left blank.
    pub(crate) fn add_part(
        &mut self,
        label: impl Into<String>,
        amount: f64,
        whole: f64,
        unit: Money,
    ) {
        let share = (whole > 0.0).then(|| amount / whole);
        let shown = share.map_or_else(|| NOTHING.to_owned(), percent);
        self.add_row("", label, vec![unit.cell(amount), shown]);
        self.with_values([Some(amount), share]);
        self.in_units([unit.factor()]);
    }

    /// Adds a row of shares, unless every whole is 0; a share of nothing is left blank.
    pub(crate) fn add_shares(
        &mut self,
        group: &str,
        label: impl Into<String>,
        parts: &[f64],
        wholes: &[f64],
    ) {
        if wholes.iter().all(|&whole| whole == 0.0) {
            return;
        }
        let cells = parts
            .iter()
            .zip(wholes)
            .map(|(&part, &whole)| {
                if whole == 0.0 {
                    NOTHING.to_owned()
                } else {
                    percent(part / whole)
                }
            })
            .collect();
        self.add_row(group, label, cells);
        let shares = parts.iter().zip(wholes);
        self.with_values(shares.map(|(part, &whole)| (whole != 0.0).then(|| part / whole)));
    }
}

//! The program of one future, its columns and rows by quarter.

use super::rest::rows_of;
use crate::formulation::{Column, Constraint, formulate};
use crate::lp::{ColumnId, Lp, RowId};
use crate::model::Model;
use crate::outcome::shortfall_costs;

/// The program of one future alone.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub lp: Lp<Column, Constraint>,
    /// The quarter in which each column is decided.
    pub column_quarter: Vec<usize>,
    /// The quarter for which each row is said; never before one of its columns is decided.
    pub row_quarter: Vec<usize>,
    /// The terms of each row.
    pub rows: Vec<Vec<(ColumnId, f64)>>,
    /// The columns that must be whole.
    pub whole: Vec<ColumnId>,
    /// With `service_first`: what a shortfall costs, a column.
    pub first: Option<Vec<f64>>,
    /// Which columns can only be 0, by the rows up to their quarter.
    is_zero: Vec<bool>,
}

impl Program {
    pub fn of(model: &Model) -> Self {
        let lp = formulate(model);
        let columns = lp.columns().iter();
        let column_quarter: Vec<usize> =
            columns.map(|column| column.key.decided_in(model)).collect();
        let rows = rows_of(&lp);
        let said = |(row, terms): (&Constraint, &Vec<(ColumnId, f64)>)| {
            let decided = terms.iter().map(|&(column, _)| column_quarter[column.0]);
            decided.chain(row.said_of(model)).max().unwrap_or(0)
        };
        let keys = lp.rows().iter().map(|row| &row.key);
        let row_quarter = keys.zip(&rows).map(said).collect();
        let whole = model.option_ids().filter(|&option| {
            let option = model.option(option);
            option.is_free() && option.whole
        });
        let whole = whole.filter_map(|option| lp.column(&Column::Taken { option }));
        let service_first = model.policy.service_first;
        let mut program = Self {
            whole: whole.collect(),
            first: service_first.then(|| shortfall_costs(model, &lp)),
            is_zero: vec![false; lp.columns().len()],
            lp,
            column_quarter,
            row_quarter,
            rows,
        };
        program.find_zeros(model.horizon.periods());
        program
    }

    /// Returns whether a column can only be 0, whatever is decided later.
    pub fn is_zero(&self, column: ColumnId) -> bool {
        self.is_zero[column.0]
    }

    /// Finds the columns that can only be 0, quarter by quarter: what is not there yet is as good as not decided.
    fn find_zeros(&mut self, periods: usize) {
        for (j, column) in self.lp.columns().iter().enumerate() {
            self.is_zero[j] = column.lower == 0.0 && column.upper == 0.0;
        }
        let mut by_quarter = vec![Vec::new(); periods];
        for (row, &quarter) in self.row_quarter.iter().enumerate() {
            if let Some(rows) = by_quarter.get_mut(quarter) {
                rows.push(RowId(row));
            }
        }
        for (quarter, rows) in by_quarter.iter().enumerate() {
            while rows.iter().any(|&row| self.finds_zero(row, quarter)) {}
        }
    }

    /// Marks what a row holds at 0 of the columns of its quarter: all that is left of it is of one sign, and has no room.
    fn finds_zero(&mut self, row: RowId, quarter: usize) -> bool {
        let range = &self.lp.rows()[row.0];
        let left = || self.rows[row.0].iter().filter(|it| !self.is_zero[it.0.0]);
        let at_least_0 = |&(column, _): &(ColumnId, f64)| self.lp.columns()[column.0].lower >= 0.0;
        let is_held = left().all(at_least_0)
            && ((range.upper == 0.0 && left().all(|it| it.1 > 0.0))
                || (range.lower == 0.0 && left().all(|it| it.1 < 0.0)));
        let found: Vec<usize> = left()
            .map(|&(column, _)| column.0)
            .filter(|&column| self.column_quarter[column] == quarter)
            .collect();
        if is_held {
            for &column in &found {
                self.is_zero[column] = true;
            }
        }
        is_held && !found.is_empty()
    }
}

//! What a future says before it is known: nothing that the file does not say.

use super::program::Program;
use crate::formulation::{Column, Constraint, bound_address, row_address};
use crate::lp::{ColumnId, RowId, Variable};
use crate::model::{Address, Amounts, FieldPath, Model};

/// Where the program of a future is another one than that of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct News {
    pub quarter: usize,
    /// The column or row of the future's program, or of the file's where the future has none.
    at: Place,
}

/// A column or row, by its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Column(Column),
    Row(Constraint),
}

/// Returns the first quarter in which the program of a future has other rows or bounds than that of the file.
pub(crate) fn first_news(future: &Program, base: &Program) -> Option<News> {
    let columns = columns(future, base).chain(columns(base, future));
    let rows = rows(future, base).chain(rows(base, future));
    columns.chain(rows).min_by_key(|news| news.quarter)
}

/// Returns the first quarter in which a column of both earns something else.
pub(super) fn first_other_cost(future: &Program, base: &Program) -> Option<usize> {
    let columns = future.lp.columns().iter().enumerate();
    let differs = columns.filter(|(_, column)| {
        let there = base.lp.column(&column.key);
        there.is_some_and(|there| base.lp.columns()[there.0].cost != column.cost)
    });
    differs.map(|(j, _)| future.column_quarter[j]).min()
}

/// Returns the columns of one program that are other ones in the second; what can only be 0 may be missing there.
fn columns<'p>(one: &'p Program, other: &'p Program) -> impl Iterator<Item = News> + 'p {
    let columns = one.lp.columns().iter().enumerate();
    let differs = columns.filter(|&(j, column)| match other.lp.column(&column.key) {
        None => !one.is_zero(ColumnId(j)),
        Some(there) => {
            let there = other.lp.range(Variable::Column(there));
            there != (column.lower, column.upper)
        }
    });
    differs.map(|(j, column)| News {
        quarter: one.column_quarter[j],
        at: Place::Column(column.key),
    })
}

/// Returns the rows of one program that are other ones in the second, over the columns that both have. What a row that is
/// about spending multiplies is prices, which may differ.
fn rows<'p>(one: &'p Program, other: &'p Program) -> impl Iterator<Item = News> + 'p {
    let rows = one.lp.rows().iter().enumerate();
    let differs = rows.filter(|&(i, row)| {
        let range = (row.lower, row.upper);
        let is_of_prices = matches!(row.key, Constraint::Budget { .. });
        match other.lp.row(&row.key) {
            None => !said_of_both(one, RowId(i), other).is_empty() || excludes_0(range),
            Some(there) => {
                let is_same = is_of_prices
                    || said_of_both(one, RowId(i), other) == said_of_both(other, there, one);
                other.lp.range(Variable::Row(there)) != range || !is_same
            }
        }
    });
    differs.map(|(i, row)| News {
        quarter: one.row_quarter[i],
        at: Place::Row(row.key),
    })
}

fn excludes_0((lower, upper): (f64, f64)) -> bool {
    lower > 0.0 || upper < 0.0
}

/// Returns the terms of a row whose columns both programs have, in the order of their keys.
fn said_of_both(program: &Program, row: RowId, other: &Program) -> Vec<(Column, f64)> {
    let terms = program.rows[row.0].iter();
    let terms = terms.map(|&(column, n)| (program.lp.columns()[column.0].key, n));
    let mut both: Vec<(Column, f64)> = terms
        .filter(|(key, _)| other.lp.column(key).is_some())
        .collect();
    both.sort_by_key(|&(key, _)| key);
    both
}

impl News {
    /// Returns the number of the model that it is about: the limit where that differs, else the first number that differs and
    /// counts by then.
    pub fn address(self, future: &Model, base: &Model) -> Option<Address> {
        let limit = match self.at {
            Place::Column(column) => bound_address(future, column),
            Place::Row(row) => row_address(future, row),
        };
        let differs = |address: &Address| future.number_at(address) != base.number_at(address);
        limit.filter(differs).or_else(|| self.changed(future, base))
    }

    /// Returns the first number that differs between the models in a quarter up to this one, or that does not vary.
    fn changed(self, future: &Model, base: &Model) -> Option<Address> {
        let mut fixed = None;
        for path in future.paths() {
            match changed_in(future, base, &path) {
                Some(Changed::From(t)) if t <= self.quarter => {
                    return Some(Address::at(path, future.horizon.quarter(t)));
                }
                Some(Changed::Fixed) => {
                    fixed.get_or_insert(Address::fixed(path));
                }
                _ => {}
            }
        }
        fixed
    }
}

/// How a number is another one than that of the file.
enum Changed {
    From(usize),
    Fixed,
}

fn changed_in(future: &Model, base: &Model, path: &FieldPath) -> Option<Changed> {
    match (future.amounts(path.field), base.amounts(path.field)) {
        (Some(Amounts::ByQuarter(here)), Some(Amounts::ByQuarter(there))) => {
            let differs = here.iter().zip(&there).position(|(a, b)| a != b);
            differs.map(Changed::From)
        }
        (here, there) => (here != there).then_some(Changed::Fixed),
    }
}

//! What remains of a program while rows and columns are taken from it.

use std::hash::Hash;
use std::sync::Arc;

use super::activity::{Activity, Span};
use super::matrix::Matrix;
use super::postsolve::Step;
use super::tally::{Rule, Tally};
use crate::program::{ColumnId, Lp, LpBuilder, RowId};
use crate::scale::Scaling;

/// What is left of a difference of two numbers below this share of them is rounding: some hundred times what one operation
/// makes, since entries were added to before.
const ROUNDING: f64 = 1e-13;

/// The program has no feasible point, or no end; the unreduced one is left to prove it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NoOptimum;

/// Lines to look at again, each listed once; the last one added comes first.
#[derive(Clone, Debug)]
struct Queue {
    waiting: Vec<usize>,
    is_waiting: Vec<bool>,
}

impl Queue {
    /// Returns a queue of all lines, the first one first.
    fn all(count: usize) -> Self {
        Self {
            waiting: (0..count).rev().collect(),
            is_waiting: vec![true; count],
        }
    }

    fn push(&mut self, line: usize) {
        if !self.is_waiting[line] {
            self.is_waiting[line] = true;
            self.waiting.push(line);
        }
    }

    fn pop(&mut self) -> Option<usize> {
        let line = self.waiting.pop()?;
        self.is_waiting[line] = false;
        Some(line)
    }
}

/// The rows and columns that remain, scaled; positions are those of the whole program.
#[derive(Clone, Debug)]
pub(super) struct Remains {
    pub(super) matrix: Matrix,
    /// Bounds by column.
    pub(super) bounds: Vec<Span>,
    pub(super) cost: Vec<f64>,
    /// Ranges by row.
    pub(super) range: Vec<Span>,
    pub(super) tally: Tally,
    has_row: Vec<bool>,
    has_column: Vec<bool>,
    activity: Vec<Activity>,
    rows_to_see: Queue,
    columns_to_see: Queue,
    steps: Vec<Arc<dyn Step>>,
}

impl Remains {
    /// Returns all of a program.
    pub(super) fn of<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
        lp: &Lp<C, R>,
        scaling: &Scaling,
    ) -> Self {
        let (rows, columns) = (lp.rows().len(), lp.columns().len());
        let mut remains = Self {
            matrix: Matrix::new(rows, columns),
            bounds: Vec::with_capacity(columns),
            cost: Vec::with_capacity(columns),
            range: Vec::with_capacity(rows),
            tally: Tally::default(),
            has_row: vec![true; rows],
            has_column: vec![true; columns],
            activity: vec![Activity::default(); rows],
            rows_to_see: Queue::all(rows),
            columns_to_see: Queue::all(columns),
            steps: Vec::new(),
        };
        for (row, scale) in lp.rows().iter().zip(&scaling.row) {
            let unit = scale / scaling.quantity;
            remains.range.push(Span {
                lower: row.lower * unit,
                upper: row.upper * unit,
            });
        }
        for (j, (column, scale)) in lp.columns().iter().zip(&scaling.column).enumerate() {
            let unit = scale * scaling.quantity;
            remains.cost.push(column.cost * unit / scaling.money);
            let bounds = Span {
                lower: column.lower / unit,
                upper: column.upper / unit,
            };
            remains.bounds.push(bounds);
            for (row, value) in lp.entries(ColumnId(j)) {
                let scaled = value * scale * scaling.row[row.0];
                remains.matrix.insert(row.0, j, scaled);
                remains.activity[row.0].add(bounds.times(scaled));
            }
        }
        remains
    }

    /// Returns what remains as a program, and the steps that led to it.
    pub(super) fn into_program(self) -> (Lp<ColumnId, RowId>, Vec<Arc<dyn Step>>, Tally) {
        let mut builder = LpBuilder::default();
        for j in self.columns() {
            let Span { lower, upper } = self.bounds[j];
            builder.add_column(ColumnId(j), self.cost[j], lower, upper);
        }
        for i in self.rows() {
            let Span { lower, upper } = self.range[i];
            let terms = self.matrix.row(i).map(|(j, value)| (ColumnId(j), value));
            builder.add_row(RowId(i), lower, upper, terms);
        }
        (builder.build(), self.steps, self.tally)
    }

    /// Returns the rows that remain, ascending.
    pub(super) fn rows(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.has_row.len()).filter(|&i| self.has_row[i])
    }

    /// Returns the columns that remain, ascending.
    pub(super) fn columns(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.has_column.len()).filter(|&j| self.has_column[j])
    }

    pub(super) fn has_column(&self, column: usize) -> bool {
        self.has_column[column]
    }

    /// Returns a row that changed since it was last returned.
    pub(super) fn next_row(&mut self) -> Option<usize> {
        loop {
            let row = self.rows_to_see.pop()?;
            if self.has_row[row] {
                return Some(row);
            }
        }
    }

    /// Returns a column that changed since it was last returned.
    pub(super) fn next_column(&mut self) -> Option<usize> {
        loop {
            let column = self.columns_to_see.pop()?;
            if self.has_column[column] {
                return Some(column);
            }
        }
    }

    /// Returns the least and the greatest activity of a row.
    pub(super) fn activity(&self, row: usize) -> Span {
        self.activity[row].span()
    }

    /// Returns the bounds that a row alone implies for a column of coefficient `value` in it.
    pub(super) fn implied_bounds(&self, row: usize, column: usize, value: f64) -> Span {
        let others = self.activity[row].without(self.bounds[column].times(value));
        let range = self.range[row];
        Span {
            lower: range.lower - others.upper,
            upper: range.upper - others.lower,
        }
        .times(1.0 / value)
    }

    /// Records what was done, for the way back.
    pub(super) fn record(&mut self, step: impl Step + 'static) {
        self.steps.push(Arc::new(step));
    }

    /// Takes a row away; returns its entries as (column, value).
    pub(super) fn take_row(&mut self, row: usize, by: Rule) -> Vec<(usize, f64)> {
        let entries = self.matrix.take_row(row);
        for &(column, _) in &entries {
            self.columns_to_see.push(column);
        }
        self.has_row[row] = false;
        self.tally.rows[by as usize] += 1;
        entries
    }

    /// Takes a column away that is no more in any sum; returns its entries as (row, value).
    pub(super) fn take_column(&mut self, column: usize, by: Rule) -> Vec<(usize, f64)> {
        let entries = self.matrix.take_column(column);
        for &(row, value) in &entries {
            self.activity[row].remove(self.bounds[column].times(value));
            self.rows_to_see.push(row);
        }
        self.has_column[column] = false;
        self.tally.columns[by as usize] += 1;
        entries
    }

    /// Takes a column away at a value, which moves the ranges of its rows; returns its entries as (row, value).
    pub(super) fn take_column_at(&mut self, column: usize, x: f64, by: Rule) -> Vec<(usize, f64)> {
        let entries = self.take_column(column, by);
        for &(row, value) in &entries {
            self.move_range(row, -value * x);
        }
        entries
    }

    /// Moves both ends of a row's range.
    pub(super) fn move_range(&mut self, row: usize, amount: f64) {
        if amount != 0.0 {
            let Span { lower, upper } = self.range[row];
            self.range[row] = Span {
                lower: sum(lower, amount),
                upper: sum(upper, amount),
            };
        }
    }

    /// Sets the range of a row.
    pub(super) fn set_range(&mut self, row: usize, range: Span) {
        self.range[row] = range;
        self.rows_to_see.push(row);
        for (column, _) in self.matrix.row(row) {
            self.columns_to_see.push(column);
        }
    }

    /// Sets the bounds of a column; ends within rounding of each other become one, ends that crossed leave nothing.
    pub(super) fn set_bounds(&mut self, column: usize, to: Span) -> Result<(), NoOptimum> {
        // The end that was there before is the more exact one.
        let to_upper = to.lower != self.bounds[column].lower;
        let to = to.closed(to_upper).ok_or(NoOptimum)?;
        let from = std::mem::replace(&mut self.bounds[column], to);
        for (row, value) in self.matrix.column(column) {
            self.activity[row].remove(from.times(value));
            self.activity[row].add(to.times(value));
            self.rows_to_see.push(row);
        }
        self.columns_to_see.push(column);
        Ok(())
    }

    /// Adds to an entry.
    pub(super) fn add_to_entry(&mut self, row: usize, column: usize, amount: f64) {
        let before = self.matrix.get(row, column);
        let after = sum(before, amount);
        let bounds = self.bounds[column];
        if before != 0.0 {
            self.activity[row].remove(bounds.times(before));
        }
        if after != 0.0 {
            self.activity[row].add(bounds.times(after));
        }
        self.matrix.set(row, column, after);
        self.rows_to_see.push(row);
        self.columns_to_see.push(column);
    }

    /// Adds to a cost.
    pub(super) fn add_to_cost(&mut self, column: usize, amount: f64) {
        self.cost[column] = sum(self.cost[column], amount);
        self.columns_to_see.push(column);
    }
}

/// Returns a sum, 0 where nothing but rounding is left.
fn sum(one: f64, other: f64) -> f64 {
    let sum = one + other;
    if sum.abs() < ROUNDING * one.abs().max(other.abs()) {
        0.0
    } else {
        sum
    }
}

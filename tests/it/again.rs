//! A solved program written out again with other costs, ranges and rows, and solved from nothing.

use std::collections::HashMap;

use waferline::Solved;
use waferline::formulation::{Column, Constraint};
use waferline::lp::{ColumnId, Lp, LpBuilder, Solution};
use waferline::solve::{Answer, solve_program};

/// A program to be changed.
pub struct Again<'a> {
    lp: &'a Lp<Column, Constraint>,
    costs: HashMap<Column, f64>,
    ranges: HashMap<Column, (f64, f64)>,
    rows: Vec<Row>,
}

/// A sum and its range.
type Row = (f64, f64, Vec<(Column, f64)>);

impl<'a> Again<'a> {
    /// The program as it is, with the least shortfall held where service comes first.
    pub fn of(solved: &'a Solved) -> Self {
        Self {
            lp: &solved.lp,
            costs: HashMap::new(),
            ranges: HashMap::new(),
            rows: Vec::new(),
        }
    }

    /// Gives every column this cost.
    pub fn with_costs(mut self, cost: impl Fn(Column) -> f64) -> Self {
        let keys = self.lp.columns().iter().map(|it| it.key);
        self.costs = keys.map(|key| (key, cost(key))).collect();
        self
    }

    /// Keeps a column within a range.
    pub fn within(mut self, column: Column, lower: f64, upper: f64) -> Self {
        self.ranges.insert(column, (lower, upper));
        self
    }

    /// Keeps a sum within a range.
    pub fn hold(mut self, lower: f64, upper: f64, terms: Vec<(Column, f64)>) -> Self {
        self.rows.push((lower, upper, terms));
        self
    }

    /// The optimum; `None` if there is no plan.
    pub fn solution(&self) -> Option<Solution> {
        let mut builder = LpBuilder::default();
        for column in self.lp.columns() {
            let cost = self.costs.get(&column.key).copied();
            let (lower, upper) = match self.ranges.get(&column.key) {
                Some(&range) => range,
                None => (column.lower, column.upper),
            };
            builder.add_column(column.key, cost.unwrap_or(column.cost), lower, upper);
        }
        let mut rows: Vec<Vec<(Column, f64)>> = vec![Vec::new(); self.lp.rows().len()];
        for (j, column) in self.lp.columns().iter().enumerate() {
            for (row, value) in self.lp.entries(ColumnId(j)) {
                rows[row.0].push((column.key, value));
            }
        }
        for (i, (row, terms)) in self.lp.rows().iter().zip(rows).enumerate() {
            builder.add_row(i, row.lower, row.upper, terms);
        }
        for (i, (lower, upper, terms)) in self.rows.iter().enumerate() {
            builder.add_row(usize::MAX - i, *lower, *upper, terms.clone());
        }
        match solve_program(&builder.build()).expect("proved") {
            Answer::Optimal(solution) => Some(solution),
            _ => None,
        }
    }

    /// The greatest objective; `None` if there is no plan.
    pub fn optimum(&self) -> Option<f64> {
        self.solution().map(|it| it.objective)
    }
}

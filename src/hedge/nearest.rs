//! The decisions nearest to given ones that keep the limits.

use super::error::HedgeError;
use super::extensive::Node;
use super::future::Futures;
use super::hedged::Decisions;
use crate::formulation::{Column, Constraint, describe_column};
use crate::lp::{Lp, LpBuilder};
use crate::solve::{Answer, SolveOptions, prove};

/// How far a decision may be moved: this, and this part of its size. Solvers of other people keep limits to about as much.
const REACH: f64 = 1e-6;

/// A change of a decision, or what follows in a future.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Moved {
    Up(Column),
    Down(Column),
    Follows(usize, Column),
}

/// Given decisions, and the futures that they must serve.
#[derive(Debug)]
pub(super) struct Nearest<'f> {
    futures: &'f Futures,
    given: Decisions,
    serving: Vec<usize>,
}

impl<'f> Nearest<'f> {
    /// Options that are taken whole are rounded; an error where a decision is beyond its own limits.
    pub fn of(futures: &'f Futures, mut given: Decisions) -> Result<Self, HedgeError> {
        let model = futures.base();
        let lp = &futures.base_program.lp;
        for (&column, value) in &mut given {
            if let Column::Taken { option } = column
                && model.option(option).whole
            {
                *value = value.round();
            }
            let Some(id) = lp.column(&column) else {
                continue;
            };
            let data = &lp.columns()[id.0];
            let reach = reach(column, *value, futures);
            if *value < data.lower - reach || *value > data.upper + reach {
                return Err(HedgeError::Decisions(format!(
                    "`{}` is {value}, beyond what it can be: {} to {}",
                    describe_column(model, column),
                    data.lower,
                    data.upper
                )));
            }
        }
        Ok(Self {
            futures,
            given,
            serving: Vec::new(),
        })
    }

    /// Returns the nearest decisions that keep what is said before the news; an error where none within reach do.
    pub fn decisions(&self, options: &SolveOptions) -> Result<Decisions, HedgeError> {
        let found = self.solve(options)?;
        found.ok_or_else(|| {
            HedgeError::Decisions(
                "these decisions do not keep the limits before the news, nor do any within a millionth of them"
                    .to_owned(),
            )
        })
    }

    /// Returns the nearest decisions that also leave this future a plan; `None` where none within reach do.
    pub fn serving(
        &mut self,
        future: usize,
        options: &SolveOptions,
    ) -> Result<Option<Decisions>, HedgeError> {
        if self.serving.contains(&future) {
            return Ok(None);
        }
        self.serving.push(future);
        self.solve(options)
    }

    fn solve(&self, options: &SolveOptions) -> Result<Option<Decisions>, HedgeError> {
        let lp = self.program();
        let proved = prove(&lp, options)?;
        let Answer::Optimal(solution) = proved.answer else {
            return Ok(None);
        };
        let at = |key: Moved| lp.value(&solution.x, &key);
        let moved = self.given.iter().map(|(&column, value)| {
            let to = value + at(Moved::Up(column)) - at(Moved::Down(column));
            (column, to)
        });
        Ok(Some(moved.collect()))
    }

    /// Returns the program of the least change, each as a part of its reach.
    fn program(&self) -> Lp<Moved, (Node, Constraint)> {
        let mut builder = LpBuilder::default();
        let base = &self.futures.base_program;
        for (&column, &value) in &self.given {
            let Some(id) = base.lp.column(&column) else {
                continue;
            };
            let data = &base.lp.columns()[id.0];
            let reach = reach(column, value, self.futures);
            let cost = -1.0 / reach.max(f64::MIN_POSITIVE).max(REACH);
            let up = (
                (data.lower - value).max(0.0),
                (data.upper - value).clamp(0.0, reach),
            );
            let down = (
                (value - data.upper).max(0.0),
                (value - data.lower).clamp(0.0, reach),
            );
            builder.add_column(Moved::Up(column), cost, up.0, up.1.max(up.0));
            builder.add_column(Moved::Down(column), cost, down.0, down.1.max(down.0));
        }
        for &s in &self.serving {
            let program = &self.futures.programs[s];
            for (j, column) in program.lp.columns().iter().enumerate() {
                if self.futures.all()[s].is_known(program.column_quarter[j]) {
                    let key = Moved::Follows(s, column.key);
                    builder.add_column(key, 0.0, column.lower, column.upper);
                }
            }
        }
        let first = self.futures.known_at_once().unwrap_or(0);
        for (i, row) in base.lp.rows().iter().enumerate() {
            if base.row_quarter[i] < first && !matches!(row.key, Constraint::Budget { .. }) {
                let terms = base.rows[i].iter();
                let terms = terms.map(|&(column, n)| (base.lp.columns()[column.0].key, n));
                let key = (Node::Shared, row.key);
                self.add_row(&mut builder, key, (row.lower, row.upper), terms, None);
            }
        }
        for (s, program) in self.futures.programs.iter().enumerate() {
            for (i, row) in program.lp.rows().iter().enumerate() {
                let is_known = program.row_quarter[i] >= first;
                let is_spending = matches!(row.key, Constraint::Budget { .. });
                if (is_known && self.serving.contains(&s)) || (!is_known && is_spending) {
                    let terms = program.rows[i].iter();
                    let terms = terms.map(|&(column, n)| (program.lp.columns()[column.0].key, n));
                    let key = (Node::Own(s), row.key);
                    self.add_row(&mut builder, key, (row.lower, row.upper), terms, Some(s));
                }
            }
        }
        builder.build()
    }

    fn add_row(
        &self,
        builder: &mut LpBuilder<Moved, (Node, Constraint)>,
        key: (Node, Constraint),
        (lower, upper): (f64, f64),
        terms: impl Iterator<Item = (Column, f64)>,
        future: Option<usize>,
    ) {
        let (mut given, mut open) = (0.0, Vec::new());
        for (column, n) in terms {
            if let Some(value) = self.given.get(&column) {
                given += n * value;
                open.push((Moved::Up(column), n));
                open.push((Moved::Down(column), -n));
            } else if let Some(s) = future {
                open.push((Moved::Follows(s, column), n));
            }
        }
        builder.add_row_of_existing(key, lower - given, upper - given, open);
    }
}

/// Returns how far a decision may be moved; what is taken whole, not at all.
fn reach(column: Column, value: f64, futures: &Futures) -> f64 {
    match column {
        Column::Taken { option } if futures.base().option(option).whole => 0.0,
        _ => REACH + REACH * value.abs(),
    }
}

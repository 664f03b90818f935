//! The program over all futures: what is decided before they are known stands in it once.

use std::collections::BTreeSet;

use super::best::Rules;
use super::future::Futures;
use super::hedged::Decisions;
use super::program::Program;
use super::risk::Risk;
use crate::formulation::{Column, Constraint};
use crate::lp::{ColumnId, Lp, LpBuilder, RowId};

/// For which futures something is decided or said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    /// For all that are not known in its quarter.
    Shared,
    /// For this one, by its position.
    Own(usize),
}

/// What a column of the extensive form decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HedgeColumn {
    /// What the column of a plan does.
    Decision {
        /// For whom.
        node: Node,
        /// What.
        column: Column,
    },
    /// `eta`: the margin below which the worst futures are.
    Threshold,
    /// `z[s]`: how far the margin of a future is below that.
    Below {
        /// Which, by its position.
        future: usize,
    },
}

/// What a row of the extensive form says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HedgeRow {
    /// What the row of a plan says.
    Rule {
        /// For whom.
        node: Node,
        /// What.
        row: Constraint,
    },
    /// `z[s] >= eta - margin[s]`.
    Below {
        /// Which, by its position.
        future: usize,
    },
}

impl HedgeRow {
    /// Returns what it says of a plan; `None` of what it says of futures.
    pub(super) fn rule(self) -> Option<Constraint> {
        match self {
            Self::Rule { row, .. } => Some(row),
            Self::Below { .. } => None,
        }
    }
}

/// The extensive form, and where the columns of each future are in it.
///
/// ```text
/// max sum_s p[s] margin[s]                                  with a weight W on the worst B of them:
/// max (1 - W) sum_s p[s] margin[s] + W (eta - 1/B sum_s p[s] z[s]),  z[s] >= eta - margin[s], z >= 0
/// ```
///
/// The columns of quarter t are one and the same for all futures that are not known in t. The worst futures are weighed by the
/// conditional value at risk of Rockafellar and Uryasev (2000).
#[derive(Clone, Debug)]
pub struct Extensive {
    /// The program.
    pub lp: Lp<HedgeColumn, HedgeRow>,
    /// For each future, where the columns of its own program are; `None`: it can only be 0.
    places: Vec<Vec<Option<ColumnId>>>,
}

impl Extensive {
    /// Returns the program over all futures.
    #[must_use]
    pub fn of(futures: &Futures, risk: Risk) -> Self {
        let mut building = Building {
            futures,
            builder: LpBuilder::default(),
            places: Vec::new(),
        };
        building.add_shared_columns();
        building.add_own_columns();
        building.add_shared_rows();
        building.add_own_rows();
        let mut extensive = Self {
            lp: building.builder.clone().build(),
            places: building.places.clone(),
        };
        let margin = extensive.expected_by(futures, &|program| {
            let columns = program.lp.columns().iter();
            columns.map(|column| column.cost).collect()
        });
        extensive.lp = if risk.is_neutral() {
            extensive.lp.with_costs(&margin)
        } else {
            building.add_risk(risk);
            let mut costs: Vec<f64> = margin.iter().map(|it| (1.0 - risk.weight) * it).collect();
            costs.push(risk.weight);
            let of_worst = |probability| -risk.weight / risk.worst * probability;
            costs.extend(futures.all().iter().map(|it| of_worst(it.probability)));
            building.builder.build().with_costs(&costs)
        };
        extensive
    }

    /// Returns the same with another program of the same columns and rows.
    pub(super) fn with_program(&self, lp: Lp<HedgeColumn, HedgeRow>) -> Self {
        Self {
            lp,
            places: self.places.clone(),
        }
    }

    /// Returns costs of the extensive form: those that `costs` says of each future's own program, times how likely it is.
    pub(super) fn expected_by(
        &self,
        futures: &Futures,
        costs: &dyn Fn(&Program) -> Vec<f64>,
    ) -> Vec<f64> {
        let of_each: Vec<Vec<f64>> = futures.programs.iter().map(costs).collect();
        let mut sum = vec![0.0; self.lp.columns().len()];
        for ((future, costs), places) in futures.all().iter().zip(&of_each).zip(&self.places) {
            for (cost, place) in costs.iter().zip(places) {
                if let Some(place) = place {
                    sum[place.0] += future.probability * cost;
                }
            }
        }
        sum
    }

    /// Returns what is decided before the news, at a point of the extensive form.
    pub(super) fn shared_values(&self, x: &[f64]) -> Decisions {
        let columns = self.lp.columns().iter().zip(x);
        let shared = columns.filter_map(|(column, &x)| match column.key {
            HedgeColumn::Decision {
                node: Node::Shared,
                column,
            } => Some((column, x)),
            _ => None,
        });
        shared.collect()
    }

    /// Returns the columns that must be whole, and what is best first.
    pub(super) fn rules(&self, futures: &Futures) -> Rules {
        let all = futures.programs.iter().zip(&self.places);
        let whole = all.flat_map(|(program, places)| {
            let columns = program.whole.iter();
            columns.filter_map(|column| places[column.0])
        });
        let whole: BTreeSet<ColumnId> = whole.collect();
        let service_first = futures.base().policy.service_first;
        Rules {
            whole: whole.into_iter().collect(),
            first: service_first.then(|| {
                self.expected_by(futures, &|program| {
                    program.first.clone().unwrap_or_default()
                })
            }),
        }
    }

    /// Returns the values of one future's own program at a point of the extensive form.
    pub(super) fn values_of(&self, future: usize, x: &[f64]) -> Vec<f64> {
        let places = self.places[future].iter();
        places
            .map(|place| place.map_or(0.0, |it| x[it.0]))
            .collect()
    }
}

struct Building<'f> {
    futures: &'f Futures,
    builder: LpBuilder<HedgeColumn, HedgeRow>,
    places: Vec<Vec<Option<ColumnId>>>,
}

impl Building<'_> {
    /// Returns whether somebody does not know what comes in `t`.
    fn is_shared(&self, t: usize) -> bool {
        self.futures.all().iter().any(|future| !future.is_known(t))
    }

    /// Returns whether every future that is not known in `t` has the column.
    fn is_common(&self, column: Column, t: usize) -> bool {
        let both = self.futures.all().iter().zip(&self.futures.programs);
        let mut unknown = both.filter(|(future, _)| !future.is_known(t));
        unknown.all(|(_, program)| program.lp.column(&column).is_some())
    }

    /// Adds what is decided before it is known what comes. What one of the futures cannot decide can only be 0 in all of them:
    /// `Futures::new` has seen to that.
    fn add_shared_columns(&mut self) {
        let base = &self.futures.base_program;
        for (j, column) in base.lp.columns().iter().enumerate() {
            let t = base.column_quarter[j];
            if self.is_shared(t) && self.is_common(column.key, t) {
                let (node, key) = (Node::Shared, column.key);
                let key = HedgeColumn::Decision { node, column: key };
                self.builder
                    .add_column(key, 0.0, column.lower, column.upper);
            }
        }
    }

    fn add_own_columns(&mut self) {
        for (s, program) in self.futures.programs.iter().enumerate() {
            let mut places = Vec::with_capacity(program.lp.columns().len());
            for (j, column) in program.lp.columns().iter().enumerate() {
                let node = self.node(s, program.column_quarter[j]);
                let key = column.key;
                let key = HedgeColumn::Decision { node, column: key };
                places.push(match node {
                    Node::Shared => self.builder.column(&key),
                    Node::Own(_) => {
                        let (lower, upper) = (column.lower, column.upper);
                        Some(self.builder.add_column(key, 0.0, lower, upper))
                    }
                });
            }
            self.places.push(places);
        }
    }

    fn node(&self, future: usize, t: usize) -> Node {
        if self.futures.all()[future].is_known(t) {
            Node::Own(future)
        } else {
            Node::Shared
        }
    }

    fn add_shared_rows(&mut self) {
        let base = &self.futures.base_program;
        for (i, row) in base.lp.rows().iter().enumerate() {
            let is_of_prices = matches!(row.key, Constraint::Budget { .. });
            if is_of_prices || !self.is_shared(base.row_quarter[i]) {
                continue;
            }
            let terms = base.rows[i].iter().filter_map(|&(column, n)| {
                let column = base.lp.columns()[column.0].key;
                let node = Node::Shared;
                let key = HedgeColumn::Decision { node, column };
                self.builder.column(&key).map(|_| (key, n))
            });
            let terms: Vec<_> = terms.collect();
            self.add_row(Node::Shared, row.key, (row.lower, row.upper), terms);
        }
    }

    /// Adds what is said of each future that is known, and of each future's spending, at its prices.
    fn add_own_rows(&mut self) {
        let futures = self.futures;
        for (s, program) in futures.programs.iter().enumerate() {
            for (i, row) in program.lp.rows().iter().enumerate() {
                let is_of_prices = matches!(row.key, Constraint::Budget { .. });
                let is_known = futures.all()[s].is_known(program.row_quarter[i]);
                if is_known || is_of_prices {
                    let terms = self.terms_of(s, program, RowId(i));
                    self.add_row(Node::Own(s), row.key, (row.lower, row.upper), terms);
                }
            }
        }
    }

    fn terms_of(&self, s: usize, program: &Program, row: RowId) -> Vec<(HedgeColumn, f64)> {
        let terms = program.rows[row.0].iter().filter_map(|&(column, n)| {
            self.places[s][column.0]?;
            let node = self.node(s, program.column_quarter[column.0]);
            let column = program.lp.columns()[column.0].key;
            Some((HedgeColumn::Decision { node, column }, n))
        });
        terms.collect()
    }

    /// Adds a row unless it says nothing.
    fn add_row(
        &mut self,
        node: Node,
        row: Constraint,
        (lower, upper): (f64, f64),
        terms: Vec<(HedgeColumn, f64)>,
    ) {
        if !terms.is_empty() || lower > 0.0 || upper < 0.0 {
            let key = HedgeRow::Rule { node, row };
            self.builder.add_row(key, lower, upper, terms);
        }
    }

    fn add_risk(&mut self, risk: Risk) {
        debug_assert!(!risk.is_neutral());
        let threshold = HedgeColumn::Threshold;
        self.builder
            .add_column(threshold, 0.0, f64::NEG_INFINITY, f64::INFINITY);
        for future in 0..self.futures.all().len() {
            let below = HedgeColumn::Below { future };
            self.builder.add_column(below, 0.0, 0.0, f64::INFINITY);
        }
        for (future, program) in self.futures.programs.iter().enumerate() {
            let columns = program.lp.columns().iter().enumerate();
            let margin = columns.filter_map(|(j, column)| {
                self.places[future][j]?;
                let node = self.node(future, program.column_quarter[j]);
                let column_key = column.key;
                let key = HedgeColumn::Decision {
                    node,
                    column: column_key,
                };
                Some((key, column.cost))
            });
            let of_risk = [(HedgeColumn::Below { future }, 1.0), (threshold, -1.0)];
            let terms: Vec<_> = margin.chain(of_risk).collect();
            let key = HedgeRow::Below { future };
            self.builder.add_row(key, 0.0, f64::INFINITY, terms);
        }
    }
}

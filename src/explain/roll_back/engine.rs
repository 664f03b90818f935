//! Rolls the price of a balance back to its sources: money, and limits at their prices.
//!
//! At an optimum the reduced cost of column j is `d_j = c_j - sum_i a_ij y_i`. Where row r only links (a balance, racks
//! in use), any column k of it gives its price: `y_r = (c_k - d_k - sum_{i != r} a_ik y_i) / a_rk`. With k at the margin
//! (`d_k = 0`) that is how the row is supplied, or what it is used for; with k at its upper bound `d_k` is what that
//! bound is worth. Each step is an identity, so the statement adds up whichever k is taken.

use std::collections::HashMap;
use std::rc::Rc;

use super::statement::{Key, Statement};
use crate::formulation::{Column, Constraint, terms};
use crate::lp::{ColumnId, Lp, RowId, Solution, Variable};
use crate::model::Model;

/// Prices below this share of the largest amount of their column are rounding.
const ROUNDING: f64 = 1e-11;
/// After this many expansions the first way to roll a row back is taken, complete or not.
const BUDGET: usize = 4_000;

/// The prices that a statement is about.
#[derive(Clone, Debug)]
pub(in crate::explain) struct Prices {
    /// Of each row.
    pub(in crate::explain) dual: Vec<f64>,
    /// Of each column.
    pub(in crate::explain) reduced_cost: Vec<f64>,
    /// What is done where the activity just pays.
    pub(in crate::explain) x: Vec<f64>,
}

impl Prices {
    /// Returns the prices of an optimum.
    pub(in crate::explain) fn of(solution: &Solution) -> Self {
        Self {
            dual: solution.dual.clone(),
            reduced_cost: solution.reduced_cost.clone(),
            x: solution.x.clone(),
        }
    }
}

/// Rows of a program by their columns.
pub(in crate::explain) type ByRow = Vec<Vec<(ColumnId, f64)>>;

/// Returns the program's entries by row.
pub(in crate::explain) fn by_row(lp: &Lp<Column, Constraint>) -> ByRow {
    let mut rows = vec![Vec::new(); lp.rows().len()];
    for column in (0..lp.columns().len()).map(ColumnId) {
        for (row, value) in lp.entries(column) {
            rows[row.0].push((column, value));
        }
    }
    rows
}

/// One statement in the making.
pub(in crate::explain) struct RollBack<'a> {
    model: &'a Model,
    lp: &'a Lp<Column, Constraint>,
    rows: &'a ByRow,
    prices: &'a Prices,
    /// The columns that are the activity: no row is rolled back through them.
    activity: &'a [ColumnId],
    /// Only limits are asked for: money is left out, which is most of a statement.
    is_of_limits: bool,
    memo: HashMap<(RowId, bool), Rc<Statement>>,
    on_stack: Vec<bool>,
    expansions: usize,
}

/// How far a statement was rolled back, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    /// All of it to its sources.
    Sources,
    /// Up to something whose worth in other uses is taken as it is.
    Elsewhere,
    /// Through something that does not pay.
    NotDone,
}

type Rolled = (Rc<Statement>, Reach);

impl<'a> RollBack<'a> {
    pub(in crate::explain) fn new(
        model: &'a Model,
        lp: &'a Lp<Column, Constraint>,
        rows: &'a ByRow,
        prices: &'a Prices,
        activity: &'a [ColumnId],
    ) -> Self {
        Self {
            model,
            lp,
            rows,
            prices,
            activity,
            is_of_limits: false,
            memo: HashMap::new(),
            on_stack: vec![false; lp.rows().len()],
            expansions: 0,
        }
    }

    /// Returns the same that leaves money out of its statements.
    pub(in crate::explain) fn of_limits(mut self) -> Self {
        self.is_of_limits = true;
        self
    }

    /// Returns the statement of one unit of an activity's column; it adds up to the column's reduced cost.
    pub(in crate::explain) fn statement(&mut self, column: ColumnId) -> Statement {
        self.unit(column, &[]).0
    }

    /// Returns what one unit of a column costs a row of `except` that it is done for: what it earns less what it uses of all
    /// other rows, and less what its own bound is worth.
    pub(in crate::explain) fn unit_for(&mut self, column: ColumnId, except: &[RowId]) -> Statement {
        self.supply(column, except).0
    }

    fn supply(&mut self, column: ColumnId, except: &[RowId]) -> (Statement, Reach) {
        let (mut statement, mut reach) = self.unit(column, except);
        let d = self.prices.reduced_cost[column.0];
        if d.abs() > ROUNDING * self.largest(column) {
            let data = &self.lp.columns()[column.0];
            let is_bound = d > 0.0 || data.lower == data.upper;
            let key = if is_bound {
                Key::Limit(Variable::Column(column))
            } else {
                reach = Reach::NotDone;
                Key::NotDone(data.key)
            };
            statement.add(key, -d);
        }
        (statement, reach)
    }

    /// Returns what one unit of a column earns less what it uses of every row but `except`.
    fn unit(&mut self, column: ColumnId, except: &[RowId]) -> (Statement, Reach) {
        let mut statement = Statement::default();
        let mut reach = Reach::Sources;
        if !self.is_of_limits {
            let key = self.lp.columns()[column.0].key;
            statement.add_money(self.model, key, terms(self.model, key));
        }
        let negligible = ROUNDING * self.largest(column);
        for (row, value) in self.lp.entries(column) {
            let amount = value * self.prices.dual[row.0];
            if except.contains(&row) || amount.abs() <= negligible {
                continue;
            }
            let key = self.lp.rows()[row.0].key;
            if is_limit(key) {
                statement.add(Key::Limit(Variable::Row(row)), -amount);
            } else {
                let gives = (value < 0.0) != is_turned(key);
                let (rolled, so_far) = self.row(row, gives);
                reach = reach.max(so_far);
                statement.add_scaled(&rolled, -value);
            }
        }
        (statement, reach)
    }

    /// Returns the price of a row that only links, rolled back: through what it is used for if something `gives` to it,
    /// through how it is supplied if something takes from it.
    fn row(&mut self, row: RowId, gives: bool) -> Rolled {
        if let Some(known) = self.memo.get(&(row, gives)) {
            return (Rc::clone(known), Reach::Sources);
        }
        self.on_stack[row.0] = true;
        let mut alone = Statement::default();
        let key = self.lp.rows()[row.0].key;
        alone.add(Key::Elsewhere(key), self.prices.dual[row.0]);
        let mut best: Option<Rolled> = None;
        for (column, value) in self.candidates(row, gives) {
            self.expansions += 1;
            let (statement, reach) = self.supply(column, &[row]);
            let statement = Rc::new(statement.scaled(1.0 / value));
            if best.as_ref().is_none_or(|&(_, best)| reach < best) {
                best = Some((statement, reach));
            }
            if reach == Reach::Sources || self.expansions > BUDGET {
                break;
            }
        }
        self.on_stack[row.0] = false;
        match best {
            Some((statement, Reach::Sources)) => {
                self.memo.insert((row, gives), Rc::clone(&statement));
                (statement, Reach::Sources)
            }
            Some((statement, Reach::Elsewhere)) => (statement, Reach::Elsewhere),
            // Racks past their life leave where they came in: what they would be worth then cancels out.
            _ if is_fleet(key) => {
                let alone = Rc::new(alone);
                self.memo.insert((row, gives), Rc::clone(&alone));
                (alone, Reach::Sources)
            }
            _ => (Rc::new(alone), Reach::Elsewhere),
        }
    }

    /// Returns the columns through which a row can be rolled back, the best first.
    fn candidates(&self, row: RowId, gives: bool) -> Vec<(ColumnId, f64)> {
        let key = self.lp.rows()[row.0].key;
        let turned = is_turned(key);
        let mut found: Vec<((bool, u8, u8), ColumnId, f64)> = Vec::new();
        for &(column, value) in &self.rows[row.0] {
            if self.activity.contains(&column) || !self.is_open(column, row) {
                continue;
            }
            let data = &self.lp.columns()[column.0];
            // An option is held as it is taken, and what is in process is what it is: nothing is supplied by more of it.
            if matches!(data.key, Column::Taken { .. } | Column::InProcess { .. }) {
                continue;
            }
            let (d, x) = (self.prices.reduced_cost[column.0], self.prices.x[column.0]);
            let is_marginal = d.abs() <= ROUNDING * self.largest(column);
            let does_not_pay = !is_marginal && d < 0.0 && data.lower < data.upper;
            let is_done = x > 1e-9 * data.upper.min(1.0);
            let state = match (is_marginal, is_done) {
                (true, true) => 0,
                (false, _) => 1,
                (true, false) => 2,
            };
            let supplies = (value < 0.0) != turned;
            let way =
                match (key, data.key) {
                    // A rack that stands is worth what it earns from now on.
                    (Constraint::FleetBalance { t, .. }, Column::Fleet { t: at, .. }) => {
                        if t == at { 0 } else { 2 }
                    }
                    (Constraint::FleetBalance { .. }, _) => 1 + u8::from(!supplies) * 2,
                    // A rack in use is missed by its other uses now, rather than brought forward from later.
                    (Constraint::FleetUse { .. }, _) => u8::from(supplies),
                    (_, Column::Stock { .. }) => u8::from(supplies == gives) * 2 + 1,
                    _ => u8::from(supplies == gives) * 2,
                };
            found.push(((does_not_pay, way, state), column, value));
        }
        found.sort_by_key(|&(rank, column, _)| (rank, column));
        found
            .into_iter()
            .map(|(_, column, value)| (column, value))
            .collect()
    }

    /// Whether a column leads to no row that is being rolled back already.
    fn is_open(&self, column: ColumnId, from: RowId) -> bool {
        let negligible = ROUNDING * self.largest(column);
        self.lp.entries(column).all(|(row, value)| {
            row == from
                || !self.on_stack[row.0]
                || (value * self.prices.dual[row.0]).abs() <= negligible
        })
    }

    /// Returns the largest amount in a column's reduced cost.
    fn largest(&self, column: ColumnId) -> f64 {
        self.lp
            .entries(column)
            .map(|(row, value)| (value * self.prices.dual[row.0]).abs())
            .fold(self.lp.columns()[column.0].cost.abs(), f64::max)
    }
}

/// Whether a row limits something: its price is where a statement ends.
fn is_limit(row: Constraint) -> bool {
    match row {
        Constraint::FoundryCapacity { .. }
        | Constraint::HotLotShare { .. }
        | Constraint::TakeOrPay { .. }
        | Constraint::ProcessCapacity { .. }
        | Constraint::ClosingStock { .. }
        | Constraint::ExternalShare { .. }
        | Constraint::Budget { .. }
        | Constraint::SitePower { .. }
        | Constraint::ServiceDemand { .. }
        | Constraint::ServiceCommitment { .. }
        | Constraint::MaxWait { .. }
        | Constraint::Bound { .. }
        | Constraint::Remains { .. }
        | Constraint::Requires { .. }
        | Constraint::Excludes { .. }
        | Constraint::Held { .. } => true,
        Constraint::DieBalance { .. }
        | Constraint::ComponentBalance { .. }
        | Constraint::ChipBalance { .. }
        | Constraint::RackBalance { .. }
        | Constraint::OrderUnits { .. }
        | Constraint::OrderBalance { .. }
        | Constraint::Displacement { .. }
        | Constraint::FleetBalance { .. }
        | Constraint::FleetUse { .. }
        | Constraint::ServiceSupply { .. } => false,
    }
}

/// Whether a row links racks standing or in use.
fn is_fleet(row: Constraint) -> bool {
    matches!(
        row,
        Constraint::FleetBalance { .. } | Constraint::FleetUse { .. }
    )
}

/// Whether positive entries of a row supply it; in all other rows that link they use it.
fn is_turned(row: Constraint) -> bool {
    matches!(row, Constraint::OrderUnits { .. })
}

//! Why something is done, or is not: what it earns, costs and takes from others, line by line.

mod activity;
mod line;
mod trial;

pub use activity::{Activity, ActivityAddress, activities};
pub use line::{PriceLine, PriceLineKind, PriceOut, Standing};
pub(super) use trial::{Onset, Trial};

use crate::explain::ExplainError;
use crate::explain::roll_back::{ByRow, Key, Prices, RollBack, Statement, by_row};
use crate::formulation::{
    Constraint, bound_address, describe_column, describe_row, row_address, share_of,
};
use crate::lp::{ColumnId, Point, Variable, WalkSpace, certify};
use crate::model::{Address, Model};
use crate::outcome::Solved;

/// The lines of a statement may miss their sum by this share of the largest amount that they are made of.
const EXACT: f64 = 1e-9;
/// How far to either side a re-solve confirms a price, as a share of it.
pub(super) const ASIDE: f64 = 1e-6;

/// Prices activities out; keeps what all of them need.
#[derive(Debug)]
pub struct PriceOuts<'a> {
    model: &'a Model,
    solved: &'a Solved,
    rows: ByRow,
}

/// Returns the itemized statement of one more unit of an activity.
///
/// Prices are proved optimal duals: where several sets are, those at which the activity just does not pay, so that what
/// is missing is what really is missing.
pub fn price_out(
    model: &Model,
    solved: &Solved,
    activity: &Activity,
) -> Result<PriceOut, ExplainError> {
    let model = &*solved.holding(model);
    PriceOuts::of(model, solved).price(activity)
}

impl<'a> PriceOuts<'a> {
    /// Returns what prices activities of this solved model.
    #[must_use]
    pub fn of(model: &'a Model, solved: &'a Solved) -> Self {
        Self {
            model,
            solved,
            rows: by_row(&solved.lp),
        }
    }

    /// Returns the itemized statement of one more unit of an activity.
    pub fn price(&self, activity: &Activity) -> Result<PriceOut, ExplainError> {
        let (model, lp) = (self.model, &self.solved.lp);
        let x = &self.solved.solution.x;
        let keys = activity.columns(model);
        let columns: Vec<ColumnId> = keys.iter().filter_map(|key| lp.column(key)).collect();
        let mut result = PriceOut {
            activity: activity.address.clone(),
            does: keys
                .first()
                .map_or(String::new(), |&key| describe_column(model, key)),
            planned: columns.iter().map(|&column| x[column.0]).sum(),
            standing: Standing::NotDone,
            lines: Vec::new(),
            net: 0.0,
            one_more: None,
            one_fewer: None,
            falls_short_by: None,
            checked: false,
            discount: model.horizon.rho(activity.t),
            after_service_first: !self.solved.held.is_empty(),
        };
        if columns.is_empty() {
            let why = activity.why_impossible(model);
            result.standing = Standing::Impossible { why };
            return Ok(result);
        }
        let mut trial = Trial::of(self.solved)?;
        let (prices, shift) = if trial.is_done(x, &columns) {
            (Prices::of(&self.solved.solution), None)
        } else {
            self.where_it_pays(&mut trial, &columns, result.discount)?
        };
        let column = self.marginal(&trial, &columns, &prices);
        let mut roll_back = RollBack::new(model, lp, &self.rows, &prices, &columns);
        let statement = roll_back.statement(column);
        result.net = prices.reduced_cost[column.0];
        let size = self.size(column, &prices).max(largest(&statement));
        check_sum(&statement, result.net, size, &activity.address)?;
        let is_extra = result.net.abs() > EXACT * size;
        result.standing = if !trial.is_done(x, &columns) {
            result.falls_short_by = shift.map(|shift| shift.max(0.0));
            result.checked = shift.is_some();
            Standing::NotDone
        } else if is_extra && result.net > 0.0 {
            Standing::AtLimit
        } else {
            Standing::Done
        };
        if result.standing == Standing::NotDone && shift.is_none() {
            result.standing = Standing::Impossible {
                why: "other limits leave no room for it, whatever it earns".to_owned(),
            };
        }
        result.one_more = self.one_more(&columns, column, &result.standing)?;
        result.one_fewer = self.one_fewer(&columns)?;
        result.lines = self.lines(&statement, &prices, size);
        Ok(result)
    }

    /// Returns the largest amount that an activity's reduced cost is made of: where they cancel, what is left is rounding of it.
    fn size(&self, column: ColumnId, prices: &Prices) -> f64 {
        let lp = &self.solved.lp;
        let priced = lp.entries(column).map(|(row, a)| a * prices.dual[row.0]);
        priced.fold(lp.columns()[column.0].cost.abs(), |most, it| {
            most.max(it.abs())
        })
    }

    /// Returns what the margin changes by if one whole unit more is done, in the step of a discount that comes next.
    fn one_more(
        &self,
        columns: &[ColumnId],
        next: ColumnId,
        standing: &Standing,
    ) -> Result<Option<f64>, ExplainError> {
        let amount = self.solved.solution.x[next.0] + 1.0;
        let has_room = amount <= self.solved.lp.columns()[next.0].upper;
        if has_room || *standing == Standing::AtLimit {
            self.with_exactly(columns, next, amount)
        } else {
            Ok(None)
        }
    }

    /// Returns what the margin changes by if one whole unit fewer is done, in the last step of a discount in which one is.
    fn one_fewer(&self, columns: &[ColumnId]) -> Result<Option<f64>, ExplainError> {
        let x = &self.solved.solution.x;
        let last = columns.iter().rev().find(|column| x[column.0] > 0.0);
        match last {
            Some(&last) if x[last.0] >= 1.0 => self.with_exactly(columns, last, x[last.0] - 1.0),
            _ => Ok(None),
        }
    }

    /// Returns what the margin changes by if one of an activity's columns is at an amount, the others as they are.
    fn with_exactly(
        &self,
        columns: &[ColumnId],
        at: ColumnId,
        amount: f64,
    ) -> Result<Option<f64>, ExplainError> {
        let solution = &self.solved.solution;
        let mut trial = Trial::of(self.solved)?;
        for &column in columns {
            let as_it_is = solution.x[column.0];
            trial.fix(column, if column == at { amount } else { as_it_is });
        }
        // A step that cannot be proved is not reported; whoever ended the work is heard at the next solve.
        let changed = trial.optimize().ok().flatten();
        Ok(changed.map(|it| it.objective - solution.objective))
    }

    /// Returns the prices at which an activity that is not done just does not pay, and what one unit is short of in
    /// money of its own quarter (checked on both sides); the plan's prices and `None` where nothing makes it pay.
    fn where_it_pays(
        &self,
        trial: &mut Trial,
        columns: &[ColumnId],
        discount: f64,
    ) -> Result<(Prices, Option<f64>), ExplainError> {
        let (lp, solution) = (&self.solved.lp, &self.solved.solution);
        let rates: Vec<(ColumnId, f64)> = columns.iter().map(|&it| (it, discount)).collect();
        let Some(shift) = trial.pays_from(&mut WalkSpace::default(), &rates)? else {
            return Ok((Prices::of(&self.solved.solution), None));
        };
        let size = columns
            .iter()
            .map(|column| lp.columns()[column.0].cost.abs() / discount)
            .fold(shift.abs(), f64::max);
        let told_apart = columns.iter().map(|&it| trial.resolution(it) / discount);
        let aside = told_apart.fold(ASIDE * size, f64::max);
        let unconfirmed = || ExplainError::Unconfirmed(format!("what {columns:?} is short of"));
        trial.move_costs(lp, &rates, shift - aside);
        if let Some(below) = trial.optimize()?
            && shift > 0.0
            && trial.is_done(&below.x, columns)
        {
            return Err(unconfirmed());
        }
        trial.move_costs(lp, &rates, shift + aside);
        let Some(above) = trial.optimize()? else {
            return Ok((Prices::of(&self.solved.solution), Some(shift)));
        };
        if !trial.is_done(&above.x, columns) {
            return Err(unconfirmed());
        }
        // Of the same basis, at the costs at which it just pays.
        trial.move_costs(lp, &rates, shift);
        let Some(at) = trial.optimize()? else {
            return Err(unconfirmed());
        };
        let here = certify(lp, &Point::of(&solution.x, &at.dual));
        if !here.certificate.holds() {
            return Ok((Prices::of(&self.solved.solution), Some(shift)));
        }
        let prices = Prices {
            dual: here.dual,
            reduced_cost: here.reduced_cost,
            x: above.x,
        };
        Ok((prices, Some(shift)))
    }

    /// Returns the step of a volume discount in which one more unit would be: the first that is not full, or, of an
    /// activity that is not done, the one that is nearest to paying.
    fn marginal(&self, trial: &Trial, columns: &[ColumnId], prices: &Prices) -> ColumnId {
        let (lp, x) = (&self.solved.lp, &self.solved.solution.x);
        let is_open =
            |column: ColumnId| x[column.0] < lp.columns()[column.0].upper - trial.rounding(column);
        let all = || columns.iter().copied();
        let found = if trial.is_done(x, columns) {
            all().find(|&column| is_open(column)).or(all().next_back())
        } else {
            let d = |column: ColumnId| prices.reduced_cost[column.0];
            all().reduce(|best, next| if d(next) > d(best) { next } else { best })
        };
        found.unwrap_or(ColumnId(0))
    }

    /// Returns the lines for the planner: money earned and paid first, then what is scarce.
    fn lines(&self, statement: &Statement, prices: &Prices, size: f64) -> Vec<PriceLine> {
        let negligible = 1e-3 * EXACT * size;
        let mut lines: Vec<PriceLine> = statement
            .0
            .iter()
            .filter(|(_, amount)| amount.abs() > negligible)
            .map(|(key, &amount)| self.line(key, amount, prices))
            .collect();
        let rank = |line: &PriceLine| match line.kind {
            PriceLineKind::Money { .. } => u8::from(line.present_value < 0.0),
            PriceLineKind::Scarcity { .. } => 2,
            PriceLineKind::Elsewhere { .. } => 3,
            PriceLineKind::DoesNotPay { .. } => 4,
        };
        // Keys are in order already; the sort keeps it.
        lines.sort_by_key(rank);
        lines
    }

    /// Returns the number that limits a row, and its price in the number's own unit: a row's price is for one chip or
    /// wafer, a share's for 1.00 of the share. A share of nothing has no such price.
    fn of_share(&self, row: Constraint, price: f64, x: &[f64]) -> (Option<Address>, f64) {
        let address = row_address(self.model, row);
        let of = share_of(self.model, &self.solved.lp, row);
        if of.is_empty() {
            return (address, price);
        }
        let sum: f64 = of
            .iter()
            .map(|&(column, weight)| weight * x[column.0])
            .sum();
        if sum > 0.0 {
            (address, price * sum)
        } else {
            (None, price)
        }
    }

    fn line(&self, key: &Key, amount: f64, prices: &Prices) -> PriceLine {
        let model = self.model;
        let lp = &self.solved.lp;
        let (kind, quarter) = match key {
            Key::Money {
                line,
                of,
                of_name,
                t,
            } => (
                PriceLineKind::Money {
                    line: *line,
                    of: of.clone(),
                    of_name: of_name.clone(),
                },
                Some(model.horizon.quarter(*t)),
            ),
            Key::Limit(variable) => {
                let (address, limit, price) = match *variable {
                    Variable::Row(row) => {
                        let key = lp.rows()[row.0].key;
                        let price = prices.dual[row.0];
                        let (address, price) = self.of_share(key, price, &prices.x);
                        (address, describe_row(model, key), price)
                    }
                    Variable::Column(column) => {
                        let key = lp.columns()[column.0].key;
                        let price = prices.reduced_cost[column.0];
                        (
                            bound_address(model, key),
                            describe_column(model, key),
                            price,
                        )
                    }
                };
                let quarter = address.as_ref().and_then(|address| address.quarter);
                let kind = PriceLineKind::Scarcity {
                    address,
                    limit,
                    uses: -amount / price,
                    price,
                };
                (kind, quarter)
            }
            Key::NotDone(column) => (
                PriceLineKind::DoesNotPay {
                    activity: describe_column(model, *column),
                },
                None,
            ),
            Key::Elsewhere(row) => (
                PriceLineKind::Elsewhere {
                    what: describe_row(model, *row),
                    address: row_address(model, *row),
                },
                None,
            ),
        };
        PriceLine {
            kind,
            quarter,
            present_value: amount,
        }
    }
}

fn largest(statement: &Statement) -> f64 {
    statement
        .0
        .values()
        .fold(0.0_f64, |most, amount| most.max(amount.abs()))
}

fn check_sum(
    statement: &Statement,
    sum: f64,
    size: f64,
    activity: &ActivityAddress,
) -> Result<(), ExplainError> {
    let total: f64 = statement.0.values().sum();
    if (total - sum).abs() <= EXACT * size.max(sum.abs()) {
        return Ok(());
    }
    Err(ExplainError::Unconfirmed(format!(
        "the statement of {activity} adds up to {total} instead of {sum}"
    )))
}
